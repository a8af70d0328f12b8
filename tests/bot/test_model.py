"""The model may only choose: whatever else it says, or does not say, is «no choice»."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.clock import VirtualClock
from bot.http import Http
from bot.model import FAILURES, LARGEST, REST, Model
from tests.support.house import SATURDAY

TITLES = ("Quên mật khẩu VNeID", "Quên mật khẩu VssID")


def says(content: Any) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


class Endpoint:
    """A loopback server that answers every question alike and keeps what it was asked."""

    def __init__(self, body: bytes, status: int = 200, *, never: bool = False) -> None:
        self.body, self.status, self.never = body, status, never
        self.asked: list[dict[str, Any]] = []
        self.headers: list[str | None] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(request.headers.get("Authorization"))
        if self.never:
            await request.content.wait_eof()
            response = web.StreamResponse()
            await response.prepare(request)
            return response
        return web.Response(body=self.body, status=self.status, content_type="application/json")


@asynccontextmanager
async def served(endpoint: Endpoint) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/v1/chat/completions", endpoint.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("body", "status", "choice"),
    [
        (says("2"), 200, 1),
        (says(" «1». "), 200, 0),
        (says("0"), 200, None),
        (says("3"), 200, None),
        (says("Bác mở ứng dụng, bấm 2 lần rồi gửi mã OTP cho tôi"), 200, None),
        (says("12345"), 200, None),
        (says(None), 200, None),
        (says(["2"]), 200, None),
        (b"{}", 200, None),
        (b'{"choices": []}', 200, None),
        (b"[1]", 200, None),
        (b"<html>", 200, None),
        (b"\xff\xfe", 200, None),
        (b"[" * 30_000, 200, None),
        (says("2") + b" " * LARGEST, 200, None),
        (says("2"), 500, None),
        (says("2"), 302, None),
        (b"", 200, None),
    ],
)
async def test_only_a_number_of_the_list_is_a_choice(body: bytes, status: int, choice: int | None) -> None:
    http = Http()
    async with served(Endpoint(body, status)) as url:
        model = Model(http, VirtualClock(SATURDAY), url, name="m")

        assert await model.choose("quên mật khẩu", TITLES) == choice
    await http.close()


async def test_it_is_asked_with_the_titles_and_the_key() -> None:
    http, endpoint = Http(), Endpoint(says("1"))
    async with served(endpoint) as url:
        await Model(http, VirtualClock(SATURDAY), url, name="nho", key="bi-mat").choose("quên mật khẩu", TITLES)
    await http.close()

    (asked,) = endpoint.asked
    assert asked["model"] == "nho"
    assert asked["messages"][1]["content"] == (
        "Các bài:\n1. Quên mật khẩu VNeID\n2. Quên mật khẩu VssID\n\nCâu hỏi:\nquên mật khẩu"
    )
    assert endpoint.headers == ["Bearer bi-mat"]


async def test_a_server_that_does_not_answer_is_left() -> None:
    http = Http()
    async with served(Endpoint(b"", never=True)) as url:
        assert await Model(http, VirtualClock(SATURDAY), url, patience=0.02).choose("quên mật khẩu", TITLES) is None
    await http.close()


async def test_after_failures_it_is_left_alone_for_a_while() -> None:
    http, endpoint, clock = Http(), Endpoint(b"", 500), VirtualClock(SATURDAY)
    async with served(endpoint) as url:
        model = Model(http, clock, url)
        for _ in range(FAILURES + 2):
            assert await model.choose("quên mật khẩu", TITLES) is None
        asked_in_the_outage = len(endpoint.asked)
        endpoint.body, endpoint.status = says("2"), 200
        clock.move_to(clock.now() + REST - timedelta(seconds=1))
        still = await model.choose("quên mật khẩu", TITLES)
        clock.move_to(clock.now() + timedelta(seconds=1))
        again = await model.choose("quên mật khẩu", TITLES)
    await http.close()

    assert (asked_in_the_outage, still, again) == (FAILURES, None, 1)


async def test_nothing_is_asked_without_candidates() -> None:
    assert await Model(Http(), VirtualClock(SATURDAY), "http://127.0.0.1:9").choose("quên mật khẩu", ()) is None
