"""Who looks at the dashboard, and what of it is theirs to see."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.campaign import Area, Campaign
from handlers.reach import areas_of
from handlers.rights import OFFICERS, covered, gives, leaves_of, manages
from storage.people import Duty, Person

WHO = frozenset({"officer", "leader", "deputy"})
"""Who has a dashboard at all."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person. `leaves` are the reporting areas that they may see, in the order of the preset."""

    person: Person
    leaves: tuple[Area, ...]
    officer: bool
    whole: bool
    """An officer of the whole campaign, not only of a part of it."""

    @property
    def who(self) -> str:
        """For the audit."""
        return f"{self.person.channel}:{self.person.author}"

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(area.id for area in self.leaves)

    def sees(self, area: str | None) -> bool:
        """Whether a leaf area is theirs; None stands for the whole campaign."""
        return self.whole if area is None else area in self.ids

    def manages(self, campaign: Campaign, area: str | None) -> bool:
        """Whether they give and take duties there: all leaves at or below it are an officer's of theirs."""
        return manages(self.person, campaign, area)

    def gives(self, campaign: Campaign, duty: Duty) -> bool:
        """Whether they may give that duty, or take it."""
        return gives(self.person, campaign, duty)


def viewer_of(person: Person, campaign: Campaign) -> Viewer | None:
    """What the person's duties of this moment let them see; None: nothing."""
    officer, whole = "officer" in person.roles, person.everywhere(OFFICERS)
    if whole:
        return Viewer(person, campaign.leaves, officer=True, whole=True)
    leaves = leaves_of(campaign, {*areas_of(person, campaign), *covered(person, campaign, OFFICERS)})
    return Viewer(person, leaves, officer=officer, whole=False) if leaves else None
