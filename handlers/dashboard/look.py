"""What a page has in its hands, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from handlers.campaign import Area, Campaign, Period
from handlers.dashboard.numbers import today_of, within
from handlers.dashboard.viewer import Viewer
from handlers.tools import Tools
from storage.tx import Tx


class Forbidden(Exception):
    """Not this viewer's to see or do."""


class NotFound(Exception):
    """There is no such page."""


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what stands in it."""

    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    here: str = ""
    """Which entry of the menu it belongs to."""


@dataclass(frozen=True, slots=True)
class Look:
    """One signed-in person's request to see something, within a transaction that only reads."""

    tx: Tx
    tools: Tools
    viewer: Viewer
    now: datetime
    query: Mapping[str, str]

    @property
    def campaign(self) -> Campaign:
        return self.tools.campaign

    @property
    def today(self) -> date:
        return today_of(self.now)

    @property
    def running(self) -> Period:
        """The period of today, or the campaign's first or last."""
        return self.campaign.period_of(within(self.campaign, self.today))

    def areas(self) -> tuple[Area, ...]:
        """The leaves that the page is about: the viewer's, or those at or below `noi`. Raises Forbidden, NotFound."""
        chosen = self.query.get("noi", "")
        if not chosen:
            return self.viewer.leaves
        return self.below(chosen)

    def below(self, area: str) -> tuple[Area, ...]:
        """The leaves at or below an area of the viewer's. Raises Forbidden, NotFound."""
        if not self.campaign.has_area(area):
            raise NotFound
        leaves = self.campaign.below(area)
        if not all(self.viewer.sees(leaf.id) for leaf in leaves):
            raise Forbidden
        return leaves

    def period(self) -> Period:
        """The period that `ky` names, else the running one. Raises NotFound."""
        wanted = self.query.get("ky", "")
        if not wanted:
            return self.running
        try:
            period = self.campaign.period(wanted)
        except ValueError:
            raise NotFound from None
        if period.end < self.campaign.start or period.start > self.campaign.end:
            raise NotFound
        return period

    def day(self, name: str, default: date) -> date:
        """A day of the query. Raises NotFound when it is none."""
        try:
            return date.fromisoformat(self.query[name]) if self.query.get(name) else default
        except ValueError:
            raise NotFound from None

    def officer_only(self) -> None:
        """Raises Forbidden for leaders."""
        if not self.viewer.officer:
            raise Forbidden
