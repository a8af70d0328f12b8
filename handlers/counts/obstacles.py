"""Split off what a leader tells about obstacles: «vướng: mạng yếu». Figures in there are never counted."""

from __future__ import annotations

from collections.abc import Callable

from handlers.counts import words as w
from handlers.counts.doubts import Doubt
from handlers.counts.tokens import Token, Words

_NO = Words(
    """
    không, ko, k, hông, hổng, chẳng, chưa, không có, ko có, k có, chưa có, không gặp, ko gặp, không bị, hok, kg,
    không thấy, 0 có, 0 gặp
    """
)
_LINKS = Words("""
    nhưng, mà, có, còn, chỉ, bị, hơi, đang, gặp, tuy nhiên, nhưng mà, do, vì, cũng, chỉ có, về, tại
    """)
_WRITE_IT = Words("""
    đề nghị ghi, đề nghị ghi nhận, đề nghị cập nhật, đề nghị sửa, đề nghị đính chính, đề nghị điều chỉnh, đề nghị chỉnh,
    đề nghị lưu, đề nghị nhập, đề nghị cộng, đề nghị bổ sung, đề nghị thêm, đề nghị ghi giúp
    """)
_INEXACT = ("approximate", "range", "percent", "decimal", "negative")
_MET = ("ho", "nha", "nguoi", "dan", "bac", "cu")
"""«mạng yếu, khoảng 20 hộ chưa có máy»: of whom is told behind an obstacle."""

Label = Callable[[tuple[Token, ...], int], bool]
Figures = Callable[[tuple[Token, ...]], bool]

_FIRSTS = w.OBSTACLES.firsts


def split(tokens: tuple[Token, ...], text: str, figures: Figures, label: Label) -> tuple[tuple[Token, ...], str]:
    """The tokens without the obstacle, and the obstacle as typed.

    It reaches to the end of the message, except for later parts that are nothing but a label with its number
    (`figures` tells so). «không vướng gì» and «vướng: không» are no obstacle.
    """
    at = 0
    while at < len(tokens):
        taken = w.OBSTACLES.at(tokens, at) if tokens[at].plain in _FIRSTS else 0
        if not taken or _inside(tokens, at, taken) or _result(tokens, at) or label(tokens, at) or _heads(tokens, at):
            at += 1
            continue
        for back in (2, 1):
            if at >= back and _NO.at(tokens, at - back) == back:
                end = _part_end(tokens, at)
                if figures(tokens[at + taken : end]):
                    end = at + taken
                return split(tokens[: at - back] + tokens[end:], text, figures, label)
        return _cut(tokens, text, at, taken, figures)
    return tokens, ""


def inexact(doubts: list[Doubt], part: tuple[Token, ...]) -> bool:
    """«…, cks khoảng chục»: a figure that is asked about, and nothing else of the obstacle."""
    return all(doubt.reason in _INEXACT for doubt in doubts) and not any(token.plain in _MET for token in part)


def _inside(tokens: tuple[Token, ...], at: int, taken: int) -> bool:
    """The short forms count as keywords only where a part begins and a colon follows."""
    token = tokens[at]
    if taken > 1 or token.plain not in ("ps", "kk", "vm", "note"):
        return False
    follows = at + 1 < len(tokens) and tokens[at + 1].text in (":", "-", "=")
    return not follows or (at > 0 and tokens[at - 1].kind != "mark")


def _result(tokens: tuple[Token, ...], at: int) -> bool:
    """«ket qua», «ket so» without marks: the result, and nothing that is stuck, where figures follow."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at].low != "ket" or following is None or following.marked:
        return False
    return following.plain in ("qua", "so", "thuc", "hop", "noi", "luan") and any(
        token.kind == "digits" for token in tokens[at:]
    )


def _heads(tokens: tuple[Token, ...], at: int) -> bool:
    """«báo cáo tình hình: cks 5», «đề nghị ghi nhận: cks 5»: heading figures, none of which stands before."""
    heads = tokens[at].plain == "tinh" or _WRITE_IT.at(tokens, at)
    return bool(heads) and not any(token.kind == "digits" for token in tokens[:at])


def _cut(tokens: tuple[Token, ...], text: str, at: int, taken: int, figures: Figures) -> tuple[tuple[Token, ...], str]:
    kept = list(tokens[:at])
    while kept and _LINKS.at((kept[-1],), 0):
        kept.pop()
    begin = tokens[at].start if w.KEEP_KEYWORD.at(tokens, at) else tokens[at + taken - 1].end
    later: list[Token] = []
    end = len(tokens)
    index = at + taken
    parts: list[tuple[int, int]] = []
    while index < len(tokens):
        stop = _part_end(tokens, index)
        parts.append((index, stop))
        index = stop + 1
    for start, stop in parts[1:] if len(parts) > 1 else []:
        if figures(tokens[start:stop]):
            if not later:
                end = min(end, start)
            later.extend(tokens[start - 1 : stop])
        elif later:
            later.clear()
            end = len(tokens)
    finish = tokens[end - 1].end if end > at else begin
    told = text[begin : max(begin, finish)].strip(" \t\n:;,.-–=*•")
    if w.NOTHING.at(rest := tokens[at + taken :], _skip(rest)) and len(rest) - _skip(rest) <= 4:
        told = ""
    return tuple(kept) + tuple(later), told


def _skip(tokens: tuple[Token, ...]) -> int:
    index = 0
    while index < len(tokens) and tokens[index].kind == "mark":
        index += 1
    return index


def _part_end(tokens: tuple[Token, ...], at: int) -> int:
    while at < len(tokens) and (tokens[at].text not in ("\n", ",", ";", ".") or _in_number(tokens, at)):
        at += 1
    return at


def _in_number(tokens: tuple[Token, ...], at: int) -> bool:
    """The mark inside «1.200» ends nothing."""
    if tokens[at].text not in (",", ".") or tokens[at].spaced or not 0 < at < len(tokens) - 1:
        return False
    return tokens[at - 1].kind == tokens[at + 1].kind == "digits" and not tokens[at + 1].spaced
