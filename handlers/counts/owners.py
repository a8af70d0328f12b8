"""Figures that two labels could own: «thôn này có 12 hộ làm cks» – twelve households, or twelve signatures?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.counts.atoms import Atom
from handlers.counts.doubts import Doubt
from handlers.counts.items import Item
from handlers.counts.lexicon import Lexicon
from handlers.counts.pairs import Pair
from handlers.counts.tokens import Token, Words

_WHOSE = Words("""
    hộ, nhà, hộ dân, nhà dân, gia đình, hộ gia đình, lượt, lượt người, lượt dân, lượt khách, người được hướng dẫn
    """)
"""Labels that are as well the unit in which another label may be counted."""
_DOING = Words("""
    đăng, kích, hoạt, đặt,
    làm, mần, lm, ký, kí, cài, cài đặt, mở, tạo, đăng ký, đk, kích hoạt, được, đc, dc, có, đã, đều, chịu, đồng ý, xong,
    để, tới, đến, về, cho, nhờ, mới, vừa, là, thì, cũng, ra, lên, xin, thành công, dùng, xài, tích hợp, và, người, dân
    """)
VISITING = Words("""
    đi, ghé, gõ, gõ cửa, thăm, đến, tới, qua, vận động, rà, rà soát, tiếp cận, tuyên truyền, vô, vào, lội, chạy, gặp,
    đi được, xuống, tiếp, đón, hướng dẫn, hd, tư vấn, hỗ trợ
    """)


def two_owners(
    atoms: Sequence[Atom], tokens: tuple[Token, ...], lexicon: Lexicon, pairs: Sequence[Pair]
) -> Iterator[Doubt]:
    """A doubt for each figure whose unit is one label, and which another label without a figure follows."""
    paired = {index for pair in pairs for index in range(pair.label.first, pair.label.last + 1)}
    for pair in pairs:
        named = pair.label.atom
        whole_label = _WHOSE.at(tokens[: named.end], named.start) == named.end - named.start
        if pair.forward or pair.label.group or not whole_label or _visited(pair, atoms, tokens):
            continue
        other = _behind(pair.label.last + 1, atoms, tokens)
        if other is None or other in paired or atoms[other].ids == named.ids or len(pair.label.ids) > 1:
            continue
        value, own, its = pair.number.atom.value, pair.label.ids[0], atoms[other].ids[0]
        keys = (own, its)
        whole = value is not None and len(atoms[other].ids) == 1 and not lexicon.campaign.indicator(its).groups
        readings = [{key: value} for key in keys] if whole and value is not None else []
        yield Doubt("two-readings", keys, (value,) if value is not None else (), readings=readings)


def _behind(index: int, atoms: Sequence[Atom], tokens: tuple[Token, ...]) -> int | None:
    """The label that follows over nothing but words of doing."""
    while index < len(atoms) and (
        (atoms[index].sort == "word" and tokens[atoms[index].start] in _DOING) or atoms[index].sort == "day"
    ):
        index += 1
    if index >= len(atoms) or atoms[index].sort != "label":
        return None
    if tokens[atoms[index].start].low == "nha":
        return None  # «13 lượt nha c ơi»
    follows = atoms[index + 1] if index + 1 < len(atoms) else None
    return None if follows is not None and follows.sort in ("number", "group") else index


def _visited(pair: Pair, atoms: Sequence[Atom], tokens: tuple[Token, ...]) -> bool:
    """«đi 12 hộ làm cks»: where one went is told as such."""
    index = pair.number.first - 1
    while index >= 0 and atoms[index].sort == "word":
        if tokens[atoms[index].start] in VISITING:
            return True
        index -= 1
    return False


def other_kind(number: Item, others: list[Item], atoms: list[Atom], tokens: tuple[Token, ...]) -> Item | None:
    """«nam 5 nữ 3 cks», «máy mới 5 máy cũ 3 cks»: before one figure another of the same sort, which has no label."""
    for other in others:
        if _alike(other, number, tokens):
            return other
    if not _kind(number.first - 1, atoms, tokens):
        return None
    for other in others:
        between = atoms[other.last + 1 : number.first]
        if between and _kind(other.first - 1, atoms, tokens) and all(atom.sort == "word" for atom in between):
            return other
    return None


def _alike(other: Item, number: Item, tokens: tuple[Token, ...]) -> bool:
    """Two or three words before each of two figures begin with the same one: «tại nhà 3 tại chốt 2 cks»."""
    between = tokens[other.atom.end : number.atom.start]
    before = tokens[max(0, other.atom.start - len(between)) : other.atom.start]
    if len(between) not in (2, 3) or len(before) != len(between) or before[0].low != between[0].low:
        return False
    return all(token.kind == "word" for token in (*before, *between))


def _kind(index: int, atoms: list[Atom], tokens: tuple[Token, ...]) -> bool:
    return index >= 0 and atoms[index].sort == "word" and tokens[atoms[index].start] in _KINDS


_KINDS = Words("nam, nữ, trẻ, già, lớn, nhỏ, niên, ông, bà, cháu")
"""«nam 5 nữ 3», «người già 3», «thanh niên 5», «cụ bà 2»."""
