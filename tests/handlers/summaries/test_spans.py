"""Which days and which area are asked for."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.presets import load_named
from handlers.spans import read_span

WEEKLY = load_named("nhon-trach-2025")
DAILY = load_named("chien-dich-30-ngay-dem-2023")
MONTHLY = load_named("ngok-bay-2025")
COMPILED = load_named("quang-ngoc-2026")


@pytest.mark.parametrize(
    ("text", "first", "last", "period", "area"),
    [
        ("", "2025-10-13", "2025-10-19", "2025-W42", None),
        ("kỳ trước", "2025-10-06", "2025-10-12", "2025-W41", None),
        ("tuần", "2025-10-13", "2025-10-19", "2025-W42", None),
        ("tuần ấp Chợ", "2025-10-13", "2025-10-19", "2025-W42", "ap-cho"),
        ("ap-trau", "2025-10-13", "2025-10-19", "2025-W42", "ap-trau"),
        ("ấp chợ tháng này", "2025-10-10", "2025-10-31", None, "ap-cho"),
        ("hôm qua", "2025-10-17", "2025-10-17", None, None),
        ("từ 13/10 đến 18/10", "2025-10-13", "2025-10-18", None, None),
        ("TỪ NGÀY 13-10-2025 ĐẾN HẾT NGÀY 18.10.2025 My Khoan", "2025-10-13", "2025-10-18", None, "ap-my-khoan"),
        ("1/10 - 31/10", "2025-10-10", "2025-10-31", None, None),
        ("15/10", "2025-10-15", "2025-10-15", None, None),
        ("30 ngày ra quân", "2025-10-10", "2025-11-08", None, None),
        ("cả chiến dịch", "2025-10-10", "2025-10-18", None, None),
        ("2025-W41", "2025-10-06", "2025-10-12", "2025-W41", None),
    ],
)
def test_words_name_days_and_area(text: str, first: str, last: str, period: str | None, area: str | None) -> None:
    found = read_span(text, WEEKLY, date(2025, 10, 18))

    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert (found.period.id if found.period else None, found.area.id if found.area else None) == (period, area)


@pytest.mark.parametrize(
    "text", ["quý sau", "từ 18/10 đến 13/10", "32/10", "từ 1/1 đến 2/1", "ấp Lạ", "tuần ấp", "2024-W01", "9" * 300]
)
def test_what_is_not_understood_is_not_guessed(text: str) -> None:
    assert read_span(text, WEEKLY, date(2025, 10, 18)) is None


def test_weeks_of_a_daily_campaign_run_from_monday() -> None:
    found = read_span("tuần trước xã An Phú", DAILY, date(2023, 8, 24))

    assert found is not None
    assert (found.first, found.last, found.period) == (date(2023, 8, 14), date(2023, 8, 20), None)
    assert found.area is not None and found.area.id == "xa-an-phu"


def test_months_are_the_campaigns_own() -> None:
    twentieth = read_span("tháng trước", MONTHLY, date(2026, 2, 25))
    compiled = read_span("tháng trước", COMPILED, date(2026, 3, 26))

    assert twentieth is not None and twentieth.period is not None and twentieth.period.id == "2026-02"
    assert compiled is not None
    turn = read_span("từ 30/12 đến 5/1", MONTHLY, date(2026, 2, 25))
    assert turn is not None and (turn.first, turn.last) == (date(2025, 12, 30), date(2026, 1, 5))
    assert (compiled.first, compiled.last) == (date(2026, 2, 26), date(2026, 3, 25))
