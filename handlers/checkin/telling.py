"""What a ticket holder hears later: the picture of the code, and a word before the event."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.press import PressFailed
from bot.types import Address, File, Reply
from handlers import paper
from handlers.campaign import Campaign
from handlers.checkin.base import open_events, ticket_link
from handlers.phrases import checkin as say
from handlers.points.hours import openings
from handlers.points.standing import standing
from handlers.points.told import when_words, where_words
from handlers.tools import Job
from storage.tasks import Planned
from storage.tx import Tx

BEFORE = timedelta(hours=2)
EVENING = time(18, 0)
ABSOLUTE = date.min
ATTEMPTS = 3


async def plan(tx: Tx, campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """One row per event: two hours before, or on the evening before where that would be too early in the morning."""
    points = [point for point in await standing(tx, campaign) if point.capacity]
    first, last = since.astimezone(VIETNAM).date(), until.astimezone(VIETNAM).date() + timedelta(days=1)
    found = []
    for one in openings(points, first, last, campaign.days_off):
        due = one.begins - BEFORE
        if due.astimezone(VIETNAM).time() < time(7):
            due = datetime.combine(one.begins.date() - timedelta(days=1), EVENING, VIETNAM)
        if since < due <= until:
            found.append(Planned("ticket-remind", due, {"opening": one.key}, f"{campaign.id}:ticket-remind:{one.key}"))
    return found


async def remind(work: Job) -> None:
    """Every holder of a booked ticket who wrote to us, once."""
    campaign = work.tools.campaign
    async with work.begin() as desk:
        found = await open_events(desk.tx, campaign, work.now, until=timedelta(days=3))
        opening = {one.key: one for one in found}.get(work.row.values["opening"])
        event = await desk.tx.checkin.event(campaign.id, work.row.values["opening"])
        if opening is None or event is None:
            return
        for ticket in await desk.tx.checkin.tickets(event.id):
            if ticket.state != "booked" or not ticket.channel or not ticket.chat:
                continue
            text = say.REMIND.format(
                when=when_words(opening, ABSOLUTE),
                name=event.name,
                where=where_words(opening, campaign),
                serial=ticket.serial,
                code=ticket.code,
            )
            key = f"{work.row.key}:{ticket.serial}"
            desk.tell(Address(ticket.channel, ticket.chat), Reply(text), bulk=True, key=key)


async def send_code(work: Job) -> None:
    """The code as a picture, or its link where the channel takes none; nothing without a public address."""
    values = work.row.values
    to = Address(values["channel"], values["chat"])
    async with work.reading() as tx:
        event = await tx.checkin.event_by_id(values["event"])
        ticket = await tx.checkin.ticket(values["event"], values["serial"])
    link = ticket_link(work.tools.public_url, event, ticket) if event is not None and ticket is not None else ""
    if not link or ticket is None or to.channel not in work.capabilities:
        return
    reply = Reply(say.LINK.format(serial=ticket.serial, link=link))
    if work.capabilities[to.channel].photo:
        name = f"phieu-{ticket.serial}.png"
        caption = f"Phiếu {ticket.serial} · mã đọc {ticket.code}"
        try:
            path = await work.tools.drawn.file(name, work.now, paper.qr_png, link, caption)
            reply = Reply(say.QR.format(serial=ticket.serial), file=File(str(path), name, "image/png", photo=True))
        except PressFailed:
            if work.row.attempts < ATTEMPTS:
                raise
    async with work.begin() as desk:
        desk.tell(to, reply, key=work.row.key)
