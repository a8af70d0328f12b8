"""Registering by chat: ticket, waiting list, cancelling, for a neighbour, reminder; on every channel of the table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import VIETNAM
from handlers.checkin.base import event_of, open_events
from storage.checkin import Event, Ticket
from storage.tx import begin
from tests.handlers.dialogs import dialog, picks, said_to
from tests.support.house import House, Phone
from tests.support.undrawn import undrawn

EVE = datetime.fromisoformat("2025-10-20T09:00:00+07:00")


@pytest.fixture
async def fair(house: House) -> AsyncIterator[House]:
    """The desk of the preset takes two registrations for each of its openings."""
    campaign = house.app.tools.campaign
    points = tuple(replace(one, capacity=2 if one.id == "to-ap-cho" else 0, desks=()) for one in campaign.points)
    house.app.tools.campaign = replace(campaign, points=points)
    house.clock.move_to(EVE)
    yield house


async def event(house: House) -> Event:
    async with begin(house.app.database) as tx:
        opening = (await open_events(tx, house.app.tools.campaign, house.clock.now()))[0]
        return await event_of(tx, house.app.tools.campaign, opening)


async def tickets(house: House) -> list[Ticket]:
    number = (await event(house)).id
    async with begin(house.app.database) as tx:
        return await tx.checkin.tickets(number)


async def registers(phone: Phone) -> str:
    await phone.says("/dangky")
    for choice in ("Tổ công nghệ số", "chữ ký số"):
        await picks(phone, choice)
    return (await picks(phone, "ấp Chợ"))[0]


async def test_need_and_hamlet_are_all_that_is_asked(fair: House) -> None:
    citizen = fair.phone()

    await dialog(
        citizen,
        ("đăng ký nhanh", "buổi nào"),
        ("[Tổ công nghệ số]", "thứ Bảy 25/10, 8:00–11:00"),
        ("[VNeID]", "ở ấp nào"),
        ("[ấp Chợ]", "**Phiếu 1**"),
        ("/phieu", "**Phiếu 1**, mã đọc"),
    )
    (ticket,) = await tickets(fair)
    assert (ticket.need, ticket.area, ticket.state) == ("VNeID mức 2", "ap-cho", "booked")


async def test_who_has_a_ticket_hears_it_again(fair: House) -> None:
    citizen = fair.phone()
    await registers(citizen)
    await citizen.says("/dangky")

    assert "đã có phiếu buổi này" in (await picks(citizen, "Tổ công nghệ số"))[0]


async def test_a_neighbour_gets_a_ticket_of_the_same_chat(fair: House) -> None:
    helper = fair.phone()
    await registers(helper)

    await dialog(
        helper,
        ("đăng ký hộ", "buổi nào"),
        ("[Tổ công nghệ số]", "Bác cần làm việc gì"),
        ("[Việc khác]", "Người bác đăng ký giúp ở ấp nào"),
        ("Trầu", "**Phiếu 2** (đăng ký hộ)"),
    )
    assert (await helper.says("/phieu"))[0].count("• **Phiếu") == 2


async def test_the_first_who_waits_moves_up_when_somebody_cancels(fair: House) -> None:
    people = [fair.phone(f"u{number}") for number in range(4)]
    told = [await registers(person) for person in people]
    assert "**Phiếu 2**" in told[1]
    assert "đứng thứ **1**" in told[2] and "đứng thứ **2**" in told[3]

    await people[0].says("/phieu")
    assert "Đã huỷ phiếu 1" in (await picks(people[0], "Huỷ phiếu 1"))[0]

    assert said_to(fair, people[2].chat)[-1].startswith("Có chỗ rồi ạ: **phiếu 3**")
    assert "Có chỗ rồi" not in "".join(said_to(fair, people[3].chat))
    assert [one.state for one in await tickets(fair)] == ["cancelled", "booked", "booked", "waiting"]


async def test_one_who_waits_and_cancels_moves_nobody(fair: House) -> None:
    people = [fair.phone(f"u{number}") for number in range(4)]
    for person in people:
        await registers(person)
    await people[2].says("/phieu")
    await picks(people[2], "Huỷ phiếu 3")

    assert "Có chỗ rồi" not in "".join(said_to(fair, people[3].chat))


async def test_another_chats_ticket_cannot_be_cancelled(fair: House) -> None:
    await registers(fair.phone("u1"))
    stranger = fair.phone("u2")
    number = (await event(fair)).id

    (answer,) = await fair.deliver(stranger, choice=f"checkin:cancel:{number}.1")

    assert "không dùng được" in answer
    assert [one.state for one in await tickets(fair)] == ["booked"]


async def test_holders_are_reminded_once_and_who_waits_is_not(fair: House) -> None:
    people = [fair.phone(f"u{number}") for number in range(3)]
    await fair.until("2025-10-23T09:00:00+07:00")
    for person in people:
        await registers(person)

    await fair.until("2025-10-25T07:30:00+07:00")

    reminded = [[text for text in said_to(fair, one.chat) if text.startswith("Nhắc bác")] for one in people]
    assert [len(texts) for texts in reminded] == [1, 1, 0]
    assert "thứ Bảy 25/10, 8:00–11:00" in reminded[0][0]


async def test_holders_hear_when_the_opening_moves_and_get_a_code_for_the_new_hours(
    fair: House, tmp_path: Path
) -> None:
    fair.app.tools.public_url = "https://troly.nhontrach.example.vn"
    fair.app.tools.drawn = undrawn(tmp_path)
    holder, officer = fair.phone("u1"), await fair.officer()
    await registers(holder)
    await fair.app.scheduler.run_due()

    await officer.says("dời ấp Chợ 25/10 sang 26/10 14h")
    await picks(officer, "Duyệt")
    for _ in range(2):
        await fair.app.scheduler.run_due()
        await fair.app.settle()

    told = [text for text in said_to(fair, holder.chat) if text.startswith("**Lịch hỗ trợ đổi")]
    assert len(told) == 1
    assert "Nay: **Chủ nhật 26/10, 14:00–17:00" in told[0]
    async with begin(fair.app.database) as tx:
        (kept,) = await tx.checkin.events(fair.app.tools.campaign.id)
        rows = await tx.tasks.between(EVE - timedelta(days=1), EVE + timedelta(days=1))
    assert f"{kept.begins.astimezone(VIETNAM):%d/%m %H:%M}" == "26/10 14:00"
    assert [row.key for row in rows if row.name == "ticket-code"] == [
        f"ticket-code:{kept.id}:1",
        f"ticket-code:{kept.id}:1:1",
    ]


async def test_without_an_event_the_schedule_is_named(house: House) -> None:
    await dialog(house.phone(), ("/dangky", "chưa có buổi nào"))


async def test_a_form_left_open_does_not_swallow_questions(fair: House) -> None:
    citizen = fair.phone()
    await citizen.says("/dangky")

    assert "Gần ấp Trầu" in (await citizen.says("ấp Trầu mấy giờ"))[0]


async def test_in_a_group_it_stays_private(fair: House) -> None:
    (answer,) = await fair.group("g1", "u1").says("/dangky")

    assert "nhắn riêng" in answer


async def test_the_hamlet_is_asked_once_whoever_asked_it(fair: House) -> None:
    citizen, other = fair.phone(), fair.phone("u2", "Bác Hai")
    await dialog(citizen, ("gặp người", "ở ấp nào"), ("[Ấp Trầu]", "ấp Trầu"))
    await dialog(citizen, ("thôi", ""), ("/diem", "ấp Trầu"), ("đăng ký nhanh", "buổi nào"))
    await dialog(citizen, ("[Tổ công nghệ số]", "thứ Bảy"), ("[VNeID]", "ấp Trầu"))

    await dialog(other, ("đăng ký nhanh", "buổi nào"), ("[Tổ công nghệ số]", "thứ Bảy"), ("[VNeID]", "ở ấp nào"))
    await dialog(other, ("[ấp Chợ]", "**Phiếu 2**"), ("gặp người", "ấp Chợ"))
    await dialog(other, ("thôi", ""), ("ấp Trầu mấy giờ", "ấp Trầu"), ("gặp người", "ấp Chợ"))
    await dialog(other, ("thôi", ""), ("/gapnguoi ấp Trầu", "ấp Trầu"), ("thôi", ""), ("gặp người", "ấp Trầu"))

    await dialog(other, ("thôi", ""), ("đăng ký hộ", "buổi nào"), ("[Tổ công nghệ số]", "thứ Bảy"))
    await dialog(other, ("[VNeID]", "ở ấp nào"), ("[ấp Chợ]", "**Phiếu 3**"))
