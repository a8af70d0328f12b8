"""What the pages show: the model's figures, the words behind them, and only what is the viewer's."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from app import CAMPAIGNS, build
from bot.clock import VIETNAM, VirtualClock
from bot.config import load
from bot.server import Server
from handlers.dashboard.charts import trend
from handlers.dashboard.dress import HEADERS, Dress
from handlers.dashboard.entrance import new_token
from handlers.dashboard.numbers import cumulated, sum_of
from handlers.dashboard.public import PublicPages
from handlers.gathering import source_of
from handlers.phrases import dashboard as say
from handlers.phrases import words
from handlers.presets import load_named
from handlers.summaries.source import Source
from handlers.summaries.tables import own_tables, shown
from storage.tx import begin, reading
from tests.handlers.dashboard.histories import random_adjustments, random_counts
from tests.handlers.dialogs import labels, picks
from tests.support.house import SATURDAY, House, sqlite
from tests.support.office import BASE, Answer, Browser, a_week, open_office, signed_in, two_calls

SEEDS = int(os.environ.get("TROLYSO_TEST_DASHBOARD_SEEDS", "3"))
PRESETS = sorted(path.stem for path in CAMPAIGNS.glob("*.toml"))
OFFICERS_ONLY = ("/bang", "/cau-hoi", "/lich", "/nguoi", "/nhat-ky")
PAGES = ("/", "/ky", "/chien-dich", "/nguon", "/thieu", "/vuong-mac", "/giup", "/tai-ve", "/khu/ap-cho", *OFFICERS_ONLY)


def cells(page: Answer) -> dict[tuple[str, str], str]:
    """(area or «*», key) → what stands in the table."""
    found = {}
    for area, row in re.findall(r'<tr data-area="([^"]+)">(.*?)</tr>', page.text, re.DOTALL):
        for key, cell in re.findall(r'data-key="([^"]+)">(.*?)</td>', row, re.DOTALL):
            found[area, key] = re.sub(r"<[^>]+>", "", cell).strip()
    return found


def figure(page: Answer, name: str) -> str:
    found = re.search(rf'data-figure="{name}">(.*?)<', page.text)
    assert found is not None, name
    return unescape(found.group(1))


async def told_by_the_record(house: House, since: date, until: date) -> dict[tuple[str, str], int]:
    """The figures again, from the record of messages alone; in this campaign everything is a flow."""
    async with reading(house.app.database) as tx:
        reports = await tx.reports.all(house.app.tools.campaign.id)
    standing: dict[tuple[str, date, str], int] = {}
    for report in reports:
        for key, value in report.after.items():
            if value is None:
                standing.pop((report.area, report.day, key), None)
            else:
                standing[report.area, report.day, key] = value
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for (area, day, key), value in standing.items():
        if since <= day <= until:
            sums[area, key] += value
            sums["*", key] += value
    return sums


@pytest.mark.parametrize("path", ["/", "/ky", "/chien-dich"])
async def test_every_figure_is_the_models_and_follows_from_the_messages(house: House, port: int, path: str) -> None:
    campaign = house.app.tools.campaign
    phones = await a_week(house)
    day_before = (house.clock.now() - timedelta(days=1)).astimezone(VIETNAM).date()
    await phones["ap-cho"].says(f"bc {day_before:%d/%m} cks 7 vneid 1.200 lượt 3")
    browser = await signed_in(await house.officer(), port)
    today = house.clock.now().astimezone(VIETNAM).date()
    page = await browser.get(BASE + path)

    async with reading(house.app.database) as tx:
        source = await source_of(tx, campaign, today)
    model, totals = {
        "/": (source.between(today, today), False),
        "/ky": (source.period(campaign.period_of(today)), False),
        "/chien-dich": (source.between(campaign.start, today), True),
    }[path]
    expected = {}
    for p in model.progress:  # silence is no zero, also in a sum
        heard = any(p.key in (unit.totals if totals else unit.values) for unit in model.units)
        expected["*", p.key] = words.number(p.total if totals else p.period) if heard else "–"
    for unit in model.units:
        values = unit.totals if totals else unit.values
        expected |= {(unit.area.id, key): words.number(values[key]) if key in values else "–" for key in campaign.keys}
    assert cells(page) == expected
    assert any(value not in ("0", "–") for value in expected.values())
    record = await told_by_the_record(house, model.period.start, model.period.end)
    told = {place: int(text.replace(".", "")) for place, text in cells(page).items() if text not in ("0", "–")}
    assert told == {place: value for place, value in record.items() if value}
    if path != "/":
        assert [int(figure(page, name)) for name in ("complete", "timely")] == [model.complete, model.timely]
        shares = (model.completeness, model.timeliness)
        assert [figure(page, name) for name in ("completeness", "timeliness")] == [words.percent(s) for s in shares]


async def test_shares_and_targets_are_the_models(house: House, port: int) -> None:
    campaign = house.app.tools.campaign
    await a_week(house)
    browser = await signed_in(await house.officer(), port)
    async with reading(house.app.database) as tx:
        source = await source_of(tx, campaign, house.clock.now().date())
    model = source.period(campaign.period_of(house.clock.now().date()))

    page = await browser.get(f"{BASE}/ky")

    for progress in model.progress:
        item = re.search(rf'<li data-key="{progress.key}">(.*?)</li>', page.text, re.DOTALL)
        assert item is not None
        if progress.wanted:
            assert f"<b data-total>{words.number(progress.reached)}</b>" in item.group(1)
            assert f"<b data-wanted>{words.number(progress.wanted)}</b>" in item.group(1)
            assert f"<b data-share>{words.percent(progress.share)}</b>" in item.group(1)


async def test_every_figure_of_a_page_opens_to_the_same_sum(house: House, port: int) -> None:
    await a_week(house)
    browser = await signed_in(await house.officer(), port)
    page = await browser.get(f"{BASE}/ky")
    links = {unescape(a): n for a, n in re.findall(r'<a class="number" href="([^"]+)">([^<]+)</a>', page.text)}
    assert len(links) > 8

    for address, number in links.items():
        behind = await browser.get(address)
        assert (behind.status, figure(behind, "total")) == (200, number), address


async def test_behind_a_figure_stand_its_messages_masked_and_its_versions(house: House, port: int) -> None:
    await a_week(house)
    trau = house.phone("leader-ap-trau", "Chị Hoa")
    await trau.says("bc cks 4, vướng gọi 0912345678 không được")
    browser = await signed_in(await house.officer(), port)

    cho = await browser.get(f"{BASE}/nguon?noi=ap-cho&chi=cks")
    page = await browser.get(f"{BASE}/nguon?noi=ap-trau")

    assert cho.text.count("<blockquote>") == 2 and "sửa cks 6" in cho.text
    assert "trống → <b>5</b>" in cho.text and "5 → <b>6</b>" in cho.text
    assert "Chị Hoa gửi lúc 09:30 18/10/2025" in cho.text
    assert "0912345678" not in page.text and "mạng yếu ở cuối ấp" in page.text


async def test_a_leader_sees_the_own_area_only(house: House, port: int) -> None:
    phones = await a_week(house)
    browser = await signed_in(phones["ap-cho"], port)

    page = await browser.get(f"{BASE}/ky")
    refused = {
        path: (await browser.get(BASE + path)).status
        for path in (
            *OFFICERS_ONLY,
            "/khu/ap-trau",
            "/nguon?noi=ap-trau",
            "/ky?noi=ap-trau",
            "/bien-nhan/3",
            "/tai-ve/tin-goc.csv?noi=ap-trau",
            "/thieu?noi=ap-trau",
            "/vuong-mac?noi=ap-trau",
            "/giup?noi=ap-trau",
        )
    }

    assert {area for area, _ in cells(page)} == {"ap-cho", "*"}
    assert "ấp Trầu" not in page.text and "Trầu" not in page.text
    assert set(refused.values()) == {403}, refused
    assert (await browser.get(f"{BASE}/khu/ap-cho")).status == 200
    assert (await browser.get(f"{BASE}/bien-nhan/1")).status == 200
    for path in ("/nguon", "/vuong-mac", "/tai-ve/tin-goc.csv", "/tai-ve/so-lieu.csv", "/tai-ve/so-lieu.csv?ky=all"):
        everything = (await browser.get(BASE + path)).text
        assert "mạng yếu" not in everything and "Trầu" not in everything, path


async def test_a_leader_cannot_do_what_officers_do(house: House, port: int) -> None:
    phones = await a_week(house)
    browser = await signed_in(phones["ap-cho"], port)

    for path, fields in (
        ("/thieu/nhac", {"noi": "ap-cho"}),
        ("/thieu/nhac", {"noi": "*"}),
        ("/nguoi/moi", {"viec": "officer", "noi": ""}),
        ("/nguoi/bo-ma", {"ma": "1"}),
        ("/nguoi/thoi", {"nguoi": "1", "viec": "leader"}),
    ):
        assert (await browser.sends(f"{BASE}/", BASE + path, **fields)).status == 403


async def test_an_officer_of_one_area_manages_that_area_only(house: House, port: int) -> None:
    await a_week(house)
    browser = await signed_in(await house.leader("ap-trau", role="officer", author="can-bo"), port)

    people = await browser.get(f"{BASE}/nguoi")
    inside = await browser.sends(f"{BASE}/nguoi", f"{BASE}/nguoi/moi", viec="deputy", noi="ap-trau")
    outside = await browser.sends(f"{BASE}/nguoi", f"{BASE}/nguoi/moi", viec="deputy", noi="ap-cho")
    higher = await browser.sends(f"{BASE}/nguoi", f"{BASE}/nguoi/moi", viec="officer", noi="ap-trau")

    assert "ấp Trầu" in people.text and "ấp Chợ" not in people.text
    assert (inside.status, outside.status, higher.status) == (200, 403, 403)


async def test_every_page_is_locked_without_a_session_and_kept_by_nobody(house: House, port: int) -> None:
    browser = await signed_in(await house.officer(), port)
    for path in PAGES:
        locked, shown = await Browser(port).get(BASE + path), await browser.get(BASE + path)
        assert (locked.status, shown.status) == (401, 200), path
        for answer in (locked, shown):
            assert answer.headers["Cache-Control"] == "no-store"
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
            assert "http://" not in answer.text and "https://" not in answer.text, path
            assert " style=" not in answer.text and "<script>" not in answer.text and "onclick" not in answer.text


async def test_a_form_needs_the_sessions_own_mark_and_our_own_page(house: House, port: int) -> None:
    await a_week(house)
    mine = await signed_in(await house.officer(), port)
    other = await signed_in(await house.leader("", role="officer", author="officer-2"), port)
    foreign = (await other.get(f"{BASE}/thieu")).field("csrf")
    own = (await mine.get(f"{BASE}/thieu")).field("csrf")
    wanted = {"noi": "ap-my-khoan", "ky": "2025-W42"}

    answers = [
        await mine.post(f"{BASE}/thieu/nhac", wanted),
        await mine.post(f"{BASE}/thieu/nhac", {**wanted, "csrf": foreign}),
        await mine.post(f"{BASE}/thieu/nhac", {**wanted, "csrf": own}, Origin="https://xa-khac.example"),
        await mine.post(f"{BASE}/thieu/nhac", {**wanted, "csrf": own}, Origin="null"),
        await mine.post(f"{BASE}/thieu/nhac", {**wanted, "csrf": own}, Sec_Fetch_Site="same-site"),
        await mine.get(f"{BASE}/thieu/nhac?noi=ap-my-khoan&csrf={own}"),
    ]

    assert [answer.status for answer in answers] == [403, 403, 403, 403, 403, 404]
    async with reading(house.app.database) as tx:
        assert not [task for task in await tx.tasks.between(*_around(house)) if task.name == "desk-remind"]
    assert (await mine.post(f"{BASE}/thieu/nhac", {**wanted, "csrf": own})).status == 303


def _around(house: House) -> tuple[datetime, datetime]:
    now = house.clock.now()
    return now - timedelta(days=1), now + timedelta(days=1)


async def test_one_tap_reminds_the_leader_once_an_hour_whoever_taps(house: House, port: int) -> None:
    await a_week(house)
    first = await signed_in(await house.officer(), port)
    second = await signed_in(await house.leader("", role="officer", author="officer-2"), port)
    house.channel.said.clear()

    async def tap(browser: Browser) -> str:
        done = await browser.sends(f"{BASE}/thieu", f"{BASE}/thieu/nhac", noi="ap-my-khoan", ky="2025-W42")
        return (await browser.get(done.headers["Location"])).text

    pages = await asyncio.gather(*(tap(browser) for browser in (first, second) * 4))
    await house.app.scheduler.tick()
    await house.app.settle()

    told = [part.text for to, part in house.channel.said if to.chat == "c-leader-ap-my-khoan"]
    assert len(told) == 1 and "cán bộ nhờ em nhắc" in told[0] and "lượt hướng dẫn" in told[0]
    assert sum("Đã nhắc ấp Mỹ Khoan" in page for page in pages) == 1
    assert sum("vừa được nhắc" in page for page in pages) == 7
    house.clock.move_to(house.clock.now() + timedelta(minutes=61))
    assert "Đã nhắc ấp Mỹ Khoan" in await tap(await signed_in(house.phone("officer"), port))


async def test_a_report_that_came_meanwhile_needs_no_reminder(house: House, port: int) -> None:
    phones = await a_week(house)
    browser = await signed_in(await house.officer(), port)
    await browser.sends(f"{BASE}/thieu", f"{BASE}/thieu/nhac", noi="ap-my-khoan", ky="2025-W42")
    await phones["ap-my-khoan"].says("bc cks 4 vneid 2 lượt 9")
    house.channel.said.clear()

    await house.app.scheduler.tick()
    await house.app.settle()
    after = await browser.sends(f"{BASE}/", f"{BASE}/thieu/nhac", noi="ap-my-khoan", ky="2025-W42")

    assert not [part for to, part in house.channel.said if to.chat == "c-leader-ap-my-khoan"]
    assert "đã báo cáo đủ" in (await browser.get(after.headers["Location"])).text


async def test_all_who_are_missing_are_reminded_at_once_and_who_has_nobody_is_told(house: House, port: int) -> None:
    await a_week(house)
    browser = await signed_in(await house.officer(), port)

    everybody = await browser.sends(f"{BASE}/thieu", f"{BASE}/thieu/nhac", noi="*", ky="2025-W42")
    nobody = await browser.sends(f"{BASE}/thieu", f"{BASE}/thieu/nhac", noi="ap-ben-san", ky="2025-W42")

    assert "Đã nhắc 1 ấp" in (await browser.get(everybody.headers["Location"])).text
    assert "chưa có đội trưởng hay nhóm nào" in (await browser.get(nobody.headers["Location"])).text


async def test_a_code_made_here_gives_its_duty_and_a_cancelled_one_does_not(house: House, port: int) -> None:
    browser = await signed_in(await house.officer(), port)
    made = []
    for _ in range(2):
        page = await browser.sends(f"{BASE}/nguoi", f"{BASE}/nguoi/moi", viec="leader", noi="ap-cho")
        found = re.search(r'<p class="big">([A-Z0-9-]+)</p>', page.text)
        assert found is not None
        made.append(found.group(1))
        assert made[-1] not in (await browser.get(f"{BASE}/nguoi")).text
        house.clock.advance(seconds=1)
    listed = await browser.get(f"{BASE}/nguoi")

    assert listed.text.count("Bỏ mã") == 2
    gone = await browser.sends(f"{BASE}/nguoi", f"{BASE}/nguoi/bo-ma", ma=listed.field("ma"))
    assert say.CODE_REMOVED in (await browser.get(gone.headers["Location"])).text
    first, second = await house.phone("n1").says(made[0]), await house.phone("n2", "Anh Năm").says(made[1])
    assert "quá hạn" in first[0] and "Từ nay anh/chị là" in second[0]
    people = await browser.get(f"{BASE}/nguoi")
    assert "Anh Năm" in people.text and "Bỏ mã" not in people.text


async def test_a_duty_ended_here_is_gone_but_never_ones_own(house: House, port: int) -> None:
    phones = await a_week(house)
    browser = await signed_in(await house.officer(), port)
    async with reading(house.app.database) as tx:
        people = await tx.people.of([("phone", "leader-ap-cho"), ("phone", "officer")])
    leader, officer = people["phone", "leader-ap-cho"], people["phone", "officer"]

    ended = await browser.sends(f"{BASE}/nguoi", f"{BASE}/nguoi/thoi", nguoi=str(leader.id), viec="leader")
    own = await browser.sends(f"{BASE}/nguoi", f"{BASE}/nguoi/thoi", nguoi=str(officer.id), viec="officer")

    assert "Đã thôi giao việc «đội trưởng» cho Chị Hoa" in (await browser.get(ended.headers["Location"])).text
    assert say.NOT_YOURSELF in (await browser.get(own.headers["Location"])).text
    assert "dành cho" in (await phones["ap-cho"].says("/homnay"))[0]
    audit = (await browser.get(f"{BASE}/nhat-ky")).text
    assert say.DONE["duty-ended"] in audit and say.DONE["signed-in"] in audit


async def test_hostile_words_stay_words(house: House, port: int) -> None:
    leader = await house.leader("ap-cho")
    async with begin(house.app.database) as tx:
        await tx.people.meet({("phone", "x"): ("<img src=x onerror=alert(1)>", "c-x")}, house.clock.now())
        person = (await tx.people.of([("phone", "x")]))["phone", "x"]
        await tx.people.give(person.id, "leader", "ap-trau", house.clock.now())
    await leader.says('bc cks 5 vneid 1 lượt 2, vướng "><script>alert(1)</script>')
    await leader.says("vướng mắc =HYPERLINK(1)")
    browser = await signed_in(await house.officer(), port)

    for path in (*PAGES, "/nguon?noi=ap-cho", '/ky?chi="><script>', '/thieu?da=soon&ve="><script>', "/ky?da=%3Cb%3E"):
        page = (await browser.get(BASE + path)).text
        assert "<script>" not in page and "<img src=x" not in page, path
    rows = list(csv.reader(io.StringIO((await browser.get(f"{BASE}/tai-ve/tin-goc.csv")).text.lstrip("\ufeff"))))
    assert len(rows) == 3
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in ("=", "+", "-", "@")]


@pytest.mark.parametrize(
    "path",
    [
        "/ky?ky=2025-W99",
        "/ky?ky=../..",
        "/nguon?tu=hom-qua",
        "/nguon?chi=khong-co",
        "/bien-nhan/9999999",
        "/bien-nhan/-1",
        "/bien-nhan/99999999999999999999",
        "/tai-ve/khac.csv",
        "/gi-do",
        "/ky?noi=khong-co",
        "/ky?ky=1999-W01",
    ],
)
async def test_what_is_not_there_is_a_page_that_says_so(house: House, port: int, path: str) -> None:
    browser = await signed_in(await house.officer(), port)

    answer = await browser.get(BASE + path)

    assert answer.status == 404 and say.NOT_FOUND in answer.text


async def test_nothing_typed_becomes_an_address_to_go_to(house: House, port: int) -> None:
    browser = await signed_in(await house.officer(), port)
    evil = {"ky": "2025-W42", "noi": "*", "next": "https://xa.example", "da": "//xa.example"}

    done = await browser.sends(f"{BASE}/thieu", f"{BASE}/thieu/nhac", **evil)

    assert done.headers["Location"].startswith(f"{BASE}/thieu?")
    for path in ("//xa.example", "/vao/x?next=//xa.example", "?next=//xa.example"):
        assert "xa.example" not in (await browser.get(BASE + path)).headers.get("Location", "")


async def test_planned_posts_obstacles_and_open_questions_are_listed(house: House, port: int) -> None:
    await a_week(house)
    await house.phone("bac-ba").says("chợ Long Thọ mấy giờ mở cửa")
    await house.app.scheduler.tick()
    browser = await signed_in(await house.officer(), port)

    posts, obstacles = await browser.get(f"{BASE}/lich"), await browser.get(f"{BASE}/vuong-mac")

    assert "tin đến hạn" in posts.text and "16:30 thứ Bảy 18/10" in posts.text
    assert "mạng yếu ở cuối ấp" in obstacles.text and obstacles.text.count('class="words"') == 1
    assert "chợ Long Thọ mấy giờ mở cửa" in (await browser.get(f"{BASE}/cau-hoi")).text


async def test_where_guides_lose_people_and_which_help_is_told(house: House, port: int) -> None:
    for number in range(5):
        citizen = house.phone(f"doc-{number}")
        await citizen.says("quên mật khẩu vneid")
        await picks(citizen, "Chỉ từng bước")
        if number < 2:
            await picks(citizen, "Xong, bước tiếp")
        else:
            while any("Xong, bước" in label for label in labels(citizen)):
                await picks(citizen, "Xong, bước tiếp")
    reader = house.phone("doc-9")
    await reader.says("quên mật khẩu vneid")
    await picks(reader, "Xem cả bài")
    await picks(reader, "👍 Giúp được")
    house.clock.move_to(house.clock.now() + timedelta(days=2))
    browser = await signed_in(await house.officer(), port)

    page = (await browser.get(f"{BASE}/cau-hoi")).text

    first = r'id="h-drops".*?<tbody><tr><th scope="row">(.*?)</th><td>(\d+)\..*?</td>(.*?)</tr>'
    drop = re.search(first, page, re.DOTALL)
    assert drop is not None and drop[2] == "2"
    assert re.findall(r'class="n">(.*?)</td>', drop[3]) == ["2", "5", "40 %"]
    thumbs = re.search(r'id="h-thumbs".*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert thumbs is not None and re.findall(r'class="n">(\d+)</td>', thumbs[1])[:2] == ["1", "0"]


async def test_the_campaigns_own_tables_are_the_models(house: House, port: int) -> None:
    await a_week(house)
    browser = await signed_in(await house.officer(), port)

    page = (await browser.get(f"{BASE}/bang")).text

    async with reading(house.app.database) as tx:
        source = await source_of(tx, house.app.tools.campaign, house.clock.now().date())
    figures = source.period(source.campaign.period("2025-W42"))
    tables = [one for one in own_tables(source, figures) if one.id != "hamlets"]
    assert [one.id for one in tables] == ["ranking", "criteria", "squads"]
    for table in tables:
        html = re.search(rf'data-table="{table.id}">(.*?)</table>', page, re.DOTALL)
        assert html is not None
        rows = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in re.findall(r"<tr>(.*?)</tr>", html[1])]
        assert tuple(rows[0]) == table.headings
        for row, cells_ in zip(rows[1:], table.rows, strict=True):
            said = [shown(cell) for cell in cells_ if cell is not None]
            assert [unescape(cell).casefold() for cell in row if cell not in ("", "–")] == [
                cell.casefold() for cell in said if cell != "–"
            ]
        assert "**" not in html[1] and all(note in unescape(page) for note in table.notes)


async def test_who_waits_for_a_person_is_listed_without_a_name_and_by_area(house: House, port: int) -> None:
    phones = await a_week(house)
    await two_calls(house)
    officer = await signed_in(await house.officer(), port)
    leader, other = await signed_in(phones["ap-cho"], port), await signed_in(phones["ap-my-khoan"], port)

    first, everything = await officer.get(f"{BASE}/"), (await officer.get(f"{BASE}/giup")).text
    trau = (await officer.get(f"{BASE}/giup?noi=ap-trau")).text
    own, none = (await leader.get(f"{BASE}/giup")).text, (await other.get(f"{BASE}/giup")).text

    assert figure(first, "waiting") == "1" and "/bangdieukhien/giup" in first.text
    assert "1 việc chờ người nhận, 1 việc đang có người giúp" in everything
    assert "Số 1 · Ấp Chợ" in everything and "chờ 25 phút" in everything and "quên mật khẩu vneid" in everything
    assert "Số 2 · Ấp Trầu" in everything and "Chị Hoa, đội trưởng ấp Trầu nhận lúc 09:30" in everything
    assert "Số 2" in trau and "Số 1 ·" not in trau
    assert "Số 1 · Ấp Chợ" in own and "Trầu" not in own
    assert "Không ai đang chờ" in none and "waiting" not in (await other.get(f"{BASE}/")).text
    for page in (everything, trau, own):
        assert [word for word in ("Mẩy", "Bác Sáu", "079083001234") if word in page] == []


async def test_the_public_page_is_there_only_when_switched_on(house: House, port: int) -> None:
    assert (await Browser(port).get("/tiendo")).status == 404
    await a_week(house)
    server = Server(PublicPages(house.app.tools, house.app.database, Dress()).routes())
    await server.open("127.0.0.1", 0)

    page = await Browser(server.port).get("/tiendo")
    same, other = [await Browser(server.port).get(f"/tiendo/{id_}") for id_ in ("nhon-trach-2025", "bim-son-2023")]
    await server.close()

    assert (page.status, same.status, other.status) == (200, 200, 404)
    assert '<span class="number">13</span>' in page.text and "4.875" in page.text
    assert page.text.count('<span class="count">–</span>') == 2  # nothing was heard from there: that is no zero
    assert "Chị Hoa" not in page.text and "mạng yếu" not in page.text and BASE + "/khu" not in page.text
    assert page.headers["Cache-Control"] == "public, max-age=60" and "Set-Cookie" not in page.headers


async def test_public_progress_is_a_setting_and_off_by_default(tmp_path: Path) -> None:
    for values, status in (({}, 404), ({"TROLYSO_PUBLIC_PROGRESS": "true"}, 200)):
        settings = load(None, {"TROLYSO_DATABASE": sqlite(tmp_path), **values})
        app = await build(settings, VirtualClock(SATURDAY), channels={})
        await app.server.open("127.0.0.1", 0)
        assert (await Browser(app.server.port).get("/tiendo")).status == status
        await app.server.close()
        await app.database.close()


async def test_a_day_off_is_neither_missing_nor_reminded(house: House, port: int) -> None:
    await a_week(house)
    officer = await house.officer()
    await officer.says("/nghi Mỹ Khoan 13/10-19/10 bão")
    browser = await signed_in(officer, port)

    missing = await browser.get(f"{BASE}/thieu")
    await browser.sends(f"{BASE}/thieu", f"{BASE}/thieu/nhac", noi="ap-my-khoan", ky="2025-W42")

    assert 'data-area="ap-my-khoan"' not in missing.text and 'data-area="ap-ben-san"' in missing.text
    async with reading(house.app.database) as tx:
        assert not [task for task in await tx.tasks.between(*_around(house)) if task.name == "desk-remind"]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_trend_and_an_opened_figure_are_the_models_on_every_day(preset: str) -> None:
    campaign = load_named(preset, CAMPAIGNS)
    keys = [*campaign.keys, *(one.id for one in campaign.indicators if one.groups)]
    for seed in range(SEEDS):
        last = campaign.start + timedelta(days=39)
        source = Source(campaign, random_counts(campaign, seed), last, random_adjustments(campaign, seed))
        for step in range(0, 40, 9):
            day = campaign.start + timedelta(days=step)
            model = source.between(day, day + timedelta(days=5))
            for key in keys[seed % 3 :: 3]:
                line = cumulated(source, key, campaign.start, model.period.end)
                assert line[-1] == model.of(key).total, (seed, key)
                assert sum_of(source, key, model.period.start, model.period.end) == model.of(key).period, (seed, key)


@pytest.mark.parametrize("preset", PRESETS)
async def test_every_page_of_every_preset_opens_on_both_databases(preset: str, database_url: str) -> None:
    campaign = load_named(preset, CAMPAIGNS)
    first = datetime.combine(campaign.start, datetime.min.time(), VIETNAM) + timedelta(days=2, hours=9)
    house = await House.open(database_url, campaign=preset, start=first, drawing=True)
    async with open_office(house) as port:
        leaf = campaign.leaves[0]
        leader = await house.leader(leaf.id)
        assert await leader.says(words.example(campaign).replace("báo cáo", "bc"))
        await house.app.scheduler.tick()
        browser = await signed_in(await house.officer(), port)
        keys = [one.id for one in campaign.indicators if one.groups][:1] or [campaign.keys[0]]
        higher = [area.id for area in campaign.areas if area not in campaign.leaves][:1]
        more = [f"/nguon?chi={keys[0]}", f"/ky?chi={keys[0]}", *(f"/ky?noi={id_}" for id_ in higher), f"/khu/{leaf.id}"]
        for path in (
            *(page for page in PAGES if "khu/" not in page),
            *more,
            "/tai-ve/so-lieu.csv",
            "/tai-ve/tin-goc.csv",
        ):
            assert (await browser.get(BASE + path)).status == 200, path
        own = await signed_in(leader, port)
        assert {area for area, _ in cells(await own.get(f"{BASE}/ky"))} == {leaf.id, "*"}
        done = await browser.sends(f"{BASE}/nguoi", f"{BASE}/thieu/nhac", noi="*")
        assert done.status == 303
        await house.app.scheduler.tick()
    await house.close()


def test_a_charts_line_ends_at_its_total_within_its_frame() -> None:
    drawn = trend(
        date(2025, 10, 10), date(2025, 10, 18), [0, 3, 8, 8, 9, 9, 20, 30, 41], wanted=400, until=date(2025, 12, 31)
    )

    assert drawn.total == 41 and drawn.due is not None and round(drawn.due, 1) == round(400 * 8 / 82, 1)
    points = [tuple(map(float, point.split(","))) for point in drawn.line.split()]
    assert len(points) == 9 and points == sorted(points)
    assert all(drawn.left <= x <= drawn.right and 0 < y <= drawn.bottom for x, y in points)


async def test_a_first_page_weighs_less_than_a_hundred_kilobytes(house: House, port: int) -> None:
    await a_week(house)
    browser = await signed_in(await house.officer(), port)

    page = await browser.get(f"{BASE}/ky")
    parts = [
        page,
        *[await browser.get(p) for p in set(re.findall(rf'(?:href|src)="({BASE}/static/[^"]+)"', page.text))],
    ]

    assert len(parts) == 4 and {part.status for part in parts} == {200}
    assert sum(len(part.text.encode()) for part in parts) < 100_000  # before compression


def test_tokens_cannot_be_guessed() -> None:
    assert len({new_token() for _ in range(1000)}) == 1000 and len(new_token()) >= 43
