"""The figures of some days: sums, targets, completeness and timeliness. Pure; everything shown comes from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from handlers.campaign import Area, Campaign, Period, Target


class Figure(Protocol):
    """A count as it stands; what storage gives out fits."""

    @property
    def area(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def key(self) -> str: ...
    @property
    def value(self) -> int: ...
    @property
    def first_sent_at(self) -> datetime: ...


class Difference(Protocol):
    """An adjustment of a locked period, booked on a day of a later one; what storage gives out fits."""

    @property
    def area(self) -> str: ...
    @property
    def booked(self) -> date: ...
    @property
    def key(self) -> str: ...
    @property
    def delta(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """One key (or all groups of an indicator together): what was counted, and how much is wanted."""

    key: str
    period: int
    total: int
    """Counted since the campaign began; of a stock what stands."""
    wanted: int | None
    baseline: int = 0
    """What was there before the campaign; it counts for the target and not as work done."""
    elapsed: float | None = None
    """How much of the time until the target's day is over, 0–1."""
    until: date | None = None
    leads: str = ""

    @property
    def reached(self) -> int:
        """What counts for the target."""
        return self.total + self.baseline

    @property
    def share(self) -> float | None:
        """Reached ÷ wanted; None where there is no target or nobody to reach. May exceed 1."""
        return self.reached / self.wanted if self.wanted else None

    @property
    def exceeded(self) -> bool:
        return self.share is not None and self.share > 1

    @property
    def pace(self) -> float | None:
        """Share ÷ elapsed time: 1 is just in time. What was there before the campaign took none of its time."""
        if not self.elapsed or not self.wanted or self.wanted <= self.baseline:
            return None
        return self.total / (self.wanted - self.baseline) / self.elapsed


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit in a stretch of days: what it counted, whether its reports are complete, and whether they came in time.

    `duties` are the reports that it owed: 1 or 0 in a period, more over several.
    """

    area: Area
    values: Mapping[str, int]
    totals: Mapping[str, int]
    reported: bool
    duties: int = 1
    completed: int = 0
    in_time: int = 0
    adjusted: Mapping[str, int] = field(default_factory=dict)
    """What `values` hold of differences to periods that were locked already."""
    told: frozenset[str] = frozenset()
    """The keys that were reported for these days."""
    excused: bool = False
    """No duty on any of the days: nothing is expected, and completeness does not count it."""
    handed_in: bool = False
    """A complete report is there, owed or not."""
    handed_in_time: bool = False

    @property
    def complete(self) -> bool:
        """Every report that it owed is complete; an excused one that reported all the same is complete as well."""
        return self.completed >= self.duties if self.duties else self.handed_in

    @property
    def timely(self) -> bool:
        """Every report that it owed was complete by its deadline."""
        return self.in_time >= self.duties if self.duties else self.handed_in_time


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some days over some areas. Excused units keep their values but are not among the expected."""

    period: Period
    progress: tuple[Progress, ...]
    units: tuple[Standing, ...]
    together: tuple[Progress, ...]
    """All groups together, for the indicators that are counted by group."""
    as_of: date
    """The day up to which time is measured: the last one, or today where that is earlier."""

    @property
    def expected(self) -> int:
        """Reports that were owed: the units of a period, or one for each unit and period."""
        return sum(unit.duties for unit in self.units)

    @property
    def on_duty(self) -> tuple[Standing, ...]:
        """The units from which a report is expected."""
        return tuple(unit for unit in self.units if not unit.excused)

    @property
    def complete(self) -> int:
        return sum(unit.completed for unit in self.units)

    @property
    def timely(self) -> int:
        return sum(unit.in_time for unit in self.units)

    @property
    def completeness(self) -> float | None:
        """Complete reports ÷ expected; None («–») when nothing is expected."""
        return self.complete / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """Reports that were complete by their deadline ÷ expected."""
        return self.timely / self.expected if self.expected else None

    @property
    def missing(self) -> tuple[Area, ...]:
        """The units that owe a complete report."""
        return tuple(unit.area for unit in self.units if unit.completed < unit.duties)

    @property
    def adjusted(self) -> Mapping[str, int]:
        """What was told about locked periods and counts here."""
        return added(unit.adjusted for unit in self.units)

    def of(self, key: str) -> Progress:
        """The progress of a key, or of an indicator with all its groups."""
        return next(progress for progress in (*self.progress, *self.together) if progress.key == key)

    def unit(self, area: str) -> Standing:
        return next(unit for unit in self.units if unit.area.id == area)

    def within(self, campaign: Campaign, areas: Collection[str]) -> Figures:
        """The same days over fewer units, counted and measured anew."""
        units = tuple(unit for unit in self.units if unit.area.id in areas)
        return put_together(campaign, self.period, units, self.as_of)


def figures(
    campaign: Campaign,
    period: Period,
    counts: Iterable[Figure],
    areas: Sequence[Area] | None = None,
    *,
    adjustments: Iterable[Difference] = (),
    excused: Collection[str] = (),
    before: Mapping[tuple[str, str], int] | None = None,
    today: date | None = None,
) -> Figures:
    """The figures of a period from all counts since the campaign's start (later days are left out).

    Flows add up over days; of a stock the newest day's figure stands. Zero is a value, silence is not. What was told
    about a locked period counts in the period in which it is booked. `excused`: areas without duty all through.
    `before`: what (area, key) stood at before the period, where the earlier counts are not handed in one by one.
    """
    leaves = tuple(areas) if areas is not None else campaign.leaves
    of_area: dict[str, list[Figure]] = {area.id: [] for area in leaves}
    for count in counts:
        if count.area in of_area and count.day <= period.end:
            of_area[count.area].append(count)
    booked: dict[str, list[Difference]] = {area.id: [] for area in leaves}
    for difference in adjustments:
        if difference.area in booked and difference.booked <= period.end:
            booked[difference.area].append(difference)
    stood: dict[str, dict[str, int]] = {}
    for (place, key), value in (before or {}).items():
        stood.setdefault(place, {})[key] = value
    units = []
    for area in leaves:
        own, told = of_area[area.id], booked[area.id]
        within = [count for count in own if count.day in period]
        earlier = added([sums(campaign, [c for c in own if c.day < period.start]), stood.get(area.id, {})])
        adjusted = differences(one for one in told if one.booked in period)
        values = sums(campaign, within)
        units.append(
            standing(
                campaign,
                period,
                area,
                within,
                values=added([values, adjusted]),
                totals=added([carried(campaign, earlier, values), differences(told)]),
                adjusted=adjusted,
                excused=area.id in excused,
            )
        )
    return put_together(campaign, period, units, min(today or period.end, period.end))


def put_together(campaign: Campaign, period: Period, units: Sequence[Standing], as_of: date) -> Figures:
    """The units' figures summed up and measured against the targets."""
    areas = [unit.area for unit in units]
    populations = campaign.populations_of(areas)
    values, totals = added(unit.values for unit in units), added(unit.totals for unit in units)
    baselines = added(area.baselines for area in areas)

    def progress(key: str, keys: Sequence[str]) -> Progress:
        own = target_of(campaign, key, period.end)
        targets = [own] if own is not None else [target_of(campaign, one, period.end) for one in keys]
        until = max((target.until for target in targets if target is not None), default=None)
        leads = dict.fromkeys(target.leads for target in targets if target is not None and target.leads)
        return Progress(
            key,
            sum(values.get(one, 0) for one in keys),
            sum(totals.get(one, 0) for one in keys),
            _wanted(campaign, key, keys, populations, period.end, len(areas)),
            sum(baselines.get(one, 0) for one in {key, *keys}),
            elapsed(campaign, until, as_of) if until is not None else None,
            until,
            ", ".join(leads),
        )

    return Figures(
        period,
        tuple(progress(key, [key]) for key in campaign.keys),
        tuple(units),
        tuple(progress(one.id, one.keys) for one in campaign.indicators if one.groups),
        as_of,
    )


def standing(
    campaign: Campaign,
    period: Period,
    area: Area,
    within: Sequence[Figure],
    *,
    values: Mapping[str, int],
    totals: Mapping[str, int],
    adjusted: Mapping[str, int],
    excused: bool,
) -> Standing:
    """One unit in one period, from the counts of the period's days."""
    told = frozenset(count.key for count in within)
    needed = [set(indicator.keys) for indicator in campaign.indicators if indicator.obligatory]
    complete = bool(within) and all(told & keys for keys in needed)
    in_time = {count.key for count in within if count.first_sent_at <= period.deadline} if complete else set()
    timely = complete and bool(in_time) and all(in_time & keys for keys in needed)
    return Standing(
        area,
        values,
        totals,
        reported=bool(within),
        duties=0 if excused else 1,
        completed=int(complete and not excused),
        in_time=int(timely and not excused),
        adjusted=adjusted,
        told=told,
        excused=excused,
        handed_in=complete,
        handed_in_time=timely,
    )


def target_of(campaign: Campaign, key: str, day: date) -> Target | None:
    """The target in force that day for a key or a whole indicator: the nearest that is not over, else the last one."""
    indicator, group = campaign.indicator(key).id, key.partition("/")[2] or None
    fitting = sorted(
        (t for t in campaign.targets if t.indicator == indicator and t.group == group), key=lambda target: target.until
    )
    return next((target for target in fitting if target.until >= day), fitting[-1] if fitting else None)


def elapsed(campaign: Campaign, until: date, day: date) -> float:
    """How much of the days from the campaign's start to that target day is over at the end of `day`, 0–1."""
    whole = (until - campaign.start).days + 1
    return min(max((day - campaign.start).days + 1, 0) / whole, 1.0) if whole > 0 else 1.0


def _wanted(
    campaign: Campaign, key: str, keys: Sequence[str], populations: Mapping[str, int], day: date, units: int
) -> int | None:
    target = target_of(campaign, key, day)
    if target is not None:
        return target.amount * units if target.amount is not None else target.wanted(populations)
    if list(keys) == [key]:
        return None
    each = [_wanted(campaign, one, [one], populations, day, units) for one in keys]
    return sum(one for one in each if one is not None) if all(one is not None for one in each) else None


def differences(booked: Iterable[Difference]) -> dict[str, int]:
    """Adjustments summed up by key."""
    found: dict[str, int] = {}
    for one in booked:
        found[one.key] = found.get(one.key, 0) + one.delta
    return found


def added(many: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The sums by key."""
    found: dict[str, int] = {}
    for one in many:
        for key, value in one.items():
            found[key] = found.get(key, 0) + value
    return found


def carried(campaign: Campaign, before: Mapping[str, int], values: Mapping[str, int]) -> dict[str, int]:
    """What stands after some days: flows are added to what was there, a stock replaces it."""
    found = dict(before)
    for key, value in values.items():
        found[key] = value + found.get(key, 0) if campaign.indicator(key).kind == "flow" else value
    return found


def sums(campaign: Campaign, counts: Iterable[Figure]) -> dict[str, int]:
    """By key: flows added up, of a stock the newest day's figure. Keys that the campaign no longer has are left out."""
    found: dict[str, int] = {}
    newest: dict[str, date] = {}
    flows = campaign.flows
    for count in counts:
        flow = flows.get(count.key)
        if flow is None:
            continue
        if flow:
            found[count.key] = found.get(count.key, 0) + count.value
        elif count.key not in newest or count.day >= newest[count.key]:
            newest[count.key] = count.day
            found[count.key] = count.value
    return found
