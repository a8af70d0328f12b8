"""Figures behind a word that numbers a thing: «số nhà 12», «NĐ 69», «lúc 8», «lớp 10A2», «tổ 5», «mức 2»."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.figures import Figures
from handlers.counts.guesses import UNITS
from handlers.counts.lexicon import Lexicon
from handlers.counts.numbers import spoken
from handlers.counts.spoken import SpokenFigures
from handlers.counts.tokens import Token

_DIGITAL = ("ky", "ki", "nang", "nghe", "vu")
"""«chữ ký số», «kỹ năng số», «công nghệ số», «dịch vụ số»: no number of a house."""
_WHOLE = ("cuoi", "dau", "ca", "het", "giua", "nguyen")
_LETTERED = ("lop", "khoi", "phong", "day", "lo")
_CLASSES = ("a", "b", "c", "d", "e", "g", "h")
_BETWEEN = ("|", ",", ";", "\n", "(", ")")
"""Marks between the parts of a line."""
_SHORT_ACTS = ("kh", "ct", "tt", "dt", "da", "đa", "cv", "u", "ca", "ip")

_IN_WORDS = (("tai", "khoan"), ("vong", "vong"), ("lan", "lan"))
"""«tai khoan 4», «đi vòng vòng 26 nhà»: these number nothing."""

_PEOPLE = ("anh", "chi", "bac", "chu", "ong")
"""Without marks the others may be «có», «đi», «ba»."""
_NAMES = ("lan", "tuan", "quy", "kiet", "doan", "duong", "dieu", "luat", "sinh", "loc", "hien", "thu")
"""Names that are typed in small letters, and without their marks words that number a thing."""

_FIRSTS = w.BEFORE_NUMBERED.firsts | w.TEAMS.firsts | {"thang", "nha"}
"""No other word numbers a thing."""


class Numbered:
    """Reads such a word with its figure, which counts nothing, or perhaps nothing."""

    def __init__(
        self,
        tokens: tuple[Token, ...],
        lexicon: Lexicon,
        atoms: list[Atom],
        figures: Figures,
        words: SpokenFigures,
    ) -> None:
        self.tokens, self.lexicon, self.atoms, self.figures, self.spoken = tokens, lexicon, atoms, figures, words
        self.unsure = -1
        """Where a figure stands whose label may be a squad."""

    def _slipped(self, at: int) -> bool:
        """«ky nanng so 12»: with the words before it this is a mistyped label."""
        for back in (1, 2):
            words = self.tokens[max(0, at - back) : at + 1]
            if len(words) > back and all(word.kind == "word" for word in words):
                joined = "".join(word.plain for word in words)
                if len(joined) > 4 and self.lexicon.nearest(joined) is not None:
                    return True
        return False

    def _counts_label(self, at: int) -> bool:
        """«số 12 cks, …»: the label behind has no other figure, so that the number is its own."""
        entry = self.lexicon.longest(self.tokens, at + 1) if self._digits(at) and at + 1 < len(self.tokens) else None
        if entry is None or entry[0].sort != "indicator" or (at > 1 and self.tokens[at - 2] in w.TEAMS):
            return False
        end = at + 1 + entry[1]
        if self._digits(end):
            return self.figures.at(end).sort == "masked"
        return end >= len(self.tokens) or self.tokens[end].text in (",", ";", ".", "\n")

    def _parted(self, at: int) -> bool:
        """A comma, full stop or stroke with digits on both sides stands here."""
        between = (
            at < len(self.tokens) and self.tokens[at].text in (",", ".", "-", "–", "/") and not self.tokens[at].spaced
        )
        return between and self._digits(at + 1) and not self.tokens[at + 1].spaced

    def _lettered(self, at: int) -> int:
        """Where the «A2» of «lớp 10A2» ends that begins at this token; 0 where there is none."""
        if at >= len(self.tokens) or self.tokens[at].spaced or self.tokens[at].plain not in _CLASSES:
            return 0
        return at + 1 + (self._digits(at + 1) and not self.tokens[at + 1].spaced)

    def at(self, at: int, label: int) -> Atom | None:
        """«số nhà 12», «NĐ 69», «lúc 8», «tổ 5»: the figure behind such a word counts nothing (or perhaps nothing)."""
        token = self.tokens[at]
        if token.plain not in _FIRSTS:
            return None
        if (
            token.plain == "thang"
            and self._digits(at + 1)
            and self._slash(at + 2)
            and len(self.tokens[at + 3].text) == 4
        ):
            return Atom("masked", at, at + 4)  # «tháng 1/2026»
        if token.plain == "nha" and self._digits(at + 1) and self._slash(at + 2):
            return Atom("masked", at, at + 4)  # «nhà 12/5»
        if token.low == "nam" and self.spoken.men(at):
            return None  # «nam 4, nữ 6»
        if token.plain == "so" and at and self.tokens[at - 1].plain in _DIGITAL:
            return None  # «chữ ký số 3» where that is no label
        if at and (self.tokens[at - 1].plain, token.plain) in _IN_WORDS:
            return None
        if token.plain == "nam" and self._digits(at + 1) and len(self.tokens[at + 1].text) > 4:
            return None  # «hd năm 0912345678»
        taken = w.BEFORE_NUMBERED.at(self.tokens, at)
        if taken == 1 and (self._named(at) or (token.plain == "luc" and at and self.tokens[at - 1].plain == "mot")):
            return None  # «một lúc 5 cks»: not at five
        if token.plain == "so" and self._told_before(at + 2):
            return None  # «số 3 lúc nãy là gõ thiếu»
        if token.plain == "tuan" and at and self.tokens[at - 1].low in ("trong", "cả", "ca"):
            return None  # «trong tuần 6», «cả tuần 18 app»
        if (
            taken == 1
            and token.plain in ("lop", "buoi", "khoi", "cum")
            and self.atoms
            and self.atoms[-1].sort == "number"
        ):
            return None  # «2 lớp 40 người»
        manned = at + 2 < len(self.tokens) and self.tokens[at + 2].plain in UNITS
        whole = token.plain in ("buoi", "toi", "ngay") and at > 0 and self.tokens[at - 1].plain in _WHOLE
        if taken == 1 and (token.plain == "lop" or whole) and self._digits(at + 1) and manned:
            return None  # «lớp 40 người», «cuối buổi 3 người»
        act = taken > 0 and token.low in _SHORT_ACTS and at > 0 and self.tokens[at - 1].plain in ("theo", "can", "cu")
        if act or taken > label or (taken and taken == label and token.plain in ("so", "nha") and taken > 1):
            after_label = bool(self.atoms) and self.atoms[-1].sort in ("label", "group")
            if taken == 1 and token.plain in ("so", "dt", "kh", "ct", "tt") and after_label:
                return None
            if token.plain == "so" and (self._slipped(at) or (taken == 1 and self._counts_label(at + 1))):
                return None
            if token.low in ("cấp", "cap") and taken == 1 and self._counts_label(at + 1):
                return None  # «cấp 06 chữ ký số, …»
            named_act = at > 0 and self.tokens[at - 1].plain == "theo"
            office = named_act or (token.plain == "da" and self._digits(at + 1) and self.tokens[at + 1].text == "06")
            aged = token.low == "u" and self._digits(at + 1) and not self.tokens[at + 1].spaced  # «cụ U80»
            if taken == 1 and token.low in _SHORT_ACTS and not self._slash(at + 2) and not office and not aged:
                return None  # «kh 3» is no plan number 3
            if token.plain == "thang" and self._digits(at + taken) and int(self.tokens[at + taken].text[:4]) > 12:
                return None
            if self._digits(at + taken) and not (taken == 1 and token.plain == "u" and self.tokens[at + 1].spaced):
                if token.plain in _LETTERED and (lettered := self._lettered(at + taken + 1)):
                    return Atom("masked", at, lettered)  # «lớp 10A2»
                figure = self.figures.at(at + taken)
                if token.plain == "muc" and self._parted(at + taken + 1):
                    return Atom("number", at, figure.end, doubt="two-readings")  # «mức 2,5 người»
                if token.plain == "muc":
                    return Atom("level", at, at + taken + 1)
                alone = self._digits(figure.end) and figure.sort != "masked"
                return Atom("masked", at, at + taken + 1 if alone else figure.end)
            if (
                token.plain in ("thang", "mung", "lan", "tuan", "muc")
                and (number := spoken(self.tokens, at + taken))
                and self.tokens[at + taken].low != "sau"
            ):
                if token.plain == "muc":
                    return Atom("level", at, at + taken + 1)  # «mức một bốn người»
                return Atom("masked", at, at + taken + number.taken)
        taken = w.TEAMS.at(self.tokens, at)
        if taken == 1 and at and self.tokens[at - 1].low == "cả":
            return None  # «cả đội 7 cks»
        if taken and not label and self._digits(at + taken + 1) and self.tokens[at + taken].text == ":":
            end = at + taken + 2
            if end == len(self.tokens) or self.tokens[end].text in ("\n", ",", ";"):
                return Atom("number", at, end, value=int(self.tokens[end - 1].text[:6]), soft=True)  # «Đội: 3»
        if taken == label > 0:
            if not any(atom.sort == "number" for atom in self.atoms):
                self.unsure = at + taken
            return None  # «doi 3» is «đợi 3» where that is a label; before all other figures it may be a squad
        if taken >= max(label, 1) and self._digits(at + taken):
            figure = self.figures.at(at + taken)
            if figure.sort == "number" and figure.doubt is None and figure.value:
                if self._alone(at, figure.end):
                    return Atom("masked", at, figure.end)  # «kích hoạt tài khoản | tổ 5 | người dân 4»
                return Atom("number", at, figure.end, value=figure.value, soft=True)
        if taken >= max(label, 1) and (named_ := spoken(self.tokens, at + taken)) and named_.taken == 1:
            behind = self.tokens[at + taken + 1].plain if at + taken + 1 < len(self.tokens) else ""
            if token.low == "doi" and self.tokens[at + taken].low == "ba" and behind in UNITS:
                return Atom("number", at, at + taken + 1, doubt="approximate")  # «đôi ba người»
            if self._alone(at, at + taken + 1):
                return Atom("masked", at, at + taken + 1)
            return Atom("number", at, at + taken + 1, value=named_.value, soft=True)
        return None

    def _named(self, at: int) -> bool:
        """«em 3 cks chị Lan 4 cks», «bác Quý 2»: somebody's name, and not «lần 4», «quý 2»."""
        kin, token = self.tokens[at - 1] if at else None, self.tokens[at]
        if kin is None or kin not in w.KIN or (not kin.marked and kin.plain not in _PEOPLE):
            return False
        return token.text[:1].isupper() or (not token.marked and token.plain in _NAMES)

    def _told_before(self, at: int) -> bool:
        """«lúc nãy», «hồi nãy» stands here."""
        said = [token.plain for token in self.tokens[at : at + 2]]
        return said[-1:] == ["nay"] and said[0] in ("luc", "hoi", "khi", "ban")

    def _alone(self, start: int, end: int) -> bool:
        """A squad with its number is all that stands between two marks: a place, whatever the labels around lack."""
        before = self.tokens[start - 1].text if start else ""
        return before in _BETWEEN and (end == len(self.tokens) or self.tokens[end].text in _BETWEEN)

    def _slash(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].text == "/" and self._digits(at + 1)

    def _digits(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind == "digits"
