"""Which days a hamlet is on duty: those of the campaign without the excused ones. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from handlers.campaign import Campaign, Period


class Free(Protocol):
    """Days without duty; what storage gives out fits."""

    @property
    def area(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date: ...


def free_days(campaign: Campaign, excuses: Iterable[Free], first: date, last: date) -> dict[str, set[date]]:
    """By leaf, the days from `first` to `last` on which it is excused; an excused area excuses all leaves below it."""
    found: dict[str, set[date]] = {}
    for excuse in excuses:
        if not campaign.has_area(excuse.area):
            continue
        days = set(_days(max(excuse.since, first), min(excuse.until, last)))
        for leaf in campaign.below(excuse.area) if days else ():
            found.setdefault(leaf.id, set()).update(days)
    return found


def excused_all_through(campaign: Campaign, period: Period, excuses: Iterable[Free]) -> frozenset[str]:
    """The leaves without duty on any day of the period that belongs to the campaign."""
    first, last = max(period.start, campaign.start), min(period.end, campaign.end)
    whole = set(_days(first, last))
    return frozenset(
        leaf for leaf, free in free_days(campaign, excuses, first, last).items() if whole and free >= whole
    )


def duty_days(campaign: Campaign, excuses: Iterable[Free], leaf: str, first: date, last: date) -> int:
    """How many days of that stretch the leaf is on duty; none outside the campaign."""
    first, last = max(first, campaign.start), min(last, campaign.end)
    free = free_days(campaign, excuses, first, last).get(leaf, set())
    return max((last - first).days + 1, 0) - len(free)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))
