"""Shares as they are said."""

from __future__ import annotations

import pytest

from handlers.phrases.words import percent
from tests.recounts.by_hand import percent as by_hand


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, "–"), (0, "0 %"), (55 / 1250, "4,4 %"), (0.0999, "10 %"), (0.0994, "9,9 %"),
        (0.228, "22,8 %"), (0.1, "10 %"), (0.29, "29 %"),
        (4874 / 4875, "99,9 %"), (9_999_999 / 10_000_000, "99,9 %"), (1, "100 %"), (2.5, "250 %"), (-0.02, "−2 %"),
    ],
)  # fmt: skip
def test_a_share_has_one_digit_and_never_reaches_a_target_by_rounding(share: float | None, said: str) -> None:
    assert percent(share) == said


def test_every_small_share_is_said_as_whole_numbers_would() -> None:
    pairs = [(part, whole) for whole in (*range(1, 120), 1250, 4875) for part in range(min(whole + 3, 300))]

    assert [pair for pair in pairs if percent(pair[0] / pair[1]) != by_hand(*pair)] == []
