"""Read a line that changes the schedule: «dời ấp Chợ chiều nay sang nhà văn hoá ấp Trầu 14h». Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from bot.text import fold, nfc
from handlers.points.moment_words import read_days
from handlers.points.slot_words import HOUR, hour_of

_HOURS = re.compile(
    r"\b(\d{1,2})\s*(?:h|gio|g|:)\s*(\d{2})?(?:\s*(ruoi))?(?:\s*(sang|trua|chieu|toi|dem))?\s*(?:-|–|—|den|toi)\s*"
    r"(\d{1,2})\s*(?:h|gio|g|:)\s*(\d{2})?(?:\s*(ruoi))?(?:\s*(sang|trua|chieu|toi|dem))?(?!\w)"
)
_DAYS = re.compile(
    r"\b(?:ngay\s+)?\d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*\d{4})?\b|\b(?:hom nay|hom ni|bua nay|ngay mai|ngay mot|ngay kia)\b|"
    r"\b(?:(?:buoi\s+)?(?:sang|trua|chieu|toi)\s+)?(?:nay|mai)\b|"
    r"\b(?:(?:sang|trua|chieu|toi)\s+)?(?:thu\s*(?:hai|ba|tu|nam|sau|bay|[2-7])|t[2-7]|chu nhat|cn)\b"
    r"(?:\s+tuan)?(?:\s+(?:nay|sau|toi))?"
)
_IDLE = frozenset(
    (
        *("lúc", "vào", "từ", "ở", "tại", "hồi", "buổi", "lịch", "điểm", "nhé", "nha", "nhen", "ạ", "ngày", "giùm"),
        *("giúp", "em", "thôi", "luc", "vao", "tu", "o", "tai", "hoi", "buoi", "lich", "nhe", "ngay"),
    )
)
"""Small words around a place's name, with and without marks; «nha» is no «nhà»."""
_EDGE = " ,.:;–-"
_SEAM = re.compile(r"\b(sang|qua|den|toi|ve|ra|thanh|vao|lai)\b(?!\s+(?:nay|mai|thu|t\d|chu|cn|som)\b)")
_PLACE = re.compile(r"\b(?:tai|o)\b\s+")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of an opening; None: as it is."""

    day: date | None = None
    start: time | None = None
    end: time | None = None
    where: str = ""
    bad_hours: bool = False

    @property
    def empty(self) -> bool:
        return self.day is None and self.start is None and not self.where


def flat(text: str) -> str:
    """Folded letter by letter, so that positions in it are positions in the (composed) text."""
    out = []
    for ch in text:
        plain = fold(ch) if not ch.isspace() else " "
        out.append(plain if len(plain) == 1 else ch.lower() if len(ch.lower()) == 1 else ch)
    return "".join(out)


def split(line: str) -> tuple[str, str]:
    """Which opening, and what it shall be: before and behind the first «sang» (or «qua», «đến» …)."""
    line = nfc(line)
    plain = flat(line)
    found = next((one for one in _SEAM.finditer(plain) if one[1] == "sang"), None) or _SEAM.search(plain)
    return (line[: found.start()].strip(), line[found.end() :].strip()) if found else (line.strip(), "")


def read_wish(text: str, today: date) -> Wish:
    """The day, the hours and the place that the words name."""
    text = nfc(text)
    plain = flat(text)
    cuts: list[tuple[int, int]] = []
    start = end = None
    bad = False
    if (both := _HOURS.search(plain)) is not None:
        part = both[4] or (both[8] if both[8] and int(both[5]) < 12 and int(both[1]) < int(both[5]) else None)
        start, end = hour_of(both[1], both[2], both[3], part), hour_of(both[5], both[6], both[7], both[8])
        bad = start is None or end is None or end <= start
        cuts.append(both.span())
    elif (one := HOUR.search(plain)) is not None:
        start = hour_of(one[1], one[2], one[3], one[4])
        bad = start is None
        cuts.append(one.span())
    days = read_days(plain, today)
    cuts += [found.span() for found in _DAYS.finditer(plain)]
    rest = "".join(" " if any(a <= at < b for a, b in cuts) else ch for at, ch in enumerate(text))
    return Wish(days[0] if days else None, start, end, tidy(rest), bad)


def place_in(text: str) -> tuple[str, str]:
    """The words before «tại» (or «ở»), and the place behind it."""
    text = nfc(text)
    found = _PLACE.search(flat(text))
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def tidy(text: str) -> str:
    """Without the small words around a place's name."""
    words = text.split()
    while words and words[0].casefold().strip(_EDGE) in _IDLE | {""}:
        words.pop(0)
    while words and words[-1].casefold().strip(_EDGE) in _IDLE | {""}:
        words.pop()
    return " ".join(words).strip(_EDGE)
