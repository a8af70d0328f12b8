"""Zero in words: «không có ai», «chưa có ca nào», «cks hông ai làm» – and where such words are only part of a story."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import Token, Words

_NEGATIONS = Words("""
    không, ko, hông, hổng, hok, hk, hem, khong, kg, kô, k, chưa, chẳng, chả, nỏ, chửa, hong, hỏng, hôn, kh, khg, hem
    """)
_NEGATIONS_BEFORE_HAVE = Words("mô, đâu, bữa")
_FIRSTS = w.ZERO.firsts | _NEGATIONS.firsts | _NEGATIONS_BEFORE_HAVE.firsts | {"zero", "0"}
"""No other word begins a zero."""
_ALONE = Words("k, kh, khg, chưa, chửa, không, ko, hông, hổng, hok, hk, hem, khong, kg, kô, nỏ, zero")
"""Those that say zero by themselves behind a label: «cks không», «cks chưa»."""
_HAVE = Words("""
    có, còn, được, đc, dc, phát sinh, thấy, làm được, có được, làm, cài được, có thêm, có phát sinh, phát sinh thêm,
    thêm, làm dc, làm đc, lm dc, lm đc, lm được, cài dc, cài đc, mở được, mở dc, mở đc, ký được, ký dc, ký đc, tạo được,
    tạo dc, tạo đc, mần được, mần dc, mần đc, kích hoạt được, kích hoạt dc, kích hoạt đc, đăng ký được, đăng ký dc,
    đăng ký đc
    """)
_ONES = Words("""
    người, ca, trường hợp, th, bác, cái, tài khoản, tk, lượt, hộ, dân, bà con, người dân, nhà, ông, bà, anh, chị,
    cụ, hồ sơ, một ai, một người, một ca, cháu, đứa, bạn, mống, người mô, một mống
    """)
_WHO = Words("ai, ai mô, một ai, ma nào, mống nào, ai chịu, ai hết, gì, chi, mô")
_AFTER = Words("""
    nào, nào hết, nào cả, ai, ai cả, ai hết, gì, gì hết, hết, cả, hết trơn, hết trơn hết trọi, hết cả, ráo, trơn,
    hết chơn, hết trọi, hết ráo, hết trơn á, hết luôn, hết á, chơn, hết sất, tuốt,
    mô, mô hết, luôn, chi hết, nào luôn, nào hết trơn, sất, ráo trọi, trọi, trơn trọi
    """)
_DOING = Words("""
    mần, chịu mần, lm, đk, nhận, chịu cài, chịu mở, đăng kí, học, làm, chịu, chịu làm, cài, đăng ký, kích hoạt,
    đến, tới, mở, tạo, đi, ký, muốn, thèm, thực hiện, mới, thêm, cho, để, nhờ, về, người, ai, dân, bà con, nộp,
    có, được, trong, nào, hôm nay, bữa nay, khách, kết quả
    """)
_TAIL = frozenset(
    ("a", "nha", "nhe", "het", "ca", "luon", "chi", "nhen", "em", "anh", "nhi", "nghen", "roi", "lun", "thoi", "tron")
)
_LIGHT = frozenset(
    (
        "thi",
        "la",
        "e",
        "em",
        "tui",
        "rang",
        "ma",
        "hom",
        "nay",
        "duoc",
        "van",
        "cung",
        "dang",
        "bua",
        "ngay",
        "tuan",
        "ni",
        "con",
        "nua",
    )
)
_QUESTION = frozenset(("co", "duoc", "phai", "da", "can", "dung", "hay"))
_CLAUSE = Words("còn, nhưng, mà, riêng, do, vì, tại, chỉ")


def _label(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> bool:
    """«kh dân đi vắng hết», where «kh» is short for an indicator."""
    entry = lexicon.longest(tokens, at) if tokens[at].low == "kh" else None
    return entry is not None and entry[0].sort == "indicator"


def zero(tokens: tuple[Token, ...], at: int, atoms: Sequence[Atom], lexicon: Lexicon) -> Atom | None:
    """The zero that begins at this token, behind its label or before it; None where nothing is counted as none."""
    found = _phrase(tokens, at, lexicon)
    if found is None or _label(tokens, at, lexicon):
        return None
    end, strong = found
    last = next((atom for atom in reversed(atoms) if not _light(atom, tokens)), None)
    label = last if last is not None and last.sort in ("label", "group") else None
    if label is not None and _met(label, atoms, tokens):
        return None
    if label is not None and not strong and tokens[at - 1].plain in _QUESTION:
        return None
    if label is not None and not strong and _ends(tokens, end) and _asked(tokens, at):
        return None
    after = _doing(tokens, end, lexicon)
    said = strong or tokens[at] in _ALONE
    if label is not None and said and _ends(tokens, end):
        return Atom("number", at, end, value=0, zero=True)
    pending = any(token.low in ("quả", "qua") for token in tokens[end:after])  # «cks chưa có kết quả»
    if label is not None and strong and _ends(tokens, after) and not pending:
        return Atom("number", at, after, value=0, zero=True)
    entry = lexicon.longest(tokens, after) if after < len(tokens) else None
    if entry is None or entry[0].sort == "area":
        return None
    if entry[1] == 1 and tokens[after].plain == "nha" and tokens[after - 1].plain == "ai":
        return None  # «không có ai nhà»: nobody was at home
    if label is not None and said and not label.soft:
        return Atom("number", at, after, value=0, zero=True)
    counted = label is not None and label.sort == "group" and strong
    if label is not None and said and (counted or not _plain_story(label, tokens)):
        return Atom("number", at, after, value=0, zero=True)
    if not _opens(atoms, tokens):
        return None
    close = after + entry[1]
    if (
        entry[0].sort == "group"
        and close < len(tokens)
        and (further := lexicon.longest(tokens, _doing(tokens, close, lexicon)))
    ):
        close = _doing(tokens, close, lexicon) + further[1]
    close += _AFTER.at(tokens, close)
    behind = _doing(tokens, close, lexicon)
    group = lexicon.longest(tokens, behind) if behind < len(tokens) else None
    if entry[0].sort == "indicator" and group is not None and group[0].sort == "group":
        close = behind + group[1]
    more = lexicon.longest(tokens, close) if close < len(tokens) else None
    tail = close
    while tail < len(tokens) and tokens[tail].low in ("ạ", "nha", "nhé", "nhe", "nghen"):
        tail += 1
    if tail > close and tail < len(tokens) and more is None:
        more = lexicon.longest(tokens, tail)  # «chưa có ca nào cks ạ lượt 5»
    if more is not None and more[0].sort == "indicator" and entry[0].sort == "indicator" and strong:
        return Atom("number", at, after, value=0, zero=True)
    if _ends(tokens, close) or (close < len(tokens) and tokens[close] in _DOING and _ends(tokens, close + 1)):
        return Atom("number", at, after, value=0, zero=True)
    return None


def _met(label: Atom, atoms: Sequence[Atom], tokens: tuple[Token, ...]) -> bool:
    """«3 nhà không có ai»: the label has its figure already, and is not the last of «cks 5 vneid không»."""
    index = next(i for i, atom in enumerate(atoms) if atom is label)
    if index == 0 or atoms[index - 1].sort != "number" or atoms[index - 1].zero:
        return False
    before = index - 2
    while before >= 0 and atoms[before].sort == "word" and not _plain_story(label, tokens):
        if tokens[atoms[before].start] not in w.FILLERS:
            return True
        before -= 1  # «sổ sức khỏe được năm app thì không ai cài»
    return before < 0 or atoms[before].sort not in ("label", "group")


def _phrase(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> tuple[int, bool] | None:
    """Where the words of zero end, and whether they say more than a bare «không»."""
    token = tokens[at]
    if token.plain not in _FIRSTS:
        return None
    fixed = w.ZERO.at(tokens, at)
    if token.plain == "zero":
        return at + 1, True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    nought = token.text == "0" and following is not None and following.plain in ("co", "ai")
    if (
        not nought
        and token not in _NEGATIONS
        and not (token in _NEGATIONS_BEFORE_HAVE and following is not None and following.plain == "co")
    ):
        return (at + fixed, True) if fixed else None
    if token.plain == "hong" and token.low == "hỏng":
        return None
    index, strong = at + 1, False
    have = _HAVE.at(tokens, index)
    if have:
        index, strong = index + have, True
    who = _WHO.at(tokens, index)
    if who:
        end = index + who + _AFTER.at(tokens, index + who)
        if end - 1 > at and tokens[end - 1].low == "mo" and lexicon.longest(tokens, end - 1) is not None:
            end -= 1  # «khong co ai mo tk»
        return max(end, at + fixed), True
    ones = _ONES.at(tokens, index)
    if ones and not _labelled(tokens, index, ones, lexicon):
        rest = _AFTER.at(tokens, index + ones)
        if rest or strong or _ends(tokens, index + ones):
            return max(index + ones + rest, at + fixed), True
    if fixed and at + fixed > index:
        return at + fixed, True
    return index + _AFTER.at(tokens, index), strong


def _labelled(tokens: tuple[Token, ...], at: int, taken: int, lexicon: Lexicon) -> bool:
    """These words begin a label of this campaign."""
    entry = lexicon.longest(tokens, at)
    return entry is not None and entry[1] >= taken and entry[0].sort != "area"


def _doing(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> int:
    """Behind the words «chịu làm», «người đăng ký» that lead from the zero to its label, or end the part."""
    while at < len(tokens):
        if lexicon.longest(tokens, at) is not None:
            return at
        taken = _DOING.at(tokens, at) or _AFTER.at(tokens, at)
        if not taken:
            return at
        at += taken
    return at


def _light(atom: Atom, tokens: tuple[Token, ...]) -> bool:
    """Words, days and signs that may stand between a label and its zero."""
    token = tokens[atom.start]
    if atom.sort == "mark":
        return token.text in ":=-–(\"'«"
    return atom.sort in ("day", "each") or (atom.sort == "word" and token.plain in _LIGHT)


def _asked(tokens: tuple[Token, ...], at: int) -> bool:
    """«có cần ghi số hộ không»: the zero closes a question."""
    index = at - 1
    while index >= 0 and tokens[index].kind != "mark":
        if tokens[index].plain in ("co", "phai") and tokens[index].low in ("có", "co", "phải"):
            return True
        index -= 1
    return False


def _opens(atoms: Sequence[Atom], tokens: tuple[Token, ...]) -> bool:
    """Before it in its part of the line stand only small words, or a pair that is complete."""
    for back, atom in enumerate(reversed(atoms)):
        token = tokens[atom.start]
        if atom.sort == "mark":
            return True
        if atom.sort == "number" and atom.soft:
            continue  # «hôm nay đội 4 chưa có …»
        if atom.sort == "number":
            before = list(reversed(atoms))[back + 1 : back + 2]
            return bool(before) and before[0].sort == "label"
        if atom.sort == "word" and token.plain in ("con", "dan", "ta", "ho") and token.low != "còn":
            return False  # «bà con hông chịu ký số» is a story
        if atom.sort == "word" and (token in w.JOIN or token in _CLAUSE):
            return True
        small = token in w.FILLERS or token in w.POLITE or token.plain in _LIGHT or token in w.CLAUSE
        if atom.sort in ("day", "area", "masked") or (atom.sort == "word" and small):
            continue
        return False
    return True


def _plain_story(label: Atom, tokens: tuple[Token, ...]) -> bool:
    """«bà con chưa có vneid»: the people of a story, not a label."""
    return label.soft and tokens[label.start].plain in ("ba", "nguoi", "dan", "nha", "ho", "gia", "can", "hoc", "cong")


def _ends(tokens: tuple[Token, ...], at: int) -> bool:
    """Nothing more is said after the zero in this part of the line."""
    while at < len(tokens) and tokens[at].plain in _TAIL and tokens[at].low != "chỉ":
        at += 1
    return at >= len(tokens) or tokens[at].kind == "mark" or tokens[at] in w.JOIN or tokens[at] in _CLAUSE
