"""Who looks at the dashboard, and what of it is theirs to see."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.campaign import Area, Campaign
from handlers.reach import areas_of
from storage.people import Person

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
        """Whether they give and take duties there: all leaves at or below it are theirs."""
        if not self.officer:
            return False
        if area is None or not campaign.has_area(area):
            return self.whole
        return all(leaf.id in self.ids for leaf in campaign.below(area))


def viewer_of(person: Person, campaign: Campaign) -> Viewer | None:
    """What the person's duties of this moment let them see; None: nothing."""
    officer = [duty for duty in person.duties if duty.role == "officer"]
    whole = any(duty.area is None for duty in officer)
    if whole:
        return Viewer(person, campaign.leaves, officer=True, whole=True)
    seen = set(areas_of(person, campaign))
    for duty in officer:
        if duty.area is not None and campaign.has_area(duty.area):
            seen |= {leaf.id for leaf in campaign.below(duty.area)}
    leaves = tuple(area for area in campaign.leaves if area.id in seen)
    return Viewer(person, leaves, officer=bool(officer), whole=False) if leaves else None
