"""The scanning page in a real browser: without the network, on a slow phone, against forged, copied and old codes."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from handlers.checkin.base import AFTER, event_of, new_code, open_events, token
from handlers.checkin.pages import CheckinPages
from handlers.checkin.signing import Signed, new_keys, sign
from storage.checkin import Event, Ticket
from storage.tx import begin
from tests.support.browser import chromium, needs_chromium, visit
from tests.support.house import BUTTONS, House, sqlite

SEVEN = datetime.fromisoformat("2025-10-10T07:00:00+07:00")
LONGEST = 1_000
"""Milliseconds that a helper may wait for one scan, on a processor four times slower."""

pytestmark = [pytest.mark.slow, needs_chromium]


@dataclass
class Line:
    """The way to the server: cut at its very end, because a browser's own switch does not reach service workers."""

    cut: bool = False

    def middleware(self) -> Any:
        @web.middleware
        async def cut(request: web.Request, handler: Any) -> web.StreamResponse:
            if self.cut:
                assert request.transport is not None
                request.transport.abort()  # type: ignore[attr-defined]
                raise web.HTTPServiceUnavailable
            answer: web.StreamResponse = await handler(request)
            return answer

        return cut


@dataclass
class Table:
    """A helper's phone at the launch."""

    page: Page
    house: House
    event: Event
    tickets: list[Ticket]
    url: str
    line: Line

    async def offline(self) -> None:
        """From now on nothing reaches the server, the page itself neither."""
        self.line.cut = True

    async def online(self) -> None:
        """The network is back, and the phone notices."""
        self.line.cut = False
        await self.page.evaluate("window.dispatchEvent(new Event('online'))")
        await expect(self.page.locator("#net")).to_have_text("Đã nối")

    async def scans(self, text: str) -> None:
        """As the phone's own camera app does: the link of the code is opened in this page."""
        await self.page.evaluate("(text) => { document.body.dataset.took = ''; location.hash = text; }", text)

    async def sees(self, headline: str, detail: str = "") -> None:
        await expect(self.page.locator("#headline")).to_have_text(headline)
        if detail:
            await expect(self.page.locator("#detail")).to_contain_text(detail)


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    house = await House.open(sqlite(tmp_path), start=SEVEN, capabilities=BUTTONS)
    campaign = house.app.tools.campaign
    async with begin(house.app.database) as tx:
        (opening,) = [one for one in await open_events(tx, campaign, SEVEN) if one.point.desks]
        event = await event_of(tx, campaign, opening)
        tickets = [
            await tx.checkin.book(
                event.id,
                await new_code(tx, event.id),
                need="chữ ký số",
                area="ap-cho",
                unit="Cán bộ xã",
                made_by="test",
                at=SEVEN,
            )
            for _ in range(200)
        ]
    line = Line()
    application = web.Application(middlewares=[line.middleware()])
    for route in CheckinPages(house.app.tools, house.app.database).routes():
        application.router.add_route(route.method, route.path, route.view)
    async with TestServer(application) as server, chromium() as browser:
        url = str(server.make_url("/")).rstrip("/")
        house.app.tools.public_url = url
        officer = await house.officer()
        (answer,) = await officer.says("/mayquet")
        link = next(line for line in answer.split("\n") if "/quet/#m." in line)
        size: Any = {"width": 360, "height": 740}
        context = await visit(browser, viewport=size, device_scale_factor=2)
        page = await context.new_page()
        await page.goto(link)
        await expect(page.locator("#desk")).to_be_visible()
        await page.evaluate("navigator.serviceWorker.ready")
        yield Table(page, house, event, tickets, url, line)
        await context.close()
    await house.close()


async def test_a_slow_phone_without_the_network_takes_the_good_and_refuses_the_others(table: Table) -> None:
    page, event, tickets = table.page, table.event, table.tickets
    slow = await page.context.new_cdp_session(page)
    await slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    await table.offline()
    await page.reload()  # the worker gives the page: the phone was put away and taken out again
    await expect(page.locator("#desk")).to_be_visible()
    await expect(page.locator("#net")).to_contain_text("Mất mạng")
    times = []
    for ticket in tickets[:20]:
        await table.scans(token(event, ticket))
        await table.sees("Mời vào", f"Phiếu {ticket.serial} · Cán bộ xã · ấp Chợ")
        await expect(page.locator("body")).to_have_attribute("data-took", re.compile(r"\d+"))
        times.append(int(await page.locator("body").get_attribute("data-took") or 0))

    assert max(times) <= LONGEST, times
    await table.scans(token(event, tickets[0]))
    await table.sees("Đã vào rồi", f"Phiếu {tickets[0].serial}: lúc 07:0")
    forged = sign(new_keys()[0], Signed(event.id, 150, event.ends + AFTER))
    await table.scans(forged)
    await table.sees("Phiếu giả")
    await table.scans(sign(event.secret, Signed(event.id, 151, SEVEN - timedelta(minutes=1))))
    await table.sees("Phiếu hết hạn")
    await table.scans(sign(event.secret, Signed(event.id + 1, 152, event.ends)))
    await table.sees("Phiếu của buổi khác")
    await table.scans("khong-phai-phieu-cua-minh-dau-nhe")
    await table.sees("Không phải phiếu")
    await page.fill("#digits", tickets[30].code or "")
    await page.keyboard.press("Enter")
    await expect(page.locator("#yes")).to_contain_text(f"phiếu {tickets[30].serial}")
    await page.click("#yes")
    await table.sees("Mời vào")
    await page.fill("#digits", "0000")
    await page.keyboard.press("Enter")
    await table.sees("Không thấy")
    await page.select_option("#station", "viettel-1")
    await table.scans(token(event, tickets[0]))
    await table.sees("Xong ở Viettel – bàn 1")
    await expect(page.locator("#net")).to_contain_text("22 chờ gửi")

    await table.online()

    async with begin(table.house.app.database) as tx:
        steps = await tx.checkin.steps(event.id)
    assert len(steps) == 22
    assert {one.step for one in steps} == {"den", "xong:cks"}


async def test_a_scan_is_taken_back_and_who_has_no_ticket_gets_a_number(table: Table) -> None:
    page, event, tickets = table.page, table.event, table.tickets
    await table.offline()
    await table.scans(token(event, tickets[0]))
    await table.sees("Mời vào")
    await page.click("#undo")
    await table.sees("Đã hoàn tác")
    await page.click("summary")
    await page.select_option("#area", "ap-trau")
    await page.click("#walkin button")
    await table.sees("Đã ghi", "Số 10000 · ấp Trầu")
    await table.online()

    async with begin(table.house.app.database) as tx:
        steps = await tx.checkin.steps(event.id)
        ticket = await tx.checkin.ticket(event.id, 10_000)
    assert [(one.serial, one.step) for one in steps] == [(10_000, "den")]
    assert ticket is not None and ticket.area == "ap-trau"


async def test_pages_fit_a_narrow_phone_and_a_holder_who_opens_the_code_learns_what_it_is(table: Table) -> None:
    page = table.page
    await table.scans(token(table.event, table.tickets[4]))
    await table.sees("Mời vào")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await _picture(page, "checkin-360.png")
    context = await page.context.browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)  # type: ignore[union-attr]
    other = await context.new_page()
    await other.goto(f"{table.url}/quet/#{token(table.event, table.tickets[4])}")
    await expect(other.locator("#holder-title")).to_have_text(f"Phiếu {table.tickets[4].serial}")
    await other.goto(f"{table.url}/dangky")
    await other.locator("label.choice", has_text="Chữ ký số").click()
    assert await other.input_value("#noi") == ""  # nobody lives in the first hamlet because they hurry
    await other.select_option("#noi", "ap-trau")
    assert await other.evaluate("document.documentElement.scrollWidth") <= 360
    await _picture(other, "register-360.png")
    await other.click("text=Lấy phiếu")
    await expect(other.locator("h1")).to_have_text("Phiếu 201")
    assert await other.evaluate("document.documentElement.scrollWidth") <= 360
    await _picture(other, "ticket-360.png")
    await context.close()


async def _picture(page: Page, name: str) -> None:
    """Kept only where somebody wants to look: PICTURES=folder."""
    if folder := os.environ.get("PICTURES"):
        await page.screenshot(path=str(Path(folder) / name))
