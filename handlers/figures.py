"""The figures: totals, targets, completeness and timeliness. One pure model for chat, files and the command line."""

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
    """One key: what was counted in the period, since the campaign began, and of what is wanted."""

    key: str
    period: int
    total: int
    wanted: int | None

    @property
    def share(self) -> float | None:
        """Total ÷ wanted; None where there is no target or nobody to reach. May exceed 1."""
        return self.total / self.wanted if self.wanted else None


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit in a period: what it counted, whether its report is complete, and whether it came in time."""

    area: Area
    values: Mapping[str, int]
    totals: Mapping[str, int]
    complete: bool
    timely: bool
    reported: bool
    adjusted: Mapping[str, int] = field(default_factory=dict)
    """What `values` hold of differences to periods that were locked already."""
    told: frozenset[str] = frozenset()
    """The keys that were reported for days of the period."""
    excused: bool = False
    """No duty on any day of the period: nothing is expected, and completeness does not count it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A period's figures over some areas. Excused units keep their values but are not among the expected."""

    period: Period
    progress: tuple[Progress, ...]
    units: tuple[Standing, ...]

    @property
    def expected(self) -> int:
        return len(self.on_duty)

    @property
    def on_duty(self) -> tuple[Standing, ...]:
        """The units from which a report is expected."""
        return tuple(unit for unit in self.units if not unit.excused)

    @property
    def complete(self) -> int:
        return sum(unit.complete for unit in self.on_duty)

    @property
    def timely(self) -> int:
        return sum(unit.timely for unit in self.on_duty)

    @property
    def completeness(self) -> float | None:
        """Units with a complete report ÷ expected; None («–») when nothing is expected."""
        return self.complete / self.expected if self.on_duty else None

    @property
    def timeliness(self) -> float | None:
        """Units whose complete report came by the deadline ÷ expected."""
        return self.timely / self.expected if self.on_duty else None

    @property
    def missing(self) -> tuple[Area, ...]:
        """The units that owe a complete report."""
        return tuple(unit.area for unit in self.on_duty if not unit.complete)

    def of(self, key: str) -> Progress:
        return next(progress for progress in self.progress if progress.key == key)


def figures(
    campaign: Campaign,
    period: Period,
    counts: Iterable[Figure],
    areas: Sequence[Area] | None = None,
    *,
    adjustments: Iterable[Difference] = (),
    excused: Collection[str] = (),
) -> Figures:
    """The figures of a period from all counts since the campaign's start (later days are left out).

    Flows add up over days; of a stock the newest day's figure stands. Zero is a value, silence is not. What was told
    about a locked period counts in the period in which it is booked. `excused`: areas without duty all through.
    """
    leaves = tuple(areas) if areas is not None else campaign.leaves
    wanted_areas = {area.id for area in leaves}
    of_area: dict[str, list[Figure]] = {area.id: [] for area in leaves}
    for count in counts:
        if count.area in wanted_areas and count.day <= period.end:
            of_area[count.area].append(count)
    booked: dict[str, list[Difference]] = {area.id: [] for area in leaves}
    for difference in adjustments:
        if difference.area in wanted_areas and difference.booked <= period.end:
            booked[difference.area].append(difference)
    units = tuple(
        _standing(campaign, period, area, of_area[area.id], booked[area.id], excused=area.id in excused)
        for area in leaves
    )
    populations = campaign.populations_of(leaves)
    progress = tuple(
        Progress(
            key,
            sum(unit.values.get(key, 0) for unit in units),
            sum(unit.totals.get(key, 0) for unit in units),
            _wanted(campaign, key, populations, period.end, len(leaves)),
        )
        for key in campaign.keys
    )
    return Figures(period, progress, units)


def target_of(campaign: Campaign, key: str, day: date) -> Target | None:
    """The target in force for a key on that day: the nearest that is not over, else the last one."""
    indicator, group = campaign.indicator(key).id, key.partition("/")[2] or None
    fitting = sorted(
        (t for t in campaign.targets if t.indicator == indicator and t.group == group), key=lambda target: target.until
    )
    return next((target for target in fitting if target.until >= day), fitting[-1] if fitting else None)


def _wanted(campaign: Campaign, key: str, populations: Mapping[str, int], day: date, units: int) -> int | None:
    target = target_of(campaign, key, day)
    if target is None:
        return None
    return target.amount * units if target.amount is not None else target.wanted(populations)


def _standing(
    campaign: Campaign,
    period: Period,
    area: Area,
    counts: Sequence[Figure],
    booked: Sequence[Difference],
    *,
    excused: bool,
) -> Standing:
    within = [count for count in counts if count.day in period]
    adjusted = _differences(one for one in booked if one.booked in period)
    values = _together(_add_up(campaign, within), adjusted)
    told = frozenset(count.key for count in within)
    totals = _together(_add_up(campaign, counts), _differences(booked))
    obligatory = [indicator for indicator in campaign.indicators if indicator.obligatory]
    needed = [set(indicator.keys) for indicator in obligatory]
    complete = bool(within) and all(told & keys for keys in needed)
    timely = complete and all(
        any(count.key in keys and count.first_sent_at <= period.deadline for count in within) for keys in needed
    )
    if complete and not needed:
        timely = any(count.first_sent_at <= period.deadline for count in within)
    return Standing(area, values, totals, complete, timely, bool(within), adjusted, told, excused)


def _differences(booked: Iterable[Difference]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in booked:
        sums[one.key] = sums.get(one.key, 0) + one.delta
    return sums


def _together(values: dict[str, int], adjusted: Mapping[str, int]) -> dict[str, int]:
    return values | {key: values.get(key, 0) + delta for key, delta in adjusted.items()}


def _add_up(campaign: Campaign, counts: Iterable[Figure]) -> dict[str, int]:
    sums: dict[str, int] = {}
    newest: dict[str, date] = {}
    for count in counts:
        if campaign.indicator(count.key).kind == "flow":
            sums[count.key] = sums.get(count.key, 0) + count.value
        elif count.key not in newest or count.day >= newest[count.key]:
            newest[count.key] = count.day
            sums[count.key] = count.value
    return sums
