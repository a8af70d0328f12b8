"""An Official Account from the platform's bytes to the platform's bytes: the whole bot, signed events, real calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from app import App, build
from bot.clock import VirtualClock
from bot.config import ChannelSettings, ServerSettings, Settings
from handlers.codes import invite
from storage.outbox import Saying
from storage.tx import begin
from tests.support.faults import error, reset
from tests.support.zalo_oa import APP_ID, APP_SECRET, OA_ID, SECRET, LoopbackOA, Person, Said

SATURDAY = datetime.fromisoformat("2025-10-18T09:00:00+07:00")


class House:
    """A whole bot behind one Official Account."""

    def __init__(self, database: str) -> None:
        self.clock = VirtualClock(SATURDAY)
        self.zalo = LoopbackOA(now=self.clock.now)
        self.database = database
        self.apps: list[App] = []

    async def start(self, **more: Any) -> App:
        seed = self.zalo.tokens.issued[0] if self.zalo.tokens.issued else self.zalo.tokens.issue()
        entry = ChannelSettings(
            "oa",
            "zalo-oa",
            api_url=self.zalo.url,
            oauth_url=self.zalo.url,
            app_id=APP_ID,
            app_secret=APP_SECRET,
            secret=SECRET,
            oa_id=OA_ID,
            refresh_token=seed.refresh,
            **more,
        )
        port = unused_port()
        server = ServerSettings(port=port, public_url=f"http://127.0.0.1:{port}")
        app = await build(Settings(database=self.database, server=server, channels=(entry,)), self.clock)
        await app.server.open("127.0.0.1", port)
        for channel in app.channels.values():
            channel._receive = app.receiver.accept  # type: ignore[attr-defined]
        self.zalo.sender.webhook = f"http://127.0.0.1:{port}/channels/oa/webhook"
        self.apps.append(app)
        return app

    async def stop(self) -> None:
        app = self.apps.pop()
        await app.stop()

    async def hears(self, what: Any) -> list[Said]:
        """Let something happen and be answered; returns what was said anywhere."""
        before = len(self.zalo.sent)
        await what
        await self.settled()
        return self.zalo.sent[before:]

    async def settled(self) -> None:
        await self.apps[-1].settle()

    async def leader(self, id: str, area: str = "ap-cho") -> Person:
        person = self.zalo.person(id)
        async with begin(self.apps[-1].database) as tx:
            code = await invite(tx, "leader", area, self.clock.now())
        assert "đội trưởng" in (await self.hears(person.says(code)))[-1].text.lower()
        self.clock.advance(minutes=1)
        return person


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    built = House(database_url)
    async with built.zalo:
        await built.start()
        yield built
        while built.apps:
            await built.stop()


async def test_a_citizen_follows_asks_taps_and_types_a_number(house: House) -> None:
    ba = house.zalo.person("7001")

    greeted = await house.hears(ba.follow())
    house.clock.advance(minutes=1)
    asked = await house.hears(ba.says("làm sao cài VNeID trên điện thoại vậy cháu"))

    assert len(greeted) == 1 and "Trợ lý số" in greeted[0].text
    assert len(asked) == 1 and "VNeID" in asked[0].text
    assert asked[0].quote is not None and 0 < len(asked[0].buttons) <= 5
    house.clock.advance(minutes=1)
    tapped = await house.hears(ba.presses(asked[0].buttons[0][0]))
    house.clock.advance(minutes=1)
    typed = await house.hears(ba.says("1"))
    assert len(tapped) == 1 and tapped[0].text != asked[0].text and tapped[0].quote is None
    assert len(typed) == 1 and "1" not in typed[0].text[:1]


async def test_the_same_walk_where_zalo_refuses_buttons(house: House) -> None:
    house.zalo.takes_buttons = False
    ba = house.zalo.person("7001")

    asked = await house.hears(ba.says("làm sao cài VNeID trên điện thoại vậy cháu"))
    house.clock.advance(minutes=1)
    typed = await house.hears(ba.says("1"))
    house.clock.advance(minutes=1)
    label = asked[0].text.rpartition("1. ")[2].partition("\n")[0]
    worded = await house.hears(ba.says(label))

    assert asked[0].buttons == () and "\n1. " in asked[0].text
    assert len(typed) == 1 and typed[0].text != asked[0].text
    assert len(worded) == 1


async def test_a_leader_reports_corrects_and_is_counted_once_though_zalo_repeats(house: House) -> None:
    hoa = await house.leader("7100")

    receipt = await house.hears(hoa.says("bc cks 5 vneid 12 lượt 30"))
    house.clock.advance(minutes=1)
    body = house.zalo.sender.encoded
    event = {
        **house.zalo.event("user_send_text"),
        "sender": {"id": hoa.id},
        "recipient": {"id": OA_ID},
        "message": {"msg_id": "same", "text": "sửa cks 6"},
    }
    headers = house.zalo.sender.headers(body(event), event)
    first = await house.hears(house.zalo.sender.post(body(event), headers))
    house.clock.advance(hours=12)
    again = await house.hears(house.zalo.sender.post(body(event), headers))

    assert len(receipt) == 1 and "Biên nhận" in receipt[0].text
    assert len(first) == 1 and "5 → 6" in first[0].text
    assert again == [] and house.zalo.sender.answers[-1] == 200


async def test_a_restart_between_question_and_answer_and_an_answer_that_was_lost(house: House) -> None:
    ba = house.zalo.person("7001")
    await ba.says("quên mật khẩu vneid")
    await house.stop()
    await house.start()
    house.zalo.fails("/v3.0/oa/message/cs", reset())
    await house.apps[-1].receiver.resume()
    await house.settled()
    house.clock.advance(seconds=5)
    await house.settled()

    assert len(ba.said) == 1
    assert house.zalo.tokens.twice == []


async def test_a_token_that_ends_is_renewed_in_the_middle_of_a_talk(house: House) -> None:
    ba = house.zalo.person("7001")
    await house.hears(ba.says("menu"))
    house.zalo.tokens.newest.until = house.clock.now()
    house.clock.advance(minutes=1)

    answered = await house.hears(ba.says("quên mật khẩu vneid"))

    assert len(answered) == 1
    assert house.zalo.refused == [-220]
    assert house.zalo.tokens.twice == []


async def test_unfollowing_ends_it_and_writing_begins_it_anew(house: House) -> None:
    ba = house.zalo.person("7001")
    await house.hears(ba.says("menu"))
    house.clock.advance(minutes=1)
    house.zalo.fails("/v3.0/oa/message/cs", error(-32, "rate"))
    await ba.says("chữ ký số là gì")
    await house.settled()
    await house.hears(ba.unfollow())
    house.clock.advance(minutes=2)
    assert await house.hears(asyncio.sleep(0)) == []

    assert len(await house.hears(ba.says("chữ ký số là gì"))) == 1


async def test_after_too_long_a_silence_nothing_is_even_tried(house: House) -> None:
    ba = house.zalo.person("7001")
    await house.hears(ba.says("menu"))
    house.clock.advance(days=8)
    calls = house.zalo.calls["/v3.0/oa/message/cs"]
    async with begin(house.apps[-1].database) as tx:
        await tx.outbox.put([Saying("oa", "7001", True, {"text": "nhắc"}, house.clock.now())])
    await house.settled()

    assert house.zalo.calls["/v3.0/oa/message/cs"] == calls
    assert len(ba.said) == 1
    assert timedelta(days=7) == house.apps[-1].capabilities["oa"].window
