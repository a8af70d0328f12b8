"""A backup that was put back: what lost rows may have said is asked, not said again; an outage stays an outage."""

from __future__ import annotations

import itertools
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage.database import Database
from storage.generation import Generation
from storage.migrate import migrate
from storage.tx import begin
from tests.support.house import House, sqlite
from tests.test_scheduler import DEADLINE, SATURDAY, furnished, heard

BEFORE = DEADLINE - timedelta(minutes=30)


def copied(folder: Path, to: str) -> Path:
    """The database as it is on the disk now, as a backup keeps it: without the small file beside it."""
    with sqlite3.connect(folder / "house.sqlite3") as live, sqlite3.connect(folder / to) as kept:
        live.backup(kept)
    return folder / to


def put_back(folder: Path, kept: Path) -> None:
    for name in ("house.sqlite3", "house.sqlite3-wal", "house.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    kept.rename(folder / "house.sqlite3")


async def lived(folder: Path) -> Path:
    """A Saturday up to 16:40, with a backup made at 16:00."""
    house = await furnished(sqlite(folder), SATURDAY)
    await house.until(BEFORE.isoformat())
    kept = copied(folder, "backup.sqlite3")
    await house.until((DEADLINE + timedelta(minutes=10)).isoformat())
    assert heard(house, "Đã đến hạn").get("doi-1") == 1
    await house.close()
    return kept


async def awakened(folder: Path, moment: datetime) -> House:
    house = await furnished(sqlite(folder), moment)
    await house.app.scheduler.tick()
    await house.app.settle()
    return house


async def test_an_old_backup_never_posts_again_and_asks_the_officer(tmp_path: Path) -> None:
    put_back(tmp_path, await lived(tmp_path))

    house = await awakened(tmp_path, DEADLINE + timedelta(minutes=20))

    assert "doi-1" not in heard(house, "Đã đến hạn")
    assert heard(house, "bản sao cũ", "Đã đến hạn").get("c-officer") == 1
    officer = house.phone("officer")
    house._events = itertools.count(1000)  # a platform numbers on
    await officer.presses("Gửi bây giờ")
    await house.app.scheduler.tick()
    await house.app.settle()
    assert heard(house, "Đã đến hạn").get("doi-1") == 1
    await house.until("2025-10-25T17:00:00+07:00")
    assert heard(house, "Đã đến hạn báo cáo tuần 43").get("doi-1") == 1
    await house.close()


async def test_what_fell_due_after_the_older_life_ended_is_an_outage_as_ever(tmp_path: Path) -> None:
    house = await furnished(sqlite(tmp_path), SATURDAY)
    await house.until((BEFORE - timedelta(hours=1)).isoformat())
    kept = copied(tmp_path, "backup.sqlite3")
    await house.until(BEFORE.isoformat())
    await house.close()
    put_back(tmp_path, kept)

    house = await awakened(tmp_path, DEADLINE + timedelta(minutes=20))

    assert heard(house, "gửi muộn 20 phút", "Đã đến hạn").get("doi-1") == 1
    await house.close()


async def test_a_database_carried_elsewhere_without_its_mark_asks(tmp_path: Path) -> None:
    kept = await lived(tmp_path)
    put_back(tmp_path, kept)
    (tmp_path / "house.sqlite3.mark").unlink()

    house = await awakened(tmp_path, DEADLINE + timedelta(minutes=20))

    assert "doi-1" not in heard(house, "Đã đến hạn")
    assert heard(house, "bản sao cũ").get("c-officer") == 1
    await house.close()


async def test_an_ordinary_outage_is_no_restored_backup(tmp_path: Path) -> None:
    house = await furnished(sqlite(tmp_path), SATURDAY)
    await house.until(BEFORE.isoformat())
    await house.close()

    house = await awakened(tmp_path, DEADLINE + timedelta(minutes=20))

    assert heard(house, "gửi muộn 20 phút", "Đã đến hạn").get("doi-1") == 1
    assert heard(house, "bản sao cũ") == {}
    await house.close()


async def test_a_post_that_waited_in_the_backups_outbox_is_left_to_people(tmp_path: Path) -> None:
    house = await furnished(sqlite(tmp_path), SATURDAY)
    house.clock.move_to(BEFORE)
    await house.app.scheduler.tick()
    house.clock.move_to(DEADLINE)
    await house.app.scheduler.tick()  # in the outbox, not said yet
    kept = copied(tmp_path, "backup.sqlite3")
    await house.app.settle()
    house.clock.advance(minutes=1)
    await house.app.scheduler.tick()
    await house.close()
    put_back(tmp_path, kept)

    house = await awakened(tmp_path, DEADLINE + timedelta(minutes=20))

    assert "doi-1" not in heard(house, "Đã đến hạn")
    async with begin(house.app.database) as tx:
        assert [row.chat for row in await tx.outbox.in_state("unknown")] == ["doi-1", "doi-2", "can-bo"]
    await house.close()


async def test_a_server_database_made_anew_from_a_dump_is_known(postgresql_url: str) -> None:
    await migrate(postgresql_url)
    async with await Database.open(postgresql_url) as database:
        for _ in range(2):
            generation = Generation(database)
            async with begin(database) as tx:
                assert await generation.wake(tx, SATURDAY) is None
                await generation.step(tx, SATURDAY)
        async with begin(database) as tx:
            birth = await tx.notes.get("birth")
            assert birth == await database.birth()
            await tx.notes.put("birth", f"{birth}-of-another-life")

        async with begin(database) as tx:
            doubt = await Generation(database).wake(tx, DEADLINE)
        assert doubt == (SATURDAY, DEADLINE)
        async with begin(database) as tx:
            assert await Generation(database).wake(tx, DEADLINE) is None


@pytest.mark.parametrize("spoilt", ["", "{", '{"round": "x", "at": "y"}'])
async def test_a_spoilt_mark_is_as_good_as_none(tmp_path: Path, spoilt: str) -> None:
    put_back(tmp_path, await lived(tmp_path))
    (tmp_path / "house.sqlite3.mark").write_text(spoilt, encoding="ascii")

    house = await awakened(tmp_path, DEADLINE + timedelta(minutes=20))

    assert "doi-1" not in heard(house, "Đã đến hạn")
    await house.close()


async def test_a_file_that_was_copied_back_brings_nobody_back_who_was_erased(tmp_path: Path) -> None:
    house = await furnished(sqlite(tmp_path), SATURDAY)
    gone, other = house.phone("u-canary-7", "Lò Thị Mẩy"), house.phone("u2", "Bác Hai")
    for phone in (gone, other):
        await phone.says("chẳng ai hiểu chuyện này")
    kept = copied(tmp_path, "backup.sqlite3")
    await gone.says("/xoadulieu")
    await gone.presses("Đồng ý")
    await house.until(BEFORE.isoformat())
    await house.close()
    put_back(tmp_path, kept)
    assert b"canary" in (tmp_path / "house.sqlite3").read_bytes()

    house = await furnished(sqlite(tmp_path), BEFORE + timedelta(minutes=5))

    assert b"canary" not in (tmp_path / "house.sqlite3").read_bytes()
    async with begin(house.app.database) as tx:
        assert set(await tx.people.of([("phone", "u-canary-7"), ("phone", "u2")])) == {("phone", "u2")}
    await house.close()
