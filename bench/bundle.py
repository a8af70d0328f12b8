"""How long a weekly bundle takes, gathered and drawn as the bot does it: `python -m bench.bundle [--times N]`.

A season of one commune: every hamlet told every figure on every day. Wall time depends on what else the machine does;
processor time tells what the work itself costs, in the process of its own and in the serving one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

from bench.bots.busy import furnish, order_of
from bench.contenders import CAMPAIGN, ROOT
from bot.press import Press
from handlers.bundling import bundle_of
from handlers.paper.drawn import Drawn
from handlers.presets import load_named
from handlers.presswork import print_files
from handlers.summaries.documents import DRAWERS
from storage.database import Database
from storage.migrate import migrate
from storage.tx import reading

HERE = "for comparison: gathered here"
BEAT = 0.002
"""Seconds between two looks at whether the loop still turns."""


async def measure(folder: Path, times: int) -> None:
    campaign = load_named(CAMPAIGN, ROOT / "campaigns")
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    await migrate(url)
    counts = furnish(folder / "bench.sqlite3", campaign)
    period, drawn = campaign.period_of(campaign.end), Drawn(folder / "files", Press())
    ordered = {f"alone: .{kind}": (kind,) for kind in DRAWERS} | {"the bundle": tuple(DRAWERS)}
    taken: dict[str, list[tuple[float, float, float]]] = {}
    held: dict[str, list[float]] = {}
    async with await Database.open(url) as database:

        async def made(kinds: Sequence[str]) -> None:
            order = order_of(database.url, campaign, period, *kinds)
            for paper in (await drawn.press.run(print_files, order)).papers:
                await drawn.put(paper, order.now)

        async def gathered() -> None:
            async with reading(database) as tx:
                await bundle_of(tx, campaign, period, period.deadline)

        for _ in range(times):
            for what, kinds in ordered.items():
                taken.setdefault(what, []).append(await _cost(made(kinds)))
            taken.setdefault(HERE, []).append(await _cost(gathered()))
            held.setdefault("the bundle", []).append(await _stall(made(tuple(DRAWERS))))
            held.setdefault(HERE, []).append(await _stall(gathered()))
    sys.stdout.write(f"{counts:,} counts; load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n")
    for what, costs in taken.items():
        walls, there, here = zip(*costs, strict=True)
        sys.stdout.write(
            f"{what:<30} {statistics.median(walls):>5.2f} s (slowest {max(walls):.2f}); processor time "
            f"{statistics.median(there):.2f} s there, {statistics.median(here) * 1000:.0f} ms here"
        )
        if what in held:
            longest = statistics.median(held[what]) * 1000
            sys.stdout.write(f"; the loop stood still for {longest:.0f} ms (once {max(held[what]) * 1000:.0f})")
        sys.stdout.write("\n")


async def _cost(work: Coroutine[Any, Any, None]) -> tuple[float, float, float]:
    """Seconds by the clock, of processor time in children, and in this process."""
    began, there, here = time.perf_counter(), _spent(resource.RUSAGE_CHILDREN), _spent(resource.RUSAGE_SELF)
    await work
    return (
        time.perf_counter() - began,
        _spent(resource.RUSAGE_CHILDREN) - there,
        _spent(resource.RUSAGE_SELF) - here,
    )


async def _stall(work: Coroutine[Any, Any, None]) -> float:
    """The loop's longest stall in seconds meanwhile. Looking for it costs processor time itself."""
    done, longest = asyncio.ensure_future(work), 0.0
    last = time.perf_counter()
    while not done.done():
        await asyncio.sleep(BEAT)
        longest, last = max(longest, time.perf_counter() - last - BEAT), time.perf_counter()
    await done
    return longest


def _spent(by: int) -> float:
    used = resource.getrusage(by)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.bundle", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="trolyso-bundle-"))
    try:
        asyncio.run(measure(folder, arguments.times))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
