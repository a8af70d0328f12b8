"""The month's messages: all are counted, bulk stops in time, what must be said is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import VirtualClock
from bot.errors import QuotaSpent, Rejected, Uncertain, Unreachable
from bot.sender import Sender, take_over
from bot.types import Pace
from cli.quiet import FAST
from storage.database import Database
from storage.migrate import migrate
from storage.outbox import Saying
from storage.tallies import Tally
from storage.tx import begin
from tests.support.house import ListChannel

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")
HUNDRED = Pace(1000, per_chat_per_second=1000, chat_burst=1000, per_group_per_minute=1000, per_month=100)


class Desk:
    """A sender whose channel takes a hundred messages a month."""

    def __init__(self, database: Database, pace: Pace = HUNDRED) -> None:
        self.database, self.clock = database, VirtualClock(NOON)
        self.channel = ListChannel("zalo")
        self.channel.pace = pace
        self.sender = Sender(self.channel, database, self.clock)

    async def used(self, count: int) -> None:
        """So many have been carried this month already."""
        async with begin(self.database) as tx:
            await tx.tallies.add("in", {("zalo", "2025-10"): count})

    async def put(self, count: int, *, bulk: bool = False, part: dict[str, Any] | None = None, **more: Any) -> None:
        async with begin(self.database) as tx:
            kind = "bulk" if bulk else "answer"
            await tx.outbox.put(
                [
                    Saying("zalo", f"c{n}", True, part or {"text": f"{kind} {n}"}, self.clock.now(), bulk=bulk, **more)
                    for n in range(count)
                ]
            )

    async def said(self) -> list[str]:
        before = len(self.channel.said)
        await self.sender.settle()
        return [part.text for _, part in self.channel.said[before:]]

    async def tally(self) -> dict[str, Tally]:
        async with begin(self.database) as tx:
            return {month: (await tx.tallies.of_month(month)).get("zalo", Tally()) for month in ("2025-10", "2025-11")}

    async def tasks(self) -> list[tuple[str, Any]]:
        async with begin(self.database) as tx:
            rows = await tx.tasks.between(NOON, NOON + timedelta(days=40))
        return [(row.name, row.values.get("mark")) for row in rows]

    async def states(self) -> dict[str, int]:
        async with begin(self.database) as tx:
            return await tx.outbox.states()


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    await migrate(database_url)
    async with await Database.open(database_url) as database:
        yield Desk(database)


async def test_what_left_is_counted_and_what_did_not_is_not(desk: Desk) -> None:
    await desk.put(5)
    desk.channel.fail_next += [Unreachable(), Rejected()]

    await desk.said()
    desk.clock.advance(minutes=5)
    await desk.said()

    assert await desk.states() == {"sent": 4, "failed": 1}
    assert (await desk.tally())["2025-10"] == Tally(sent=4)


async def test_what_may_have_left_is_counted(desk: Desk) -> None:
    await desk.put(1)
    desk.channel.fail_next.append(Uncertain())

    await desk.said()
    desk.clock.advance(minutes=5)
    await desk.said()

    assert (await desk.tally())["2025-10"] == Tally(sent=2)


async def test_what_a_dead_process_was_sending_is_counted(desk: Desk, database_url: str) -> None:
    async with await Database.open(database_url) as dead:
        await desk.put(2)
        async with begin(dead) as tx:
            await tx.outbox.lease("zalo", dead.owner, NOON, limit=10)

    assert await take_over(desk.database, desk.clock) == 2
    assert (await desk.tally())["2025-10"] == Tally(sent=2)


async def test_a_new_month_begins_at_midnight_in_vietnam(desk: Desk) -> None:
    await desk.used(95)
    desk.clock.move_to(datetime.fromisoformat("2025-10-31T23:59:59+07:00"))
    await desk.put(1, bulk=True)
    assert await desk.said() == []

    desk.clock.advance(seconds=1)
    await desk.put(1, bulk=True)

    assert await desk.said() == ["bulk 0"]
    assert await desk.tally() == {"2025-10": Tally(received=95), "2025-11": Tally(sent=1)}


async def test_bulk_stops_at_95_percent_and_answers_go_on(desk: Desk) -> None:
    await desk.used(90)
    await desk.put(10, bulk=True)
    await desk.put(2)

    assert sorted(text.split()[0] for text in await desk.said()) == ["answer"] * 2 + ["bulk"] * 3


async def test_answers_stop_at_99_percent_and_what_must_be_said_goes_on(desk: Desk) -> None:
    await desk.used(95)
    await desk.put(1, bulk=True)
    await desk.put(6, answers=1)
    await desk.put(4, part={"text": "receipt", "must": True}, answers=1)
    await desk.put(4, part={"text": "post"})

    said = Counter(text.split()[0] for text in await desk.said())

    # Beyond 100 %, too: only the platform knows whether it counts as we do.
    assert said == {"answer": 4, "receipt": 4, "post": 4}
    assert await desk.states() == {"sent": 12, "failed": 3}
    assert "held-back" in dict(await desk.tasks())

    await desk.put(1, answers=1)
    assert await desk.said() == []
    assert ("quota", 100) in await desk.tasks()


async def test_no_answer_takes_what_is_left_for_a_receipt_of_the_same_moment(desk: Desk) -> None:
    await desk.used(98)
    await desk.put(3, answers=1)
    await desk.put(1, part={"text": "receipt", "must": True}, answers=1)

    assert sorted(await desk.said()) == ["answer 0", "receipt"]


async def test_what_is_under_way_counts_for_bulk(desk: Desk) -> None:
    await desk.used(90)
    await desk.put(64, bulk=True)

    assert len(await desk.said()) == 5


async def test_each_mark_is_told_once_a_month_and_only_the_highest(desk: Desk) -> None:
    await desk.used(79)
    await desk.put(1)
    await desk.said()
    assert await desk.tasks() == []

    await desk.put(1)
    await desk.said()
    await desk.put(1)
    await desk.said()
    assert await desk.tasks() == [("quota", 80)]

    await desk.used(30)
    await desk.put(1)
    await desk.said()
    assert await desk.tasks() == [("quota", 80), ("quota", 100)]


async def test_what_is_held_back_is_told_once_in_ten_minutes(desk: Desk) -> None:
    await desk.used(96)
    for _ in range(3):
        await desk.put(2, bulk=True)
        await desk.said()
        desk.clock.advance(minutes=4)

    assert [name for name, _ in await desk.tasks()] == ["quota", "held-back"]
    await desk.put(2, bulk=True)
    await desk.said()
    assert [name for name, _ in await desk.tasks()] == ["quota", "held-back", "held-back"]


async def test_what_the_platform_refuses_for_quota_is_told_too(desk: Desk) -> None:
    await desk.put(1)
    desk.channel.fail_next.append(QuotaSpent())

    await desk.said()

    assert await desk.tasks() == [("held-back", None)]
    assert (await desk.tally())["2025-10"] == Tally()


async def test_without_a_quota_nothing_is_held_back_but_all_is_counted(desk: Desk) -> None:
    free = Desk(desk.database, FAST)
    await free.used(100_000)
    await free.put(50, bulk=True)

    assert len(await free.said()) == 50
    assert await free.tasks() == []
    assert (await free.tally())["2025-10"] == Tally(100_000, 50)


async def test_a_send_whose_settling_is_undone_is_counted_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.put(1)
    failures = [RuntimeError("the disk is full")]

    def reach(moment: str) -> None:
        if moment == "send.settling" and failures:
            raise failures.pop()

    monkeypatch.setattr("bot.sender.reach", reach)
    with pytest.raises(RuntimeError):
        await desk.said()
    await desk.sender.settle()

    assert (await desk.tally())["2025-10"] == Tally(sent=1)
