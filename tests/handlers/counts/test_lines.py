"""Tables of typed lines with what their writers meant: `lines/*.txt`, one style a file."""

from __future__ import annotations

import unicodedata
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


def cases() -> list[Case]:
    found: list[Case] = []
    for path in sorted(LINES.glob("*.txt")):
        for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
            if row.strip() and not row.startswith("#"):
                found.append(parsed(f"{path.stem}:{number}", row))
    return found


CASES = cases()


def reading(case: Case, line: str | None = None) -> Reading:
    campaign, at = campaign_of(case.letter)
    return read(case.line if line is None else line, campaign, sent_at=at)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.place)
def test_line_is_read_as_its_writer_meant(case: Case) -> None:
    found = reading(case)

    assert (found.decision, dict(found.values)) == (case.decision, case.values), found.reason
    if case.reason is not None:
        assert found.reason == case.reason
    assert found.area == case.area or case.decision != "store"
    if case.decision == "store":
        own = campaign_of(case.letter)[1].date()
        assert found.operation == case.operation
        assert found.operation == "undo" or found.day == (case.day or own)
    if case.obstacle is not None:
        assert found.obstacle == case.obstacle


@pytest.mark.parametrize("case", [c for c in CASES if c.decision != "chat"], ids=lambda case: case.place)
def test_choices_are_read_back_without_another_question(case: Case) -> None:
    campaign, at = campaign_of(case.letter)

    for option in reading(case).options:
        again = read(option.line, campaign, sent_at=at)
        assert again.decision == "store", option
        assert again.values, option
        assert len(option.label) <= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.place)
def test_decomposed_and_upper_case_change_nothing(case: Case) -> None:
    meant = reading(case)

    decomposed = reading(case, unicodedata.normalize("NFD", case.line))

    assert (decomposed.decision, decomposed.values) == (meant.decision, meant.values)
