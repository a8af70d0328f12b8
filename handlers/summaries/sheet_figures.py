"""The sheets of figures: summary, units, days, indicators and groups, comparison, numbers of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.phrases import sheet as say
from handlers.phrases import words
from handlers.summaries._book import Book, Cell, Share, state_of, title_of
from handlers.summaries.figures import target_of
from handlers.summaries.ranking import compared, ranking

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
    book.table(sheet, top, say.HEAD, rows)
    sheet.fit_to_pages(1, 1 if len(rows) <= ON_A_PAGE else 0)  # else the chart would be cut in two
    sheet.write_string(top + len(rows) + 1, 0, say.PACE_NOTE, book.note)
    aimed = [at for at, one in enumerate((*found.progress, *found.together)) if one.share is not None]
    if aimed:
        first, last = top + 1 + aimed[0], top + 1 + aimed[-1]
        chart = book.chart("bar", say.CHART_SHARE)
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


def units(book: Book) -> None:
    """A row for every unit, and one with the sums."""
    campaign, found = book.campaign, book.bundle.figures
    keys = campaign.keys
    heads = [say.STT, say.UNIT, say.STATE]
    heads += [text.format(label=campaign.label(key)) for key in keys for text in (say.IN_PERIOD, say.TOTAL)]
    rows: list[Sequence[Cell]] = []
    for number, unit in enumerate(found.units, start=1):
        each = [value for key in keys for value in (unit.values.get(key), unit.totals.get(key))]
        rows.append((number, unit.area.full_name, state_of(unit), *each))
    totals = [value for one in found.progress for value in (one.period, one.total)]
    sheet = book.sheet(say.UNITS, (6, 24, 15, *[13] * (2 * len(keys))), freeze=(1, 2))
    book.table(sheet, 0, heads, rows, last=(None, say.TOTAL_ROW, None, *totals))
    key = compared(campaign)
    if key is not None and rows:
        at = keys.index(next(one for one in keys if one.partition("/")[0] == key.partition("/")[0]))
        chart = book.chart("column", say.CHART_UNITS.format(label=campaign.label(keys[at])))
        chart.add_series(
            {
                "categories": [say.UNITS, 1, 1, len(rows), 1],
                "values": [say.UNITS, 1, 4 + 2 * at, len(rows), 4 + 2 * at],
                "fill": {"color": "#0B6E99"},
                "data_labels": {"value": len(rows) <= 20},
            }
        )
        sheet.insert_chart(len(rows) + 3, 2, chart, {"x_scale": 1.5})


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
    keys = campaign.keys
    rows = [(day, *(values.get(key) for key in keys)) for day, values in sorted(per.items())]
    sheet = book.sheet(say.DAYS, (13, *[15] * len(keys)), freeze=(1, 1))
    book.table(sheet, 0, [say.DAY, *(campaign.label(key) for key in keys)], rows)
    key = compared(campaign)
    if key is not None and len(rows) > 1:
        at = keys.index(next(one for one in keys if one.partition("/")[0] == key.partition("/")[0])) + 1
        chart = book.chart("line", say.CHART_DAYS.format(label=campaign.label(keys[at - 1])))
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
    sheet = book.listed(say.RANKING, (8, 26, 12, 12, 14, 11, 18, *[18] * len(ratios)), heads, rows)
    sheet.write_string(len(rows) + 2, 0, say.RANKING_NOTE.format(label=campaign.label(key)), book.note)


def people(book: Book) -> None:
    """The lists that plans ask for, as numbers of people by place; never as names."""
    campaign, units = book.campaign, book.bundle.figures.units
    known = [id_ for id_ in campaign.populations if any(id_ in unit.area.populations for unit in units)]
    if not known:
        return
    rows = [
        (at, unit.area.full_name, *(unit.area.populations.get(id_) for id_ in known))
        for at, unit in enumerate(units, start=1)
    ]
    sums = campaign.populations_of(unit.area for unit in units)
    heads = [say.STT, say.UNIT, *(say.PEOPLE_HEAD.format(people=campaign.populations[id_]) for id_ in known)]
    sheet = book.sheet(say.PEOPLE, (6, 26, *[18] * len(known)), freeze=(1, 2))
    book.table(sheet, 0, heads, rows, last=(None, say.TOTAL_ROW, *(sums.get(id_) for id_ in known)))
