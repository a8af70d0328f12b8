"""What is peculiar to the Zalos: reports where nobody tells us what was replied to, and lists to answer in private.

The same lines run over every channel; only how a group's message was meant for us differs, and what can be pressed.
"""

from __future__ import annotations

import pytest

from storage.tx import begin
from tests.handlers.dialogs import dialog, picks, standing
from tests.support.house import House, Phone

GROUP = "nhom-doi-1"


async def squad(house: House) -> Phone:
    """The leader of ấp Chợ in the squad's group; every message that reaches us there was meant for us."""
    leader = await house.leader("ap-cho")
    phone = house.group(GROUP, leader.author, "Chị Hoa")
    await phone.says("", mentioned=True)
    async with begin(house.app.database) as tx:
        await tx.chats.bind((house.channel.name, GROUP), "squad", "doi-1")
    house.channel.said.clear()
    return phone


def has_group_buttons(house: House) -> bool:
    return house.channel.capabilities.button_limit > 0 and house.channel.capabilities.group_buttons


@pytest.mark.parametrize("line", ["báo cáo cks 5 vneid 12", "bc cks 5 vneid 12", "cks 5 vneid 12", "cks 5, 12 vneid"])
async def test_report_by_mention_in_a_group(house: House, line: str) -> None:
    phone = await squad(house)

    heard = await phone.says(line, mentioned=True)

    assert len(heard) == 1
    assert "Biên nhận" in heard[0]
    assert await standing(house) == {"cks": 5, "vneid2": 12}


async def test_report_by_a_reply_to_the_reminder_of_which_nobody_tells_us(house: House) -> None:
    phone = await squad(house)
    await house.until("2025-10-18T14:35:00+07:00")
    assert any("còn thiếu" in part.text or "Nhắc" in part.text for to, part in house.channel.said if to.chat == GROUP)

    heard = await phone.says("cks 5", mentioned=True)

    assert len(heard) == 1
    assert "Biên nhận" in heard[0]
    assert await standing(house) == {"cks": 5}


async def test_pending_question_in_a_group_is_found_by_who_and_where(house: House) -> None:
    phone = await squad(house)
    other = house.group(GROUP, "stranger", "Anh Ba")
    await phone.says("cks 5", mentioned=True)
    asked = await phone.says("cks 3", mentioned=True)
    assert "thay hay cộng thêm" in asked[0]

    await other.says("Cộng thêm, thành 8", mentioned=True)
    assert await standing(house) == {"cks": 5}
    if has_group_buttons(house):
        answered = await phone.presses("Cộng thêm")
    else:
        answered = await phone.says("cộng thêm, thành 8", mentioned=True)

    assert "Biên nhận" in answered[0] and "Đã cộng thêm" in answered[0]
    assert await standing(house) == {"cks": 8}


async def test_stray_digit_in_a_group_opens_nothing(house: House) -> None:
    phone = await squad(house)
    await phone.says("cks 5", mentioned=True)
    await phone.says("cks 3", mentioned=True)

    await phone.says("2", mentioned=True)

    assert await standing(house) == {"cks": 5}
    for to, part in house.channel.said:
        if to.chat == GROUP and not has_group_buttons(house):
            assert "\n1. " not in part.text, "a numbered menu in a group"


async def test_report_one_to_one(house: House) -> None:
    leader = await house.leader("ap-cho")

    await dialog(leader, ("cks 5 vneid 12", "Biên nhận"), ("sửa cks 6", "5 → 6"))

    assert await standing(house) == {"cks": 6, "vneid2": 12}


async def test_guide_in_private_step_by_step(house: House) -> None:
    phone = house.phone()

    opened = (await phone.says("quên mật khẩu vneid"))[0]
    steps = await picks(phone, "Chỉ từng bước")
    further = await picks(phone, "Xong, bước tiếp")

    assert len(steps) == len(further) == 1
    numbered = "\n1. " in opened
    assert numbered == (house.channel.capabilities.button_limit == 0)


async def test_name_alone_in_a_group_is_answered_with_how_to_call_us(house: House) -> None:
    phone = house.group("nhom-la", "u7")

    heard = await phone.says("", mentioned=True)

    assert len(heard) == 1


async def test_mention_by_a_citizen_in_a_group_gets_one_short_answer(house: House) -> None:
    phone = house.group("nhom-la", "u7")

    heard = await phone.says("không nhận được mã OTP", mentioned=True)

    assert len(heard) == 1
    assert "1. " not in heard[0] or has_group_buttons(house)
