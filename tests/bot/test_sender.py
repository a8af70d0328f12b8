"""What is said goes out once, in order, and a failure is dealt with by its kind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.alarm import Alarms
from bot.clock import VirtualClock
from bot.errors import (
    Gone,
    Misconfigured,
    Moved,
    OutsideWindow,
    Rejected,
    SendError,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.sender import Sender, take_over
from bot.types import Address, Pace, Part
from storage.database import Database
from storage.inbox import Kept
from storage.migrate import migrate
from storage.outbox import After, Saying
from storage.tasks import Planned
from storage.tx import begin
from tests.support.house import ListChannel

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")


class Desk:
    """A sender, its channel, its clock, and a pen."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = VirtualClock(NOON)
        self.channel = ListChannel("t")
        self.sender = Sender(self.channel, database, self.clock, alarm=Alarms(database, self.clock))

    async def alarms(self) -> list[tuple[str, str, str]]:
        """What somebody is to be told of."""
        async with begin(self.database) as tx:
            rows = await tx.tasks.between(NOON, self.clock.now() + timedelta(days=1))
        return [(row.name, row.values["kind"], row.values["channel"]) for row in rows]

    def paced(self, pace: Pace) -> None:
        self.channel.pace = pace
        self.sender = Sender(self.channel, self.database, self.clock)

    async def put(self, *texts: str, chat: str = "c1", private: bool = True, **more: Any) -> None:
        async with begin(self.database) as tx:
            sayings = [Saying("t", chat, private, {"text": text}, self.clock.now(), **more) for text in texts]
            await tx.outbox.put(sayings)

    async def said(self, **later: float) -> list[str]:
        """What went out by now, or after that time."""
        if later:
            self.clock.advance(**later)
        before = len(self.channel.said)
        await self.sender.settle()
        return [part.text for _, part in self.channel.said[before:]]

    async def states(self) -> dict[str, int]:
        async with begin(self.database) as tx:
            return await tx.outbox.states()


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    await migrate(database_url)
    async with await Database.open(database_url) as database:
        yield Desk(database)


async def test_what_waits_is_said_in_the_order_of_its_chat_with_a_key_of_its_own(desk: Desk) -> None:
    await desk.put("1", "2", "3")
    await desk.put("x", chat="c2")

    await desk.said()

    assert [part.text for to, part in desk.channel.said if to.chat == "c1"] == ["1", "2", "3"]
    assert len({part.key for _, part in desk.channel.said}) == 4
    assert await desk.states() == {"sent": 4}
    assert await desk.said() == []


async def test_answers_overtake_bulk(desk: Desk) -> None:
    await desk.put("nhắc 1", "nhắc 2", bulk=True)
    await desk.put("đáp 1", "đáp 2")

    assert await desk.said() == ["đáp 1", "đáp 2", "nhắc 1", "nhắc 2"]


async def test_an_unreachable_platform_is_tried_again_ever_more_patiently(desk: Desk) -> None:
    await desk.put("1", "2")
    desk.channel.fail_next += [Unreachable(), Unreachable(), Unreachable()]

    assert await desk.said() == []
    assert await desk.said(seconds=0.5) == []
    assert await desk.said(seconds=0.5) == []
    assert await desk.said(seconds=1) == []
    assert await desk.said(seconds=1) == []
    assert await desk.said(seconds=2) == []
    assert await desk.said(seconds=2) == ["1", "2"]


async def test_a_throttled_message_waits_as_told_and_is_no_attempt(desk: Desk) -> None:
    await desk.put("1")
    desk.channel.fail_next.append(Throttled(7))

    assert await desk.said() == []
    assert await desk.said(seconds=6.5) == []
    assert await desk.said(seconds=0.5) == ["1"]
    async with begin(desk.database) as tx:
        assert [row.attempts for row in await tx.outbox.in_state("sent")] == [1]


async def test_an_uncertain_private_message_is_repeated_with_the_same_key(desk: Desk) -> None:
    keys: list[str] = []
    await desk.put("1")
    say = desk.channel.send

    async def send(to: Address, part: Part) -> str:
        keys.append(part.key)
        if len(keys) == 1:
            raise Uncertain
        return await say(to, part)

    desk.channel.send = send  # type: ignore[method-assign]

    assert await desk.said() == []
    assert await desk.said(seconds=1) == ["1"]
    assert len(set(keys)) == 1 and len(keys) == 2


async def test_an_uncertain_message_to_a_group_is_not_repeated_and_its_person_hears_it_privately(desk: Desk) -> None:
    async with begin(desk.database) as tx:
        await tx.people.meet({("t", "u1"): ("Hoa", "p1")}, NOON)
    await desk.put("Biên nhận 7", chat="g1", private=False, author="u1", answers=3)
    await desk.put("nhắc", chat="g2", private=False)
    desk.channel.fail_next += [Uncertain(), Uncertain()]

    await desk.said()
    await desk.said(minutes=10)

    assert [(to.chat, part.text) for to, part in desk.channel.said] == [("p1", "Biên nhận 7")]
    assert await desk.states() == {"unknown": 2, "sent": 1}


async def test_nothing_more_is_said_to_who_is_gone(desk: Desk) -> None:
    async with begin(desk.database) as tx:
        await tx.chats.meet({("t", "g1"): False}, NOON)
        await tx.chats.bind(("t", "g1"), "squad", "doi-1")
    await desk.put("1", "2", chat="g1", private=False)
    desk.channel.fail_next.append(Gone())

    assert await desk.said() == []
    assert await desk.states() == {"failed": 1, "cancelled": 1}
    async with begin(desk.database) as tx:
        assert await tx.chats.bound() == []


async def test_a_rejected_message_is_not_repeated_and_the_next_one_goes_out(desk: Desk) -> None:
    await desk.put("1", "2")
    desk.channel.fail_next.append(Rejected())

    assert await desk.said() == ["2"]
    assert await desk.states() == {"failed": 1, "sent": 1}


async def test_a_message_follows_its_chat(desk: Desk) -> None:
    async with begin(desk.database) as tx:
        await tx.chats.meet({("t", "g1"): False}, NOON)
        await tx.chats.bind(("t", "g1"), "squad", "doi-1")
    await desk.put("1", "2", chat="g1", private=False)
    desk.channel.fail_next.append(Moved("-100"))

    await desk.said()

    assert [(to.chat, part.text) for to, part in desk.channel.said] == [("-100", "1"), ("-100", "2")]
    async with begin(desk.database) as tx:
        assert [(chat.chat, chat.area) for chat in await tx.chats.bound()] == [("-100", "doi-1")]


async def test_a_wrong_token_keeps_everything_and_wakes_somebody(desk: Desk) -> None:
    await desk.put("1")
    desk.channel.fail_next.append(Misconfigured())

    assert await desk.said() == []
    assert await desk.alarms() == [("alarm", "misconfigured", "t")]
    assert await desk.said(minutes=1) == ["1"]
    assert await desk.said() == []
    assert await desk.alarms() == [("alarm", "misconfigured", "t"), ("alarm-over", "misconfigured", "t")]


async def test_within_a_minute_of_an_outages_end_what_waited_is_said(desk: Desk) -> None:
    await desk.put("1")
    failures = [Unreachable() for _ in range(1000)]
    desk.channel.fail_next += failures
    for _ in range(7200):
        desk.clock.advance(seconds=1)
        await desk.sender.settle()
    tried = len(failures) - len(desk.channel.fail_next)

    desk.channel.fail_next.clear()

    assert tried < 200
    assert [await desk.said(seconds=30), await desk.said(seconds=30)] in ([["1"], []], [[], ["1"]])


async def test_an_outage_wakes_somebody_once_and_a_hiccup_nobody(desk: Desk) -> None:
    await desk.put("1")
    desk.channel.fail_next += [Unreachable()] * 3
    for _ in range(8):
        await desk.said(seconds=1)
    assert await desk.alarms() == []

    await desk.put("2")
    desk.channel.fail_next += [Unreachable()] * 12
    for _ in range(60):
        await desk.said(minutes=1)

    assert await desk.alarms() == [("alarm", "unreachable", "t"), ("alarm-over", "unreachable", "t")]


async def test_a_channel_that_breaks_harms_only_that_message(desk: Desk) -> None:
    await desk.put("1", "2")
    desk.channel.fail_next.append(ZeroDivisionError())  # type: ignore[arg-type]

    assert await desk.said() == ["2"]
    assert await desk.states() == {"failed": 1, "sent": 1}


async def test_our_own_pace_is_kept_and_counts_as_no_attempt(desk: Desk) -> None:
    desk.paced(Pace(per_second=1000, per_chat_per_second=1))
    await desk.put("1", "2", "3")

    assert [await desk.said(), await desk.said(seconds=1), await desk.said(seconds=1)] == [["1"], ["2"], ["3"]]
    async with begin(desk.database) as tx:
        assert [row.attempts for row in await tx.outbox.in_state("sent")] == [1, 1, 1]


async def test_bulk_comes_when_it_is_due(desk: Desk) -> None:
    async with begin(desk.database) as tx:
        later = NOON + timedelta(hours=1)
        await tx.outbox.put([Saying("t", "c1", True, {"text": "mai"}, later, bulk=True)])

    assert await desk.said() == []
    assert await desk.said(minutes=60) == ["mai"]


async def test_what_a_dead_process_was_sending_is_taken_over(desk: Desk, database_url: str) -> None:
    dead = await Database.open(database_url)
    await desk.put("riêng", chat="c1")
    await desk.put("nhóm", chat="g1", private=False)
    async with begin(dead) as tx:
        assert len(await tx.outbox.lease("t", dead.owner, NOON, limit=9)) == 2
        await tx.tasks.plan([Planned("remind", NOON, {}, "k")])
        assert len(await tx.tasks.take(dead.owner, NOON, limit=9)) == 1
    assert await desk.said() == []

    if dead.dialect == "postgresql":  # a SQLite file is served by one process at a time
        assert await take_over(desk.database, desk.clock) == 0
    await dead.close()

    assert await take_over(desk.database, desk.clock) == 2
    assert await desk.said() == ["riêng"]
    assert await desk.states() == {"sent": 1, "unknown": 1}
    async with begin(desk.database) as tx:
        tasks = await tx.tasks.take(desk.database.owner, NOON + timedelta(minutes=1), limit=9)
    assert sorted(row.name for row in tasks) == ["remind", "unknown-send"]
    assert await take_over(desk.database, desk.clock) == 0


async def test_our_own_sends_are_never_taken_over(desk: Desk) -> None:
    await desk.put("1")
    async with begin(desk.database) as tx:
        await tx.outbox.lease("t", desk.database.owner, NOON, limit=9)

    assert await take_over(desk.database, desk.clock) == 0


async def test_a_knock_wakes_the_sender_and_stopping_settles_what_is_under_way(desk: Desk) -> None:
    running = asyncio.create_task(desk.sender.run())
    await desk.put("1")
    desk.sender.knock()
    async with asyncio.timeout(10):
        while not desk.channel.said:
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert await desk.states() == {"sent": 1}


@pytest.mark.parametrize(("days", "said"), [(None, True), (6.9, True), (7.1, False)])
async def test_who_has_not_written_for_longer_than_the_platform_allows_is_not_written_to(
    desk: Desk, days: float | None, said: bool
) -> None:
    desk.channel.capabilities = replace(desk.channel.capabilities, window=timedelta(days=7))
    if days is not None:
        heard = NOON - timedelta(days=days)
        async with begin(desk.database) as tx:
            await tx.inbox.keep([Kept("t", "e1", "c1", "u1", {"sent_at": heard.isoformat()}, heard, heard)])
    await desk.put("nhắc báo cáo")
    await desk.put("nhắc cả đội", chat="g1", private=False)

    assert await desk.said() == (["nhắc báo cáo", "nhắc cả đội"] if said else ["nhắc cả đội"])
    assert ("alarm", "outside-window", "t") in await desk.alarms() or said


async def test_a_window_that_only_the_platform_knew_of_wakes_somebody(desk: Desk) -> None:
    desk.channel.fail_next = [OutsideWindow("7 days")]
    await desk.put("nhắc báo cáo")

    assert await desk.said() == []
    assert await desk.states() == {"failed": 1}
    assert ("alarm", "outside-window", "t") in await desk.alarms()


AFTER = After("follow", {"case": 7})


async def followed(desk: Desk) -> list[Mapping[str, Any]]:
    async with begin(desk.database) as tx:
        rows = await tx.tasks.between(NOON, desk.clock.now() + timedelta(days=1))
    return [row.values for row in rows if row.name == "follow"]


async def test_what_depends_on_a_send_is_planned_when_the_platform_took_it_and_not_before(desk: Desk) -> None:
    await desk.put("1", after=AFTER)
    desk.channel.fail_next = [Unreachable(), Throttled(after=1)]

    await desk.said()
    before = await followed(desk)
    await desk.said(seconds=5)
    await desk.said(seconds=5)

    assert before == []
    assert [(one["case"], one["end"]) for one in await followed(desk)] == [(7, "sent")]


@pytest.mark.parametrize(("fault", "end"), [(Rejected(), "failed"), (Gone(), "failed"), (OutsideWindow(), "failed")])
async def test_what_depends_on_a_send_learns_that_it_was_refused(desk: Desk, fault: SendError, end: str) -> None:
    await desk.put("1", after=AFTER)
    desk.channel.fail_next = [fault]

    await desk.said()

    assert [one["end"] for one in await followed(desk)] == [end]


async def test_what_depends_on_a_send_learns_that_it_was_called_off(desk: Desk) -> None:
    await desk.put("1", "2", after=AFTER)
    desk.channel.fail_next = [Gone()]  # the first is refused, and with it falls the second

    await desk.said()

    assert sorted(one["end"] for one in await followed(desk)) == ["cancelled", "failed"]


async def test_only_the_ends_that_matter_plan_anything(desk: Desk) -> None:
    await desk.put("1", after=After("follow", {}, ends=("failed",)))

    assert await desk.said() == ["1"]
    assert await followed(desk) == []


async def test_what_may_have_been_shown_says_so_when_it_comes_again(desk: Desk) -> None:
    async with begin(desk.database) as tx:
        part = {"text": "lời", "again": "(gửi lại) "}
        await tx.outbox.put([Saying("t", "c1", True, part, NOON), Saying("t", "c2", True, part, NOON)])
    desk.channel.fail_next = [Uncertain(), Unreachable()]

    await desk.said()
    await desk.said(seconds=5)

    assert sorted((to.chat, part.text) for to, part in desk.channel.said) == [("c1", "(gửi lại) lời"), ("c2", "lời")]
