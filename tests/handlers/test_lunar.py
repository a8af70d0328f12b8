"""Lunar days and public holidays: against dates that everybody knows."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers import holidays
from handlers.lunar import lunar


@pytest.mark.parametrize(
    ("day", "month_and_day"),
    [
        *((new_year, (1, 1)) for new_year in (
            date(1968, 1, 29), date(1985, 1, 21), date(2007, 2, 17), date(2020, 1, 25), date(2023, 1, 22),
            date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2030, 2, 2),
        )),
        (date(2026, 4, 26), (3, 10)),
        (date(2027, 4, 16), (3, 10)),
        (date(2025, 10, 6), (8, 15)),
        (date(2025, 12, 31), (11, 12)),
    ],
)  # fmt: skip
def test_a_day_has_its_lunar_day(day: date, month_and_day: tuple[int, int]) -> None:
    found = lunar(day)

    assert (found.month, found.day) == month_and_day
    assert not found.leap


@pytest.mark.parametrize(
    ("day", "month"), [(date(2020, 5, 23), 4), (date(2023, 3, 22), 2), (date(2025, 7, 25), 6), (date(2033, 12, 22), 11)]
)
def test_leap_months_are_known(day: date, month: int) -> None:
    assert (lunar(day).day, lunar(day).month, lunar(day).leap) == (1, month, True)


def test_lunar_days_follow_each_other_for_two_centuries() -> None:
    day, before = date(1900, 1, 1), lunar(date(1899, 12, 31))
    while day < date(2100, 1, 1):
        here = lunar(day)
        assert here.day == before.day + 1 or (here.day == 1 and before.day in (29, 30)), day
        day, before = day + timedelta(days=1), here


def test_the_file_of_holidays_holds_tet_and_says_what_is_not_decided() -> None:
    known = holidays.load()
    off = holidays.days_off(known)

    assert date(2026, 2, 17) in off
    assert date(2026, 11, 24) in off
    assert date(2026, 11, 21) not in off
    assert {one.name for one in known if not one.decided} >= {"Tết Đinh Mùi"}
    assert all(one.source and (one.decided or one.note) for one in known)


@pytest.mark.parametrize(
    "wrong",
    [
        "[[holidays]]\nname = 'x'\nfrom = 2026-02-02\nto = 2026-02-01\nsource = 'y'",
        "[[holidays]]\nname = 'x'\nfrom = 2026-02-02\nto = 2026-04-01\nsource = 'y'",
        "[[holidays]]\nname = 'x'\nfrom = 2026-02-02\nto = 2026-02-02",
        "[[holidays]]\nname = 'x'\nfrom = '02/02'\nto = 2026-02-02\nsource = 'y'",
        "holidays = ['x']",
        "[[holidays",
    ],
)
def test_a_wrong_file_of_holidays_is_refused_with_its_place(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "holidays.toml").write_text(wrong, encoding="utf-8")

    with pytest.raises(holidays.HolidaysError, match=r"holidays\.toml"):
        holidays.load(tmp_path / "holidays.toml")
