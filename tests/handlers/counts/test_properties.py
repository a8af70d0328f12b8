"""What holds for every line, whoever typed it: generated lines over all campaigns, read in many ways."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.counts import Reading, canonical, read
from handlers.counts.tokens import spell
from tests.handlers.counts.test_lines import CAMPAIGNS, campaign_of
from tools.fuzz_lines import invented, told

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LETTERS = st.sampled_from(sorted(CAMPAIGNS))
WORDS = {
    0: ("không", "không có ai", "zero"),
    1: ("một",),
    2: ("hai",),
    3: ("ba",),
    4: ("bốn",),
    5: ("năm",),
    6: ("sáu",),
    7: ("bảy",),
    8: ("tám",),
    9: ("chín",),
    10: ("mười", "một chục"),
    12: ("mười hai",),
    15: ("mười lăm",),
    20: ("hai mươi", "hai chục"),
    21: ("hai mươi mốt", "hăm mốt"),
    25: ("hai mươi lăm", "hai lăm"),
    105: ("một trăm linh năm", "một trăm lẻ năm"),
}
STORY = (
    "mạng yếu quá", "gọi 0912345678 hẹn lại", "lúc 8h30", "bác Ba 72 tuổi nhờ", "nhà số 15", "mai làm tiếp",
    "theo KH 63/KH-UBND", "chú Năm đi vắng", "tư vấn thêm", "hôm nay trời mưa", "có 2 nhà khóa cửa", "phí 50k",
)  # fmt: skip
SEPARATORS = (", ", "; ", "\n", " - ", " + ", " và ", " | ", ". ", " ")
JOINTS = (" ", ": ", "=", ":", " được ", " là ", "")


def names(letter: str) -> dict[str, list[str]]:
    """Key → the ways to write its label, groups before or behind the indicator."""
    campaign, _ = campaign_of(letter)
    found: dict[str, list[str]] = {}
    for key in campaign.keys:
        indicator, group = campaign.indicator(key), campaign.group(key)
        own = [indicator.short, indicator.label, *indicator.aliases]
        found[key] = [f"{name} {group.label}" for name in own] if group is not None else own
    return found


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, str]:
    """A campaign's letter and a line as it might be typed there, sensible or not."""
    letter = draw(LETTERS)
    ways = names(letter)
    pieces: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        label = draw(st.sampled_from(ways[draw(st.sampled_from(sorted(ways)))]))
        number = draw(
            st.one_of(st.integers(0, 60).map(str), st.sampled_from([word for row in WORDS.values() for word in row]))
        )
        joint = draw(st.sampled_from(JOINTS))
        first = draw(st.booleans())
        pieces.append(f"{label}{joint}{number}" if first else f"{number}{joint.strip(':= ') and ' '}{label}")
        if draw(st.integers(0, 4)) == 0:
            pieces.append(draw(st.sampled_from(STORY)))
    line = draw(st.sampled_from(("bc ", "báo cáo: ", "", "dạ em báo cáo ")))
    return letter, line + draw(st.sampled_from(SEPARATORS)).join(pieces)


def taken(letter: str, line: str) -> Reading:
    campaign, at = campaign_of(letter)
    return read(line, campaign, sent_at=at)


MIXTURE = """
bc|cks|vneid|5|12|hai|mươi|chục|không|có|ai|còn|trừ|-|/|:|(|)|+|,|\n|đều|tổng|ngày|17/10|hôm|qua|lần|lượt|kích|hoạt|cán|bộ
1.200|50%|08h30|nhà|hộ|ấp|Chợ|chứ|phải|thành|sửa|thêm|huỷ|vướng|như|cũ|khoảng|dân|o|x|k|chưa|nha|mỗi|thứ|2|1
"""


@QUICK
@given(typed())
def test_no_figure_is_stored_that_the_line_does_not_hold(case: tuple[str, str]) -> None:
    letter, line = case

    assert invented(line, taken(letter, line).values) is None


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, list[tuple[str, int]]]:
    letter = draw(LETTERS)
    campaign, _ = campaign_of(letter)
    keys = draw(st.lists(st.sampled_from(campaign.keys), min_size=1, max_size=5, unique=True))
    return letter, [(key, draw(st.integers(0, 40))) for key in keys]


@QUICK
@given(pairs(), st.sampled_from((", ", "; ", "\n")), st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(
    case: tuple[str, list[tuple[str, int]]], separator: str, chance: random.Random
) -> None:
    letter, figures = case
    campaign, _ = campaign_of(letter)
    pieces = [canonical({key: number}, campaign).removeprefix("bc ") for key, number in figures]
    mixed = list(pieces)
    chance.shuffle(mixed)

    one, other = (taken(letter, "bc " + separator.join(row)) for row in (pieces, mixed))

    assert (one.decision, dict(one.values)) == (other.decision, dict(other.values))


@QUICK
@given(typed())
def test_marks_and_case_change_no_figure(case: tuple[str, str]) -> None:
    letter, line = case
    meant = taken(letter, line)

    assert dict(taken(letter, unicodedata.normalize("NFD", line)).values) == dict(meant.values)
    plain = taken(letter, spell(line)[1])
    if meant.decision == plain.decision == "store":
        assert dict(plain.values) == dict(meant.values), line


@QUICK
@given(pairs(), st.sampled_from(("set", "add", "correct")), st.booleans())
def test_canonical_is_read_back_as_the_same_figures(
    case: tuple[str, list[tuple[str, int]]], operation: str, sure: bool
) -> None:
    letter, figures = case
    campaign, at = campaign_of(letter)
    line = canonical(dict(figures), campaign, operation=operation, sure=sure)

    found = read(line, campaign, sent_at=at)

    if sure or found.reason not in ("implausible", "part-exceeds"):
        assert (found.decision, dict(found.values)) == ("store", dict(figures)), (line, found.reason)
        assert found.operation == operation


@pytest.mark.parametrize("letter", sorted(CAMPAIGNS))
def test_canonical_of_every_figure_in_every_place_is_read_back(letter: str) -> None:
    campaign, at = campaign_of(letter)
    for number, key in enumerate(campaign.keys):
        for area in (None, *(area.id for area in campaign.leaves)):
            line = canonical({key: number}, campaign, area=area, day=at.date(), sure=True)
            found = read(line, campaign, sent_at=at)
            assert (found.decision, dict(found.values), found.area) == ("store", {key: number}, area), line


@QUICK
@given(typed())
def test_every_choice_is_stored_without_another_question(case: tuple[str, str]) -> None:
    letter, line = case

    for option in taken(letter, line).options:
        again = taken(letter, option.line)
        assert (again.decision, len(option.label) <= 40) == ("store", True), (line, option)
        assert again.values


@settings(max_examples=400, deadline=None)
@given(LETTERS, st.text(max_size=300), st.booleans())
def test_no_text_raises(letter: str, text: str, form: bool) -> None:
    campaign, at = campaign_of(letter)

    for line in (text, f"bc {text}", f"bc cks {text} vneid 5"):
        found = read(line, campaign, sent_at=at, form=form)
        assert found.decision in ("store", "ask", "error", "chat")
        assert (found.question is not None) == (found.decision in ("ask", "error"))


@settings(max_examples=300, deadline=None)
@given(
    LETTERS,
    st.lists(
        st.sampled_from(MIXTURE),
        max_size=25,
    ),
)
def test_no_mixture_of_our_own_words_raises(letter: str, words: list[str]) -> None:
    line = " ".join(words)

    found = taken(letter, line)

    assert all(number == 0 or number in told(line) for number in found.values.values()), line
