"""Where the month's messages lead."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.platforms import PLATFORMS, limited
from bot.quota import month_of, runs_out
from bot.types import Pace


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.mark.parametrize(
    ("used", "now", "day"),
    [
        pytest.param(0, "2026-11-10T12:00:00", None, id="nothing used yet"),
        pytest.param(1000, "2026-11-11T00:00:00", None, id="exactly enough for the month"),
        pytest.param(1304, "2026-11-11T00:00:00", date(2026, 11, 24), id="a third too fast"),
        pytest.param(2400, "2026-11-28T00:00:00", None, id="80 % late in the month will do"),
        pytest.param(2400, "2026-11-20T00:00:00", date(2026, 11, 24), id="80 % in its middle will not"),
        pytest.param(2999, "2026-11-30T23:59:59", None, id="one left at its end"),
        pytest.param(3000, "2026-11-12T09:00:00", date(2026, 11, 12), id="all used: today"),
        pytest.param(3500, "2026-11-12T09:00:00", date(2026, 11, 12), id="more than all: today"),
        pytest.param(60, "2026-11-01T00:10:00", None, id="a lively first ten minutes say nothing"),
        pytest.param(600, "2026-11-01T00:10:00", date(2026, 11, 6), id="a flood on the first day does"),
        pytest.param(2600, "2026-02-26T12:00:00", None, id="a short month"),
    ],
)
def test_the_day_on_which_the_messages_are_used_up(used: int, now: str, day: date | None) -> None:
    assert runs_out(used, 3000, at(now)) == day


def test_a_message_counts_in_the_month_of_vietnam() -> None:
    assert month_of(datetime.fromisoformat("2026-11-30T16:59:59+00:00")) == "2026-11"
    assert month_of(datetime.fromisoformat("2026-11-30T17:00:00+00:00")) == "2026-12"


def test_a_zalo_bot_has_its_platforms_limits_unless_the_operator_says_otherwise() -> None:
    pace = Pace(per_second=5)

    assert limited(pace, "zalo-bot", None) == Pace(per_second=5, per_month=3000, users=50, groups=3)
    assert limited(pace, "zalo-bot", 500).per_month == 500
    assert limited(pace, "zalo-bot", 0).per_month is None
    assert limited(pace, "telegram", None) == pace
    assert {name for name, rules in PLATFORMS.items() if rules.per_month} == {"zalo-bot"}
