"""What people hear of the month's messages, and what is counted of those that come in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from app import build
from bot.clock import VirtualClock
from bot.config import Settings
from bot.errors import QuotaSpent
from bot.post import Voice
from bot.types import Address, Reply
from cli.quiet import FAST
from storage.tallies import Tally
from storage.tx import begin
from tests.support.house import House, ListChannel, sqlite

MONTH = "2025-10"
NOON = datetime.fromisoformat("2025-10-14T12:00:00+07:00")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """One Zalo-like channel and a second one beside it, which only technicians use."""
    clock = VirtualClock(NOON)
    zalo, other = ListChannel("phone"), ListChannel("other")
    zalo.pace = replace(FAST, per_month=100, users=10, groups=1)
    app = await build(Settings(database=sqlite(tmp_path)), clock, channels={"phone": zalo, "other": other})
    opened = House(app, clock, zalo)
    async with begin(app.database) as tx:
        await tx.people.meet({("other", "t"): ("Anh Kỹ", "c-t")}, NOON)
        person = (await tx.people.of([("other", "t")]))["other", "t"]
        await tx.people.give(person.id, "technician", None, NOON)
    yield opened
    await opened.close()


async def told(house: House, **later: float) -> list[str]:
    """What the technician hears on the other channel by then."""
    other = house.app.channels["other"]
    assert isinstance(other, ListChannel)
    before = len(other.said)
    house.clock.advance(**later)
    while await house.app.scheduler.run_due():
        await house.app.settle()
    return [part.text for _, part in other.said[before:]]


async def used(house: House, count: int) -> None:
    async with begin(house.app.database) as tx:
        await tx.tallies.add("out", {("phone", MONTH): count})


async def tally(house: House) -> Tally:
    async with begin(house.app.database) as tx:
        return (await tx.tallies.of_month(MONTH))["phone"]


async def test_both_directions_are_counted_and_a_redelivery_is_not(house: House) -> None:
    phone = house.phone()
    await phone.says("/menu", event_id="e-same")
    await phone.says("/menu", event_id="e-same")
    await phone.says("", kind="blocked")

    assert await tally(house) == Tally(received=1, sent=1)


async def test_an_update_that_fails_is_counted_once_with_its_apology(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(house.app.receiver, "_handle", broken)

    assert len(await house.phone().says("/menu")) == 1
    assert await tally(house) == Tally(received=1, sent=1)


async def test_at_80_percent_the_technician_hears_how_far_it_will_reach(house: House) -> None:
    await used(house, 80)
    await house.phone().says("/menu")

    [text] = await told(house)

    assert text.startswith("📈 Kênh «phone» đã dùng 81/100 tin của tháng 10/2025 (81 %). Với mức này hết vào ngày 17.")
    assert "Khi tới 95 %" in text


async def test_beyond_95_percent_the_receipt_comes_and_the_reminder_is_told_to_a_person(house: House) -> None:
    leader = await house.leader()
    await used(house, 93)
    house.clock.advance(seconds=1)

    [receipt] = await leader.says("bc cks 5 vneid 12")
    assert "Đã ghi" in receipt

    async with begin(house.app.database) as tx:
        voice = voice_of(house)
        voice.tell(Address("phone", "g1"), Reply("Nhắc các đội: còn 1 giờ"), private=False, bulk=True)
        voice.tell(Address("phone", "c-x"), Reply("Nhắc các đội: còn 1 giờ"), bulk=True)
        voice.tell(Address("phone", "g1"), Reply("Đã đến hạn báo cáo"), private=False)
        await tx.outbox.put(voice.sayings)
    await house.app.settle()
    said = [part.text for _, part in house.channel.said]
    heard = await told(house, minutes=11)

    assert "Đã đến hạn báo cáo" in said
    assert not any("Nhắc các đội" in text for text in said)
    assert "Từ giờ em dừng các tin nhắc" in heard[0]
    assert heard[1].splitlines() == [
        "📌 Kênh «phone» gần hết số tin của tháng, nên em đã giữ lại 2 tin (1 tin cho nhóm, 1 tin riêng).",
        "Anh/chị xem tin nào cần thì gửi tay giúp em:",
        "• 2 nơi nhận: Nhắc các đội: còn 1 giờ",
    ]


async def test_beyond_99_percent_only_receipts_come_and_a_person_is_told(house: House) -> None:
    leader, citizen = await house.leader(), house.phone("u5")
    await used(house, 99)

    receipt = await leader.says("bc cks 5 vneid 12 lượt 30")
    undone = await leader.says("huỷ")
    answer = await citizen.says("quên mật khẩu vneid")
    heard = await told(house, minutes=11)

    assert len(receipt) == len(undone) == 1
    assert "Biên nhận" in receipt[0] and "đã bỏ" in undone[0]
    assert answer == []
    assert any("chỉ còn gửi biên nhận" in text or "đã dùng hết" in text for text in heard)
    assert any("đã giữ lại 1 tin" in text for text in heard)


async def test_the_saturday_post_uses_the_reserve_and_the_reminders_do_not(house: House) -> None:
    await used(house, 95)
    async with begin(house.app.database) as tx:
        await tx.chats.meet({("phone", "g1"): False}, NOON)
        await tx.chats.bind(("phone", "g1"), "squad", "doi-1")

    await house.until("2025-10-18T17:00:00+07:00")

    said = [part.text for to, part in house.channel.said if to.chat == "g1"]
    assert len(said) == 1
    assert said[0].startswith("Đã đến hạn báo cáo")
    other = house.app.channels["other"]
    assert isinstance(other, ListChannel)
    assert any("đã giữ lại 1 tin" in part.text for _, part in other.said)


async def test_what_the_platform_refused_is_told_without_showing_answers_to_citizens(house: House) -> None:
    house.channel.fail_next.append(QuotaSpent())
    await house.phone().says("/menu")

    [text] = await told(house, minutes=11)

    assert text.splitlines() == [
        "⚠️ Kênh «phone» báo hết số tin, không nhận 1 tin của em (0 tin cho nhóm, 1 tin riêng).",
        "Anh/chị xem tin nào cần thì gửi tay giúp em:",
        "• … và 1 tin khác",
    ]


async def test_people_and_groups_are_counted_and_told_before_the_platform_is_full(house: House) -> None:
    for number in range(4):
        await house.phone(f"u{number}").says("/menu")
    assert await told(house) == []

    await house.phone("u4").says("/menu")
    [nearly] = await told(house)
    await house.phone("u4").says("/menu")
    await house.phone("u5").says("/menu")
    assert await told(house) == []
    for number in range(6, 11):
        await house.phone(f"u{number}").says("/menu")
    [full] = await told(house)
    await house.group("g1", "u4").says("/menu", mentioned=True)
    [groups] = await told(house)

    assert "đã có 5 người, nền tảng chỉ phục vụ 10" in nearly
    assert "đã có 11 người" in full or "đã có 10 người" in full
    assert "đã vào 1 nhóm, nền tảng chỉ cho 1" in groups


async def test_an_officer_looks_the_months_messages_up(house: House) -> None:
    await used(house, 49)
    officer = await house.officer()
    await used(house, 1)

    [text] = await officer.says("hạn mức")

    assert text.splitlines() == [
        "📈 Số tin tháng 10/2025 (cả gửi và nhận):",
        "• phone: 52/100 (52 %). Với mức này hết vào ngày 26. (1/10 người, 0/1 nhóm)",
        "• other: 0",
    ]
    assert "Số tin" not in (await house.phone("u9").says("/hanmuc"))[0]


async def test_the_news_that_nothing_is_left_does_not_go_over_the_channel_that_has_nothing_left(house: House) -> None:
    officer = await house.officer()
    await used(house, 200)

    said = await officer.says("/menu")
    heard = await told(house)

    assert said == []
    assert "đã dùng hết 100 tin" in heard[0]
    assert not any("đã dùng hết" in part.text for _, part in house.channel.said)


def voice_of(house: House) -> Voice:
    return Voice(house.app.capabilities, house.clock.now())
