"""What may not stand in a group is told to the officers in one word, and what came too late is said at a press."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import Gone, Rejected, Uncertain, Unreachable
from storage.outbox import Saying
from storage.tx import begin
from tests.support.house import House, Phone, sqlite

DEADLINE = datetime.fromisoformat("2025-10-18T16:30:00+07:00")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Two squads' groups, an officer, and half an hour to go."""
    house = await House.open(sqlite(tmp_path), start=datetime.fromisoformat("2025-10-18T16:00:00+07:00"))
    async with begin(house.app.database) as tx:
        for number in (1, 2):
            place = (house.channel.name, f"g{number}")
            await tx.chats.meet({place: False}, house.clock.now())
            await tx.chats.bind(place, "squad", f"doi-{number}")
    yield house
    await house.close()


@pytest.fixture
async def officer(house: House) -> Phone:
    return await house.officer()


def said(house: House, chat: str) -> list[str]:
    return [part.text for to, part in house.channel.said if to.chat == chat]


async def later(house: House, **step: float) -> None:
    """So much later, with the tasks and messages of that moment."""
    house.clock.advance(**step)
    await house.app.scheduler.tick()
    await house.app.settle()


async def test_posts_of_which_nobody_knows_are_listed_in_one_word_within_a_minute(house: House, officer: Phone) -> None:
    house.channel.fail_next += [Uncertain(), Uncertain()]
    await house.until("2025-10-18T16:30:00+07:00")
    await later(house, seconds=30)
    await later(house, seconds=30)

    notes = [text for text in said(house, officer.chat) if "đứt mạng" in text]
    assert len(notes) == 1
    assert notes[0].startswith("⚠️ 2 tin gửi vào nhóm bị đứt mạng giữa chừng")
    assert "nhóm Đội 1" in notes[0]
    assert "nhóm Đội 2" in notes[0]
    assert said(house, "g1") + said(house, "g2") == []


@pytest.mark.parametrize(("fault", "why"), [(Gone(), "không còn trong nhóm"), (Rejected(), "không cho bot nhắn tin")])
async def test_a_group_that_refuses_its_post_is_told_with_the_reason(
    house: House, officer: Phone, fault: Exception, why: str
) -> None:
    house.channel.fail_next.append(fault)  # type: ignore[arg-type]
    await house.until("2025-10-18T16:30:00+07:00")
    await later(house, seconds=30)

    [note] = [text for text in said(house, officer.chat) if "không vào được nhóm" in text]
    assert why in note
    assert len(said(house, "g1") + said(house, "g2")) == 1


async def test_a_platform_that_is_back_within_the_window_gets_the_post_marked_late(
    house: House, officer: Phone
) -> None:
    house.channel.fail_next += [Unreachable() for _ in range(2)]
    await house.until("2025-10-18T16:30:00+07:00")
    await later(house, minutes=25)

    for group in ("g1", "g2"):
        [post] = said(house, group)
        assert post.startswith("(gửi muộn 25 phút) Đã đến hạn báo cáo tuần 42")


async def test_a_platform_that_is_back_too_late_leaves_the_post_to_the_officer_who_may_say_it_once(
    house: House, officer: Phone
) -> None:
    house.channel.fail_next += [Unreachable() for _ in range(4)]
    await house.until("2025-10-18T16:30:00+07:00")
    await later(house, hours=3)
    for _ in range(3):
        await later(house, seconds=30)

    assert said(house, "g1") + said(house, "g2") == []
    [note] = [text for text in said(house, officer.chat) if "Tin hẹn lúc 16:30" in text]
    assert "2 nhóm (nhóm Đội 1" in note
    assert "Đã đến hạn báo cáo tuần 42" in note

    assert await officer.presses("Gửi bây giờ") == ["Em gửi vào 2 nhóm ngay đây ạ."]
    assert [len(said(house, group)) for group in ("g1", "g2")] == [1, 1]
    assert said(house, "g1")[0].startswith("Đã đến hạn")
    again = await house.deliver(officer, choice="unsent:now:1")
    assert len(said(house, "g1")) == 1
    assert again


async def test_a_stranger_cannot_say_it(house: House, officer: Phone) -> None:
    async with begin(house.app.database) as tx:
        at = DEADLINE - timedelta(hours=3)
        timely = {"since": at.isoformat(), "until": at.isoformat(), "late": "", "post": "p"}
        part = {"text": "tin", "timely": timely}
        await tx.outbox.put([Saying(house.channel.name, "g1", False, part, at, key="p:g1")])
    await house.app.settle()

    answer = await house.deliver(house.phone("somebody"), choice="unsent:now:1")

    assert len(answer) == 1
    assert said(house, "g1") == []
