"""The Excel: figures as numbers, days as days, and no text that calculates, links or breaks the file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from random import Random

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from openpyxl.workbook import Workbook

from handlers.presets import CAMPAIGNS, names
from handlers.summaries import letter, sheet
from handlers.summaries.bundle import Bundle, bundle, written
from handlers.summaries.figures import figures
from tests.support.bundles import week

HOW_MANY = int(os.environ.get("TROLYSO_HOSTILE", "10000"))
PIECES = (
    "=", "+", "-", "@", "\t=", "\r=", "\n=", "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x.example","a")', "=1+1", "@SUM(A1)", "+84901234567", "-2+3", "%0A=",
    "http://x.example", "mailto:a@b.example", "internal:A1", "external:c:\\x.xls", "{=1}", "'=1", "＝1+1",
    "_x003D_", "_x000D_", "\x00", "\x01", "\x0b", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\ufffe",
    "\uffff", "\u202e", "\u2066", "]]>", "<w:p/>", "&amp;", "&#0;", "<!--", "<?xml", '"', "'",
    "%s{0}{x}", "${jndi:x}", "{{bang}}", "Ấp Chợ", "à" * 50, "e\u0323\u0302", "👩‍👩‍👧", "🇻🇳",
    "x" * 40_000, "\u2028", "\ufeff", "DDE(\"cmd\";\"/c\")", "  ", "",
)  # fmt: skip


def hostile(count: int, seed: int = 7) -> list[str]:
    """So many texts put together from what has hurt spreadsheets and documents."""
    random = Random(seed)
    found = list(PIECES)
    while len(found) < count:
        pieces = random.choices(PIECES, k=random.randint(1, 4))
        found.append("".join(piece[:200] for piece in pieces))
    return found[:count]


@pytest.fixture(scope="module")
def attacked() -> Bundle:
    return week(*hostile(HOW_MANY))


@pytest.fixture(scope="module")
def attacked_sheet(attacked: Bundle) -> bytes:
    return sheet.draw(attacked)


def opened(made: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(made))


def test_no_text_becomes_a_formula_or_a_link(attacked_sheet: bytes) -> None:
    with zipfile.ZipFile(BytesIO(attacked_sheet)) as parts:
        pages = [name for name in parts.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        assert len(pages) == 11
        for page in pages:
            xml = parts.read(page).decode()
            assert "<f>" not in xml and "<f " not in xml and "<hyperlink" not in xml
        assert not any("externalLink" in name or "vba" in name for name in parts.namelist())
        strings = parts.read("xl/sharedStrings.xml").decode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", strings)


def test_every_hostile_text_is_there_as_text(attacked: Bundle, attacked_sheet: bytes) -> None:
    page = opened(attacked_sheet)["Báo cáo gốc"]
    rows = list(page.iter_rows(min_row=2, values_only=False))

    assert len(rows) == HOW_MANY
    for row, told in zip(rows, attacked.raw, strict=True):
        assert row[8].data_type in ("s", "n") and (row[8].value is None or isinstance(row[8].value, str)), told.text
        if told.text:
            assert row[8].quotePrefix or row[8].style_array.quotePrefix


def test_hostile_words_do_not_break_the_letter(attacked: Bundle) -> None:
    document = docx.Document(BytesIO(letter.draw(attacked)))

    assert "KIẾN NGHỊ" in document.element.body.xml
    fields = [one.text for one in document.element.body.iter(qn("w:instrText"), qn("w:fldSimple"), qn("w:hyperlink"))]
    assert fields == []  # the page's number stands in the header


@pytest.mark.slow
def test_libreoffice_opens_both_without_repair(attacked: Bundle, attacked_sheet: bytes, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed here")
    (tmp_path / "a.xlsx").write_bytes(attacked_sheet)
    (tmp_path / "b.docx").write_bytes(letter.draw(attacked))
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    for name, kind in (
        ("a.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,9"),
        ("b.docx", "txt:Text"),
    ):
        command = [
            office,
            "--headless",
            home,
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path / "out"),
            str(tmp_path / name),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=240)

    [rows] = (tmp_path / "out").glob("a*.csv")
    [text] = (tmp_path / "out").glob("b.txt")
    assert len(rows.read_text("utf-8", errors="replace").splitlines()) >= HOW_MANY
    assert "KIẾN NGHỊ, ĐỀ XUẤT" in text.read_text("utf-8")


def test_figures_are_numbers_and_days_are_days() -> None:
    made = week("cks 5")
    book = opened(sheet.draw(made))

    rows = {row[1]: row for row in book["Tóm tắt"].iter_rows(min_row=11, values_only=True)}
    one = made.figures.of("cks")
    assert rows["Chữ ký số đã kích hoạt"][3:9] == (
        one.wanted,
        None if made.before is None else made.before.of("cks").period,
        one.period,
        None,
        one.total,
        pytest.approx(one.share),
    )
    days = list(book["Theo ngày"].iter_rows(min_row=2, values_only=True))
    assert all(isinstance(row[0], datetime) for row in days)
    assert sum(row[1] for row in days) == one.total
    assert isinstance(book["Báo cáo gốc"]["G2"].value, datetime)


@pytest.mark.parametrize("preset", names(CAMPAIGNS))
def test_units_add_up_to_the_totals_in_every_preset(preset: str) -> None:
    made = week(campaign=preset)
    book = opened(sheet.draw(made))

    rows = list(book["Theo đơn vị"].iter_rows(min_row=2, values_only=True))
    units = rows[: len(made.figures.units)]
    for at, one in enumerate(made.figures.progress):
        assert sum(row[3 + 2 * at] or 0 for row in units) == one.period
        assert sum(row[4 + 2 * at] or 0 for row in units) == one.total
        stock = made.campaign.indicator(one.key).kind == "stock"  # it stands and is not added up over days
        assert rows[len(units)][3 + 2 * at : 5 + 2 * at] == (None if stock else one.period, one.total)


def test_sheets_are_set_up_for_landscape_a4_with_frozen_heads_and_native_charts() -> None:
    made = sheet.draw(week("a"))
    book = opened(made)

    for page in book.worksheets:
        assert page.page_setup.orientation == "landscape" and page.page_setup.paperSize == 9
    assert {page.title: page.freeze_panes for page in book.worksheets}["Báo cáo gốc"] == "A2"
    assert book["Theo đơn vị"].freeze_panes == "C2"
    assert book["Theo đơn vị"].print_title_rows == "$1:$1"
    with zipfile.ZipFile(BytesIO(made)) as parts:
        assert sum(name.startswith("xl/charts/chart") for name in parts.namelist()) == 3


def test_a_full_bar_is_a_target_reached() -> None:
    [chart] = opened(sheet.draw(week()))["Tóm tắt"]._charts

    assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (0, 1)


def test_missing_units_are_listed() -> None:
    page = opened(sheet.draw(week()))["Còn thiếu, cần xem"]

    assert page["A2"].value == "Ấp Bến Sắn" and page["C2"].value == "chưa có"


def test_where_nothing_is_missing_or_doubtful_it_says_so() -> None:
    made = week()
    told = [*made.source.counts, *(replace(one, area="ap-ben-san") for one in made.source.counts)]
    full = bundle(made.campaign, figures(made.campaign, made.figures.period, told), told, made.made_at)
    page = opened(sheet.draw(full))["Còn thiếu, cần xem"]

    assert [row[0] for row in page.iter_rows(min_row=2, values_only=True) if row[0]] == [
        "Không còn đơn vị nào thiếu báo cáo.",
        "Số liệu cần xem lại",
        "Không có.",
    ]


@pytest.mark.parametrize(
    ("preset", "own"),
    [
        ("nhon-trach-2025", ["Tiêu chí", "Từng đội"]),
        ("bim-son-2023", ["Nhóm, giai đoạn", "Từng đội"]),
        ("ngok-bay-2025", ["Nhóm, giai đoạn", "Tỷ lệ từng kỳ", "Từng đội"]),
        ("quang-ngoc-2026", ["Tiêu chí", "Từng đội"]),
        ("chien-dich-30-ngay-dem-2023", ["Tiêu chí", "Từng đội"]),
    ],
)
def test_every_preset_has_the_sheets_that_it_asks_for(preset: str, own: list[str]) -> None:
    names_ = opened(sheet.draw(week(campaign=preset))).sheetnames

    assert [one for one in names_ if one in sheet.say.OWN.values()] == own


@pytest.mark.parametrize("preset", names(CAMPAIGNS))
def test_no_line_outside_of_the_tables_is_wider_than_its_page(preset: str) -> None:
    made = week(campaign=preset)
    told = [replace(one, value=9_999) for one in made.source.counts]
    doubtful = bundle(made.campaign, figures(made.campaign, made.figures.period, told), told, made.made_at)
    nobody = bundle(made.campaign, figures(made.campaign, made.figures.period, []), [], made.made_at)

    for book in (opened(sheet.draw(doubtful)), opened(sheet.draw(nobody))):
        for page in book.worksheets:
            lines = [
                row[0].value
                for row in page.iter_rows()
                if isinstance(row[0].value, str) and not row[0].border.left.style
            ]
            assert all(len(line) <= 175 for line in lines), (page.title, lines)


def test_rows_are_as_tall_as_their_words_and_charts_do_not_run_over_their_page() -> None:
    made = sheet.draw(week("rất dài " * 40, "hai dòng\nnữa", "ngắn"))
    book = opened(made)
    raw = book["Báo cáo gốc"]

    heights = [raw.row_dimensions[at].height or 15 for at in (2, 3, 4)]
    assert heights[0] >= 15 * 8 and heights[1] >= 30 and heights[2] < 45
    units = book["Theo đơn vị"]
    [chart] = units._charts
    across = [units.column_dimensions[chr(65 + at)].width for at in range(9)]
    assert chart.anchor._from.col == 2  # behind the columns that are repeated on every page
    assert chart.anchor.to.col <= len(across) + 2


def test_what_no_document_may_hold_is_left_out() -> None:
    assert written("a\x00b\ud800c\u202ed\te\n") == "abcd\te\n"
    assert len(written("x" * 99_999)) == 4000


def test_a_large_record_is_written_row_by_row_with_the_same_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    made = week("cks 5", "vneid 7")
    at_once = opened(sheet.draw(made))
    monkeypatch.setattr(sheet, "MANY_ROWS", 0)
    by_rows = opened(sheet.draw(made))

    assert by_rows.sheetnames == at_once.sheetnames
    for page in at_once.worksheets:
        assert list(by_rows[page.title].values) == list(page.values)
