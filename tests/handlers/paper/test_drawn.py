"""The folder of drawings: one per words, whole or not at all, and not for ever."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.press import PressFailed
from handlers import paper
from handlers.paper.drawn import KEPT_FOR, Drawn, Paper
from tests.support.papers import QuickPress

NOW = datetime.fromisoformat("2025-10-18T09:00:00+07:00")


async def test_the_same_words_are_drawn_once_also_when_asked_for_at_once(tmp_path: Path) -> None:
    press = QuickPress()
    drawn = Drawn(tmp_path / "files", press)

    paths = await asyncio.gather(*(drawn.file("qr.png", NOW, paper.qr_png, "https://a.vn", "lớp") for _ in range(5)))

    assert len(set(paths)) == 1 and press.made == ["qr_png"]
    assert await Drawn(tmp_path / "files", press).file("qr.png", NOW, paper.qr_png, "https://a.vn", "lớp") == paths[0]
    assert press.made == ["qr_png"]


async def test_what_was_made_elsewhere_lies_there_once_by_what_is_in_it(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path / "files", QuickPress())
    one, other = Paper.of("a.docx", b"a"), Paper.of("a.docx", b"b")

    paths = await asyncio.gather(*(drawn.put(paper, NOW) for paper in (one, one, one, other, one)))

    assert [path.read_bytes() for path in paths] == [b"a", b"a", b"a", b"b", b"a"]
    assert sorted(path.name for path in (tmp_path / "files").iterdir()) == sorted({path.name for path in paths})


async def test_other_words_are_another_file(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, QuickPress())

    one = await drawn.file("qr.png", NOW, paper.qr_png, "https://a.vn")
    two = await drawn.file("qr.png", NOW, paper.qr_png, "https://b.vn")

    assert one != two and one.is_absolute()


async def test_a_failure_leaves_nothing_and_is_tried_again(tmp_path: Path) -> None:
    press = QuickPress()
    drawn = Drawn(tmp_path / "files", press)
    press.broken = True
    with pytest.raises(PressFailed):
        await drawn.file("qr.png", NOW, paper.qr_png, "https://a.vn")
    assert not (tmp_path / "files").exists()

    press.broken = False
    assert (await drawn.file("qr.png", NOW, paper.qr_png, "https://a.vn")).is_file()


async def test_what_nobody_asks_for_is_thrown_away_and_drawn_again(tmp_path: Path) -> None:
    press = QuickPress()
    drawn = Drawn(tmp_path, press)
    old = await drawn.file("old.png", NOW, paper.qr_png, "https://old.vn")
    used = await drawn.file("used.png", NOW, paper.qr_png, "https://used.vn")
    later = NOW + KEPT_FOR - timedelta(days=1)
    await drawn.file("used.png", later, paper.qr_png, "https://used.vn")

    await drawn.file("new.png", NOW + KEPT_FOR + timedelta(days=1), paper.qr_png, "https://new.vn")

    assert (old.exists(), used.exists()) == (False, True)
    assert await drawn.file("old.png", later, paper.qr_png, "https://old.vn") == old and old.exists()
