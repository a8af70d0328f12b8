"""What a number word at a place in the line is: a count, a name («chú Bảy»), a year, or another word («như sau»)."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.figures import Figures
from handlers.counts.guesses import UNITS
from handlers.counts.lexicon import Lexicon
from handlers.counts.numbers import spoken
from handlers.counts.slips import mistyped_before, mistyped_behind
from handlers.counts.tokens import Token

_BIRTH_ORDER = ("hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
"""Number words that are names in the south."""
_CHILDREN = ("tư", "năm", "sáu", "bảy", "bẩy", "tám", "chín", "mười")
"""The same with their marks, where they have any."""
_NO_KIN = ("co", "di", "chi", "noi", "ma", "mo", "ngoai", "cau", "duong")
"""Without marks «có», «đi», «chỉ», «nói», «mà» rather than people."""
_AGAIN = ("goi", "quay", "hen", "ghe", "tro", "den", "gap", "tinh")
"""«gọi lại sau», «quay lại sau»: later, not six."""
_RIGHTED = ("con", "sua", "ghi", "dem", "chot", "cong", "gom", "bao", "doc", "chinh", "nhap", "tong", "xem", "dinh")
"""«con lai sau», «sua lai sau»: six."""
_PARTS = (",", ";", "\n", ".")
_AFTER_SOME = ("so", "vai", "it", "chut", "cach", "mo", "phan", "minh")
"""«một số», «một vài»: some, not one."""


class SpokenFigures:
    """Reads number words with what stands around them."""

    def __init__(self, tokens: tuple[Token, ...], lexicon: Lexicon, atoms: list[Atom], figures: Figures) -> None:
        self.tokens, self.lexicon, self.atoms, self.figures = tokens, lexicon, atoms, figures

    def men(self, at: int) -> bool:
        """«nam 4, nữ 6»: the line tells of women as well, so that «nam» is no year and no five."""
        women = (i for i, token in enumerate(self.tokens) if token.low in ("nữ", "nu"))
        if not any(i == 0 or self.tokens[i - 1].plain != "phu" for i in women):
            return False
        behind = self._digits(at + 1) or (at + 1 < len(self.tokens) and spoken(self.tokens, at + 1) is not None)
        return behind or (at > 0 and self._digits(at - 1))

    def _does(self, at: int, taken: int) -> bool:
        """«muoi lam muc 2», «hai chuc tu ky»: the last word ends the number, or begins a label."""
        last = self.tokens[at]
        if taken < 2 or last.marked or last.plain not in ("lam", "tu"):
            return False
        entry = self.lexicon.longest(self.tokens, at)
        return entry is not None and entry[1] > 1

    def _had(self, at: int, end: int) -> bool:
        """«co hai nguoi», «chi sau cks»: without marks no «cô Hai», «chị Sáu», where the number counts what follows."""
        if not at or self.tokens[at - 1].low not in _NO_KIN:
            return False
        if end - at > 1 and self.tokens[at].low == "muoi":
            return True  # «ho da di muoi hai»
        if end >= len(self.tokens):
            return False
        if self.tokens[end].plain in UNITS:
            return True
        entry = self.lexicon.longest(self.tokens, end)
        if entry is None or entry[0].sort == "area":
            return False
        behind = end + entry[1]
        valued = behind < len(self.tokens) and self.tokens[behind].text in (":", "=")
        return not (valued or self._digits(behind) or spoken(self.tokens, behind) is not None)

    def _of_person(self, at: int) -> bool:
        """«nha ba Nam», «cua ba Tu»: an old woman, not thirty-five."""
        if self.tokens[at].low != "ba" or not at or at + 1 >= len(self.tokens):
            return False
        child = self.tokens[at + 1]
        if (child.marked and child.low not in _CHILDREN) or (child.low == "muoi" and spoken(self.tokens, at + 2)):
            return False  # «với ba mươi hai vneid»
        named = self.tokens[at + 1].plain in _BIRTH_ORDER and not (
            at + 2 < len(self.tokens) and self.tokens[at + 2].plain in UNITS
        )
        return (
            named
            and self.tokens[at - 1].low != "chờ"
            and self.tokens[at - 1].plain in ("cua", "nha", "cho", "voi", "nho", "gap", "ghe")
        )

    def at(self, at: int) -> Atom | None:
        number = spoken(self.tokens, at)
        if number is None:
            return None
        token = self.tokens[at]
        end = at + number.taken
        if token.low == "nam" and self.atoms and self.atoms[-1].sort == "number" and self._digits(at - 1):
            entry = self.lexicon.longest(self.tokens, end) if end < len(self.tokens) else None
            if entry is None or entry[0].sort != "indicator":
                return None  # «3 nam, 3 nữ»
        if token.low == "nam" and self.men(at):
            return None
        if token.low in ("bay", "bầy") and number.taken == 1 and self.tokens[at + 1 : at + 2] and self._we(at + 1):
            return None  # «bay tui man …»
        later = token.low == "sau" and at > 0 and self.tokens[at - 1].plain == "lai"
        before = self.tokens[at - 2].plain if later and at > 1 else ""
        if later and before.endswith(_AGAIN):
            return None  # «goi lai sau»
        if token.low == "sau" and number.taken == 1 and sum(token.marked for token in self.tokens) > 2:
            return None  # «báo cáo sau nha» in a line that is typed with marks
        if token.low == "sau" and at and self.tokens[at - 1].plain in ("nhu", "tuan", "thang", "hom", "bua", "ky"):
            return None  # «như sau», «tuần sau»
        if token.plain == "nam" and number.taken == 1:
            just = at > 0 and self.tokens[at - 1].low == "mới"  # «mới năm» is five, «mỗi năm» a year
            before = self.tokens[at - 1].plain if at and not just else ""
            after = self.tokens[end].plain if end < len(self.tokens) else ""
            if before in ("trong", "ca", "het", "cuoi", "dau", "moi", "hang", "viet") or after in (
                "nay",
                "hoc",
                "ngoai",
                "sau",
            ):
                return Atom("masked", at, end)
        if self._of_person(at):
            return Atom("masked", at, at + 2)  # «cua ba Nam»
        if number.taken == 1 and token.plain in _BIRTH_ORDER and self._asked_for(at):
            return Atom("number", at, end, value=number.value, doubt="two-readings")
        if self._had(at, end):
            pass  # «co hai nguoi», «di muoi tam ho»
        elif token.low == "mươi":
            pass  # «bà mươi sáu»: a slip, and nobody's name
        elif at and self.tokens[at - 1] in w.KIN and token.plain in _BIRTH_ORDER and (token.marked or number.taken > 1):
            does = number.taken == 2 and self.tokens[at + 1].low in ("lam", "làm")
            alone = does or number.taken == 1 or spoken(self.tokens, at + 1) is not None
            if alone and not (number.taken > 1 and self.tokens[at + 1].plain in ("muoi", "chuc", "tram")):
                return Atom("masked", at, at + 1)  # «anh Năm», «chú Bảy tám mươi tuổi»
        elif number.taken == 1 and at and self.tokens[at - 1] in w.KIN and token.plain in _BIRTH_ORDER:
            return Atom("masked", at, end)
        following = self.tokens[end].plain if end < len(self.tokens) else ""
        if token.plain == "mot" and number.taken == 1 and following in _AFTER_SOME:
            return None
        if self.figures.measured(end):
            share = [token.plain for token in self.tokens[end : end + 2]] == ["phan", "tram"]
            if share and not (at and self.tokens[at - 1].text == "("):
                return Atom("number", at, end + 2, doubt="percent")
            return Atom("masked", at, end + w.MEASURES.at(self.tokens, end))
        if following == "lop" and self.lexicon.longest(self.tokens, end) is None:
            return Atom("masked", at, end + 1)
        slipped = mistyped_behind(self.tokens, end) and self.lexicon.longest(self.tokens, end) is None
        headless = self._plain_before() and mistyped_before(self.tokens, at)
        if headless and len(self.atoms) > 1 and self.atoms[-2].sort == "number":
            self.atoms[-2].doubt = self.atoms[-2].doubt or "two-readings"  # «vneid 2 cgín mươi mốt»
        cut = slipped or headless
        cut = cut or (later and before not in _RIGHTED)  # «lam lai sau cks»
        doubt = number.doubt or ("two-readings" if cut or self._does(end - 1, number.taken) else None)
        return Atom(
            "number",
            at,
            end + slipped,
            value=number.value,
            doubt=doubt,
            loose=number.loose and not self._alone(at, end),
        )

    def _plain_before(self) -> bool:
        """What stands before is no label, group, place or day."""
        return bool(self.atoms) and self.atoms[-1].sort in ("word", "vague")

    def _alone(self, at: int, end: int) -> bool:
        """«vneid mười, hai»: a whole part of the line by itself, and no other word."""
        before = self.tokens[at - 1].text if at else ""
        return before in _PARTS and (end == len(self.tokens) or self.tokens[end].text in _PARTS)

    def _asked_for(self, at: int) -> bool:
        """«cộng thêm cho anh hai tài khoản»: two accounts for him, or one for anh Hai?"""
        behind = self.tokens[at + 1].low if at + 1 < len(self.tokens) else ""
        adds = at > 1 and self.tokens[at - 1] in w.KIN and self.tokens[at - 2].low in ("cho", "giùm", "giúp", "dùm")
        adds = adds and any(token.plain in ("them", "cong", "sung") for token in self.tokens[: at - 2])
        return adds and self.tokens[at].text.islower() and behind in ("tài", "cái", "ca", "tk", "người")

    def _we(self, at: int) -> bool:
        return self.tokens[at].plain in ("tui", "choa", "mieng", "minh", "tao", "em", "tau")

    def _digits(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind == "digits"
