"""The chat page in a real browser: nothing lost, nothing doubled, nothing that a careful reader trips over."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from bot.channels.web_pass import room
from bot.types import Address, Choice, File, Part
from tests.support.browser import chromium, needs_chromium, visit
from tests.support.web import Site

NARROW: Any = {"width": 360, "height": 640}

pytestmark = [pytest.mark.slow, needs_chromium]


class Phone:
    """A reader's browser on the chat page, with everything that went wrong in its console."""

    def __init__(self, page: Page, site: Site, url: str) -> None:
        self.page, self.site, self.url = page, site, url
        self.trouble: list[str] = []
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)

    async def type(self, text: str) -> None:
        await self.page.fill("#text", text)
        await self.page.click("#send")

    async def reads(self, *bubbles: str) -> None:
        """Waits until the conversation is exactly these bubbles."""
        await expect(self.page.locator(".bubble")).to_have_text(list(bubbles))

    async def is_told(self, last_status: str) -> None:
        await expect(self.page.locator(".line.me .below").last).to_have_text(re.compile(f"{last_status}$"))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@asynccontextmanager
async def phone_on(site: Site, browser: Browser, path: str = "/chat/", **options: Any) -> AsyncIterator[Phone]:
    async with site.served() as server:
        context = await visit(browser, viewport=NARROW, **options)
        page = await context.new_page()
        phone = Phone(page, site, str(server.make_url(path)))
        await page.goto(phone.url)
        yield phone
        await context.close()


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Phone]:
    async with phone_on(Site(), browser) as opened:
        await expect(opened.page.locator("#welcome")).to_be_visible()
        yield opened
        assert opened.trouble == []


async def test_a_typed_line_stands_once_and_is_answered_also_after_a_reload(phone: Phone) -> None:
    await phone.type("cài VNeID thế nào?")
    await phone.reads("cài VNeID thế nào?", "Bot nghe: cài VNeID thế nào?")
    await phone.is_told("đã gửi")
    await phone.page.reload()

    await phone.reads("cài VNeID thế nào?", "Bot nghe: cài VNeID thế nào?")
    await phone.is_told("đã gửi")
    assert len(phone.site.bot.inbox) == phone.site.bot.knocks == 1


async def test_lines_typed_without_a_network_survive_a_reload_and_arrive_once_in_order(browser: Browser) -> None:
    async with phone_on(Site(), browser) as phone:
        await expect(phone.page.locator("#welcome")).to_be_visible()
        await _cut(phone.page.context)
        await phone.type("bc cks 5")
        await phone.type("bc vneid 12")
        await phone.is_told("chạm để gửi lại")
        await expect(phone.page.locator("#net")).to_contain_text("Đang mất mạng")
        assert phone.site.bot.inbox == {}

        await _mend(phone.page.context)
        await phone.page.reload()
        await phone.reads("bc cks 5", "Bot nghe: bc cks 5", "bc vneid 12", "Bot nghe: bc vneid 12")
        await expect(phone.page.locator("#net")).to_be_hidden()
        assert [update.text for update in phone.site.bot.inbox.values()] == ["bc cks 5", "bc vneid 12"]


async def test_an_offline_browser_sends_by_itself_when_the_network_is_back(browser: Browser) -> None:
    async with phone_on(Site(), browser) as phone:
        await expect(phone.page.locator("#welcome")).to_be_visible()
        await phone.page.context.set_offline(True)
        await phone.type("có ai không?")
        await phone.is_told("chạm để gửi lại")
        await phone.page.context.set_offline(False)

        await phone.reads("có ai không?", "Bot nghe: có ai không?")
        await phone.is_told("đã gửi")
        assert len(phone.site.bot.inbox) == 1


async def test_an_answer_lost_after_acceptance_makes_the_page_repeat_and_the_line_stay_one(browser: Browser) -> None:
    async with phone_on(Site(), browser) as phone:
        lost = 0

        async def lose_the_answer(route: Route) -> None:
            nonlocal lost
            await route.fetch()
            if lost < 2:
                lost += 1
                await route.abort()
            else:
                await route.continue_()

        await phone.page.route("**/chat/api/say", lose_the_answer)
        await phone.type("bc cks 5")
        await phone.is_told("đã gửi")

        await phone.reads("bc cks 5", "Bot nghe: bc cks 5")
        await phone.page.reload()
        await phone.reads("bc cks 5", "Bot nghe: bc cks 5")
        assert lost == 2
        assert phone.site.bot.knocks > len(phone.site.bot.inbox) == 1


async def test_a_line_that_did_not_go_is_sent_at_a_touch(browser: Browser) -> None:
    async with phone_on(Site(), browser) as phone:
        await expect(phone.page.locator("#welcome")).to_be_visible()
        await _cut(phone.page.context)
        await phone.type("xin chào")
        await phone.is_told("chạm để gửi lại")
        await _mend(phone.page.context)
        await phone.page.click("button.below")

        await phone.reads("xin chào", "Bot nghe: xin chào")


async def test_a_button_pressed_twice_counts_once_and_stays_pressed_after_a_reload(phone: Phone) -> None:
    await phone.type("nút")
    button = phone.page.get_by_role("button", name="Đồng ý")
    await button.dblclick()
    await phone.reads("nút", "Chọn một nút", "Đồng ý", "Đã chọn echo:yes")
    await expect(button).to_be_disabled()
    await phone.page.reload()

    await phone.reads("nút", "Chọn một nút", "Đồng ý", "Đã chọn echo:yes")
    await expect(phone.page.get_by_role("button", name="Thôi")).to_be_disabled()
    assert [update.choice for update in phone.site.bot.inbox.values()] == [None, "echo:yes"]


async def test_the_same_button_pressed_in_two_tabs_counts_once(phone: Phone) -> None:
    await phone.type("nút")
    await phone.reads("nút", "Chọn một nút")
    tab = await phone.page.context.new_page()
    # It sees what was said before, and not the first press.
    await tab.route(re.compile("wait=[1-9]"), lambda route: route.abort())
    await tab.goto(phone.url)
    await expect(tab.locator(".bubble")).to_have_count(2)
    await phone.page.get_by_role("button", name="Đồng ý").click()
    await phone.reads("nút", "Chọn một nút", "Đồng ý", "Đã chọn echo:yes")
    await tab.get_by_role("button", name="Đồng ý").click()
    await expect(tab.locator("#pending .below")).to_have_text("đã gửi")

    assert [update.choice for update in phone.site.bot.inbox.values()] == [None, "echo:yes"]
    assert phone.site.bot.knocks == 3


async def test_an_edited_line_takes_new_words_and_buttons_that_can_be_pressed_again(phone: Phone) -> None:
    to = await _meet(phone)
    line = await phone.site.channel.send(to, Part("Bước 1", buttons=(Choice("Tiếp", "guide:next"),)))
    await phone.page.get_by_role("button", name="Tiếp").click()
    await phone.site.channel.send(to, Part("Bước 2", buttons=(Choice("Tiếp", "guide:next"),), edit=line))
    await expect(phone.page.get_by_text("Bước 2")).to_be_visible()
    await phone.page.get_by_role("button", name="Tiếp").click()
    await expect(phone.page.get_by_text("Đã chọn guide:next")).to_have_count(2)

    assert [update.message_id for update in phone.site.bot.inbox.values()][1:] == [line, line]
    await expect(phone.page.get_by_text("Bước 1")).to_have_count(0)


async def test_bold_and_government_links_are_shown_and_markup_is_not_obeyed(phone: Phone) -> None:
    to = await _meet(phone)
    await phone.site.channel.send(
        to,
        Part(
            "Mở **VNeID** tại https://dichvucong.gov.vn/p/home.\n"
            "<img src=x onerror=alert(1)> https://lua-dao.example/gov.vn https://dichvucong.gov.vn@xau.example/"
        ),
    )
    bubble = phone.page.locator(".bubble").last

    await expect(bubble.locator("strong")).to_have_text(["VNeID"])
    await expect(bubble.locator("a")).to_have_text(["https://dichvucong.gov.vn/p/home"])
    await expect(bubble.locator("img")).to_have_count(0)
    await expect(bubble).to_contain_text("<img src=x onerror=alert(1)>")


async def test_of_an_answer_longer_than_the_screen_the_reader_sees_the_beginning(phone: Phone) -> None:
    to = await _meet(phone)
    await phone.site.channel.send(to, Part("**Bước đầu**\n" + "chữ " * 600))
    await expect(phone.page.locator(".bubble strong")).to_be_in_viewport()
    await phone.type("cảm ơn")

    await expect(phone.page.get_by_text("Bot nghe: cảm ơn")).to_be_in_viewport()


async def test_who_comes_back_to_a_long_answer_sees_its_beginning_and_to_a_short_one_its_end(phone: Phone) -> None:
    to = await _meet(phone)
    await phone.site.channel.send(to, Part("**Bước đầu**\n" + "chữ " * 600))
    await expect(phone.page.locator(".bubble strong")).to_be_in_viewport()
    await phone.page.reload()
    await expect(phone.page.locator(".bubble strong")).to_be_in_viewport()
    await phone.type("cảm ơn")
    await expect(phone.page.get_by_text("Bot nghe: cảm ơn")).to_be_in_viewport()
    await phone.page.reload()

    await expect(phone.page.get_by_text("Bot nghe: cảm ơn")).to_be_in_viewport()


async def test_of_a_tall_picture_that_comes_later_than_its_words_the_reader_sees_the_words(
    phone: Phone, tmp_path: Path
) -> None:
    to = await _meet(phone)
    picture = tmp_path / "tuan.png"
    Image.new("L", (400, 1600), 200).save(picture)
    await phone.page.route("**/tuan.png", lambda route: route.fulfill(path=picture))
    await phone.site.channel.send(to, Part("**Tuần 42**", file=File(str(picture), "tuan.png", "image/png", photo=True)))
    await expect(phone.page.locator("img.photo")).to_have_js_property("complete", True)

    await expect(phone.page.locator(".bubble strong")).to_be_in_viewport()


async def test_enter_sends_but_not_while_a_word_is_being_composed(phone: Phone) -> None:
    await phone.page.fill("#text", "tiếng Việ")
    await phone.page.dispatch_event("#text", "keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    assert phone.site.bot.inbox == {}
    await phone.page.type("#text", "t")
    await phone.page.press("#text", "Enter")

    await phone.reads("tiếng Việt", "Bot nghe: tiếng Việt")


async def test_a_text_that_is_too_long_stays_in_the_box_with_a_sentence(phone: Phone) -> None:
    await phone.type("a" * 2001)

    await expect(phone.page.locator("#hint")).to_contain_text("tối đa 2000")
    await expect(phone.page.locator("#text")).to_have_value("a" * 2001)
    assert phone.site.bot.inbox == {}


async def test_a_campaign_link_starts_once_however_often_it_is_opened(browser: Browser) -> None:
    async with phone_on(Site(), browser, path="/c/ban-tu-van") as phone:
        await phone.reads("Bắt đầu", "Bot nghe: /start ban-tu-van")
        await phone.page.reload()
        await phone.reads("Bắt đầu", "Bot nghe: /start ban-tu-van")

        assert len(phone.site.bot.inbox) == 1


async def test_a_browser_that_forbids_storage_keeps_the_conversation_by_its_cookie(browser: Browser) -> None:
    async with phone_on(Site(), browser) as phone:
        await phone.page.context.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})"
        )
        await phone.page.reload()
        await phone.type("còn nhớ tôi không?")
        await phone.reads("còn nhớ tôi không?", "Bot nghe: còn nhớ tôi không?")
        await phone.page.reload()

        await phone.reads("còn nhớ tôi không?", "Bot nghe: còn nhớ tôi không?")
        assert len(phone.site.mailbox.chats) == 1


async def test_two_phones_in_a_room_hear_each_other(browser: Browser) -> None:
    site = Site()
    leader, member = (
        site.passes.sign(room("doi-1", who, name, "Nhóm Đội 1")) for who, name in (("a", "Anh Ba"), ("b", "Chị Tư"))
    )
    async with phone_on(site, browser, path=f"/chat/#pass={leader}") as phone:
        other = await phone.page.context.new_page()
        await other.goto(phone.url.partition("#")[0] + f"#pass={member}")
        await expect(other.locator("h1")).to_have_text("Nhóm Đội 1")
        await phone.type("bc cks 5")

        await expect(other.locator(".bubble")).to_have_text(["bc cks 5", "Bot nghe: bc cks 5"])
        await expect(other.locator(".who")).to_have_text(["Anh Ba", "Trợ lý số"])
        assert leader not in phone.page.url.partition("#")[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_at_360_pixels_nothing_runs_over_and_everything_is_large_enough(browser: Browser, scheme: str) -> None:
    async with phone_on(Site(), browser, color_scheme=scheme) as phone:
        to = await _meet(phone)
        await phone.type("nútnútnútnút" * 40)
        await phone.site.channel.send(
            to,
            Part(
                "https://dichvucong.gov.vn/" + "rất-dài" * 30, buttons=(Choice("Một nút có nhãn thật là dài", "a:b"),)
            ),
        )
        await expect(phone.page.get_by_role("button", name="Một nút")).to_be_visible()
        found = await phone.page.evaluate(_MEASURE)

        assert found == {"overflow": 0, "scroll_overflow": 0, "small_type": [], "small_targets": [], "input": 18}
        assert phone.trouble == []


_MEASURE = """() => {
  const all = [...document.querySelectorAll('body *')];
  const seen = all.filter(el => el.offsetParent !== null && !el.closest('.unseen'));
  const size = el => parseFloat(getComputedStyle(el).fontSize);
  const own = el => [...el.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const least = el => el.matches('.below, .day, .who, #about') ? 16 : 17;
  const low = el => el.matches('button') && el.getBoundingClientRect().height < 48;
  const scroller = document.getElementById('scroll');
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    scroll_overflow: scroller.scrollWidth - scroller.clientWidth,
    small_type: seen.filter(el => own(el) && size(el) < least(el)).map(el => el.outerHTML),
    small_targets: seen.filter(low).map(el => el.outerHTML),
    input: size(document.getElementById('text'))
  };
}"""


async def test_a_screen_reader_hears_new_lines_and_every_control_has_a_name(phone: Phone) -> None:
    await phone.type("xin chào")
    await phone.reads("xin chào", "Bot nghe: xin chào")

    log = phone.page.get_by_role("log", name="Cuộc trò chuyện")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(phone.page.get_by_role("textbox", name="Nội dung tin nhắn")).to_be_visible()
    await expect(phone.page.get_by_role("button", name="Gửi", exact=True)).to_be_visible()
    assert await phone.page.get_attribute("html", "lang") == "vi"
    assert "tự động" in await phone.page.inner_text("#about")


async def test_without_javascript_the_page_says_what_to_do(browser: Browser) -> None:
    async with phone_on(Site(), browser, java_script_enabled=False) as phone:
        await expect(phone.page.locator(".noscript")).to_contain_text("cần JavaScript")


def test_the_script_uses_nothing_that_old_browsers_cannot_read() -> None:
    script = (Path(__file__).parents[2] / "bot/channels/static/chat.js").read_text()

    assert re.findall(r"\?\.[a-zA-Z(\[]|\?\?|\.\.\.|\.innerHTML|\.replaceChildren|\.flat\(|\.finally\(", script) == []


async def _meet(phone: Phone) -> Address:
    """Say hello, so that the bot knows where this phone is."""
    await phone.type("chào")
    await phone.reads("chào", "Bot nghe: chào")
    return next(iter(phone.site.bot.inbox.values())).address


async def _cut(context: BrowserContext) -> None:
    await context.route("**/chat/api/**", lambda route: route.abort())


async def _mend(context: BrowserContext) -> None:
    await context.unroute("**/chat/api/**")
