"""How updates reach us: long polling and webhook, bad deliveries, outages; nothing lost, nothing told too early."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels._webhook import BODY_LIMIT
from bot.channels.telegram import HEADER, LONGEST_PAUSE, UPDATES, Telegram
from bot.errors import Misconfigured
from bot.http import Http
from bot.types import Incoming
from tests.support.desk import Desk
from tests.support.telegram import TOKEN, Fault, LoopbackTelegram, error, flood, hang, outage, reset

SECRET = "mat-khau-cua-webhook_0123456789"


class Patience:
    """Waits not at all, and remembers for how long it was asked to."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
async def telegram() -> AsyncIterator[LoopbackTelegram]:
    async with LoopbackTelegram() as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http()
    yield client
    await client.close()


@pytest.fixture
def patience() -> Patience:
    return Patience()


@pytest.fixture
async def polling(telegram: LoopbackTelegram, http: Http, patience: Patience) -> AsyncIterator[Telegram]:
    channel = Telegram("telegram", TOKEN, http, api_url=telegram.url, wait=patience)
    yield channel
    await channel.close()


def confirmed(telegram: LoopbackTelegram) -> Callable[[], bool]:
    return lambda: not telegram.bot.pending


async def test_polling_hands_over_what_people_do(telegram: LoopbackTelegram, polling: Telegram) -> None:
    desk, an = Desk(), telegram.person(7001, "An")
    await an.says("trước khi mở")

    await polling.open(desk.receive)
    first = await an.says("một")
    await an.edits(first, "hai")

    assert await desk.has(3) == ["trước khi mở", "một", "hai"]
    assert polling.trouble == ""
    assert telegram.bot.allowed == list(UPDATES)


async def test_polling_tells_received_only_after_it_is_kept(telegram: LoopbackTelegram, polling: Telegram) -> None:
    an = telegram.person(7001, "An")
    pending_while_keeping: list[int] = []
    kept = asyncio.Event()

    async def receive(updates: Sequence[Incoming]) -> None:
        await asyncio.sleep(0)
        pending_while_keeping.append(len(telegram.bot.pending))
        kept.set()

    await an.says("một")
    await polling.open(receive)
    await kept.wait()

    await telegram.until(confirmed(telegram))
    assert pending_while_keeping == [1]


async def test_update_that_could_not_be_kept_comes_again(
    telegram: LoopbackTelegram, polling: Telegram, patience: Patience, caplog: pytest.LogCaptureFixture
) -> None:
    desk, an = Desk(broken=3), telegram.person(7001, "An")
    await an.says("số của tôi là 0900")

    await polling.open(desk.receive)

    assert await desk.has(1) == ["số của tôi là 0900"]
    assert patience.waited == [1, 2, 4]
    assert "0900" not in caplog.text


async def test_channel_that_closes_before_it_kept_leaves_the_update_to_the_next(
    telegram: LoopbackTelegram, http: Http, patience: Patience
) -> None:
    an, reached = telegram.person(7001, "An"), asyncio.Event()

    async def dies(updates: Sequence[Incoming]) -> None:
        reached.set()
        await asyncio.Event().wait()

    await an.says("một")
    first = Telegram("telegram", TOKEN, http, api_url=telegram.url, wait=patience)
    await first.open(dies)
    await reached.wait()
    await first.close()

    second, desk = Telegram("telegram", TOKEN, http, api_url=telegram.url, wait=patience), Desk()
    await second.open(desk.receive)
    assert await desk.has(1) == ["một"]
    await second.close()


@pytest.mark.parametrize("fault", [outage(), reset(), flood(7), outage(200)], ids=["502", "reset", "429", "nonsense"])
async def test_polling_outlives_an_outage(
    fault: Fault, telegram: LoopbackTelegram, polling: Telegram, patience: Patience
) -> None:
    desk, an = Desk(), telegram.person(7001, "An")
    telegram.fails("getUpdates", fault, times=4)

    await polling.open(desk.receive)
    await an.says("một")

    assert await desk.has(1) == ["một"]
    assert patience.waited == ([7, 7, 7, 8] if fault.code == 429 else [1, 2, 4, 8])


async def test_pauses_grow_to_a_minute_and_no_further(
    telegram: LoopbackTelegram, polling: Telegram, patience: Patience
) -> None:
    telegram.fails("getUpdates", outage(), times=9)

    await polling.open(Desk().receive)
    await telegram.until(lambda: telegram.calls["getupdates"] == 10)

    assert patience.waited == [1, 2, 4, 8, 16, 32, 60, 60, LONGEST_PAUSE]


async def test_platform_that_is_down_at_the_start_is_waited_for(http: Http, patience: Patience) -> None:
    telegram, port, desk = LoopbackTelegram(), unused_port(), Desk()
    tries = asyncio.Event()

    async def wait(seconds: float) -> None:
        await patience(seconds)
        if len(patience.waited) == 3:
            await telegram.start(port)
            tries.set()

    channel = Telegram("telegram", TOKEN, http, api_url=f"http://127.0.0.1:{port}", wait=wait)
    await channel.open(desk.receive)
    assert channel.trouble == "Unreachable"
    await tries.wait()
    await telegram.person(7001, "An").says("một")

    assert await desk.has(1) == ["một"]
    assert (channel.trouble, patience.waited) == ("", [1, 2, 4])
    await channel.close()
    await telegram.stop()


async def test_refused_token_stops_the_start(telegram: LoopbackTelegram, http: Http) -> None:
    channel = Telegram("telegram", "999:khong-co", http, api_url=telegram.url)

    with pytest.raises(Misconfigured):
        await channel.open(Desk().receive)


async def test_token_revoked_later_is_told_and_tried_again(
    telegram: LoopbackTelegram, polling: Telegram, patience: Patience
) -> None:
    troubles: list[str] = []
    desk = Desk()
    telegram.fails("getUpdates", error(401, "Unauthorized"), times=2)
    original = polling._wait

    async def wait(seconds: float) -> None:
        troubles.append(polling.trouble)
        await original(seconds)

    polling._wait = wait
    await polling.open(desk.receive)
    await telegram.person(7001, "An").says("một")

    assert await desk.has(1) == ["một"]
    assert troubles == ["Misconfigured", "Misconfigured"]


async def test_forgotten_webhook_is_taken_away(telegram: LoopbackTelegram, polling: Telegram, http: Http) -> None:
    desk = Desk()
    await polling.open(desk.receive)
    await telegram.until(lambda: telegram.calls["getupdates"] == 1)
    await http.session.post(f"{telegram.url}/bot{TOKEN}/setWebhook", data={"url": "http://127.0.0.1:1/cu"})
    await telegram.until(lambda: telegram.bot.webhook is None)

    await telegram.person(7001, "An").says("một")

    assert await desk.has(1) == ["một"]


async def test_two_pollers_are_a_conflict(
    telegram: LoopbackTelegram, polling: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk()
    await polling.open(desk.receive)
    await telegram.until(lambda: telegram.calls["getupdates"] == 1)

    telegram.bot.wakes("conflict")
    await telegram.until(lambda: telegram.calls["getupdates"] == 2)
    await telegram.person(7001, "An").says("một")

    assert await desk.has(1) == ["một"]
    assert "Conflict" in caplog.text


async def test_update_nobody_can_read_stops_nothing(telegram: LoopbackTelegram, polling: Telegram) -> None:
    desk, an = Desk(), telegram.person(7001, "An")
    for broken in ({"chat": 5}, {"chat": {"id": 1, "type": "private"}, "text": "a", "date": 10**30}, []):
        telegram.push(telegram.bot, {"message": broken}, 7001)
    await an.says("một")

    await polling.open(desk.receive)

    assert await desk.has(1) == ["một"]
    await telegram.until(confirmed(telegram))


async def test_redelivered_updates_keep_their_numbers(http: Http, patience: Patience) -> None:
    async with LoopbackTelegram(redeliver=1.0) as telegram:
        channel, desk, an = Telegram("telegram", TOKEN, http, api_url=telegram.url, wait=patience), Desk(), None
        an = telegram.person(7001, "An")
        await channel.open(desk.receive)
        await an.says("một")
        await desk.has(2)
        await channel.close()

    assert {update.event_id for update in desk.kept} == {desk.kept[0].event_id}


async def test_deep_links_wait_for_our_name(telegram: LoopbackTelegram, polling: Telegram) -> None:
    assert polling.deep_link("dk") is None

    await polling.open(Desk().receive)

    assert polling.deep_link("dk-1_A") == "https://t.me/TroLySoBot?start=dk-1_A"
    assert polling.deep_link("to5", group=True) == "https://t.me/TroLySoBot?startgroup=to5"
    with pytest.raises(ValueError, match="64"):
        polling.deep_link("a" * 65)


# Webhook


class Door:
    """Our HTTP server with the webhook of one channel."""

    def __init__(self, channel: Telegram, server: TestServer, http: Http) -> None:
        self.channel = channel
        self.desk = Desk()
        self.url = str(server.make_url("/channels/telegram/webhook"))
        self._http = http

    async def post(self, body: bytes | dict[str, Any], headers: Any = None) -> int:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self._http.session.post(
            self.url, data=data, headers={HEADER: SECRET} if headers is None else headers
        ) as answer:
            return answer.status


@pytest.fixture
async def door(telegram: LoopbackTelegram, http: Http, patience: Patience) -> AsyncIterator[Door]:
    port = unused_port()
    channel = Telegram(
        "telegram",
        TOKEN,
        http,
        mode="webhook",
        api_url=telegram.url,
        secret=SECRET,
        public_url=f"http://127.0.0.1:{port}/",
        wait=patience,
    )
    app = web.Application(client_max_size=1 << 30)
    for route in channel.routes():
        app.router.add_route(route.method, route.path, route.view)
    server = TestServer(app, port=port)
    await server.start_server()
    opened = Door(channel, server, http)
    await channel.open(opened.desk.receive)
    yield opened
    await channel.close()
    await server.close()


def hello(number: int = 1, text: str = "chào") -> dict[str, Any]:
    chat = {"id": 7001, "type": "private", "first_name": "An"}
    sender = {"id": 7001, "is_bot": False, "first_name": "An"}
    message = {"message_id": 1, "date": 1760756400, "chat": chat, "from": sender, "text": text}
    return {"update_id": number, "message": message}


async def test_webhook_is_announced_with_its_secret(telegram: LoopbackTelegram, door: Door) -> None:
    hook = telegram.bot.webhook

    assert hook is not None
    assert (hook["url"], hook["secret"], telegram.bot.allowed) == (door.url, SECRET, list(UPDATES))


async def test_webhook_keeps_what_telegram_delivers(telegram: LoopbackTelegram, door: Door) -> None:
    an = telegram.person(7001, "An")
    for text in ("một", "hai", "ba"):
        await an.says(text)

    assert await door.desk.has(3) == ["một", "hai", "ba"]
    await telegram.until(confirmed(telegram))


async def test_delivery_that_could_not_be_kept_is_repeated_in_order(telegram: LoopbackTelegram, door: Door) -> None:
    door.desk.broken = 3
    an = telegram.person(7001, "An")
    await an.says("một")
    await an.says("hai")

    assert await door.desk.has(2) == ["một", "hai"]
    assert telegram.bot.last_error == "Wrong response from the webhook: 503 Service Unavailable"


FORGED: dict[str, Any] = {
    "none": {},
    "empty": {HEADER: ""},
    "wrong": {HEADER: "x" * len(SECRET)},
    "prefix": {HEADER: SECRET[:-1]},
    "longer": {HEADER: SECRET + "0"},
    "other_case": {HEADER: SECRET.upper()},
    "not_ascii": {HEADER: "mật-khẩu"},
    "doubled": [(HEADER, SECRET), (HEADER, SECRET)],
    "wrong_then_right": [(HEADER, "x"), (HEADER, SECRET)],
    "joined": {HEADER: f"{SECRET}, {SECRET}"},
    "other_header": {"Authorization": SECRET},
}


@pytest.mark.parametrize("name", FORGED)
async def test_forged_delivery_is_refused(name: str, door: Door) -> None:
    assert await door.post(hello(), FORGED[name]) == 403
    assert door.desk.kept == []


async def test_genuine_delivery_is_kept_once(door: Door) -> None:
    assert await door.post(hello()) == 200
    assert [(update.event_id, update.text) for update in door.desk.kept] == [("1", "chào")]


BROKEN: dict[str, tuple[bytes, int]] = {
    "empty": (b"", 400),
    "half_json": (json.dumps(hello()).encode()[:60], 400),
    "not_utf8": (json.dumps(hello(), ensure_ascii=False).encode("utf-16"), 400),
    "cut_letter": (b'{"update_id": 1, "message": "\xc4"}', 400),
    "nested": (b"[" * 100_000 + b"]" * 100_000, 400),
    "nested_inside": (b'{"update_id": 1, "message": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, 400),
    "list": (json.dumps([hello()]).encode(), 400),
    "text": (b'"xin"', 400),
    "null": (b"null", 400),
    "no_number": (b'{"message": {}}', 400),
    "number_as_text": (b'{"update_id": "1"}', 400),
    "number_true": (b'{"update_id": true}', 400),
    "endless_number": (b'{"update_id": ' + b"9" * 10_000 + b"}", 400),
    "five_megabytes": (json.dumps(hello(text="a" * 5_000_000)).encode(), 413),
    "unknown_kind": (b'{"update_id": 1, "stopped_message_generation": {}}', 200),
    "no_kind": (b'{"update_id": 1}', 200),
    "odd_message": (b'{"update_id": 1, "message": {"chat": 5}}', 200),
    "odd_press": (b'{"update_id": 1, "callback_query": []}', 200),
    "end_of_time": (json.dumps(hello()).replace("1760756400", "1" * 30).encode(), 200),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_broken_delivery_is_answered_and_not_kept(name: str, door: Door) -> None:
    body, status = BROKEN[name]

    assert await door.post(body) == status
    assert door.desk.kept == []


async def test_body_without_length_is_cut_off(door: Door) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 65536 + 2):
            yield b" " * 65536

    async with aiohttp.ClientSession() as client:
        answer = await client.post(door.url, data=endless(), headers={HEADER: SECRET})

    assert (answer.status, door.desk.kept) == (413, [])


async def test_receive_failing_asks_for_a_repeat_and_tells_no_words(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    door.desk.broken = 1

    assert await door.post(hello(text="số 0900")) == 503
    assert await door.post(hello(text="số 0900")) == 200
    assert [update.text for update in door.desk.kept] == ["số 0900"]
    assert "0900" not in caplog.text


async def test_webhook_before_we_know_our_name_asks_for_a_repeat(http: Http) -> None:
    port = unused_port()
    address = f"http://127.0.0.1:{unused_port()}"
    forever = asyncio.Event()

    async def wait(seconds: float) -> None:
        await forever.wait()

    channel = Telegram(
        "telegram", TOKEN, http, mode="webhook", api_url=address, secret=SECRET, public_url=address, wait=wait
    )
    app = web.Application()
    for route in channel.routes():
        app.router.add_route(route.method, route.path, route.view)
    server = TestServer(app, port=port)
    await server.start_server()
    door = Door(channel, server, http)
    await channel.open(door.desk.receive)

    assert await door.post(hello()) == 503
    await channel.close()
    await server.close()


async def test_secret_and_token_are_in_no_log(
    telegram: LoopbackTelegram, http: Http, patience: Patience, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel = Telegram(
        "t",
        TOKEN,
        http,
        mode="webhook",
        api_url=telegram.url,
        secret=SECRET,
        public_url="http://127.0.0.1:1",
        wait=patience,
    )
    telegram.fails("setWebhook", outage(), times=2)

    await channel.open(Desk().receive)
    await telegram.until(lambda: telegram.bot.webhook is not None)
    await channel.close()

    assert TOKEN.partition(":")[2] not in caplog.text
    assert SECRET not in caplog.text


async def test_polling_channel_has_no_door(polling: Telegram) -> None:
    assert polling.routes() == ()


async def test_long_poll_without_answer_is_asked_again(
    telegram: LoopbackTelegram, polling: Telegram, patience: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.POLL_SECONDS", 0.05)
    monkeypatch.setattr("bot.channels.telegram.POLL_GRACE", 0.05)
    telegram.fails("getUpdates", hang(), times=1)
    desk = Desk()

    await polling.open(desk.receive)
    await telegram.person(7001, "An").says("một")

    assert await desk.has(1) == ["một"]
    assert patience.waited[0] == 1


class Bell:
    """An alarm that only writes down."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    async def __call__(self, kind: str, channel: str, detail: str = "", *, once: str | None = None) -> None:
        self.rung.append(kind)

    async def over(self, kind: str, channel: str) -> None:
        self.rung.append(f"{kind} over")


async def test_a_revoked_token_and_an_outage_wake_somebody_and_their_end_is_told(
    telegram: LoopbackTelegram, http: Http, patience: Patience
) -> None:
    desk, bell = Desk(), Bell()
    channel = Telegram("telegram", TOKEN, http, api_url=telegram.url, wait=patience, alarm=bell)
    telegram.fails("getUpdates", error(401, "Unauthorized"), times=1)
    telegram.fails("getUpdates", outage(), times=2)

    await channel.open(desk.receive)
    await telegram.person(7001, "An").says("một")
    await desk.has(1)
    await channel.close()

    assert bell.rung[:3] == ["misconfigured", "unreachable", "unreachable"]
    assert sorted(bell.rung[3:]) == ["misconfigured over", "unreachable over"]
