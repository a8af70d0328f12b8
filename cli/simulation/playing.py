"""Open a play of a campaign: a bot on a virtual clock, on a database that lives no longer than the play."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.clock import VIETNAM, VirtualClock
from bot.config import Settings
from cli.simulation.play import Play
from cli.simulation.stage import ListChannel, Stage
from handlers.bundling import bundle_of
from handlers.campaign import Campaign
from handlers.summaries.bundle import Bundle
from storage.tx import reading

OPENS = time(14, 0)
"""When people are bound, on the day before the campaign."""
MEMORY, ROOM = "/dev/shm", 128 << 20


@asynccontextmanager
async def playing(campaign: Campaign, seed: int, build: Any, stage: type[Stage] = Stage) -> AsyncIterator[Play]:
    """A play before its first day, the same for the same seed; `build` is the app's."""
    with tempfile.TemporaryDirectory(prefix="trolyso-", dir=_memory()) as folder:
        clock = VirtualClock(datetime.combine(campaign.start - timedelta(days=1), OPENS, VIETNAM))
        channel = ListChannel(clock)
        settings = Settings(database=f"sqlite:///{Path(folder) / 'play.sqlite3'}", campaign=campaign.id)
        app = await build(settings, clock, channels={channel.name: channel})
        try:
            yield Play(stage(app, clock, channel), campaign, Random(seed))
        finally:
            await app.database.close()


async def bundle_so_far(play: Play) -> Bundle:
    """The bundle of the last period whose deadline is over; of the first one where none is."""
    now = play.stage.clock.now()
    over = [period for period in play.periods() if period.deadline <= now]
    period = over[-1] if over else next(iter(play.periods()))
    async with reading(play.stage.app.database) as tx:
        return await bundle_of(tx, play.campaign, period, max(now, period.deadline))


def _memory() -> str | None:
    """A folder in memory where there is one with room: nothing of a play need outlive it."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return None
