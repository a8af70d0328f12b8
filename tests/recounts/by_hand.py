"""The same figures reckoned from the raw messages alone, in other ways than the bot's; no line of the model is used."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from handlers.campaign import Area, Period, Target
from tests.recounts.made_up import History


class ByHand:
    """One history's true figures."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.campaign = history.campaign
        self.kind = {key: one.kind for one in self.campaign.indicators for key in one.keys}
        self.cells: dict[tuple[str, date, str], int] = {}
        self.first: dict[tuple[str, date, str], object] = {}
        for message in history.messages:
            for key, value in message.meant.items():
                cell = (message.area, message.day, key)
                self.cells[cell] = value + (self.cells.get(cell, 0) if message.adds else 0)
                self.first.setdefault(cell, message.sent)
        self._known: dict[tuple[str, str, date, date], int | None] = {}

    # -- sums ---------------------------------------------------------------------------------------------------------

    def value(self, area: str, key: str, first: date, last: date) -> int | None:
        """What a leaf has for these days; None where nobody said anything."""
        asked = (area, key, first, last)
        if asked not in self._known:
            self._known[asked] = self._value(area, key, first, last)
        return self._known[asked]

    def _value(self, area: str, key: str, first: date, last: date) -> int | None:
        told = {
            day: value for (a, day, k), value in self.cells.items() if a == area and k == key and first <= day <= last
        }
        moved = [b.delta for b in self.history.booked if (b.area, b.key) == (area, key) and first <= b.booked <= last]
        if not told and not moved:
            return None
        counted = sum(told.values()) if self.kind[key] == "flow" else told[max(told)] if told else 0
        return counted + sum(moved)

    def sum(self, areas: list[str], keys: list[str], first: date, last: date) -> int:
        return sum(self.value(area, key, first, last) or 0 for area in areas for key in keys)

    def heard(self, areas: list[str], keys: list[str], first: date, last: date) -> int | None:
        """The sum of what was said; None where nobody said anything."""
        said = [self.value(area, key, first, last) for area in areas for key in keys]
        return sum(one or 0 for one in said) if any(one is not None for one in said) else None

    def total(self, areas: list[str], keys: list[str], last: date) -> int:
        return self.sum(areas, keys, self.campaign.start, last)

    def reached_share(self, areas: list[str], keys: list[str], last: date, wanted: int | None) -> float | None:
        """Of what is wanted, with what was there before; None where nothing was and nobody said anything."""
        said, before = self.heard(areas, keys, self.campaign.start, last), self.before(areas, keys)
        return ((said or 0) + before) / wanted if wanted and (said is not None or before) else None

    # -- reports ------------------------------------------------------------------------------------------------------

    def excused(self, area: str, period: Period) -> bool:
        first, last = max(period.start, self.campaign.start), min(period.end, self.campaign.end)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return all(self.off(area, day) for day in days)

    def off(self, area: str, day: date) -> bool:
        return any(one.since <= day <= one.until and area in self.leaves(one.area) for one in self.history.away)

    def leaves(self, area: str) -> set[str]:
        children = [one.id for one in self.campaign.areas if one.parent == area]
        return set().union(*(self.leaves(child) for child in children)) if children else {area}

    def report(self, area: str, period: Period) -> tuple[bool, bool]:
        """Complete, and complete in time."""
        said = [
            (k, self.first[a, day, k]) for (a, day, k) in self.cells if a == area and period.start <= day <= period.end
        ]
        needed = [set(one.keys) for one in self.campaign.indicators if one.obligatory]
        in_time = {key for key, at in said if at <= period.deadline}  # type: ignore[operator]
        complete = bool(said) and all({key for key, _ in said} & keys for keys in needed)
        return complete, complete and bool(in_time) and all(in_time & keys for keys in needed)

    def owed(self, areas: list[str], periods: list[Period]) -> tuple[int, int, int]:
        """Expected, complete, timely."""
        pairs = [self.report(area, period) for period in periods for area in areas if not self.excused(area, period)]
        return len(pairs), sum(complete for complete, _ in pairs), sum(timely for _, timely in pairs)

    # -- targets ------------------------------------------------------------------------------------------------------

    def people(self, area: str, population: str) -> int | None:
        imported = self.history.people.get(area, {}).get(population)
        return imported if imported is not None else self.campaign.area(area).populations.get(population)

    def people_in(self, areas: list[str], population: str) -> int | None:
        each = [self.people(area, population) for area in areas]
        return sum(one for one in each if one is not None) if all(one is not None for one in each) else None

    def before(self, areas: list[str], keys: list[str]) -> int:
        return sum(self.history.before.get(area, {}).get(key, 0) for area in areas for key in keys)

    def target(self, key: str, day: date) -> Target | None:
        indicator, _, group = key.partition("/")
        own = [one for one in self.campaign.targets if (one.indicator, one.group or "") == (indicator, group)]
        to_come = [one for one in own if one.until >= day]
        if to_come:
            return min(to_come, key=lambda one: one.until)
        return max(own, key=lambda one: one.until) if own else None

    def wanted(self, key: str, areas: list[str], day: date) -> int | None:
        target = self.target(key, day)
        if target is None:
            keys = [one for one in self.campaign.keys if one.startswith(f"{key}/")]
            each = [self.wanted(one, areas, day) for one in keys]
            return sum(one for one in each if one is not None) if each and None not in each else None
        people = self.people_in(areas, target.population or "")
        return None if people is None else ceil(Fraction(str(target.share)) * people)

    def elapsed(self, until: date, day: date) -> Fraction:
        whole = (until - self.campaign.start).days + 1
        gone = (day - self.campaign.start).days + 1
        return min(max(Fraction(gone, whole), Fraction(0)), Fraction(1))

    def person_days(self, area: Area, population: str, last: date) -> int | None:
        leaves = sorted(self.leaves(area.id))
        if any(self.people(leaf, population) is None for leaf in leaves):
            return None
        days = [self.campaign.start + timedelta(days=n) for n in range((last - self.campaign.start).days + 1)]
        return sum(
            (self.people(leaf, population) or 0) * sum(not self.off(leaf, day) for day in days) for leaf in leaves
        )


def spelled(number: int) -> str:
    """«1.250»."""
    digits, groups = str(abs(number)), []
    while digits:
        digits, group = digits[:-3], digits[-3:]
        groups.insert(0, group)
    return ("−" if number < 0 else "") + ".".join(groups)


def percent(part: int, whole: int | None) -> str:
    """«37,5 %»: half up, a target that is not reached never 100."""
    if not whole:
        return "–"
    tenths = (part * 2000 // whole + 1) // 2
    if part < whole:
        tenths = min(tenths, 999)
    return f"{tenths // 10}{f',{tenths % 10}' if tenths % 10 else ''} %"
