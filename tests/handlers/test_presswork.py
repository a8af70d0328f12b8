"""A period's files as a process of its own makes them: the very figures, no work here, no secret anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import pickle
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bot import log
from bot.press import Press, PressDied, PressFailed
from bot.types import File
from handlers.bundling import bundle_of
from handlers.drawing import drawn, in_our_layout
from handlers.paper.drawn import Drawn, Paper
from handlers.presswork import Files, Picture, bundled, charted, pictured, print_files, print_picture
from handlers.summaries.bundle import Bundle
from handlers.summaries.documents import DRAWERS
from storage.numbers import Number
from storage.tx import begin, reading
from tests.handlers.dialogs import said_to
from tests.support.gathering import gathered
from tests.support.house import House, sqlite
from tests.support.office import BASE, a_week, open_office, signed_in
from tests.support.papers import QuickPress
from tests.support.undrawn import PIXEL, undrawn

CANARY = "Ch1m/h0àng yến"
WRITTEN = "Ch1m%2Fh0%C3%A0ng%20y%E1%BA%BFn"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A week with obstacles, an imported number and an officer's own words, in either kind of database."""
    opened = await House.open(database_url)
    await reported(opened)
    yield opened
    await opened.close()


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[House]:
    opened = await House.open(sqlite(tmp_path))
    yield opened
    await opened.close()


async def reported(house: House) -> None:
    for area, line in (("ap-cho", "bc cks 5 vneid 12 lượt 30"), ("ap-trau", "bc cks 3 vneid 9 lượt 8")):
        leader = await house.leader(area)
        await leader.says(line)
    await leader.says("vướng mắc mạng yếu, gọi ông Ba 0901234567")
    campaign, now = house.app.tools.campaign, house.clock.now()
    async with begin(house.app.database) as tx:
        await tx.books.write(campaign.id, "2025-W42", "next", "Sóng yếu ở cuối ấp, gọi 0907654321.", "x", now)
        group = next(iter(campaign.populations))
        await tx.numbers.put(campaign.id, [Number("ap-cho", "population", group, 4321)], now)


def order(house: House, *kinds: str, **more: Any) -> Files:
    campaign = house.app.tools.campaign
    told = {"database": house.app.database.url, "period": campaign.period("2025-W42"), "now": house.clock.now(), **more}
    return Files(campaign=campaign, kinds=kinds, **told)


def picture(house: House, folder: Path, **more: Any) -> Picture:
    campaign = house.app.tools.campaign
    told = {"database": house.app.database.url, "period": campaign.period("2025-W42"), "now": house.clock.now(), **more}
    return Picture(campaign=campaign, folder=str(folder), **told)


async def here(house: House, areas: tuple[str, ...] | None = None) -> Bundle:
    campaign = house.app.tools.campaign
    leaves = None if areas is None else [campaign.area(id_) for id_ in areas]
    async with reading(house.app.database) as tx:
        return await bundle_of(tx, campaign, campaign.period("2025-W42"), house.clock.now(), leaves)


def cells(body: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


@dataclass
class Watched:
    """What was handed to child processes, and the processes."""

    argv: list[str] = field(default_factory=list)
    environment: list[str] = field(default_factory=list)
    children: list[asyncio.subprocess.Process] = field(default_factory=list)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    seen, start = Watched(), asyncio.create_subprocess_exec

    async def started(*argv: str, **how: Any) -> asyncio.subprocess.Process:
        child = await start(*argv, **how)
        seen.argv += argv
        seen.environment += [f"{key}={value}" for key, value in how["env"].items()]
        seen.children.append(child)
        return child

    monkeypatch.setattr(asyncio, "create_subprocess_exec", started)
    return seen


# -- the same as gathered here -----------------------------------------------------------------------------------------


async def test_one_child_makes_all_files_of_the_very_figures_with_every_word_masked(
    house: House, tmp_path: Path, watched: Watched
) -> None:
    made = await here(house)

    finished = await drawn(tools(house, tmp_path), order(house, "docx", "xlsx", "png"), house.clock.now())

    word, excel, chart = (Path(file.path).read_bytes() for file in finished.files)
    assert cells(excel) == cells(DRAWERS["xlsx"](made))
    xml = docx.Document(io.BytesIO(word)).element.body.xml
    assert xml == docx.Document(io.BytesIO(DRAWERS["docx"](made))).element.body.xml
    assert chart == DRAWERS["png"](made)
    assert "Sóng yếu ở cuối ấp" in xml and "mạng yếu" in xml
    assert "bc cks 5 vneid 12 lượt 30" in str(cells(excel)["Báo cáo gốc"])
    for body in (word, excel):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            inside = b"".join(parts.read(name) for name in parts.namelist())
        assert b"0901234567" not in inside and b"0907654321" not in inside
    assert made.figures.of("cks").period == 8 and " 4321," in str(cells(excel))
    assert (finished.missing, finished.doubts) == (made.figures.missing, len(made.doubts))
    assert len(watched.children) == 1


@pytest.mark.parametrize("areas", [None, ("ap-cho",), ("ap-cho", "ap-trau")])
async def test_a_part_of_the_campaign_is_that_part_alone(house: House, areas: tuple[str, ...] | None) -> None:
    made = await here(house, areas)

    assert await bundled(order(house, areas=areas)) == made
    assert (made.free != {}) == (areas is None)
    assert {one.area for one in made.raw} == {"ap-cho", "ap-trau"} & set(areas or ("ap-cho", "ap-trau"))


async def test_somebody_who_writes_meanwhile_holds_nobody_up(house: House) -> None:
    made = await here(house)

    async with begin(house.app.database) as tx:
        await tx.books.write(made.campaign.id, "2025-W42", "troubles", "chưa ghi xong", "x", house.clock.now())
        assert await bundled(order(house)) == made


# -- no work here ------------------------------------------------------------------------------------------------------


def tools(house: House, folder: Path) -> Any:
    house.app.tools.drawn = Drawn(folder / "files", Press())
    return house.app.tools


def files(house: House, chat: str) -> list[File]:
    return [part.file for to, part in house.channel.said if to.chat == chat and part.file is not None]


async def run_tasks(house: House) -> None:
    await house.app.scheduler.run_due()
    await house.app.settle()


def nothing_is_folded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the serving process folds figures")

    for where in ("bundling.bundle", "bundling.figures", "gathering.figures", "summaries.source.figures"):
        monkeypatch.setattr(f"handlers.{where}", never)
    for where in ("reports.Reports.between", "reports.Reports.of_days", "adjustments.Adjustments.between"):
        monkeypatch.setattr(f"storage.{where}", never)


async def test_the_serving_process_neither_reads_nor_folds_for_files_and_pictures(
    small: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools(small, tmp_path)
    await reported(small)
    officer = await small.officer()
    await officer.says("/tonghop từ 13/10 đến 18/10 ấp Chợ")
    await officer.says("/xuat word excel")
    small.channel.said.clear()

    with monkeypatch.context() as patch:
        nothing_is_folded_here(patch)
        await run_tasks(small)

    assert sorted(file.name for file in files(small, officer.chat)) == [
        "bao-cao-nhon-trach-2025-2025-W42.docx",
        "bao-cao-nhon-trach-2025-2025-W42.xlsx",
        "nhon-trach-2025-2025-10-13-den-2025-10-18-mot-phan.png",
    ]
    assert any("Còn thiếu: " in text and "ấp Bến Sắn" in text for text in said_to(small, officer.chat))


async def test_neither_does_it_for_the_dashboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = await House.open(sqlite(tmp_path), drawing=True)
    async with open_office(house) as port:
        phones = await a_week(house)
        leader = await signed_in(phones["ap-cho"], port)
        csrf = (await leader.get(f"{BASE}/tai-ve")).field("csrf")
        with monkeypatch.context() as patch:
            nothing_is_folded_here(patch)
            form = {"csrf": csrf, "ky": "2025-W42", "noi": "", "loai": "xlsx"}
            answer = await leader.post(f"{BASE}/tai-ve/lap", form)
    await house.close()

    assert answer.status == 303 and "/tep/" in answer.headers["Location"]
    [file] = (tmp_path / "files").glob("*-bao-cao-nhon-trach-2025-2025-W42-ap-cho.xlsx")
    assert [row[1] for row in cells(file.read_bytes())["Theo đơn vị"][1:]] == ["Ấp Chợ", "Tổng cộng"]


async def test_what_goes_over_is_small_whatever_the_season_holds(small: House) -> None:
    await reported(small)
    packed = len(pickle.dumps(order(small, *DRAWERS)))
    leader = await small.leader("ap-cho")
    for number in range(30):
        await leader.says(f"sửa cks {number + 1}")

    assert len(pickle.dumps(order(small, *DRAWERS))) == packed < 40_000


async def test_journeys_that_draw_nothing_start_no_child_and_still_tell_what_is_missing(
    small: House, tmp_path: Path, watched: Watched
) -> None:
    await reported(small)
    small.app.tools.drawn = undrawn(tmp_path / "files")

    finished = await drawn(small.app.tools, order(small, "docx", "png"), small.clock.now())

    assert [Path(file.path).read_bytes() for file in finished.files] == [PIXEL, PIXEL]
    assert "ap-ben-san" in [area.id for area in finished.missing] and watched.children == []


# -- secrets -----------------------------------------------------------------------------------------------------------


def leaks(texts: list[str]) -> list[str]:
    return [text for text in texts if any(one in text for one in (CANARY, WRITTEN, repr(CANARY)[1:-1]))]


@pytest.fixture(params=["nobody listens", "it is named"])
def closed(request: pytest.FixtureRequest) -> str:
    """A database that cannot be opened; the error of the second says the very word that is the password."""
    if request.param == "nobody listens":
        return f"postgresql://ten:{WRITTEN}@127.0.0.1:1/x"
    there = make_url(request.getfixturevalue("postgresql_url"))
    return there.set(password=CANARY, database=CANARY).render_as_string(hide_password=False)


async def test_a_database_that_cannot_be_opened_shows_its_password_nowhere(
    small: House, tmp_path: Path, watched: Watched, caplog: pytest.LogCaptureFixture, closed: str
) -> None:
    asked = order(small, "xlsx", database=closed)

    with pytest.raises(PressFailed) as failed:
        await drawn(tools(small, tmp_path), asked, small.clock.now())

    line = log._Line(()).format
    said = [str(failed.value), repr(failed.value), *(line(one) + str(vars(one)) for one in caplog.records)]
    assert any("press-failed" in one for one in said)
    assert leaks([*said, repr(asked), *watched.argv, *watched.environment]) == []
    assert make_url(pickle.loads(pickle.dumps(asked)).database).password == CANARY in asked.secrets


async def test_one_that_opens_leaves_its_password_in_no_file_and_no_name(
    postgresql_url: str, tmp_path: Path, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    url = make_url(postgresql_url).set(password=CANARY).render_as_string(hide_password=False)
    house = await House.open(url)
    await reported(house)

    finished = await drawn(tools(house, tmp_path), order(house, "xlsx"), house.clock.now())
    shown = await house.app.tools.drawn.press.run(print_picture, picture(house, tmp_path / "files"))
    await house.close()

    named = [str(path) for path in (tmp_path / "files").rglob("*")]
    told = [repr(finished), repr(shown), str(cells(Path(finished.files[0].path).read_bytes()))]
    assert make_url(house.app.database.url).password == CANARY and len(named) == 1
    assert leaks([*named, *told, *watched.argv, *watched.environment, caplog.text]) == []


# -- a database that is gone, or held ----------------------------------------------------------------------------------


async def test_where_no_database_is_none_is_made_and_the_task_is_tried_again(
    small: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools(small, tmp_path)
    officer, url, gone = await small.officer(), small.app.database.url, tmp_path / "gone" / "x.sqlite3"
    await officer.says("/xuat excel")
    small.channel.said.clear()

    small.app.database.url = f"sqlite:///{gone}"
    await run_tasks(small)
    assert files(small, officer.chat) == [] and said_to(small, officer.chat) == [] and not gone.parent.exists()

    small.app.database.url = url
    await small.until("2025-10-18T09:30:00+07:00")
    assert [file.name for file in files(small, officer.chat)] == ["bao-cao-nhon-trach-2025-2025-W42.xlsx"]


async def test_a_database_that_another_holds_is_an_error_and_serves_again_when_it_is_free(
    small: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reported(small)
    made, asked = await here(small), order(small)
    await small.app.database.close()
    monkeypatch.setattr("storage.database.BUSY_SECONDS", 0)

    with contextlib.closing(sqlite3.connect(tmp_path / "house.sqlite3")) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OperationalError, match="locked"):
            await bundled(asked)

    assert await bundled(asked) == made


async def test_a_cancelled_order_leaves_no_child_and_no_file(small: House, tmp_path: Path, watched: Watched) -> None:
    making = asyncio.ensure_future(drawn(tools(small, tmp_path), order(small, *DRAWERS), small.clock.now()))
    while not watched.children:
        await asyncio.wait([making], timeout=0.02)

    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making

    assert watched.children[0].returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(watched.children[0].pid, 0)
    assert not (tmp_path / "files").exists()


# -- the commune's own template, and drawing once ----------------------------------------------------------------------


class TemplateKills(QuickPress):
    """Dies of every order that follows a template."""

    async def run(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        if not args[0].ours:
            raise PressDied("killed")
        return await gathered(function, args, lambda kind: kind.encode())


async def test_a_template_that_takes_the_process_with_it_does_not_cost_the_report(small: House, tmp_path: Path) -> None:
    small.app.tools.drawn = Drawn(tmp_path / "files", TemplateKills())
    own = small.app.tools.campaign.with_template("/gone.docx")
    asked = replace(order(small, "docx", "xlsx"), campaign=own)

    word, excel = (await drawn(small.app.tools, asked, small.clock.now())).files

    assert [in_our_layout(file) for file in (word, excel)] == [True, False]
    assert "CỘNG HÒA" in docx.Document(word.path).element.body.xml
    for dying in (replace(asked, kinds=("xlsx",)), order(small, "docx")):  # no template is to blame
        with pytest.raises(PressDied):
            await drawn(small.app.tools, dying, small.clock.now())


async def test_the_same_picture_is_drawn_once_and_never_a_stale_one(small: House, tmp_path: Path) -> None:
    keeper, now = undrawn(tmp_path / "files"), small.clock.now()
    asked = picture(small, tmp_path / "files")
    drawings: list[str] = []

    async def ask(order: Picture) -> Path:
        def draw(chart: Any) -> bytes:
            drawings.append(chart.title)
            return str(chart).encode()

        return await keeper.put(pictured(await charted(order), order, draw), now)

    first = [await ask(asked), await ask(asked)]
    leader = await small.leader()
    await leader.says("bc cks 5 vneid 12 lượt 30")
    second = await ask(asked)

    assert first[0] == first[1] != second and len(drawings) == 2
    assert second.read_bytes() != first[0].read_bytes()


async def test_a_picture_that_went_away_meanwhile_is_a_failure_to_be_tried_again(tmp_path: Path) -> None:
    now = datetime.fromisoformat("2025-10-18T09:00:00+07:00")

    with pytest.raises(PressFailed):
        await undrawn(tmp_path / "files").put(Paper("x.png", "abc-x.png", None), now)


def test_the_press_can_find_what_it_is_to_run() -> None:
    assert pickle.loads(pickle.dumps((print_files, print_picture))) == (print_files, print_picture)
