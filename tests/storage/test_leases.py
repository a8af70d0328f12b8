"""A named lease: one process holds it until it lets go or is dead, on both databases."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from bot.lease import Lease
from bot.leasing import StoredLease
from storage.database import Database
from storage.tx import begin

CLOCK = VirtualClock(datetime(2025, 10, 18, 9, 30, tzinfo=UTC))
ROOT = Path(__file__).parents[2]
HOLDER = """
import asyncio, sys
from datetime import UTC, datetime
from bot.clock import VirtualClock
from bot.leasing import StoredLease
from storage.database import Database

async def hold():
    database = await Database.open(sys.argv[1])
    took = await StoredLease(database, VirtualClock(datetime(2025, 10, 18, tzinfo=UTC))).take("poll:z")
    print(took, flush=True)
    await asyncio.Event().wait()

asyncio.run(hold())
"""


def lease_of(database: Database) -> Lease:
    return StoredLease(database, CLOCK)


@pytest.fixture
async def other(database: Database, database_url: str) -> AsyncIterator[Database]:
    """The same database, as another process opens it."""
    async with await Database.open(database_url) as opened:
        yield opened


async def test_a_lease_is_held_by_one_until_it_is_dropped(database: Database, other: Database) -> None:
    ours, theirs = lease_of(database), lease_of(other)

    assert [await ours.take("poll:z"), await ours.take("poll:z"), await theirs.take("poll:z")] == [True, True, False]
    await theirs.drop("poll:z")
    assert not await theirs.take("poll:z")
    await ours.drop("poll:z")
    assert [await theirs.take("poll:z"), await ours.take("poll:z")] == [True, False]


async def test_leases_of_different_names_do_not_touch(database: Database, other: Database) -> None:
    assert await lease_of(database).take("poll:z")
    assert await lease_of(other).take("token:oa")


async def test_who_stopped_in_good_order_no_longer_holds_it(database: Database, database_url: str) -> None:
    former = await Database.open(database_url)
    assert await lease_of(former).take("poll:z")
    assert not await lease_of(database).take("poll:z")

    await former.close()

    assert await lease_of(database).take("poll:z")


async def test_of_many_who_ask_at_once_one_gets_it(database: Database, database_url: str) -> None:
    many = [await Database.open(database_url) for _ in range(4)]

    took = await asyncio.gather(*(lease_of(one).take("poll:z") for one in many))

    assert sorted(took) == [False, False, False, True]
    for one in many:
        await one.close()


async def test_of_many_heirs_of_a_dead_one_one_inherits(database: Database, database_url: str) -> None:
    async with begin(database) as tx:
        assert await tx.leases.take("poll:z", 7, CLOCK.now())  # nobody with that owner was ever alive
    many = [await Database.open(database_url) for _ in range(4)]

    took = await asyncio.gather(*(lease_of(one).take("poll:z") for one in many))

    assert sorted(took) == [False, False, False, True]
    for one in many:
        await one.close()


async def test_a_living_process_keeps_it_and_a_killed_one_loses_it(database: Database, database_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, database_url),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert holder.stdout is not None
    async with asyncio.timeout(30):
        assert await holder.stdout.readline() == b"True\n"
        assert not await lease_of(database).take("poll:z")

        holder.send_signal(signal.SIGKILL)
        await holder.wait()
        while not await lease_of(database).take("poll:z"):  # PostgreSQL notices a moment later
            await asyncio.sleep(0.01)


async def test_nothing_is_left_on_the_disk(tmp_path: Path, database_url: str, database: Database) -> None:
    async with await Database.open(database_url) as holder:
        assert await lease_of(holder).take("poll:z")

    assert list(tmp_path.glob("*.life-*")) == []
