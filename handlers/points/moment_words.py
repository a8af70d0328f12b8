"""Which days and hours a citizen's words mean: «chiều nay», «sáng mai», «thứ 7», «5 giờ chiều», «bây giờ». Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.text import fold, nfc
from handlers.points.slot_words import HOUR, Unread, hour_of, read_date, weekday

_NOW = re.compile(r"\b(?:bay gio|hien gio|hien tai|gio nay|luc nay|dang mo|con mo|ngay bay gio)\b")
_TODAY = re.compile(r"\b(?:hom nay|bua nay|hom ni|bua ni|(?:sang|trua|chieu|toi) (?:nay|ni)|hnay|nay)\b")
_TOMORROW = re.compile(r"\b(?:ngay mai|sang mai|trua mai|chieu mai|toi mai|mai)\b")
_AFTER = re.compile(r"\b(?:ngay mot|mot|ngay kia)\b")
_WEEKDAY = re.compile(r"\b(?:(?:thu\s*|t)([2-7]|hai|ba|tu|nam|sau|bay)|(chu nhat|cn))\b(\s+(?:tuan\s+)?(?:sau|toi)\b)?")
_WEEK = re.compile(r"\btuan (nay|ni|sau|toi)\b")
_WEEKEND = re.compile(r"\bcuoi tuan\b")
_DATE = re.compile(r"(?<![\d/])\d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*\d{4})?(?![\d/])")
_MORNING = re.compile(r"\b(?:buoi sang|sang (?:nay|mai|ni|thu|chu|t\d|cn|som))\b")
_NOON = re.compile(r"\btrua\b")
_AFTERNOON = re.compile(r"\bchieu\b")
_EVENING = re.compile(r"\b(?:buoi toi|ban dem|dem (?:nay|mai)|toi (?:nay|mai|ni|thu|chu|t\d|cn))\b")
_MARKED = {"morning": re.compile(r"\bsáng\b"), "evening": re.compile(r"\b(?:tối|đêm)\b")}
"""Without marks «sang» may be «sang» and «toi» may be «tôi»."""

PARTS = {
    "morning": (time(0), time(12)),
    "noon": (time(11), time(13, 30)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17, 30), time(23, 59)),
}


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time that was asked about."""

    since: datetime
    until: datetime
    now: bool = False
    """«bây giờ»: what is open at this very moment."""

    @property
    def one_day(self) -> bool:
        return self.since.astimezone(VIETNAM).date() == self.until.astimezone(VIETNAM).date()


def read_window(text: str, now: datetime) -> Window | None:
    """The stretch of time that the words name; None: no day and no hour is named."""
    plain, marked = fold(text), nfc(text).casefold()
    local = now.astimezone(VIETNAM)
    days = read_days(plain, local.date())
    part = _part(plain, marked)
    hour = _hour(plain)
    if days is None and _NOW.search(plain) and part is None and hour is None:
        return Window(now, now, now=True)
    if days is None and part is None and hour is None:
        return None
    first, last = days or (local.date(), local.date())
    if hour is not None:
        moment = datetime.combine(first, hour, VIETNAM)
        return Window(moment, moment + timedelta(hours=1))
    start, end = PARTS[part] if part else (time(0), time(23, 59))
    return Window(datetime.combine(first, start, VIETNAM), datetime.combine(last, end, VIETNAM))


def read_days(plain: str, today: date) -> tuple[date, date] | None:
    """The first and last day that folded words name; a weekday is the next one, today included."""
    if (found := _DATE.search(plain)) is not None:
        try:
            day = read_date(found[0], today)
        except Unread:
            return None
        return day, day
    if (week := _WEEK.search(plain)) is not None and _WEEKDAY.search(plain) is None:
        monday = today - timedelta(days=today.weekday())
        if week[1] in ("sau", "toi"):
            return monday + timedelta(days=7), monday + timedelta(days=13)
        return today, monday + timedelta(days=6)
    if (named := _WEEKDAY.search(plain)) is not None:
        ahead = (weekday(named[1], named[2]) - today.weekday()) % 7
        if named[3] or ((week := _WEEK.search(plain)) is not None and week[1] in ("sau", "toi")):
            ahead = weekday(named[1], named[2]) - today.weekday() + 7
        day = today + timedelta(days=ahead)
        return day, day
    if _WEEKEND.search(plain):
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        return (today, today) if today.weekday() == 6 else (saturday, saturday + timedelta(days=1))
    for pattern, ahead in ((_TODAY, 0), (_TOMORROW, 1), (_AFTER, 2)):
        if pattern.search(plain):
            return today + timedelta(days=ahead), today + timedelta(days=ahead)
    return None


def _part(plain: str, marked: str) -> str | None:
    if _MORNING.search(plain) or _MARKED["morning"].search(marked):
        return "morning"
    if _NOON.search(plain):
        return "noon"
    if _AFTERNOON.search(plain):
        return "afternoon"
    if _EVENING.search(plain) or _MARKED["evening"].search(marked):
        return "evening"
    return None


def _hour(plain: str) -> time | None:
    """A named hour; «mấy giờ» names none."""
    found = HOUR.search(plain)
    return hour_of(found[1], found[2], found[3], found[4]) if found is not None else None
