"""What we say on the Zalo Bot Platform, and what each of its answers means for us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.channels._zalo_bot_call import Answer, outcome
from bot.channels.zalo_bot import ZaloBot
from bot.clock import VirtualClock
from bot.errors import Gone, Misconfigured, QuotaSpent, Rejected, SendError, Throttled, Uncertain, Unreachable
from bot.files import Files
from bot.http import Http
from bot.text import units
from bot.types import Address, Capabilities, File, Part
from tests.support.desk import SharedLeases
from tests.support.zalo_bot import TOKEN, Fault, LoopbackZaloBot, error, hang, opaque, outage, reset

NOON = datetime.fromisoformat("2026-11-21T12:00:00+07:00")
AN = Address("zalo", opaque("an"))


@pytest.fixture
async def zalo() -> AsyncIterator[LoopbackZaloBot]:
    async with LoopbackZaloBot() as server:
        server.person("an", "An")
        yield server


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http()
    yield client
    await client.close()


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


def made(http: Http, url: str, clock: VirtualClock, **more: Any) -> ZaloBot:
    return ZaloBot(
        "zalo", more.pop("token", TOKEN), http, lease=SharedLeases().of("me"), api_url=url, clock=clock, **more
    )


@pytest.fixture
def channel(zalo: LoopbackZaloBot, http: Http, clock: VirtualClock) -> ZaloBot:
    return made(http, zalo.url, clock)


async def failure(channel: ZaloBot, part: Part | None = None, to: Address = AN) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(to, part or Part("xin chào"))
    assert TOKEN.partition(":")[2] not in f"{caught.value!r} {caught.value.__cause__!r}"
    return caught.value


async def test_text_is_said_and_its_id_comes_back(zalo: LoopbackZaloBot, channel: ZaloBot) -> None:
    sent = await channel.send(AN, Part("Xin chào bác 🙂"))

    assert [(said.text, said.message_id, said.styles) for said in zalo.sent] == [("Xin chào bác 🙂", sent, ())]


async def test_bold_words_are_styled_in_the_platforms_own_units(zalo: LoopbackZaloBot, channel: ZaloBot) -> None:
    await channel.send(AN, Part("🙂 **Bước 1**: mở **VNeID** **"))

    assert zalo.sent[0].text == "🙂 Bước 1: mở VNeID **"
    assert zalo.sent[0].styles == (
        {"start": 3, "len": 6, "st": ["b"]},
        {"start": 14, "len": 5, "st": ["b"]},
    )


async def test_styles_that_are_refused_are_left_out(zalo: LoopbackZaloBot, channel: ZaloBot) -> None:
    zalo.fails("sendMessage", error(400, "text_styles unsupported"))

    await channel.send(AN, Part("**Bước 1**"))

    assert [(said.text, said.styles) for said in zalo.sent] == [("Bước 1", ())]


async def test_longest_text_that_we_make_is_taken(zalo: LoopbackZaloBot, channel: ZaloBot) -> None:
    text = "🙂" * (channel.capabilities.text_limit // 2)

    await channel.send(AN, Part(text))

    assert units(zalo.sent[0].text) == channel.capabilities.text_limit <= 1900


def test_there_are_no_buttons_and_without_a_public_address_no_files(channel: ZaloBot) -> None:
    assert channel.capabilities == Capabilities(text_limit=1900)


@pytest.fixture
async def fetched(
    tmp_path: Path, zalo: LoopbackZaloBot, http: Http, clock: VirtualClock
) -> AsyncIterator[tuple[ZaloBot, File]]:
    """A channel whose files can be fetched, and a picture."""
    port = unused_port()
    url = f"http://127.0.0.1:{port}"
    files = Files(clock, url)
    server = web.Application()
    for route in files.routes():
        server.router.add_route(route.method, route.path, route.view)
    picture = tmp_path / "bieu-do.png"
    picture.write_bytes(b"\x89PNG picture")
    async with TestServer(server, port=port):
        yield (
            made(http, zalo.url, clock, public_url=url, publish=files.publish),
            File(str(picture), "biểu đồ.png", "image/png", photo=True),
        )


async def test_picture_is_fetched_by_zalo_from_its_short_lived_address(
    zalo: LoopbackZaloBot, fetched: tuple[ZaloBot, File]
) -> None:
    channel, picture = fetched

    await channel.send(AN, Part("**Tuần 42**", file=picture))

    assert [(said.method, said.text, said.photo) for said in zalo.sent] == [
        ("sendPhoto", "Tuần 42", b"\x89PNG picture")
    ]
    assert channel.capabilities.photo


async def test_any_other_file_becomes_a_link(zalo: LoopbackZaloBot, fetched: tuple[ZaloBot, File]) -> None:
    channel, picture = fetched
    paper = File(picture.path, "số liệu.xlsx", "application/vnd.ms-excel")

    await channel.send(AN, Part("Số liệu tuần 42", file=paper))
    await channel.send(AN, Part("x" * 1990, file=paper))

    first, words, link = (said.text for said in zalo.sent)
    assert first.startswith("Số liệu tuần 42\n\n📎 số liệu.xlsx\nhttp://127.0.0.1:")
    assert words == "x" * 1990
    assert link.startswith("📎 số liệu.xlsx\nhttp")
    assert await zalo.fetch(link.split("\n")[1]) == b"\x89PNG picture"


ANSWERS: dict[str, tuple[Fault, type[SendError]]] = {
    "bad request": (error(400, "text is invalid"), Rejected),
    "chat that is unknown": (error(400, "Bad Request: chat not found"), Gone),
    "user that is unknown": (error(404, "user does not exist"), Gone),
    "unknown method": (error(404, "Not Found"), Rejected),
    "token": (error(401, "Unauthorized"), Misconfigured),
    "internal": (error(403, "internal server error"), Unreachable),
    "too often": (error(429, "quota exceeded"), Throttled),
    "tested too often": (error(426, "too many"), Rejected),
    "time-out of theirs": (error(408, "Request timeout"), Uncertain),
    "json outage": (error(500, "oops"), Unreachable),
    "html outage": (outage(502), Unreachable),
    "html gateway time-out": (outage(504), Uncertain),
    "html 404": (outage(404), Unreachable),
    "html 401": (outage(401), Misconfigured),
    "html success": (outage(200), Uncertain),
    "reset": (reset(), Uncertain),
    "answer lost": (reset(accepted=True), Uncertain),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_answer_means_what_we_do_about_it(zalo: LoopbackZaloBot, channel: ZaloBot, name: str) -> None:
    fault, kind = ANSWERS[name]
    zalo.fails("sendMessage", fault)

    assert type(await failure(channel)) is kind


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(200, {"ok": False, "error_code": 429}), Throttled),
        (Answer(200, {"ok": False, "errorCode": "401"}), Misconfigured),
        (Answer(200, {"ok": False}), Rejected),
        (Answer(200, {"result": {}}), Uncertain),
        (Answer(302, None), Unreachable),
        (Answer(400, {"ok": False, "error_code": True}), Rejected),
    ],
)
def test_the_bodys_own_number_counts(answer: Answer, kind: type[SendError]) -> None:
    assert type(outcome(answer)) is kind


async def test_message_whose_answer_was_lost_was_shown(zalo: LoopbackZaloBot, channel: ZaloBot) -> None:
    zalo.fails("sendMessage", reset(accepted=True))

    await failure(channel)

    assert len(zalo.sent) == 1


async def test_nobody_there_means_that_it_was_not_taken(http: Http, clock: VirtualClock) -> None:
    channel = made(http, f"http://127.0.0.1:{unused_port()}", clock)

    assert type(await failure(channel)) is Unreachable


async def test_no_answer_in_time_means_that_nobody_knows(
    zalo: LoopbackZaloBot, channel: ZaloBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels._zalo_bot_call.CONNECT_SECONDS", 0.05)
    monkeypatch.setattr(channel._calls.call.__func__, "__kwdefaults__", {"within": 0.05})
    zalo.fails("sendMessage", hang())

    assert type(await failure(channel)) is Uncertain


async def test_unknown_token_is_told_in_json_or_not(zalo: LoopbackZaloBot, http: Http, clock: VirtualClock) -> None:
    channel = made(http, zalo.url, clock, token="1:unknown-token")
    zalo.not_json = True

    assert type(await failure(channel)) is Misconfigured


async def test_somebody_who_never_wrote_cannot_be_written_to(channel: ZaloBot) -> None:
    assert type(await failure(channel, to=Address("zalo", opaque("nobody")))) is Gone


async def test_waiting_is_a_minute_and_half_an_hour_of_it_is_the_months_end(
    zalo: LoopbackZaloBot, channel: ZaloBot, clock: VirtualClock
) -> None:
    zalo.fails("sendMessage", error(429, "quota exceeded"), times=100)
    seen: list[type[SendError]] = []
    for _ in range(32):
        fault = await failure(channel)
        seen.append(type(fault))
        assert not isinstance(fault, Throttled) or fault.after >= 60
        clock.advance(minutes=1)
    zalo.heals()
    await channel.send(AN, Part("lại được"))
    zalo.fails("sendMessage", error(429, "too many"))

    assert seen == [Throttled] * 30 + [QuotaSpent] * 2
    assert type(await failure(channel)) is Throttled


async def test_refused_everywhere_wakes_a_person_and_refused_here_alone_is_left(
    zalo: LoopbackZaloBot, channel: ZaloBot
) -> None:
    bad = zalo.person("bad", "Bà")
    zalo.fails("sendMessage", error(403, "internal"), times=100, chat=bad.id)
    to = Address("zalo", bad.id)

    assert [type(await failure(channel, to=to)) for _ in range(6)] == [Unreachable] * 5 + [Misconfigured]
    await channel.send(AN, Part("xin chào"))
    assert type(await failure(channel, to=to)) is Rejected


def test_settings_that_cannot_work_are_refused_without_telling_the_token(http: Http, clock: VirtualClock) -> None:
    for wrong in (
        {"token": "not a token"},
        {"mode": "socket"},
        {"mode": "webhook", "secret": "short", "public_url": "https://x.example"},
        {"mode": "webhook", "secret": "s" * 16},
    ):
        with pytest.raises(Misconfigured) as caught:
            made(http, "http://127.0.0.1:1", clock, **wrong)
        assert TOKEN not in str(caught.value)
        assert "not a token" not in str(caught.value)


async def test_free_plan_ends_at_its_three_limits() -> None:
    async with LoopbackZaloBot(limits=True) as zalo:
        for number in range(51):
            await zalo.person(f"p{number}", "P").says("xin chào")
        for number in range(4):
            group = zalo.group(f"g{number}")
            await zalo.person("p0", "P").says(f"@{zalo.bot.name} xin chào", in_=group)
        http = Http()
        channel = made(http, zalo.url, VirtualClock(NOON))
        zalo.spent[TOKEN] = 3000

        assert zalo.turned_away == [opaque("p50"), opaque("g3")]
        assert type(await failure(channel, to=Address("zalo", opaque("p0")))) is Throttled
        await http.close()
