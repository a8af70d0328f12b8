"""From tokens to atoms: labels, groups, areas, numbers, days, and what lies between; figures that count nothing go."""

from __future__ import annotations

from datetime import date

from handlers.counts import words as w
from handlers.counts import zeros
from handlers.counts.atoms import Atom, Sort
from handlers.counts.beside import set_aside
from handlers.counts.contrasts import set_contrasts_aside
from handlers.counts.dates import named
from handlers.counts.figures import Figures
from handlers.counts.guesses import mark_guesses
from handlers.counts.houses import Houses
from handlers.counts.lexicon import Entry, Lexicon
from handlers.counts.names import set_people_aside
from handlers.counts.nones import set_nones
from handlers.counts.numbered import Numbered
from handlers.counts.numbers import spoken
from handlers.counts.parts import set_parts_aside
from handlers.counts.remarks import set_remarks_aside
from handlers.counts.scenes import set_scenes_aside
from handlers.counts.spoken import SpokenFigures
from handlers.counts.tokens import Token

MANY = 64
"""More labels and numbers than this are no report of one squad."""
_WHOLE = ("ky", "ki", "nang", "nghe", "vu", "ho", "hoc")
"""«chữ ký số», «kỹ năng số», «dịch vụ số», «ho so»: no number of a house; «học sinh năm người»: no year."""

_PASSWORDS = ("khau", "mk", "pass", "ma", "pin")
"""The last words of these."""
_HELP = ("hỗ trợ", "hướng dẫn", "tư vấn")
_HELPING = ("tro", "dan", "van")


class Scanner:
    """Reads tokens from left to right into atoms."""

    def __init__(self, text: str, tokens: tuple[Token, ...], lexicon: Lexicon, sent: date) -> None:
        self.text, self.tokens, self.lexicon, self.sent = text, tokens, lexicon, sent
        self.atoms: list[Atom] = []
        self.figures = Figures(text, tokens, lexicon, self.atoms)
        self.spoken = SpokenFigures(tokens, lexicon, self.atoms, self.figures)
        self.houses = Houses(tokens, self.atoms)
        self.numbered = Numbered(tokens, lexicon, self.atoms, self.figures, self.spoken)

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
            set_contrasts_aside(self.atoms, self.tokens)
            set_aside(self.atoms, self.tokens, self.sent)
            set_parts_aside(self.atoms, self.tokens, self.lexicon.campaign)
            set_remarks_aside(self.atoms, self.tokens)
            set_scenes_aside(self.atoms, self.tokens)
        return mark_guesses(self.atoms, self.tokens)

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
        numbered = self.numbered.at(at, taken)
        if numbered is not None:
            return numbered
        if token.plain == "lan" and at + 1 < len(self.tokens) and self.tokens[at + 1].plain == "luot":
            return Atom("each", at, at + 2, soft=True)
        if (
            entry is not None
            and taken == 1
            and token.plain == "nha"
            and (self.houses.home(at) or self.houses.particle(at))
        ):
            return Atom("word", at, at + 1)
        last = self.atoms[-1] if self.atoms else None
        counted = last is not None and last.sort == "number" and not last.zero  # «5 den nha con lai 0»
        ends = entry is not None and taken == 2 and self.tokens[at + 1].plain == "nha"
        if ends and not counted and self.houses.home(at + 1):
            return Atom("word", at, at + 1)  # «về đến nhà thì …»
        if entry is not None and taken == 1 and not at and token.low == "nha" and self._labels(at + 1):
            return Atom("word", at, at + 1)  # «bc nha cks 3 vneid 4»
        whose = token.low in ("hộ", "ho", "gia") and not (taken > 1 and self.tokens[at + 1].plain in ("so", "tro"))
        if entry is not None and whose and self.houses.owned(at + taken):
            return Atom("word", at, at + taken)
        if entry is not None and (self._of_password(at) or self._leads_on(at + taken, entry[0])):
            return Atom("word", at, at + taken)
        if entry is not None and taken > 1 and self._house_number(at + taken):
            return Atom("word", at, at + taken - 1)  # «đến nhà số 45»
        if entry is not None and taken == 1 and token.plain == "luot" and w.VIEWS.at(self.tokens, at + 1):
            return Atom("word", at, at + 1)  # «10 lượt xem»
        if entry is not None and taken == 1 and token.low == "cho" and sum(t.marked for t in self.tokens) > 2:
            return Atom("word", at, at + 1)  # «thu nhận mức 2 cho 4 người»
        if entry is not None and taken == 1 and token.low == "ho" and (words := self._files(at + 1)):
            return Atom("word", at, at + 1 + words)  # «nam ho so», «ho tro 5 nguoi»
        if entry is not None and taken == 1 and token.low == "doi" and self._ours(at + 1):
            return Atom("word", at, at + 1)
        if entry is not None:
            meant, _ = entry
            sort: Sort = "label" if meant.sort == "indicator" else "group" if meant.sort == "group" else "area"
            return Atom(sort, at, at + taken, meant.ids, soft=meant.soft, stem=meant.stem)
        if token.kind == "digits":
            found = self._headed(at) or self.figures.at(at)
            if at == self.numbered.unsure and found.sort == "number":
                found.doubt = found.doubt or "two-readings"
            return found
        if token.low == "o" and self.atoms and self.atoms[-1].sort == "label":
            return Atom("number", at, at + 1, doubt="two-readings")
        for sort_, table in (("rest", w.REST), ("total", w.TOTAL)):
            taken = table.at(self.tokens, at)
            if taken:
                return Atom("rest" if sort_ == "rest" else "total", at, at + taken)
        vague = w.VAGUE.at(self.tokens, at)
        number = self.spoken.at(at)
        if number is not None and number.end - at >= vague:
            return number
        if vague:
            return Atom("vague", at, at + vague)
        return Atom("word", at, at + 1)

    def _house_number(self, end: int) -> bool:
        """The label that ends here ends in «nhà số» or the like; but not «6 chữ ký số nha anh»."""
        digital = self.tokens[end - 2].plain in _WHOLE  # then «nha 6» behind it is asked about
        return w.BEFORE_NUMBERED.at(self.tokens, end - 1) == 2 and not digital

    def _of_password(self, at: int) -> bool:
        """«quên mật khẩu VNeID»."""
        return at > 1 and self.tokens[at - 1].plain in _PASSWORDS and w.PASSWORDS.at(self.tokens, at - 2) == 2

    def _leads_on(self, at: int, entry: Entry) -> bool:
        """«hỗ trợ 2 hộ lên sàn»: the label behind the figure says what was done."""
        if self.tokens[at - 1].plain not in _HELPING or at + 1 >= len(self.tokens) or entry.words not in _HELP:
            return False
        digits = self._digits(at)
        number = None if digits else spoken(self.tokens, at)
        behind = at + (1 if digits else number.taken if number is not None else 0)
        found = self.lexicon.longest(self.tokens, behind) if at < behind < len(self.tokens) else None
        if found is None or ("lên", "len") not in found[0].parts:
            return False
        rest = range(behind + found[1], len(self.tokens))
        end = next((i for i in rest if self.tokens[i].text in (",", ";", ".", "\n")), len(self.tokens))
        return not any(self._number(i) for i in range(behind + found[1], end))  # «hướng dẫn 20 lên sàn 2»

    def _labels(self, at: int) -> bool:
        """A label with its figure behind it stands here."""
        entry = self.lexicon.longest(self.tokens, at) if at < len(self.tokens) else None
        if entry is None or entry[0].sort != "indicator":
            return False
        end = at + entry[1]
        return self._number(end)

    def _number(self, at: int) -> bool:
        return self._digits(at) or (at < len(self.tokens) and spoken(self.tokens, at) is not None)

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

    def _ours(self, at: int) -> bool:
        """«doi em 6 nguoi di»: our squad, not those who wait."""
        return at < len(self.tokens) and self.tokens[at].plain in ("em", "tui", "toi", "minh", "chung", "con", "tao")

    def _files(self, at: int) -> int:
        """«ho so», «ho tro», «ho so nha»: typed without marks no houses; how many words stand behind «ho»."""
        if at >= len(self.tokens) or self.tokens[at].low not in ("so", "tro", "khau", "tich"):
            return 0
        closes = at + 2 >= len(self.tokens) or self.tokens[at + 2].text in (",", ";", ".", "\n", "-", "|", "+")
        return 2 if closes and at + 1 < len(self.tokens) and self.tokens[at + 1].low == "nha" else 1

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
