"""The Excel of a period: real numbers and dates, sheets to filter and to print, and no text that could calculate.

Every text goes in as a text whatever it begins with, marked as quoted: it stays one when somebody edits the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.clock import VIETNAM
from handlers.phrases import sheet as say
from handlers.phrases import words
from handlers.summaries.bundle import Bundle
from handlers.summaries.figures import Standing, target_of
from handlers.summaries.ranking import compared, ranking

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MANY_ROWS = 20_000
"""From so many raw reports on, rows go to disk as they are written."""
FONT = "Times New Roman"
HEAD_HEIGHT = 46
"""Points: three lines of a heading, which no program makes room for by itself."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share, shown as percent."""

    value: float | None


Cell = str | int | float | date | datetime | Share | None


def draw(bundle: Bundle) -> bytes:
    """The workbook."""
    from xlsxwriter.workbook import Workbook

    out = BytesIO()
    options = {
        "in_memory": len(bundle.raw) < MANY_ROWS,
        "constant_memory": len(bundle.raw) >= MANY_ROWS,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    workbook = Workbook(out, options)
    workbook.set_properties(
        {"title": _title(bundle), "author": bundle.campaign.place.commune, "created": _plain(bundle.made_at)}
    )
    _Book(workbook, bundle).fill()
    workbook.close()
    return out.getvalue()


class _Book:
    """One workbook being filled."""

    def __init__(self, workbook: Workbook, bundle: Bundle) -> None:
        self._workbook, self._bundle, self._campaign = workbook, bundle, bundle.campaign
        base: dict[str, Any] = {"font_name": FONT, "font_size": 11, "valign": "top"}
        grid: dict[str, Any] = {**base, "border": 1, "border_color": "#9AA5B1"}
        self._title = workbook.add_format({**base, "font_size": 14, "bold": True, "quote_prefix": True})
        self._note = workbook.add_format({**base, "italic": True, "quote_prefix": True})
        self._warn = workbook.add_format({**base, "bold": True, "font_color": "#9C2A00", "quote_prefix": True})
        self._head = workbook.add_format(
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
            "text": {"text_wrap": True, "quote_prefix": True, "num_format": "@"},
            "number": {"num_format": "#,##0"},
            "decimal": {"num_format": "0.00"},
            "share": {"num_format": "0.0%"},
            "day": {"num_format": "dd/mm/yyyy", "align": "left"},
            "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "left"},
        }
        self._formats = {
            (kind, bold): workbook.add_format({**grid, **look, "bold": bold})
            for bold in (False, True)
            for kind, look in looks.items()
        }

    def fill(self) -> None:
        self._summary()
        self._units()
        self._days()
        self._keys()
        self._ranking()
        self._people()
        self._raw()
        self._obstacles()
        self._missing()

    # -- sheets -------------------------------------------------------------------------------------------------------

    def _summary(self) -> None:
        campaign, found, before = self._campaign, self._bundle.figures, self._bundle.before
        sheet = self._sheet(say.SUMMARY, (6, 44, 14, 13, 12, 12, 12, 12, 11, 11))
        sheet.write_string(0, 0, _title(self._bundle), self._title)
        sheet.write_string(1, 0, campaign.name, self._note)
        sheet.write_string(2, 0, say.MADE.format(moment=words.moment(self._bundle.made_at)), self._note)
        names = ", ".join(area.full_name for area in found.missing)
        sheet.write_string(
            3,
            0,
            say.MISSING_LINE.format(names=names) if names else say.NONE_MISSING,
            self._warn if names else self._note,
        )
        doubts = len(self._bundle.doubts)
        if doubts:
            sheet.write_string(4, 0, say.DOUBT_LINE.format(count=doubts, sheet=say.MISSING), self._warn)
        for at, (label, value, share) in enumerate(
            [
                (say.EXPECTED, found.expected, None),
                (say.COMPLETE, found.complete, found.completeness),
                (say.TIMELY, found.timely, found.timeliness),
            ]
        ):
            self._row(sheet, 5 + at, (None, label, f"{campaign.unit}", value, Share(share)))
        rows = []
        for number, one in enumerate((*found.progress, *found.together), start=1):
            rows.append(
                (
                    number,
                    campaign.label(one.key, short=False),
                    campaign.indicator(one.key).unit,
                    one.wanted,
                    before.of(one.key).period if before else None,
                    one.period,
                    one.baseline,
                    one.total,
                    Share(one.share),
                    one.pace,
                )
            )
        top = 9
        self._table(sheet, top, say.HEAD, rows)
        sheet.write_string(top + len(rows) + 1, 0, say.PACE_NOTE, self._note)
        aimed = [at for at, one in enumerate((*found.progress, *found.together)) if one.share is not None]
        if aimed:
            first, last = top + 1 + aimed[0], top + 1 + aimed[-1]
            chart = self._chart("bar", say.CHART_SHARE)
            chart.add_series(
                {
                    "categories": [say.SUMMARY, first, 1, last, 1],
                    "values": [say.SUMMARY, first, 8, last, 8],
                    "fill": {"color": "#0B6E99"},
                    "data_labels": {"value": True, "num_format": "0.0%"},
                }
            )
            chart.set_x_axis({"num_format": "0%", "min": 0})
            chart.set_y_axis({"reverse": True})
            sheet.insert_chart(top + len(rows) + 3, 1, chart, {"x_scale": 1.5, "y_scale": 1.2})

    def _units(self) -> None:
        campaign, found = self._campaign, self._bundle.figures
        keys = campaign.keys
        heads = [say.STT, say.UNIT, say.STATE]
        heads += [text.format(label=campaign.label(key)) for key in keys for text in (say.IN_PERIOD, say.TOTAL)]
        rows: list[Sequence[Cell]] = []
        for number, unit in enumerate(found.units, start=1):
            each = [value for key in keys for value in (unit.values.get(key), unit.totals.get(key))]
            rows.append((number, unit.area.full_name, _state(unit), *each))
        totals = [value for one in found.progress for value in (one.period, one.total)]
        sheet = self._sheet(say.UNITS, (6, 24, 15, *[13] * (2 * len(keys))), freeze=(1, 2))
        self._table(sheet, 0, heads, rows, last=(None, say.TOTAL_ROW, None, *totals))
        key = compared(campaign)
        if key is not None and rows:
            at = keys.index(next(one for one in keys if one.partition("/")[0] == key.partition("/")[0]))
            chart = self._chart("column", say.CHART_UNITS.format(label=campaign.label(keys[at])))
            chart.add_series(
                {
                    "categories": [say.UNITS, 1, 1, len(rows), 1],
                    "values": [say.UNITS, 1, 4 + 2 * at, len(rows), 4 + 2 * at],
                    "fill": {"color": "#0B6E99"},
                    "data_labels": {"value": len(rows) <= 20},
                }
            )
            sheet.insert_chart(len(rows) + 3, 2, chart, {"x_scale": 1.5})

    def _days(self) -> None:
        """What was counted for each day up to the period's end; the flows of a column add up to its total."""
        campaign, found = self._campaign, self._bundle.figures
        per: dict[date, dict[str, int]] = {}
        for one in self._bundle.source.counts:
            if one.key in campaign.flows and one.day <= found.period.end:
                day = per.setdefault(one.day, {})
                day[one.key] = day.get(one.key, 0) + one.value
        for told in self._bundle.source.adjustments:
            if told.key in campaign.flows and told.booked <= found.period.end:
                day = per.setdefault(told.booked, {})
                day[told.key] = day.get(told.key, 0) + told.delta
        keys = campaign.keys
        rows = [(day, *(values.get(key) for key in keys)) for day, values in sorted(per.items())]
        sheet = self._sheet(say.DAYS, (13, *[15] * len(keys)), freeze=(1, 1))
        self._table(sheet, 0, [say.DAY, *(campaign.label(key) for key in keys)], rows)
        key = compared(campaign)
        if key is not None and len(rows) > 1:
            at = keys.index(next(one for one in keys if one.partition("/")[0] == key.partition("/")[0])) + 1
            chart = self._chart("line", say.CHART_DAYS.format(label=campaign.label(keys[at - 1])))
            chart.add_series(
                {
                    "categories": [say.DAYS, 1, 0, len(rows), 0],
                    "values": [say.DAYS, 1, at, len(rows), at],
                    "line": {"color": "#0B6E99", "width": 2.25},
                    "marker": {"type": "circle", "size": 5, "fill": {"color": "#0B6E99"}},
                }
            )
            chart.set_x_axis({"date_axis": True, "num_format": "dd/mm"})
            sheet.insert_chart(len(rows) + 3, 1, chart, {"x_scale": 1.5})

    def _keys(self) -> None:
        """A row for every unit and key: what a pivot table wants."""
        campaign, found = self._campaign, self._bundle.figures
        rows: list[Sequence[Cell]] = []
        for unit in found.units:
            for key in campaign.keys:
                indicator, group = campaign.indicator(key), campaign.group(key)
                target = target_of(campaign, key, found.period.end)
                wanted = target.wanted(unit.area.populations) if target else None
                total, baseline = unit.totals.get(key), unit.area.baselines.get(key, 0)
                rows.append(
                    (
                        unit.area.full_name,
                        indicator.label,
                        group.label if group else None,
                        say.FLOW if indicator.kind == "flow" else say.STOCK,
                        unit.values.get(key),
                        unit.adjusted.get(key),
                        baseline or None,
                        total,
                        wanted,
                        Share(((total or 0) + baseline) / wanted if wanted else None),
                    )
                )
        self._listed(say.KEYS, (22, 42, 22, 13, 11, 11, 11, 11, 13, 10), say.KEYS_HEAD, rows)

    def _ranking(self) -> None:
        campaign, key = self._campaign, compared(self._campaign)
        places = ranking(self._bundle.source, self._bundle.figures)
        if key is None or not places:
            return
        ratios = [one for one in campaign.indicators if one.ratio_of]
        rows = []
        for place in places:
            rates, one = dict(place.rates), place.progress
            rows.append(
                (
                    place.rank,
                    place.area.full_name,
                    one.period,
                    one.total,
                    one.wanted,
                    Share(one.share),
                    place.fair,
                    *(Share(rates[ratio.id].value if ratio.id in rates else None) for ratio in ratios),
                )
            )
        heads = (*say.RANKING_HEAD, *(ratio.short for ratio in ratios))
        sheet = self._listed(say.RANKING, (8, 26, 12, 12, 14, 11, 18, *[18] * len(ratios)), heads, rows)
        sheet.write_string(len(rows) + 2, 0, say.RANKING_NOTE.format(label=campaign.label(key)), self._note)

    def _people(self) -> None:
        """The lists that plans ask for, as numbers of people by place; never as names."""
        campaign, units = self._campaign, self._bundle.figures.units
        known = [id_ for id_ in campaign.populations if any(id_ in unit.area.populations for unit in units)]
        if not known:
            return
        rows = [
            (at, unit.area.full_name, *(unit.area.populations.get(id_) for id_ in known))
            for at, unit in enumerate(units, start=1)
        ]
        sums = campaign.populations_of(unit.area for unit in units)
        heads = [say.STT, say.UNIT, *(say.PEOPLE_HEAD.format(people=campaign.populations[id_]) for id_ in known)]
        sheet = self._sheet(say.PEOPLE, (6, 26, *[18] * len(known)), freeze=(1, 2))
        self._table(sheet, 0, heads, rows, last=(None, say.TOTAL_ROW, *(sums.get(id_) for id_ in known)))

    def _raw(self) -> None:
        rows = (
            (
                one.receipt,
                _place(self._bundle, one.area),
                one.day,
                say.OPERATIONS.get(one.operation, one.operation),
                _changes(self._bundle, one.before, one.after),
                one.who,
                one.sent_at,
                one.stored_at,
                one.text,
                one.reason,
                one.replaces,
                say.PRACTICE if one.practice else None,
            )
            for one in self._bundle.raw
        )
        self._listed(say.RAW, (10, 18, 13, 11, 40, 18, 17, 17, 44, 24, 10, 14), say.RAW_HEAD, rows)

    def _obstacles(self) -> None:
        rows = [
            (
                one.number,
                _place(self._bundle, one.area),
                one.said_at,
                one.text,
                say.OBSTACLE_STATES[one.state],
                one.answer or None,
            )
            for one in self._bundle.obstacles
        ]
        self._listed(say.OBSTACLES, (8, 20, 17, 60, 14, 50), say.OBSTACLES_HEAD, rows)

    def _missing(self) -> None:
        campaign, found = self._campaign, self._bundle.figures
        rows = []
        for unit in found.units:
            if unit.complete and not unit.excused:
                continue
            squad = campaign.squad_of(unit.area.id)
            owed = [
                one.short
                for one in campaign.indicators
                if one.obligatory and not unit.excused and not any(key in unit.told for key in one.keys)
            ]
            rows.append((unit.area.full_name, squad.name if squad else None, _state(unit), ", ".join(owed) or None))
        sheet = self._listed(say.MISSING, (24, 24, 18, 60, 34), say.MISSING_HEAD, rows)
        at = len(rows) + 3
        sheet.write_string(at, 0, say.DOUBTS_TITLE, self._title)
        doubts = [
            (
                one.area.full_name,
                campaign.label(one.key),
                one.value,
                one.limit,
                say.NEGATIVE
                if not one.of
                else say.PART_ABOVE.format(whole=campaign.label(one.of))
                if one.of in campaign.flows
                else say.TOO_MANY_PEOPLE.format(people=campaign.populations.get(one.of, one.of)),
            )
            for one in self._bundle.doubts
        ]
        self._table(sheet, at + 1, say.DOUBTS_HEAD, doubts)

    # -- writing ------------------------------------------------------------------------------------------------------

    def _listed(
        self, name: str, widths: Sequence[float], heads: Sequence[str], rows: Iterable[Sequence[Cell]]
    ) -> Worksheet:
        """A sheet that is one list, to be filtered."""
        sheet = self._sheet(name, widths, freeze=(1, 0))
        count = self._table(sheet, 0, heads, rows)
        sheet.autofilter(0, 0, max(count, 1), len(heads) - 1)
        return sheet

    def _sheet(self, name: str, widths: Sequence[float], freeze: tuple[int, int] | None = None) -> Worksheet:
        sheet = self._workbook.add_worksheet(name)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        # Twenty pages abreast would be unreadable, and so is one page with sixty columns: wide sheets keep their size.
        if len(widths) > 16:
            sheet.fit_to_pages(0, 0)
            sheet.set_print_scale(70)
        commune = self._campaign.place.commune.replace("&", "&&")
        sheet.set_footer(f"&L{commune}&C{_title(self._bundle).replace('&', '&&')}&R{say.PAGE}"[:255])
        if freeze is not None:
            sheet.freeze_panes(*freeze)
            sheet.repeat_rows(0)
            if freeze[1]:
                sheet.repeat_columns(0, freeze[1] - 1)
        return sheet

    def _table(
        self,
        sheet: Worksheet,
        top: int,
        heads: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        last: Sequence[Cell] | None = None,
    ) -> int:
        """Heads and rows from `top` on; returns how many rows."""
        sheet.set_row(top, HEAD_HEIGHT)
        for at, head in enumerate(heads):
            sheet.write_string(top, at, head, self._head)
        count = 0
        for row in rows:
            count += 1
            self._row(sheet, top + count, row)
        if last is not None and count:
            self._row(sheet, top + count + 1, last, bold=True)
        return count

    def _row(self, sheet: Worksheet, at: int, row: Sequence[Cell], *, bold: bool = False) -> None:
        for column, cell in enumerate(row):
            self._write(sheet, at, column, cell, bold)

    def _write(self, sheet: Worksheet, row: int, column: int, cell: Cell, bold: bool) -> None:
        look = self._formats
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
                sheet.write_datetime(row, column, _plain(cell), look["moment", bold])
            case date():
                sheet.write_datetime(row, column, cell, look["day", bold])

    def _chart(self, kind: str, title: str) -> Any:
        chart = self._workbook.add_chart({"type": kind})
        chart.set_title({"name": title, "name_font": {"name": FONT, "size": 12}})
        chart.set_legend({"none": True})
        return chart


def _title(bundle: Bundle) -> str:
    return say.TITLE.format(period=words.period(bundle.campaign, bundle.figures.period))


def _state(unit: Standing) -> str:
    if unit.excused:
        return say.STATES["excused"]
    if unit.complete:
        return say.STATES["timely" if unit.timely else "late"]
    return say.STATES["part" if unit.reported else "missing"]


def _place(bundle: Bundle, area: str) -> str:
    return bundle.campaign.area(area).full_name if bundle.campaign.has_area(area) else area


def _changes(bundle: Bundle, before: Any, after: Any) -> str:
    """«chữ ký số: 3 → 5; VNeID mức 2: – → 12»."""
    campaign = bundle.campaign

    def number(value: int | None) -> str:
        return "–" if value is None else words.number(value)

    return "; ".join(
        f"{campaign.label(key) if key in campaign.flows else key}: {number(before.get(key))} → {number(value)}"
        for key, value in after.items()
    )


def _plain(moment: datetime) -> datetime:
    """Vietnam's time without its zone, as Excel keeps it."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None, microsecond=0)
