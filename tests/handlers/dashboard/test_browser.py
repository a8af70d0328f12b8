"""The dashboard in a real browser: signing in and out, copied cookies, every width, and what axe finds."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from handlers.dashboard.entrance import LINK_LIFE
from handlers.phrases import dashboard as say
from tests.support.browser import chromium, needs_chromium, visit
from tests.support.house import House
from tests.support.office import BASE, a_week, link_of, two_calls

SHOTS = os.environ.get("TROLYSO_SCREENSHOTS")
"""A folder: the pages are left there as pictures."""
WIDTHS = (360, 768, 1440, 3840)
PAGES = {
    "hom-nay": "/",
    "ky": "/ky",
    "chien-dich": "/chien-dich",
    "khu": "/khu/ap-cho",
    "nguon": "/nguon?noi=ap-cho&chi=cks",
    "thieu": "/thieu",
    "vuong-mac": "/vuong-mac",
    "bang": "/bang",
    "giup": "/giup",
    "cau-hoi": "/cau-hoi",
    "lich": "/lich",
    "nguoi": "/nguoi",
    "tai-ve": "/tai-ve",
    "nhat-ky": "/nhat-ky",
}

pytestmark = [pytest.mark.slow, needs_chromium]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


class Officer:
    """Somebody's browser at the dashboard, with everything that went wrong in it and every request it made."""

    def __init__(self, page: Page, port: int) -> None:
        self.page, self.origin = page, f"http://127.0.0.1:{port}"
        self.trouble: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("console", lambda said: self.trouble.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda request: self.asked.append(request.url))

    async def goes(self, path: str) -> int:
        answer = await self.page.goto(f"{self.origin}{path}")
        assert answer is not None
        return answer.status

    async def enters(self, link: str) -> None:
        await self.goes(link)
        await self.page.get_by_role("button", name="Vào bảng điều khiển").click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text("Hôm nay")


async def opened(browser: Browser, port: int, **options: Any) -> Officer:
    context = await visit(browser, **{"viewport": {"width": 768, "height": 900}, **options})
    return Officer(await context.new_page(), port)


@pytest.fixture
async def officer(house: House, port: int, browser: Browser) -> AsyncIterator[Officer]:
    """An officer who is signed in, in a week with some reports."""
    await a_week(house)
    found = await opened(browser, port)
    await found.enters(await link_of(await house.officer()))
    yield found
    assert found.trouble == []
    assert [url for url in found.asked if not url.startswith(found.origin)] == []


async def test_the_link_works_once_and_not_for_long(house: House, port: int, browser: Browser) -> None:
    phone = await house.officer()
    first, second = await opened(browser, port), await opened(browser, port)
    path = await link_of(phone)
    await second.goes(path)  # looked at, as a preview would
    await first.enters(path)

    await second.page.get_by_role("button").click()
    await expect(second.page.get_by_role("main")).to_contain_text(say.WHY_OUT["used"])

    late = await link_of(phone)
    house.clock.move_to(house.clock.now() + LINK_LIFE)
    assert await second.goes(late) == 401
    await expect(second.page.get_by_role("main")).to_contain_text(say.WHY_OUT["expired"])


async def test_a_copied_cookie_in_another_browser_closes_both(officer: Officer, browser: Browser, port: int) -> None:
    (cookie,) = await officer.page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", BASE)
    assert await officer.page.evaluate("document.cookie") == ""
    thief = await opened(browser, port, user_agent="Mozilla/5.0 (Windows NT 10.0; rv:128.0) Firefox/128.0")
    await thief.page.context.add_cookies(
        [{"name": cookie["name"], "value": cookie["value"], "url": officer.origin + BASE}]
    )

    assert await thief.goes(f"{BASE}/ky") == 401
    assert await officer.goes(f"{BASE}/ky") == 401
    officer.trouble.clear()  # the browser itself reports the 401


async def test_a_form_on_another_site_does_nothing(officer: Officer, house: House) -> None:
    page = await officer.page.context.new_page()
    await page.route(
        "http://xa-khac.example/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{officer.origin}{BASE}/thieu/nhac"><input name="noi" value="*">'
            '<input name="ky" value="2025-W42"><button>Nhận quà</button></form>',
        ),
    )
    await page.goto("http://xa-khac.example/")
    await page.get_by_role("button").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text(say.BAD_FORM_TITLE)
    await officer.goes(f"{BASE}/thieu")
    await expect(officer.page.get_by_text("Đã nhắc lúc")).to_have_count(0)
    await page.close()
    officer.asked.clear()


async def test_a_leader_does_not_get_to_another_areas_page(house: House, port: int, browser: Browser) -> None:
    phones = await a_week(house)
    leader = await opened(browser, port)
    await leader.enters(await link_of(phones["ap-cho"]))

    assert [await leader.goes(f"{BASE}{path}") for path in ("/khu/ap-cho", "/khu/ap-trau", "/nguoi")] == [200, 403, 403]
    await expect(leader.page.get_by_role("heading", level=1)).to_have_text(say.FORBIDDEN_TITLE)


async def test_after_signing_out_the_back_button_shows_nothing(officer: Officer) -> None:
    await officer.goes(f"{BASE}/ky")
    await officer.goes(f"{BASE}/thieu")
    await officer.page.get_by_role("button", name="Đăng xuất").click()
    await expect(officer.page.get_by_role("heading", level=1)).to_have_text(say.OUT_TITLE)

    for _ in range(2):
        await officer.page.go_back()
        await expect(officer.page.get_by_role("heading", level=1)).to_have_text(say.WHY_OUT_TITLE)
        await expect(officer.page.get_by_text("Bảng số liệu")).to_have_count(0)
    assert await officer.goes(f"{BASE}/") == 401
    officer.trouble.clear()


async def test_one_tap_reminds_and_says_so(officer: Officer) -> None:
    await officer.goes(f"{BASE}/thieu")
    await officer.page.get_by_role("button", name="Nhắc ấp Mỹ Khoan").click()

    await expect(officer.page.get_by_role("status")).to_contain_text("Đã nhắc ấp Mỹ Khoan")
    await expect(officer.page.get_by_role("button", name="Nhắc ấp Mỹ Khoan")).to_be_disabled()


async def test_new_figures_come_by_themselves(officer: Officer, house: House) -> None:
    await officer.page.clock.install()
    await officer.goes(f"{BASE}/ky")
    total = officer.page.locator('tfoot td[data-key="cks"]')
    await expect(total).to_have_text("13")
    await house.phone("leader-ap-cho", "Chị Hoa").says("sửa cks 16")

    await officer.page.clock.run_for(61_000)

    await expect(total).to_have_text("23")


async def test_it_works_without_javascript(house: House, port: int, browser: Browser) -> None:
    await a_week(house)
    plain = await opened(browser, port, java_script_enabled=False)
    await plain.enters(await link_of(await house.officer()))
    await plain.page.get_by_role("link", name="Kỳ này").click()
    await plain.page.get_by_label("Chỉ tiêu", exact=True).select_option(index=1)
    await plain.page.get_by_role("button", name="Xem", exact=True).click()
    await expect(plain.page).to_have_url(re.compile("chi="))
    await plain.page.get_by_role("link", name="Còn thiếu", exact=True).click()
    await plain.page.get_by_role("button", name="Nhắc ấp Mỹ Khoan").click()
    await expect(plain.page.get_by_role("status")).to_contain_text("Đã nhắc")
    await plain.page.get_by_role("button", name="Đăng xuất").click()
    await expect(plain.page.get_by_role("heading", level=1)).to_have_text(say.OUT_TITLE)


async def test_a_tap_makes_a_file_and_the_browser_keeps_it(officer: Officer, tmp_path: Path) -> None:
    await officer.goes(f"{BASE}/tai-ve")
    async with officer.page.expect_download() as coming:
        await officer.page.get_by_role("button", name="Bảng tính Excel").click()
    kept = await coming.value
    await kept.save_as(tmp_path / "a.xlsx")

    assert kept.suggested_filename == "bao-cao-nhon-trach-2025-2025-W42.xlsx"
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["Theo đơn vị"]["D2"].value == 6
    await expect(officer.page.get_by_role("heading", level=1)).to_have_text("Tải về")


async def test_everything_is_reached_by_keyboard(officer: Officer) -> None:
    await officer.goes(f"{BASE}/thieu")
    await officer.page.keyboard.press("Tab")
    await expect(officer.page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
    await officer.page.keyboard.press("Enter")
    await expect(officer.page.locator("main")).to_be_focused()
    for _ in range(12):
        await officer.page.keyboard.press("Tab")
        if await officer.page.evaluate(
            "document.activeElement.textContent.includes('Mỹ Khoan') && document.activeElement.tagName === 'BUTTON'"
        ):
            break
    await officer.page.keyboard.press("Enter")

    await expect(officer.page.get_by_role("status")).to_contain_text("Đã nhắc ấp Mỹ Khoan")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_no_page_scrolls_sideways_and_axe_finds_nothing_serious(
    officer: Officer, house: House, dark: bool
) -> None:
    await two_calls(house)
    await house.app.scheduler.tick()
    await officer.page.emulate_media(color_scheme="dark" if dark else "light")
    for name, path in PAGES.items():
        for width in WIDTHS:
            await officer.page.set_viewport_size({"width": width, "height": 900 if width < 3000 else 2160})
            assert await officer.goes(BASE + path) == 200
            wide = await officer.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{name} at {width}: {wide} too wide"
            small = await officer.page.evaluate(SMALL_TEXT)
            assert small == [], f"{name} at {width}: {small}"
            if SHOTS:
                shade = "dark" if dark else "light"
                await officer.page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{shade}.png", full_page=width < 3000)
            if width in (360, 1440):
                await _axe(officer.page, f"{name} at {width}")


async def test_the_pages_for_who_is_not_in_are_clear_too(house: House, port: int, browser: Browser) -> None:
    stranger = await opened(browser, port, viewport={"width": 360, "height": 640})
    for path in (await link_of(await house.officer()), f"{BASE}/"):
        await stranger.goes(path)
        await _axe(stranger.page, path[:20])
        if SHOTS:
            await stranger.page.screenshot(path=Path(SHOTS) / f"door-{'in' if 'vao' in path else 'out'}-360.png")


SMALL_TEXT = """
[...document.querySelectorAll('main *')].filter(e => e.childNodes.length && [...e.childNodes].some(
  n => n.nodeType === 3 && n.textContent.trim()) && !e.closest('svg, .unseen')
  && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.tagName + ': ' + e.textContent.slice(0, 30))
"""


async def _axe(page: Page, where: str) -> None:
    found = await Axe().run(page)
    bad = [
        (one["id"], one["impact"], [node["html"][:120] for node in one["nodes"]][:3])
        for one in found.response["violations"]
        if one["impact"] in ("serious", "critical", "moderate")
    ]
    assert bad == [], f"{where}: {bad}"


async def test_the_first_load_is_light(officer: Officer, browser: Browser, port: int, house: House) -> None:
    fresh: BrowserContext = await browser.new_context()
    await fresh.add_cookies(await officer.page.context.cookies())  # type: ignore[arg-type]
    page = await fresh.new_page()
    session = await fresh.new_cdp_session(page)
    await session.send("Network.enable")
    loaded: list[int] = []
    session.on("Network.loadingFinished", lambda event: loaded.append(int(event["encodedDataLength"])))
    await page.goto(f"{officer.origin}{BASE}/ky")
    await page.wait_for_load_state("networkidle")
    await fresh.close()

    assert len(loaded) >= 3 and sum(loaded) <= 100_000
