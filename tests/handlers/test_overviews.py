"""What is summed up by itself, and the picture that follows a text."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import VIETNAM
from bot.press import PressFailed
from bot.types import Capabilities
from handlers import overviews
from handlers.paper.drawn import Drawn
from handlers.presets import load_named
from tests.support.house import BUTTONS, House, sqlite
from tests.support.undrawn import BlankPress, undrawn


def planned(name: str) -> list[tuple[str, str]]:
    campaign = load_named(name)
    since = datetime.combine(campaign.start, datetime.min.time(), VIETNAM)
    found = overviews.plan(campaign, since - timedelta(days=1), since + timedelta(days=500))
    assert len({one.key for one in found}) == len(found)
    return [(one.values["kind"], f"{one.due_at.astimezone(VIETNAM):%Y-%m-%d %H:%M}") for one in found]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nhon-trach-2025", [("phase", "2025-11-08 16:35")]),
        ("bim-son-2023", [("phase", "2023-04-21 07:00")]),
        ("chien-dich-30-ngay-dem-2023", [("phase", "2023-08-29 20:05"), ("final", "2023-09-07 16:00")]),
        ("ngok-bay-2025", [("phase", "2026-04-20 16:35")]),
    ],
)
def test_phases_and_the_end_are_summed_up_after_their_last_deadline(name: str, expected: list[tuple[str, str]]) -> None:
    found = planned(name)

    assert found[: len(expected)] == expected
    assert [kind for kind, _ in found].count("final") == 1
    assert not [at for _, at in found if not "07:00" <= at[-5:] < "22:00"]


def test_weeks_are_compiled_by_month_and_digested_by_day_where_the_preset_says_so() -> None:
    found = planned("quang-ngoc-2026")

    months = [at for kind, at in found if kind == "monthly"]
    assert months[:2] == ["2026-01-25 16:05", "2026-02-25 16:05"]
    assert len(months) == 12
    assert [kind for kind, _ in found].count("daily") == 365


def test_the_plan_is_the_same_in_pieces() -> None:
    campaign = load_named("quang-ngoc-2026")
    since = datetime(2026, 1, 20, 9, tzinfo=VIETNAM)
    middle, until = since + timedelta(days=3, hours=9), since + timedelta(days=9)

    whole = overviews.plan(campaign, since, until)

    assert [*overviews.plan(campaign, since, middle), *overviews.plan(campaign, middle, until)] == whole


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drawn"


async def opened(tmp_path: Path, folder: Path, capabilities: Capabilities = BUTTONS) -> House:
    house = await House.open(sqlite(tmp_path), capabilities=capabilities)
    house.app.tools.drawn = undrawn(folder)
    return house


async def test_the_text_comes_at_once_and_the_picture_after_it_once(tmp_path: Path, folder: Path) -> None:
    house = await opened(tmp_path, folder)
    officer = await house.officer()

    (text,) = await officer.says("/tonghop từ 13/10 đến 18/10 ấp Chợ")
    assert text.startswith("📊 **Tổng hợp từ 13/10 đến 18/10** – ấp Chợ")
    before = len(house.channel.said)
    for _ in range(3):
        await house.app.scheduler.tick()
        await house.app.settle()

    ((to, picture),) = house.channel.said[before:]
    assert (to.chat, picture.text) == (officer.chat, "Biểu đồ từ 13/10 đến 18/10")
    assert picture.file is not None and picture.file.photo
    assert picture.file.name == "nhon-trach-2025-2025-10-13-den-2025-10-18-mot-phan.png"
    await house.close()


async def test_nothing_is_drawn_where_pictures_cannot_be_seen(tmp_path: Path, folder: Path) -> None:
    house = await opened(tmp_path, folder, Capabilities(text_limit=2000))
    officer = await house.officer()

    await officer.says("/tonghop")
    await house.app.scheduler.tick()
    await house.app.settle()

    assert [part for _, part in house.channel.said if part.file is not None] == []
    assert not folder.exists()
    await house.close()


class BrokenPress(BlankPress):
    async def run(self, function, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        raise PressFailed("no ink")


async def test_a_press_that_fails_costs_the_picture_and_nothing_else(tmp_path: Path, folder: Path) -> None:
    house = await opened(tmp_path, folder)
    house.app.tools.drawn = Drawn(folder, BrokenPress())
    officer = await house.officer()

    assert len(await officer.says("/tonghop")) == 1
    for _ in range(6):
        await house.app.scheduler.tick()
        house.clock.move_to(house.clock.now() + timedelta(minutes=5))
    await house.app.settle()

    assert [part for _, part in house.channel.said if part.file is not None] == []
    assert len(await officer.says("/tonghop")) == 1
    await house.close()
