"""When the database stumbles, nobody is given up and nothing said is forgotten."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

import asyncpg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.clock import VirtualClock
from bot.context import Context
from bot.receive import Courtesy, Receiver
from bot.router import Router, Routes
from bot.sender import Sender
from bot.types import Address, Capabilities, Incoming, Reply
from storage.database import Database
from storage.migrate import migrate
from storage.outbox import Outbox, Saying
from storage.passing import passing
from storage.tx import begin
from tests.support.house import ListChannel

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")
DAY = date(2025, 10, 18)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    await migrate(database_url)
    async with await Database.open(database_url) as opened:
        yield opened


def _sqlite(code: int) -> sqlite3.OperationalError:
    fault = sqlite3.OperationalError("seen")
    fault.sqlite_errorcode = code
    return fault


def _wrapped(driver: BaseException) -> OperationalError:
    return OperationalError("SELECT 1", None, driver)


def _from(cause: BaseException) -> Exception:
    """An error of the adapter between the driver and us, which names the driver's own as its cause."""
    fault = Exception("adapted")
    fault.__cause__ = cause
    return fault


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (_sqlite(sqlite3.SQLITE_BUSY), True),
        (_wrapped(_sqlite(sqlite3.SQLITE_FULL)), True),
        (_wrapped(_sqlite(sqlite3.SQLITE_ERROR)), False),
        (asyncpg.DeadlockDetectedError("deadlock"), True),
        (_wrapped(_from(asyncpg.TooManyConnectionsError("53300"))), True),
        (IntegrityError("INSERT", None, _from(asyncpg.UniqueViolationError("23505"))), False),
        (ConnectionRefusedError(), True),
        (KeyError("a mistake of ours"), False),
    ],
)
def test_a_failure_of_the_moment_is_told_from_a_lasting_one(fault: BaseException, expected: bool) -> None:
    assert passing(fault) is expected


async def test_an_update_is_not_given_up_when_the_database_undid_its_transaction(database: Database) -> None:
    faults: list[Exception] = [_wrapped(_sqlite(sqlite3.SQLITE_BUSY)) for _ in range(2)]
    routes: Routes[None] = Routes("f")

    @routes.text(rank=1)
    async def echo(ctx: Context[Any]) -> Reply:
        if faults:
            raise faults.pop()
        return Reply(f"nghe {ctx.text}")

    courtesy = Courtesy(
        lambda ticket: f"lỗi {ticket}", "cũ", "ẩn danh", lambda _: "không được", lambda _: "không ở đây"
    )
    receiver = Receiver(
        database, VirtualClock(NOON), Router([routes]), None, {"t": Capabilities(text_limit=500)}, courtesy
    )
    await receiver.accept([Incoming(Address("t", "c"), "u", "e1", NOON, text="một")])

    with pytest.raises(OperationalError):
        await receiver.settle()
    await receiver.settle()

    async with begin(database) as tx:
        rows = await tx.outbox.in_state("waiting")
    assert [row.part["text"] for row in rows] == ["nghe một"]


async def test_what_was_sent_is_settled_though_the_transaction_that_settled_it_failed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = ListChannel("t")
    sender = Sender(channel, database, VirtualClock(NOON))
    next_due = Outbox.next_due
    faults: list[Exception] = [_wrapped(_sqlite(sqlite3.SQLITE_FULL))]

    async def failing_once(self: Outbox, on: str, now: datetime) -> datetime | None:
        if channel.said and faults:
            raise faults.pop()
        return await next_due(self, on, now)

    monkeypatch.setattr(Outbox, "next_due", failing_once)
    async with begin(database) as tx:
        await tx.outbox.put([Saying("t", "c", True, {"text": "một"}, NOON)])

    with pytest.raises(OperationalError):
        await sender.settle()
    await sender.settle()

    async with begin(database) as tx:
        assert await tx.outbox.states() == {"sent": 1}
    assert len(channel.said) == 1


async def test_two_rounds_that_write_for_the_same_places_never_wait_for_each_other(postgresql_url: str) -> None:
    await migrate(postgresql_url)
    async with await Database.open(postgresql_url) as database:
        begun = asyncio.Event()

        async def other_way_round() -> None:
            await begun.wait()
            async with begin(database) as tx:
                await tx.reports.hold("c", "ap-2", DAY)
                await tx.reports.hold("c", "ap-1", DAY)

        other = asyncio.create_task(other_way_round())
        async with begin(database) as tx:
            await tx.reports.hold("c", "ap-1", DAY)
            begun.set()
            await asyncio.wait({other}, timeout=0.2)
            await tx.reports.hold("c", "ap-2", DAY)

        await other
