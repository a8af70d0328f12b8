"""Who may do what where: duties and the areas to which they are limited. Pure; docs/roles.md is this in a table.

Without an area a duty is for the whole campaign. An area stands for all reporting areas at or below it.
"""

from __future__ import annotations

from collections.abc import Iterable

from handlers.campaign import Area, Campaign, Squad
from storage.people import Duty, Person

OFFICERS = frozenset({"officer"})
REPORTERS = ("leader", "deputy")
ROLES = ("technician", "officer", "vice", "leader", "deputy", "helper", "teacher")
"""Every duty that is given by a code; whoever has none is a citizen."""
NEEDS_AREA = frozenset({"leader", "deputy"})
WITHOUT_AREA = frozenset({"technician", "teacher"})
SIMPLE = frozenset({"leader", "deputy", "helper", "teacher"})
"""Duties that any officer gives and takes in their areas; the others change who decides."""


def covered(person: Person, campaign: Campaign, roles: Iterable[str]) -> frozenset[str]:
    """The reporting areas of their duties in these roles; all of them for a duty without an area."""
    wanted = tuple(roles)
    if person.everywhere(wanted):
        return frozenset(leaf.id for leaf in campaign.leaves)
    return frozenset(
        leaf.id for area in person.areas(*wanted) if campaign.has_area(area) for leaf in campaign.below(area)
    )


def manages(person: Person, campaign: Campaign, area: str | None) -> bool:
    """Whether an officer's word holds there: for every reporting area at or below it; None: for the whole campaign."""
    if person.everywhere(OFFICERS):
        return True
    if area is None or not campaign.has_area(area):
        return False
    mine = covered(person, campaign, OFFICERS)
    return bool(mine) and all(leaf.id in mine for leaf in campaign.below(area))


def reports_for(person: Person, campaign: Campaign, leaf: str) -> bool:
    """Whether a reporting area is theirs, as leader, deputy or officer."""
    return leaf in covered(person, campaign, (*REPORTERS, "officer"))


def binds(person: Person, campaign: Campaign, purpose: str, squad: Squad | None) -> bool:
    """Whether they may say that a group is this: a squad's with all its areas; the officers' only for everywhere."""
    if purpose == "class":
        return "officer" in person.roles
    if squad is None or purpose != "squad":
        return person.everywhere(OFFICERS)
    return all(manages(person, campaign, area) for area in squad.areas)


def gives(person: Person, campaign: Campaign, duty: Duty) -> bool:
    """Whether they may give that duty, or take it.

    An officer does in their own areas; who is an officer, or stands in for one, is decided only by officers of the
    whole campaign themselves; technicians come from the command line and from these officers.
    """
    if duty.role in SIMPLE:
        return manages(person, campaign, duty.area)
    return duty.role in ROLES and any(own == Duty("officer", None) for own in person.duties)


def fits(campaign: Campaign, duty: Duty) -> bool:
    """Whether there is such a duty: a role of ours, with an area where it needs one."""
    if duty.role not in ROLES:
        return False
    if duty.area is None:
        return duty.role not in NEEDS_AREA
    return duty.role not in WITHOUT_AREA and campaign.has_area(duty.area)


def area_names(campaign: Campaign, areas: Iterable[str | None]) -> str:
    """«ấp Chợ, ấp Trầu», «toàn chiến dịch»; squads of groups by their names."""
    names = []
    for area in areas:
        squad = next((squad for squad in campaign.squads if squad.id == area), None)
        if area is None:
            names.append("toàn chiến dịch")
        elif campaign.has_area(area):
            names.append(campaign.area(area).full_name)
        else:
            names.append(squad.name if squad else area)
    return ", ".join(names)


def leaves_of(campaign: Campaign, ids: Iterable[str]) -> tuple[Area, ...]:
    """These reporting areas in the order of the preset."""
    wanted = set(ids)
    return tuple(leaf for leaf in campaign.leaves if leaf.id in wanted)
