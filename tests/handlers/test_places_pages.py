"""The public schedule page and its feed, over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from handlers.places.pages import SchedulePages
from tests.support.house import BUTTONS, House, sqlite

Client = TestClient[web.Request, web.Application]
ADDRESS = "https://troly.nhontrach.example.vn"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = await House.open(sqlite(tmp_path), capabilities=BUTTONS)
    opened.app.tools.public_url = ADDRESS
    yield opened
    await opened.close()


@pytest.fixture
async def site(house: House) -> AsyncIterator[Client]:
    application = web.Application()
    for route in SchedulePages(house.app.tools, house.app.database).routes():
        application.router.add_route(route.method, route.path, route.view)
    async with TestClient(TestServer(application)) as opened:
        yield opened


async def test_the_page_tells_days_hours_and_places(site: Client) -> None:
    answer = await site.get("/lich")
    text = await answer.text()

    assert answer.status == 200
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert "<script" not in text
    for told in (
        "Thứ Bảy 18/10",
        "8:00–11:00",
        "nhà văn hóa ấp Chợ",
        "đang mở",
        "Thứ Hai 20/10",
        "troly.nhontrach.example.vn/lich",
    ):
        assert told in text


async def test_no_line_ends_inside_hours_and_paper_says_nothing_of_now(site: Client) -> None:
    text = await (await site.get("/lich")).text()

    assert "thứ Sáu 24/10: 7:30\u2060–\u206011:30, 13:30\u2060–\u206017:00" in text
    for now in ("hôm nay", "đang mở"):
        assert text.count(now) == text.count(f'<span class="tag screen">{now}</span>') > 0


async def test_one_hamlet_sees_its_own_and_the_communes(site: Client) -> None:
    text = await (await site.get("/lich", params={"ap": "ap-trau"})).text()

    assert "nhà văn hóa ấp Trầu" in text
    assert "Bàn tư vấn Dịch vụ công" in text
    assert "nhà văn hóa ấp Chợ" not in text
    assert (await site.get("/lich", params={"ap": "<b>"})).status == 404


async def test_what_was_changed_by_chat_stands_there_at_once(house: House, site: Client) -> None:
    leader = await house.leader("ap-cho")
    await leader.says("huỷ buổi 25/10")
    await leader.presses("Duyệt")
    await leader.says("dời hôm nay sang <b>nhà & bà Sáu</b> 14h")
    await leader.presses("Duyệt")

    text = await (await site.get("/lich", params={"ap": "ap-cho"})).text()
    feed = await (await site.get("/lich.ics", params={"ap": "ap-cho"})).text()

    assert "không mở" in text and "mới dời" in text
    assert "&lt;b&gt;nhà &amp; bà Sáu&lt;/b&gt;" in text
    assert "STATUS:CANCELLED" in feed
    assert "DTSTART:20251018T070000Z" in feed
    assert "SEQUENCE:2" in feed


async def test_the_feed_is_a_calendar(site: Client) -> None:
    answer = await site.get("/lich.ics")
    text = await answer.text()

    assert answer.content_type == "text/calendar"
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") > 60
    assert "@troly.nhontrach.example.vn" in text.replace("\r\n ", "")
