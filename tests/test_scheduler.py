"""The clock of the house: planned once, done once, late and said so, or told privately – never silently missed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import app
from bot.clock import VIETNAM, VirtualClock
from bot.context import Work
from bot.errors import TryAgainLater
from bot.types import Address, Incoming, Reply
from handlers import features
from handlers.presets import load_named
from scheduler import ATTEMPTS, HORIZON, Scheduler
from storage.database import Database
from storage.migrate import migrate
from storage.tasks import Planned
from storage.tx import Tx, begin
from tests.support.house import House, sqlite

PRESETS = sorted(path.stem for path in app.CAMPAIGNS.glob("*.toml"))
SATURDAY = datetime.fromisoformat("2025-10-18T09:00:00+07:00")
DEADLINE = datetime.fromisoformat("2025-10-18T16:30:00+07:00")

# -- the plan ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_planning_400_days_raises_nothing_and_plans_nothing_twice(preset: str) -> None:
    campaign = load_named(preset, app.CAMPAIGNS)
    since = datetime.combine(campaign.start, datetime.min.time(), VIETNAM) - timedelta(days=20)

    planned = features.plan(campaign, since, since + timedelta(days=400))

    keys = [one.key for one in planned]
    assert len(keys) == len(set(keys)) > 0
    assert planned == features.plan(campaign, since, since + timedelta(days=400))
    assert [one.due_at for one in planned] == sorted(one.due_at for one in planned)
    assert {one.name for one in planned} <= features.tasks().keys()
    assert all(since < one.due_at <= since + timedelta(days=400) for one in planned)
    assert max(len(one.key or "") for one in planned) <= 120, "a reader's name must still fit behind it"


@pytest.mark.parametrize("preset", PRESETS)
def test_whoever_plans_in_pieces_plans_the_same(preset: str) -> None:
    campaign = load_named(preset, app.CAMPAIGNS)
    since = datetime.combine(campaign.start, datetime.min.time(), VIETNAM) - timedelta(days=20)
    until = since + timedelta(days=90)
    whole = features.plan(campaign, since, until)
    # The hardest seams are the moments themselves.
    seams = sorted({since, until, *(one.due_at for one in whole)})

    pieces = [one for a, b in pairwise(seams) for one in features.plan(campaign, a, b)]

    assert sorted(str(one.key) for one in pieces) == sorted(str(one.key) for one in whole)


# -- whoever runs it --------------------------------------------------------------------------------------------------


class Office:
    """A scheduler over a plan that is a plain list, and what was run."""

    def __init__(self, database: Database, clock: VirtualClock, plan: Sequence[Planned], ran: list[str]) -> None:
        self.ran, self.faults = ran, list[Exception]()

        async def work(work: Work[Any]) -> None:
            ran.append(str(work.row.key))
            if self.faults:
                raise self.faults.pop(0)

        async def due(_tx: Tx, since: datetime, until: datetime) -> list[Planned]:
            return [one for one in plan if since < one.due_at <= until]

        self.scheduler: Scheduler[Any] = Scheduler(database, clock, {"work": work}, due, None, {})


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    await migrate(database_url)
    async with await Database.open(database_url) as opened:
        yield opened


def at(minutes: float, key: str, name: str = "work") -> Planned:
    return Planned(name, SATURDAY + timedelta(minutes=minutes), {}, key)


async def test_what_is_due_is_done_once_whoever_comes_and_however_often(database: Database) -> None:
    clock, ran = VirtualClock(SATURDAY), list[str]()
    plan = [at(5, "a"), at(10, "b"), at(60 * 24 * 30, "far")]
    offices = [Office(database, clock, plan, ran) for _ in range(3)]

    for _ in range(4):
        await asyncio.gather(*(office.scheduler.tick() for office in offices))
        clock.advance(minutes=5)
    await Office(database, clock, plan, ran).scheduler.tick()

    assert ran == ["a", "b"]


async def test_a_first_start_plans_nothing_that_has_passed_and_a_later_one_all_of_it(database: Database) -> None:
    clock, ran = VirtualClock(SATURDAY), list[str]()
    plan = [at(-5, "before"), at(0, "now"), at(60, "soon"), at(60 * 24 * 20, "during the outage")]

    await Office(database, clock, plan, ran).scheduler.tick()
    assert ran == []
    clock.advance(days=30)
    await Office(database, clock, plan, ran).scheduler.tick()

    assert sorted(ran) == ["during the outage", "soon"]
    assert timedelta(days=20) > HORIZON


async def test_a_task_that_fails_is_tried_again_and_given_up_in_the_end(database: Database) -> None:
    clock, ran = VirtualClock(SATURDAY), list[str]()
    office = Office(database, clock, [at(1, "a")], ran)
    await office.scheduler.tick()
    office.faults += [RuntimeError()] * (ATTEMPTS + 5)

    for _ in range(60):
        clock.advance(minutes=1)
        await office.scheduler.tick()

    assert ran == ["a"] * ATTEMPTS
    async with begin(database) as tx:
        (row,) = await tx.tasks.between(SATURDAY, clock.now())
        assert (row.state, row.attempts) == ("failed", ATTEMPTS)


async def test_a_task_that_asks_for_later_gets_it(database: Database) -> None:
    clock, ran = VirtualClock(SATURDAY), list[str]()
    office = Office(database, clock, [at(1, "a")], ran)
    await office.scheduler.tick()
    office.faults.append(TryAgainLater(90))

    clock.advance(minutes=1)
    await office.scheduler.tick()
    clock.advance(seconds=89)
    await office.scheduler.tick()
    assert ran == ["a"]
    clock.advance(seconds=1)
    await office.scheduler.tick()

    assert ran == ["a", "a"]


async def test_a_task_that_nobody_knows_is_given_up_and_harms_no_other(database: Database) -> None:
    clock, ran = VirtualClock(SATURDAY), list[str]()
    office = Office(database, clock, [at(1, "x", "gone"), at(1, "a")], ran)
    await office.scheduler.tick()

    clock.advance(minutes=2)
    await office.scheduler.tick()

    assert ran == ["a"]


# -- a Saturday -------------------------------------------------------------------------------------------------------


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = await furnished(sqlite(tmp_path), SATURDAY)
    yield opened
    await opened.close()


async def furnished(url: str, start: datetime) -> House:
    """nhon-trach-2025 with two squads' groups, the officers' group, one officer and two leaders."""
    house = await House.open(url, start=start)
    async with begin(house.app.database) as tx:
        known = await tx.chats.bound()
        if not known:
            places = {(house.channel.name, chat): False for chat in ("doi-1", "doi-2", "can-bo", "khac")}
            await tx.chats.meet(places, start)
            for chat in ("doi-1", "doi-2"):
                await tx.chats.bind((house.channel.name, chat), "squad", chat)
            await tx.chats.bind((house.channel.name, "can-bo"), "officers", None)
    if not known:
        await house.officer()
        await house.leader("ap-cho")
        await house.leader("ap-trau")
        house.channel.said.clear()
    return house


def heard(house: House, *fragments: str) -> dict[str, int]:
    """How often each chat heard something with all these fragments."""
    found: dict[str, int] = {}
    for to, part in house.channel.said:
        if all(fragment in part.text for fragment in fragments):
            found[to.chat] = found.get(to.chat, 0) + 1
    return found


async def test_saturday_has_a_reminder_the_deadline_and_the_summary_each_once(house: House) -> None:
    for _ in range(2):
        await house.until("2025-10-18T17:00:00+07:00")

    said = heard(house, "Đã đến hạn")
    assert set(said.values()) == {1}
    assert {"doi-1", "doi-2", "can-bo"} <= said.keys()
    assert heard(house, "Số liệu tuần 42").get("can-bo") == 1
    assert heard(house, "Nhắc các đội") == {"doi-1": 1, "doi-2": 1}
    assert heard(house, "gửi muộn") == {}
    assert "khac" not in {to.chat for to, _ in house.channel.said}


async def test_only_who_is_missing_is_reminded(house: House) -> None:
    await house.group("doi-1", "leader-ap-cho").says("bc cks 5 vneid 12 lượt 30")
    house.channel.said.clear()

    await house.until("2025-10-18T14:31:00+07:00")

    assert heard(house, "hạn báo cáo") == {"doi-2": 1, "c-leader-ap-trau": 1}
    personal = next(part.text for to, part in house.channel.said if to.chat == "c-leader-ap-trau")
    assert "ấp Trầu" in personal and "báo cáo cks 5" in personal


async def test_who_owes_a_part_hears_which(house: House) -> None:
    await house.phone("leader-ap-trau").says("bc cks 5")
    house.channel.said.clear()

    await house.until("2025-10-18T14:31:00+07:00")

    assert heard(house, "VNeID mức 2, lượt hướng dẫn").get("c-leader-ap-trau") == 1


async def test_a_report_takes_back_the_reminder_that_still_waits_and_no_other_hamlets(house: House) -> None:
    both = await house.leader("ap-cho", author="leader-ap-trau")
    await house.until("2025-10-18T14:29:00+07:00")
    house.channel.said.clear()
    house.clock.move_to(datetime.fromisoformat("2025-10-18T14:30:00+07:00"))
    await house.app.scheduler.tick()  # what it puts into the outbox waits there

    told = Address(house.channel.name, both.chat)
    line = Incoming(told, both.author, "late", house.clock.now(), text="bc ấp Chợ cks 5 vneid 12 lượt 30", private=True)
    await house.app.receiver.accept([line])
    await house.app.settle()

    assert heard(house, "hạn báo cáo", "ấp Trầu").get(both.chat) == 1
    assert both.chat not in heard(house, "hạn báo cáo", "ấp Chợ")


@pytest.mark.parametrize(
    ("minutes", "label"), [(1, None), (2, "gửi muộn 2 phút"), (20, "gửi muộn 20 phút"), (90, "90 phút")]
)
async def test_a_deadline_post_within_its_window_is_made_late_and_says_so(
    house: House, minutes: int, label: str | None
) -> None:
    await house.app.scheduler.tick()
    house.clock.move_to(DEADLINE + timedelta(minutes=minutes))
    await house.app.scheduler.tick()
    await house.app.settle()

    said = heard(house, "Đã đến hạn", label or "")
    assert said.items() >= {"doi-1": 1, "doi-2": 1}.items()
    assert (heard(house, "gửi muộn") == {}) == (label is None)


async def test_beyond_its_window_the_groups_hear_nothing_and_the_officers_are_told(house: House) -> None:
    await house.app.scheduler.tick()
    house.clock.move_to(DEADLINE + timedelta(minutes=91))
    await house.app.scheduler.tick()
    await house.app.settle()

    assert [to.chat for to, _ in house.channel.said if to.chat.startswith("doi")] == []
    assert heard(house, "lẽ ra", "16:30").get("c-officer") == 1


async def test_a_long_outage_forgets_nothing_and_wakes_no_group(tmp_path: Path) -> None:
    first = await furnished(sqlite(tmp_path), SATURDAY)
    await first.app.scheduler.tick()
    await first.close()

    again = await furnished(sqlite(tmp_path), SATURDAY + timedelta(days=23))
    await again.app.scheduler.tick()
    await again.app.settle()
    await again.app.scheduler.tick()

    told = [part.text for to, part in again.channel.said if to.chat == "c-officer" and "Lúc 16:30" in part.text]
    assert [day in text for day, text in zip(("18/10", "25/10", "01/11", "08/11"), told, strict=True)] == [True] * 4
    assert [to.chat for to, _ in again.channel.said if to.chat.startswith("doi")] == []
    await again.close()


async def test_a_second_process_says_nothing_twice(tmp_path: Path) -> None:
    one = await furnished(sqlite(tmp_path), SATURDAY)
    two = await furnished(sqlite(tmp_path), SATURDAY)
    await one.app.scheduler.tick()
    await two.app.scheduler.tick()
    for house in (one, two):
        house.clock.move_to(DEADLINE + timedelta(seconds=30))
    await one.app.scheduler.tick()
    await two.app.scheduler.tick()
    await one.app.settle()
    await two.app.settle()

    both = [to.chat for house in (one, two) for to, part in house.channel.said if "Đã đến hạn" in part.text]
    assert len(both) == len(set(both))
    assert {"doi-1", "doi-2", "can-bo"} <= set(both)
    await one.close()
    await two.close()


async def test_bulk_told_at_night_comes_in_the_morning(house: House) -> None:
    night = datetime.fromisoformat("2025-10-18T23:00:00+07:00")

    async def remind(work: Work[Any]) -> None:
        async with work.begin() as desk:
            for number in range(2):
                desk.tell(Address("phone", "c-officer"), Reply("nhắc"), bulk=True, key=f"k{number}")

    async def plan(_tx: Tx, _since: datetime, _until: datetime) -> list[Planned]:
        return [Planned("r", night, {}, "r")]

    office: Scheduler[Any] = Scheduler(
        house.app.database, house.clock, {"r": remind}, plan, None, house.app.capabilities
    )
    house.clock.move_to(night)
    await office.tick()
    await house.app.settle()
    assert heard(house, "nhắc") == {}

    house.clock.move_to(night + timedelta(hours=8))
    await house.app.settle()

    assert heard(house, "nhắc") == {"c-officer": 2}


async def test_a_post_that_the_operator_took_out_is_not_made(house: House) -> None:
    await house.app.scheduler.tick()
    house.app.tools.campaign = replace(house.app.tools.campaign, posts=())

    await house.until("2025-10-25T16:00:00+07:00")

    assert not [part.text for _, part in house.channel.said if "lỗi" in part.text]
    async with begin(house.app.database) as tx:
        rows = await tx.tasks.between(SATURDAY, house.clock.now())
    assert {row.state for row in rows if row.name != "post"} == {"done"}
    assert {row.state for row in rows if row.name == "post"} == {"cancelled"}
