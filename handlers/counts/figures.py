"""What the digits at a place in the line are: a count, a doubtful count, or a telephone, an hour, an age, a price."""

from __future__ import annotations

import re

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.lexicon import Lexicon
from handlers.counts.numbers import scaled
from handlers.counts.tokens import Token, Words

_PHONE = re.compile(
    r"(?:1[89]00[ .]\d{2,4}(?:[ .]\d{2,4})?(?!\d)|0\d{8,10}(?!\d)|0\d{2,3}[ .\-]\d{3}[ .\-]?\d{3,4}(?!\d)"
    r"|84\d{9}(?!\d)|\d{7,})"
)
_DECREE = re.compile(
    r"\d+ ?(?:/ ?\d{4})? ?/ ?(?:KH|NĐ|ND|QĐ|QD|TB|CV|BC|TT|NQ|CT|HD|TTr|TCT|UBND)\b"
    r"(?!\s*[:=]?\s*\d)(?:[-–]\w+)*(?:,?\s+(?:ngày|ngay)\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})?",
    re.IGNORECASE,
)
_PLATE = re.compile(r"\d{2}[A-Z]{1,2}\d?[ \-]?(?:\d{3}\.\d{2}|\d{4,5})(?![\d.,])")
_HOURS = re.compile(
    r"\d{1,2} ?(?:h|g|giờ|gio)? ?(?:[-–]|đến|tới|den|toi) ?\d{1,2} ?(?:h|g|giờ|gio)(?:\d{2})?(?!\w)"
    r"|\d{1,2}[hg](?: ?\d{2})?(?:p|ph)?(?!\w)|[012]?\d[hg][0-5]\d(?!\d)"
    r"|\d{1,2} (?:h|giờ|gio)(?: ?(?:\d{2}(?!\d)|rưỡi|kém))?(?!\w)|[012]?\d:[0-5]\d(?!\d)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\d+(?:[.,]\d+)? ?(?:%|phần trăm|phan tram)", re.IGNORECASE)
_MONEY = re.compile(
    r"\d[\d.,]*(?: ?(?:đồng(?! (?:chí|bào|nghiệp|hương))|dong(?! chi\b)"
    r"|vnđ|vnd|triệu|trieu|tỷ|tỉ|ngàn đồng|nghìn đồng)|k|đ(?! ?/ ?c)|tr)(?!\w)",
    re.IGNORECASE,
)
_AGE = re.compile(r"\d{1,3}(?: ?[-–] ?\d{1,3})? ?(?:tuổi|tuoi|t)(?!\w)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?![\d]|[.,]\d)")
_DECIMAL = re.compile(r"\d+[.,]\d+(?![.,]?\d)(?:/\d+)*")
_RANGE = re.compile(r"(\d+) ?(?:[-–—~]|\.{2,}) ?(\d+)(?![\d/.]\d?|[-–—]\d)")
_VERSION = re.compile(r"\d+(?:\.\d+){2,}")
_TIMES = re.compile(r"\d+ ?[x*×] ?\d+(?!\w)", re.IGNORECASE)
_FRACTION = re.compile(r"\d+ ?/ ?\d+(?!\d)")
_BROKEN = re.compile(r"\d+[?*_]+\d+(?!\w)")
_NEARLY = re.compile(r"\d+(?:(?:\+|\?)(?!\w)| \?(?= ?[,;] ?\w))")
_DATED = ("ngay", "thang", "tuan", "dot", "thu", "lan")
"""Words of measure that lead to a figure of their own: in «5 ngày 18/10» they measure no five."""
_JOINTS = ("/", ".", ",", "-", "–", "h", "g")
_HIDDEN = ("x", "xx", "y", "yy")
"""Letters that stand for digits that are not told."""
_FELLOWS = Words("đồng chí, đồng bào, đồng nghiệp, đồng hương")
_LIKE_DIGITS = ("o", "oo", "l", "i")
"""Letters that are typed for a nought or a one: «5o» may be 5 or 50."""

_AGAINST = Words("r, k, a, ạ, ng, th, tk, b, m, n")
"""Letters that people type behind a figure: «5r» (rồi), «5ng» (người), «5b» (bạn)."""
_LISTS = (w.FILLERS, w.POLITE, w.JOIN, w.STORY, w.KIN, w.NEGATING, w.MEASURES, w.CLAUSE)


class Figures:
    """Reads runs of digits with what stands directly around them."""

    def __init__(self, text: str, tokens: tuple[Token, ...], lexicon: Lexicon, atoms: list[Atom]) -> None:
        self.text, self.tokens, self.lexicon, self.atoms = text, tokens, lexicon, atoms

    def at(self, at: int) -> Atom:
        """What the digits at this token are."""
        start, text = self.tokens[at].start, self.text
        glued = bool(self.atoms) and self.atoms[-1].sort == "label" and not self.tokens[at].spaced
        for pattern in (_PLATE, _PHONE, _DECREE, _AGE, _PERCENT, _MONEY, _HOURS):
            found = pattern.match(text, start)
            if found and not (glued and (pattern is _DECREE or (pattern is _HOURS and ":" in found.group()))):
                end = self._until(at, found.end())
                if self._label_inside(at + 1, end):
                    continue
                beside = at > 1 and self.tokens[at - 1].text == "(" and self.tokens[at - 2].kind == "digits"
                if pattern is _PERCENT and not beside:  # «cks 4 (40 %)»
                    return Atom("number", at, end, doubt="percent")
                return Atom("masked", at, end, loose=True)
        if found := _THOUSANDS.match(text, start):
            digits = re.sub(r"\D", "", found.group())
            return Atom("number", at, self._until(at, found.end()), value=int(digits))
        if found := _VERSION.match(text, start):
            return Atom("masked", at, self._until(at, found.end()), loose=True)
        if found := _TIMES.match(text, start):
            return Atom("number", at, self._until(at, found.end()), doubt="two-readings")
        if (found := _DECIMAL.match(text, start)) and self.measured(end := self._until(at, found.end())):
            return Atom("masked", at, end + 1, loose=True)  # «38,5 độ»
        if found := _DECIMAL.match(text, start):
            return Atom("number", at, self._until(at, found.end()), doubt="decimal")
        if (found := _RANGE.match(text, start)) and (
            int(found.group(2)) > int(found.group(1)) or " " not in found.group()
        ):
            return Atom("number", at, self._until(at, found.end()), doubt="range")
        if found := _FRACTION.match(text, start):
            return Atom("number", at, self._until(at, found.end()), doubt="two-readings")
        value = int(self.tokens[at].text)
        before = self.tokens[at - 1] if at else None
        if before is not None and before.plain in ("o", "l") and not self.tokens[at].spaced:
            return Atom("number", at, at + 1, doubt="two-readings")  # «O5», «l2»
        if self._coded(at, value):
            return Atom("masked", at, at + 1)  # «báo lỗi 503»
        if self._orphan(at):
            return Atom("number", at, at + 1, doubt="two-readings")  # the ten of «091234567817/10»
        if self._clock(at):
            return Atom("number", at, at + 3, doubt="two-readings")  # «508h30»
        if found := _BROKEN.match(text, start):
            return Atom("number", at, self._until(at, found.end()), doubt="approximate")  # «1?7»
        if found := _NEARLY.match(text, start):
            return Atom("number", at, self._until(at, found.end()), value=value, doubt="approximate")
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if after is not None and not after.spaced and after.plain in _HIDDEN and not self._follows(at + 2):
            return Atom("number", at, at + 2, doubt="approximate")  # «lượt 1x»
        if after is not None and not after.spaced and after.plain in _LIKE_DIGITS:
            return Atom("number", at, at + 2, doubt="two-readings")
        if (
            after is not None
            and not self._year(at + 2)
            and after.plain == "nam"
            and (after.low == "năm" or not any(token.marked or token.plain == "nu" for token in self.tokens))
        ):
            return Atom("masked", at, at + 2, loose=True)
        if after is not None and after.low == "tá":
            return Atom("number", at, at + 2, doubt="approximate")
        larger = scaled(value, self.tokens, at + 1)
        if larger is not None and not self._label_inside(at + 1, at + 1 + larger.taken):
            end = at + 1 + larger.taken
            if self.measured(end):
                return Atom("masked", at, end, loose=True)
            return Atom("number", at, end, value=larger.value, doubt=larger.doubt)
        if after is not None and after.plain == "lop" and after.low in ("lớp", "lop"):
            entry = self.lexicon.longest(self.tokens, at + 1)
            if entry is not None and entry[1] > 1:
                return Atom("number", at, at + 1, value=value, doubt="two-readings")  # «3 lớp học»: classes, or people
            return Atom("masked", at, at + 2)
        if self.measured(at + 1):
            return Atom("masked", at, at + 1 + w.MEASURES.at(self.tokens, at + 1), loose=True)
        return Atom("number", at, at + 1, value=value, doubt=self._sign(at) or self._grown(at + 1))

    def _grown(self, at: int) -> str | None:
        """«6p», «3ohai»: letters that nobody knows were typed against the figure, and may be a part of it."""
        if at >= len(self.tokens) or self.tokens[at].spaced or self.tokens[at].kind != "word":
            return None
        token = self.tokens[at]
        known = (
            token in _AGAINST
            or w.FILLERS.at(self.tokens, at) > 1
            or (len(token.text) > 1 and any(token in words for words in _LISTS))
        )
        return None if known or self.lexicon.longest(self.tokens, at) is not None else "two-readings"

    def _coded(self, at: int, value: int) -> bool:
        """The number of an error that a machine shows."""
        told = [token.plain for token in self.tokens[max(0, at - 2) : at]]
        shown = told[:-1] in (["bao"], ["ma"], ["hien"]) or 400 <= value < 600
        return told[-1:] in (["loi"], ["error"]) and shown and len(self.tokens[at].text) in (3, 4)

    def _orphan(self, at: int) -> bool:
        """Digits that are left of a row of digits and signs in one word, whose beginning was read as something else."""
        if at < 2 or len(self.atoms) < 2 or self.tokens[at].spaced or self.tokens[at - 1].spaced:
            return False
        joint, before = self.tokens[at - 1].plain, self.tokens[at - 2]
        figure = self.atoms[-2].sort in ("number", "masked", "level", "day") and self.atoms[-2].end == at - 1
        return joint in _JOINTS and before.kind == "digits" and figure

    def _clock(self, at: int) -> bool:
        """Digits, «h» and digits in one word, which make no hour of the day."""
        parts = self.tokens[at + 1 : at + 3]
        glued = len(parts) == 2 and not any(token.spaced for token in parts)
        return glued and parts[0].plain in ("h", "g") and parts[1].kind == "digits"

    def _follows(self, at: int) -> bool:
        """A figure goes on directly behind: «3x4»."""
        return at < len(self.tokens) and self.tokens[at].kind == "digits"

    def _year(self, at: int) -> bool:
        """«cks 3 năm 2025»: the word before belongs to the year."""
        return at < len(self.tokens) and self.tokens[at].kind == "digits"

    def _label_inside(self, start: int, end: int) -> bool:
        """A longer label begins where a word of measure was seen: «1 đồng nai s», «5 t …»."""
        for at in range(start, end):
            if self.tokens[at].kind != "word":
                continue
            entry = self.lexicon.longest(self.tokens, at)
            if entry is not None and at + entry[1] > end:
                return True
        return False

    def measured(self, at: int) -> bool:
        taken = w.MEASURES.at(self.tokens, at)
        if taken == 1 and self.tokens[at].plain == "dong" and _FELLOWS.at(self.tokens, at):
            return False  # «7 đồng chí»
        if not taken and at < len(self.tokens) and self.tokens[at].low == "độ":
            taken = 1  # but not «5 do mưa»
        dated = at + taken < len(self.tokens) and self.tokens[at + taken].kind == "digits"
        if not taken or (dated and self.tokens[at].plain in _DATED):
            return False  # «cks 5 ngày 18/10»
        entry = self.lexicon.longest(self.tokens, at)
        return entry is None or entry[1] < taken

    def _sign(self, at: int) -> str | None:
        """A minus directly before the figure and not glued to a label; «~», «>», «<» make it a guess."""
        if at == 0:
            return None
        before = self.tokens[at - 1]
        if before.low == "âm":
            return "negative"  # «cks âm 1»
        if before.text in ("~", "≈", ">", "<", "≥", "≤", "±"):
            return "approximate"
        if before.text == "=" and at > 1 and self.tokens[at - 2].text in ("<", ">") and not before.spaced:
            return "approximate"  # «cks >= 5»
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
