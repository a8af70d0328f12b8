"""Once a day a word to the technicians that the bot lives: on the day it does not come, they look."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.clock import VIETNAM
from bot.types import Reply
from handlers.alarms import post
from handlers.phrases import alarm as say
from handlers.phrases import words
from handlers.reach import privately
from handlers.retention import told as tidied
from handlers.tools import Job
from storage.tasks import Planned

AT = time(7, 30)
STALE = timedelta(hours=12)
"""After an outage only the newest day is told."""


def plan(since: datetime, until: datetime) -> list[Planned]:
    """Every day at that hour."""
    day = since.astimezone(VIETNAM).date()
    found: list[Planned] = []
    while (moment := datetime.combine(day, AT, VIETNAM)) <= until:
        if since < moment:
            found.append(Planned("alive", moment, {}, f"alive:{day}"))
        day += timedelta(days=1)
    return found


async def say_alive(work: Job) -> None:
    """What went in and out since yesterday, to the technicians alone; by mail where none can be written to."""
    if work.now - work.row.due_at > STALE:
        return
    since = work.now - timedelta(days=1)
    async with work.begin() as desk:
        tx = desk.tx
        ends = await tx.outbox.ends_since(since)
        coming = await tx.tasks.next_due()
        doubts = {"unknown": ends.get("unknown", 0), "failed": ends.get("failed", 0)}
        free = (work.tools.free_disk() if work.tools.free_disk else 0) / (1 << 30)
        text = say.ALIVE.format(
            received=words.number(await tx.inbox.since(since)),
            sent=words.number(ends.get("sent", 0)),
            doubts=say.ALIVE_DOUBTS.format(**doubts) if any(doubts.values()) else "",
            free=f"{free:.1f}".replace(".", ","),
        )
        text += await tidied(tx, work.now)
        text += say.ALIVE_NEXT.format(moment=words.moment(coming)) if coming else ""
        readers = [r for r in await privately(tx, "technician") if desk.voice.can_reach(r.address.channel)]
        for reader in readers:
            desk.tell(reader.address, Reply(text), bulk=True, key=f"{work.row.key}:{reader.name}")
    if not readers:
        await post(work, text)
