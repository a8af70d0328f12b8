"""A commune's own Word template: blanks wherever Word puts them, errors that say what to mend, nothing that runs."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from handlers.presets import CAMPAIGNS, load_named, names
from handlers.summaries import blanks, letter, template
from handlers.summaries.bundle import Bundle
from handlers.summaries.template import TemplateError
from tests.support.bundles import week
from tools import example_template

NHON_TRACH = load_named("nhon-trach-2025")
DOCS = CAMPAIGNS.parent / "docs"


def kept(document: Document, folder: Path, name: str = "mau.docx") -> str:
    path = folder / name
    document.save(str(path))
    return str(path)


def by(path: str, *texts: str, **more: Any) -> Bundle:
    made = week(*texts, **more)
    return dataclasses.replace(
        made, source=dataclasses.replace(made.source, campaign=made.campaign.with_template(path))
    )


def filled(path: str, *texts: str, **more: Any) -> Document:
    return docx.Document(BytesIO(letter.draw(by(path, *texts, **more))))


def saying(*paragraphs: str) -> Document:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def problems(folder: Path, *paragraphs: str) -> tuple[str, ...]:
    return template.check(kept(saying(*paragraphs), folder), NHON_TRACH).problems


# -- where blanks are found --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "runs",
    [
        ["Kỳ {{cks.ky}} người"],
        ["Kỳ {", "{cks.ky}", "} người"],
        ["Kỳ {{", "cks", ".", "ky", "}}", " người"],
        list("Kỳ {{cks.ky}} người"),
        ["Kỳ {{ cks.kỳ }} người"],
    ],
)
def test_a_blank_is_found_however_word_cut_it_into_runs(tmp_path: Path, runs: list[str]) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for at, text in enumerate(runs):
        paragraph.add_run(text).bold = at == 0

    done = filled(kept(document, tmp_path))

    assert texts(done) == ["Kỳ 18 người"]
    assert done.paragraphs[0].runs[0].bold


def test_several_blanks_of_a_paragraph_keep_what_is_around_them(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for text in ("a {{xa", "}} b {{cks", ".luy_ke}}", "{{cks.giao}} c ", "{{tu_ngay}}–{{den_ngay}}."):
        paragraph.add_run(text)

    assert texts(filled(kept(document, tmp_path))) == ["a xã Nhơn Trạch b 364.875 c 13/10/2025–19/10/2025."]


def test_blanks_in_tables_headers_footers_and_boxes_are_filled(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "ô {{dia_danh}}"
    document.sections[0].header.paragraphs[0].text = "đầu {{tu_ngay}}"
    document.sections[0].first_page_footer.paragraphs[0].text = "chân {{den_ngay}}"
    paragraph = document.add_paragraph("ngoài {{xa}}")
    box = paragraph.add_run()._r
    space = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    words = "<w:p><w:r><w:t>hộp {{ky_hieu}}</w:t></w:r></w:p>"
    inside = docx.oxml.parse_xml(
        f"<w:pict {space}><v:shape><v:textbox><w:txbxContent>{words}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )
    box.append(inside)

    done = filled(kept(document, tmp_path))

    assert done.tables[0].cell(0, 0).text == "ô Nhơn Trạch"
    assert done.sections[0].header.paragraphs[0].text == "đầu 13/10/2025"
    assert done.sections[0].first_page_footer.paragraphs[0].text == "chân 19/10/2025"
    assert "hộp BC-UBND" in done.element.body.xml and "ngoài xã Nhơn Trạch" in done.element.body.xml


def test_capitals_ask_for_capitals_and_marks_are_free(tmp_path: Path) -> None:
    document = saying("{{CƠ QUAN}}", "{{cơ quan}}", "{{co_quan}}")

    assert texts(filled(kept(document, tmp_path))) == [
        "ỦY BAN NHÂN DÂN XÃ NHƠN TRẠCH",
        "Ủy ban nhân dân xã Nhơn Trạch",
        "Ủy ban nhân dân xã Nhơn Trạch",
    ]


def test_a_part_takes_a_paragraph_for_each_line_in_the_look_of_its_own(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run("{{tinh_").italic = True
    paragraph.add_run("hinh_chung}}")
    document.add_paragraph("sau")

    done = filled(kept(document, tmp_path))

    *lines, after = done.paragraphs
    assert after.text == "sau" and len(lines) == 4 and lines[2].text.startswith("3. Số liệu còn thiếu: ấp Bến Sắn")
    assert {line.style.name for line in lines} == {"List Bullet"}
    assert all(line.runs[0].italic for line in lines)


def test_tables_are_as_wide_as_the_page_they_stand_on(tmp_path: Path) -> None:
    done = docx.Document(BytesIO(letter.draw(by(kept(example_template.template(), tmp_path)))))

    bordered = [t._tbl for t in done.tables if t._tbl.tblPr.find(qn("w:tblBorders")) is not None]
    widths = [int(one.tblPr.find(qn("w:tblW")).get(qn("w:w"))) / 56.6929 for one in bordered]
    assert widths == pytest.approx([160, *[247] * 7], abs=1)


def test_figures_and_areas_are_the_models(tmp_path: Path) -> None:
    path = kept(
        saying(
            *("{{cks." + field + "}}" for field in ("ten", "don_vi", "ky", "luy_ke", "giao", "ty_le")),
            "{{cks.ky@ap-cho}} {{cks.luy_ke@ap-cho}} {{cks.ky@ap-ben-san}}",
            "{{so_don_vi}} {{phai_bao_cao}} {{da_du}} {{dung_han}} {{ty_le_du}} {{con_thieu}} {{can_xem_lai}}",
        ),
        tmp_path,
    )

    assert texts(filled(path)) == [
        "Chữ ký số đã kích hoạt", "người", "18", "36", "4.875", "0,7%", "3 6 –", "5 5 4 4 80% ấp Bến Sắn 0",
    ]  # fmt: skip


@pytest.mark.parametrize("preset", names(CAMPAIGNS))
def test_the_example_is_filled_in_every_preset_and_leaves_no_blank(tmp_path: Path, preset: str) -> None:
    path = kept(example_template.template(), tmp_path)
    campaign = load_named(preset)

    found = template.check(path, campaign)
    xml = letter.draw(by(path, campaign=preset))

    assert (found.problems, found.advice) == ((), ())
    with zipfile.ZipFile(BytesIO(xml)) as parts:
        assert not any(b"{{" in parts.read(name) for name in parts.namelist() if name.startswith("word/"))
    assert campaign.leaves[0].name in docx.Document(BytesIO(xml)).element.body.xml


def test_the_example_in_the_docs_is_the_one_that_the_tool_writes() -> None:
    ours = docx.Document(str(DOCS / "examples" / "mau-rieng.docx"))

    assert ours.element.body.xml == example_template.template().element.body.xml


def test_the_guide_names_every_blank() -> None:
    guide = (DOCS / "mau-bao-cao.md").read_text(encoding="utf-8")

    told = {blanks.name_of(one) for one in re.findall(r"`\{\{([^{}]+)\}\}`", guide)}
    plain = {*blanks.INLINE, *blanks.LINES, *blanks.TABLES}
    assert plain <= told
    assert not [one for one in told - plain if blanks.problem_of(one, NHON_TRACH) and one != "cks/hoc-sinh"]


# -- what is wrong ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{kho_khang}}", "«kho_khan»"),
        ("{{ck.ky}}", "không có chỉ tiêu «ck»; gần nhất: «cks»"),
        ("{{cks.tong}}", "không có «tong»; có: ten, don_vi, ky, luy_ke, giao, ty_le"),
        ("{{cks.giao@ap-cho}}", "có: ky, luy_ke"),
        ("{{cks.ky@ap-choo}}", "không có nơi «ap-choo»; gần nhất: «ap-cho»"),
        ("Thiếu {{con_thieu", "lẻ trong đoạn «Thiếu {{con_thieu»"),
        ("{{kho_khan}} và nữa", "phải đứng riêng một đoạn"),
        ("{{}}", "không có chỗ điền «{{}}»"),
        ("{{ said.__class__ }}", "không có chỉ tiêu «said»"),
        ("{{ 7*7 }}", "không có chỗ điền"),
        ("{% for x in y %}{{ky}} }}", "lẻ"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_a_way_out(tmp_path: Path, text: str, told: str) -> None:
    [problem] = problems(tmp_path, "{{tinh_hinh_chung}}", text)

    assert told in problem
    with pytest.raises(TemplateError):
        template.fill(by(kept(saying(text), tmp_path)), kept(saying(text), tmp_path))


def test_all_problems_are_told_at_once_each_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, "{{a}} {{b}}", "{{a}}", "{{cks.x}}")) == 3


def test_a_table_within_a_table_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "{{bang_ket_qua}}"

    assert "ngoài ô bảng" in template.check(kept(document, tmp_path), NHON_TRACH).problems[0]


@pytest.mark.parametrize("body", [b"", b"not a zip", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old word"])
def test_what_is_no_docx_is_said_to_be_none(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "mau.docx"
    path.write_bytes(body)

    [problem] = template.check(str(path), NHON_TRACH).problems
    assert ".docx" in problem


def test_a_missing_a_large_and_a_swollen_file_are_refused_unread(tmp_path: Path) -> None:
    large, swollen = tmp_path / "to.docx", tmp_path / "no.docx"
    large.write_bytes(b"\0" * (11 << 20))
    with zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(3):
            parts.writestr(f"word/{number}.xml", b" " * (40 << 20))

    told = [template.check(str(path), NHON_TRACH).problems[0] for path in (tmp_path / "x.docx", large, swollen)]

    assert "không có tệp" in told[0] and "quá lớn" in told[1] and "quá lớn" in told[2]


def test_a_template_that_hides_gaps_or_has_no_blank_is_advised_against(tmp_path: Path) -> None:
    hiding = template.check(kept(saying("{{ky}} {{con_thieu}}"), tmp_path), NHON_TRACH)
    telling = template.check(kept(saying("{{con_thieu}} {{can_xem_lai}}"), tmp_path), NHON_TRACH)
    empty = template.check(kept(saying("không gì"), tmp_path), NHON_TRACH)

    assert [len(found.advice) for found in (hiding, telling, empty)] == [1, 0, 1]
    assert not hiding.problems + telling.problems + empty.problems


def test_what_people_wrote_is_never_taken_for_a_blank(tmp_path: Path) -> None:
    path = kept(saying("{{kho_khan}}", "{{co_quan}}"), tmp_path)

    done = filled(path, "{{tinh_hinh_chung}} {{ky}} <w:p/> {% x %} \x00\ud800")

    assert texts(done)[0].startswith("- Ấp Chợ: {{tinh_hinh_chung}} {{ky}} <w:p/> {% x %}")


def test_many_hostile_words_leave_a_document_that_opens(tmp_path: Path) -> None:
    from tests.handlers.summaries.test_sheet import hostile

    path = kept(example_template.template(), tmp_path)
    body = letter.draw(by(path, *hostile(300)))
    assert "PHƯƠNG HƯỚNG" in docx.Document(BytesIO(body)).element.body.xml


@pytest.mark.slow
def test_libreoffice_opens_what_was_filled(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed here")
    (tmp_path / "a.docx").write_bytes(letter.draw(by(kept(example_template.template(), tmp_path), "mạng yếu")))

    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    command = [
        office,
        "--headless",
        home,
        "--convert-to",
        "txt:Text",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)

    told = (tmp_path / "a.txt").read_text("utf-8")
    assert "mạng yếu" in told and "Lũy kế" in told and "{{" not in told
