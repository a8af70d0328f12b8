"""A workbook being filled: looks, sheets set up for print, and cells that hold what they are – numbers, days, texts.

Every text goes in as a text whatever it begins with, marked as quoted: it stays one when somebody edits the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.clock import VIETNAM
from handlers.phrases import sheet as say
from handlers.phrases import words
from handlers.summaries.bundle import Bundle
from handlers.summaries.figures import Standing

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FONT = "Times New Roman"
ABREAST = 18
"""Columns on a page that can still be read; a wider sheet takes several pages abreast."""
LINE, TALLEST = 15.0, 405.0
"""Points of one line of a cell, and of the tallest row that a workbook may hold."""
LETTER, BOLD_LETTER = 4.9, 5.8
"""Points that a letter of a text takes on average, with what is lost at the end of a line."""
CHART = 480
"""Pixels of a chart that is not stretched."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share, shown as percent."""

    value: float | None


Cell = str | int | float | date | datetime | Share | None


class Book:
    """One workbook for one bundle."""

    def __init__(self, workbook: Workbook, bundle: Bundle) -> None:
        self.workbook, self.bundle, self.campaign = workbook, bundle, bundle.campaign
        base: dict[str, Any] = {"font_name": FONT, "font_size": 11, "valign": "top"}
        grid: dict[str, Any] = {**base, "border": 1, "border_color": "#9AA5B1"}
        self.title = workbook.add_format({**base, "font_size": 14, "bold": True, "quote_prefix": True})
        self.note = workbook.add_format({**base, "italic": True, "quote_prefix": True})
        self.warn = workbook.add_format({**base, "bold": True, "font_color": "#9C2A00", "quote_prefix": True})
        self.head = workbook.add_format(
            {
                **grid,
                "bold": True,
                "bg_color": "#DCE6F1",
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
                "quote_prefix": True,
            }
        )
        looks: dict[str, dict[str, Any]] = {
            "text": {"text_wrap": True, "align": "left", "indent": 1, "quote_prefix": True, "num_format": "@"},
            "number": {"num_format": "#,##0", "align": "right", "indent": 1},
            "decimal": {"num_format": "0.00", "align": "right", "indent": 1},
            "share": {"num_format": "0.0%", "align": "right", "indent": 1},
            "day": {"num_format": "dd/mm/yyyy", "align": "left", "indent": 1},
            "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "left", "indent": 1},
        }
        self.formats = {
            (kind, bold): workbook.add_format({**grid, **look, "bold": bold})
            for bold in (False, True)
            for kind, look in looks.items()
        }
        self._widths: dict[str, Sequence[float]] = {}

    def listed(
        self, name: str, widths: Sequence[float], heads: Sequence[str], rows: Iterable[Sequence[Cell]]
    ) -> Worksheet:
        """A sheet that is one list, to be filtered."""
        sheet = self.sheet(name, widths, freeze=(1, 0))
        count = self.table(sheet, 0, heads, rows)
        sheet.autofilter(0, 0, max(count, 1), len(heads) - 1)
        return sheet

    def sheet(self, name: str, widths: Sequence[float], freeze: tuple[int, int] | None = None) -> Worksheet:
        """A sheet to print on A4 landscape; `freeze` (rows, columns) stay in sight and are repeated in print."""
        sheet = self.workbook.add_worksheet(name)
        self._widths[name] = widths
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.fit_to_pages(-(-len(widths) // ABREAST), 0)
        commune = self.campaign.place.commune.replace("&", "&&")
        sheet.set_header(f'&L&"{FONT},Bold"&12&A')
        sheet.set_footer(f"&L{commune}&C{title_of(self.bundle).replace('&', '&&')}&R{say.PAGE}"[:255])
        if freeze is not None:
            sheet.freeze_panes(*freeze)
            sheet.repeat_rows(0)
            if freeze[1]:
                sheet.repeat_columns(0, freeze[1] - 1)
        return sheet

    def table(
        self,
        sheet: Worksheet,
        top: int,
        heads: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        last: Sequence[Cell] | None = None,
    ) -> int:
        """Heads and rows from `top` on; returns how many rows."""
        sheet.set_row(top, self._height(sheet, heads, BOLD_LETTER) + LINE / 2)
        for at, head in enumerate(heads):
            sheet.write_string(top, at, head, self.head)
        count = 0
        for row in rows:
            count += 1
            self.row(sheet, top + count, row)
        if last is not None and count:
            self.row(sheet, top + count + 1, last, bold=True)
        return count

    def row(self, sheet: Worksheet, at: int, row: Sequence[Cell], *, bold: bool = False) -> None:
        """One row, as tall as its longest text needs: not every program makes room for it by itself."""
        height = self._height(sheet, row, BOLD_LETTER if bold else LETTER)
        if height > LINE:
            sheet.set_row(at, height)
        for column, cell in enumerate(row):
            self._write(sheet, at, column, cell, bold)

    def _write(self, sheet: Worksheet, row: int, column: int, cell: Cell, bold: bool) -> None:
        look = self.formats
        match cell:
            case None | Share(None):
                sheet.write_blank(row, column, None, look["text", bold])
            case Share(value):
                sheet.write_number(row, column, value, look["share", bold])
            case str():
                sheet.write_string(row, column, cell, look["text", bold])
            case int():
                sheet.write_number(row, column, cell, look["number", bold])
            case float():
                sheet.write_number(row, column, cell, look["decimal", bold])
            case datetime():
                sheet.write_datetime(row, column, plain(cell), look["moment", bold])
            case date():
                sheet.write_datetime(row, column, cell, look["day", bold])

    def _height(self, sheet: Worksheet, row: Sequence[Cell], letter: float) -> float:
        """Points that the texts of a row take, wrapped in their columns."""
        lines = 1.0
        for cell, width in zip(row, self._widths[sheet.name], strict=False):
            if isinstance(cell, str) and (len(cell) * 2 > width or "\n" in cell):
                room = max(width * 5.25 - 9, letter)
                lines = max(lines, sum(max(-(-len(line) * letter // room), 1) for line in cell.split("\n")))
        return min(lines * LINE, TALLEST)

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets so far."""
        return tuple(self._widths)

    def across(self, sheet: Worksheet, column: int) -> float:
        """How far a chart may be stretched that begins in that column and must not run over its page.

        Columns that are repeated on every page are no place for it: it would be repeated with them.
        """
        pixels = [width * 7 + 5 for width in self._widths[sheet.name]]
        page = sum(pixels) / -(-len(pixels) // ABREAST)
        return min(max((page * 0.95 - sum(pixels[:column])) / CHART, 0.9), 2.0)

    def chart(self, kind: str, title: str) -> Any:
        """A native chart without legend; the officer can copy it into a document."""
        chart = self.workbook.add_chart({"type": kind})
        chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12}})
        chart.set_legend({"none": True})
        return chart


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def title_of(bundle: Bundle) -> str:
    return say.TITLE.format(period=words.period(bundle.campaign, bundle.figures.period))


def state_of(unit: Standing) -> str:
    if unit.excused:
        return say.STATES["excused"]
    if unit.complete:
        return say.STATES["timely" if unit.timely else "late"]
    return say.STATES["part" if unit.reported else "missing"]


def plain(moment: datetime) -> datetime:
    """Vietnam's time without its zone, as Excel keeps it."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None, microsecond=0)
