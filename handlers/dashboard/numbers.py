"""What the pages show of the figures: everything comes from the one model, over the areas that a viewer may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from bot.clock import VIETNAM
from handlers.campaign import Area, Campaign, Period
from handlers.dashboard.charts import Trend, trend
from handlers.phrases import dashboard as say
from handlers.phrases import words
from handlers.summaries.figures import Figure, Figures, Progress, Standing, added, differences, sums
from handlers.summaries.ranking import compared
from handlers.summaries.source import Source

Kind = Literal["hom-nay", "ky", "chien-dich"]
"""What a page is about: one day, a reporting period, or everything so far."""


@dataclass(frozen=True, slots=True)
class Row:
    """One area's line: its figures, how it stands, and its bar for the main key."""

    area: Area
    above: str
    """The name of the area above it, if any."""
    values: Mapping[str, int]
    totals: Mapping[str, int]
    state: str
    """full, part, none, rest."""
    told: str
    """The state in words."""
    timely: bool
    main: Progress
    shown: int | None
    """What the main key counts here, of the days or in all; None where nothing was reported."""


@dataclass(frozen=True, slots=True)
class Board:
    """The figures of some days over some areas, with everything that a page needs to show them."""

    figures: Figures
    main: str
    """The key (or the indicator with all its groups) that bars, tiles and the trend are about."""
    keys: tuple[str, ...]
    choices: tuple[str, ...]
    """What may be the main key."""
    rows: tuple[Row, ...]
    trend: Trend | None

    @property
    def reported(self) -> int:
        """Areas of which anything was heard, on duty or not."""
        return sum(unit.reported for unit in self.figures.units)

    def summed(self, key: str, field: str) -> int | None:
        """A column's sum, of the «values» or the «totals»; None where nobody told anything."""
        told = [(row.totals if field == "totals" else row.values).get(key) for row in self.rows]
        heard = [value for value in told if value is not None]
        return sum(heard) if heard else None


def today_of(now: datetime) -> date:
    return now.astimezone(VIETNAM).date()


def within(campaign: Campaign, day: date) -> date:
    """The day, or the campaign's first or last where it lies outside."""
    return min(max(day, campaign.start), campaign.end)


def neighbours(campaign: Campaign, period: Period, today: date) -> tuple[Period | None, Period | None]:
    """The period before and the one after, as far as the campaign goes and the calendar has come."""
    before = campaign.period_of(period.start - timedelta(days=1)) if period.start > campaign.start else None
    following = period.end + timedelta(days=1)
    after = campaign.period_of(following) if following <= min(campaign.end, today) else None
    return before, after


def keys_of(campaign: Campaign, key: str) -> tuple[str, ...]:
    """The figures that a key stands for: itself, or those of all groups of an indicator; () when there is none."""
    if key in campaign.keys:
        return (key,)
    return next((one.keys for one in campaign.indicators if one.id == key), ())


def board(source: Source, figures: Figures, main: str, *, kind: Kind, curve: bool) -> Board:
    """Everything about some days. `main` is taken when the campaign has it, else what the preset compares units by."""
    campaign = source.campaign
    choices = tuple(dict.fromkeys([*(p.key for p in figures.together), *campaign.keys]))
    if main not in choices:
        main = compared(campaign) or choices[0]
    rows = tuple(_row(campaign, figures, unit, main, kind) for unit in figures.units)
    return Board(figures, main, campaign.keys, choices, rows, _trend(source, figures, main) if curve else None)


def _row(campaign: Campaign, figures: Figures, unit: Standing, main: str, kind: Kind) -> Row:
    totals = kind == "chien-dich"
    state, told = _state(unit, kind)
    progress = figures.within(campaign, {unit.area.id}).of(main)
    known = unit.totals if totals else unit.values
    counted = any(key in known for key in keys_of(campaign, main))
    return Row(
        unit.area,
        campaign.area(unit.area.parent).full_name if unit.area.parent else "",
        unit.values,
        unit.totals,
        state,
        told,
        unit.timely,
        progress,
        (progress.total if totals else progress.period) if counted else None,
    )


def _state(unit: Standing, kind: Kind) -> tuple[str, str]:
    """How a unit stands, and that in words: on a day whether it was heard, in all how many reports are complete."""
    if kind == "hom-nay" or (kind == "chien-dich" and not unit.duties):
        state = "full" if unit.reported else "rest" if unit.excused else "none"
        return state, say.HEARD if unit.reported else say.STATES[state]
    if kind == "chien-dich":
        state = "full" if unit.complete else "part" if unit.reported else "none"
        return state, say.OF_PERIODS.format(sign=say.SIGNS[state], complete=unit.completed, duties=unit.duties)
    state = "full" if unit.complete else "part" if unit.reported else "rest" if unit.excused else "none"
    return state, say.STATES[state]


def _trend(source: Source, figures: Figures, main: str) -> Trend:
    """The main key's way to its target, day by day, with what was there before the campaign."""
    campaign, progress = source.campaign, figures.of(main)
    last = max(min(figures.period.end, source.today), campaign.start)
    line = [total + progress.baseline for total in cumulated(source, main, campaign.start, last)]
    return trend(campaign.start, last, line, wanted=progress.wanted, until=progress.until, baseline=progress.baseline)


def cumulated(source: Source, key: str, since: date, until: date) -> list[int]:
    """A key's total at the end of each day: what the model says of days that end there."""
    campaign, keys = source.campaign, set(keys_of(source.campaign, key))
    steps: dict[date, int] = {}
    standing: dict[tuple[str, str], int] = {}
    leaves = {area.id for area in source.leaves}
    for count in sorted((c for c in source.counts if c.key in keys and c.area in leaves), key=lambda c: c.day):
        flow = campaign.flows[count.key]
        place = (count.area, count.key)
        step = count.value if flow else count.value - standing.get(place, 0)
        standing[place] = count.value
        steps[count.day] = steps.get(count.day, 0) + step
    for one in source.adjustments:
        if one.key in keys and one.area in leaves:
            steps[one.booked] = steps.get(one.booked, 0) + one.delta
    total, line, day = 0, [], since
    while day <= until:
        total += steps.get(day, 0)
        line.append(total)
        day += timedelta(days=1)
    return line


def sum_of(source: Source, key: str, since: date, until: date) -> int:
    """What a key counts on these days over all leaves: flows added up, of a stock each area's newest figure."""
    days: dict[str, list[Figure]] = {area.id: [] for area in source.leaves}
    for count in source.counts:
        if count.area in days and since <= count.day <= until:
            days[count.area].append(count)
    booked = differences(one for one in source.adjustments if one.area in days and since <= one.booked <= until)
    counted = added([*(sums(source.campaign, own) for own in days.values()), booked])
    return sum(counted.get(one, 0) for one in keys_of(source.campaign, key))


def span_words(campaign: Campaign, figures: Figures, kind: str, today: date) -> str:
    """«hôm nay (thứ Bảy 18/10)», «tuần 42 (13/10–19/10)», «từ 10/10/2025 đến 18/10/2025»."""
    period = figures.period
    if kind == "chien-dich":
        return f"từ {period.start:%d/%m/%Y} đến {period.end:%d/%m/%Y}"
    if kind == "hom-nay" or period.start == period.end:
        return words.day(period.start, today=today)
    return words.period(campaign, period)
