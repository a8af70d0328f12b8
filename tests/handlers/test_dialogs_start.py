"""Hello, help, stop; codes that give a duty; groups and what they are for."""

from __future__ import annotations

import pytest

from handlers.codes import invite
from storage.tx import begin
from tests.handlers.dialogs import dialog
from tests.support.house import House, Phone


async def code(house: House, role: str = "leader", area: str | None = "ap-cho") -> str:
    async with begin(house.app.database) as tx:
        return await invite(tx, role, area, house.clock.now())


async def roles(house: House, phone: Phone) -> set[str]:
    async with begin(house.app.database) as tx:
        people = await tx.people.of([(house.channel.name, phone.author)])
    return set(people[house.channel.name, phone.author].roles) - {"citizen"}


async def test_each_role_is_greeted_and_helped_with_what_it_can_do(house: House) -> None:
    await dialog(
        house.phone(),
        ("/start", "Trợ lý số"),
        ("trợ giúp", "**menu**"),
        ("/help", "**thôi**"),
        ("/thoi", "không có việc gì"),
    )
    await dialog(await house.leader(), ("/start", "đội trưởng ấp Chợ"), ("giúp", "**huỷ**"))
    await dialog(await house.leader(role="deputy"), ("bắt đầu", "đội phó ấp Chợ"))
    await dialog(await house.officer(), ("/start", "**/nhom**"), ("HELP", "/tonghop"))


async def test_an_open_form_is_stopped(house: House) -> None:
    leader = await house.leader()

    await dialog(leader, ("báo cáo", "1/10"), ("thôi", "dừng"), ("thôi", "không có việc gì"))


@pytest.mark.parametrize("typed", ["{}", " {} ", "mã mời: {}", "/start ma-{}"])
async def test_a_code_gives_its_duty_once(house: House, typed: str) -> None:
    key = await code(house)
    first, second = house.phone("u1"), house.phone("u2")

    await dialog(first, (typed.format(key.lower()), "đội trưởng"))
    await dialog(second, (typed.format(key), "đã có người dùng"))

    assert (await roles(house, first), await roles(house, second)) == ({"leader"}, set())


async def test_a_code_is_over_after_its_time(house: House) -> None:
    key = await code(house, "officer", None)
    phone = house.phone()

    house.clock.advance(minutes=15)

    await dialog(phone, (key, "quá hạn"))
    assert await roles(house, phone) == set()


async def test_five_wrong_codes_lock_for_a_while(house: House) -> None:
    phone, key = house.phone(), await code(house)

    await dialog(phone, *(("AC34AC34", f"Còn {left} lần") for left in (4, 3, 2, 1)), ("AC34AC34", "tạm khoá"))
    await dialog(phone, (key, "tạm khoá"))
    assert await roles(house, phone) == set()

    house.clock.advance(minutes=15)
    key = await code(house)
    await dialog(phone, (key, "đội trưởng"))
    assert await roles(house, phone) == {"leader"}


async def test_a_personal_code_in_a_group_is_not_spent(house: House) -> None:
    key = await code(house)
    group, private = house.group("g1", "u1"), house.phone("u1")

    assert ["riêng" in answer for answer in await group.says(key)] == [True]
    await dialog(private, (key, "đội trưởng"))


async def test_a_groups_code_binds_it_once(house: House) -> None:
    key = await code(house, "group:squad", "doi-1")
    one, two = house.group("g1", "u1"), house.group("g2", "u1")

    await dialog(house.phone("u1"), (key, "Còn 4 lần"))
    await dialog(one, (f"/start ma-{key}", "Đội 1"))
    await dialog(two, (f"/start ma-{key}", "đã có người dùng"))

    async with begin(house.app.database) as tx:
        assert [(c.chat, c.purpose, c.area) for c in await tx.chats.bound()] == [("g1", "squad", "doi-1")]


async def test_an_officer_binds_a_group_by_words_or_by_picking(house: House) -> None:
    await house.officer()
    one, two, three = (house.group(f"g{n}", "officer") for n in (1, 2, 3))

    await dialog(one, ("/nhom đội 2", "Đội 2"))
    await dialog(two, ("/nhom", "nhóm nào"), ("[nhóm cán bộ]", "nhóm cán bộ"))
    await dialog(three, ("/nhom lớp 5A", "nhóm lớp"), ("/nhom bỏ", "thôi nối"))
    await dialog(three, ("/nhom chẳng biết", "chưa rõ"))

    async with begin(house.app.database) as tx:
        assert [(c.chat, c.purpose, c.area) for c in await tx.chats.bound()] == [
            ("g1", "squad", "doi-2"),
            ("g2", "officers", None),
        ]


async def test_nobody_else_binds_a_group_nor_an_officer_a_private_chat(house: House) -> None:
    officer = await house.officer()
    leader = await house.leader()

    await dialog(house.group("g1", leader.author), ("/nhom đội 1", "cán bộ"))
    await dialog(house.group("g1", "dan"), ("/nhom", "cán bộ"))
    await dialog(officer, ("/nhom", "trong nhóm"))

    async with begin(house.app.database) as tx:
        assert await tx.chats.bound() == []


async def test_a_forged_press_binds_nothing(house: House) -> None:
    officer = house.group("g1", (await house.officer()).author)

    assert "cũ" in (await house.deliver(officer, choice="duty:group:squad.doi-99"))[0]
    assert "cán bộ" in (await house.deliver(house.group("g1", "dan"), choice="duty:group:officers."))[0]

    async with begin(house.app.database) as tx:
        assert await tx.chats.bound() == []


async def test_a_group_that_takes_us_in_is_greeted_and_otherwise_hears_nothing(house: House) -> None:
    group = house.group("g1", "u1")

    assert ["/nhom" in answer for answer in await house.deliver(group, kind="joined")] == [True]
    assert await group.says("cả nhà ăn cơm chưa") == []
    assert await group.says("quên mật khẩu vneid") == []
    assert len(await group.says("quên mật khẩu vneid", mentioned=True)) == 1
