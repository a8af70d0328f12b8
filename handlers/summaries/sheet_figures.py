"""The sheets of figures: summary, units, days, indicators and groups, comparison, numbers of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from textwrap import wrap

from bot.text import shorten
from handlers.phrases import sheet as say
from handlers.phrases import words
from handlers.summaries._book import Book, Cell, Share, capital, state_of, title_of
from handlers.summaries.columns import in_order, in_period, in_total
from handlers.summaries.figures import target_of
from handlers.summaries.ranking import compared, ranking
from handlers.summaries.tables import Cell as Value
from handlers.summaries.tables import Decimal, Percent, doubt_notes, own_tables

NOTE = 110
"""Letters of a line outside of tables; a longer one would make the page as wide as itself."""
ON_A_PAGE = 30
"""So many rows and the chart below them are readable on one page."""


def summary(book: Book) -> None:
    """Gaps and doubts, then every figure against its target."""
    campaign, found, before = book.campaign, book.bundle.figures, book.bundle.before
    sheet = book.sheet(say.SUMMARY, (6, 44, 14, 13, 12, 12, 12, 12, 11, 11))
    sheet.write_string(0, 0, title_of(book.bundle), book.title)
    sheet.write_string(1, 0, campaign.name, book.note)
    sheet.write_string(2, 0, say.MADE.format(moment=words.moment(book.bundle.made_at)), book.note)
    names = ", ".join(area.full_name for area in found.missing)
    if len(names) > NOTE:
        names = say.MORE_MISSING.format(names=shorten(names, NOTE), count=len(found.missing), sheet=say.MISSING)
    sheet.write_string(
        3,
        0,
        say.MISSING_LINE.format(names=names) if names else say.NONE_MISSING,
        book.warn if names else book.note,
    )
    doubts = len(book.bundle.doubts)
    if doubts:
        sheet.write_string(4, 0, say.DOUBT_LINE.format(count=doubts, sheet=say.MISSING), book.warn)
    for at, (label, value, share) in enumerate(
        [
            (say.EXPECTED, found.expected, None),
            (say.COMPLETE, found.complete, found.completeness),
            (say.TIMELY, found.timely, found.timeliness),
        ]
    ):
        book.row(sheet, 5 + at, (None, label, f"{campaign.unit}", value, Share(share)))
    rows = []
    ordered = list(in_order(campaign, found))
    for number, one in enumerate(ordered, start=1):
        stock = campaign.indicator(one.key).kind == "stock"
        label = campaign.label(one.key, short=False)
        rows.append(
            (
                number,
                say.STANDING.format(label=label) if stock else label,
                campaign.indicator(one.key).unit,
                one.wanted,
                in_period(campaign, before, one.key) if before else None,
                in_period(campaign, found, one.key),
                one.baseline or None,
                in_total(campaign, found, one.key),
                Share(one.share),
                one.pace,
            )
        )
    top = 9
    book.table(sheet, top, say.HEAD, rows)
    sheet.fit_to_pages(1, 1 if len(rows) <= ON_A_PAGE else 0)  # else the chart would be cut in two
    sheet.write_string(top + len(rows) + 1, 0, say.PACE_NOTE, book.note)
    sheet.write_string(top + len(rows) + 2, 0, say.EMPTY_NOTE, book.note)
    aimed = [at for at, one in enumerate(ordered) if one.share is not None]
    if aimed:
        first, last = top + 1 + aimed[0], top + 1 + aimed[-1]
        chart = book.chart("bar", say.CHART_SHARE)
        chart.add_series(
            {
                "categories": [say.SUMMARY, first, 1, last, 1],
                "values": [say.SUMMARY, first, 8, last, 8],
                "fill": {"color": "#0B6E99"},
                "data_labels": {"value": True, "num_format": "0.0%"},
                "gap": 60,
            }
        )
        whole = max(1.0, *(one.share or 0 for one in ordered))  # a full bar is a target that is reached
        chart.set_x_axis({"visible": False, "min": 0, "max": whole, "major_gridlines": {"visible": False}})
        chart.set_y_axis({"reverse": True})
        tall = min(0.35 + 0.1 * (last - first + 1), 1.2)  # a bar is as thick among ten as alone
        sheet.insert_chart(top + len(rows) + 4, 1, chart, {"x_scale": 1.6, "y_scale": tall})


def units(book: Book) -> None:
    """A row for every unit, and one with the sums."""
    campaign, found = book.campaign, book.bundle.figures
    keys = campaign.keys
    heads = [say.STT, say.UNIT, say.STATE]
    heads += [text.format(label=capital(campaign.label(key))) for key in keys for text in (say.IN_PERIOD, say.TOTAL)]
    grouped = _grouped(book)
    heads += [text.format(label=capital(campaign.label(key))) for key in grouped for text in (say.IN_PERIOD, say.TOTAL)]
    rows: list[Sequence[Cell]] = []
    for number, unit in enumerate(found.units, start=1):
        each = [value for key in keys for value in (unit.values.get(key), unit.totals.get(key))]
        alone = found.within(campaign, {unit.area.id})
        each += [
            value for key in grouped for value in (in_period(campaign, alone, key), in_total(campaign, alone, key))
        ]
        rows.append((number, capital(unit.area.full_name), state_of(unit), *each))
    columns = [*keys, *grouped]
    totals = [value for key in columns for value in (in_period(campaign, found, key), in_total(campaign, found, key))]
    sheet = book.sheet(say.UNITS, (6, 24, 15, *[11] * (2 * len(columns))), freeze=(1, 2))
    book.table(sheet, 0, heads, rows, last=(None, say.TOTAL_ROW, None, *totals))
    key = compared(campaign)
    if key is not None and rows:
        at = columns.index(key)
        chart = book.chart("column", say.CHART_UNITS.format(label=capital(campaign.label(key))))
        chart.add_series(
            {
                "categories": [say.UNITS, 1, 1, len(rows), 1],
                "values": [say.UNITS, 1, 4 + 2 * at, len(rows), 4 + 2 * at],
                "fill": {"color": "#0B6E99"},
                "data_labels": {"value": len(rows) <= 20},
            }
        )
        sheet.insert_chart(len(rows) + 3, 2, chart, {"x_scale": book.across(sheet, 2)})


def _grouped(book: Book) -> list[str]:
    """The indicator that is compared, where it is counted by group: it has a column of its own behind the others."""
    key = compared(book.campaign)
    return [key] if key is not None and key not in book.campaign.keys else []


def days(book: Book) -> None:
    """What was counted for each day up to the period's end; the flows of a column add up to its total."""
    campaign, found = book.campaign, book.bundle.figures
    per: dict[date, dict[str, int]] = {}
    for one in book.bundle.source.counts:
        if one.key in campaign.flows and one.day <= found.period.end:
            day = per.setdefault(one.day, {})
            day[one.key] = day.get(one.key, 0) + one.value
    for told in book.bundle.source.adjustments:
        if told.key in campaign.flows and told.booked <= found.period.end:
            day = per.setdefault(told.booked, {})
            day[told.key] = day.get(told.key, 0) + told.delta
    for values in per.values():
        for whole in _grouped(book):
            parts = [values[one] for one in campaign.indicator(whole).keys if one in values]
            values |= {whole: sum(parts)} if parts else {}
    keys = [*campaign.keys, *_grouped(book)]
    rows = [(day, *(values.get(key) for key in keys)) for day, values in sorted(per.items())]
    sheet = book.sheet(say.DAYS, (13, *[13] * len(keys)), freeze=(1, 1))
    book.table(sheet, 0, [say.DAY, *(capital(campaign.label(key)) for key in keys)], rows)
    key = compared(campaign)
    if key is not None and len(rows) > 1:
        at = keys.index(key) + 1
        chart = book.chart("line", say.CHART_DAYS.format(label=capital(campaign.label(key))))
        chart.add_series(
            {
                "categories": [say.DAYS, 1, 0, len(rows), 0],
                "values": [say.DAYS, 1, at, len(rows), at],
                "line": {"color": "#0B6E99", "width": 2.25},
                "marker": {"type": "circle", "size": 5, "fill": {"color": "#0B6E99"}},
            }
        )
        chart.set_x_axis({"date_axis": True, "num_format": "dd/mm"})
        sheet.insert_chart(len(rows) + 3, 1, chart, {"x_scale": book.across(sheet, 1)})


def keys(book: Book) -> None:
    """A row for every unit and key: what a pivot table wants."""
    campaign, found = book.campaign, book.bundle.figures
    rows: list[Sequence[Cell]] = []
    for unit in found.units:
        for key in campaign.keys:
            indicator, group = campaign.indicator(key), campaign.group(key)
            target = target_of(campaign, key, found.period.end)
            wanted = target.wanted(unit.area.populations) if target else None
            total, baseline = unit.totals.get(key), unit.area.baselines.get(key, 0)
            rows.append(
                (
                    capital(unit.area.full_name),
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
    book.listed(say.KEYS, (22, 42, 22, 13, 11, 11, 11, 11, 13, 10), say.KEYS_HEAD, rows)


def ranked(book: Book) -> None:
    """The comparison, where the campaign compares."""
    campaign, key = book.campaign, compared(book.campaign)
    places = ranking(book.bundle.source, book.bundle.figures)
    if key is None or not places:
        return
    ratios = [one for one in campaign.indicators if one.ratio_of]
    rows = []
    for place in places:
        rates, one = dict(place.rates), place.progress
        rows.append(
            (
                place.rank,
                capital(place.area.full_name),
                place.counted,
                place.total,
                one.wanted,
                Share(place.share),
                place.fair,
                *(Share(rates[ratio.id].value if ratio.id in rates else None) for ratio in ratios),
            )
        )
    heads = (*say.RANKING_HEAD, *(say.RATIO.format(label=ratio.short) for ratio in ratios))
    sheet = book.listed(say.RANKING, (8, 26, 12, 12, 14, 11, 18, *[18] * len(ratios)), heads, rows)
    sheet.write_string(len(rows) + 2, 0, say.RANKING_NOTE.format(label=campaign.label(key)), book.note)


def own(book: Book) -> None:
    """The tables that only this campaign's preset asks for: groups and phases, parts, criteria, squads."""
    campaign = book.campaign
    for table in own_tables(book.bundle.source, book.bundle.figures):
        if table.id not in say.OWN:
            continue
        rows = [tuple(_cell(cell) for cell in row) for row in table.rows]
        taken = sum(name.startswith(say.OWN[table.id]) for name in book.names)
        name = f"{say.OWN[table.id]} {taken + 1}" if taken else say.OWN[table.id]
        told = [[row[at] for row in rows if isinstance(row[at], str)] for at in range(len(table.headings))]
        widths = [min(max((len(str(text)) for text in texts), default=9) + 3, 40) for texts in told]
        body, last = (rows[:-1], rows[-1]) if table.sums and rows else (rows, None)
        sheet = book.sheet(name, [max(width, 12) for width in widths], freeze=(1, 1))
        count = book.table(sheet, 0, table.headings, body, last=last)
        doubted = doubt_notes(campaign, book.bundle.figures)  # they have a sheet of their own
        notes = [line for note in table.notes if note not in doubted for line in wrap(note, NOTE)]
        for at, note in enumerate(notes, start=count + 3):
            sheet.write_string(at, 0, note, book.note)


def _cell(cell: Value) -> Cell:
    match cell:
        case Percent(value):
            return Share(value)
        case Decimal(value):
            return value
        case _:
            return cell


def people(book: Book) -> None:
    """The lists that plans ask for, as numbers of people by place; never as names."""
    campaign, units = book.campaign, book.bundle.figures.units
    known = [id_ for id_ in campaign.populations if any(id_ in unit.area.populations for unit in units)]
    if not known:
        return
    rows = [
        (at, capital(unit.area.full_name), *(unit.area.populations.get(id_) for id_ in known))
        for at, unit in enumerate(units, start=1)
    ]
    sums = campaign.populations_of(unit.area for unit in units)
    heads = [say.STT, say.UNIT, *(say.PEOPLE_HEAD.format(people=campaign.populations[id_]) for id_ in known)]
    sheet = book.sheet(say.PEOPLE, (6, 26, *[18] * len(known)), freeze=(1, 2))
    book.table(sheet, 0, heads, rows, last=(None, say.TOTAL_ROW, *(sums.get(id_) for id_ in known)))
