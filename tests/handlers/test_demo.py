"""The demo page: its views over a loopback server, and the page in a real browser."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, time
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import expect

from bot.channels.web_pass import Visitor, room
from bot.clock import VIETNAM
from bot.types import Address, Part
from handlers.demo import PHONES, DemoPages
from handlers.demo.pages import PAGE_HEADER, next_saturday
from tests.support.browser import chromium, needs_chromium, visit
from tests.support.web import SATURDAY, Site

TERMINAL = "trolyso demo --terminal"
OURS = {PAGE_HEADER: "1"}
EVENT = {"at": "2025-10-18T16:30:00+07:00", "label": "tin hạn báo cáo"}


async def state() -> Mapping[str, Any]:
    return {"campaign": "Xã <Nhơn Trạch>", "events": [EVENT]}


def visitors() -> dict[str, Visitor]:
    return {
        "citizen": Visitor("p-dan", "p-dan", "Bác Sáu"),
        "class": room("lop", "me-an", "Mẹ bé An", "Nhóm lớp 5A"),
        "squad": room("doi-1", "truong-1", "Anh Ba", "Nhóm Đội 1"),
        "officer": Visitor("p-can-bo", "p-can-bo", "Cô Hạnh"),
    }


@pytest.fixture
def site() -> Site:
    site = Site()
    passes = {key: site.passes.sign(visitor) for key, visitor in visitors().items()}
    for route in DemoPages(site.clock, state, passes, terminal=TERMINAL).routes():
        site.app.router.add_route(route.method, route.path, route.view)
    return site


@pytest.fixture
async def http(site: Site) -> AsyncIterator[TestClient[Any, Any]]:
    async with site.served() as server:
        client = TestClient(server)
        yield client
        await client.close()


async def test_the_page_seats_four_phones_and_escapes_what_it_is_given(http: TestClient[Any, Any]) -> None:
    answer = await http.get("/")
    page = await answer.text()

    assert page.count("<iframe") == len(PHONES) == 4
    assert page.count('src="/chat/#pass=') == 4
    assert "Xã &lt;Nhơn Trạch&gt;" in page
    assert TERMINAL in page
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")


async def test_the_state_tells_the_moment_the_campaign_and_where_the_clock_may_jump(
    http: TestClient[Any, Any],
) -> None:
    told = await (await http.get("/demo/api/state")).json()

    assert told == {
        "now": SATURDAY.isoformat(),
        "campaign": "Xã <Nhơn Trạch>",
        "events": [EVENT],
        "jumps": [
            {"label": "Thứ Bảy 16:25", "to": "2025-10-25T16:25:00+07:00"},
            {"label": "16:29:50", "to": "2025-10-18T16:29:50+07:00"},
        ],
    }


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ({"to": "2025-10-18T16:29:50+07:00"}, "2025-10-18T16:29:50+07:00"),
        ({"to": "2025-10-18T09:30:00Z"}, "2025-10-18T16:30:00+07:00"),
        ({"advance": 300}, "2025-10-18T16:30:00+07:00"),
        ({"advance": 604800}, "2025-10-25T16:25:00+07:00"),
    ],
)
async def test_the_clock_is_put_forward(http: TestClient[Any, Any], asked: dict[str, Any], then: str) -> None:
    answer = await http.post("/demo/api/clock", json=asked, headers=OURS)

    assert (answer.status, (await answer.json())["now"]) == (200, then)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"to": "2025-10-18T16:24:59+07:00"}', 409),
        (b'{"to": "2025-10-26T16:25:01+07:00"}', 400),
        (b'{"to": "2025-10-18T16:30:00"}', 400),
        (b'{"to": "mai"}', 400),
        (b'{"to": 5}', 400),
        (b'{"advance": -1}', 400),
        (b'{"advance": 0}', 400),
        (b'{"advance": 604801}', 400),
        (b'{"advance": NaN}', 400),
        (b'{"advance": true}', 400),
        (b'{"advance": "60"}', 400),
        (b"{}", 400),
        (b"[]", 400),
        (b"", 400),
        (b"\xff", 400),
        (b"[" * 1000, 400),
        (b" " * 5000 + b'{"advance": 60}', 400),
    ],
)
async def test_a_senseless_wish_leaves_the_clock_alone(
    http: TestClient[Any, Any], site: Site, content: bytes, status: int
) -> None:
    answer = await http.post("/demo/api/clock", data=content, headers=OURS)

    assert answer.status == status
    assert (await answer.json())["say"].endswith(".")
    assert site.clock.now() == SATURDAY


async def test_another_site_cannot_move_the_clock(http: TestClient[Any, Any], site: Site) -> None:
    answer = await http.post("/demo/api/clock", data=json.dumps({"advance": 60}))

    assert answer.status == 403
    assert site.clock.now() == SATURDAY


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2025-10-13T08:00:00", "2025-10-18T16:25:00"),
        ("2025-10-18T16:24:59", "2025-10-18T16:25:00"),
        ("2025-10-18T16:25:00", "2025-10-25T16:25:00"),
        ("2025-10-19T00:00:00", "2025-10-25T16:25:00"),
    ],
)
def test_the_next_saturday_lies_ahead(now: str, then: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=VIETNAM)

    assert next_saturday(moment, time(16, 25)) == datetime.fromisoformat(then).replace(tzinfo=VIETNAM)


def test_a_phone_without_a_pass_is_noticed_at_the_start(site: Site) -> None:
    with pytest.raises(ValueError, match="officer"):
        DemoPages(site.clock, state, {"citizen": "x", "class": "x", "squad": "x"}, terminal=TERMINAL)


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("width", [360, 820, 1280, 1440])
async def test_four_phones_live_side_by_side_and_nothing_runs_over(site: Site, width: int) -> None:
    trouble: list[str] = []
    async with site.served() as server, chromium() as browser:
        page = await (await visit(browser, viewport={"width": width, "height": 800})).new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
        await page.goto(str(server.make_url("/")))
        if width <= 700:
            await page.get_by_role("tab", name="Đội 1").click()
        await page.locator("#squad .chips button").first.click()

        squad = page.frame_locator("#squad iframe")
        await expect(squad.locator("h1")).to_have_text("Nhóm Đội 1")
        await expect(squad.locator(".bubble").last).to_have_text("Bot nghe: bc cks 5 vneid 12 lượt 20")
        await expect(page.frame_locator("#class iframe").locator(".bubble")).to_have_count(0)
        await site.channel.send(Address("web", "p-can-bo"), Part("Tổng hợp tuần 42"))
        if width <= 700:
            await expect(page.locator("#tab-officer")).to_have_class("news")
            await page.get_by_role("tab", name="Cán bộ").click()
        await expect(page.frame_locator("#officer iframe").locator(".bubble")).to_have_text(["Tổng hợp tuần 42"])
        await page.get_by_role("button", name="16:29:50").click()
        await expect(page.locator("#time")).to_contain_text("16:29:5")

        assert await page.evaluate("document.documentElement.scrollWidth") == width
        assert trouble == []
