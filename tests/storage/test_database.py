"""Transactions on both databases: all or nothing, in a fair order, and readers hold nobody up."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin, reading


async def test_a_rollback_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="halfway"):
        async with begin(database) as tx:
            await tx.notes.put("a", 1)
            raise RuntimeError("halfway")

    async with begin(database) as tx:
        assert await tx.notes.get("a") is None
        await tx.notes.put("a", 2)
    async with begin(database) as tx:
        assert await tx.notes.get("a") == 2


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    inside = asyncio.Event()

    async def half() -> None:
        async with begin(database) as tx:
            await tx.notes.put("a", 1)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(half())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    async with begin(database) as tx:
        assert await tx.notes.get("a") is None


async def test_a_broken_statement_undoes_what_stood_before_it(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with begin(database) as tx:
            await tx.notes.put("a", 1)
            for _ in range(2):
                await tx.people.invite("same", "leader", None, _moment())

    async with begin(database) as tx:
        assert await tx.notes.get("a") is None
        assert await tx.people.invited("same") is None


async def test_writers_at_once_all_get_their_turn(database: Database) -> None:
    async def write(number: int) -> None:
        async with begin(database) as tx:
            await tx.notes.put(f"n{number}", number)
            await asyncio.sleep(0)

    await asyncio.gather(*(write(number) for number in range(30)))

    async with begin(database) as tx:
        assert [await tx.notes.get(f"n{number}") for number in range(30)] == list(range(30))


async def test_on_sqlite_writers_come_in_the_order_in_which_they_asked(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('fair') / 'fair.sqlite3'}"
    await migrate(url)
    came: list[int] = []

    async with await Database.open(url) as database:

        async def write(number: int) -> None:
            async with begin(database) as tx:
                came.append(number)
                await tx.notes.put("last", number)

        await asyncio.gather(*(write(number) for number in range(40)))

    assert came == list(range(40))


async def test_a_reader_neither_waits_for_a_writer_nor_sees_its_half_work(database: Database) -> None:
    async with begin(database) as tx:
        await tx.notes.put("a", "before")

    async with begin(database) as tx:
        await tx.notes.put("a", "after")
        async with asyncio.timeout(5), reading(database) as look:
            assert await look.notes.get("a") == "before"

    async with reading(database) as look:
        assert await look.notes.get("a") == "after"


async def test_a_reader_sees_one_moment_and_holds_no_writer_up(database: Database) -> None:
    async with begin(database) as tx:
        await tx.notes.put("a", 1)
        await tx.notes.put("b", 1)

    async with reading(database) as look:
        seen = [await look.notes.get("a")]
        async with asyncio.timeout(5), begin(database) as tx:
            await tx.notes.put("a", 2)
            await tx.notes.put("b", 2)
        seen += [await look.notes.get("b"), await look.notes.get("a")]

    assert seen == [1, 1, 1]


async def test_who_only_reads_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        async with reading(database) as look:
            await look.notes.put("a", 1)


async def test_a_living_owner_is_told_from_a_dead_one(database: Database, database_url: str) -> None:
    other = await Database.open(database_url)
    # One process at a time serves a SQLite file, so there every other owner is a former one.
    alive = [] if database.dialect == "postgresql" else [other.owner]

    assert await database.the_dead([database.owner, other.owner]) == alive
    await other.close()
    assert await database.the_dead([database.owner, other.owner]) == [other.owner]


async def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(Exception, match=r"no such kind|mysql"):
        await Database.open("mysql://localhost/x")


def _moment() -> datetime:

    return datetime(2025, 10, 18, tzinfo=UTC)
