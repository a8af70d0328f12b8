"""Words right behind a number word that are most likely its end, mistyped: «năm mưởi», «mười hia», «hai mươi bãy»."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.numbers import SPOKEN
from handlers.counts.tokens import Token, Words

_KNOWN = (
    "lắm", "lâm", "lằm", "lẳm", "nhắm", "một", "mót", "tứ", "sàu", "tàm", "chính", "mốt", "lăm", "nhăm", "mươi",
)  # fmt: skip
"""Endings of numbers with the wrong mark («mười lắm» is surely not ten), or behind a number that has one already."""
_UNITS = ("mot", "hai", "bon", "nam", "sau", "bay", "tam", "chin", "lam", "tu", "ba")
_SIZES = ("muoi", "chuc", "tram")
_WHOLE = ("mười", "mươi", "muoi", "chục", "chuc", "trăm", "tram", "hăm", "linh", "lẻ")
_OTHER = Words("""
    chữ, chủ, chu, chú, chứ, cho, chư, chuẩn, mới, mọi, môi, mỗi, moi, chức, chúc, chút, trạm, trầm, làm, lam, bán, bạn,
    ban, bàn, bọn, nấy, này, nay, náy, sàu, hay, hải, hài, may, máy, tay, tại, tai, tài, bên, ben, bản, xấu, sai, mai,
    cháu, chị, chín, chịu, tự, từ, bà, bá, tạm, tắm, hại, nằm, nám, nắm, nạm, sâu, sau, bày, bay, bây
    """)
"""Words of their own."""


def mistyped(tokens: tuple[Token, ...], end: int) -> bool:
    """Whether the word behind a number that ends before this token is one of those."""
    if end >= len(tokens) or tokens[end].kind != "word":
        return False
    word, last = tokens[end], tokens[end - 1]
    if word.low in _KNOWN:
        return True
    if word.low in SPOKEN or word in _OTHER or word in w.FILLERS or word in w.KIN or len(word.plain) < 3:
        return False
    return any(_near(word, meant) for meant in (_UNITS if last.low in _WHOLE else _SIZES))


def _near(word: Token, meant: str) -> bool:
    """The same letters with other marks; a letter too few or too many; or two that changed places."""
    plain = word.plain
    if plain == meant:
        return word.marked
    if len(meant) < 3 or plain[0] != meant[0]:
        return False
    if len(plain) == len(meant):
        at = next(index for index, (a, b) in enumerate(zip(plain, meant, strict=True)) if a != b)
        return at + 1 < len(plain) and plain == meant[:at] + meant[at + 1] + meant[at] + meant[at + 2 :]
    longer, shorter = (plain, meant) if len(plain) > len(meant) else (meant, plain)
    return len(longer) - len(shorter) == 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
