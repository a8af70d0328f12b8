"""From tokens to atoms: labels, groups, areas, numbers, days, and what lies between; figures that count nothing go."""

from __future__ import annotations

from datetime import date

from handlers.counts import words as w
from handlers.counts import zeros
from handlers.counts.atoms import Atom, Sort
from handlers.counts.beside import set_aside
from handlers.counts.dates import named
from handlers.counts.figures import Figures
from handlers.counts.lexicon import Lexicon
from handlers.counts.names import set_people_aside
from handlers.counts.nones import set_nones
from handlers.counts.numbers import spoken
from handlers.counts.parts import set_parts_aside
from handlers.counts.remarks import set_remarks_aside
from handlers.counts.tokens import Token

MANY = 64
"""More labels and numbers than this are no report of one squad."""
_BIRTH_ORDER = ("hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
"""Number words that are names in the south."""
_KIN = ("ông", "bà", "anh", "chị", "cô", "chú", "bác", "dì")
_NO_KIN = ("co", "di", "chi", "noi", "ma", "mo", "ngoai", "cau", "duong")
"""Without marks «có», «đi», «chỉ», «nói», «mà» rather than people."""
_AGAIN = ("goi", "quay", "hen", "ghe", "tro", "den", "gap", "tinh")
"""«gọi lại sau», «quay lại sau»: later, not six."""
_GOING = ("di", "ghe", "den", "toi", "vo", "vao", "dzo", "zo", "tham", "qua")
_SHORT_ACTS = ("kh", "ct", "tt", "dt", "da", "đa", "cv", "u", "ca", "ip")
_SLIPS = ("lắm", "lâm", "lằm", "lẳm", "nhắm", "một", "mót", "tứ", "sàu", "tàm", "chính")
"""Endings of numbers with the wrong mark: «mười lắm» is surely not ten."""
_AFTER_SOME = ("so", "vai", "it", "chut", "cach", "mo", "phan", "minh")
"""«một số», «một vài»: some, not one."""


class Scanner:
    """Reads tokens from left to right into atoms."""

    def __init__(self, text: str, tokens: tuple[Token, ...], lexicon: Lexicon, sent: date) -> None:
        self.text, self.tokens, self.lexicon, self.sent = text, tokens, lexicon, sent
        self.atoms: list[Atom] = []
        self.unsure = -1
        """Where a figure stands whose label may be a squad."""
        self.figures = Figures(text, tokens, lexicon, self.atoms)

    def scan(self) -> list[Atom]:
        """All atoms of the line, in order, covering every token; a line with too many figures is left half-way."""
        at = counted = 0
        while at < len(self.tokens) and counted <= MANY:
            atom = self._next(at)
            if atom.sort == "group" and self.atoms and (self.atoms[-1].sort, self.atoms[-1].ids) == ("group", atom.ids):
                atom.start = self.atoms.pop().start  # «hội viên phụ nữ»
            self.atoms.append(atom)
            counted += atom.sort in ("number", "label", "group")
            at = max(atom.end, at + 1)
        if counted <= MANY:
            set_nones(self.atoms, self.tokens)
            set_people_aside(self.atoms, self.tokens)
            set_aside(self.atoms, self.tokens, self.sent)
            set_parts_aside(self.atoms, self.tokens, self.lexicon.campaign)
            set_remarks_aside(self.atoms, self.tokens)
        return _doubts(self.atoms, self.tokens)

    def _next(self, at: int) -> Atom:
        token = self.tokens[at]
        if token.kind == "mark":
            return Atom("mark", at, at + 1)
        if (found := self._always_open(at)) is not None:
            return found
        each = w.EACH.at(self.tokens, at)
        if each and not (token.plain == "dong" and not self._digits(at + each)):
            return Atom("each", at, at + each)
        entry = self.lexicon.longest(self.tokens, at)
        if entry is not None and entry[0].short and not self._grouped():
            entry = None
        taken = entry[1] if entry else 0
        zero = zeros.zero(self.tokens, at, self.atoms, self.lexicon)
        if zero is not None and zero.end - at > (taken if entry and entry[0].sort != "area" else 0):
            return zero
        head = not any(atom.sort in ("label", "number") for atom in self.atoms)
        day = named(self.tokens, at, self.text, self.sent, head=head)
        if at and token.plain == "ngay" and self.tokens[at - 1].low in ("cả", "ca") and self._digits(at + 1):
            day = None  # «lượt cả ngày 19»
        if token.text == "Mai" and at and self.tokens[at - 1] in w.KIN:
            return Atom("masked", at, at + 1)  # «chị Mai»
        if (
            day is not None
            and day.taken > taken
            and not (day.short and (self._stem_before(at) or self._counted(at) or self._share(at + day.taken)))
        ):
            if self._of_act():
                return Atom("masked", at, at + day.taken)
            ahead = day.day is not None and day.day > self.sent
            return Atom("day", at, at + day.taken, day=day.day, full=day.full, soft=day.short, loose=ahead)
        numbered = self._numbered(at, taken)
        if numbered is not None:
            return numbered
        if token.plain == "lan" and at + 1 < len(self.tokens) and self.tokens[at + 1].plain == "luot":
            return Atom("each", at, at + 2, soft=True)
        if entry is not None and taken == 1 and token.plain == "nha" and (self._home(at) or self._particle(at)):
            return Atom("word", at, at + 1)
        whose = token.low in ("hộ", "ho", "gia") and not (taken > 1 and self.tokens[at + 1].plain == "so")
        if entry is not None and whose and self._household(at + taken):
            return Atom("word", at, at + taken)
        if entry is not None and taken == 1 and token.plain == "luot" and w.VIEWS.at(self.tokens, at + 1):
            return Atom("word", at, at + 1)  # «10 lượt xem»
        if entry is not None and taken == 1 and token.low == "doi" and self._ours(at + 1):
            return Atom("word", at, at + 1)
        if entry is not None:
            meant, _ = entry
            sort: Sort = "label" if meant.sort == "indicator" else "group" if meant.sort == "group" else "area"
            return Atom(sort, at, at + taken, meant.ids, soft=meant.soft, stem=meant.stem)
        if token.kind == "digits":
            found = self._headed(at) or self.figures.at(at)
            if at == self.unsure and found.sort == "number":
                found.doubt = found.doubt or "two-readings"
            return found
        if token.low == "o" and self.atoms and self.atoms[-1].sort == "label":
            return Atom("number", at, at + 1, doubt="two-readings")
        for sort_, table in (("rest", w.REST), ("total", w.TOTAL)):
            taken = table.at(self.tokens, at)
            if taken:
                return Atom("rest" if sort_ == "rest" else "total", at, at + taken)
        vague = w.VAGUE.at(self.tokens, at)
        number = self._spoken(at)
        if number is not None and number.end - at >= vague:
            return number
        if vague:
            return Atom("vague", at, at + vague)
        return Atom("word", at, at + 1)

    def _grouped(self) -> bool:
        """A group is written out somewhere in the line."""
        found = (self.lexicon.longest(self.tokens, at) for at in range(len(self.tokens)))
        return any(entry is not None and entry[0].sort == "group" and not entry[0].short for entry in found)

    def _of_act(self) -> bool:
        """The day of a plan or decree: «theo KH 63 ngày 07/10», «QĐ 12 của UBND huyện ngày 3/4»."""
        for back, atom in enumerate(reversed(self.atoms)):
            if atom.sort == "masked":
                first = self.tokens[atom.start]
                slashed = any(token.text == "/" for token in self.tokens[atom.start : atom.end])
                numbered = first.plain == "so" and atom.start > 0 and self.tokens[atom.start - 1] in w.ACTS
                return numbered or w.ACTS.at(self.tokens, atom.start) > 0 or (slashed and first.kind == "digits")
            if back > 5 or (atom.sort != "word" and not (atom.sort == "area" or self.tokens[atom.start].text in "-/")):
                return False
        return False

    def _home(self, at: int) -> bool:
        """«nhà em», «ở nhà», «nhà văn hóa», «cả nhà»: no house that was counted."""
        before = self.tokens[at - 1] if at else None
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if before is not None and before.kind == "digits" and at > 1 and self.tokens[at - 2].plain in _GOING:
            return False  # «đi 20 nhà bà con»
        return (before is not None and before in w.BEFORE_HOME) or (after is not None and after in w.AFTER_HOME)

    def _household(self, at: int) -> bool:
        """«gia đình bác Năm», «hộ chị Lan»: whose it is, and nothing that was counted."""
        if at + 1 >= len(self.tokens) or self.tokens[at].low not in _KIN:
            return False
        name = self.tokens[at + 1]
        shouted = self.tokens[at].text.isupper()
        return (name.text[:1].isupper() and not shouted) or name.plain in _BIRTH_ORDER

    def _particle(self, at: int) -> bool:
        """«7 mới đúng nha» in a line that is typed with marks: no house."""
        last = all(token in w.POLITE or token.kind == "mark" for token in self.tokens[at + 1 :])
        worded = at > 0 and self.tokens[at - 1].kind == "word" and spoken(self.tokens, at - 1) is None
        counted = (
            at > 1 and self.tokens[at - 1].plain in _UNITS and [a.sort for a in self.atoms[-2:]] == ["number", "word"]
        )
        if counted and not any(token.marked for token in self.tokens):
            return False  # «25 nguoi nha»
        if last and worded and self.tokens[at].low == "nha" and self.tokens[at - 1].plain not in ("can", "so"):
            return True  # «7 moi dung nha»
        closes = at + 1 == len(self.tokens) or self.tokens[at + 1].kind == "mark" or self.tokens[at + 1] in w.POLITE
        marked = sum(token.marked for token in self.tokens)
        near = [atom for atom in self.atoms if atom.sort != "word" or self.tokens[atom.start] not in w.FILLERS][-2:]
        served = [atom.sort for atom in near] == ["label", "number"] and near[-1].end == at
        served = served and self.tokens[near[-1].start - 1].plain not in _GOING  # «luot 14 di 20 nha»
        valued = at + 1 < len(self.tokens) and self.tokens[at + 1].text in (":", "=")
        follows = valued or self._digits(at + 1) or spoken(self.tokens, at + 1) is not None
        return not self.tokens[at].marked and ((closes and marked > 1) or (served and not follows))

    def _ours(self, at: int) -> bool:
        """«doi em 6 nguoi di»: our squad, not those who wait."""
        return at < len(self.tokens) and self.tokens[at].plain in ("em", "tui", "toi", "minh", "chung", "con", "tao")

    def _digits(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind == "digits"

    def _always_open(self, at: int) -> Atom | None:
        """«24/7» is no day."""
        if self.tokens[at].text == "24" and self._slash(at + 1) and self.tokens[at + 2].text == "7":
            return None if at and self.tokens[at - 1].plain == "ngay" else Atom("masked", at, at + 3)
        return None

    def _headed(self, at: int) -> Atom | None:
        """«3 chỉ tiêu: …»: how many headings follow."""
        headings = w.HEADINGS.at(self.tokens, at + 1)
        if headings and self.lexicon.longest(self.tokens, at + 1) is not None:
            return None  # «5 muc hai»
        labelled = bool(self.atoms) and self.atoms[-1].sort in ("label", "group", "mark") and at > 0
        if headings and not labelled and not self._digits(at + 1 + headings):
            return Atom("masked", at, at + 1 + headings)
        return None

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

    def _slash(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].text == "/" and self._digits(at + 1)

    def _share(self, at: int) -> bool:
        """«4/10 hộ, …»: the label behind has no other figure."""
        entry = self.lexicon.longest(self.tokens, at) if at < len(self.tokens) else None
        if entry is None or entry[0].sort != "indicator":
            return False
        end = at + entry[1]
        return end >= len(self.tokens) or self.tokens[end].text in (",", ";", ".", "\n")

    def _counted(self, at: int) -> bool:
        """A label without a figure stands before: «cks đạt 5/12»."""
        if at and self.tokens[at - 1].plain in ("dat", "duoc"):
            return True
        for atom in reversed(self.atoms):
            if atom.sort == "label":
                return True
            small = atom.sort == "word" and self.tokens[atom.start] in w.FILLERS
            if not small and not (atom.sort == "mark" and self.tokens[atom.start].text in ":="):
                return False
        return False

    def _stem_before(self, at: int) -> bool:
        return bool(self.atoms) and self.atoms[-1].sort == "label" and not self.tokens[at].spaced

    def _numbered(self, at: int, label: int) -> Atom | None:
        """«số nhà 12», «NĐ 69», «lúc 8», «tổ 5»: the figure behind such a word counts nothing (or perhaps nothing)."""
        token = self.tokens[at]
        if (
            token.plain == "thang"
            and self._digits(at + 1)
            and self._slash(at + 2)
            and len(self.tokens[at + 3].text) == 4
        ):
            return Atom("masked", at, at + 4)  # «tháng 1/2026»
        if token.plain == "nha" and self._digits(at + 1) and self._slash(at + 2):
            return Atom("masked", at, at + 4)  # «nhà 12/5»
        if token.low == "nam" and self._men(at):
            return None  # «nam 4, nữ 6»
        taken = w.BEFORE_NUMBERED.at(self.tokens, at)
        if token.plain == "tuan" and at and self.tokens[at - 1].plain == "trong":
            return None  # «trong tuần 6»
        if (
            taken == 1
            and token.plain in ("lop", "buoi", "khoi", "cum")
            and self.atoms
            and self.atoms[-1].sort == "number"
        ):
            return None  # «2 lớp 40 người»
        manned = at + 2 < len(self.tokens) and self.tokens[at + 2].plain in _UNITS
        if taken == 1 and token.plain == "lop" and self._digits(at + 1) and manned:
            return None  # «lớp 40 người»
        act = taken > 0 and token.low in _SHORT_ACTS and at > 0 and self.tokens[at - 1].plain in ("theo", "can", "cu")
        if act or taken > label or (taken and taken == label and token.plain in ("so", "nha") and taken > 1):
            after_label = bool(self.atoms) and self.atoms[-1].sort in ("label", "group")
            if taken == 1 and token.plain in ("so", "dt", "kh", "ct", "tt") and after_label:
                return None
            if token.plain == "so" and (self._slipped(at) or (taken == 1 and self._counts_label(at + 1))):
                return None
            named_act = at > 0 and self.tokens[at - 1].plain == "theo"
            office = named_act or (token.plain == "da" and self._digits(at + 1) and self.tokens[at + 1].text == "06")
            if taken == 1 and token.low in _SHORT_ACTS and not self._slash(at + 2) and not office:
                return None  # «kh 3» is no plan number 3
            if token.plain == "thang" and self._digits(at + taken) and int(self.tokens[at + taken].text[:4]) > 12:
                return None
            if self._digits(at + taken) and not (taken == 1 and token.plain == "u" and self.tokens[at + 1].spaced):
                if token.plain == "muc":
                    return Atom("level", at, at + taken + 1)
                figure = self.figures.at(at + taken)
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
                return Atom("number", at, figure.end, value=figure.value, soft=True)
        if taken >= max(label, 1) and (named_ := spoken(self.tokens, at + taken)) and named_.taken == 1:
            behind = self.tokens[at + taken + 1].plain if at + taken + 1 < len(self.tokens) else ""
            if token.low == "doi" and self.tokens[at + taken].low == "ba" and behind in _UNITS:
                return Atom("number", at, at + taken + 1, doubt="approximate")  # «đôi ba người»
            return Atom("number", at, at + taken + 1, value=named_.value, soft=True)
        return None

    def _men(self, at: int) -> bool:
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
        if self.tokens[end].plain in _UNITS:
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
        named = self.tokens[at + 1].plain in _BIRTH_ORDER and not (
            at + 2 < len(self.tokens) and self.tokens[at + 2].plain in _UNITS
        )
        return named and self.tokens[at - 1].plain in ("cua", "nha", "cho", "voi", "nho", "gap", "ghe")

    def _spoken(self, at: int) -> Atom | None:
        number = spoken(self.tokens, at)
        if number is None:
            return None
        token = self.tokens[at]
        end = at + number.taken
        if token.low == "nam" and self.atoms and self.atoms[-1].sort == "number" and self._digits(at - 1):
            entry = self.lexicon.longest(self.tokens, end) if end < len(self.tokens) else None
            if entry is None or entry[0].sort != "indicator":
                return None  # «3 nam, 3 nữ»
        if token.low == "nam" and self._men(at):
            return None
        later = at > 1 and self.tokens[at - 1].plain == "lai" and self.tokens[at - 2].plain in _AGAIN
        if token.low == "sau" and later:
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
        if self._had(at, end):
            pass  # «co hai nguoi», «di muoi tam ho»
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
            return Atom("masked", at, end + w.MEASURES.at(self.tokens, end))
        if following == "lop" and self.lexicon.longest(self.tokens, end) is None:
            return Atom("masked", at, end + 1)
        slipped = end < len(self.tokens) and self.tokens[end].low in _SLIPS
        doubt = number.doubt or ("two-readings" if slipped or self._does(end - 1, number.taken) else None)
        return Atom("number", at, end + slipped, value=number.value, doubt=doubt, loose=number.loose)


_BETWEEN = ("đến", "den", "tới", "toi", "hoặc", "hoac", "hay", "hay là")
_UNITS = ("nguoi", "ca", "bac", "cai", "ho", "luot", "tk", "ng")
_LESS = ("âm", "am", "trừ", "tru", "bớt", "bot", "giảm", "giam")


def _doubts(atoms: list[Atom], tokens: tuple[Token, ...]) -> list[Atom]:
    """Mark the numbers that are only about right, or two numbers that are one range."""
    marked = any(token.marked for token in tokens)
    for index, atom in enumerate(atoms):
        if atom.sort != "number" or atom.soft or atom.zero:
            continue
        if index and atoms[index - 1].sort == "number" and atoms[index - 1].loose and tokens[atom.start].kind == "word":
            atom.doubt = atom.doubt or "two-readings"  # «hai mười hai»
        for back in (3, 2, 1):
            if atom.start >= back and w.ABOUT.at(tokens, atom.start - back) == back and _not_label(atoms, index, back):
                atom.doubt = atom.doubt or "approximate"
                _hide(atoms[max(0, index - back) : index], atom.start - back)
        if index and tokens[atom.start - 1].low in _LESS and (index < 2 or atoms[index - 1].sort == "word"):
            atom.doubt = "negative"
        if not marked and _perhaps_about(atoms, index, tokens):
            atom.doubt = atom.doubt or "approximate"
        behind = index + 1
        if behind < len(atoms) and atoms[behind].sort == "word" and tokens[atoms[behind].start].plain in _UNITS:
            behind += 1  # «5 người gì đó»
        if behind < len(atoms) and atoms[behind].sort in ("word", "vague"):
            taken = w.AFTER_ABOUT.at(tokens, atoms[behind].start)
            if taken > (behind > index + 1):
                atom.doubt = atom.doubt or "approximate"
                atoms[behind].sort = "masked"
    merged: list[Atom] = []
    for atom in atoms:
        if (
            atom.sort == "number"
            and len(merged) > 1
            and merged[-1].sort == "word"
            and tokens[merged[-1].start].low in _BETWEEN
            and merged[-2].sort == "number"
        ):
            merged[-2].end, merged[-2].doubt = atom.end, "range"
            merged.pop()
            continue
        merged.append(atom)
    return merged


def _perhaps_about(atoms: list[Atom], index: int, tokens: tuple[Token, ...]) -> bool:
    """In a line without marks: «do 20 luot» (độ), «cks 1 nua» (nửa) – unless more is told («them 1 nua»)."""
    atom = atoms[index]
    before = tokens[atom.start - 1].low if atom.start else ""
    if before == "do" and index and atoms[index - 1].sort == "word":
        return atom.start < 2 or tokens[atom.start - 2].plain not in (
            "trong",
            "luc",
            "khi",
            "hom",
            "cai",
            "nguoi",
            "ngay",
        )
    after = tokens[atom.end].low if atom.end < len(tokens) else ""
    if after == "nua":
        return not any(token.plain in ("them", "con", "tiep", "cong", "bo") for token in tokens)
    return after == "doi" and atom.loose and tokens[atom.start].low == "mot"


def _hide(atoms: list[Atom], start: int) -> None:
    for atom in atoms:
        if atom.start >= start:
            atom.sort = "masked"


def _not_label(atoms: list[Atom], index: int, back: int) -> bool:
    return all(atom.sort in ("word", "vague", "masked") for atom in atoms[max(0, index - back) : index])
