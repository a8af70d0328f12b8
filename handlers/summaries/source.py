"""What figures are made of, and the figures of any period or stretch of days from it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from bot.clock import VIETNAM
from handlers.campaign import Area, Campaign, Period
from handlers.duty_days import Free, duty_days, excused_all_through
from handlers.summaries.figures import (
    Difference,
    Figure,
    Figures,
    Standing,
    added,
    carried,
    differences,
    figures,
    put_together,
    standing,
    sums,
)


@dataclass(frozen=True)
class Source:
    """All counts, adjustments and excused days of some leaves, since the campaign began."""

    campaign: Campaign
    """With the numbers of people that are in force."""
    counts: Sequence[Figure]
    today: date
    adjustments: Sequence[Difference] = ()
    excuses: Sequence[Free] = ()
    areas: tuple[Area, ...] = ()
    """The leaves; none named: all."""

    @property
    def leaves(self) -> tuple[Area, ...]:
        return self.areas or self.campaign.leaves

    def period(self, period: Period) -> Figures:
        """One reporting period."""
        return figures(
            self.campaign,
            period,
            self.counts,
            self.leaves,
            adjustments=self.adjustments,
            excused=excused_all_through(self.campaign, period, self.excuses),
            today=self.today,
        )

    def between(self, first: date, last: date) -> Figures:
        """The days from `first` to `last`; reports are owed for the periods that fell due within them."""
        steps = [step for step in self.steps if first <= due_day(step.period) <= last]
        span = span_of(first, last)
        units = []
        for area in self.leaves:
            own = [count for count in self._of_area[area.id] if count.day <= last]
            booked = [one for one in self._booked[area.id] if one.booked <= last]
            adjusted = differences(one for one in booked if one.booked in span)
            within = [count for count in own if count.day in span]
            values = sums(self.campaign, within)
            earlier = sums(self.campaign, [count for count in own if count.day < first])
            owed = [step.units[area.id] for step in steps]
            units.append(
                Standing(
                    area,
                    added([values, adjusted]),
                    added([carried(self.campaign, earlier, values), differences(booked)]),
                    reported=bool(within),
                    duties=sum(one.duties for one in owed),
                    completed=sum(one.completed for one in owed),
                    in_time=sum(one.in_time for one in owed),
                    adjusted=adjusted,
                    told=frozenset(count.key for count in within),
                    excused=bool(owed) and all(one.excused for one in owed),
                    handed_in=any(one.handed_in for one in owed),
                    handed_in_time=any(one.handed_in_time for one in owed),
                )
            )
        return put_together(self.campaign, span, units, min(self.today, last))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every period from the campaign's start to today's, one after the other, each unit's standing in it."""
        last = min(max(self.today, self.campaign.start), self.campaign.end)
        totals: dict[str, dict[str, int]] = {area.id: {} for area in self.leaves}
        found = []
        for period in self.campaign.periods(self.campaign.start, last):
            resting = excused_all_through(self.campaign, period, self.excuses)
            units = {}
            for area in self.leaves:
                within = self._on_days(area.id, period)
                adjusted = differences(one for one in self._booked[area.id] if one.booked in period)
                values = sums(self.campaign, within)
                totals[area.id] = added([carried(self.campaign, totals[area.id], values), adjusted])
                units[area.id] = standing(
                    self.campaign,
                    period,
                    area,
                    within,
                    values=added([values, adjusted]),
                    totals=totals[area.id],
                    adjusted=adjusted,
                    excused=area.id in resting,
                )
            found.append(Step(period, units))
        return tuple(found)

    def duty_days(self, leaf: str, first: date, last: date) -> int:
        """How many of these days the leaf is on duty."""
        return duty_days(self.campaign, self.excuses, leaf, first, last)

    @cached_property
    def _of_area(self) -> dict[str, list[Figure]]:
        found: dict[str, list[Figure]] = {area.id: [] for area in self.leaves}
        for count in self.counts:
            if count.area in found:
                found[count.area].append(count)
        return found

    @cached_property
    def _booked(self) -> dict[str, list[Difference]]:
        found: dict[str, list[Difference]] = {area.id: [] for area in self.leaves}
        for one in self.adjustments:
            if one.area in found:
                found[one.area].append(one)
        return found

    @cached_property
    def _by_day(self) -> dict[tuple[str, date], list[Figure]]:
        found: dict[tuple[str, date], list[Figure]] = {}
        for area, counts in self._of_area.items():
            for count in counts:
                found.setdefault((area, count.day), []).append(count)
        return found

    def _on_days(self, area: str, period: Period) -> list[Figure]:
        return [count for day in period.days() for count in self._by_day.get((area, day), ())]


@dataclass(frozen=True, slots=True)
class Step:
    """One period in the course of a campaign."""

    period: Period
    units: dict[str, Standing]
    """By leaf, with the totals as they were at the period's end."""

    def value(self, key: str) -> int:
        """What all units counted in the period."""
        return sum(unit.values.get(key, 0) for unit in self.units.values())

    def total(self, key: str) -> int:
        """What stood for all units at the period's end."""
        return sum(unit.totals.get(key, 0) for unit in self.units.values())

    @property
    def expected(self) -> int:
        return sum(unit.duties for unit in self.units.values())

    @property
    def complete(self) -> int:
        return sum(unit.completed for unit in self.units.values())

    @property
    def timely(self) -> int:
        return sum(unit.in_time for unit in self.units.values())


def due_day(period: Period) -> date:
    """The day of a period on which its report falls due; its last one where the deadline comes after it."""
    return min(period.deadline.astimezone(VIETNAM).date(), period.end)


def span_of(first: date, last: date) -> Period:
    """A stretch of days that is no period of the rhythm; it has no deadline of its own."""
    end = datetime.combine(last, time.max, VIETNAM)
    return Period(f"{first}..{last}", first, last, end, end)


def is_span(period: Period) -> bool:
    """Whether it is such a stretch."""
    return ".." in period.id
