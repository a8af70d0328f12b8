"""Short-lived public addresses for files."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.clock import VirtualClock
from bot.files import LIFE, Files
from bot.types import File

START = datetime.fromisoformat("2025-10-18T12:00:00+07:00")


async def test_a_published_file_is_served_until_its_time_is_over(tmp_path: Path) -> None:
    clock = VirtualClock(START)
    files = Files(clock, "https://bot.example/")
    path = tmp_path / "bieu-do.png"
    path.write_bytes(b"PNG")
    application = web.Application()
    for route in files.routes():
        application.router.add_route(route.method, route.path, route.view)

    async with TestClient(TestServer(application)) as client:
        address = files.publish(File(str(path), "biểu đồ.png", "image/png", photo=True))
        assert address.startswith("https://bot.example/files/")
        way = address.removeprefix("https://bot.example")

        async with client.get(way) as answer:
            assert (answer.status, await answer.read(), answer.content_type) == (200, b"PNG", "image/png")
        async with client.get("/files/guessed") as answer:
            assert answer.status == 404
        clock.move_to(START + LIFE - timedelta(seconds=1))
        async with client.get(way) as answer:
            assert answer.status == 200
        clock.move_to(START + LIFE)
        async with client.get(way) as answer:
            assert answer.status == 404


async def test_what_is_over_is_forgotten_and_two_addresses_are_never_the_same() -> None:
    clock = VirtualClock(START)
    files = Files(clock)
    file = File("/x", "x", "text/plain")

    first = files.publish(file)
    clock.move_to(START + LIFE)
    second, third = files.publish(file), files.publish(file)

    assert len({first, second, third}) == 3
    assert len(files._published) == 2
