"""From tokens to atoms: labels, groups, areas, numbers, days, and what lies between; figures that count nothing go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from handlers.counts import words as w
from handlers.counts.dates import named
from handlers.counts.lexicon import Lexicon
from handlers.counts.numbers import scaled, spoken
from handlers.counts.tokens import Token

Sort = Literal[
    "label", "group", "area", "number", "day", "each", "total", "rest", "vague", "level", "masked", "word", "mark"
]


@dataclass(slots=True, eq=False)
class Atom:
    """A piece of the line with one meaning."""

    sort: Sort
    start: int
    end: int
    """Its tokens, as a half-open range."""
    ids: tuple[str, ...] = ()
    value: int | None = None
    doubt: str | None = None
    soft: bool = False
    """A label that may be a plain word, or a number («tổ 5») that may be a name."""
    loose: bool = False
    """A number word that may be another word."""
    stem: bool = False
    """A label «vneid 2» that may be «vneid» and the figure two."""
    day: date | None = None
    full: bool = False
    zero: bool = False


_PHONE = re.compile(r"(?:0\d{8,10}(?!\d)|0\d{2,3}[ .\-]\d{3}[ .\-]?\d{3,4}(?!\d)|84\d{9}(?!\d)|\d{7,})")
_DECREE = re.compile(
    r"\d+\s?(?:/\s?\d{4})?\s?/\s?(?:KH|NĐ|ND|QĐ|QD|TB|CV|BC|TT|NQ|CT|HD|TTr|TCT|UBND)\b(?:[-–]\w+)*", re.IGNORECASE
)
_HOURS = re.compile(
    r"\d{1,2}\s?(?:h|g|giờ|gio)?\s?(?:[-–]|đến|tới|den|toi)\s?\d{1,2}\s?(?:h|g|giờ|gio)(?:\d{2})?(?!\w)"
    r"|\d{1,2}[hg](?:\s?\d{2})?(?:p|ph)?(?!\w)|\d{1,2}\s(?:h|giờ|gio)(?:\s?(?:\d{2}(?!\d)|rưỡi|kém))?(?!\w)|[012]?\d:[0-5]\d(?!\d)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|phần trăm|phan tram)", re.IGNORECASE)
_MONEY = re.compile(
    r"\d[\d.,]*(?:\s?(?:đồng|dong|vnđ|vnd|triệu|trieu|tỷ|tỉ|ngàn đồng|nghìn đồng)|k|đ|tr)(?!\w)", re.IGNORECASE
)
_AGE = re.compile(r"\d{1,3}(?:\s?[-–]\s?\d{1,3})?\s?(?:tuổi|tuoi|t)(?!\w)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?![\d]|[.,]\d)")
_DECIMAL = re.compile(r"\d+[.,]\d+(?![.,]?\d)")
_RANGE = re.compile(r"(\d+)\s?(?:[-–—~]|\.{2,}|->)\s?(\d+)(?![\d/.]\d?)")
_FRACTION = re.compile(r"\d+\s?/\s?\d+(?!\d)")
_NEARLY = re.compile(r"\d+\s?(?:\+|\?)(?!\d)")
_AFTER_SOME = ("so", "vai", "it", "chut", "cach", "mo", "phan", "minh")
"""«một số», «một vài»: some, not one."""


class Scanner:
    """Reads tokens from left to right into atoms."""

    def __init__(self, text: str, tokens: tuple[Token, ...], lexicon: Lexicon, sent: date) -> None:
        self.text, self.tokens, self.lexicon, self.sent = text, tokens, lexicon, sent
        self.atoms: list[Atom] = []

    def scan(self) -> list[Atom]:
        """All atoms of the line, in order, covering every token."""
        at = 0
        while at < len(self.tokens):
            atom = self._next(at)
            self.atoms.append(atom)
            at = max(atom.end, at + 1)
        return _doubts(self.atoms, self.tokens)

    def _next(self, at: int) -> Atom:
        token = self.tokens[at]
        if token.kind == "mark":
            return Atom("mark", at, at + 1)
        each = w.EACH.at(self.tokens, at)
        if each and not (token.plain == "dong" and not self._digits(at + each)):
            return Atom("each", at, at + each)
        entry = self.lexicon.longest(self.tokens, at)
        taken = entry[1] if entry else 0
        zero = self._zero(at)
        if zero is not None and zero.end - at > taken:
            return zero
        day = named(self.tokens, at, self.text, self.sent)
        if day is not None and day.taken > taken and not (day.short and self._stem_before(at)):
            return Atom("day", at, at + day.taken, day=day.day, full=day.full, soft=day.short)
        numbered = self._numbered(at, taken)
        if numbered is not None:
            return numbered
        if entry is not None:
            found, _ = entry
            sort: Sort = "label" if found.sort == "indicator" else "group" if found.sort == "group" else "area"
            return Atom(sort, at, at + taken, found.ids, soft=found.soft, stem=found.stem)
        if token.kind == "digits":
            return self._figure(at)
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

    def _digits(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind == "digits"

    def _stem_before(self, at: int) -> bool:
        return bool(self.atoms) and self.atoms[-1].sort == "label" and not self.tokens[at].spaced

    def _numbered(self, at: int, label: int) -> Atom | None:
        """«số nhà 12», «NĐ 69», «lúc 8», «tổ 5»: the figure behind such a word counts nothing (or perhaps nothing)."""
        taken = w.BEFORE_NUMBERED.at(self.tokens, at)
        token = self.tokens[at]
        if taken > label or (taken and taken == label and token.plain in ("so", "nha") and taken > 1):
            after_label = bool(self.atoms) and self.atoms[-1].sort in ("label", "group")
            if taken == 1 and token.plain in ("so", "dt", "kh", "ct", "tt") and after_label:
                return None
            if self._digits(at + taken) and not (taken == 1 and token.plain == "u" and self.tokens[at + 1].spaced):
                if token.plain == "muc":
                    return Atom("level", at, at + taken + 1)
                return Atom("masked", at, self._figure(at + taken).end)
            if token.plain in ("thang", "mung", "lan", "tuan", "muc") and (number := spoken(self.tokens, at + taken)):
                return Atom("level" if token.plain == "muc" else "masked", at, at + taken + number.taken)
        taken = w.TEAMS.at(self.tokens, at)
        if taken >= max(label, 1) and self._digits(at + taken):
            figure = self._figure(at + taken)
            if figure.sort == "number" and figure.doubt is None:
                return Atom("number", at, figure.end, value=figure.value, soft=True)
        return None

    def _figure(self, at: int) -> Atom:
        """What the digits at this token are."""
        start, text = self.tokens[at].start, self.text
        glued = bool(self.atoms) and self.atoms[-1].sort == "label" and not self.tokens[at].spaced
        for pattern in (_PHONE, _DECREE, _AGE, _PERCENT, _MONEY, _HOURS):
            found = pattern.match(text, start)
            if found and not (glued and pattern is _HOURS and ":" in found.group()):
                end = self._until(at, found.end())
                if self._label_inside(at + 1, end):
                    continue
                if pattern is _PERCENT:
                    return Atom("number", at, end, doubt="percent")
                return Atom("masked", at, end)
        if found := _THOUSANDS.match(text, start):
            digits = re.sub(r"\D", "", found.group())
            return Atom("number", at, self._until(at, found.end()), value=int(digits))
        if found := _DECIMAL.match(text, start):
            return Atom("number", at, self._until(at, found.end()), doubt="decimal")
        if (found := _RANGE.match(text, start)) and (
            int(found.group(2)) > int(found.group(1)) or " " not in found.group()
        ):
            return Atom("number", at, self._until(at, found.end()), doubt="range")
        if found := _FRACTION.match(text, start):
            return Atom("number", at, self._until(at, found.end()), doubt="two-readings")
        value = int(self.tokens[at].text)
        if found := _NEARLY.match(text, start):
            return Atom("number", at, self._until(at, found.end()), value=value, doubt="approximate")
        larger = scaled(value, self.tokens, at + 1)
        if larger is not None:
            end = at + 1 + larger.taken
            if self._measured(end):
                return Atom("masked", at, end)
            return Atom("number", at, end, value=larger.value, doubt=larger.doubt)
        if self._measured(at + 1):
            return Atom("masked", at, at + 1 + w.MEASURES.at(self.tokens, at + 1))
        return Atom("number", at, at + 1, value=value, doubt=self._sign(at))

    def _label_inside(self, start: int, end: int) -> bool:
        """A longer label begins where a word of measure was seen: «1 đồng nai s», «5 t …»."""
        for at in range(start, end):
            if self.tokens[at].kind != "word":
                continue
            entry = self.lexicon.longest(self.tokens, at)
            if entry is not None and at + entry[1] > end:
                return True
        return False

    def _measured(self, at: int) -> bool:
        taken = w.MEASURES.at(self.tokens, at)
        if not taken:
            return False
        entry = self.lexicon.longest(self.tokens, at)
        return entry is None or entry[1] < taken

    def _sign(self, at: int) -> str | None:
        """A minus directly before the figure and not glued to a label; «~», «>», «<» make it a guess."""
        if at == 0:
            return None
        before = self.tokens[at - 1]
        if before.text in ("~", "≈", ">", "<", "≥", "≤", "±"):
            return "approximate"
        if before.text not in ("-", "–", "−", "—") or self.tokens[at].spaced:
            return None
        if before.text == "−":
            return "negative"
        if at >= 2 and not before.spaced and self.tokens[at - 2].text != "\n":
            return None
        line_start = at == 1 or self.tokens[at - 2].text == "\n"
        bullets = sum(
            1
            for i, token in enumerate(self.tokens)
            if token.text == before.text and (i == 0 or self.tokens[i - 1].text == "\n")
        )
        return None if line_start and bullets > 1 else "negative"

    def _until(self, at: int, end: int) -> int:
        index = at
        while index < len(self.tokens) and self.tokens[index].start < end:
            index += 1
        return index

    def _spoken(self, at: int) -> Atom | None:
        number = spoken(self.tokens, at)
        if number is None:
            return None
        token = self.tokens[at]
        end = at + number.taken
        if token.plain == "nam" and number.taken == 1:
            before = self.tokens[at - 1].plain if at else ""
            after = self.tokens[end].plain if end < len(self.tokens) else ""
            if before in ("trong", "ca", "het", "cuoi", "dau", "moi", "hang", "viet") or after in (
                "nay",
                "hoc",
                "ngoai",
                "sau",
            ):
                return Atom("masked", at, end)
        if number.taken == 1 and at and 2 <= number.value <= 10 and self.tokens[at - 1] in w.KIN:
            return Atom("masked", at, end)  # «anh Năm», «chị Hai»
        following = self.tokens[end].plain if end < len(self.tokens) else ""
        if token.plain == "mot" and number.taken == 1 and following in _AFTER_SOME:
            return None
        if self._measured(end):
            return Atom("masked", at, end + w.MEASURES.at(self.tokens, end))
        return Atom("number", at, end, value=number.value, doubt=number.doubt, loose=number.loose)

    def _zero(self, at: int) -> Atom | None:
        """«không có ai», «cks không»: zero in words, or None where the negation belongs to something else."""
        taken = w.ZERO.at(self.tokens, at)
        bare = not taken
        if bare:
            if self.tokens[at] not in w.NO:
                return None
            taken = 1
        end = at + taken
        end += w.NONE_AFTER.at(self.tokens, end) if bare else 0
        short = bare or taken <= 2
        last = next((atom for atom in reversed(self.atoms) if not self._light(atom)), None)
        after_label = last is not None and last.sort in ("label", "group")
        opens = last is None or last.sort == "mark" or self.tokens[last.start] in w.JOIN or last.sort in ("day", "area")
        if self._ends(end):
            return Atom("number", at, end, value=0, zero=True) if after_label or not short else None
        entry = self.lexicon.longest(self.tokens, end)
        if entry is None or entry[0].sort == "area":
            return Atom("number", at, end, value=0, zero=True) if not short and self._filled(end) else None
        if after_label:
            return Atom("number", at, end, value=0, zero=True)
        if opens and self.tokens[at].plain != "chua":
            close = end + entry[1]
            close += w.NONE_AFTER.at(self.tokens, close)
            if not short or self._ends(close):
                return Atom("number", at, end, value=0, zero=True)
        return None

    def _light(self, atom: Atom) -> bool:
        """Words and signs that may stand between a label and its zero."""
        if atom.sort == "mark":
            return self.tokens[atom.start].text in ":=-–(\"'«"
        return atom.sort == "word" and self.tokens[atom.start].plain in ("thi", "la", "hom", "nay", "duoc", "van")

    def _ends(self, at: int) -> bool:
        """Nothing more is said after the zero in this part of the line."""
        while at < len(self.tokens) and self.tokens[at].plain in (
            "a",
            "nha",
            "nhe",
            "het",
            "ca",
            "luon",
            "chi",
            "nhen",
        ):
            at += 1
        return at >= len(self.tokens) or self.tokens[at].kind == "mark" or self.tokens[at] in w.JOIN

    def _filled(self, at: int) -> bool:
        """Only small words follow up to a label: «không có ai làm cks»."""
        while at < len(self.tokens) and self.tokens[at] in w.FILLERS:
            if self.lexicon.longest(self.tokens, at) is not None:
                return True
            at += 1
        entry = self.lexicon.longest(self.tokens, at) if at < len(self.tokens) else None
        return entry is not None or at >= len(self.tokens)


_BETWEEN = ("đến", "den", "tới", "toi", "hoặc", "hoac", "hay", "hay là")
_LESS = ("âm", "am", "trừ", "tru", "bớt", "bot", "giảm", "giam")


def _doubts(atoms: list[Atom], tokens: tuple[Token, ...]) -> list[Atom]:
    """Mark the numbers that are only about right, or two numbers that are one range."""
    for index, atom in enumerate(atoms):
        if atom.sort != "number" or atom.soft or atom.zero:
            continue
        for back in (3, 2, 1):
            if atom.start >= back and w.ABOUT.at(tokens, atom.start - back) == back and _not_label(atoms, index, back):
                atom.doubt = atom.doubt or "approximate"
                _hide(atoms[max(0, index - back) : index], atom.start - back)
        if index and tokens[atom.start - 1].low in _LESS and (index < 2 or atoms[index - 1].sort == "word"):
            atom.doubt = "negative"
        taken = w.AFTER_ABOUT.at(tokens, atom.end)
        if taken and index + 1 < len(atoms) and atoms[index + 1].sort in ("word", "vague"):
            atom.doubt = atom.doubt or "approximate"
            atoms[index + 1].sort = "masked"
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


def _hide(atoms: list[Atom], start: int) -> None:
    for atom in atoms:
        if atom.start >= start:
            atom.sort = "masked"


def _not_label(atoms: list[Atom], index: int, back: int) -> bool:
    return all(atom.sort in ("word", "vague", "masked") for atom in atoms[max(0, index - back) : index])
