"""Turns of phrase that make a whole line no report of the writer's own work of this day."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.lexicon import Lexicon
from handlers.counts.names import SURNAMES
from handlers.counts.opening import Opening, asked_by_others
from handlers.counts.several_days import MANY, days_lead, in_month, of_month, several_days, since
from handlers.counts.tokens import Token, Words

_ASKING = Words("bao nhiêu, quá không, có bị, có được không, đúng không, phải không, mấy rồi, đủ chưa")
_BEGGING = Words("cho hỏi, xin hỏi, em hỏi, muốn hỏi, tôi hỏi, tui hỏi, cháu hỏi, mình hỏi")
_QUESTION = Words("hỏi, hả")


def aside(
    tokens: tuple[Token, ...], opening: Opening, lexicon: Lexicon, *, form: bool, told: frozenset[int] = frozenset()
) -> str | None:
    """What turns the line: «chat» where it only talks about figures, «plan» where they are to come, else a reason.

    The reason is that of a question; None where nothing turns it.

    A line that begins like a report, or answers one that is open, is never «chat». Tokens that begin at the places
    `told` have been explained already.
    """
    if opening.sure:
        return None
    reported = opening.begins or form
    first = _first_figure(tokens, opening.end, lexicon)
    named = _inside_names(tokens, opening.end, lexicon)
    for at in range(opening.end, len(tokens)):
        if tokens[at].start in told or at in named:
            continue
        if tokens[at].plain not in _WATCHED and tokens[at].kind != "digits":
            continue
        heard, unreal = w.HEARSAY.at(tokens, at), w.UNREAL.at(tokens, at)
        if heard and tokens[at].plain == "nghe" and _begs(tokens, at + 1):
            heard = 0
        if tokens[at].plain == "nghe" and tokens[at + 1 : at + 2] and tokens[at + 1].low == "chi":
            heard = 0 if any(token.marked for token in tokens) else heard  # «mô có nghe chi»
        turned = unreal or w.PLANNED.at(tokens, at) or (not heard and _asked(tokens, at))
        if turned and not (w.GOALS.at(tokens, at) > 1) and _over(tokens, at, lexicon):
            continue
        if unreal and at < first and tokens[at].plain in _TAKING_OFF and not reported:
            return "negated"  # «trừ giùm em 1 cks»
        if not reported and (heard or unreal or _asked(tokens, at)) and not _named(tokens, at):
            if at > first and tokens[at].plain == "hoi" and not _BEGGING.at(tokens, max(0, at - 1)):
                continue  # «…, còn lại toàn hỏi chơi»
            return "chat" if at < first or tokens[at] in _QUESTION else "two-readings"
        unreal = max(unreal, 2 if tokens[at].plain == "test" else 0)
        doubted = (at < first and (unreal or (heard and not _told(tokens, at)))) or (unreal > 1 and at > first)
        if doubted and not _named(tokens, at):
            return "two-readings"
        if w.COMPARED.at(tokens, at) or (at < first and not reported and _passed_on(tokens, at)):
            return "two-readings"
        if at >= first:
            continue
        if w.PLANNED.at(tokens, at) and not _numbering(tokens, at) and not _number_first(tokens, at, first):
            return "goal" if reported else "plan"
        if lexicon.campaign.rhythm.every != "month" and in_month(tokens, at):
            return "cumulative"
        whole = lexicon.campaign.rhythm.every == "day" and _LONGER.at(tokens, at)
        monthly = lexicon.campaign.rhythm.every == "month"
        if not monthly and of_month(tokens, at):
            return "cumulative"
        if w.CUMULATIVE.at(tokens, at) or whole or several_days(tokens, at) or days_lead(tokens, at, lexicon):
            return "cumulative"
    if reported and _THEIRS.at(tokens, opening.end):
        return "two-readings"  # «bc số của đội 2: …»
    if reported and _confirming(tokens):
        return "two-readings"
    if tokens and tokens[-1].low == "kìa":
        return "two-readings"  # «đội 2 báo cks 10 kìa»
    return since(tokens, told)


def _begs(tokens: tuple[Token, ...], at: int) -> bool:
    """«rứa thôi nghe chú»: politeness that closes the line."""
    return at + 1 == len(tokens) and tokens[at] in w.KIN


def _over(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> bool:
    """«… bỏ đi cân 3 tạ xoài. Kích hoạt 4, …»: a long sentence without figures, which ends before them."""
    end = next((i for i in range(at, len(tokens)) if tokens[i].text in (".", "\n")), None)
    if end is None or not any(token.kind == "digits" for token in tokens[end:]):
        return False
    start = next((i + 1 for i in range(at, -1, -1) if tokens[i].text in (".", "\n")), 0)
    if sum(token.kind == "word" for token in tokens[start:end]) <= _LONG:
        return False
    for i in range(start, end):
        entry = lexicon.longest(tokens, i)
        if entry is None or entry[0].sort != "indicator":
            continue
        if any(0 <= j < end and tokens[j].kind == "digits" for j in (i - 1, i + entry[1])):
            return False
    return True


_LONG = 7
_TAKING_OFF = ("tru", "bot")


def _confirming(tokens: tuple[Token, ...]) -> bool:
    """«bc cks 5 … đúng không ạ»: he asks whether it is so."""
    last = len(tokens)
    while last and (tokens[last - 1].kind == "mark" or tokens[last - 1] in w.POLITE) and tokens[last - 1].low != "hả":
        last -= 1
    return last > 0 and (tokens[last - 1].low == "hả" or (last > 1 and _CONFIRM.at(tokens, last - 2) == 2))


_THEIRS = Words("số của đội, số của tổ, số của ấp, số của thôn, số của nhóm, số đội bạn, số tổ bạn")
_CONFIRM = Words("""
    đúng không, đúng ko, đúng hông, đúng hong, đúng k, phải không, phải ko, phải hông, phải k, đúng hem, đúng hok,
    đúng chưa, được không, được ko, được chưa, đủ chưa, ổn không, ổn chưa
    """)
_LONGER = Words("tuần này, tháng này, đợt này, trong tuần, trong tháng, trong đợt")
"""Where figures are reported by the day, those of a week are a sum."""


_TABLES = (w.HEARSAY, w.UNREAL, w.COMPARED, w.PLANNED, w.CUMULATIVE, _ASKING, _BEGGING, _LONGER, MANY)
_WATCHED = frozenset(
    {
        "trong",
        "ca",
        "hoi",
        "thu",
        "ha",
        "test",
        "theo",
        "thang",
        "nhan",
        "noi",
        "keu",
        "bao",
        "gui",
        "goi",
        "chuyen",
        "doc",
        "dua",
    }.union(*(table.firsts for table in _TABLES))
)
"""No other word begins such a turn of phrase."""


def _inside_names(tokens: tuple[Token, ...], start: int, lexicon: Lexicon) -> frozenset[int]:
    """Words of labels, groups and areas behind their first one, and the first where marks would tell it apart.

    «chu ky so voi …» compares nothing, «can bo» plans nothing, and «ap ben san» is no hamlet beside this one.
    """
    inside: set[int] = set()
    at = start
    while at < len(tokens):
        entry = lexicon.longest(tokens, at) if lexicon.begins(tokens, at) else None
        if entry is None:
            at += 1
            continue
        plain = all(not token.marked for token in tokens[at : at + entry[1]])
        inside |= set(range(at if plain else at + 1, at + entry[1]))
        at += entry[1]
    return frozenset(inside)


def _named(tokens: tuple[Token, ...], at: int) -> bool:
    """«Mỹ Khoan»: the word is a part of a name."""
    if tokens[at].low == "ke" and (
        (at and tokens[at - 1].plain in ("luy", "thong", "liet"))
        or (at + 1 < len(tokens) and tokens[at + 1].plain in ("hoach", "tiep", "toan", "khai", "ca"))
    ):
        return True  # «ke hoach»
    if (
        tokens[at].plain == "ben"
        and at
        and (
            tokens[at - 1].text[:1].isupper()
            or tokens[at - 1].plain in ("em", "toi")
            or (at > 1 and tokens[at - 2].plain == "la")
        )
    ):
        return any(token.plain in ("gui", "goi", "bc") for token in tokens[at:])
    if tokens[at].plain != "khoan" or not at:
        return False
    called = tokens[at - 1] in w.KIN and (tokens[at].text[:1].isupper() or tokens[at + 1 : at + 2] != ())
    return called or tokens[at - 1].plain in ("my", "khoang", "bang", "tai", "dieu")


def _asked(tokens: tuple[Token, ...], at: int) -> bool:
    """«em hỏi chút: …», «… được bao nhiêu rồi»."""
    if tokens[at].low == "thu" and at == 0:
        return at + 1 < len(tokens) and tokens[at + 1].text in (":", "xem", "nghiem")
    if tokens[at].low == "ha" and at + 1 == len(tokens):
        return True  # «… la bot tu ghi ha»
    if asked_by_others(tokens, at):
        return False
    return tokens[at].low in ("hỏi", "thử", "hả") or _ASKING.at(tokens, at) > 0


def _told(tokens: tuple[Token, ...], at: int) -> bool:
    """The part of the line that tells of others ends before the figures."""
    return tokens[at].plain == "ben" and at > 0


def _first_figure(tokens: tuple[Token, ...], start: int, lexicon: Lexicon) -> int:
    for at in range(start, len(tokens)):
        entry = lexicon.longest(tokens, at)
        if entry is not None and entry[0].sort == "indicator":
            return at
    return next((at for at in range(start, len(tokens)) if tokens[at].kind == "digits"), len(tokens))


def _numbering(tokens: tuple[Token, ...], at: int) -> bool:
    """«định danh», «3 chỉ tiêu chính:»: no plan."""
    return (tokens[at].plain == "dinh" and at + 1 < len(tokens) and tokens[at + 1].plain == "danh") or (
        at > 0 and tokens[at - 1].kind == "digits"
    )


def _number_first(tokens: tuple[Token, ...], at: int, first: int) -> bool:
    """«mục tiêu 10, thực hiện 7 cks»: the goal has a figure of its own."""
    return any(token.kind == "digits" for token in tokens[at : first - 1])


def _passed_on(tokens: tuple[Token, ...], at: int) -> bool:
    """«chị Hoa nhắn là …», «bên công an báo qua …», «theo anh Ba thì …»: somebody else's word."""
    behind = [token.plain for token in tokens[at + 1 : at + 5]]
    if tokens[at].plain == "theo":
        return at + 1 < len(tokens) and tokens[at + 1] in w.KIN and bool({"thi", ":", ",", "la"} & set(behind))
    if tokens[at].low == "báo" and [token.plain for token in tokens[-2:]] == ["roi", "ma"]:
        return True  # «em báo cks 5 rồi mà»
    if not _SAYING.at(tokens, at):
        return False
    if tokens[at].low in ("kêu", "keu") and at + 1 < len(tokens) and tokens[at + 1].plain in _CALLED_TO:
        return False  # «ông Tám kêu vô uống 2 ly»
    if any(at >= back and tokens[at - back] in w.KIN and tokens[at - 1].plain != "oi" for back in (2, 3)):
        return True
    return any(token.plain == "ben" for token in tokens[max(0, at - 4) : at])


_CALLED_TO = (
    "vo",
    "vao",
    "uong",
    "an",
    "ngoi",
    "lai",
    "o",
    "ghe",
    "di",
    "ra",
    "mua",
    "giup",
    "qua",
    "cuu",
    "than",
    "troi",
)
_SAYING = Words("""
    nhắn, !nói, kêu, bảo, báo là, báo qua, báo về, báo sang, báo cho, gửi qua, gởi qua, nhắn qua, chuyển qua, đọc số,
    đưa số, chuyển lời
    """)


def signed_off(tokens: tuple[Token, ...], start: int) -> tuple[Token, ...]:
    """The tokens without «người lập: Võ Thị Sáu» and without the old figure in «(hôm qua 4)»."""
    signed = w.SIGNED.within(tokens, start)
    if not signed and not any(token.text == "(" for token in tokens):
        return tokens
    kept = list(tokens[:start])
    words = [token.text for token in tokens if token.kind == "word" and len(token.text) > 1]
    shouted = sum(word.isupper() for word in words) * 2 > len(words)
    at = start
    while at < len(tokens):
        taken = w.SIGNED.at(tokens, at) if signed else 0
        if taken and not shouted:
            end = at + taken
            while end < len(tokens) and tokens[end].text in (":", "-"):
                end += 1
            name = end
            surname = end < len(tokens) and tokens[end].plain in SURNAMES
            while end < len(tokens) and tokens[end].kind == "word" and (tokens[end].text[:1].isupper() or surname):
                surname = surname and end - name < 3
                end += 1
            if end - name > 1:
                at = end
                continue
        if tokens[at].text == "(" and w.PAST.at(tokens, at + 1):
            close = next((i for i in range(at, len(tokens)) if tokens[i].text == ")"), None)
            if close is not None and close - at <= 8:
                at = close + 1
                continue
        kept.append(tokens[at])
        at += 1
    return tuple(kept)
