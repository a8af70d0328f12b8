"""Every night what was kept long enough goes; the technician hears of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, select

from bot.config import PrivacySettings
from storage.tx import begin
from tests.support.house import House, sqlite

LONG_AGO = datetime.fromisoformat("2024-10-01T09:00:00+07:00")
NIGHT = timedelta(days=1)


def everything(house: House) -> str:
    """Every value of every column, as text."""
    engine = create_engine(house.app.settings.database)
    held = MetaData()
    held.reflect(engine)
    with engine.connect() as connection:
        rows = [str(tuple(row)) for table in held.sorted_tables for row in connection.execute(select(table))]
    engine.dispose()
    return "\n".join(rows)


async def days(house: House, count: int) -> None:
    """So many days later, at noon, with that night's work done."""
    house.clock.move_to(house.clock.now().replace(hour=12) + timedelta(days=count - 1))
    await house.until((house.clock.now() + NIGHT).isoformat())


@pytest.fixture
async def house(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = await House.open(sqlite(tmp_path), start=LONG_AGO)
    opened.app.tools.privacy = PrivacySettings(messages_days=60, questions_days=90, idle_days=120, audit_days=365)
    await opened.app.scheduler.tick()
    yield opened
    await opened.close()


async def test_words_go_when_their_time_is_over_and_people_later(house: House, tmp_path: Path) -> None:
    citizen, keeper = house.phone("u-canary-7", "Lò Thị Mẩy"), house.phone("u2", "Bác Hai")
    await citizen.says("chẳng ai hiểu xyzzycanary")

    await days(house, 59)
    assert "xyzzycanary" in everything(house)
    await keeper.says("quên mật khẩu vneid")
    await days(house, 3)
    held = everything(house)
    assert held.count("xyzzycanary") == 1, "only the masked question, from which officers learn"
    assert "Lò Thị Mẩy" in held
    await days(house, 30)
    assert "xyzzycanary" not in everything(house)
    await days(house, 30)

    held = everything(house)
    assert "u-canary-7" not in held and "Lò Thị Mẩy" not in held
    assert "Bác Hai" in held
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and b"canary" in path.read_bytes()] == []


async def test_a_leader_is_not_forgotten_and_figures_stay(house: House) -> None:
    house.clock.move_to(datetime.fromisoformat("2025-10-18T09:00:00+07:00"))
    leader = await house.leader()
    await leader.says("bc cks 5")

    await days(house, 200)

    async with begin(house.app.database) as tx:
        (count,) = await tx.reports.all(house.app.tools.campaign.id)
        assert (dict(count.values), count.line) == ({"cks": 5}, "bc cks 5")
        assert [person.name for person in await tx.people.in_role("leader")] == ["Chị Hoa"]


async def test_the_technician_hears_what_went_and_the_audit_knows(house: House) -> None:
    technician = await house.leader("", role="technician", author="tech")
    await house.phone("u2").says("quên mật khẩu vneid")

    await days(house, 60)
    await days(house, 1)

    said = [part.text for to, part in house.channel.said if to.chat == technician.chat and "chạy tốt" in part.text]
    assert "Đã dọn dữ liệu hết hạn: 2 tin đến" in said[-1]
    async with begin(house.app.database) as tx:
        lines = await tx.audit.newest(action="tidied")
    assert lines[-1].what["inbox"] == 2
    await days(house, 1)
    said = [part.text for to, part in house.channel.said if to.chat == technician.chat]
    assert "Đã dọn" not in said[-1], "only what went that night"


async def test_what_came_once_is_still_known_when_its_words_are_gone(house: House) -> None:
    citizen = house.phone("u2")
    await house.deliver(citizen, text="quên mật khẩu vneid", event_id="once")
    await days(house, 61)

    assert await house.deliver(citizen, text="quên mật khẩu vneid", event_id="once") == []
