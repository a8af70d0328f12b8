"""The written report, measured in its own XML against the numbers of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from handlers.presets import CAMPAIGNS, load_named, names
from handlers.summaries import letter
from handlers.summaries.bundle import Bundle, Told, bundle
from handlers.summaries.figures import figures
from handlers.summaries.letter_words import _initials, percent, place_name
from tests.support.bundles import MADE, week


def opened(bundle: Bundle) -> Document:
    return docx.Document(BytesIO(letter.draw(bundle)))


@pytest.fixture(scope="module")
def report() -> Document:
    return opened(week("mạng yếu ở khu chợ"))


def every(element: Any) -> list[Any]:
    """All paragraphs, also those in tables, in the order of the document."""
    return list(element.iter(qn("w:p")))


def text_of(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter(qn("w:t")))


def saying(document: Document, words: str) -> Any:
    found = [one for one in every(document.element.body) if text_of(one).startswith(words)]
    assert found, words
    return found[0]


def look(paragraph: Any) -> tuple[float, bool, bool, str]:
    """Size in points, bold, italic, alignment."""
    run = paragraph.find(qn("w:r")).find(qn("w:rPr"))
    size = int(run.find(qn("w:sz")).get(qn("w:val"))) / 2
    align = paragraph.find(qn("w:pPr")).find(qn("w:jc")).get(qn("w:val"))
    return size, run.find(qn("w:b")) is not None, run.find(qn("w:i")) is not None, align


def rule_after(paragraph: Any) -> tuple[int, int]:
    """(length, distance left minus right) of the rule that follows, in twentieths of a point, seen in its cell."""
    following = paragraph.getnext()
    edge = following.find(qn("w:pPr")).find(qn("w:pBdr")).find(qn("w:top"))
    assert edge.get(qn("w:val")) == "single"
    indent = following.find(qn("w:pPr")).find(qn("w:ind"))
    left, right = int(indent.get(qn("w:left"))), int(indent.get(qn("w:right")))
    cell = following.getparent()
    whole = cell.find(qn("w:tcPr")).find(qn("w:tcW")).get(qn("w:w")) if cell.tag == qn("w:tc") else letter.mm(165)
    return int(whole) - left - right, left - right


def test_the_paper_is_a4_upright_with_the_margins_of_the_decree(report: Document) -> None:
    page = report.sections[0]

    size, margins = page._sectPr.find(qn("w:pgSz")), page._sectPr.find(qn("w:pgMar"))
    assert (size.get(qn("w:w")), size.get(qn("w:h"))) == ("11906", "16838")
    assert [margins.get(qn(f"w:{side}")) for side in ("top", "bottom", "left", "right")] == [
        "1134",
        "1134",
        "1701",
        "850",
    ]
    assert page.orientation == 0


def test_every_letter_is_in_times_new_roman(report: Document) -> None:
    for run in report.element.body.iter(qn("w:r")):
        fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
        assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
    assert report.styles["Normal"].font.name == "Times New Roman"


def test_the_head_has_its_sizes_looks_and_rules(report: Document) -> None:
    assert look(saying(report, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")) == (13, True, False, "center")
    assert look(saying(report, "Độc lập - Tự do - Hạnh phúc")) == (14, True, False, "center")
    assert look(saying(report, "ỦY BAN NHÂN DÂN")) == (13, True, False, "center")
    assert look(saying(report, "XÃ NHƠN TRẠCH")) == (13, True, False, "center")
    assert look(saying(report, "Số: ")) == (13, False, False, "center")
    assert look(saying(report, "Nhơn Trạch, ngày 18 tháng 10 năm 2025")) == (13, False, True, "center")
    assert look(saying(report, "BÁO CÁO")) == (14, True, False, "center")
    assert look(saying(report, "Kết quả thực hiện")) == (14, True, False, "center")


def test_rules_are_as_long_as_they_must_be_and_stand_in_the_middle(report: Document) -> None:
    motto, aside = rule_after(saying(report, "Độc lập - Tự do - Hạnh phúc"))
    issuer, aside_issuer = rule_after(saying(report, "XÃ NHƠN TRẠCH"))
    abstract, aside_abstract = rule_after(saying(report, "Kết quả thực hiện"))

    assert abs(motto - letter.width_of("Độc lập - Tự do - Hạnh phúc", 14, bold=True)) <= 2
    assert 1 / 3 <= issuer / letter.width_of("XÃ NHƠN TRẠCH", 13, bold=True) <= 1 / 2
    assert abstract / letter.width_of("tuần 42 (từ ngày 13/10/2025 đến ngày 19/10/2025)", 14, bold=True) >= 1 / 3
    assert abstract <= letter.mm(165) / 2
    assert aside == aside_issuer == aside_abstract == 0


def test_number_and_date_stand_on_one_line_and_the_nation_on_the_right(report: Document) -> None:
    head = report.element.body.find(qn("w:tbl"))
    rows = [[text_of(cell) for cell in row.iter(qn("w:tc"))] for row in head.iter(qn("w:tr"))]

    assert rows[0][1].startswith("CỘNG HÒA") and rows[0][0].startswith("ỦY BAN")
    assert rows[1][0].startswith("Số:") and rows[1][0].endswith("/BC-UBND")
    assert rows[1][1].startswith("Nhơn Trạch, ngày")


def test_the_nation_fits_on_one_line(report: Document) -> None:
    cell = letter.mm(165) - letter.mm(letter.ISSUER_WIDTH)

    assert letter.width_of("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True) < cell


def test_the_body_is_justified_indented_and_spaced(report: Document) -> None:
    for words in ("Thực hiện Kế hoạch", "1. Chế độ báo cáo", "Trên đây là báo cáo"):
        paragraph = saying(report, words)
        spacing = paragraph.find(qn("w:pPr")).find(qn("w:spacing"))
        assert look(paragraph) == (14, False, False, "both")
        assert paragraph.find(qn("w:pPr")).find(qn("w:ind")).get(qn("w:firstLine")) == str(letter.mm(10))
        assert int(spacing.get(qn("w:after"))) >= 120
        assert 240 <= int(spacing.get(qn("w:line"))) <= 360


def test_sections_one_to_six_are_bold_and_in_order(report: Document) -> None:
    heads = [text_of(one) for one in every(report.element.body) if re.match(r"[IV]+\. ", text_of(one))]

    assert [one.partition(".")[0] for one in heads] == ["I", "II", "III", "IV", "V", "VI"]
    assert all(look(saying(report, one))[:2] == (14, True) for one in heads)


def test_recipients_stand_left_of_the_signer_with_their_sizes(report: Document) -> None:
    to, signer = saying(report, "Nơi nhận:"), saying(report, "KT. CHỦ TỊCH")
    listed = [text_of(one) for one in to.getparent().findall(qn("w:p"))[1:]]

    assert look(to) == (12, True, True, "left")
    assert look(saying(report, "- Thường trực"))[:3] == (11, False, False)
    assert all(one.startswith("- ") and one.endswith(";") for one in listed[:-1])
    assert listed[-1] == "- Lưu: VT, VHXH."
    assert look(signer) == (14, True, False, "center")
    assert to.getparent().getparent() is signer.getparent().getparent()  # one row
    assert to.getparent().getnext() is signer.getparent()


def test_the_page_number_is_in_the_middle_of_the_top_margin_but_not_on_the_first_page(report: Document) -> None:
    first, later = report.sections[0], report.sections[1]

    assert first.different_first_page_header_footer and not later.different_first_page_header_footer
    assert "".join(one.text for one in first.first_page_header.paragraphs) == ""
    assert later.header.is_linked_to_previous
    [paragraph] = first.header.paragraphs
    assert paragraph.alignment == 1
    assert "PAGE" in paragraph._p.xml and 'w:val="28"' in paragraph._p.xml


def test_tables_have_bold_heads_that_repeat_and_small_letters(report: Document) -> None:
    tables = [
        one
        for one in report.element.body.findall(qn("w:tbl"))
        if one.find(qn("w:tblPr")).find(qn("w:tblBorders")) is not None
    ]

    assert len(tables) == 8  # results; units in four parts; comparison, criteria, squads
    for one in tables:
        head = one.find(qn("w:tr"))
        assert head.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        assert all(look(paragraph)[1] for paragraph in every(head))
        sizes = {look(paragraph)[0] for paragraph in every(one)}
        assert sizes <= {11, 12}


def test_cells_are_the_figures() -> None:
    made = week()
    document = opened(made)
    results = next(one for one in document.tables if "Chỉ tiêu giao" in one._tbl.xml)
    rows = [[text_of(cell) for cell in row.iter(qn("w:tc"))] for row in results._tbl.iter(qn("w:tr"))][1:]

    progress = made.figures.of("cks")
    assert rows[0][3:] == ["4.875", str(progress.period), str(progress.total), percent(progress.share)]
    assert len(rows) == len(made.campaign.indicators)


def captions(document: Document) -> list[str]:
    return [text_of(one) for one in every(document.element.body) if re.match(r"\d\. [^:]+$", text_of(one))]


def grid(table: Any) -> list[list[str]]:
    return [[text_of(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]


@pytest.mark.parametrize(
    ("preset", "own"),
    [
        ("nhon-trach-2025", ["3. Xếp hạng – chữ ký số", "4. Từng tiêu chí", "5. Từng đội – tuần 42 (13/10–19/10)"]),
        ("bim-son-2023", ["3. Xếp hạng – kích hoạt", "4. Theo nhóm và giai đoạn", "5. Từng đội – ngày 28/03"]),
        ("ngok-bay-2025", ["3. Theo nhóm và giai đoạn", "4. Hồ sơ ký số so với hồ sơ trực tuyến"]),
        ("quang-ngoc-2026", ["3. Xếp hạng – VNeID mức 2", "4. Từng tiêu chí"]),
        ("chien-dich-30-ngay-dem-2023", ["3. Xếp hạng – kích hoạt", "4. Từng tiêu chí"]),
    ],
)
def test_the_appendix_has_the_tables_that_the_preset_asks_for(preset: str, own: list[str]) -> None:
    found = captions(opened(week(campaign=preset)))

    assert [one for one in found if not one.startswith(("1.", "2."))][: len(own)] == own


def test_the_comparison_of_communes_has_its_three_ratios() -> None:
    made = week(campaign="chien-dich-30-ngay-dem-2023")
    [table] = [one for one in opened(made).tables if "Tỷ lệ vắng mặt" in one._tbl.xml]
    head, *rows = grid(table._tbl)

    assert head[-3:] == ["Tỷ lệ kích hoạt", "Tỷ lệ vắng mặt", "Tỷ lệ không đủ điều kiện"]
    assert len(rows) == len(made.campaign.ranked) and all(re.fullmatch(r"[\d,]+%", row[-1]) for row in rows)


def test_silence_is_a_dash_and_a_zero_a_zero_also_in_sums() -> None:
    campaign = load_named("nhon-trach-2025", CAMPAIGNS)
    period = campaign.period("2025-W42")
    told = [Told("ap-cho", period.start, "cks", 0, MADE), Told("ap-cho", period.start, "vneid2", 3, MADE)]
    document = opened(bundle(campaign, figures(campaign, period, told), told, MADE))

    results, first = (grid(one._tbl) for one in document.tables[1:4:2])
    assert [row[4:6] for row in results[1:4]] == [["0", "0"], ["3", "3"], ["–", "–"]]
    assert first[-1][3:6] == ["0", "3", "–"]


def test_what_stands_is_not_added_up_over_days() -> None:
    rows = grid(opened(week(campaign="chien-dich-30-ngay-dem-2023")).tables[1]._tbl)

    [stock] = [row for row in rows if row[1] == "Hồ sơ đang chờ duyệt (số hiện có)"]
    assert stock[4] == "–" and int(stock[5]) > 0


def test_the_groups_of_a_target_are_told_in_one_sentence() -> None:
    texts = [text_of(one) for one in every(opened(week(campaign="bim-son-2023")).element.body)]

    [line] = [one for one in texts if "Trong đó: cán bộ" in one]
    assert line.count("%") == 2 + 5 and not [
        one for one in texts if one.startswith("- Tài khoản định danh đã kích hoạt –")
    ]


def test_the_signature_never_stands_alone_and_nothing_makes_an_empty_page() -> None:
    document = opened(week())
    before = []
    for one in document.element.body:
        if text_of(one).startswith("VI. "):
            before = [one]
        elif before and one.tag == qn("w:p") and not text_of(one).startswith("PHỤ"):
            before.append(one)
        if text_of(one).startswith("Trên đây"):
            break
    assert len(before) >= 3 and all(one.find(qn("w:pPr")).find(qn("w:keepNext")) is not None for one in before)
    [end] = [one for one in document.element.body.findall(qn("w:p")) if one.find(f".//{qn('w:sectPr')}") is not None]
    spacing = end.find(qn("w:pPr")).find(qn("w:spacing"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("20", "exact")


@pytest.mark.parametrize(
    ("office", "short"),
    [("Phòng Văn hóa – Xã hội", "VHXH"), ("Tổ Đề án 06 thị xã", "TĐA06TX"), ("Công an huyện", "CAH")],
)
def test_who_drafted_it_is_named_by_letters_without_tones(office: str, short: str) -> None:
    assert _initials(office) == short


@pytest.mark.parametrize(
    ("preset", "party"),
    [("nhon-trach-2025", "Đảng ủy"), ("bim-son-2023", "Thị ủy"), ("chien-dich-30-ngay-dem-2023", "Huyện ủy")],
)
def test_the_party_committee_is_that_of_the_level(preset: str, party: str) -> None:
    assert saying(opened(week(campaign=preset)), f"- Thường trực {party}") is not None


def test_the_seal_of_a_body_above_stands_above_in_plain_letters() -> None:
    made = week()
    above = replace(made.campaign, letterhead=replace(made.campaign.letterhead, superior=("Ủy ban nhân dân tỉnh",)))
    document = opened(replace(made, source=replace(made.source, campaign=above)))

    assert look(saying(document, "ỦY BAN NHÂN DÂN TỈNH")) == (13, False, False, "center")
    assert look(saying(document, "XÃ NHƠN TRẠCH")) == (13, True, False, "center")


def test_who_signs_stands_below_the_room_for_the_signature() -> None:
    made = week()
    named = replace(made.campaign, letterhead=replace(made.campaign.letterhead, signer_name="Nguyễn Thị Mai"))
    document = opened(replace(made, source=replace(made.source, campaign=named)))

    name = saying(document, "Nguyễn Thị Mai")
    assert look(name) == (14, True, False, "center")
    above = [text_of(one) for one in name.getparent().findall(qn("w:p"))]
    assert above[-6:] == ["", "", "", "", "", "Nguyễn Thị Mai"]


def test_all_letters_are_black_and_every_body_paragraph_keeps_its_measure(report: Document) -> None:
    assert not list(report.element.body.iter(qn("w:color")))
    body = [
        one
        for one in report.element.body.findall(qn("w:p"))
        if text_of(one) and look(one)[:1] == (14,) and look(one)[3] == "both"
    ]
    assert len(body) > 15
    for one in body:
        properties = one.find(qn("w:pPr"))
        spacing, indent = properties.find(qn("w:spacing")), properties.find(qn("w:ind"))
        assert int(spacing.get(qn("w:after"))) + int(spacing.get(qn("w:before"))) >= 120
        assert 240 <= int(spacing.get(qn("w:line"))) <= 360
        assert indent.get(qn("w:firstLine")) in (str(letter.mm(10)), str(letter.mm(12.7)))


def test_the_table_of_results_has_the_columns_of_the_model_report(report: Document) -> None:
    assert grid(report.tables[1]._tbl)[0] == [
        "STT", "Chỉ tiêu", "Đơn vị tính", "Chỉ tiêu giao", "Trong kỳ", "Lũy kế", "Tỷ lệ",
    ]  # fmt: skip
    note = saying(report, "Tỷ lệ = lũy kế ÷ chỉ tiêu giao × 100%")
    assert look(note)[2] and saying(report, "2. Nguồn số liệu: ") is not None


@pytest.mark.parametrize(
    ("moment", "dated"),
    [
        ("2026-02-05T09:00:00+07:00", "ngày 05 tháng 02 năm 2026"),
        ("2026-03-05T09:00:00+07:00", "ngày 05 tháng 3 năm 2026"),
        ("2025-12-31T23:59:00+07:00", "ngày 31 tháng 12 năm 2025"),
        ("2025-12-31T18:00:00+00:00", "ngày 01 tháng 01 năm 2026"),
    ],
)
def test_days_and_months_have_their_noughts(moment: str, dated: str) -> None:
    made = replace(week(), made_at=datetime.fromisoformat(moment))

    assert text_of(saying(opened(made), "Nhơn Trạch, ngày")) == f"Nhơn Trạch, {dated}"


def test_a_landscape_page_has_its_sides_turned_and_the_same_margins(report: Document) -> None:
    wide = report.sections[1]._sectPr

    size, margins = wide.find(qn("w:pgSz")), wide.find(qn("w:pgMar"))
    assert (size.get(qn("w:w")), size.get(qn("w:h")), size.get(qn("w:orient"))) == ("16838", "11906", "landscape")
    assert [margins.get(qn(f"w:{side}")) for side in ("top", "bottom", "left", "right")] == [
        "1134",
        "1134",
        "1701",
        "850",
    ]
    for table in report.element.body.findall(qn("w:tbl")):
        assert int(table.find(qn("w:tblPr")).find(qn("w:tblW")).get(qn("w:w"))) <= letter.mm(297 - 45)


def test_nobodys_name_or_number_is_in_it() -> None:
    made = week("Anh Ba, 0901234567, 079201001234")
    text = " ".join(text_of(one) for one in every(opened(replace(made, obstacles=())).element.body))

    assert "Anh Ba" not in text and not re.search(r"0\d{9}|\d{12}", text)


def test_gaps_and_doubts_are_told_before_the_results(report: Document) -> None:
    texts = [text_of(one) for one in every(report.element.body)]

    gap = next(at for at, text in enumerate(texts) if text.startswith("3. Số liệu còn thiếu: ấp Bến Sắn"))
    assert gap < texts.index("II. KẾT QUẢ TRONG KỲ VÀ LŨY KẾ")


def test_what_an_officer_wrote_stands_instead_of_our_words() -> None:
    made = week(free={"assessment": "Cách làm hay: đến từng nhà.", "next": "Việc một.\nViệc hai."})

    texts = [text_of(one) for one in every(opened(made).element.body)]

    assert "Cách làm hay: đến từng nhà." in texts
    assert [text for text in texts if text.startswith("Việc")] == ["Việc một.", "Việc hai."]


@pytest.mark.parametrize("preset", names(CAMPAIGNS))
def test_every_preset_has_its_report(preset: str) -> None:
    made = week(campaign=preset)
    document = opened(made)

    body = document.element.body.xml
    assert "{" not in "".join(text_of(one) for one in every(document.element.body))
    assert body.count("<w:tbl ") + body.count("<w:tbl>") >= 5
    for leaf in made.campaign.leaves:
        assert leaf.name in body


def test_the_same_figures_make_the_same_words() -> None:
    first, second = (opened(week("a")).element.body.xml for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    ("share", "text"),
    [(None, "–"), (0.0, "0%"), (0.3749, "37,5%"), (0.9999, "99,9%"), (1.0, "100%"), (1.234, "123,4%")],
)
def test_shares_have_one_digit_and_never_reach_a_target_by_rounding(share: float | None, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("commune", "place"), [("xã Nhơn Trạch", "Nhơn Trạch"), ("thị xã Bỉm Sơn", "Bỉm Sơn"), ("Vĩnh Hòa", "Vĩnh Hòa")]
)
def test_a_place_is_named_without_its_unit(commune: str, place: str) -> None:
    assert place_name(commune) == place


def test_who_was_silent_is_not_named_as_a_source_nor_half_of_all_as_the_best() -> None:
    report = docx.Document(BytesIO(letter.draw(week())))

    assert "tổng hợp từ báo cáo của 4/5 tổ, đội" in text_of(saying(report, "2. Nguồn số liệu: "))
    best = text_of(saying(report, "- Đơn vị có kết quả cao"))
    assert best.count("ấp ") == 2
