"""With several Zalo bots everybody, and every group, stays with the one that they wrote to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from app import build
from bot.clock import VirtualClock
from bot.config import Settings
from storage.tallies import Tally
from storage.tx import begin
from tests.support.house import LISTS, House, ListChannel, sqlite

TUESDAY = datetime.fromisoformat("2025-10-14T09:00:00+07:00")


@pytest.fixture
async def bots(tmp_path: Path) -> AsyncIterator[tuple[House, House]]:
    """Two entries of one bot, each with its own phones."""
    clock = VirtualClock(TUESDAY)
    channels = [ListChannel(f"zalo-doi-{number}", LISTS) for number in (1, 2)]
    app = await build(Settings(database=sqlite(tmp_path)), clock, channels={c.name: c for c in channels})
    yield House(app, clock, channels[0]), House(app, clock, channels[1])
    await app.database.close()


def heard(house: House) -> dict[str, list[str]]:
    """What that bot said, by chat."""
    found: dict[str, list[str]] = {}
    for to, part in house.channel.said:
        assert to.channel == house.channel.name
        found.setdefault(to.chat, []).append(part.text)
    return found


async def bound(house: House, chat: str, squad: str) -> None:
    """A group with that bot in it, which is a squad's."""
    async with begin(house.app.database) as tx:
        await tx.chats.meet({(house.channel.name, chat): False}, TUESDAY)
        await tx.chats.bind((house.channel.name, chat), "squad", squad)


async def test_reminders_and_posts_go_out_where_people_and_groups_are_bound(bots: tuple[House, House]) -> None:
    first, second = bots
    await first.leader("ap-cho")
    await second.leader("ap-phuoc-my")
    await bound(first, "g-doi-1", "doi-1")
    await bound(second, "g-doi-2", "doi-2")

    await first.until("2025-10-18T17:00:00+07:00")

    assert set(heard(first)) == {"c-leader-ap-cho", "g-doi-1"}
    assert set(heard(second)) == {"c-leader-ap-phuoc-my", "g-doi-2"}
    for house, group in ((first, "g-doi-1"), (second, "g-doi-2")):
        assert len([text for text in heard(house)[group] if text.startswith("Đã đến hạn báo cáo")]) == 1


async def test_the_same_ids_on_two_bots_are_two_people(bots: tuple[House, House]) -> None:
    first, second = bots
    leader = await first.leader("ap-cho", author="6ede9afa66b88fe6d6a9")
    stranger = second.phone("6ede9afa66b88fe6d6a9")

    receipt = await leader.says("bc cks 5 vneid 12")
    refused = await stranger.says("bc cks 9 vneid 90")

    assert "Biên nhận" in receipt[0]
    assert not any("Biên nhận" in text for text in refused)
    assert heard(first).keys() == {"c-6ede9afa66b88fe6d6a9"}


async def test_a_typed_number_answers_the_bot_that_offered_it(bots: tuple[House, House]) -> None:
    first, second = bots
    here, there = first.phone("u1"), second.phone("u1")

    menu = await here.says("/menu")
    elsewhere = await there.says("1")
    chosen = await here.says("1")

    assert "1. " in menu[0]
    assert len(chosen) == len(elsewhere) == 1
    assert chosen != elsewhere


async def test_each_bot_has_its_own_messages_of_the_month(bots: tuple[House, House]) -> None:
    first, second = bots
    await first.phone("u1").says("/menu")
    await second.phone("u2").says("/menu")
    await second.phone("u2").says("/menu")

    async with begin(first.app.database) as tx:
        assert await tx.tallies.of_month("2025-10") == {"zalo-doi-1": Tally(1, 1), "zalo-doi-2": Tally(2, 2)}
