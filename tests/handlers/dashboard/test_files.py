"""Word, Excel and picture from the dashboard: whose link it is, what is in it, how long it works, what stays behind."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from bot.press import Press
from handlers.dashboard.files import LIFE
from handlers.paper.drawn import Drawn
from handlers.phrases import dashboard as say
from storage.tx import begin, reading
from tests.support.house import House
from tests.support.office import BASE, Answer, Browser, a_week, signed_in
from tests.support.papers import QuickPress

WEEK = {"ky": "2025-W42", "noi": ""}


@pytest.fixture
def press(house: House, tmp_path: Path) -> QuickPress:
    quick = QuickPress()
    house.app.tools.drawn = Drawn(tmp_path / "files", quick)
    return quick


async def made(browser: Browser, kind: str, **fields: str) -> Answer:
    return await browser.sends(f"{BASE}/tai-ve", f"{BASE}/tai-ve/lap", **{**WEEK, "loai": kind, **fields})


@pytest.mark.parametrize("kind", ["docx", "xlsx", "png"])
async def test_an_officer_takes_each_kind_along(house: House, port: int, press: QuickPress, kind: str) -> None:
    await a_week(house)
    officer = await signed_in(await house.officer(), port)

    answer = await made(officer, kind)
    file = await officer.get(answer.headers["Location"])

    assert (answer.status, file.status, len(press.made)) == (303, 200, 1)
    assert file.headers["Content-Disposition"] == f'attachment; filename="bao-cao-nhon-trach-2025-2025-W42.{kind}"'
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["X-Content-Type-Options"] == "nosniff"


async def test_every_link_is_another_unguessable_one_to_one_file(house: House, port: int, press: QuickPress) -> None:
    await a_week(house)
    officer = await signed_in(await house.officer(), port)

    links = [(await made(officer, kind)).headers["Location"] for kind in ("docx", "xlsx", "xlsx")]

    tokens = [re.fullmatch(rf"{BASE}/tep/([\w-]{{43}})", link)[1] for link in links]  # type: ignore[index]
    assert len(set(tokens)) == 3
    async with reading(house.app.database) as tx:
        assert [await tx.downloads.of(token) for token in tokens] == [None] * 3  # only digests are kept
    assert (await officer.get(f"{BASE}/tep/{tokens[0].swapcase()}")).status == 404


async def test_a_link_is_its_persons_alone_and_only_while_signed_in(house: House, port: int, press: QuickPress) -> None:
    await a_week(house)
    officer = await signed_in(await house.officer(), port)
    other = await signed_in(await house.leader("", role="officer", author="officer-2"), port)
    link = (await made(officer, "xlsx")).headers["Location"]

    assert [(await one.get(link)).status for one in (officer, other, Browser(port))] == [200, 404, 401]


async def test_a_link_ends_after_its_time(house: House, port: int, press: QuickPress) -> None:
    await a_week(house)
    officer = await signed_in(await house.officer(), port)
    link = (await made(officer, "xlsx")).headers["Location"]

    house.clock.move_to(house.clock.now() + LIFE - timedelta(seconds=1))
    assert (await officer.get(link)).status == 200
    house.clock.move_to(house.clock.now() + timedelta(seconds=1))

    over = await officer.get(link)
    assert over.status == 404 and say.NOT_FOUND_TITLE in over.text


async def test_a_leader_gets_the_own_area_alone_and_no_letter(house: House, port: int, tmp_path: Path) -> None:
    phones = await a_week(house)
    house.app.tools.drawn = Drawn(tmp_path / "files", Press())
    leader = await signed_in(phones["ap-cho"], port)

    page = await leader.get(f"{BASE}/tai-ve")
    refused = [(await made(leader, "docx")).status, (await made(leader, "xlsx", noi="ap-trau")).status]
    answer = await made(leader, "xlsx")
    book = openpyxl.load_workbook(BytesIO(await _bytes(leader, answer.headers["Location"])))

    assert 'value="xlsx"' in page.text and 'value="docx"' not in page.text
    assert refused == [403, 403]
    units = list(book["Theo đơn vị"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert [row[1] for row in units] == ["Ấp Chợ", "Tổng cộng"]
    told = " ".join(str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "mạng yếu" not in told and "Trầu" not in told


async def test_a_file_is_not_given_any_more_to_who_lost_the_duty_for_what_is_in_it(
    house: House, port: int, press: QuickPress
) -> None:
    await a_week(house)
    phone = await house.leader("", role="officer", author="can-bo")
    browser = await signed_in(phone, port)
    links = [(await made(browser, kind)).headers["Location"] for kind in ("docx", "xlsx")]

    async with begin(house.app.database) as tx:
        person = (await tx.people.of([(house.channel.name, phone.author)]))[house.channel.name, phone.author]
        await tx.people.take(person.id, "officer", house.clock.now())
        await tx.people.give(person.id, "leader", "ap-cho", house.clock.now())

    assert [(await browser.get(link)).status for link in links] == [403, 403]


async def test_only_our_own_form_makes_a_file(house: House, port: int, press: QuickPress) -> None:
    officer = await signed_in(await house.officer(), port)
    csrf = (await officer.get(f"{BASE}/tai-ve")).field("csrf")
    form = {**WEEK, "loai": "xlsx"}

    answers = [
        await officer.post(f"{BASE}/tai-ve/lap", form),
        await officer.post(f"{BASE}/tai-ve/lap", {**form, "csrf": csrf}, Origin="https://xa-khac.example"),
        await officer.get(f"{BASE}/tai-ve/lap?ky=2025-W42&loai=xlsx&csrf={csrf}"),
        await officer.post(f"{BASE}/tai-ve/lap", {**form, "csrf": csrf, "loai": "../x"}),
        await officer.post(f"{BASE}/tai-ve/lap", {**form, "csrf": csrf, "ky": "2025-W50"}),
    ]

    assert [answer.status for answer in answers] == [403, 403, 404, 404, 404]
    assert press.made == []


async def test_what_cannot_be_drawn_is_said_and_nobody_draws_more_than_two_at_a_time(
    house: House, port: int, press: QuickPress
) -> None:
    officer = await signed_in(await house.officer(), port)
    press.broken = True
    failed = await made(officer, "png")
    assert say.NOT_DRAWN in (await officer.get(failed.headers["Location"])).text

    press.broken = False
    go_on, drawing = asyncio.Event(), press.run

    async def slow(*args: object, **kwargs: object) -> object:
        await go_on.wait()
        return await drawing(*args, **kwargs)  # type: ignore[arg-type]

    press.run = slow  # type: ignore[method-assign,assignment]
    csrf = (await officer.get(f"{BASE}/tai-ve")).field("csrf")
    form = {**WEEK, "loai": "png", "csrf": csrf}
    waiting = [asyncio.ensure_future(officer.post(f"{BASE}/tai-ve/lap", form)) for _ in range(3)]
    done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    assert [one.result().headers["Location"] for one in done] == [f"{BASE}/tai-ve?da=drawing"]

    go_on.set()
    ends = [answer.headers["Location"] for answer in await asyncio.gather(*waiting)]
    assert sum("/tep/" in end for end in ends) == 2


async def test_at_night_what_is_over_is_thrown_away_with_its_file(
    house: House, port: int, press: QuickPress, tmp_path: Path
) -> None:
    await a_week(house)
    officer = await signed_in(await house.officer(), port)
    link = (await made(officer, "xlsx")).headers["Location"]
    [file] = (tmp_path / "files").iterdir()

    await house.until("2025-10-19T03:00:00+07:00")
    assert file.exists()
    await house.until("2025-10-19T03:11:00+07:00")

    assert not file.exists()
    left = [await rows(house, table) for table in ("downloads", "sign_in_links", "sessions")]
    assert left == [0, 1, 1]  # signing in is explained for a week
    assert (await officer.get(link)).status == 401  # idle since yesterday
    await house.until("2025-10-27T03:11:00+07:00")
    assert [await rows(house, table) for table in ("sign_in_links", "sessions")] == [0, 0]


async def rows(house: House, table: str) -> int:
    async with house.app.database.reading() as connection:
        return int((await connection.execute(text(f"SELECT COUNT(*) FROM {table}"))).scalar_one())  # noqa: S608


async def _bytes(browser: Browser, path: str) -> bytes:
    """The body as it is."""
    import aiohttp

    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.get(browser.origin + path, headers={"User-Agent": browser.agent, "Cookie": cookie}) as answer,
    ):
        assert answer.status == 200
        return await answer.read()
