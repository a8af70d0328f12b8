"""A backup every night, a rehearsal every month, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from app import build
from bot.backups import Rehearsed
from bot.clock import VIETNAM, VirtualClock
from bot.config import BackupSettings, Settings
from bot.press import PressFailed
from handlers import backups, features
from handlers.presets import load_named
from storage.tx import begin
from tests.support.house import House, ListChannel, sqlite

FRIDAY = datetime.fromisoformat("2025-10-31T12:00:00+07:00")


@dataclass
class Pretended:
    """Backups that only remember when they were asked for."""

    failures: int = 0
    made: list[datetime] = field(default_factory=list)
    rehearsed: list[datetime] = field(default_factory=list)

    async def make(self, now: datetime) -> Path:
        self._fail()
        self.made.append(now)
        return Path("one.backup")

    async def rehearse(self, now: datetime) -> Rehearsed:
        self._fail()
        self.rehearsed.append(now)
        return Rehearsed(Path("one.backup"), self.made[-1], 12_345, 67, 13.6)

    def _fail(self) -> None:
        if self.failures:
            self.failures -= 1
            raise PressFailed("storage.backups.faults.Spoilt: tasks")


async def opened(folder: Path, pretended: Pretended, at: time = time(2)) -> House:
    clock, channel = VirtualClock(FRIDAY), ListChannel()
    settings = Settings(database=sqlite(folder), backup=BackupSettings(str(folder / "kept"), at))
    app = await build(settings, clock, channels={channel.name: channel})
    app.tools.backups = pretended  # type: ignore[assignment]
    house = House(app, clock, channel)
    await house.leader("", role="technician", author="tech")
    return house


def heard(house: House, *words: str) -> list[str]:
    return [part.text for to, part in house.channel.said if to.chat == "c-tech" and all(w in part.text for w in words)]


async def test_every_night_one_and_every_month_a_rehearsal_that_technicians_hear_of(tmp_path: Path) -> None:
    pretended = Pretended()
    house = await opened(tmp_path, pretended)

    await house.until("2025-11-03T12:00:00+07:00")

    assert [f"{moment:%d/%m %H:%M}" for moment in pretended.made] == ["01/11 02:00", "02/11 02:00", "03/11 02:00"]
    assert [f"{moment:%d/%m %H:%M}" for moment in pretended.rehearsed] == ["01/11 02:45"]
    assert heard(house, "Diễn tập") == [
        "✅ Diễn tập khôi phục tháng 11: bản sao lưu lúc 02:00 thứ Bảy 01/11 lấy lại được đầy đủ. "
        "12.345 dòng, 67 lần báo cáo, tổng số khớp; mất 14 giây."
    ]
    await house.close()


async def test_a_failure_is_tried_again_and_then_a_person_is_woken_until_it_is_over(tmp_path: Path) -> None:
    pretended = Pretended(failures=2)
    house = await opened(tmp_path, pretended)
    await house.until("2025-11-01T02:30:00+07:00")
    assert len(pretended.made) == 1 and heard(house, "sao lưu") == []
    await house.until("2025-11-01T12:00:00+07:00")

    pretended.failures = 3
    await house.until("2025-11-02T08:00:00+07:00")
    assert len(heard(house, "không sao lưu được", "Spoilt: tasks")) == 1
    await house.until("2025-11-03T08:00:00+07:00")
    assert len(heard(house, "đã sao lưu được")) == 1
    await house.close()


async def test_after_an_outage_only_the_newest_day_is_made(tmp_path: Path) -> None:
    pretended = Pretended()
    house = await opened(tmp_path, pretended)
    await house.app.scheduler.tick()

    house.clock.move_to(FRIDAY + timedelta(days=4))
    await house.app.scheduler.tick()

    assert len(pretended.made) == 1
    await house.close()


async def test_another_hour_moves_what_is_planned_and_no_folder_cancels_it(tmp_path: Path) -> None:
    house = await opened(tmp_path, Pretended())
    await house.app.scheduler.tick()
    await house.close()
    for settings, expected in (
        (Settings(database=sqlite(tmp_path), backup=BackupSettings("kept", time(23, 30))), "31/10 23:30 planned"),
        (Settings(database=sqlite(tmp_path)), "31/10 23:30 cancelled"),
    ):
        app = await build(settings, VirtualClock(FRIDAY), channels={})
        await app.scheduler.plan()
        async with begin(app.database) as tx:
            row = await tx.tasks.keyed("backup:2025-10-31")
        assert row is not None
        assert f"{row.due_at.astimezone(VIETNAM):%d/%m %H:%M} {row.state}" == expected
        await app.database.close()


@pytest.mark.parametrize("at", [time(0), time(2), time(23, 50)])
def test_a_year_has_a_backup_a_day_and_twelve_rehearsals_each_once(at: time) -> None:
    since = datetime.fromisoformat("2025-12-31T23:55:00+07:00")
    campaign = load_named("nhon-trach-2025")

    whole = backups.plan(at, since, since + timedelta(days=365))

    assert [sum(one.name == name for one in whole) for name in backups.RULED] == [365, 12]
    assert len({one.key for one in whole}) == 377
    pieces = [one for n in range(365) for one in backups.plan(at, since + timedelta(n), since + timedelta(n + 1))]
    assert sorted(pieces, key=lambda one: str(one.key)) == sorted(whole, key=lambda one: str(one.key))
    assert set(backups.RULED) & {one.name for one in features.plan(campaign, since, since + timedelta(9))} == set()
