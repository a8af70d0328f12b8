"""How far a hamlet is on its way to the target, and how many a day bring it there. Pure, and fair: by duty day."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.campaign import Area, Campaign
from handlers.duty_days import Free, duty_days
from handlers.summaries.figures import target_of


@dataclass(frozen=True, slots=True)
class Pace:
    """One key of one hamlet (or of several together) on a day."""

    key: str
    total: int
    wanted: int
    until: date
    days_left: int
    """Duty days from tomorrow to the target's last day; the whole campaign's excused days are left out."""
    days_done: int
    """Duty days so far, today among them."""
    households: int | None

    @property
    def share(self) -> float | None:
        return self.total / self.wanted if self.wanted else None

    @property
    def missing(self) -> int:
        return max(self.wanted - self.total, 0)

    @property
    def needed(self) -> int | None:
        """How many a duty day reach the target in time; None when there is no duty day left."""
        return math.ceil(self.missing / self.days_left) if self.days_left else None

    @property
    def so_far(self) -> float | None:
        """How many a duty day there were."""
        return self.total / self.days_done if self.days_done else None

    @property
    def fair(self) -> float | None:
        """Per hundred households and duty day: what may be compared between hamlets."""
        if not self.households or not self.days_done:
            return None
        return self.total * 100 / self.households / self.days_done


def paces(
    campaign: Campaign, area: Area, totals: Mapping[str, int], excuses: Iterable[Free], today: date
) -> list[Pace]:
    """Every key of a hamlet that has a target, in the order of the preset."""
    free = list(excuses)
    found = []
    for key in campaign.keys:
        target = target_of(campaign, key, today)
        wanted = target.wanted(area.populations) if target is not None else None
        if target is None or wanted is None:
            continue
        left = duty_days(campaign, free, area.id, today + timedelta(days=1), target.until)
        done = duty_days(campaign, free, area.id, campaign.start, min(today, target.until))
        found.append(Pace(key, totals.get(key, 0), wanted, target.until, left, done, area.populations.get("ho")))
    return found


def together(each: Iterable[Pace]) -> Pace | None:
    """Several hamlets' pace for one key: days and households weigh by hamlet, so that nobody's excuse helps another."""
    every = list(each)
    if not every:
        return None
    first = every[0]
    households = [pace.households for pace in every]
    return Pace(
        first.key,
        sum(pace.total for pace in every),
        sum(pace.wanted for pace in every),
        first.until,
        max(pace.days_left for pace in every),
        max(pace.days_done for pace in every),
        sum(number or 0 for number in households) if all(households) else None,
    )


def fair_of(each: Iterable[Pace]) -> float | None:
    """All hamlets' figure per hundred households and duty day: each weighs by its own household-days."""
    every = [pace for pace in each if pace.households and pace.days_done]
    weight = sum((pace.households or 0) * pace.days_done for pace in every)
    return sum(pace.total for pace in every) * 100 / weight if weight else None
