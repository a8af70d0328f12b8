"""Read opening hours as people write them: «thứ hai đến thứ sáu 7:30–11:30, 13:30–17:00; 18/10 8h-11h». Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from bot.text import fold
from handlers.phrases import places as say
from handlers.points.hours import Slot

_TIME = r"(\d{1,2})\s*(?:h|g|gio|:)\s*(\d{2})?(?:\s*(ruoi))?(?:\s*(sang|trua|chieu|toi|dem))?"
_UNTIL = r"\s*(?:-|den|toi|ve)\s*"
_RANGE = re.compile(rf"\b{_TIME}{_UNTIL}{_TIME}(?!\w)")
HOUR = re.compile(rf"\b{_TIME}(?![\w/])")
_DAY = r"(\d{1,2})\s*/\s*(\d{1,2})(?:\s*/\s*(\d{4}))?"
_DAYS = re.compile(rf"(?<![\d/]){_DAY}\s*(?:-|den|toi)\s*(?:het\s*)?(?:ngay\s*)?{_DAY}(?![\d/])")
_ONE_DAY = re.compile(rf"(?<![\d/]){_DAY}(?![\d/])")
_NAMES = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
_WEEKDAY = r"(?:thu\s*|t)(hai|ba|tu|nam|sau|bay|[2-7])|(chu\s*nhat|cn)"
_WEEKDAYS = re.compile(rf"\b(?:{_WEEKDAY})\s*(?:-|den|toi)\s*(?:het\s*)?(?:{_WEEKDAY})\b")
_ONE_WEEKDAY = re.compile(rf"\b(?:{_WEEKDAY})\b")
_EVERY_DAY = re.compile(r"\b(?:moi|hang|cac|tat ca cac|ca)\s*(?:ngay|tuan)(?:\s*trong tuan)?\b")
_WEEKEND = re.compile(r"\bcuoi tuan\b")
_IDLE = re.compile(r"\b(?:tu|den|vao|luc|ngay|va|gio|buoi|sang|trua|chieu|toi|hang tuan|moi|cac)\b|[\s,.:()&+-]+")
EVENING = {"chieu", "toi", "dem"}


class Unread(Exception):
    """The words are no opening hours; the message says why and how to write them."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From an hour to an hour."""

    start: time
    end: time


def read_slots(text: str, near: date, since: date | None = None, until: date | None = None) -> tuple[Slot, ...]:
    """All hours of a text; parts are set apart by «;» or lines. Raises Unread.

    A day without its year is the one between `since` and `until`, else the nearest to `near`.
    """
    found: list[Slot] = []
    for part in re.split(r"[;\n]", text):
        if part.strip():
            found += _read_part(part, near, since, until)
    if not found:
        raise Unread(say.SLOT_EMPTY)
    return tuple(dict.fromkeys(found))


def _read_part(part: str, near: date, since: date | None, until: date | None) -> list[Slot]:
    plain = _plain(part)
    stretches = [_stretch(one) for one in _RANGE.finditer(plain)]
    if not stretches:
        raise Unread(say.SLOT_NO_HOURS.format(text=part.strip()))
    rest = _RANGE.sub(" ", plain)
    spans: list[tuple[date, date]] = []
    for one in _DAYS.finditer(rest):
        last = _date(one[4], one[5], one[6], near, since, until)
        first = _date(one[1], one[2], one[3] or (str(last.year) if one[6] else None), near, since, until)
        if first > last:
            raise Unread(say.SLOT_BACKWARDS.format(text=part.strip()))
        spans.append((first, last))
    rest = _DAYS.sub(" ", rest)
    spans += [
        (day, day) for one in _ONE_DAY.finditer(rest) for day in [_date(one[1], one[2], one[3], near, since, until)]
    ]
    rest = _ONE_DAY.sub(" ", rest)
    weekdays, rest = read_weekdays(rest)
    every = bool(_EVERY_DAY.search(rest))
    left = _IDLE.sub(" ", _EVERY_DAY.sub(" ", rest)).strip()
    if left:
        raise Unread(say.SLOT_UNKNOWN.format(word=left, text=part.strip()))
    if not spans and not weekdays and not every:
        raise Unread(say.SLOT_NO_DAYS.format(text=part.strip()))
    days = weekdays or (tuple(range(7)) if not spans else ())
    if not spans:
        return [Slot(one.start, one.end, days) for one in stretches]
    return [Slot(one.start, one.end, days, first, last) for one in stretches for first, last in spans]


def read_weekdays(plain: str) -> tuple[tuple[int, ...], str]:
    """The weekdays that folded words name, and the rest of the words."""
    days: set[int] = set()
    for one in _WEEKDAYS.finditer(plain):
        first, last = weekday(one[1], one[2]), weekday(one[3], one[4])
        days.update(range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)])
    plain = _WEEKDAYS.sub(" ", plain)
    days.update(weekday(one[1], one[2]) for one in _ONE_WEEKDAY.finditer(plain))
    plain = _ONE_WEEKDAY.sub(" ", plain)
    if _WEEKEND.search(plain):
        days |= {5, 6}
        plain = _WEEKEND.sub(" ", plain)
    return tuple(sorted(days)), plain


def weekday(name: str | None, sunday: str | None) -> int:
    return 6 if sunday or name is None else _NAMES[name]


def _stretch(found: re.Match[str]) -> Stretch:
    start_part, end_part = found[4], found[8]
    if start_part is None and end_part in EVENING and int(found[5]) < 12 and int(found[1]) < int(found[5]):
        start_part = end_part  # «2h đến 5h chiều»
    start, end = hour_of(found[1], found[2], found[3], start_part), hour_of(found[5], found[6], found[7], end_part)
    if start is None or end is None or end <= start:
        raise Unread(say.SLOT_HOURS.format(text=found[0].strip()))
    return Stretch(start, end)


def hour_of(hour: str, minute: str | None, half: str | None, part: str | None) -> time | None:
    """The hour of the day; «24:00» is the last minute. None: no such hour."""
    number = int(hour)
    if part in EVENING and number < 12:
        number += 12
    minutes = 30 if half else int(minute or 0)
    if number == 24 and minutes == 0:
        return time(23, 59)
    return time(number, minutes) if number < 24 and minutes < 60 else None


def _plain(text: str) -> str:
    return re.sub(r"\s*(?:[–—−~]|->|→)\s*", " - ", fold(text))


def _date(
    day: str, month: str, year: str | None, near: date, since: date | None = None, until: date | None = None
) -> date:
    found = []
    for one in (int(year),) if year else (near.year - 1, near.year, near.year + 1):
        try:
            found.append(date(one, int(month), int(day)))
        except ValueError:
            continue
    if not found:
        raise Unread(say.SLOT_NO_SUCH_DAY.format(day=f"{day}/{month}"))
    within = [one for one in found if since and until and since <= one <= until]
    return min(within or found, key=lambda one: abs(one - near))


def read_date(text: str, near: date, since: date | None = None, until: date | None = None) -> date:
    """One day, «20/11» or «20/11/2025». Raises Unread."""
    found = re.fullmatch(_DAY, fold(text).replace("-", "/").replace(".", "/"))
    if found is None:
        raise Unread(say.SLOT_NO_SUCH_DAY.format(day=text.strip()))
    return _date(found[1], found[2], found[3], near, since, until)
