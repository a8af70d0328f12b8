"""A case has one helper at a time, a citizen one open case, and every word is kept once – on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.migrate import migrate
from storage.tx import Tx, begin

NOW = datetime(2025, 10, 18, 2, 0, tzinfo=UTC)
CROWD = 200


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    await migrate(database_url)
    async with await Database.open(database_url) as opened:
        async with begin(opened) as tx:
            await tx.people.meet({("t", f"u{n}"): (f"Người {n}", f"c{n}") for n in range(CROWD + 1)}, NOW)
        yield opened


async def person(tx: Tx, n: int) -> int:
    return (await tx.people.of([("t", f"u{n}")]))["t", f"u{n}"].id


async def opened(database: Database, n: int = 0, *, asking: bool = False) -> int:
    async with begin(database) as tx:
        made = await tx.cases.open("nhon-trach-2025", await person(tx, n), NOW, area="ap-cho", asking=asking)
    assert made is not None
    return made


async def test_of_two_hundred_who_ask_at_once_exactly_one_takes_it(database: Database) -> None:
    case = await opened(database)

    async def claim(n: int) -> bool:
        async with begin(database) as tx:
            return await tx.cases.claim(case, await person(tx, n), NOW)

    taken = await asyncio.gather(*(claim(n) for n in range(1, CROWD + 1)))

    assert taken.count(True) == 1
    async with begin(database) as tx:
        stands = await tx.cases.get(case)
        helper = await person(tx, taken.index(True) + 1)
        assert stands is not None and (stands.state, stands.helper) == ("helped", helper)
        assert await tx.cases.helpers(case) == [(helper, None)]


async def test_a_citizen_has_one_open_case_whoever_opens_at_once(database: Database) -> None:
    async def open_() -> int | None:
        async with begin(database) as tx:
            return await tx.cases.open("nhon-trach-2025", await person(tx, 0), NOW, area=None, asking=False)

    made = await asyncio.gather(*(open_() for _ in range(20)))

    assert sum(one is not None for one in made) == 1


async def test_an_update_is_kept_as_one_line(database: Database) -> None:
    case = await opened(database)
    async with begin(database) as tx:
        who = await person(tx, 0)
        first = await tx.cases.say(case, "citizen", who, 7, "alo", NOW, files=[("photo", "f1")])
        second = await tx.cases.say(case, "citizen", who, 7, "alo", NOW)
        lines = await tx.cases.lines(case)

    assert first is not None and second is None
    assert [(line.text, line.files) for line in lines] == [("alo", (("photo", "f1"),))]


async def test_a_turn_that_is_over_is_given_back_once(database: Database) -> None:
    case = await opened(database)
    async with begin(database) as tx:
        helper = await person(tx, 1)
        assert await tx.cases.claim(case, helper, NOW)
        assert await tx.cases.give_back(case, 1, "silent", NOW)
        assert not await tx.cases.give_back(case, 1, "silent", NOW)
        assert await tx.cases.claim(case, await person(tx, 2), NOW)
        assert [why for _, why in await tx.cases.helpers(case)] == ["silent", None]


async def test_a_closed_case_can_be_rated_once_and_opened_again(database: Database) -> None:
    case = await opened(database)
    async with begin(database) as tx:
        assert not await tx.cases.rate(case, "up")  # not before its end
        assert await tx.cases.close(case, "done", NOW)
        assert not await tx.cases.close(case, "idle", NOW)
        assert await tx.cases.rate(case, "up")
        assert not await tx.cases.rate(case, "down")
        assert await tx.cases.reopen(case)
        stands = await tx.cases.get(case)
    assert stands is not None
    assert (stands.state, stands.turn, stands.rating, stands.closed_at) == ("waiting", 2, None, None)


async def test_who_has_not_told_the_hamlet_is_not_taken_yet(database: Database) -> None:
    case = await opened(database, asking=True)
    async with begin(database) as tx:
        helper = await person(tx, 1)
        assert not await tx.cases.claim(case, helper, NOW)
        assert await tx.cases.place(case, "ap-cho")
        assert not await tx.cases.place(case, None)
        assert await tx.cases.claim(case, helper, NOW)
