"""Who helps a citizen that is stuck, in which order and at which hours. Pure values."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.clock import VIETNAM

HelperKind = Literal["squad", "leaders", "desk", "officers"]
EVERY_DAY = frozenset(range(7))
OFFICE_DAYS = frozenset(range(5))
OFFICE_HOURS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))
LOOK_AHEAD = 60
"""Days that are looked through for the next opening."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours at which somebody is there: spans of those days of the week (0 is Monday), not on public holidays."""

    days: frozenset[int] = OFFICE_DAYS
    spans: tuple[tuple[time, time], ...] = OFFICE_HOURS
    holidays: bool = False

    def open_at(self, moment: datetime, days_off: Collection[date] = ()) -> bool:
        """Whether somebody is there; at the very end of a span nobody is."""
        local = moment.astimezone(VIETNAM)
        return self._works(local.date(), days_off) and any(a <= local.time() < b for a, b in self.spans)

    def next_after(self, moment: datetime, days_off: Collection[date] = ()) -> datetime | None:
        """The moment itself when it is open, else when it opens next; None: not within two months."""
        if self.open_at(moment, days_off):
            return moment
        local = moment.astimezone(VIETNAM)
        for ahead in range(LOOK_AHEAD):
            day = local.date() + timedelta(days=ahead)
            if not self._works(day, days_off):
                continue
            for start, _ in sorted(self.spans):
                begins = datetime.combine(day, start, VIETNAM)
                if begins > moment:
                    return begins
        return None

    def _works(self, day: date, days_off: Collection[date]) -> bool:
        return day.weekday() in self.days and (self.holidays or day not in days_off)


@dataclass(frozen=True, slots=True)
class HelpStep:
    """One rung of the ladder: who is asked, when they are there, and how long until the next rung is asked too.

    «squad»: the helpers of the citizen's hamlet; «leaders»: its leader and deputy; «desk»: helpers without a hamlet;
    «officers». `topics` are beginnings of guides' ids; none: everything. `areas`: with all below them; none: all.
    """

    who: HelperKind
    opening: Opening = Opening()
    wait: timedelta = timedelta(minutes=5)
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def serves(self, guide: str, places: Iterable[str]) -> bool:
        """Whether this rung is for such a case; `places`: the citizen's hamlet and all that it lies in."""
        topical = not self.topics or any(guide.startswith(topic) for topic in self.topics)
        return topical and (not self.areas or any(place in self.areas for place in places))


_EVENINGS = Opening(EVERY_DAY, ((time(7, 30), time(20, 0)),))
LADDER = (
    HelpStep("squad", _EVENINGS),
    HelpStep("leaders", _EVENINGS),
    HelpStep("desk"),
    HelpStep("officers"),
)
"""Where a campaign says nothing."""
