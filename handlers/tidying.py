"""Once a night: throw away links, sessions and made files that are over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.clock import VIETNAM
from handlers.tools import Job
from storage.tasks import Planned

AT = time(3, 10)
KNOWN_FOR = timedelta(days=7)
"""So long a link that is over is told «dùng rồi» or «quá hạn», not «không đúng»."""


def plan(since: datetime, until: datetime) -> list[Planned]:
    """Every night at that hour."""
    day = since.astimezone(VIETNAM).date()
    found: list[Planned] = []
    while (moment := datetime.combine(day, AT, VIETNAM)) <= until:
        if since < moment:
            found.append(Planned("tidy", moment, {}, f"tidy:{day}"))
        day += timedelta(days=1)
    return found


async def tidy(work: Job) -> None:
    """Signing in: what has been over for a week. Downloads: what is over, with its file."""
    async with work.begin() as desk:
        await desk.tx.signing_in.forget(work.now - KNOWN_FOR)
        paths = await desk.tx.downloads.drop_expired(work.now)
    await asyncio.to_thread(_remove, paths)


def _remove(paths: Iterable[str]) -> None:
    for path in paths:
        Path(path).unlink(missing_ok=True)
