"""Read what an officer types as a rule: «thứ hai 8:00 các đội: Chúc tuần mới». Pure; what is missing stays None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from bot.text import fold
from handlers.campaign import Campaign

_HOUR = re.compile(r"\b([01]?\d|2[0-3])\s*(?:h|:|g|gio)\s*([0-5]\d)?\b(?:\s*(sang|trua|chieu|toi)\b)?")
_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?\b")
_MONTHLY = re.compile(
    r"\b(?:ngay|mung)?\s*(\d{1,2})\s*(?:hang|moi)\s*thang\b|\b(?:hang|moi)\s*thang\s*(?:vao\s*)?ngay\s*(\d{1,2})\b"
)
_WEEKDAYS = ("hai", "ba", "tu", "nam", "sau", "bay")
_WEEKDAY = re.compile(r"\b(?:thu\s*|t)([2-7]|hai|ba|tu|nam|sau|bay)\b|\b(chu nhat|cn)\b")
_RANGE = re.compile(
    r"\b(?:thu\s*|t)([2-7]|hai|ba|tu|nam|sau|bay)\s*(?:den|toi|-)\s*(?:thu\s*|t)?([2-7]|hai|ba|tu|nam|sau|bay)\b"
)
_READERS = (
    (r"\b(?:cac|tat ca cac|moi|nhom)?\s*(?:doi truong|to truong|truong doi)\b", "leaders"),
    (r"\b(?:nhom )?(?:can bo|xa|van phong)\b", "officers"),
    (r"\b(?:cac |nhom )*(?:lop|phu huynh)\b", "classes"),
    (r"\b(?:tat ca |cac |moi |nhom )+(?:doi|to|nhom|to cong nghe so)\b|\bcac to\b", "squads"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was understood; None is still to be asked."""

    text: str | None = None
    at: str | None = None
    when: Mapping[str, Any] | None = None
    to: tuple[str, ...] | None = None


def read_rule(line: str, campaign: Campaign, today: date) -> Draft:
    """A whole rule, or as much of it as there is. The words behind the first «: » are the text."""
    head, text = _split(line)
    plain = fold(head)
    at, plain = _hour(plain)
    to, plain = read_readers(plain, campaign)
    when = read_days(plain, today)
    if at is None and not text:  # «Mai họp tổ nhé bà con» is what to say, not when
        return Draft(text=line.strip() or None)
    return Draft(text or None, at, when, to)


def read_moment(line: str, today: date) -> tuple[str | None, Mapping[str, Any] | None]:
    """The hour and the days of «thứ hai 8:00»; None for each that is not there."""
    at, rest = _hour(fold(line))
    return at, read_days(rest, today)


def _split(line: str) -> tuple[str, str]:
    found = re.search(r":\s+|\n", line)
    return (line[: found.start()], line[found.end() :].strip()) if found else (line, "")


def _hour(plain: str) -> tuple[str | None, str]:
    found = _HOUR.search(plain)
    if found is None:
        return None, plain
    hour = int(found[1])
    if found[3] in ("chieu", "toi") and hour < 12:
        hour += 12
    at = time(hour, int(found[2] or 0))
    return f"{at:%H:%M}", plain[: found.start()] + " " + plain[found.end() :]


def read_readers(plain: str, campaign: Campaign) -> tuple[tuple[str, ...] | None, str]:
    """The readers that folded words name, and the rest of the words."""
    found: list[str] = []
    for squad in campaign.squads:
        for name in (fold(squad.name), fold(squad.id.replace("-", " "))):
            pattern = rf"\b{re.escape(name)}\b"
            if re.search(pattern, plain):
                found.append(f"squad:{squad.id}")
                plain = re.sub(pattern, " ", plain)
    for pattern, kind in _READERS:
        if re.search(pattern, plain):
            found.append(kind)
            plain = re.sub(pattern, " ", plain)
    return tuple(dict.fromkeys(found)) or None, plain


def read_days(plain: str, today: date) -> Mapping[str, Any] | None:
    """The days that folded words name: one way of the four, the most particular first."""
    if (monthly := _MONTHLY.search(plain)) is not None:
        number = int(monthly[1] or monthly[2])
        return {"monthday": number} if 1 <= number <= 28 else None
    lunar = [15] if re.search(r"\bram\b", plain) else []
    lunar += [1] if re.search(r"\bmung (?:mot|1)\b", plain) else []
    if lunar:
        return {"lunar": sorted(lunar)}
    if re.search(r"\b(?:moi|hang|tung) ngay\b", plain):
        return {"weekdays": list(range(7))}
    days = [day for found in _DATE.finditer(plain) if (day := _date(found, today)) is not None]
    if re.search(r"\bhom nay\b", plain):
        days.append(today)
    if re.search(r"\b(?:ngay )?mai\b", plain):
        days.append(today + timedelta(days=1))
    if days:
        return {"on": [str(day) for day in sorted(set(days))]}
    if (stretch := _RANGE.search(plain)) is not None:
        first, last = _weekday(stretch[1]), _weekday(stretch[2])
        return {"weekdays": list(range(first, last + 1))} if first <= last else None
    weekdays = {6 if found[2] else _weekday(found[1]) for found in _WEEKDAY.finditer(plain)}
    return {"weekdays": sorted(weekdays)} if weekdays else None


def _weekday(word: str) -> int:
    return int(word) - 2 if word.isdecimal() else _WEEKDAYS.index(word)


def _date(found: re.Match[str], today: date) -> date | None:
    """A day without its year is the next one."""
    for year in (int(found[3]),) if found[3] else (today.year, today.year + 1):
        try:
            day = date(year, int(found[2]), int(found[1]))
        except ValueError:
            continue
        if found[3] or day >= today:
            return day
    return None
