"""The Telegram of our tests behaves as the real one is documented: else every test built on it proves nothing."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.clock import VIETNAM, VirtualClock
from tests.support.telegram import TOKEN, Flood, LoopbackTelegram


@pytest.fixture
async def telegram() -> AsyncIterator[LoopbackTelegram]:
    async with LoopbackTelegram() as server:
        server.person(7001, "An")
        yield server


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def call(
    client: aiohttp.ClientSession, telegram: LoopbackTelegram, method: str, *, token: str = TOKEN, **fields: Any
) -> tuple[int, Any]:
    """The status with the result, or with the description of the refusal."""
    async with client.post(f"{telegram.url}/bot{token}/{method}", json=fields) as response:
        answer = await response.json()
    assert answer["ok"] == (response.status == 200)
    return response.status, answer.get("result", answer.get("description"))


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_any_form_and_methods_in_any_case(
    way: str, telegram: LoopbackTelegram, client: aiohttp.ClientSession
) -> None:
    fields = {"chat_id": "7001", "text": "Chào", "reply_markup": json.dumps({"inline_keyboard": [[BUTTON]]})}
    url = f"{telegram.url}/bot{TOKEN}/SENDmessage"
    form = aiohttp.FormData(fields, default_to_multipart=way == "multipart")

    if way == "query":
        await client.get(url, params=fields)
    elif way == "json":
        await client.post(url, json=fields)
    else:
        await client.post(url, data=form)

    assert [(said.text, said.buttons) for said in telegram.sent] == [("Chào", (("Đúng", "a:b"),))]


BUTTON = {"text": "Đúng", "callback_data": "a:b"}

REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "no_such_chat": ({"chat_id": 5, "text": "a"}, 400, "Bad Request: chat not found"),
    "empty": ({"chat_id": 7001, "text": " \n"}, 400, "Bad Request: message text is empty"),
    "too_long": ({"chat_id": 7001, "text": "👋" * 2049}, 400, "Bad Request: message is too long"),
    "unclosed": (
        {"chat_id": 7001, "text": "<b>a", "parse_mode": "HTML"},
        400,
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "unknown_tag": (
        {"chat_id": 7001, "text": "5 <c> 6", "parse_mode": "HTML"},
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "c" at byte offset 2',
    ),
    "bare_bracket": (
        {"chat_id": 7001, "text": "đ < 6", "parse_mode": "HTML"},
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 3',
    ),
    "button_without_action": (
        {"chat_id": 7001, "text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
        400,
        "Bad Request: text buttons are unallowed in the inline keyboard",
    ),
    "long_payload": (
        {
            "chat_id": 7001,
            "text": "a",
            "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "đ" * 33}]]},
        },
        400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    "topic": ({"chat_id": 7001, "text": "a", "message_thread_id": 9}, 400, "Bad Request: message thread not found"),
    "quoted": (
        {"chat_id": 7001, "text": "a", "reply_parameters": {"message_id": 99}},
        400,
        "Bad Request: message to be replied not found",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_message_is_refused_in_telegrams_words(
    name: str, telegram: LoopbackTelegram, client: aiohttp.ClientSession
) -> None:
    fields, status, words = REFUSED[name]

    assert await call(client, telegram, "sendMessage", **fields) == (status, words)
    assert telegram.sent == []


async def test_longest_message_counts_as_it_is_shown(telegram: LoopbackTelegram, client: aiohttp.ClientSession) -> None:
    text = "<b>" + "&lt;" * 4096 + "</b>"

    status, message = await call(client, telegram, "sendMessage", chat_id=7001, text=text, parse_mode="HTML")

    assert (status, message["text"]) == (200, "<" * 4096)
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_strangers_token_and_unknown_method(telegram: LoopbackTelegram, client: aiohttp.ClientSession) -> None:
    assert await call(client, telegram, "getMe", token="1:a") == (401, "Unauthorized")
    assert await call(client, telegram, "sendRichMessage") == (404, "Not Found: method not found")


async def test_updates_stay_until_a_higher_offset_confirms_them(
    telegram: LoopbackTelegram, client: aiohttp.ClientSession
) -> None:
    an = telegram.person(7001, "An")
    await an.says("một")
    await an.says("hai")

    _, first = await call(client, telegram, "getUpdates", limit=1)
    _, both = await call(client, telegram, "getUpdates")
    _, second = await call(client, telegram, "getUpdates", offset=both[1]["update_id"])
    _, none = await call(client, telegram, "getUpdates", offset=both[1]["update_id"] + 1)

    texts = [[update["message"]["text"] for update in batch] for batch in (first, both, second, none)]
    assert texts == [["một"], ["một", "hai"], ["hai"], []]


async def test_updates_are_forgotten_after_a_day(client: aiohttp.ClientSession) -> None:
    clock = VirtualClock(datetime(2025, 10, 18, 8, 0, tzinfo=VIETNAM))
    async with LoopbackTelegram(now=clock.now) as telegram:
        await telegram.person(7001, "An").says("hôm qua")
        clock.advance(hours=23)
        await telegram.person(7001, "An").says("hôm nay")
        clock.advance(hours=2)

        _, updates = await call(client, telegram, "getUpdates")

    assert [(update["message"]["text"], update["message"]["date"]) for update in updates] == [
        ("hôm nay", int(datetime(2025, 10, 19, 7, 0, tzinfo=VIETNAM).timestamp()))
    ]


async def test_second_poller_ends_the_first(telegram: LoopbackTelegram, client: aiohttp.ClientSession) -> None:
    first = asyncio.create_task(call(client, telegram, "getUpdates", timeout=30))
    while telegram.bot.poller is None:
        await asyncio.sleep(0)
    second = asyncio.create_task(call(client, telegram, "getUpdates", timeout=30))

    status, words = await first
    await telegram.person(7001, "An").says("một")

    assert (status, words.partition(";")[0]) == (409, "Conflict: terminated by other getUpdates request")
    assert [update["message"]["text"] for update in (await second)[1]] == ["một"]


async def test_kinds_nobody_asked_for_are_not_kept(telegram: LoopbackTelegram, client: aiohttp.ClientSession) -> None:
    an = telegram.person(7001, "An")
    await call(client, telegram, "getUpdates", allowed_updates=["message"])
    sent = await an.says("một")
    await an.edits(sent, "hai")

    _, updates = await call(client, telegram, "getUpdates")

    assert [list(update) for update in updates] == [["update_id", "message"]]


async def test_privacy_mode_hides_what_is_not_addressed_to_the_bot(
    telegram: LoopbackTelegram, client: aiohttp.ClientSession
) -> None:
    an, group = telegram.person(7001, "An"), telegram.group(-1001, "Ấp Chợ")
    await call(client, telegram, "sendMessage", chat_id=-1001, text="Bao nhiêu hộ?")
    ours = group.said[0]
    for text in ("mai họp", "/baocao 5", "/baocao@KhacBot 5", "/baocao@TroLySoBot 6", "nhờ @trolysobot xem"):
        await an.says(text, in_=group)
    await an.says("35", in_=group, reply_to=ours)

    _, updates = await call(client, telegram, "getUpdates")

    seen = [update["message"]["text"] for update in updates]
    assert seen == ["/baocao 5", "/baocao@TroLySoBot 6", "nhờ @trolysobot xem", "35"]


async def test_limits_are_telegrams() -> None:
    now = 0.0
    limits = Flood(lambda: now)
    refused = {"chat": 0, "group": 0}
    for _ in range(5):
        try:
            limits.check(7)
        except Exception:
            refused["chat"] += 1
    for second in range(40):
        now = 10.0 + second
        try:
            limits.check(-5)
        except Exception:
            refused["group"] += 1

    assert refused == {"chat": 2, "group": 20}


async def test_platform_of_its_own_outlives_the_bot_and_keeps_a_ledger(
    client: aiohttp.ClientSession, tmp_path: Path
) -> None:
    ledger = tmp_path / "said.jsonl"
    command = (sys.executable, "-m", "tests.support.telegram", "--ledger", str(ledger), "--token", "77:b=HaiBot")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        url = json.loads(await process.stdout.readline())["url"]
        await client.post(f"{url}/control/says", json={"token": "77:b", "user": 7, "name": "An", "text": "/start"})
        async with client.get(f"{url}/bot77:b/getUpdates") as response:
            updates = (await response.json())["result"]
        await client.post(f"{url}/bot77:b/sendMessage", json={"chat_id": 7, "text": "Chào anh An"})
        async with client.get(f"{url}/control/sent", params={"after": 0, "wait": 5}) as response:
            told = await response.json()
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()

    lines = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    assert [update["message"]["text"] for update in updates] == ["/start"]
    assert [(line["chat"], line["text"], line["bot"]) for line in lines] == [(7, "Chào anh An", "HaiBot")]
    assert told == {"sent": lines, "next": 1}
