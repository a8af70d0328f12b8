"""Figures of many days in one: «2 ngày nay», «gộp hai hôm», «tháng 10: …», «từ 24/3 tới nay»."""

from __future__ import annotations

import itertools

from handlers.counts import words as w
from handlers.counts.lexicon import Lexicon
from handlers.counts.numbers import spoken
from handlers.counts.tokens import Token, Words

_DAYS = Words("ngày, hôm, bữa, tuần, tháng, bựa, đêm, tối")
_PAST = Words("nay, qua, liền, rồi, vừa, gần, liên tiếp, vừa qua, vừa rồi, trở lại")
_ADDED = Words("gộp, dồn, gom, tổng, cộng, cả")
MANY = Words("hai, ba, bốn, năm, sáu, bảy, mấy, vài")
_SO_FAR = Words("""
    !đến nay, !tới nay, tính đến nay, tính đến giờ, tính tới giờ, tính tới nay, tính đến thời điểm, tính đến hiện tại,
    tính đến hôm nay, tính tới hôm nay, tính đến lúc này, tính đến hết, từ trước giờ, tới thời điểm này,
    đến thời điểm này, từ bữa đầu, từ hôm đầu, từ ngày đầu, từ đợt đầu, từ bữa giờ
    """)
_SUMMING = _SO_FAR.firsts
_THIS_DAY = ("sang", "trua", "chieu", "toi", "nay", "luc", "hoi", "gio", "som")


def in_month(tokens: tuple[Token, ...], at: int) -> bool:
    """«trong tháng 11»: a whole month, where figures are reported more often."""
    if at + 2 >= len(tokens) or tokens[at].plain not in ("trong", "ca") or tokens[at + 1].plain != "thang":
        return False
    return tokens[at + 2].kind == "digits"


def of_month(tokens: tuple[Token, ...], at: int) -> bool:
    """«tháng 10: …», but neither «18 tháng 10» nor «theo kế hoạch tháng 10»."""
    if tokens[at].plain != "thang" or at + 1 >= len(tokens) or tokens[at + 1].kind != "digits":
        return False
    if at and (tokens[at - 1].kind == "digits" or spoken(tokens, at - 1) is not None):
        return False
    return at == 0 or tokens[at - 1].plain in ("bc", "cao", "trong", "ca", "so", "lieu", "qua", ":", "cua", "kq")


def several_days(tokens: tuple[Token, ...], at: int) -> bool:
    """«2 ngày nay», «mấy bữa rồi», «gộp hai hôm»: figures of several days in one."""
    many = tokens[at].text.lstrip("0") not in ("", "1") if tokens[at].kind == "digits" else tokens[at] in MANY
    if not many or at + 1 >= len(tokens) or tokens[at + 1] not in _DAYS:
        return False
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    today = after is not None and after.plain == "nay" and tokens[at + 1].plain in ("hom", "bua", "bua", "toi", "dem")
    if today and tokens[at].plain not in ("may", "vai"):
        after = None  # «5 hôm nay», «đội năm hôm nay»
    if after is not None and after in _PAST:
        return True
    return at > 0 and tokens[at - 1] in _ADDED


def days_lead(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> bool:
    """«bc 2 ngày cks 5 …», «hai tối được 5 cks»: so many days, directly before the first figure."""
    many = tokens[at].text.lstrip("0") not in ("", "1") if tokens[at].kind == "digits" else tokens[at] in MANY
    if not many or at + 2 >= len(tokens) or tokens[at + 1] not in _DAYS or (at and tokens[at - 1] in w.TEAMS):
        return False
    after = at + 2
    while after < len(tokens) and (tokens[after].text == ":" or tokens[after].plain in ("duoc", "dc", "lam", "nha")):
        after += 1
    if after >= len(tokens):
        return False
    return lexicon.longest(tokens, after) is not None or (tokens[after].kind == "digits" and after > at + 2)


def since(tokens: tuple[Token, ...], told: frozenset[int]) -> str | None:
    """«từ 24/3 tới nay», «đến nay được 82»: a sum of many days."""
    today = any(t.low in ("từ", "tu", "hồi") and n.plain in _THIS_DAY for t, n in itertools.pairwise(tokens))
    for at, token in enumerate(tokens[:-1]):
        if token.plain in _SUMMING and token.start not in told and not today and _SO_FAR.at(tokens, at):
            return "cumulative"
        if token.kind == "digits" and at and tokens[at - 1].kind == "digits" and several_days(tokens, at):
            return "cumulative"  # «vneid 3 3 ngày nay»
        if token.low not in ("từ", "tu"):
            continue
        if tokens[at + 1].plain not in _THIS_DAY and not (tokens[at + 1].kind == "digits" and _hour(tokens, at + 2)):
            hour = spoken(tokens, at + 1)
            if hour is not None and _hour(tokens, at + 1 + hour.taken):
                continue  # «từ bảy giờ tối nay»
            behind = [other.plain for other in tokens[at + 1 : at + 9]]
            if any(one in ("toi", "den") and two == "nay" for one, two in itertools.pairwise(behind)):
                return "cumulative"
    return None


def _hour(tokens: tuple[Token, ...], at: int) -> bool:
    return at < len(tokens) and tokens[at].plain in ("h", "g", "gio", ":")
