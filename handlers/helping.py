"""Who may see a citizen's call for help, where in a guide it began, and how its helper is called."""

from __future__ import annotations

from guides.book import Book, Guide, Step
from handlers.campaign import Campaign
from handlers.phrases import common
from handlers.phrases import handoff as say
from handlers.rights import covered
from storage.cases import Case
from storage.people import Person

HELPERS = frozenset({"helper", "leader", "deputy", "officer"})
"""Who may take a case, each where they are responsible."""


def may_help(person: Person, case: Case, campaign: Campaign) -> bool:
    """Within the areas of one's duties, which are all for a duty without one; and who is of no known hamlet."""
    own = covered(person, campaign, HELPERS)
    return bool(own) and (case.area is None or case.area in own)


def title_of(person: Person | None, campaign: Campaign) -> str:
    """A helper as a citizen reads it: «chị Hoa, đội trưởng ấp Chợ»."""
    if person is None or not person.name:
        return say.NO_NAME
    if "officer" in person.roles:
        return say.ROLE_OFFICER.format(name=person.name)
    for role in ("leader", "deputy"):
        areas = [campaign.area(area).full_name for area in person.areas(role) if campaign.has_area(area)]
        if role in person.roles and areas:
            return say.ROLE_LEADER.format(name=person.name, role=common.ROLE_NAMES[role], area=areas[0])
    return say.ROLE_HELPER.format(name=person.name)


def place_in(book: Book, case: Case) -> tuple[Guide | None, tuple[Step, ...]]:
    """The guide that was being read, and the steps of the part that was."""
    guide = book.guides.get(case.guide)
    if guide is None:
        return None, ()
    section = guide.section(case.anchor) if case.anchor else None
    return guide, section.steps if section is not None and section.steps else guide.steps
