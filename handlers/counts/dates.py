"""Days named in a line («hôm qua», «thứ 6», «17/10»), relative to the day on which it was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.counts.numbers import spoken
from handlers.counts.tokens import Token, Words

_TODAY = Words("""
    hôm nay, bữa nay, nay, hnay, sáng nay, chiều nay, tối nay, trưa nay, ngày hôm nay, ngày nay, h nay, đêm nay,
    ngày hnay, ngày bữa nay, hn, hum nay, hôm ni, bữa ni, ngày ni, tháng này, tuần này, kỳ này, đợt này, trong
    tháng này, trong tuần này, hôm nai, chiều giờ, sáng giờ, tối giờ, nãy giờ, từ sáng tới giờ, từ sáng đến giờ,
    tối ni, chiều ni, sáng ni, trưa ni, đêm ni, bựa ni, bựa nay,
    tháng ni, tuần ni, bửa nay, bữa nai, bua ni, trong ngày, trong hôm nay
    """)
_BACK = (
    (1, Words("""
    hôm qua, bữa qua, hqua, hôm wa, ngày hôm qua, tối qua, chiều qua, sáng qua, trưa qua, đêm qua, h qua,
    sáng hôm qua, chiều hôm qua, tối hôm qua, ngày qua, bữa wa, hum qua, hwa, tối hqua, chiều hqua, hôm wua
    """)),
    (2, Words("""
    hôm kia, bữa kia, ngày hôm kia, hôm tê, tối hôm kia, chiều hôm kia, sáng hôm kia, ngày kia trước
    """)),
    (3, Words("hôm kìa, bữa kìa")),
    (-1, Words("ngày mai, bữa mai, sáng mai, chiều mai, tối mai, hôm sau, mai")),
    (-2, Words("ngày mốt, ngày kia, bữa mốt")),
)  # fmt: skip
_UNSURE = Words(
    """
    hôm bữa, bữa trước, hôm trước, hôm nọ, bữa nọ, hôm rồi, bữa rồi, bữa hổm, hổm, hổm rày, hổm nay, mấy hôm nay,
    mấy bữa nay
    """
)
_WEEKDAYS = (
    (0, Words("thứ hai, thứ 2, t2, thu hai")),
    (1, Words("thứ ba, thứ 3, t3")),
    (2, Words("thứ tư, thứ 4, t4")),
    (3, Words("thứ năm, thứ 5, t5")),
    (4, Words("thứ sáu, thứ 6, t6")),
    (5, Words("thứ bảy, thứ bẩy, thứ 7, t7")),
    (6, Words("chủ nhật, cn, chúa nhật, chủ nhựt")),
)
_LAST = Words("tuần trước, tuần rồi, tuần qua, trước")
_NEXT = Words("tuần sau, tuần tới, tới, sau")
_THIS = Words("tuần này, này, vừa rồi, rồi, vừa qua, qua")
_DAY = Words("ngày, hôm, bữa, mùng, mồng, mung, ngay")
_FULL = re.compile(r"(\d{1,2})(?:\s?[/.]\s?|[\-–])(\d{1,2})(?:\s?[/.]\s?|[\-–])(20\d{2}|\d{2})(?![\d/])")
_SHORT = re.compile(r"(\d{1,2})\s?([/.\-–])\s?(\d{1,2})(?![\d/%]|[.,]\d)")
_LONG = re.compile(r"(\d{1,2})\s+th[aá]ng\s+(\d{1,2})(?:\s+n[aă]m\s+(20\d{2}))?(?!\d)", re.IGNORECASE)


_FIRSTS = frozenset[str]().union(
    *(words.firsts for words in (_TODAY, _UNSURE, _DAY, *(w for _, w in _BACK), *(w for _, w in _WEEKDAYS)))
)
"""Any other word begins no day."""


@dataclass(frozen=True, slots=True)
class Named:
    """A day as it stands in the line."""

    day: date | None
    taken: int
    full: bool = False
    """Written with day, month and year."""
    short: bool = False
    """Only figures («5/10»): may be a fraction as well."""


def named(tokens: tuple[Token, ...], at: int, text: str, sent: date, *, head: bool = False) -> Named | None:
    """The day that is named from this token on, or None; «18-10:» is one at the head of a line only."""
    if tokens[at].kind != "digits" and tokens[at].plain not in _FIRSTS:
        return None
    digits = tokens[at].kind == "digits"
    taken = 0 if digits else _TODAY.at(tokens, at)
    longest = Named(sent, taken) if taken else None
    for back, words in () if digits else _BACK:
        taken = words.at(tokens, at)
        if taken and (longest is None or taken > longest.taken):
            longest = Named(sent - timedelta(days=back), taken)
    taken = _UNSURE.at(tokens, at)
    if taken and (longest is None or taken > longest.taken):
        longest = Named(None, taken)
    if longest is not None:
        return longest
    for weekday, words in () if digits else _WEEKDAYS:
        taken = words.at(tokens, at)
        if taken:
            return _weekday(weekday, tokens, at, taken, sent)
    token = tokens[at]
    if token in _DAY and at + 1 < len(tokens) and tokens[at + 1].kind == "digits":
        inner = _figures(tokens, at + 1, text, sent, named_day=True)
        return Named(inner.day, inner.taken + 1, inner.full) if inner else None
    if token in _DAY and token.kind == "word" and (said := _said(tokens, at + 1, sent)):
        return Named(said.day, said.taken + 1)
    if token.kind == "digits":
        found = _figures(tokens, at, text, sent, named_day=False)
        if found is None and head and (short := _SHORT.match(text, token.start)):
            end = at + _tokens(tokens, at, short.end())
            near = _near(int(short.group(1)), int(short.group(3)), sent, end - at)
            today = near is not None and near.day == sent and at == 0
            if end < len(tokens) and (tokens[end].text in (":", ",", "\n") or today):
                return near  # «18.10 cks 6»
        return found
    return None


def _said(tokens: tuple[Token, ...], at: int, sent: date) -> Named | None:
    """«(ngày) hai mươi hai tháng mười»: a day in words, with its month."""
    day = spoken(tokens, at)
    if day is None or day.value > 31 or at + day.taken + 1 >= len(tokens) or tokens[at + day.taken].plain != "thang":
        return None
    behind = at + day.taken + 1
    if tokens[behind].kind == "digits":
        month, taken = int(tokens[behind].text[:3]), 1
    elif (number := spoken(tokens, behind)) is not None:
        month, taken = (number.value, number.taken) if number.value <= 12 else (10, 1)
    else:
        return None
    return _near(day.value, month, sent, day.taken + 1 + taken)


def _weekday(weekday: int, tokens: tuple[Token, ...], at: int, taken: int, sent: date) -> Named:
    """The latest such weekday, today included; a week earlier with «tuần trước» when it lies in this week."""
    day = sent - timedelta(days=(sent.weekday() - weekday) % 7)
    last = _LAST.at(tokens, at + taken)
    if last:
        monday = sent - timedelta(days=sent.weekday())
        if day >= monday:
            day -= timedelta(days=7)
        return Named(day, taken + last)
    ahead = _NEXT.at(tokens, at + taken)
    if ahead:
        return Named(sent + timedelta(days=7 - (sent.weekday() - weekday)), taken + ahead)
    taken += _THIS.at(tokens, at + taken)
    return Named(day, taken)


def _figures(tokens: tuple[Token, ...], at: int, text: str, sent: date, *, named_day: bool) -> Named | None:
    start = tokens[at].start
    found = _FULL.match(text, start)
    if found:
        day, month, year = (int(part) for part in found.groups())
        if year < 100 and abs(year + 2000 - sent.year) > 1:
            return None  # «5/6/15» are three figures
        return _made(day, month, year + 2000 if year < 100 else year, _tokens(tokens, at, found.end()), full=True)
    found = _LONG.match(text, start)
    if found and found.group(2):
        day, month = int(found.group(1)), int(found.group(2))
        taken = _tokens(tokens, at, found.end())
        if found.group(3):
            return _made(day, month, int(found.group(3)), taken, full=True)
        return _near(day, month, sent, taken)
    found = _SHORT.match(text, start)
    if found and (named_day or found.group(2) == "/"):
        named_ = _near(int(found.group(1)), int(found.group(3)), sent, _tokens(tokens, at, found.end()))
        if named_ is not None:
            return Named(named_.day, named_.taken, short=not named_day)
    if named_day and 1 <= int(tokens[at].text[:3]) <= 31:
        return Named(_in_month(int(tokens[at].text), sent), 1)
    return None


def _tokens(tokens: tuple[Token, ...], at: int, end: int) -> int:
    index = at
    while index < len(tokens) and tokens[index].start < end:
        index += 1
    return index - at


def _made(day: int, month: int, year: int, taken: int, *, full: bool = False) -> Named | None:
    try:
        return Named(date(year, month, day), taken, full)
    except ValueError:
        return None


def _near(day: int, month: int, sent: date, taken: int) -> Named | None:
    """That day of that month in the year in which it lies nearest to the sending."""
    days = [made.day for year in (sent.year - 1, sent.year, sent.year + 1) if (made := _made(day, month, year, taken))]
    known = [found for found in days if found is not None]
    return Named(min(known, key=lambda found: abs(found - sent)), taken) if known else None


def _in_month(day: int, sent: date) -> date | None:
    """That day of this month, or of the month before when it is more than ten days ahead."""
    ahead = sent.replace(day=1)
    here = _made(day, ahead.month, ahead.year, 1)
    if here is not None and here.day is not None and here.day <= sent + timedelta(days=10):
        return here.day
    before = ahead - timedelta(days=1)
    made = _made(day, before.month, before.year, 1)
    return made.day if made else None
