"""What people sent is fetched from their platform alone, and not more than wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.download import ZALO_HOSTS, download
from bot.errors import Unreachable
from bot.http import Http

PICTURE = b"\xff\xd8\xff" + b"x" * 997


async def _picture(_request: web.Request) -> web.Response:
    return web.Response(body=PICTURE)


async def _moved(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/picture")


async def _outage(_request: web.Request) -> web.Response:
    return web.Response(status=503)


@pytest.fixture
async def server() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/picture", _picture)
    app.router.add_get("/moved", _moved)
    app.router.add_get("/outage", _outage)
    async with TestServer(app) as running:
        yield f"http://127.0.0.1:{running.port}"


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    made = Http()
    yield made
    await made.close()


async def get(http: Http, address: str, most: int = 1000) -> bytes | None:
    return await download(http, address, most, hosts=("127.0.0.1",), plain=True)


@pytest.mark.parametrize(
    ("path", "most", "found"),
    [("/picture", 1000, PICTURE), ("/picture", 999, None), ("/gone", 1000, None), ("/moved", 1000, None)],
)
async def test_what_is_there_and_small_enough_is_had(
    server: str, http: Http, path: str, most: int, found: bytes | None
) -> None:
    assert await get(http, server + path, most) == found


async def test_an_outage_is_for_later(server: str, http: Http) -> None:
    with pytest.raises(Unreachable):
        await get(http, server + "/outage")
    with pytest.raises(Unreachable):
        await get(http, f"http://127.0.0.1:{unused_port()}/picture")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a.jpg",
        "https://zdn.vn.evil.example/a.jpg",
        "https://evilzdn.vn/a.jpg",
        "http://photo-stal-1.zdn.vn/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://[::1",
        "file:///etc/passwd",
        "",
    ],
)
async def test_links_to_other_places_are_not_followed(http: Http, address: str) -> None:
    assert await download(http, address, 1000, hosts=ZALO_HOSTS) is None
