"""Every night: what was kept long enough goes. How long each kind is kept is set in `[privacy]`."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta

from bot.clock import VIETNAM
from bot.config import PrivacySettings
from handlers.phrases import privacy as say
from handlers.phrases import words
from handlers.privacy import forget_files
from handlers.tools import Job
from storage.retention import MESSAGES, QUESTIONS, SHELVES
from storage.tasks import Planned
from storage.tx import Tx

AT = time(3, 20)
BATCHES = 400
"""So many batches of each table in one night; the rest the night after."""
FORGOTTEN_AT_ONCE = 200
"""People in one night."""
STALE = timedelta(hours=23)
"""After an outage the newest night does the work of all."""
NOTE = "tidied"


def plan(since: datetime, until: datetime) -> list[Planned]:
    """Every night at that hour."""
    day = since.astimezone(VIETNAM).date()
    found: list[Planned] = []
    while (moment := datetime.combine(day, AT, VIETNAM)) <= until:
        if since < moment:
            found.append(Planned("retention", moment, {}, f"retention:{day}"))
        day += timedelta(days=1)
    return found


def days_of(name: str, settings: PrivacySettings) -> int:
    """How many days rows of that table keep their words."""
    if name in MESSAGES:
        return settings.messages_days
    return settings.questions_days if name in QUESTIONS else settings.audit_days


async def retain(work: Job) -> None:
    """Table by table, a few rows at a time; each batch is a transaction of its own, so that a crash loses nothing."""
    if work.now - work.row.due_at > STALE:
        return
    settings = work.tools.privacy
    counts: dict[str, int] = {}
    for name in SHELVES:
        before = work.now - timedelta(days=days_of(name, settings))
        for _ in range(BATCHES):
            async with work.begin() as desk:
                note = f"{NOTE}:{name}"
                after = await desk.tx.notes.get(note) or 0
                done, last = await desk.tx.retention.batch(name, before, int(after))
                if last is None:
                    break
                await desk.tx.notes.put(note, last)
                counts[name] = counts.get(name, 0) + done
    if work.tools.erasures is not None:
        await asyncio.to_thread(work.tools.erasures.tidy, work.now)
    forgotten = await _forget(work, work.now - timedelta(days=settings.idle_days))
    if forgotten:
        counts["people"] = forgotten
    counts = {name: count for name, count in counts.items() if count}
    async with work.begin() as desk:
        await desk.tx.notes.put(NOTE, {"at": work.now.isoformat(), "counts": counts})
        if counts:
            await desk.tx.audit.add("clock:", "tidied", counts, work.now)
    if counts:
        await work.database.scrub()


async def _forget(work: Job, before: datetime) -> int:
    """People whom nobody heard of for so long: everything about them goes, as if they had asked for it.

    They stand in no journal: should an older copy bring them back, the nights after it forget them again.
    """
    async with work.reading() as tx:
        idle = await tx.retention.idle(before)
        people = await tx.people.by_ids(idle[:FORGOTTEN_AT_ONCE])
    for person in people:
        async with work.begin() as desk:
            await desk.tx.inbox.lock(await desk.tx.privacy.places(person))
            await desk.tx.privacy.erase(person, work.now)
        await forget_files(work, person.id)
    return len(idle[:FORGOTTEN_AT_ONCE])


async def told(tx: Tx, now: datetime) -> str:
    """For the technicians' morning line: what went in the last day; "" when nothing did."""
    kept = await tx.notes.get(NOTE)
    if not kept or not kept["counts"] or now - datetime.fromisoformat(kept["at"]) > timedelta(days=1):
        return ""
    counts = (
        say.TIDIED_COUNT.format(count=words.number(count), what=say.KINDS.get(name, name))
        for name, count in kept["counts"].items()
    )
    return say.TIDIED.format(counts=", ".join(counts))
