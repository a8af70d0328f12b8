"""How Zalo's updates reach us: webhook and one-by-one polling; nothing forged is kept, nothing asked for too early."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels._webhook import BODY_LIMIT
from bot.channels.zalo_bot import HEADER, LONGEST_PAUSE, STANDBY_SECONDS, ZaloBot
from bot.errors import Misconfigured
from bot.http import Http
from bot.types import Incoming
from tests.support.clock import SteppedClock
from tests.support.desk import Bell, Desk, SharedLeases
from tests.support.zalo_bot import NAME, TOKEN, LoopbackZaloBot, error, opaque, outage, reset

NOON = datetime.fromisoformat("2026-11-21T12:00:00+07:00")
SECRET = "mat-khau-cua-webhook_0123456789"


@pytest.fixture
async def zalo(clock: SteppedClock) -> AsyncIterator[LoopbackZaloBot]:
    async with LoopbackZaloBot(now=clock.now, resend_delay=0.001) as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http()
    yield client
    await client.close()


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(NOON)


@pytest.fixture
def leases() -> SharedLeases:
    return SharedLeases()


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
async def polling(
    zalo: LoopbackZaloBot, http: Http, clock: SteppedClock, leases: SharedLeases, bell: Bell
) -> AsyncIterator[ZaloBot]:
    channel = ZaloBot("zalo", TOKEN, http, lease=leases.of("me"), api_url=zalo.url, clock=clock, alarm=bell)
    yield channel
    await channel.close()


# -- polling ----------------------------------------------------------------------------------------------------------


async def test_polling_hands_over_what_people_say(zalo: LoopbackZaloBot, polling: ZaloBot) -> None:
    desk, an = Desk(), zalo.person("an", "An")
    await an.says("trước khi mở")

    await polling.open(desk.receive)
    await an.says("một")
    await an.sends("message.poll.received", text="của một thứ khác")
    await an.says("hai")

    assert await desk.has(3) == ["trước khi mở", "một", "hai"]
    assert polling.trouble == ""
    assert polling.identity is not None
    assert polling.identity.can_join_groups is True


async def test_a_webhook_that_was_set_is_taken_down_first(zalo: LoopbackZaloBot, polling: ZaloBot) -> None:
    zalo.bot.webhook = {"url": "https://elsewhere.example", "secret": "s" * 16, "slots": asyncio.Semaphore(1)}
    desk = Desk()

    await polling.open(desk.receive)
    await zalo.person("an", "An").says("một")

    assert await desk.has(1) == ["một"]


async def test_nothing_more_is_asked_for_until_an_update_is_kept(
    zalo: LoopbackZaloBot, polling: ZaloBot, clock: SteppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    desk, an = Desk(broken=3), zalo.person("an", "An")
    await an.says("số của tôi là 0900")
    await an.says("hai")
    await polling.open(desk.receive)

    for pause in (1, 2, 4):
        await clock.resting(1)
        assert len(zalo.bot.handed_over) == 1
        clock.advance(seconds=pause)

    assert await desk.has(2) == ["số của tôi là 0900", "hai"]
    assert "0900" not in caplog.text


async def test_update_that_is_being_kept_when_we_close_is_kept(zalo: LoopbackZaloBot, polling: ZaloBot) -> None:
    begun, may_end, kept = asyncio.Event(), asyncio.Event(), []

    async def slowly(updates: Sequence[Incoming]) -> None:
        begun.set()
        await may_end.wait()
        kept.extend(updates)

    await zalo.person("an", "An").says("một")
    await polling.open(slowly)
    await begun.wait()
    closing = asyncio.create_task(polling.close())
    await asyncio.sleep(0)
    may_end.set()
    await closing

    assert [update.text for update in kept] == ["một"]


@pytest.mark.parametrize("silence", ["408", "empty"])
async def test_silence_is_no_trouble_and_asked_again(
    zalo: LoopbackZaloBot, polling: ZaloBot, clock: SteppedClock, silence: str
) -> None:
    zalo.silence, zalo.poll_seconds = silence, 0.0
    desk = Desk()
    await polling.open(desk.receive)
    for _ in range(5):
        await clock.resting(1)
        clock.advance(seconds=1)
    await zalo.person("an", "An").says("một")
    await clock.resting(1)
    clock.advance(seconds=1)

    assert await desk.has(1) == ["một"]
    assert polling.trouble == ""


async def test_who_answers_nothing_at_once_is_not_asked_in_a_frenzy(
    zalo: LoopbackZaloBot, polling: ZaloBot, clock: SteppedClock
) -> None:
    zalo.poll_seconds = 0.0
    await polling.open(Desk().receive)
    for _ in range(60):
        await clock.resting(1)
        clock.advance(seconds=1)

    assert zalo.calls["getupdates"] <= 62


async def test_a_list_of_updates_is_taken_too(zalo: LoopbackZaloBot, polling: ZaloBot) -> None:
    an, desk = zalo.person("an", "An"), Desk()
    events = [{"event_name": "message.text.received", "message": zalo.message(an.chat, an.user, {"text": str(n)})}
              for n in range(3)]  # fmt: skip
    lists = [events]
    once = zalo.api.methods["getUpdates"]
    zalo.api.methods["getUpdates"] = lambda bot, fields: lists.pop() if lists else once(bot, fields)

    await polling.open(desk.receive)

    assert await desk.has(3) == ["0", "1", "2"]


async def test_only_one_of_two_polls_and_the_other_takes_over(
    zalo: LoopbackZaloBot, http: Http, clock: SteppedClock, leases: SharedLeases, polling: ZaloBot
) -> None:
    desk, spare_desk, an = Desk(), Desk(), zalo.person("an", "An")
    spare = ZaloBot("zalo", TOKEN, http, lease=leases.of("spare"), api_url=zalo.url, clock=clock)
    await polling.open(desk.receive)
    await zalo.until(lambda: zalo.calls["getupdates"] == 1)
    await spare.open(spare_desk.receive)
    await clock.resting(1)
    for text in ("một", "hai", "ba"):
        await an.says(text)
    assert await desk.has(3) == ["một", "hai", "ba"]
    assert spare_desk.kept == []

    await polling.close()
    zalo.bot.wakes()  # its last question went with it
    clock.advance(seconds=STANDBY_SECONDS)
    await zalo.until(lambda: len(zalo.bot.pollers) == 1)
    await an.says("bốn")

    assert await spare_desk.has(1) == ["bốn"]
    await spare.close()


async def test_outage_of_two_hours_costs_few_calls_wakes_a_person_and_is_over_within_a_minute(
    zalo: LoopbackZaloBot, polling: ZaloBot, clock: SteppedClock, bell: Bell, caplog: pytest.LogCaptureFixture
) -> None:
    desk, an = Desk(), zalo.person("an", "An")
    caplog.set_level(logging.INFO)
    await polling.open(desk.receive)
    await zalo.until(lambda: bool(zalo.bot.pollers))
    before = zalo.calls.total()
    zalo.fails("*", outage(502), times=1e9)
    zalo.bot.wakes()  # the poll under way ends, with nothing
    end = NOON + timedelta(hours=2)
    busy = asyncio.get_running_loop().time()
    while clock.now() < end:
        await clock.resting(1)
        clock.advance(seconds=1)
    idle = asyncio.get_running_loop().time() - busy
    calls = zalo.calls.total() - before
    zalo.heals()
    await an.says("một")
    while not (desk.kept and bell.ended):
        assert clock.now() - end <= timedelta(seconds=60), "not back within a minute"
        if clock.waiting:
            clock.advance(seconds=1)
        await asyncio.sleep(0.001)

    assert calls <= 2 * 3600 / LONGEST_PAUSE + 10
    assert idle < 60
    assert ("unreachable", "zalo") in bell.rung
    assert bell.ended == [("unreachable", "zalo")]
    assert await desk.has(1) == ["một"]
    assert len([record for record in caplog.records if "listening" in record.message]) <= 4


async def test_connection_resets_and_refusals_are_met_with_patience(
    zalo: LoopbackZaloBot, polling: ZaloBot, clock: SteppedClock
) -> None:
    desk = Desk()
    zalo.fails("getMe", reset())
    zalo.fails("getUpdates", reset(), times=2)
    zalo.fails("getUpdates", error(429, "too many"))
    await polling.open(desk.receive)
    began = clock.now()
    await zalo.person("an", "An").says("một")
    for _ in range(70):
        if desk.kept:
            break
        if clock.waiting:
            clock.advance(seconds=1)
        await asyncio.sleep(0.01)

    assert await desk.has(1) == ["một"]
    assert clock.now() - began >= timedelta(seconds=60)


async def test_token_that_is_reset_meanwhile_wakes_a_person(
    zalo: LoopbackZaloBot, polling: ZaloBot, clock: SteppedClock, bell: Bell
) -> None:
    await polling.open(Desk().receive)
    await zalo.until(lambda: bool(zalo.bot.pollers))
    zalo.fails("*", error(401, "Unauthorized"), times=3)
    zalo.bot.wakes()
    for _ in range(10):
        await clock.resting(1)
        if bell.rung:
            break
        clock.advance(seconds=1)

    assert bell.rung[0] == ("misconfigured", "zalo")


async def test_token_that_was_never_right_refuses_to_start(
    zalo: LoopbackZaloBot, http: Http, leases: SharedLeases, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = ZaloBot("zalo", "1:never-was-right", http, lease=leases.of("me"), api_url=zalo.url)

    with pytest.raises(Misconfigured):
        await channel.open(Desk().receive)

    assert "never-was-right" not in caplog.text


# -- webhook ----------------------------------------------------------------------------------------------------------


class Hooked:
    """A channel behind a real server, and who knocks at it."""

    def __init__(self, channel: ZaloBot, desk: Desk, address: str) -> None:
        self.channel = channel
        self.desk = desk
        self.address = address

    async def post(self, body: bytes, headers: Any = None, method: str = "POST") -> int:
        given = {HEADER: SECRET} if headers is None else headers
        async with (
            aiohttp.ClientSession(skip_auto_headers=("Content-Type",)) as client,
            client.request(method, self.address, data=body or None, headers=given) as answer,
        ):
            return answer.status


@pytest.fixture
async def hooked(zalo: LoopbackZaloBot, http: Http, clock: SteppedClock, leases: SharedLeases) -> AsyncIterator[Hooked]:
    port, desk = unused_port(), Desk()
    url = f"http://127.0.0.1:{port}"
    channel = ZaloBot(
        "zalo", TOKEN, http, lease=leases.of("me"), mode="webhook", api_url=zalo.url, secret=SECRET,
        public_url=url, bot_name=NAME, clock=clock,
    )  # fmt: skip
    application = web.Application()
    for route in channel.routes():
        application.router.add_route(route.method, route.path, route.view)
    async with TestServer(application, port=port):
        await channel.open(desk.receive)
        yield Hooked(channel, desk, f"{url}/channels/zalo/webhook")
        await channel.close()


def event(number: str = "m1", text: str = "xin chào", **more: Any) -> dict[str, Any]:
    an = opaque("an")
    message = {"message_id": number, "date": 1795075200000, "from": {"id": an}, "chat": {"id": an}, "text": text}
    return {"event_name": "message.text.received", "message": message | more}


GOOD = json.dumps(event()).encode()


async def test_webhook_is_set_with_its_secret_and_takes_both_shapes(zalo: LoopbackZaloBot, hooked: Hooked) -> None:
    an = zalo.person("an", "An")
    for text in ("một", "hai 🙂", "ba"):
        await an.says(text)
    group = zalo.group("doi-1")
    await an.says(f"@{NAME} báo 3", in_=group)
    await an.says("chuyện riêng trong nhóm", in_=group)

    assert sorted(await hooked.desk.has(4)) == ["ba", "báo 3", "hai 🙂", "một"]
    assert zalo.bot.webhook is not None
    assert zalo.bot.webhook["secret"] == SECRET


REFUSED = {
    "without a secret": ({}, GOOD, 403),
    "wrong secret": ({HEADER: SECRET[:-1] + "8"}, GOOD, 403),
    "longer secret": ({HEADER: SECRET + "0"}, GOOD, 403),
    "empty secret": ({HEADER: ""}, GOOD, 403),
    "telegram's header": ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, GOOD, 403),
    "empty without secret": ({}, b"", 403),
    "half": (None, GOOD[:-9], 400),
    "not utf-8": (None, b"\xff\xfe", 400),
    "a list": (None, b"[1]", 400),
    "nested": (None, b"[" * 100_000, 400),
    "no event": (None, b'{"update_id":1,"message":{}}', 400),
    "no ids": (None, b'{"event_name":"message.text.received","message":{"text":"x"}}', 400),
    "no message": (None, b'{"event_name":"message.text.received"}', 400),
    "too long": (None, GOOD + b" " * BODY_LIMIT, 413),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_bad_delivery_is_refused_and_nothing_is_kept(hooked: Hooked, name: str) -> None:
    headers, body, status = REFUSED[name]

    assert await hooked.post(body, headers) == status
    assert hooked.desk.kept == []


async def test_doubled_secret_is_refused(hooked: Hooked) -> None:
    from multidict import CIMultiDict

    assert await hooked.post(GOOD, CIMultiDict([(HEADER, SECRET), (HEADER, SECRET)])) == 403


TRIALS = {
    "empty": ("POST", b""),
    "blank": ("POST", b" \n"),
    "nothing in it": ("POST", b"{}"),
    "only ok": ("POST", b'{"ok":true,"result":{}}'),
    "get": ("GET", b""),
    "unknown event": ("POST", b'{"event_name":"group.renamed","message":{"text":"b"}}'),
    "of a bot": ("POST", json.dumps(event(**{"from": {"id": "x", "is_bot": True}})).encode()),
}


@pytest.mark.parametrize("name", TRIALS)
async def test_trial_with_the_right_secret_is_welcome_and_keeps_nothing(hooked: Hooked, name: str) -> None:
    method, body = TRIALS[name]

    assert await hooked.post(body, method=method) == 200
    assert hooked.desk.kept == []


async def test_unknown_event_is_logged_by_name_alone(hooked: Hooked, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await hooked.post(b'{"event_name":"group.renamed","message":{"text":"chuyen rieng"}}')
    await hooked.post(b'{"event_name":"chuyen rieng\\n","message":{}}')

    assert "group.renamed" in caplog.text
    assert "chuyen rieng" not in caplog.text


async def test_delivery_needs_no_content_type(hooked: Hooked) -> None:
    assert await hooked.post(GOOD) == 200
    assert [update.text for update in hooked.desk.kept] == ["xin chào"]


async def test_what_cannot_be_kept_is_not_acknowledged(hooked: Hooked, caplog: pytest.LogCaptureFixture) -> None:
    hooked.desk.broken = 1

    assert await hooked.post(GOOD) == 503
    assert await hooked.post(GOOD) == 200
    assert "xin chào" not in caplog.text


async def test_channel_that_is_not_open_yet_asks_to_come_again(http: Http, leases: SharedLeases) -> None:
    channel = ZaloBot(
        "zalo", TOKEN, http, lease=leases.of("me"), mode="webhook", secret=SECRET, public_url="https://x.example"
    )
    application = web.Application()
    for route in channel.routes():
        application.router.add_route(route.method, route.path, route.view)
    async with TestServer(application) as server:
        hooked = Hooked(channel, Desk(), str(server.make_url("/channels/zalo/webhook")))

        assert await hooked.post(GOOD) == 503
        assert await hooked.post(b"") == 200


async def test_address_that_zalo_cannot_reach_is_said(
    zalo: LoopbackZaloBot, http: Http, leases: SharedLeases, caplog: pytest.LogCaptureFixture
) -> None:
    zalo.bot.verification = {"ok": False, "outcome": "err.tls", "status_code": 0, "hint": "x"}
    channel = ZaloBot(
        "zalo", TOKEN, http, lease=leases.of("me"), mode="webhook", api_url=zalo.url, secret=SECRET,
        public_url="https://x.example",
    )  # fmt: skip

    await channel.open(Desk().receive)

    assert "err.tls" in caplog.text
    await channel.close()
