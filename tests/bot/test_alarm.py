"""One episode wakes once; a new one again, but not the same cause more than once in six hours."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.alarm import Alarms
from bot.clock import VirtualClock
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")


class Watch:
    """The alarms, a clock, and what was planned to be told."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = VirtualClock(NOON)
        self.alarm = Alarms(database, self.clock)

    async def told(self) -> list[str]:
        """The tasks taken since the last look."""
        async with begin(self.database) as tx:
            rows = await tx.tasks.take(1, self.clock.now(), limit=100)
            for row in rows:
                await tx.tasks.done(row.id, self.clock.now())
        return [" ".join(filter(None, (row.name, row.values["kind"], row.values["detail"]))) for row in rows]

    async def meet(self, kind: str = "misconfigured", *, for_minutes: int = 0, every: int = 1) -> None:
        """The same trouble, again and again."""
        await self.alarm(kind, "zalo")
        for _ in range(0, for_minutes, every):
            self.clock.advance(minutes=every)
            await self.alarm(kind, "zalo")


@pytest.fixture
async def watch(database_url: str) -> AsyncIterator[Watch]:
    await migrate(database_url)
    async with await Database.open(database_url) as database:
        yield Watch(database)


async def test_one_episode_tells_once_however_long_it_lasts(watch: Watch) -> None:
    await watch.meet(for_minutes=24 * 60, every=30)

    assert await watch.told() == ["alarm misconfigured"]


async def test_the_end_of_what_was_told_is_told_once(watch: Watch) -> None:
    await watch.meet()
    await watch.alarm.over("misconfigured", "zalo")
    await watch.alarm.over("misconfigured", "zalo")

    assert await watch.told() == ["alarm misconfigured", "alarm-over misconfigured"]


async def test_a_new_episode_within_six_hours_waits_until_they_have_passed(watch: Watch) -> None:
    await watch.meet()
    await watch.alarm.over("misconfigured", "zalo")
    assert await watch.told() == ["alarm misconfigured", "alarm-over misconfigured"]

    watch.clock.advance(minutes=10)
    await watch.meet(for_minutes=5 * 60)
    assert await watch.told() == []
    await watch.meet(for_minutes=60)

    assert await watch.told() == ["alarm misconfigured"]


async def test_trouble_that_comes_and_goes_is_told_every_six_hours_at_most(watch: Watch) -> None:
    for _ in range(24 * 6):
        await watch.meet()
        await watch.alarm.over("misconfigured", "zalo")
        watch.clock.advance(minutes=10)

    assert (await watch.told()).count("alarm misconfigured") == 4


async def test_trouble_not_met_for_an_hour_is_over_and_the_next_is_a_new_episode(watch: Watch) -> None:
    await watch.meet()
    watch.clock.advance(hours=7)
    await watch.meet()

    assert await watch.told() == ["alarm misconfigured", "alarm misconfigured"]


async def test_a_short_outage_wakes_nobody_and_a_longer_one_after_five_minutes(watch: Watch) -> None:
    await watch.meet("unreachable", for_minutes=4)
    await watch.alarm.over("unreachable", "zalo")
    assert await watch.told() == []

    await watch.meet("unreachable", for_minutes=5)
    assert await watch.told() == ["alarm unreachable"]


async def test_causes_and_channels_are_told_apart(watch: Watch) -> None:
    await watch.alarm("misconfigured", "zalo")
    await watch.alarm("misconfigured", "telegram")
    await watch.alarm("token-lost", "zalo", "lỗi 7")

    assert sorted(await watch.told()) == ["alarm misconfigured", "alarm misconfigured", "alarm token-lost lỗi 7"]


async def test_what_is_told_once_is_told_once_for_ever(watch: Watch) -> None:
    for _ in range(3):
        await watch.alarm("token-ends", "oa", "còn 14 ngày", once="2026-12-01/14")
        watch.clock.advance(days=1)
    await watch.alarm("token-ends", "oa", "còn 3 ngày", once="2026-12-01/3")

    assert await watch.told() == ["alarm token-ends còn 14 ngày", "alarm token-ends còn 3 ngày"]


async def test_the_end_of_what_nobody_met_is_not_told(watch: Watch) -> None:
    await watch.alarm.over("misconfigured", "zalo")

    assert await watch.told() == []


async def test_two_processes_that_meet_the_same_trouble_tell_it_once(watch: Watch) -> None:
    other = Alarms(watch.database, watch.clock)
    async with begin(watch.database) as tx:
        # Both have read «no episode yet» before either wrote.
        await watch.alarm.within(tx, "misconfigured", "zalo")
        await tx.notes.put("alarm:misconfigured:zalo", None)
        await other.within(tx, "misconfigured", "zalo")

    assert await watch.told() == ["alarm misconfigured"]


async def test_an_alarm_that_cannot_be_kept_is_logged_and_breaks_nothing(
    watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    async with begin(watch.database) as tx:
        await tx.notes.put("alarm:misconfigured:zalo", {"of": "another version"})

    with caplog.at_level(logging.ERROR):
        await watch.alarm("misconfigured", "zalo")

    assert "alarm-lost" in [getattr(record, "action", "") for record in caplog.records]
