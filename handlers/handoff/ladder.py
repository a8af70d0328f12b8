"""Who is asked about a case, in which order and when: the campaign's rungs, with the people who stand on them now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.types import Address
from handlers.campaign import Campaign, HelpStep
from handlers.phrases import handoff as say
from handlers.reach import Reader, areas_of, each_once, groups
from handlers.rights import OFFICERS, manages
from storage.cases import Case
from storage.people import Person
from storage.tx import Tx

SPOILT = ("silent", "handed")
"""Who ended a turn so is not asked again about the case."""


def rungs(campaign: Campaign, case: Case) -> list[HelpStep]:
    """The rungs that serve this case. Where a campaign's own leave nobody, the officers do."""
    places = campaign.around(case.area)
    found = [step for step in campaign.helpers if step.serves(case.guide, places)]
    return found or [HelpStep("officers")]


def first_open(campaign: Campaign, steps: Sequence[HelpStep], start: int, now: datetime) -> int | None:
    """The first rung from `start` on whose people are there now."""
    return next(
        (at for at in range(start, len(steps)) if steps[at].opening.open_at(now, campaign.days_off)),
        None,
    )


def next_opening(campaign: Campaign, steps: Sequence[HelpStep], moment: datetime) -> datetime | None:
    """When somebody of these is there next, that moment included; None: nobody within two months."""
    found = [step.opening.next_after(moment, campaign.days_off) for step in steps]
    return min((one for one in found if one is not None), default=None)


def words_of(step: HelpStep, case: Case, campaign: Campaign) -> str:
    """The people of a rung, as the citizen reads it."""
    commune = campaign.place.commune
    area = campaign.area(case.area).full_name if case.area else commune
    match step.who:
        case "squad":
            return say.SQUAD.format(area=area)
        case "leaders":
            return say.LEADERS.format(area=area)
        case "desk":
            return say.DESK
        case "officers":
            return say.OFFICERS.format(commune=commune)


async def standing_on(tx: Tx, campaign: Campaign, case: Case, step: HelpStep) -> list[Reader]:
    """Whom to ask on a rung: privately; a squad none of whom can be written to, in its group. Never the citizen, and
    nobody who let this case go before."""
    if step.who == "officers":
        found = await _officers(tx, campaign, case)
    elif step.who == "desk":
        found = await _privately(tx, campaign, ("helper",), desk=True)
    else:
        roles = ("helper",) if step.who == "squad" else ("leader", "deputy")
        found = await _privately(tx, campaign, roles, area=case.area) if case.area else []
        squad = campaign.squad_of(case.area) if case.area else None
        if not found and step.who == "leaders" and squad is not None:
            found = [reader for reader in await groups(tx, "squad") if reader.area == squad.id]
    unwanted = {case.citizen, *(helper for helper, why in await tx.cases.helpers(case.id) if why in SPOILT)}
    people = await tx.people.by_ids(sorted(unwanted))
    closed = {(person.channel, person.chat) for person in people}
    return [reader for reader in each_once(found) if reader.place not in closed]


async def staffed(tx: Tx, campaign: Campaign, case: Case) -> list[HelpStep]:
    """The rungs of a case on which anybody stands who can be written to, on duty now or not; all when nobody does."""
    steps = rungs(campaign, case)
    return [step for step in steps if await standing_on(tx, campaign, case, step)] or steps


async def _officers(tx: Tx, campaign: Campaign, case: Case) -> list[Reader]:
    """The officers' groups, and each officer whose word holds for the hamlet; of an unknown one, every officer."""
    people = await tx.people.in_role(*OFFICERS)
    theirs = [one for one in people if case.area is None or manages(one, campaign, case.area)]
    return [*await groups(tx, "officers"), *await _reachable(tx, theirs)]


async def _privately(
    tx: Tx, campaign: Campaign, roles: tuple[str, ...], *, area: str | None = None, desk: bool = False
) -> list[Reader]:
    people = [
        person
        for person in await tx.people.in_role(*roles)
        if (person.everywhere(roles) if desk else area in areas_of(person, campaign, *roles))
    ]
    return await _reachable(tx, people)


async def _reachable(tx: Tx, people: Sequence[Person]) -> list[Reader]:
    """The private chats of these, but of who blocked us."""
    people = [person for person in people if person.chat]
    chats = await tx.chats.of([(person.channel, person.chat or "") for person in people])
    return [
        Reader(Address(person.channel, person.chat or ""), True)
        for person in people
        if not (known := chats.get((person.channel, person.chat or ""))) or not known.gone
    ]
