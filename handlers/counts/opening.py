"""How a line begins: greeting, the word that opens a report, and whether it is a question rather than a report."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.counts import words as w
from handlers.counts.numbers import spoken
from handlers.counts.tokens import Token, Words


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before the report proper."""

    end: int
    """The first token behind the opening word (0 when there is none)."""
    begins: bool = False
    """It begins like a report."""
    weak: bool = False
    """By a word that opens other sentences as well («kết quả …»)."""
    sure: bool = False
    """«bc đúng …»: the writer says that what follows is meant."""


def opening(tokens: tuple[Token, ...]) -> Opening:
    """Read greeting and opening word."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        taken = w.OPENERS.at(tokens, at)
        if taken or _slashed(tokens, at):
            taken = taken or 3
            strong = bool(w.STRONG_OPENERS.at(tokens, at)) or taken == 3
            if token.plain == "bao" and taken == 1 and (token.low not in ("báo", "bao") or _other_bao(tokens, at)):
                return Opening(0)
            if taken == 1 and token.plain in ("bao", "nop"):
                strong = False
            end = at + taken
            if token.marked and end + 1 < len(tokens) and tokens[end].low == "sau" and tokens[end + 1].kind != "digits":
                return Opening(0)  # «em gửi báo cáo sau nha»
            while end < len(tokens) and tokens[end].text == "@":
                end += 2
            end += _particle(tokens, end)
            sure = end < len(tokens) and tokens[end].plain == "dung" and tokens[end].low in ("đúng", "dung")
            return Opening(min(end + sure, len(tokens)), begins=strong, weak=not strong, sure=sure)
        if token.kind == "mark" or token in w.POLITE:
            at += 1
            continue
        if (
            token.plain in ("to", "doi", "nhom", "hom", "nay", "ap", "thon", "toi", "chieu", "sang", "bua")
            or token.kind == "digits"
        ):
            at += 1
            at += token.plain in ("to", "doi", "nhom") and _single(tokens, at)  # «đội ba báo cáo …»
            if at > 12:
                break
            continue
        break
    return Opening(0)


def _single(tokens: tuple[Token, ...], at: int) -> bool:
    """A number of one word stands here."""
    number = spoken(tokens, at) if at < len(tokens) else None
    return number is not None and number.taken == 1


def _particle(tokens: tuple[Token, ...], at: int) -> int:
    """«bc nha mn: …»: politeness behind the opening word, and no houses."""
    if at + 1 >= len(tokens) or tokens[at].low not in ("nha", "nhé", "nhe", "nè", "ne", "nghen", "hen"):
        return 0
    polite = tokens[at + 1] in w.POLITE or tokens[at + 1].plain in ("ac", "ae", "mn", "mng", "cn", "ad")
    after = next((token for token in tokens[at + 1 :] if token.kind != "mark"), None)
    named = tokens[at + 1].kind == "mark" and after is not None and after.kind == "word"
    named = named and tokens[at + 1].text != "=" and after is not None and after.plain != "x"  # «bc nha: x4, …»
    today = tokens[at + 1].plain in _DAYTIMES and at + 2 < len(tokens) and tokens[at + 2].plain in ("nay", "ni")
    return int(polite or today or (named and after is not None and spoken(tokens, tokens.index(after)) is None))


_DAYTIMES = ("toi", "hom", "bua", "chieu", "sang", "trua", "dem")


def _other_bao(tokens: tuple[Token, ...], at: int) -> bool:
    """«5 bao hiem», «bao nhieu»: the beginning of another word."""
    return at + 1 < len(tokens) and tokens[at + 1].plain in ("hiem", "nhieu", "gio", "lau", "lanh", "quanh")


def _slashed(tokens: tuple[Token, ...], at: int) -> bool:
    return (
        at + 2 < len(tokens) and tokens[at].plain == "b" and tokens[at + 1].text == "/" and tokens[at + 2].plain == "c"
    )


def asks(tokens: tuple[Token, ...], *, last: int | None = None) -> bool:
    """Whether the words are those of a question; only the `last` ones are looked at."""
    places = range(max(0, len(tokens) - last) if last else 0, len(tokens))
    if any(tokens[at].text in ("?", "？") and not _broken(tokens, at) for at in places):
        return True
    return any(_asking(tokens, at) for at in places if tokens[at].plain in _ASKING)


def _few(tokens: tuple[Token, ...], at: int) -> bool:
    """«mấy số khác giữ nguyên», «được mấy người thôi»: the others, or only some."""
    behind = [token.plain for token in tokens[at + 1 : at + 4]]
    return "khac" in behind[1:] or "kia" in behind[1:] or "thoi" in behind[1:]


def _broken(tokens: tuple[Token, ...], at: int) -> bool:
    """«1?7»: a figure with a slip of the keyboard."""
    inside = 0 < at < len(tokens) - 1 and tokens[at - 1].kind == tokens[at + 1].kind == "digits"
    return inside and not tokens[at].spaced and not tokens[at + 1].spaced


def _asking(tokens: tuple[Token, ...], at: int) -> bool:
    taken = w.ASKING.at(tokens, at)
    if not taken:
        return False
    token = tokens[at]
    if asked_by_others(tokens, at):
        return False
    if at + taken < len(tokens) and tokens[at + taken].plain == "cung":
        return False  # «nhà nào cũng đóng cửa»
    if taken == 2 and token.plain == "giup" and at and tokens[at - 1].plain == "cam":
        return False  # «anh thông cảm giúp em»
    if token.plain == "may" and any(other.low in _ONLY for other in tokens[at + 1 : at + 4]):
        return False  # «cks đc mấy ng thui»
    if taken == 2 and token.plain == "phai" and at + 2 < len(tokens) and tokens[at + 2].plain in _PLACED:
        return False  # «2 cụ phải làm trên máy tính của tổ»
    if (
        token.plain == "dau"
        and at + 1 < len(tokens)
        and tokens[at + 1].plain in ("duoc", "co", "chung", "khoang", "tam")
    ):
        return False  # «đâu được 5»
    if token.plain == "gi" and at + 1 < len(tokens) and tokens[at + 1].plain in ("do", "day", "ay"):
        return False  # «7 người gì đó»
    if token.low == "hoi" and at + 1 < len(tokens) and tokens[at + 1].plain in _THEN:
        return False  # «hoi nay», «hoi vien»
    if taken > 1 or token.plain not in _UNSURE:
        return True
    if token.plain == "dau" and at and tokens[at - 1].plain in ("chu", "cho") and at + 1 < len(tokens):
        return tokens[at + 1].plain != "phai"  # «cks 5 chớ đâu phải 15»
    if token.plain == "may" and at and (tokens[at - 1].kind == "digits" or tokens[at - 1].plain in ("muoi", "chuc")):
        return False
    if token.plain == "may" and at + 1 < len(tokens) and tokens[at + 1].plain in _FOLKS:
        return False  # «… nha mấy anh»
    if token.plain == "may" and _few(tokens, at):
        return False
    if _negated(tokens, at):
        return False  # «chưa làm được gì», «không có ai»
    if token.plain == "ai":
        return bool(at) and tokens[at - 1].plain in ("la", "cho", "voi", "cua", "hoi", "ai", "goi", "gap")
    return token.marked or token.low != "may"


def asked_by_others(tokens: tuple[Token, ...], at: int) -> bool:
    """«5 bác hỏi về cks», «bà con hỏi hoài»: a question that is only told of."""
    if tokens[at].plain != "hoi":
        return False
    if _finished(tokens, at):
        return True
    if at > 1 and (tokens[at - 2].kind == "digits" or spoken(tokens, at - 2)):
        return True
    return any(at >= back and _OTHERS.at(tokens, at - back) == back for back in (1, 2, 3))


def _finished(tokens: tuple[Token, ...], at: int) -> bool:
    """«hỏi anh công an mãi mới xong: …»: asked and answered."""
    end = next((i for i in range(at, len(tokens)) if tokens[i].kind == "mark"), len(tokens))
    said = [token.plain for token in tokens[at:end]]
    return said[-2:] in (["moi", "xong"], ["moi", "duoc"], ["moi", "ra"], ["moi", "biet"], ["moi", "hieu"])


_OTHERS = Words("""
    bà con, dân, người dân, họ, mọi người, nhiều người, ai cũng, khách, mấy bác, các bác, mấy cụ, các cụ, mấy cô,
    mấy ông, mấy bà,
    để bả, để ổng, để cổ, để ảnh, để về, để bà ấy, để ông ấy, bả, ổng, ảnh,
    bà con cứ, dân cứ, bà con cũng, dân cũng, ai cũng cứ, mấy đứa, người ta
    """)
_ASKING = w.ASKING.firsts
_ONLY = ("thôi", "thui", "hoi", "hà")
_THEN = ("nay", "chieu", "sang", "toi", "trua", "truoc", "vien", "nong", "phu", "cuu", "khuya", "dau", "som")
_FOLKS = ("anh", "chi", "em", "co", "chu", "bac", "ban", "sep", "ong", "ba", "thay", "a", "c", "dong")
_PLACED = ("tren", "bang", "o", "tai", "qua", "lai", "nhieu", "mai", "toi", "den")
_UNSURE = ("sao", "gi", "may", "dau", "cach", "han", "mau", "nao", "ai")


def _negated(tokens: tuple[Token, ...], at: int) -> bool:
    index = at - 1
    while index >= 0 and tokens[index].kind != "mark":
        if tokens[index] in w.NO or tokens[index].plain in ("chua", "k", "chang", "cha", "hk", "no"):
            return True
        index -= 1
    return False


def wonders(tokens: tuple[Token, ...]) -> bool:
    """A question without a question word: «đội 3 báo cáo chưa», «có bị trừ điểm không ạ», «… vậy anh»."""
    rest = [token for token in tokens if token.kind != "mark"]
    while rest and (rest[-1] in w.POLITE or rest[-1].plain in ("nhi", "the", "ta")):
        rest.pop()
    if not rest:
        return False
    last = rest[-1]
    said = [token.plain for token in rest[:-1]]
    if last.plain in ("khong", "ko", "hong", "k", "hok", "hem", "hk", "hon") and set(said) & {
        "co",
        "duoc",
        "phai",
        "bi",
        "can",
        "dung",
    }:
        return True
    return (last.plain == "chua" and len(said) > 1) or (last.plain == "vay" and "hay" in said)
