"""Tables of typed lines with what their writers meant: `lines/*.txt`, one style a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.clock import VIETNAM
from handlers.campaign import Campaign
from handlers.counts import Reading, read
from handlers.presets import load_named

LINES = Path(__file__).parent / "lines"
CAMPAIGNS = {
    "n": ("nhon-trach-2025", datetime(2025, 10, 18, 20, 0, tzinfo=VIETNAM)),  # a Saturday
    "b": ("bim-son-2023", datetime(2023, 4, 5, 20, 0, tzinfo=VIETNAM)),  # a Wednesday
    "c": ("chien-dich-30-ngay-dem-2023", datetime(2023, 8, 16, 20, 0, tzinfo=VIETNAM)),  # a Wednesday
    "k": ("ngok-bay-2025", datetime(2026, 1, 15, 20, 0, tzinfo=VIETNAM)),  # a Thursday
    "q": ("quang-ngoc-2026", datetime(2026, 3, 11, 20, 0, tzinfo=VIETNAM)),  # a Wednesday
}


@cache
def campaign_of(letter: str) -> tuple[Campaign, datetime]:
    name, at = CAMPAIGNS[letter]
    return load_named(name), at


@dataclass(frozen=True)
class Case:
    """One row: `letter line => what is expected`."""

    place: str
    letter: str
    line: str
    decision: str
    values: dict[str, int] = field(default_factory=dict)
    reason: str | None = None
    operation: str = "set"
    area: str | None = None
    day: date | None = None
    obstacle: str | None = None


def parsed(place: str, row: str) -> Case:
    """`cks=5` is stored; else `ask REASON key=n`, `error REASON`, `chat`; `op:add`, `@area`, `^day`, `| obstacle`."""
    left, _, right = row.rpartition(" => ")
    letter, _, line = left.partition(" ")
    right, _, told = right.partition(" | ")
    words = right.split()
    decision, reason, operation, area, day = "store", None, "set", None, None
    values: dict[str, int] = {}
    for word in words:
        if word in ("ask", "error", "chat"):
            decision = word
        elif "=" in word:
            key, _, number = word.partition("=")
            values[key] = int(number)
        elif word in ("op:add", "op:correct", "op:undo"):
            operation = word[3:]
        elif word.startswith("@"):
            area = word[1:]
        elif word.startswith("^"):
            day = date.fromisoformat(word[1:])
        else:
            reason = word
    return Case(place, letter, line.replace("\\n", "\n"), decision, values, reason, operation, area, day, told or None)


def cases(path: Path) -> list[Case]:
    rows = enumerate(path.read_text("utf-8").splitlines(), 1)
    return [parsed(f"{path.stem}:{number}", row) for number, row in rows if row.strip() and not row.startswith("#")]


STYLES = {path.stem: cases(path) for path in sorted(LINES.glob("*.txt"))}
each_style = pytest.mark.parametrize("style", STYLES)


def reading(case: Case, line: str | None = None) -> Reading:
    campaign, at = campaign_of(case.letter)
    return read(case.line if line is None else line, campaign, sent_at=at)


def amiss(style: str, judge: Callable[[Case], str]) -> list[str]:
    """What the judge has to say of the rows of a style: «place line: what is wrong»."""
    return [f"{case.place} {case.line!r}: {wrong}" for case in STYLES[style] if (wrong := judge(case))]


@each_style
def test_lines_are_read_as_their_writers_meant(style: str) -> None:
    def judge(case: Case) -> str:
        found, own = reading(case), campaign_of(case.letter)[1].date()
        stored = case.decision == "store"
        meant = {
            "decision": (found.decision, case.decision),
            "values": (dict(found.values), case.values),
            "reason": (found.reason, case.reason or found.reason),
            "area": (found.area, case.area if stored else found.area),
            "operation": (found.operation, case.operation if stored else found.operation),
            "day": (found.day, (case.day or own) if stored and found.operation != "undo" else found.day),
            "obstacle": (found.obstacle, found.obstacle if case.obstacle is None else case.obstacle),
        }
        return "; ".join(f"{what} {got}, meant {due}" for what, (got, due) in meant.items() if got != due)

    assert amiss(style, judge) == []


@each_style
def test_choices_are_read_back_without_another_question(style: str) -> None:
    def judge(case: Case) -> str:
        campaign, at = campaign_of(case.letter)
        for option in reading(case).options:
            again = read(option.line, campaign, sent_at=at)
            if again.decision != "store" or not again.values or len(option.label) > 40:
                return f"{option} is read as {again.decision} {dict(again.values)}"
        return ""

    assert amiss(style, judge) == []


@each_style
def test_decomposed_and_upper_case_change_nothing(style: str) -> None:
    def judge(case: Case) -> str:
        pairs = {case.line: unicodedata.normalize("NFD", case.line), case.line.lower(): case.line.upper()}
        for plain, changed in pairs.items():  # among small letters a capital makes a name
            meant, found = reading(case, plain), reading(case, changed)
            if (found.decision, found.values) != (meant.decision, meant.values):
                return f"{changed!r} is read as {found.decision} {dict(found.values)}"
        return ""

    assert amiss(style, judge) == []
