"""«/dulieucuatoi», «/xoadulieu»: what is kept, and away with it."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import MetaData, create_engine, select

from bot.errors import Unreachable
from bot.types import Attachment
from storage.tx import begin
from tests.handlers.dialogs import dialog, standing
from tests.support.house import House, Phone

CANARIES = ("u-canary-7", "Lò Thị Mẩy", "xyzzycanary", "quuxcanary")


def everything(house: House) -> str:
    """Every value of every column, as text."""
    engine = create_engine(house.app.settings.database)
    held = MetaData()
    held.reflect(engine)
    with engine.connect() as connection:
        rows = [str(tuple(row)) for table in held.sorted_tables for row in connection.execute(select(table))]
    engine.dispose()
    return "\n".join(rows)


async def pass_(house: House, **stretch: float) -> None:
    goal = house.clock.now() + timedelta(**stretch)
    await house.until(goal.isoformat())


async def known(house: House, phone: Phone) -> bool:
    async with begin(house.app.database) as tx:
        return bool(await tx.people.of([(house.channel.name, phone.author)]))


async def test_somebody_sees_what_is_kept_and_has_it_erased(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    citizen = house.phone("u-canary-7", "Lò Thị Mẩy")
    await dialog(citizen, ("quên mật khẩu vneid", "VNeID"), ("chẳng ai hiểu xyzzycanary", ""))

    await dialog(citizen, ("/dulieucuatoi", "Lò Thị Mẩy"), ("dữ liệu của tôi", "4 tin"))
    await dialog(citizen, ("[Xoá dữ liệu]", "không lấy lại được"), ("[Thôi]", "để nguyên"))
    await dialog(citizen, ("/xoadulieu", "xoá hết"), ("[Đồng ý]", "đây là tin cuối"))
    assert await known(house, citizen)
    await pass_(house, minutes=2)

    held = everything(house) + "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert [line for line in held.splitlines() for mark in CANARIES if mark in line] == []
    async with begin(house.app.database) as tx:
        assert [line.action for line in await tx.audit.newest()] == ["erased", "erasure-asked"]
    await dialog(citizen, ("/dulieucuatoi", "1 tin"))


async def test_a_leaders_reports_stay_without_name_and_officers_hear_of_it(house: House) -> None:
    officer, leader = await house.officer(), house.phone("l-canary-1", "Vừ A Páo")
    async with begin(house.app.database) as tx:
        await tx.people.meet({(house.channel.name, leader.author): (leader.name, leader.chat)}, house.clock.now())
        person = (await tx.people.of([(house.channel.name, leader.author)]))[house.channel.name, leader.author]
        await tx.people.give(person.id, "leader", "ap-cho", house.clock.now())
    await dialog(leader, ("bc cks 5, vướng mạng yếu", "✅ Biên nhận"), ("/nghi 20/10 đám tang", "Đã ghi"))
    group = house.group("g1", leader.author, leader.name)
    await group.says("/bc cks 7")

    await dialog(leader, ("/xoadulieu", "đội trưởng ấp Chợ"), ("[Đồng ý]", "tin cuối"))
    await pass_(house, minutes=2)

    held = everything(house)
    assert [mark for mark in ("l-canary-1", "Vừ A Páo", "đám tang", leader.chat) if mark in held] == []
    assert await standing(house) == {"cks": 5}
    told = [part.text for to, part in house.channel.said if to.chat == officer.chat]
    assert "Một người nhận việc (đội trưởng ấp Chợ)" in told[-1]
    await dialog(leader, ("/homnay", "dành cho"))


async def test_nothing_is_erased_before_the_last_word_has_left(house: House) -> None:
    citizen = house.phone("u-canary-7")
    await citizen.says("/xoadulieu")
    house.channel.fail_next = [Unreachable()] * 6

    await citizen.says("1") if not citizen.buttons else await citizen.presses("Đồng ý")
    house.clock.advance(minutes=1)
    await house.app.scheduler.tick()
    assert await known(house, citizen)
    house.channel.fail_next = []
    await pass_(house, minutes=30)

    assert not await known(house, citizen)
    assert "tin cuối" in house.channel.said[-1][1].text


async def test_a_call_for_help_is_closed_and_the_helper_keeps_nothing_of_it(house: House) -> None:
    citizen = house.phone("u-canary-7", "Lò Thị Mẩy")
    await house.leader()
    await house.officer()
    await citizen.says("máy cháu báo lỗi xyzzycanary")
    await citizen.says("/gapnguoi")
    await citizen.says("ấp Chợ")
    await citizen.says("màn hình trắng quuxcanary")

    await house.deliver(citizen, choice="privacy:yes")
    await pass_(house, minutes=2)

    held = everything(house)
    assert [line for line in held.splitlines() for mark in CANARIES if mark in line] == []
    async with begin(house.app.database) as tx:
        assert await tx.cases.standing(house.app.tools.campaign.id) == []


async def test_in_a_group_it_is_said_privately(house: House) -> None:
    group = house.group("g1", "u1")

    await dialog(group, ("/dulieucuatoi", "nhắn riêng"), ("/xoadulieu", "nhắn riêng"))
    assert "cũ" in (await house.deliver(group, choice="privacy:yes"))[0]


async def test_somebody_elses_messages_stay(house: House) -> None:
    one, other = house.phone("u-canary-7", "Lò Thị Mẩy"), house.phone("u2", "Bác Hai")
    await dialog(other, ("chẳng ai hiểu chuyện ruộng lúa", ""))
    await one.says("/xoadulieu")
    await house.deliver(one, choice="privacy:yes")
    await pass_(house, minutes=2)

    held = everything(house)
    assert "Bác Hai" in held and "ruộng lúa" in held and "u-canary-7" not in held


async def test_a_passed_on_picture_goes_from_the_disk_at_once(house: House) -> None:
    async def fetched(_channel: str, _what: str, _most: int) -> bytes:
        return b"\xff\xd8\xff" + b"canary" * 10

    house.app.tools.fetch = fetched
    folder = house.app.tools.passed_files
    assert folder is not None
    citizen, other = house.phone("u-canary-7", "Lò Thị Mẩy"), house.phone("u2", "Bác Hai")
    helper = await house.leader(role="helper", author="giup")
    for number, phone in enumerate((citizen, other), start=1):
        await phone.says("/gapnguoi")
        await phone.says("ấp Chợ")
        await pass_(house, seconds=1)
        await helper.says(f"nhận {number}")
        await house.deliver(phone, attachments=(Attachment("photo", "any"),))
        await pass_(house, seconds=1)
    assert len(list(folder.iterdir())) == 2

    await house.deliver(citizen, choice="privacy:yes")
    await house.deliver(citizen, attachments=(Attachment("photo", "sent a moment later"),))
    await pass_(house, minutes=2)

    assert len(list(folder.iterdir())) == 1
    async with begin(house.app.database) as tx:
        planned = await tx.tasks.between(house.clock.now() - timedelta(hours=1), house.clock.now())
    assert {row.state for row in planned if row.name == "case-file"} == {"done"}
