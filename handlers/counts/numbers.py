"""Number words as people say and type them: «mười hai», «hai chục», «hăm mốt», «một trăm linh năm», marked or not."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.counts.tokens import Token, spell

_DIGITS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
_ENDINGS = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_TENS = ("mươi", "chục")
_TEN = ("mười", "mừi")
_OTHERS = ("hăm", "băm", "trăm", "linh", "lẻ", "nghìn", "ngàn", "rưỡi", "rưởi", "không")


SPOKEN = (*_DIGITS, *_ENDINGS, *_TENS, *_OTHERS, "mười")
"""All words of which numbers are made, with their marks."""


_FIRSTS = frozenset(spell(word)[1] for word in (*SPOKEN, *_TEN))
"""Any other word begins no number."""


_LOW_DIGITS, _LOW_ENDINGS = dict(_DIGITS), dict(_ENDINGS)
_PLAIN_DIGITS = {spell(word)[1]: value for word, value in _DIGITS.items()}
_PLAIN_ENDINGS = {spell(word)[1]: value for word, value in _ENDINGS.items()}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in words: its value, how many tokens it takes, and what is doubtful about it."""

    value: int
    taken: int
    doubt: str | None = None
    loose: bool = False
    """One short word that means other things as well («ba», «nam», «sau»)."""


class _Reader:
    def __init__(self, tokens: tuple[Token, ...], at: int) -> None:
        self.tokens, self.at = tokens, at
        self.doubt: str | None = None

    def word(self, ahead: int = 0) -> Token | None:
        index = self.at + ahead
        if index < len(self.tokens) and self.tokens[index].kind == "word":
            return self.tokens[index]
        return None

    def digit(self, ahead: int = 0) -> int | None:
        token = self.word(ahead)
        if token is None:
            return None
        if token.low == "ba" and self._people(ahead + 1):
            return None  # «hai chuc ba con»
        if token.low in _LOW_DIGITS:
            return _LOW_DIGITS[token.low]
        return None if token.marked else _PLAIN_DIGITS.get(token.plain)

    def _people(self, ahead: int) -> bool:
        """«… ba con» at the end of its part: «bà con»."""
        after, index = self.word(ahead), self.at + ahead + 1
        closes = index >= len(self.tokens) or self.tokens[index].kind == "mark"
        glued = after is not None and after.low.startswith("conk")  # «hai chuc ba conkhoang chuc»
        return after is not None and (glued or (after.low == "con" and closes))

    def ending(self, ahead: int = 0) -> int | None:
        token, after = self.word(ahead), self.word(ahead + 1)
        if token is None or (token.plain == "tu" and after is not None and after.plain == "van"):
            return None  # «năm tư vấn …»
        if token.low in _LOW_ENDINGS:
            return _LOW_ENDINGS[token.low]
        return None if token.marked else _PLAIN_ENDINGS.get(token.plain)

    def sees(self, *words: str, ahead: int = 0) -> bool:
        token = self.word(ahead)
        if token is None:
            return False
        for word in words:
            low, plain = spell(word)
            if token.low == "ngan" and (after := self.word(ahead + 1)) is not None and after.low == "hang":
                return False  # «bon ngan hang hai»
            if token.low == low or (not token.marked and token.plain == plain):
                return True
        return False


def spoken(tokens: tuple[Token, ...], at: int) -> Spoken | None:
    """The number in words that begins at this token, or None. «không» is not read here."""
    if at >= len(tokens) or tokens[at].plain not in _FIRSTS:
        return None
    reader = _Reader(tokens, at)
    if tokens[at].low == "ba" and (following := reader.word(1)) is not None and following.low == "con":
        return None  # «ba con»
    if tokens[at].low == "tram" and reader.digit(1) is None and not reader.sees("linh", "lẻ", "rưỡi", ahead=1):
        return None  # «tram y te»
    value = _number(reader)
    if value is None:
        return None
    taken = reader.at - at
    first = tokens[at]
    following = reader.word()
    if taken > 1 and tokens[reader.at - 1].low == "ba" and following is not None and following.low == "con":
        reader.doubt = reader.doubt or "two-readings"  # «muoi ba con lam cks»: thirteen, or ten people
    if (reader.doubt is None and reader.sees("rưỡi", "rưởi")) or (reader.doubt is None and reader.sees("mấy")):
        reader.at += 1
        taken += 1
        reader.doubt = "approximate"
    if reader.sees("linh"):
        reader.doubt = reader.doubt or "two-readings"  # «một trăm linh …» what?
    if reader.doubt is None and first.low == "tam" and reader.tokens[at + 1 : at + 2] and tokens[at + 1].low == "chuc":
        reader.doubt = "approximate"  # «tám chục» or «tầm chục»
    loose = taken == 1 and (not first.marked or first.low in ("năm",))
    return Spoken(value, taken, reader.doubt, loose)


def scaled(value: int, tokens: tuple[Token, ...], at: int) -> Spoken | None:
    """Digits followed by a word of size («2 chục», «3 trăm», «1 nghìn»): the whole, `at` being the word."""
    reader = _Reader(tokens, at)
    size = 10 if reader.sees("chục") else 100 if reader.sees("trăm") else 1000 if reader.sees("nghìn", "ngàn") else 0
    if not size:
        return None
    reader.at += 1
    doubt = None
    if reader.sees("rưỡi", "rưởi", "mấy") or (reader.digit() or reader.ending()) is not None:
        reader.at += 1
        doubt = "approximate"
    return Spoken(value * size, reader.at - at, doubt)


def _number(r: _Reader) -> int | None:
    """Up to the thousands."""
    if r.sees("nghìn", "ngàn") and r.digit(1) is None:
        return None
    head = 1 if r.sees("nghìn", "ngàn") else _hundreds(r)
    if head is None:
        return None
    if not r.sees("nghìn", "ngàn"):
        return head
    r.at += 1
    if r.sees("không") and r.sees("trăm", ahead=1):
        r.at += 2
        return head * 1000 + (_after_hundred(r) or 0)
    if r.sees("linh", "lẻ"):
        return head * 1000 + (_after_hundred(r) or 0)
    start = r.at
    rest = _hundreds(r)
    if rest is None:
        return head * 1000
    if r.at == start + 1 and rest < 10:
        return head * 1000 + rest * 100
    if rest < 100:
        r.doubt = r.doubt or "two-readings"
    return head * 1000 + rest


def _hundreds(r: _Reader) -> int | None:
    if r.sees("trăm"):
        if r.digit(1) is None and r.ending(1) is None and not r.sees("linh", "lẻ", ahead=1):
            if r.sees("rưỡi", "rưởi", ahead=1):
                r.at += 2
                return 150
            r.at += 1
            r.doubt = "approximate"
            return 100
        head = 1
    else:
        digit = r.digit()
        if digit is None or not r.sees("trăm", ahead=1):
            return _tens(r)
        head = digit
        r.at += 1
    r.at += 1
    return head * 100 + (_after_hundred(r) or 0)


def _after_hundred(r: _Reader) -> int | None:
    """What follows «trăm»: «linh năm» 5, «hai» 20, «hai mươi ba» 23, «mười hai» 12."""
    if r.sees("linh", "lẻ"):
        unit = r.digit(1)
        unit = r.ending(1) if unit is None else unit
        if unit is None:
            return None
        r.at += 2
        return unit
    start = r.at
    if r.ending() is not None and r.digit() is None:
        value = r.ending()
        r.at += 1
        return (value or 0) * 10
    rest = _tens(r)
    if rest is not None and r.at == start + 1 and rest < 10:
        return rest * 10
    return rest


def _tens(r: _Reader) -> int | None:
    token = r.word()
    if token is None:
        return None
    if token.low in _TEN or (not token.marked and token.plain == "muoi"):
        r.at += 1
        return 10 + (_unit(r) or 0)
    if token.low == "mươi":  # without a digit before it: «about ten», but «mươi lăm» is a slip for «mười lăm»
        r.at += 1
        unit = _unit(r)
        if unit is None:
            r.doubt = "approximate"
        return 10 + (unit or 0)
    if r.sees("hăm", "băm"):
        unit = r.digit(1)
        unit = r.ending(1) if unit is None else unit
        if unit is None or (token.low == "bam" and r.tokens[r.at + 1].low == "nham"):
            return None  # «em bam nham»
        r.at += 2
        return (20 if token.plain == "ham" else 30) + unit
    if r.sees("chục"):
        exact = r.at > 0 and r.tokens[r.at - 1].plain in ("chan", "tron", "dung")
        r.at += 1
        if not exact and r.sees("mốt"):
            r.at += 1
            return 11
        r.doubt = None if exact else "approximate"
        return 10
    digit = r.digit()
    if digit is None:
        return None
    if r.sees(*_TENS, ahead=1) or (digit > 1 and r.sees("mười", ahead=1) and r.word(1) is not None):
        marked_ten = r.word(1) is not None and r.tokens[r.at + 1].low in _TEN
        r.at += 2
        start = r.at
        unit = _unit(r)
        if marked_ten:  # «hai mười hai»: two numbers, or a slip for «hai mươi hai»; «chín mười»: nine or ten
            r.doubt = "range" if digit == 9 and unit is None else "two-readings"
            return digit * 10 + (unit or 0)
        if unit is not None and r.sees(*_TENS, "mười", "trăm") and r.at == start + 1:
            r.at = start
            _tens(r)
            r.doubt = "range"  # «hai mươi ba mươi»
        return digit * 10 + (unit or 0)
    if digit > 1 and r.digit(1) is None and r.ending(1) is not None:
        after = r.word(1)
        if after is not None and (after.marked or after.plain not in ("lam", "tu")):
            r.at += 2
            return digit * 10 + (r.ending(-1) or 0)
        ends = _ends(r.tokens, r.at + 2)
        if after is not None and not after.marked and (after.plain == "lam" or ends):
            r.at += 2
            r.doubt = None if ends else "two-readings"  # «hai tu» at the end of a part is twenty-four
            return digit * 10 + (5 if after.plain == "lam" else 4)
    second = r.digit(1)
    if (
        second == 3
        and r.tokens[r.at + 1].low == "ba"
        and r.tokens[r.at + 2 : r.at + 3]
        and r.tokens[r.at + 2].low == "con"
    ):
        second = None  # «sau ba con»
    if second is not None and not r.sees(*_TENS, "trăm", "mười", ahead=2):
        r.at += 2
        told = (digit, second) in ((5, 3), (5, 7), (3, 7)) or digit == 1  # «năm bảy người» are some
        r.doubt = "range" if second == digit + 1 else "two-readings" if told else None
        return digit * 10 + second
    if second is not None and second == digit + 1:  # «hai ba chục»
        r.at += 2
        r.doubt = "range"
        if r.sees(*_TENS, "mười"):
            r.at += 1
            return second * 10
        return second
    r.at += 1
    return digit


def _ends(tokens: tuple[Token, ...], at: int) -> bool:
    """The line or its part ends here."""
    return (
        at >= len(tokens)
        or tokens[at].kind == "mark"
        or tokens[at].plain in ("nguoi", "luot", "ho", "nha", "cai", "ca")
    )


def _unit(r: _Reader) -> int | None:
    ending = r.ending()
    value = ending if ending is not None else r.digit()
    if value is not None:
        r.at += 1
    return value
