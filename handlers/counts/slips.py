"""Number words that lost a piece to a slip of the finger: «năm mưởi», «mười hia», «ha mươi mốt», «nười một».

What is left of such a number is another number, so that a word right beside one is looked at: whether it is a number
word but for one letter or mark, and no other word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.counts import words as w
from handlers.counts.lexicon import Lexicon
from handlers.counts.numbers import SPOKEN
from handlers.counts.tokens import Token, Words

_ENDINGS = (
    "lắm", "lâm", "lằm", "lẳm", "nhắm", "một", "mót", "tứ", "sàu", "tàm", "chính", "mốt", "lăm", "nhăm", "mươi",
)  # fmt: skip
"""Endings of numbers with the wrong mark («mười lắm» is surely not ten), or behind a number that has one already."""
_UNITS = ("mot", "hai", "bon", "nam", "sau", "bay", "tam", "chin", "lam", "tu", "ba")
_SIZES = ("muoi", "chuc", "tram")
_OPEN = ("mười", "mươi", "muoi", "trăm", "tram", "hăm", "linh", "lẻ")
"""Behind these another word of the number may follow."""
_SHORT = 2
"""Letters of a word that is left of «ba» or «tư»: any that nobody knows."""
_TWICE = re.compile(r"(.)\1+")
_OTHER = Words("""
    chữ, chủ, chu, chú, chứ, cho, chư, chuẩn, mới, mọi, môi, mỗi, moi, !mùi, chức, chúc, chút, trạm, trầm, làm, lam,
    bán, bạn, ban, bàn, bọn, nấy, này, nay, náy, hay, may, máy, tay, tại, tai, tài, bên, ben, bản, xấu, sai, mai,
    cháu, chị, chín, chịu, tự, từ, bà, tạm, tắm, nằm, nám, nắm, nạm, sâu, sau, bay, bây, tuổi, buổi, cuối, dưới, tươi,
    người, nuôi, muối, muỗi, muốn, muộn, lúc, cực, chục, đức, nam, ham, hàm, hàng, hạng, sàn, lần, lầm, lên, lại, tới,
    tối, trai, trại, trong, trên, trước, mẫu, màu, màn, mà, má, mạ, mẹ, mệ, o, ở, à, ạ, ơi, ui, u, em, e, a, ah, cụ,
    dì, ba, bé, bố, con, có, cả, ca, cái, c, vì, và, với, vs, vụ, về, vợ, nữ, nhé, nhe, nha, nghe, nè, ni, nớ, nợ, kh,
    k, ko, m1, m2, mng, mn, đã, đi, để, do, dc, đc, đ, đ/c, sv, hs, đv, cb, cs, tt, ct, bt, dt, tk, th, ng, sp, xã,
    xe, xong, ý, y, gì, giờ, h, số, sđt, nên, nếu, lượt, họ, hộ, hò, thì, t, cô, cậu, sếp, bác, bn, tổ, ấp, kp, tp, q,
    là, lạ, vô, zô, rồi, ra, rất, phụ, phải, phần, qua, quá, như, nào, nãy, mất, mặt, mắt
    """)
"""Words of their own."""
_LEADING = Words("""
    được, đc, dc, đk, có, làm, lm, cho, thêm, với, !và, là, thì, hơn, chừng, khoảng, mới, chỉ, tới, gần, cả, còn, lượt,
    người, ca, cái, bác, anh, chị, em, mấy, chắc, cỡ, tầm, vài, nữa, đi, cài, gặp, tư vấn, nha, hộ, ghé, vẫn, đủ
    """)
"""Before «mươi lăm»."""
_NO_DENIAL = Words("chưa, của, hứa, mua, chia, chú, chu, chữ, chùa, chúa, chứa, chữa, thua, cứu, cua, chứ, chủ")
"""Words that look like «chưa», and that word itself."""
_CUT_DENIAL = ("chưq", "chưs", "cha")


def mistyped_behind(tokens: tuple[Token, ...], end: int) -> bool:
    """Whether the number that ends before this token most likely goes on with it."""
    word = _word(tokens, end)
    if word is None:
        return False
    opened = tokens[end - 1].low in _OPEN
    if word.low in _ENDINGS or (opened and word.low == "lm"):
        return True
    if _known(word):
        return False
    if opened and len(word.plain) <= _SHORT:
        return True
    return any(_near(word, meant) for meant in (_UNITS if opened else _SIZES))


def mistyped_before(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the number that begins at this token most likely began before it: «ha | mươi mốt», «nười | một»."""
    word = _word(tokens, at - 1) if at else None
    if word is None:
        return False
    if tokens[at].low == "mươi":
        return word not in _LEADING  # «mươi lăm người» begins so, but not behind «ha», «bà», «nă»
    if _known(word):
        return False
    sizes = tokens[at].low in ("chục", "trăm", "chuc", "tram")
    return any(_near(word, meant) for meant in (_UNITS if sizes else ("muoi", "tram")))


def denied_by_slip(tokens: tuple[Token, ...], lexicon: Lexicon) -> str | None:
    """The indicator before which «chưa» may stand, mistyped: «cưha kích hoạt 20»."""
    for at, token in enumerate(tokens[:-1]):
        near = "ư" in token.low and "a" in token.low and token not in _NO_DENIAL and _near(token, "chua")
        if near or token.low in _CUT_DENIAL:
            found = lexicon.longest(tokens, at + 1)
            if found is not None and found[0].sort == "indicator":
                return found[0].ids[0]
    return None


def _word(tokens: tuple[Token, ...], at: int) -> Token | None:
    return tokens[at] if at < len(tokens) and tokens[at].kind == "word" else None


def _known(word: Token) -> bool:
    return (
        word.low in SPOKEN or word in _OTHER or word in w.FILLERS or word in w.KIN or word in w.POLITE or word in w.JOIN
    )


def _near(word: Token, meant: str) -> bool:
    """The same letters with other marks, or one slip away: a letter too few, too many or another, or two swapped."""
    if word.plain == meant:
        return word.marked
    if _TWICE.sub(r"\1", word.plain) == meant:
        return True
    return len(meant) > _SHORT and len(word.plain) > _SHORT and _one_slip(word.plain, meant)


@lru_cache(maxsize=4096)
def _one_slip(typed: str, meant: str) -> bool:
    if abs(len(typed) - len(meant)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    rest, due = typed[at:], meant[at:]
    return (
        rest[1:] == due or rest == due[1:] or rest[1:] == due[1:] or (rest[:2] == due[:2][::-1] and rest[2:] == due[2:])
    )
