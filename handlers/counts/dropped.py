"""Figures of one thing that stand side by side, of which only the last was taken: «zalo 3 trực tiếp 2 cks».

By the parts of a day, by who or what it went through, by people: nobody tells such a figure to have it left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from handlers.counts import words as w
from handlers.counts.doubts import Doubt
from handlers.counts.numbers import spoken
from handlers.counts.tokens import Token, Words

_SIBLINGS = (
    Words("sáng, trưa, chiều, tối, sáng nay, trưa nay, chiều nay, tối nay"),
    Words("viettel, vnpt, mobifone, vinaphone"),
    Words("zalo, trực tiếp, tại nhà, tại chỗ, tại điểm, tại chốt, online, trực tuyến, qua mạng, qua điện thoại"),
)
_PEOPLE = Words("bác, cô, chú, ông, bà, dì, cậu, mợ, thím, anh, chị, cụ, cháu, em, bạn, người")
_HOURS = ("h", "g", "giờ", "gio", "/", "-", ":")
_LONGEST = 4
"""Digits of a count."""


def dropped(body: tuple[Token, ...], values: Mapping[str, int]) -> Doubt | None:
    """What must be asked about: the figure that was taken, or the one before it, or both."""
    for first, second in (*_by_kind(body), *_by_people(body)):
        taken = [key for key, value in values.items() if value == second]
        if taken and first not in values.values():
            return Doubt("two-numbers", (taken[0],), (first + second, first, second))
    return None


def _by_kind(body: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """«buổi sáng 3 buổi chiều 2 cks», «viettel 3, vnpt 2 cks»."""
    for words in _SIBLINGS:
        if not words.within(body):
            continue
        told: list[tuple[str, int]] = []
        for at in range(len(body)):
            length = words.at(body, at)
            if length and (figure := _figure(body, at + length)):
                told.append((body[at].plain, figure[0]))
        yield from ((first, second) for (one, first), (other, second) in pairwise(told) if one != other)


def _by_people(body: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """«một bác với hai cô làm cks»."""
    for at in range(len(body) - 4):
        if not (first := _figure(body, at)) or not (length := _PEOPLE.at(body, first[1])):
            continue
        link = first[1] + length
        joined = w.JOIN.at(body, link)
        second = _figure(body, link + joined) if joined else None
        if second is not None and _PEOPLE.at(body, second[1]):
            yield first[0], second[0]


def _figure(body: tuple[Token, ...], at: int) -> tuple[int, int] | None:
    """The count that stands here, and where it ends."""
    if at >= len(body):
        return None
    if body[at].kind == "digits":
        hour = at + 1 < len(body) and body[at + 1].low in _HOURS
        return None if hour or len(body[at].text) > _LONGEST else (int(body[at].text), at + 1)
    told = spoken(body, at)
    return (told.value, at + told.taken) if told is not None and told.value is not None else None
