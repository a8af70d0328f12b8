"""The campaigns' own reports as plain tables, which chat, Excel, Word and dashboard show alike. Pure.

Which tables a campaign has follows from what its preset holds, never from its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.campaign import Campaign, Period, Squad, Target
from handlers.phrases import tables as say
from handlers.phrases import words
from handlers.summaries.figures import Figures, Standing
from handlers.summaries.ranking import compared, ranking
from handlers.summaries.rates import Doubt, doubts, rate_of, whole_key
from handlers.summaries.source import Source, Step


@dataclass(frozen=True, slots=True)
class Percent:
    """A share, 1 for the whole; None where there is none."""

    value: float | None


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number with one digit behind the comma; None where there is none."""

    value: float | None


DOUBTS_SHOWN = 6

Cell = str | int | date | Percent | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, rows and notes; `sums` says that the last row adds the others up."""

    id: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    sums: bool = False


def shown(cell: Cell) -> str:
    """A cell as it is said in chat and print."""
    match cell:
        case None:
            return say.EMPTY
        case Percent(value):
            return words.percent(value)
        case Decimal(value):
            return say.EMPTY if value is None else f"{value:.1f}".replace(".", ",")
        case int():
            return words.number(cell).replace("-", "−")
        case date():
            return f"{cell:%d/%m/%Y}"
        case str():
            return cell


def own_tables(source: Source, figures: Figures) -> tuple[Table, ...]:
    """Every table that this campaign's preset asks for, for the days of these figures."""
    campaign = source.campaign
    found: list[Table] = []
    if campaign.ranked:
        found.append(ranking_table(source, figures))
    if any(target.group for target in campaign.targets):
        found.append(groups_table(source, figures))
    found += [parts_table(source, figures, key) for key in campaign.keys if campaign.indicator(key).part_of]
    if any(target.leads for target in campaign.targets):
        found.append(criteria_table(campaign, figures))
    if campaign.squads:
        found.append(squads_table(campaign, figures))
    found.append(hamlets_table(campaign, figures))
    return tuple(found)


def ranking_table(source: Source, figures: Figures) -> Table:
    """The areas that are compared, the best first, each with the preset's ratios."""
    campaign = source.campaign
    places = ranking(source, figures)
    ratios = [one for one in campaign.indicators if one.ratio_of]
    key = compared(campaign)
    label = campaign.label(key) if key is not None else ""
    heads = (say.RANK, say.UNIT, say.COUNTED, say.TOTAL, say.WANTED, say.SHARE, say.FAIR)
    rows: list[tuple[Cell, ...]] = []
    for place in places:
        rates = dict(place.rates)
        one = place.progress
        rows.append(
            (
                place.rank,
                place.area.full_name,
                place.counted,
                place.total,
                one.wanted,
                Percent(place.share),
                Decimal(place.fair),
                *(Percent(rates[ratio.id].value if ratio.id in rates else None) for ratio in ratios),
            )
        )
    notes = [say.RANKING_NOTE]
    if any(place.rank is None for place in places):
        notes.append(say.UNRANKED)
    ratio_heads = (say.RATIO.format(label=one.short) for one in ratios)
    return Table("ranking", say.RANKING.format(label=label), (*heads, *ratio_heads), tuple(rows), tuple(notes))


def groups_table(source: Source, figures: Figures) -> Table:
    """Every target by group, phase by phase, with what was reached until the phase's end or the figures' last day."""
    campaign = source.campaign
    leaves = {unit.area.id for unit in figures.units}
    rows: list[tuple[Cell, ...]] = []
    for target in campaign.targets:
        if target.group is None and not campaign.indicator(target.indicator).groups:
            continue
        phase = next((one for one in campaign.phases if one.id == target.phase), None)
        last = min(target.until, figures.period.end)
        if phase is not None and phase.start > figures.period.end:
            continue
        until = source.between(campaign.start, max(last, campaign.start)).within(campaign, leaves)
        key = f"{target.indicator}/{target.group}" if target.group else target.indicator
        one, wanted = until.of(key), _wanted(campaign, target, until)
        group = campaign.group(key)
        name = group.label if group is not None else say.WHOLE
        rows.append(
            (
                phase.name if phase is not None else None,
                campaign.indicator(key).short,
                say.ENCOURAGED.format(group=name) if target.encouraged else name,
                Percent(target.share),
                figures.of(key).period,
                one.total,
                wanted,
                Percent(one.reached / wanted if wanted else None),
                target.until,
            )
        )
    heads = (
        say.PHASE, say.INDICATOR, say.GROUP, say.GOAL, say.COUNTED, say.TOTAL, say.WANTED, say.SHARE, say.UNTIL,
    )  # fmt: skip
    return Table("groups", say.GROUPS, heads, tuple(rows), (say.GROUPS_NOTE,))


def _wanted(campaign: Campaign, target: Target, figures: Figures) -> int | None:
    areas = [unit.area for unit in figures.units]
    return target.amount * len(areas) if target.amount is not None else target.wanted(campaign.populations_of(areas))


def parts_table(source: Source, figures: Figures, key: str) -> Table:
    """A part and its whole, period by period up to these figures: the share of signed dossiers by month."""
    campaign = source.campaign
    whole = whole_key(campaign, key)
    leaves = {unit.area.id for unit in figures.units}
    rows: list[tuple[Cell, ...]] = []
    before: float | None = None
    for step in source.steps:
        if step.period.start > figures.period.end:
            break
        units = [unit for id_, unit in step.units.items() if id_ in leaves]
        rate = rate_of(campaign, key, units)
        assert rate is not None, "a part has its whole"
        counted = sum(_fits(unit, key, whole) for unit in units)
        change = None if rate.value is None or before is None else _points(rate.value - before)
        rows.append(
            (
                period_words(campaign, step.period),
                rate.part if rate.whole else None,
                rate.whole,
                Percent(rate.value),
                change,
                f"{counted}/{len(units)}",
            )
        )
        before = rate.value if rate.value is not None else before
    part_label, whole_label = campaign.label(key), campaign.label(whole)
    heads = (say.PERIOD, _capital(part_label), _capital(whole_label), say.SHARE, say.CHANGE, say.TOLD)
    title = say.PARTS.format(part=_capital(part_label), whole=whole_label)
    return Table("parts", title, heads, tuple(rows), (say.PARTS_NOTE, *doubt_notes(campaign, figures)))


def _fits(unit: Standing, part: str, whole: str) -> bool:
    """Whether a unit told both figures and they do not contradict each other: only then they count."""
    return part in unit.values and whole in unit.values and 0 <= unit.values[part] <= unit.values[whole]


def criteria_table(campaign: Campaign, figures: Figures) -> Table:
    """Every target with its lead agency, its people, and the pace against the time that has passed."""
    rows: list[tuple[Cell, ...]] = []
    behind = []
    keys = dict.fromkeys(f"{t.indicator}/{t.group}" if t.group else t.indicator for t in campaign.targets)
    for key in keys:
        one = figures.of(key)
        target = next((t for t in campaign.targets if t.until == one.until and _is_of(t, key)), None)
        people = campaign.populations.get(target.population or "") if target is not None else None
        if one.pace is not None and one.pace < 1:
            behind.append(campaign.label(key))
        rows.append(
            (
                campaign.label(key, short=False),
                one.leads or None,
                people,
                Percent(target.share if target is not None else None),
                one.period,
                one.total,
                one.wanted,
                Percent(one.share),
                Percent(one.elapsed),
            )
        )
    heads = (
        say.CRITERION, say.LEADS, say.PEOPLE, say.GOAL, say.COUNTED, say.TOTAL, say.WANTED, say.SHARE, say.TIME,
    )  # fmt: skip
    notes = [say.BEHIND_NOTE.format(labels=words.listed(behind)) if behind else say.ON_TIME_NOTE]
    over = [campaign.label(one.key) for one in (*figures.progress, *figures.together) if one.exceeded]
    if over:
        notes.append(say.EXCEEDED_NOTE.format(labels=words.listed(over)))
    return Table("criteria", say.CRITERIA, heads, tuple(rows), tuple(notes))


def squads_table(campaign: Campaign, figures: Figures, keys: Sequence[str] | None = None) -> Table:
    """The squads' days: what each counted (of these keys, or of all told) and whether its reports are there."""
    keys = _told(campaign, figures) if keys is None else keys
    accompanied = any(squad.with_whom for squad in campaign.squads)
    rows: list[tuple[Cell, ...]] = []
    for squad in campaign.squads:
        own = figures.within(campaign, set(squad.areas))
        if not own.units:
            continue
        places = words.listed(unit.area.full_name for unit in own.units)
        counted = tuple(_sum(own.units, key) for key in keys)
        with_whom = (squad.with_whom or None,) if accompanied else ()
        rows.append((squad.name, places, *with_whom, _state_of(squad, own), *counted))
    total = tuple(_sum(figures.units, key) for key in keys)
    every = say.OF.format(complete=figures.complete, expected=figures.expected) if figures.expected else None
    rows.append((say.ALL, None, *((None,) if accompanied else ()), every, *total))
    heads = (
        say.SQUAD,
        say.PLACES,
        *((say.WITH,) if accompanied else ()),
        say.STATE,
        *(_capital(campaign.label(key)) for key in keys),
    )
    title = say.SQUADS.format(period=period_words(campaign, figures.period))
    return Table("squads", title, heads, tuple(rows), _notes(campaign, figures), sums=True)


def hamlets_table(campaign: Campaign, figures: Figures) -> Table:
    """Every unit: what it counted in these days; silence is «–», zero is 0."""
    keys = _told(campaign, figures)
    rows: list[tuple[Cell, ...]] = [
        (unit.area.full_name, state(unit), *(unit.values.get(key) for key in keys)) for unit in figures.units
    ]
    every = say.OF.format(complete=figures.complete, expected=figures.expected) if figures.expected else None
    rows.append((say.ALL, every, *(_sum(figures.units, key) for key in keys)))
    heads = (say.UNIT, say.STATE, *(_capital(campaign.label(key)) for key in keys))
    title = say.HAMLETS.format(period=period_words(campaign, figures.period))
    return Table("hamlets", title, heads, tuple(rows), _notes(campaign, figures), sums=True)


def period_words(campaign: Campaign, period: Period) -> str:
    """A period by its name, another stretch of days by its days."""
    return words.span(period.start, period.end) if ".." in period.id else words.period(campaign, period)


def state(unit: Standing) -> str:
    """A unit's reports in words."""
    if unit.duties > 1:
        return say.OF.format(complete=unit.completed, expected=unit.duties)
    if unit.excused:
        return say.EXCUSED
    if not unit.duties:
        return say.EMPTY
    return say.TIMELY if unit.timely else say.LATE if unit.complete else say.PART if unit.reported else say.NONE


def doubt_notes(campaign: Campaign, figures: Figures) -> tuple[str, ...]:
    """What cannot be right, as one note; nothing when all fits."""
    every = [_doubt(campaign, one) for one in doubts(campaign, figures)]
    if len(every) > DOUBTS_SHOWN:
        every = [*every[:DOUBTS_SHOWN], say.DOUBTS_MORE.format(count=len(every) - DOUBTS_SHOWN)]
    return (say.DOUBTS_NOTE.format(doubts="; ".join(every)),) if every else ()


def _doubt(campaign: Campaign, one: Doubt) -> str:
    form = say.DOUBT_NEGATIVE if not one.of else say.DOUBT_PART if one.of in campaign.keys else say.DOUBT_PEOPLE
    of = campaign.label(one.of) if one.of in campaign.keys else campaign.populations.get(one.of, one.of)
    return form.format(
        area=one.area.full_name,
        label=campaign.label(one.key),
        value=shown(one.value),
        of=of,
        limit=shown(one.limit),
    )


def _notes(campaign: Campaign, figures: Figures) -> tuple[str, ...]:
    moved = {key: delta for key, delta in figures.adjusted.items() if delta}
    changes = ", ".join(
        f"{campaign.label(key)} {delta:+d}".replace("-", "−") for key, delta in moved.items() if key in campaign.flows
    )
    notes = (say.ADJUSTED_NOTE.format(changes=changes),) if changes else ()
    return (*notes, *doubt_notes(campaign, figures))


def _state_of(squad: Squad, own: Figures) -> str:
    return state(own.units[0]) if len(own.units) == 1 else say.OF.format(complete=own.complete, expected=own.expected)


def _told(campaign: Campaign, figures: Figures) -> list[str]:
    """The keys that have a column: the obligatory ones, and whatever somebody told."""
    obligatory = {key for one in campaign.indicators if one.obligatory for key in one.keys}
    return [key for key in campaign.keys if key in obligatory or any(key in unit.values for unit in figures.units)]


def _sum(units: Iterable[Standing], key: str) -> int | None:
    each = [unit.values[key] for unit in units if key in unit.values]
    return sum(each) if each else None


def _is_of(target: Target, key: str) -> bool:
    return target.indicator == key.partition("/")[0] and (target.group or "") == key.partition("/")[2]


def _points(change: float) -> str:
    tenths = round(change * 1000)
    sign = "+" if tenths > 0 else "−" if tenths < 0 else "±"
    return say.POINTS.format(sign=sign, points=f"{abs(tenths) // 10},{abs(tenths) % 10}")


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def by_id(tables: Sequence[Table]) -> dict[str, Table]:
    return {table.id: table for table in tables}


def as_text(table: Table) -> str:
    """A table to read on a terminal: columns as wide as their widest cell, numbers to the right."""
    grid = [list(table.headings), *([shown(cell) for cell in row] for row in table.rows)]
    widths = [max(len(row[at]) for row in grid) for at in range(len(table.headings))]
    right = [all(not isinstance(row[at], str) for row in table.rows) and bool(table.rows) for at in range(len(widths))]
    lines = ["  ".join(_padded(*cell) for cell in zip(row, widths, right, strict=True)).rstrip() for row in grid]
    rule = "─" * max(len(line) for line in lines)
    head, body = lines[0], lines[1:]
    if table.sums and body:
        body.insert(len(body) - 1, rule)
    return "\n".join([table.title, head, rule, *body, *table.notes])


def _padded(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


__all__ = [
    "Cell",
    "Decimal",
    "Percent",
    "Step",
    "Table",
    "as_text",
    "by_id",
    "criteria_table",
    "doubt_notes",
    "groups_table",
    "hamlets_table",
    "own_tables",
    "parts_table",
    "period_words",
    "ranking_table",
    "shown",
    "squads_table",
    "state",
]
