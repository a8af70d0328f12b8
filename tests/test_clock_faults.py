"""Time faults around a deadline: steps of ±2 h, a host in another zone, leap day, the year's end, Tết, two processes.
Each deadline is said once in every group, or told privately: never twice or lost. `TROLYSO_CLOCKS=20` for more."""

from __future__ import annotations

import asyncio
import os
import time as system_time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.clock import VIETNAM, VirtualClock
from handlers.campaign import Campaign
from storage.tx import begin, reading
from tests.support.house import House, sqlite

TRIES = int(os.environ.get("TROLYSO_CLOCKS", "1"))
SQUADS = ("to-uoc-ngoai", "to-kien-dai")
HERE = [f"g-{squad}" for squad in SQUADS]


def host_in(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the host believe to stand in that zone."""
    monkeypatch.setenv("TZ", zone)
    system_time.tzset()


@pytest.fixture(autouse=True)
def zone_as_it_was() -> Iterator[None]:
    zone = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None) if zone is None else os.environ.update(TZ=zone)
    system_time.tzset()


def over(campaign: Campaign, start: date, end: date, *, on_holiday: str = "after") -> Campaign:
    """The same campaign in other weeks, its deadline on Saturdays."""
    rhythm = replace(campaign.rhythm, weekday=5, on_holiday=on_holiday)
    return replace(campaign, start=start, end=end, rhythm=rhythm, phases=(), posts=(), exemptions=())


class Runs:
    """One or two processes on one database, each with a clock of its own that may be wrong."""

    def __init__(self, houses: list[House]) -> None:
        self.houses = houses

    @classmethod
    async def open(cls, url: str, start: datetime, weeks: Campaign, count: int) -> Runs:
        houses = [await House.open(url, campaign="quang-ngoc-2026", start=start) for _ in range(count)]
        for house in houses:
            house.app.tools.campaign = replace(weeks, days_off=house.app.tools.campaign.days_off)
        name = houses[0].channel.name
        async with begin(houses[0].app.database) as tx:
            await tx.chats.meet({(name, chat): False for chat in HERE}, start)
            for squad in SQUADS:
                await tx.chats.bind((name, f"g-{squad}"), "squad", squad)
        await houses[0].officer()
        for house in houses:
            await house.app.scheduler.tick()
        return cls(houses)

    async def until(self, end: datetime, random: Random, *, faults: bool) -> None:
        """True time goes on in steps; every clock is now and then two hours off, for a while."""
        now = self.houses[0].clock.now()
        wrong = [timedelta(0)] * len(self.houses)
        while now < end:
            async with reading(self.houses[0].app.database) as tx:
                due = await tx.tasks.next_due()
            near = abs((now - now.replace(hour=16, minute=0)).total_seconds()) < 4 * 3600 and now.weekday() in (3, 5)
            step = timedelta(minutes=random.choice((1, 7, 25) if near else (55, 170)))
            now = min(end, now + step, max(due, now + timedelta(seconds=20)) if due else end)
            for at, house in enumerate(self.houses):
                if faults and random.random() < 0.08:
                    wrong[at] = random.choice((timedelta(hours=2), timedelta(hours=-2), timedelta(0), timedelta(0)))
                shift = now + wrong[at] - house.clock.now()
                house.clock.advance(seconds=shift.total_seconds())
            random.shuffle(self.houses)
            if self.houses[0].app.database.dialect == "sqlite":
                for house in self.houses:
                    await house.app.scheduler.tick()
            else:
                await asyncio.gather(*(house.app.scheduler.tick() for house in self.houses))
            for house in self.houses:
                await house.app.settle()

    def said(self, *fragments: str) -> Counter[str]:
        return Counter(
            to.chat
            for house in self.houses
            for to, part in house.channel.said
            if all(fragment in part.text for fragment in fragments)
        )

    async def close(self) -> None:
        for house in self.houses:
            await house.close()


async def check(runs: Runs, campaign: Campaign, since: datetime, until: datetime) -> int:
    """Every period whose deadline lies within: once in each group, or once privately; returns how many."""
    count = 0
    for period in campaign.periods():
        if not since < period.deadline < until - timedelta(hours=3):
            continue
        week = f"tuần {int(period.id.partition('-W')[2])} "
        posts, notes = runs.said("Đã đến hạn", f"báo cáo {week}"), runs.said("lẽ ra có tin", period.id)
        for chat in HERE:
            assert posts[chat] + (notes["c-officer"] > 0) == 1, f"{period.id} in {chat}: {posts} {notes}"
        assert notes["c-officer"] <= 1
        count += 1
    return count


SPANS = {
    "leap day": (date(2028, 2, 21), date(2028, 3, 12)),
    "year end": (date(2026, 12, 21), date(2027, 1, 10)),
    "tet 2027": (date(2027, 1, 25), date(2027, 2, 21)),
}


@pytest.mark.parametrize(
    ("span", "zone", "processes"),
    [
        ("leap day", "Asia/Ho_Chi_Minh", 1),
        ("year end", "America/Los_Angeles", 2),
        ("tet 2027", "Pacific/Kiritimati", 2),
    ],
)
async def test_a_deadline_is_said_once_whatever_the_clock_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, span: str, zone: str, processes: int
) -> None:
    host_in(zone, monkeypatch)
    first, last = SPANS[span]
    for seed in range(TRIES):
        start = datetime.combine(first, datetime.min.time(), VIETNAM)
        end = start + (last - first) + timedelta(days=1)
        folder = tmp_path / f"{seed}"
        folder.mkdir()
        house = await House.open(sqlite(folder), campaign="quang-ngoc-2026", start=start)
        weeks = over(house.app.tools.campaign, first, last)
        await house.close()
        runs = await Runs.open(sqlite(folder), start, weeks, processes)
        campaign = runs.houses[0].app.tools.campaign
        await runs.until(end, Random(f"{span}{seed}{zone}"), faults=True)

        assert await check(runs, campaign, start, end) >= 2, f"seed {seed}"
        await runs.close()


async def test_two_processes_on_a_server_say_it_once(postgresql_url: str) -> None:
    first, last = SPANS["year end"]
    start = datetime.combine(first, datetime.min.time(), VIETNAM)
    house = await House.open(postgresql_url, campaign="quang-ngoc-2026", start=start)
    weeks = over(house.app.tools.campaign, first, last)
    await house.close()
    runs = await Runs.open(postgresql_url, start, weeks, 2)
    end = start + timedelta(days=8)
    await runs.until(end, Random(7), faults=True)

    assert await check(runs, runs.houses[0].app.tools.campaign, start, end) == 1
    await runs.close()


async def test_tet_moves_the_deadline_and_everybody_is_told_before(tmp_path: Path) -> None:
    start = datetime(2027, 1, 25, tzinfo=VIETNAM)
    house = await House.open(sqlite(tmp_path), campaign="quang-ngoc-2026", start=start)
    weeks = over(house.app.tools.campaign, date(2027, 1, 25), date(2027, 2, 21))
    await house.close()
    runs = await Runs.open(sqlite(tmp_path), start, weeks, 1)

    await runs.until(datetime(2027, 2, 12, tzinfo=VIETNAM), Random(1), faults=False)

    # Saturday 06/02 is the first day of the year: the deadline goes behind the days off that are certain.
    assert runs.said("dời sang 16:00 thứ Năm 11/02", "trước là 16:00 thứ Bảy 06/02") == Counter(HERE)
    (moved,) = {period.deadline for period in runs.houses[0].app.tools.campaign.periods() if period.id == "2027-W05"}
    assert moved == datetime(2027, 2, 11, 16, tzinfo=VIETNAM)
    assert runs.said("Đã đến hạn", "báo cáo tuần 5 ") == Counter(HERE)
    assert isinstance(runs.houses[0].clock, VirtualClock)
    await runs.close()
