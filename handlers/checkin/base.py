"""What the parts of check-in have in common: its routes, the events that take registrations, their tickets."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from bot.router import Routes
from handlers.campaign import Campaign
from handlers.points.hours import Opening, Point
from handlers.points.standing import ahead, standing
from handlers.tools import Tools
from storage.checkin import Event, Ticket
from storage.tx import Tx

routes: Routes[Tools] = Routes("checkin")

AHEAD = timedelta(days=30)
AFTER = timedelta(hours=12)
"""So long after its end a ticket and a scanning phone still work: an event may last longer."""
ARRIVED = "den"
GATE = "cua"
"""The station at which one arrives."""


async def open_events(tx: Tx, campaign: Campaign, now: datetime, *, until: timedelta = AHEAD) -> list[Opening]:
    """The openings for which people register, not over yet, in the order of time."""
    points = [point for point in await standing(tx, campaign) if point.capacity]
    return ahead(campaign, points, now, until)


async def event_of(tx: Tx, campaign: Campaign, opening: Opening) -> Event:
    """The event of an opening, with the hours as they are now."""
    point = opening.point
    from handlers.checkin.signing import new_keys  # with 7 MB of cryptography behind it: for campaigns with events only

    found = await tx.checkin.event(campaign.id, opening.key)
    keys = (found.secret, found.public) if found else new_keys()
    return await tx.checkin.make(
        campaign.id, opening.key, point.name, opening.begins, opening.ends, point.capacity, keys
    )


async def point_of(tx: Tx, campaign: Campaign, event: Event) -> Point | None:
    """The point of an event, while it stands."""
    id_ = event.opening.split(":")[0]
    return next((point for point in await standing(tx, campaign) if point.id == id_), None)


async def new_code(tx: Tx, event: int) -> str:
    """Four digits that nobody at this event has."""
    await tx.checkin.hold(event)  # so that nobody else takes the same four digits meanwhile
    taken = await tx.checkin.codes(event)
    if len(taken) >= 9_000:
        raise RuntimeError("no codes left")
    while True:
        code = f"{secrets.randbelow(9_000) + 1_000}"
        if code not in taken:
            return code


def token(event: Event, ticket: Ticket) -> str:
    """The ticket as its code says it."""
    from handlers.checkin.signing import Signed, sign

    return sign(event.secret, Signed(event.id, ticket.serial, event.ends + AFTER))


def ticket_link(public_url: str, event: Event, ticket: Ticket) -> str:
    """What stands in the code: behind «#», so that no server and no log ever sees it; empty without an address."""
    return f"{public_url}/quet/#{token(event, ticket)}" if public_url else ""


def stations(point: Point | None) -> dict[str, tuple[str, str]]:
    """By station its name and the step that it gives: arriving, or what was done."""
    found = {GATE: ("Bàn đón", ARRIVED)}
    for desk in point.desks if point is not None else ():
        found[desk.id] = (desk.name, f"xong:{desk.counts or desk.id}")
    return found
