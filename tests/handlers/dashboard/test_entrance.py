"""In by a one-time link, out by a button, by time, or because somebody copied the cookie."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.server import Server
from handlers.dashboard.dress import Dress
from handlers.dashboard.entrance import GRACE, IDLE, LINK_LIFE, LONGEST, TURN, agent_of, judge
from handlers.dashboard.web import DeskPages
from handlers.phrases import common
from handlers.phrases import dashboard as say
from storage.signing_in import SessionRow
from storage.tx import begin
from tests.support.house import SATURDAY, House
from tests.support.office import BASE, CHROME, Browser, link_of, signed_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


async def test_the_link_leads_in_once(house: House, port: int) -> None:
    path = await link_of(await house.officer())
    first, second = Browser(port), Browser(port)
    assert path.rpartition("/")[2].isalnum()  # so that no chat app ends it too early

    assert (await first.post(path)).status == 303
    again = await second.post(path)

    assert (again.status, second.cookies) == (401, {})
    assert say.WHY_OUT["used"] in again.text
    assert (await first.get(f"{BASE}/")).status == 200
    assert (await second.get(f"{BASE}/")).status == 401


async def test_looking_at_the_link_does_not_use_it_up(house: House, port: int) -> None:
    path = await link_of(await house.officer())
    browser = Browser(port)

    for _ in range(3):
        shown = await Browser(port, "TelegramBot (like TwitterBot)").get(path)
        assert shown.status == 200 and "Set-Cookie" not in shown.headers
        assert "Vào bảng điều khiển</button>" in shown.text

    assert (await browser.post(path)).status == 303
    assert (await Browser(port).get(path)).status == 401


async def test_of_many_who_use_it_at_once_one_gets_in(house: House, port: int) -> None:
    path = await link_of(await house.officer())
    browsers = [Browser(port) for _ in range(12)]

    answers = await asyncio.gather(*(browser.post(path) for browser in browsers))

    assert sorted(answer.status for answer in answers) == [303] + [401] * 11


async def test_a_link_is_over_after_ten_minutes_and_when_there_is_a_newer_one(house: House, port: int) -> None:
    officer = await house.officer()
    older, newer = await link_of(officer), await link_of(officer)
    assert say.WHY_OUT["expired"] in (await Browser(port).post(older)).text

    house.clock.move_to(house.clock.now() + LINK_LIFE)

    late = await Browser(port).post(newer)
    assert late.status == 401 and say.WHY_OUT["expired"] in late.text


async def test_a_made_up_link_leads_nowhere(house: House, port: int) -> None:
    for token in ("x", "a" * 43, "%00", "..%2f..", "a" * 3000):
        for answer in (await Browser(port).get(f"{BASE}/vao/{token}"), await Browser(port).post(f"{BASE}/vao/{token}")):
            assert answer.status == 401


async def test_another_sites_page_cannot_sign_somebody_in(house: House, port: int) -> None:
    path = await link_of(await house.officer())

    for headers in ({"Origin": "https://xa-khac.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        assert (await Browser(port).post(path, None, **headers)).status == 403

    assert (await Browser(port).post(path)).status == 303


async def test_neither_link_nor_cookie_is_kept_as_it_is(house: House, port: int, tmp_path: Path) -> None:
    officer = await house.officer()
    browser = await signed_in(officer, port)
    open_link = (await link_of(officer)).rpartition("/")[2]
    (cookie,) = browser.cookies.values()
    async with begin(house.app.database) as tx:  # all but what was said in the chat
        assert await tx.signing_in.session(cookie) is None
        assert await tx.signing_in.link(open_link) is None

    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert cookie.encode() not in kept


async def test_the_cookie_is_for_this_browser_and_these_pages_only(house: House) -> None:
    path = await link_of(await house.officer())
    for url, name, secure in (
        ("http://127.0.0.1:8080", "trolyso_desk", False),
        ("https://troly.xa.example.vn", "__Secure-trolyso_desk", True),
    ):
        house.app.tools.desk_url = url
        server = Server(DeskPages(house.app.tools, house.app.database, Dress()).routes())
        await server.open("127.0.0.1", 0)
        answer = await Browser(server.port).post(path)
        await server.close()

        said = answer.headers["Set-Cookie"]
        assert said.startswith(f"{name}=") and f"Path={BASE}" in said
        assert "HttpOnly" in said and "SameSite=Strict" in said and ("Secure;" in f"{said};") == secure
        path = await link_of(house.phone("officer"))


async def test_a_cookie_in_another_kind_of_browser_ends_the_session_for_both(house: House, port: int) -> None:
    mine = await signed_in(await house.officer(), port)
    thief = Browser(port, FIREFOX, dict(mine.cookies))

    stolen = await thief.get(f"{BASE}/ky")

    assert stolen.status == 401 and say.WHY_OUT["other-browser"] in stolen.text
    assert (await mine.get(f"{BASE}/")).status == 401


async def test_the_same_browser_one_version_on_is_still_the_same(house: House, port: int) -> None:
    mine = await signed_in(await house.officer(), port)
    mine.agent = CHROME.replace("Chrome/120.0", "Chrome/131.0")

    assert (await mine.get(f"{BASE}/")).status == 200


async def test_the_id_turns_and_a_copy_of_an_old_one_ends_the_session(house: House, port: int) -> None:
    mine = await signed_in(await house.officer(), port)
    copied = Browser(port, mine.agent, dict(mine.cookies))
    house.clock.move_to(house.clock.now() + TURN)

    assert (await mine.get(f"{BASE}/")).status == 200
    assert mine.cookies != copied.cookies
    assert (await copied.get(f"{BASE}/")).status == 200  # not shown yet: an answer may have been lost on its way
    assert (await mine.get(f"{BASE}/ky")).status == 200
    assert (await copied.get(f"{BASE}/")).status == 200  # a request that was under way
    house.clock.move_to(house.clock.now() + GRACE + timedelta(seconds=1))
    stolen = await copied.get(f"{BASE}/")

    assert stolen.status == 401 and say.WHY_OUT["stolen"] in stolen.text
    assert (await mine.get(f"{BASE}/")).status == 401


async def test_a_browser_that_never_got_its_new_id_stays_in(house: House, port: int) -> None:
    mine = await signed_in(await house.officer(), port)
    old = dict(mine.cookies)
    for _ in range(3):
        house.clock.move_to(house.clock.now() + TURN)
        assert (await mine.get(f"{BASE}/")).status == 200
        mine.cookies = dict(old)

    assert (await mine.get(f"{BASE}/")).status == 200


async def test_an_idle_session_ends_and_refreshing_by_itself_is_idle(house: House, port: int) -> None:
    mine = await signed_in(await house.officer(), port)
    for _ in range(4):
        house.clock.move_to(house.clock.now() + IDLE / 4)
        answer = await mine.get(f"{BASE}/", X_Live="1")

    assert answer.status == 401 and say.WHY_OUT["idle"] in answer.text


async def test_no_session_outlives_twelve_hours_however_busy(house: House, port: int) -> None:
    mine = await signed_in(await house.officer(), port)
    begun = house.clock.now()
    while house.clock.now() + IDLE / 2 < begun + LONGEST:
        house.clock.move_to(house.clock.now() + IDLE / 2)
        assert (await mine.get(f"{BASE}/")).status == 200
    house.clock.move_to(begun + LONGEST)

    over = await mine.get(f"{BASE}/")

    assert over.status == 401 and say.WHY_OUT["over"] in over.text


async def test_signing_out_ends_it_for_good(house: House, port: int) -> None:
    mine = await signed_in(await house.officer(), port)
    copied = Browser(port, mine.agent, dict(mine.cookies))

    out = await mine.sends(f"{BASE}/", f"{BASE}/dang-xuat")

    assert out.status == 200 and say.WHY_OUT["out"] in out.text and mine.cookies == {}
    assert out.headers["Clear-Site-Data"] == '"cache"'
    assert (await copied.get(f"{BASE}/")).status == 401


async def test_signing_out_needs_ones_own_form(house: House, port: int) -> None:
    mine = await signed_in(await house.officer(), port)

    assert (await mine.post(f"{BASE}/dang-xuat")).status == 403
    assert (await mine.get(f"{BASE}/")).status == 200


async def test_who_has_no_duty_any_more_is_out_at_once(house: House, port: int) -> None:
    leader = await house.leader("ap-cho")
    mine = await signed_in(leader, port)
    async with begin(house.app.database) as tx:
        person = (await tx.people.of([("phone", leader.author)]))["phone", leader.author]
        await tx.people.take(person.id, "leader", house.clock.now())

    out = await mine.get(f"{BASE}/")

    assert out.status == 401 and say.WHY_OUT["no-duty"] in out.text
    (said,) = await leader.says("/bangdieukhien")
    assert "dành cho" in said and common.ROLE_NAMES["officer"] in said


async def test_a_link_is_never_said_in_a_group(house: House) -> None:
    officer = await house.officer()
    group = house.group("g-1", officer.author)

    (said,) = await group.says("/bangdieukhien")

    assert "nhắn riêng" in said and "vao/" not in said


async def test_without_an_address_the_chat_says_what_is_missing(house: House) -> None:
    officer = await house.officer()
    house.app.tools.desk_url = ""

    assert await officer.says("/bangdieukhien") == [say.NO_ADDRESS]


ROW = SessionRow(1, 1, "android/chrome", "cur", None, None, "seal", SATURDAY, SATURDAY, SATURDAY)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("row", "shown", "agent", "after", "live", "verdict"),
    [
        (ROW, "cur", "android/chrome", SECOND, False, "fine"),
        (ROW, "cur", "android/chrome", GRACE, False, "seen"),
        (ROW, "cur", "android/chrome", GRACE, True, "fine"),
        (ROW, "cur", "android/chrome", TURN, True, "offer"),
        (ROW, "cur", "windows/edg", SECOND, False, "other-browser"),
        (ROW, "cur", "android/chrome", IDLE, False, "idle"),
        (replace(ROW, seen_at=SATURDAY + LONGEST), "cur", "android/chrome", LONGEST, False, "over"),
        (replace(ROW, coming="new"), "new", "android/chrome", SECOND, False, "turn"),
        (replace(ROW, coming="new"), "cur", "android/chrome", SECOND, False, "fine"),
        (replace(ROW, coming="new"), "cur", "android/chrome", GRACE, False, "offer"),
        (replace(ROW, past="old"), "old", "android/chrome", GRACE, False, "fine"),
        (replace(ROW, past="old"), "old", "android/chrome", GRACE + SECOND, False, "stolen"),
        (replace(ROW, past="old", coming="new"), "old", "android/chrome", SECOND, False, "stolen"),
    ],
)
def test_what_a_request_means_for_its_session(
    row: SessionRow, shown: str, agent: str, after: timedelta, live: bool, verdict: str
) -> None:
    assert judge(row, shown, agent, SATURDAY + after, live=live) == verdict


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (CHROME, "android/chrome"),
        (FIREFOX, "windows/firefox"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Safari/604",
            "iphone/safari",
        ),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/110 Mobile Zalo android/12", "android/zalo"),
        ("", "other/other"),
    ],
)
def test_kinds_of_browsers(header: str, kind: str) -> None:
    assert agent_of(header) == kind


def test_every_path_of_the_dashboard_is_below_its_cookies_path(house: House) -> None:
    paths = [route.path for route in DeskPages(house.app.tools, house.app.database, Dress()).routes()]

    assert all(path == BASE or path.startswith(f"{BASE}/") for path in paths)
