"""`/rieng-tu`: one page from our own server, for everybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from handlers.dashboard.dress import Dress
from handlers.phrases.privacy import FIRST
from handlers.privacy_page import PrivacyPage
from tests.support.house import House, sqlite


@pytest.fixture
async def house(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = await House.open(sqlite(tmp_path))
    yield opened
    await opened.close()


async def test_the_page_tells_all_and_asks_nobody_else(house: House) -> None:
    site = web.Application()
    for route in PrivacyPage(house.app.tools, Dress()).routes():
        site.router.add_route(route.method, route.path, route.view)
    async with TestClient(TestServer(site)) as client:
        answer = await client.get("/rieng-tu")
        page = await answer.text()

    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for told in ("xã Nhơn Trạch", "180 ngày", "/dulieucuatoi", "/xoadulieu", "35 ngày", "91/2025/QH15"):
        assert told in page
    assert re.findall(r"(?:src|href)=\"(?!/|#)[^\"]*\"", page) == []
    assert "<script" not in page


async def test_the_first_private_answer_says_how_we_treat_what_is_said_once(house: House) -> None:
    house.app.tools.public_url = "https://troly.xa.example.vn"
    citizen, start = house.phone("u1"), FIRST[:20]

    (first,) = await citizen.says("quên mật khẩu vneid")
    assert first.count(start) == 1 and "https://troly.xa.example.vn/rieng-tu" in first
    assert len(first.partition("🔒")[2].splitlines()) == 2
    (second,) = await citizen.says("quên mật khẩu vneid")
    assert start not in second
    (group,) = await house.group("g1", "u2").says("quên mật khẩu vneid", mentioned=True)
    assert start not in group
    (later,) = await house.phone("u2").says("/start")
    assert start in later


async def test_who_has_a_duty_already_hears_only_their_work(house: House) -> None:
    leader = await house.leader()

    assert FIRST[:20] not in (await leader.says("bc cks 5"))[0]
