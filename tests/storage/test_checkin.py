"""Tickets, devices and steps: serials without gaps between two at once, each step once for ever."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from sqlalchemy import insert

from storage.checkin import BLOCK, FIRST_BLOCK, Event
from storage.database import Database
from storage.tables import inbox, people
from storage.tx import begin
from tests.storage.test_shelves import NOW

ENDS = NOW + timedelta(hours=4)
A, B = ("telegram", "1"), ("zalo", "1")


async def made(database: Database, capacity: int = 2) -> Event:
    async with begin(database) as tx:
        return await tx.checkin.make("c", "le:2025-10-18:0900", "Lễ", NOW, ENDS, capacity, ("secret", "public"))


async def test_an_event_is_made_once_and_follows_its_opening(database: Database) -> None:
    first = await made(database)
    async with begin(database) as tx:
        again = await tx.checkin.make("c", first.opening, "Lễ mới", NOW, ENDS, 9, ("other", "keys"))

        assert (again.id, again.name, again.capacity, again.secret) == (first.id, "Lễ mới", 9, "secret")
        assert await tx.checkin.events("c") == [again]
        assert await tx.checkin.events("d") == []


async def test_tickets_are_booked_while_there_is_room_and_the_next_moves_up(database: Database) -> None:
    event = await made(database)
    async with begin(database) as tx:
        for number, place in enumerate((A, A, B, B)):
            await tx.checkin.book(
                event.id, f"{1000 + number}", need="cks", area=None, place=place, made_by="chat", at=NOW
            )
        assert [(one.serial, one.state) for one in await tx.checkin.tickets(event.id)] == [
            (1, "booked"),
            (2, "booked"),
            (3, "waiting"),
            (4, "waiting"),
        ]
        assert await tx.checkin.turn(event.id, 4) == 2
        assert await tx.checkin.codes(event.id) == {"1000", "1001", "1002", "1003"}

        moved = await tx.checkin.cancel(event.id, 1, NOW)
        assert moved is not None and (moved.serial, moved.state) == (3, "booked")
        assert await tx.checkin.cancel(event.id, 1, NOW) is None
        assert await tx.checkin.cancel(event.id, 4, NOW) is None
        assert [one.serial for one in await tx.checkin.mine("c", B, NOW)] == [3]
        assert await tx.checkin.mine("c", B, ENDS) == []


async def test_many_at_once_get_serials_of_their_own_and_no_place_twice(database: Database) -> None:
    event = await made(database, capacity=5)

    async def book(number: int) -> None:
        async with begin(database) as tx:
            await tx.checkin.book(event.id, f"{2000 + number}", need="", area=None, made_by="web", at=NOW)

    await asyncio.gather(*(book(number) for number in range(12)))

    async with begin(database) as tx:
        tickets = await tx.checkin.tickets(event.id)
    assert [one.serial for one in tickets] == list(range(1, 13))
    assert [one.state for one in tickets].count("booked") == 5


async def test_a_step_is_kept_once_and_the_same_record_is_no_second_scan(database: Database) -> None:
    event = await made(database)
    async with begin(database) as tx:

        async def seen(record: str, device: int) -> bool:
            return await tx.checkin.step(
                event.id, 7, "den", station="cua", device=device, record=record, at=NOW, now=NOW
            )

        assert await seen("first-record", 1)
        assert await seen("first-record", 1)
        assert not await seen("other-record", 2)
        assert not await seen("other-record", 2)
        (step,) = await tx.checkin.steps(event.id)
        assert (step.serial, step.device, step.at) == (7, 1, NOW)
        assert await tx.checkin.repeats(event.id) == 1


async def test_two_phones_that_send_the_same_at_once_count_it_once(database: Database) -> None:
    event = await made(database)

    async def send(device: int) -> bool:
        async with begin(database) as tx:
            await tx.checkin.hold(event.id)
            return await tx.checkin.step(
                event.id, 7, "den", station="cua", device=device, record=f"record-{device:03d}", at=NOW, now=NOW
            )

    assert sorted(await asyncio.gather(*(send(device) for device in range(6)))) == [False] * 5 + [True]


async def test_a_device_is_found_by_its_digest_until_it_is_ended(database: Database) -> None:
    event = await made(database)
    async with begin(database) as tx:
        connection = tx.checkin._connection
        person = {"channel": "web", "author": "o", "name": "", "created_at": NOW}
        await connection.execute(insert(people), person)
        row = {"channel": "web", "event": "e", "chat": "c", "author": "o", "update": {}, "sent_at": NOW}
        await connection.execute(insert(inbox), {**row, "accepted_at": NOW})
        for digest in ("a" * 64, "b" * 64):
            await tx.checkin.add_device(event.id, digest, "máy", person=1, update=1, at=NOW, expires_at=ENDS)

        first, second = await tx.checkin.devices(event.id)
        assert (first.block, second.block) == (FIRST_BLOCK, FIRST_BLOCK + BLOCK)
        assert await tx.checkin.device("a" * 64) == first
        assert await tx.checkin.end_device(first.id, NOW)
        assert await tx.checkin.device("a" * 64) is None
        assert await tx.checkin.device("c" * 64) is None


async def test_what_flowed_is_remembered(database: Database) -> None:
    event, day = await made(database), date(2025, 10, 18)
    async with begin(database) as tx:
        await tx.checkin.flow(event.id, "ap-cho", day, "cks", 3)
        await tx.checkin.flow(event.id, "ap-cho", day, "cks", 5)

        assert await tx.checkin.flowed(event.id) == {("ap-cho", day, "cks"): 5}
