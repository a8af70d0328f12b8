"""How long a weekly bundle takes, gathered and drawn as the bot does it: `python -m bench.bundle [--times N]`.

A season of one commune: every hamlet told every figure on every day. Wall time depends on what else the machine does;
processor time tells what the work itself costs.
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
from pathlib import Path

from bench.bots.busy import furnish
from bench.contenders import CAMPAIGN, ROOT
from bot.press import Press
from handlers.bundling import bundle_of
from handlers.presets import load_named
from handlers.summaries.documents import DRAWERS
from storage.database import Database
from storage.migrate import migrate
from storage.tx import reading


async def measure(folder: Path, times: int) -> None:
    campaign = load_named(CAMPAIGN, ROOT / "campaigns")
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    await migrate(url)
    counts = furnish(folder / "bench.sqlite3", campaign)
    period, press = campaign.period_of(campaign.end), Press()
    taken: dict[str, list[tuple[float, float]]] = {}
    async with await Database.open(url) as database:
        for _ in range(times):
            whole = 0.0, 0.0
            began = _now()
            async with reading(database) as tx:
                made = await bundle_of(tx, campaign, period, period.deadline)
            steps = {"gathering, in a reading transaction": _since(began)}
            for kind, draw in DRAWERS.items():
                began = _now()
                await press.run(draw, made)
                steps[f".{kind}, in a process of its own"] = _since(began)
            for what, (wall, cpu) in steps.items():
                taken.setdefault(what, []).append((wall, cpu))
                whole = whole[0] + wall, whole[1] + cpu
            taken.setdefault("the bundle", []).append(whole)
    sys.stdout.write(f"{counts:,} counts; load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n")
    for what, each in taken.items():
        walls, cpus = [wall for wall, _ in each], [cpu for _, cpu in each]
        sys.stdout.write(
            f"{what:<42} {statistics.median(walls):>6.2f} s (slowest {max(walls):.2f}), "
            f"{statistics.median(cpus):.2f} s of processor time\n"
        )


def _now() -> tuple[float, float]:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in spent)


def _since(began: tuple[float, float]) -> tuple[float, float]:
    now = _now()
    return now[0] - began[0], now[1] - began[1]


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
