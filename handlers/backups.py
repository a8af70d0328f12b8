"""A backup every day, a restore tried out once a month; technicians hear of it, and at once when either fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import TypeVar

from bot.alarm import Alarms
from bot.clock import VIETNAM
from bot.errors import TaskEnded, TryAgainLater
from bot.press import PressFailed
from bot.types import Reply
from handlers.alarms import post
from handlers.phrases import backup as say
from handlers.phrases import words
from handlers.reach import privately
from handlers.tools import Job
from storage.tasks import Planned

T = TypeVar("T")

RULED = ("backup", "rehearsal")
"""Their rows follow the hour in the settings."""
STALE = timedelta(hours=20)
"""After an outage the newest day's backup will do."""
ATTEMPTS = 3
PAUSE = 600.0
REHEARSAL_AFTER = timedelta(minutes=45)
"""So long after the backup of a month's first day."""


def plan(at: time, since: datetime, until: datetime) -> list[Planned]:
    """Every day at that hour, and once a month."""
    day = since.astimezone(VIETNAM).date() - timedelta(days=1)
    found: list[Planned] = []
    while (moment := datetime.combine(day, at, VIETNAM)) <= until:
        found.append(Planned("backup", moment, {}, f"backup:{day}"))
        if day.day == 1:
            found.append(Planned("rehearsal", moment + REHEARSAL_AFTER, {}, f"rehearsal:{day:%Y-%m}"))
        day += timedelta(days=1)
    return [one for one in found if since < one.due_at <= until]


async def back_up(work: Job) -> None:
    """Make one, unless it is too late for that or nobody wants any."""
    backups = work.tools.backups
    if backups is None or work.now - work.row.due_at > STALE:
        raise TaskEnded("skipped-late" if backups else "cancelled", "late" if backups else "no folder")
    await _tried(work, "backup", lambda: backups.make(work.now))


async def rehearse(work: Job) -> None:
    """Try the newest one out, and tell technicians what came of it; by mail where none can be written to."""
    backups = work.tools.backups
    if backups is None:
        raise TaskEnded("cancelled", "no folder")
    done = await _tried(work, "rehearsal", lambda: backups.rehearse(work.now))
    text = say.REHEARSED.format(
        month=work.row.due_at.astimezone(VIETNAM).month,
        made_at=words.moment(done.made_at),
        rows=words.number(done.rows),
        reports=words.number(done.reports),
        seconds=words.number(max(1, round(done.seconds))),
    )
    async with work.begin() as desk:
        readers = [r for r in await privately(desk.tx, "technician") if desk.voice.can_reach(r.address.channel)]
        for reader in readers:
            desk.tell(reader.address, Reply(text), bulk=True, key=f"{work.row.key}:{reader.name}")
    if not readers:
        await post(work, text)


async def _tried(work: Job, kind: str, act: Callable[[], Awaitable[T]]) -> T:
    """A few times; then a person is woken, and the day is over."""
    alarms = Alarms(work.database, work.clock)
    try:
        done = await act()
    except PressFailed as fault:
        if work.row.attempts < ATTEMPTS:
            raise TryAgainLater(PAUSE) from None
        await alarms(kind, "", str(fault)[-120:])
        raise TaskEnded("cancelled", "failed") from None
    await alarms.over(kind, "")
    return done
