"""Whether we are ready, and figures for whoever may see them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from app import App, build
from bot.clock import VirtualClock
from bot.config import ServerSettings, Settings
from storage.outbox import Saying
from storage.tx import begin
from tests.support.house import SATURDAY, ListChannel, sqlite

TOKEN = "ma-cua-may-theo-doi-01"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    settings = Settings(database=sqlite(tmp_path), server=ServerSettings(metrics_token=TOKEN))
    made = await build(settings, VirtualClock(SATURDAY), channels={"phone": ListChannel()})
    yield made
    await made.database.close()


@pytest.fixture
async def server(app: App) -> AsyncIterator[TestServer]:
    application = web.Application()
    for route in app.metrics.routes():
        application.router.add_route(route.method, route.path, route.view)
    async with TestServer(application) as running:
        yield running


async def got(server: TestServer, path: str, **headers: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(server.make_url(path), headers=headers) as answer:
        return answer.status, await answer.text()


async def test_ready_while_the_database_answers_and_everything_moves(app: App, server: TestServer) -> None:
    assert await got(server, "/healthz") == (200, '{"ok": true}')
    assert await got(server, "/readyz") == (200, '{"ok": true, "database": true, "stopped": []}')


async def test_not_ready_without_the_database(app: App, server: TestServer, tmp_path: Path) -> None:
    async with begin(app.database) as tx:
        await tx.notes._connection.execute(__import__("sqlalchemy").text("DROP TABLE notes"))

    assert await got(server, "/readyz") == (503, '{"ok": false, "database": false, "stopped": []}')
    assert (await got(server, "/healthz"))[0] == 200


async def test_not_ready_when_a_loop_ended_or_a_sender_hangs(app: App, server: TestServer) -> None:
    async def ended() -> None:
        return

    loop = asyncio.ensure_future(ended())
    await loop
    app.metrics.loops = {"scheduler": loop}
    await app.senders["phone"].settle()
    clock = app.clock
    assert isinstance(clock, VirtualClock)
    clock.move_to(SATURDAY + timedelta(minutes=5))

    assert await got(server, "/readyz") == (
        503,
        '{"ok": false, "database": true, "stopped": ["scheduler", "sender:phone"]}',
    )


async def test_figures_count_and_say_nothing_of_anybody(app: App, server: TestServer) -> None:
    async with begin(app.database) as tx:
        rows = [Saying("phone", "c-bi-mat", True, {"text": "lời riêng"}, SATURDAY) for _ in range(3)]
        await tx.outbox.put(rows)
    before = (await got(server, "/metrics"))[1]
    await app.senders["phone"].settle()
    after = (await got(server, "/metrics"))[1]

    assert 'trolyso_outbox_due{channel="phone",state="waiting"} 3.0' in before
    assert 'trolyso_sends_total{channel="phone",end="sent"} 3.0' in after
    assert "trolyso_outbox_due{" not in after
    assert "trolyso_task_lag_seconds 0.0" in after
    assert "c-bi-mat" not in before + after
    assert "lời" not in before + after


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "203.0.113.7"}, 403),
        ({"Forwarded": "for=203.0.113.7"}, 403),
        ({"X-Forwarded-For": "203.0.113.7", "Authorization": "Bearer sai"}, 403),
        ({"X-Forwarded-For": "203.0.113.7", "Authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
async def test_only_this_machine_or_who_has_the_token_sees_them(
    server: TestServer, headers: dict[str, str], status: int
) -> None:
    assert (await got(server, "/metrics", **headers))[0] == status
