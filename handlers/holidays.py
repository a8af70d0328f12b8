"""Public holidays, read from a file that an officer can bring up to date: `campaigns/calendar/holidays.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "campaigns" / "calendar" / "holidays.toml"
LONGEST = timedelta(days=21)


class HolidaysError(ValueError):
    """The file of holidays cannot be used; the message says where and why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off for the whole country; undecided ones hold only the days of which nobody doubts."""

    name: str
    first: date
    last: date
    source: str
    decided: bool = True
    note: str = ""

    def days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=1)


@lru_cache(4)
def load(path: Path = FILE) -> tuple[Holiday, ...]:
    """All holidays of the file, in the order of time; HolidaysError at the first that is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise HolidaysError(f"{path.name}: không đọc được ({fault})") from None
    listed = raw.get("holidays", [])
    found = [_holiday(path, number, one) for number, one in enumerate(listed, 1)]
    return tuple(sorted(found, key=lambda holiday: holiday.first))


def _holiday(path: Path, number: int, raw: object) -> Holiday:
    where = f"{path.name}: dịp thứ {number}"
    if not isinstance(raw, dict):
        raise HolidaysError(f"{where}: cần một bảng [[holidays]]")
    first, last, name = raw.get("from"), raw.get("to"), raw.get("name")
    if type(first) is not date or type(last) is not date or not isinstance(name, str):
        raise HolidaysError(f"{where}: cần name, from và to, ví dụ from = 2026-02-14")
    if not first <= last <= first + LONGEST:
        raise HolidaysError(f"{where} («{name}»): ngày cuối phải sau ngày đầu, không quá {LONGEST.days} ngày")
    source, decided = raw.get("source"), raw.get("decided", True)
    if not isinstance(source, str) or not source or not isinstance(decided, bool):
        raise HolidaysError(f"{where} («{name}»): cần source (văn bản căn cứ); decided là true hoặc false")
    return Holiday(name, first, last, source, decided, str(raw.get("note", "")))


def days_off(holidays: Sequence[Holiday]) -> frozenset[date]:
    """Every day off."""
    return frozenset(day for holiday in holidays for day in holiday.days())
