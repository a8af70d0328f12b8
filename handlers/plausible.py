"""Whether a day's figure fits its hamlet: its people, its own earlier days, and what its target still lacks. Pure.

A slip of the thumb («120» for «12») must be asked about, an eager Saturday must not. So one reason alone has to be
strong – more than all who live there, or many times the best day so far – while a smaller jump is only asked about
when it is also large beside the households or beside what the target still lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.campaign import Area, Campaign
from handlers.summaries.figures import Figure, target_of

LOOKS_BACK = timedelta(days=28)
"""How many earlier days a hamlet is judged by."""
FEW = 3
"""Fewer earlier days than this tell little."""
OFTEN, SELDOM, WITH_MORE = 3.5, 8, 2.5
"""How many times the best day is odd: with enough earlier days, with few, and when something else is odd as well."""
SMALL, LARGE = 20, 40
"""Never odd by its history: up to a quarter of the households, at least the first and at most the second."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a figure is judged by."""

    earlier: Sequence[tuple[date, int]] = ()
    """The hamlet's own earlier figures of that key, oldest first."""
    households: int | None = None
    people: int | None = None
    """As many as could be counted at all on one day."""
    lacking: int | None = None
    """How many of the people whom the target is about are not yet counted."""

    @property
    def best(self) -> int:
        return max((value for _, value in self.earlier), default=0)

    @property
    def latest(self) -> tuple[date, int] | None:
        return self.earlier[-1] if self.earlier else None


def odd(value: int, around: Surroundings, *, on_top_of: int = 0) -> bool:
    """Whether to ask before such a figure is stored, or added to what stands for the day."""
    together = value + on_top_of
    if value and around.people is not None and together > around.people:
        return True
    if value and around.lacking is not None and together > max(around.lacking, SMALL):
        return True
    if value <= _never_odd(around.households) or not around.earlier:
        return False
    times = value / max(around.best, 4)
    if times >= (OFTEN if len(around.earlier) >= FEW else SELDOM):
        return True
    crowd = around.households is not None and value > around.households / 2
    return times >= WITH_MORE and (crowd or (around.lacking is not None and value > around.lacking / 2))


def _never_odd(households: int | None) -> int:
    return LARGE if households is None else min(max(households // 4, SMALL), LARGE)


def surroundings(campaign: Campaign, area: Area, key: str, day: date, counts: Iterable[Figure]) -> Surroundings:
    """What is known around a figure of that key on that day.

    `counts`: the hamlet's figures since the campaign began.
    """
    own = sorted((c for c in counts if c.key == key and c.area == area.id), key=lambda count: count.day)
    earlier = [(c.day, c.value) for c in own if day - LOOKS_BACK <= c.day < day and c.value > 0]
    households = area.populations.get("ho")
    lacking = None
    target = target_of(campaign, key, day)
    if campaign.indicator(key).kind == "flow" and target is not None and target.population in area.populations:
        others = sum(c.value for c in own if c.day != day)
        lacking = max(area.populations[target.population or ""] - others, 0)
    return Surroundings(earlier, households, _most(campaign, area, key), lacking)


def _most(campaign: Campaign, area: Area, key: str) -> int | None:
    """Everybody whom the figure could be about; None where the campaign does not know."""
    people, group = area.populations, campaign.group(key)
    indicator = campaign.indicator(key)
    if indicator.id == "ho" or indicator.unit == "hộ":
        return people.get("ho")
    if group is not None and group.id in people:
        return people[group.id]
    everybody = [number for population, number in people.items() if population != "ho"]
    together = sum(people.get(one.id, 0) for one in campaign.groups)
    return max([together, *everybody]) or None if everybody else None
