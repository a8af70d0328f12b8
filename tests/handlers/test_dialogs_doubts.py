"""Every reason for which a line is asked about or refused, as a dialog on each platform, in private and in a group.

The reasons are gathered from the reader's own code, so that a new one without a dialog fails here.
"""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

import handlers.counts
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel
from bot.channels.zalo_bot import ZaloBot
from bot.types import Capabilities
from handlers.counts import Reading, read
from handlers.counts.questions import QUESTIONS, REFUSALS
from tests.handlers.dialogs import picks, record
from tests.support.house import House, Phone, sqlite

ZALO = replace(ZaloBot.capabilities, photo=True, file=True)
PLACES: dict[str, tuple[Capabilities, bool]] = {
    "telegram": (Telegram.capabilities, True),
    "web": (WebChannel.capabilities, True),
    "zalo-bot-private": (ZALO, True),
    "zalo-bot-group": (ZALO, False),
}
"""Each platform with what it can show, and whether the chat is private."""
STARTS = {
    "nhon-trach-2025": ("2025-10-18T09:00:00+07:00", "ap-cho"),
    "bim-son-2023": ("2023-04-12T20:00:00+07:00", "ba-dinh-kp-1"),
    "ngok-bay-2025": ("2026-03-18T16:00:00+07:00", "thon-mang-la"),
}


@dataclass(frozen=True)
class Asked:
    """A line and how many readings are offered for it."""

    line: str
    choices: int
    campaign: str = "nhon-trach-2025"


ASKED = {
    "two-readings": Asked("bc lượt cks 5, vneid 7", 2),
    "one-reading": Asked("hộ chị Lan cks 5", 1),
    "approximate": Asked("bc cks khoảng 10", 1),
    "range": Asked("bc cks 10-12, lượt 30", 0),
    "percent": Asked("bc cks 50%", 0),
    "decimal": Asked("bc cks 1,5", 0),
    "negative": Asked("bớt 1 cks giúp em", 0),
    "total-disagrees": Asked("bc cks 5, vneid 6, tổng 20", 0),
    "two-numbers": Asked("bc cks 5, lượt 30, cks 6", 2),
    "unknown-label": Asked("bc zalo 5, vneid 12", 0),
    "bare-number": Asked("bc 5", 3),
    "bare-beside": Asked("bc cks 5, vneid 3, 12", 1),
    "like-yesterday": Asked("bc như hôm qua", 0),
    "implausible": Asked("bc cks 500, vneid 4", 1),
    "part-exceeds": Asked("bc hồ sơ 5, dân tự ký 12", 1, "ngok-bay-2025"),
    "other-day": Asked("bc hôm qua cks 5", 2),
    "day-unclear": Asked("bc bữa trước cks 5", 1),
    "two-areas": Asked("bc ấp Chợ cks 5, ấp Trầu cks 6", 2),
    "unknown-area": Asked("bc ấp Xoài cks 5", 1),
    "group-needed": Asked("bc kích hoạt 10, hộ 12", 5, "bim-son-2023"),
    "no-number": Asked("bc cks, vneid 5", 0),
    "cumulative": Asked("bc lũy kế cks 40", 0),
    "negated": Asked("bc 5 cks chưa xong", 1),
    "goal": Asked("bc chỉ tiêu cks 20", 0),
    "rest-zero": Asked("bc cks 5, còn lại 0", 0),
}
ODD = "cả ấp Chợ 950 hộ – đúng không ạ?"
"""The bot knows whose figure it is that is too large."""
REFUSED = {
    "no-number": "bc hôm nay nghỉ",
    "future-day": "bc ngày mai cks 5",
    "too-long": "bc " + "cks năm người ở nhà văn hóa ấp, " * 40,
    "outside-campaign": "bc ngày 1/10 cks 5",
}


def spoken_of() -> set[str]:
    """The reasons that the reader's code gives: `Doubt("…")`, `Trouble("…")`, `doubt="…"`, `refused("…")`."""
    found: set[str] = set()
    for module in Path(handlers.counts.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = node.args[:1] if name in ("Doubt", "Trouble", "refused") else []
            given = [*given, *(word.value for word in node.keywords if word.arg == "doubt")]
            found |= {one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def test_every_reason_of_the_reader_has_its_words_and_its_dialog() -> None:
    assert set(ASKED) == set(QUESTIONS)
    assert set(REFUSED) == set(REFUSALS)
    assert spoken_of() <= set(QUESTIONS) | set(REFUSALS)
    assert len(spoken_of()) > 15


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> tuple[Capabilities, bool]:
    return PLACES[request.param]


@pytest.fixture
async def opened(
    request: pytest.FixtureRequest, place: tuple[Capabilities, bool], tmp_path: Path
) -> AsyncIterator[tuple[House, Phone]]:
    """The house of the case's campaign, and its leader's phone: in private, or in a group that mentions us."""
    campaign = getattr(request, "param", "nhon-trach-2025")
    start, area = STARTS[campaign]
    house = await House.open(
        sqlite(tmp_path), campaign=campaign, start=datetime.fromisoformat(start), capabilities=place[0]
    )
    leader = await house.leader(area)
    yield house, leader if place[1] else house.group("nhom", leader.author, leader.name)
    await house.close()


async def says(phone: Phone, text: str) -> str:
    """The one answer."""
    answers = await phone.says(text, mentioned=not phone.private)
    assert len(answers) == 1, answers
    return answers[0]


def words_of(question: str) -> str:
    """The longest piece of a question without blanks."""
    return max((piece.partition("}")[2] if "}" in piece else piece for piece in question.split("{")), key=len).strip()


async def kept(house: House) -> dict[str, int]:
    """The figures that stand, whatever their day and place."""
    return {key: value for report in await record(house) for key, value in report.values.items()}


def meant(house: House, line: str) -> Reading:
    return read(line, house.app.tools.campaign, sent_at=house.clock.now())


@pytest.mark.parametrize(
    ("opened", "reason"), [(case.campaign, reason) for reason, case in ASKED.items()], indirect=["opened"]
)
async def test_a_doubt_is_asked_about_and_only_what_is_clear_or_chosen_is_kept(
    opened: tuple[House, Phone], reason: str
) -> None:
    house, phone = opened
    case = ASKED[reason]
    reading = meant(house, case.line)

    answer = await says(phone, case.line)

    assert (ODD if reason == "implausible" else words_of(QUESTIONS[reason])) in answer
    assert await kept(house) == dict(reading.values)
    assert len(reading.options) == case.choices
    if reading.options:
        chosen = meant(house, reading.options[0].line)
        await picks(phone, "Đúng, ghi 500" if reason == "implausible" else reading.options[0].label)
        assert chosen.decision == "store"
        assert await kept(house) == dict(reading.values) | dict(chosen.values)


@pytest.mark.parametrize("reason", REFUSED)
async def test_a_refusal_keeps_nothing_and_shows_a_line_that_is_stored(
    opened: tuple[House, Phone], reason: str
) -> None:
    house, phone = opened

    answer = await says(phone, REFUSED[reason])

    assert words_of(REFUSALS[reason]) in answer
    assert await kept(house) == {}
    example = "bc" + answer.rpartition("bc")[2].splitlines()[0]
    await says(phone, example)
    assert await kept(house) == dict(meant(house, example).values) != {}


async def test_what_does_not_fit_is_left_out_by_keeping_what_stood(opened: tuple[House, Phone]) -> None:
    house, phone = opened
    await says(phone, "bc cks 8")
    house.clock.advance(hours=24)
    assert "hôm nay **500**" in await says(phone, "bc cks 500")

    answer = await says(phone, "giữ như cũ")

    assert "em chưa ghi chữ ký số" in answer
    assert await kept(house) == {"cks": 8}


@pytest.mark.parametrize("denial", ["không", "không phải", "sai rồi"])
async def test_a_denied_figure_is_no_nought(opened: tuple[House, Phone], denial: str) -> None:
    house, phone = opened
    for line in ("bc cks 500", "bc cks khoảng chục", "bc 5 cks chưa xong"):
        await says(phone, line)

        await says(phone, denial)

        assert await kept(house) == {}, line


async def test_none_is_an_answer_to_how_many(opened: tuple[House, Phone]) -> None:
    house, phone = opened
    await says(phone, "bc cks, vneid 5")

    await says(phone, "không")

    assert await kept(house) == {"cks": 0, "vneid2": 5}


async def test_two_figures_that_are_too_large_are_one_question(opened: tuple[House, Phone]) -> None:
    house, phone = opened
    answer = await says(phone, "bc cks 500, vneid 600, lượt 40")
    assert "**500**" in answer and "**600**" in answer

    await says(phone, "đúng")

    assert await kept(house) == {"cks": 500, "vneid2": 600, "luot": 40}


@pytest.mark.parametrize(("answer", "day"), [("đúng", "2025-10-17"), ("không", "2025-10-18")])
async def test_another_day_is_settled_by_a_word(opened: tuple[House, Phone], answer: str, day: str) -> None:
    house, phone = opened
    await says(phone, "bc hôm qua cks 5")

    await says(phone, answer)

    assert {report.day.isoformat(): dict(report.values) for report in await record(house)} == {day: {"cks": 5}}
