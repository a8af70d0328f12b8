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


async def test_an_address_holds_over_a_restart_and_says_nothing_to_who_has_no_key(tmp_path: Path) -> None:
    clock, key = VirtualClock(START), Files.new_key()
    path = tmp_path / "bieu-do.png"
    path.write_bytes(b"PNG")
    file = File(str(path), "biểu đồ.png", "image/png")
    first, second = Files(clock, key=key).publish(file), Files(clock, key=key).publish(file)
    assert first != second and str(path) not in first

    for files, status in ((Files(clock, key=key), 200), (Files(clock, key=Files.new_key()), 404)):
        application = web.Application()
        for route in files.routes():
            application.router.add_route(route.method, route.path, route.view)
        async with TestClient(TestServer(application)) as client:
            for address in (first, second):
                async with client.get(address) as answer:
                    assert answer.status == status
            for forged in (first[:-2] + "A=", first.upper(), "/files/%E1%BA%A5", "/files/Z0FBQUFB"):
                async with client.get(forged) as answer:
                    assert answer.status == 404


async def test_a_file_that_is_gone_is_not_found(tmp_path: Path) -> None:
    files = Files(VirtualClock(START))
    application = web.Application()
    for route in files.routes():
        application.router.add_route(route.method, route.path, route.view)
    address = files.publish(File(str(tmp_path / "x"), "x", "text/plain"))
    async with TestClient(TestServer(application)) as client, client.get(address) as answer:
        assert answer.status == 404
