"""Our bot, while one weekly bundle – chart, Excel, Word – after the other is made of a season of reports.

As the bot makes them, gathered and drawn in a process of its own; or, beside it, gathered here and drawn in threads.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app import App
    from handlers.campaign import Campaign, Period
    from handlers.presswork import Files

FOLDER = Path(os.environ.get("BENCH_FOLDER", "."))
LINE = "bc cks 5 vneid 12 lượt 30, vướng mạng yếu ở khu chợ"


def furnish(database: Path, campaign: Campaign) -> int:
    """Every hamlet told every figure on every day of the campaign; returns how many counts that makes."""
    days = [campaign.start + timedelta(days=step) for step in range((campaign.end - campaign.start).days + 1)]
    moment = "2025-01-01T00:00:00.000000+00:00"
    with contextlib.closing(sqlite3.connect(database)) as raw, raw:
        for number, (area, day) in enumerate(((area.id, day) for day in days for area in campaign.leaves), start=1):
            values = "{" + ", ".join(f'"{key}": {number % 20}' for key in campaign.keys) + "}"
            raw.execute(
                'INSERT INTO reports (id, campaign, area, day, operation, "values", before, after, person, "update", '
                "line, obstacle, sent_at, stored_at) VALUES (?, ?, ?, ?, 'set', ?, '{}', ?, 1, 1, ?, '', ?, ?)",
                (number, campaign.id, area, day.isoformat(), values, values, LINE, moment, moment),
            )
            raw.executemany(
                "INSERT INTO counts (campaign, area, day, key, value, report, first_sent_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(campaign.id, area, day.isoformat(), key, number % 20, number, moment) for key in campaign.keys],
            )
        return int(raw.execute("SELECT COUNT(*) FROM counts").fetchone()[0])


async def keep_making(whole: App) -> None:
    """Until cancelled; how long each took is noted."""
    from handlers.drawing import drawn
    from handlers.summaries.documents import DRAWERS

    campaign = whole.tools.campaign
    order = order_of(whole.database.url, campaign, campaign.period_of(campaign.start + timedelta(days=30)), *DRAWERS)
    while True:
        began = time.perf_counter()
        if os.environ["BENCH_BUSY"] == "thread":
            await _in_threads(whole, order)
        else:
            await drawn(whole.tools, order, order.now)
        with (FOLDER / "bundles").open("a") as log:
            log.write(f"{(time.perf_counter() - began) * 1000:.0f}\n")


def order_of(database: str, campaign: Campaign, period: Period, *kinds: str) -> Files:
    """These files of that period, at its deadline."""
    from handlers.presswork import Files

    return Files(database=database, campaign=campaign, period=period, now=period.deadline, kinds=kinds)


async def _in_threads(whole: App, order: Files) -> None:
    from handlers.bundling import bundle_of
    from handlers.summaries.documents import DRAWERS
    from storage.tx import reading

    async with reading(whole.database) as tx:
        made = await bundle_of(tx, order.campaign, order.period, order.now)
    for kind in order.kinds:
        await asyncio.to_thread(DRAWERS[kind], made)


async def build(*given: Any, **named: Any) -> App:
    """The whole bot, and the making beside it."""
    import app

    whole = await app.build(*given, **named)
    whole.making = asyncio.ensure_future(keep_making(whole))  # type: ignore[attr-defined]
    return whole


def main() -> int:
    from cli.main import run

    return run(["run"], build)


if __name__ == "__main__":
    sys.exit(main())
