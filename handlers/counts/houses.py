"""The word «nhà»: a house that was counted, a home, somebody's household, or only politeness («… nha»)."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.guesses import UNITS
from handlers.counts.numbers import spoken
from handlers.counts.tokens import Token

_KIN = ("ông", "bà", "anh", "chị", "cô", "chú", "bác", "dì")
_PLAIN_KIN = ("ong", "anh", "chu", "bac")
"""Without marks these are people as well; «ba», «chi», «co», «di» may be other words."""
_BIRTH_ORDER = ("hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
"""Number words that are names in the south."""
_VALUED = (
    "khong", "ko", "k", "hong", "chua", "chang", "co", "duoc", "dc", "dat", "x", "khoang", "tam", "hon", "gan", "chung",
)  # fmt: skip
"""Behind such a word they lead to its figure, or to none."""
_NEAR = 7
_GOING = ("di", "ghe", "den", "toi", "vo", "vao", "dzo", "zo", "tham", "qua")


def none_of_houses(tokens: tuple[Token, ...]) -> bool:
    """«…. chua co ca nao nha»: no houses, or politeness; a line without marks does not tell."""
    if any(token.marked for token in tokens):
        return False
    for at in range(2, len(tokens)):
        if tokens[at].low != "nha":
            continue
        start = next((i for i in range(max(0, at - 5), at) if w.ZERO.at(tokens, i) == at - i), None)
        if start and (tokens[start - 1].kind == "mark" or tokens[start - 1] in w.JOIN):
            return True
        level = tokens[at - 1].text in ("1", "2") and tokens[at - 2].kind == "word"
        if level and w.ZERO.within(tokens, max(0, at - _NEAR), at - 2):
            return True  # «khong co ai vneid 2 nha»
    return False


def none_or_politeness(tokens: tuple[Token, ...], behind: int) -> int | None:
    """«bc nha: khong co ai», «bc nha chưa có ai»: where «nha» stands behind the opening; None where it is clear."""
    for at in (behind - 1, behind):
        if 0 < at < len(tokens) and tokens[at].low == "nha":
            after = at + 1
            while after < len(tokens) and tokens[after].kind == "mark" and tokens[after].text != "\n":
                after += 1
            return at if w.ZERO.at(tokens, after) else None
    return None


_TYING = ("=", "/", "%", "«", '"', "“")
"""Such marks part nothing."""


class Houses:
    """Judges such a word by what stands around it."""

    def __init__(self, tokens: tuple[Token, ...], atoms: list[Atom]) -> None:
        self.tokens, self.atoms = tokens, atoms

    def home(self, at: int) -> bool:
        """«nhà em», «ở nhà», «nhà văn hóa», «cả nhà»: no house that was counted."""
        before = self.tokens[at - 1] if at else None
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if self._announced(at, after):
            return True
        if before is not None and before.plain in ("den", "toi") and at > 1 and self.tokens[at - 2].plain == "ve":
            return True  # «về tới nhà»
        if before is not None and before.kind == "digits" and at > 1 and self.tokens[at - 2].plain in _GOING:
            return False  # «đi 20 nhà bà con»
        return (before is not None and before in w.BEFORE_HOME) or (after is not None and after in w.AFTER_HOME)

    def _announced(self, at: int, after: Token | None) -> bool:
        """«báo cáo nha chữ ký số …»: politeness behind the announcement."""
        told = [token.plain for token in self.tokens[max(0, at - 2) : at]]
        bare = self.tokens[at].low == "nha" and (told == ["bao", "cao"] or told[-1:] == ["bc"] or not at)
        if after is None or after.plain in _VALUED:
            return False
        return bare and after.kind == "word" and spoken(self.tokens, at + 1) is None

    def owned(self, at: int) -> bool:
        """«gia đình bác Năm», «hộ chị Lan»: whose it is, and nothing that was counted."""
        number = self.atoms[-1] if self.atoms and self.atoms[-1].sort == "number" else None
        if number is not None and not number.zero:
            return False  # «hướng dẫn được 5 hộ bác Ba nhờ»: five
        if at + 1 >= len(self.tokens) or self.tokens[at].low not in (*_KIN, *_PLAIN_KIN):
            return False
        name = self.tokens[at + 1]
        shouted = self.tokens[at].text.isupper()
        return (name.text[:1].isupper() and not shouted) or name.plain in _BIRTH_ORDER

    def particle(self, at: int) -> bool:
        """«7 mới đúng nha» in a line that is typed with marks: no house."""
        if self.tokens[at].low == "nha" and self._by_itself(at):
            return True
        last = all(token in w.POLITE or token.kind == "mark" for token in self.tokens[at + 1 :])
        worded = at > 0 and self.tokens[at - 1].kind == "word" and spoken(self.tokens, at - 1) is None
        counted = (
            at > 1 and self.tokens[at - 1].plain in UNITS and [a.sort for a in self.atoms[-2:]] == ["number", "word"]
        )
        if counted and not any(token.marked for token in self.tokens):
            return False  # «25 nguoi nha»
        if last and worded and self.tokens[at].low == "nha" and self.tokens[at - 1].plain not in ("can", "so"):
            return True  # «7 moi dung nha»
        closes = at + 1 == len(self.tokens) or self.tokens[at + 1].kind == "mark" or self.tokens[at + 1] in w.POLITE
        closes = closes or w.NOT_BUT.at(self.tokens, at + 1) > 0  # «9 mới đúng nha hok phải 6»
        marked = sum(token.marked for token in self.tokens)
        near = [atom for atom in self.atoms if atom.sort != "word" or self.tokens[atom.start] not in w.FILLERS][-2:]
        served = [atom.sort for atom in near] in (["label", "number"], ["group", "number"]) and near[-1].end == at
        served = served and self.tokens[near[-1].start - 1].plain not in _GOING  # «luot 14 di 20 nha»
        served = served or (
            bool(near) and near[-1].stem and near[-1].end == at and self._digits(at - 1)
        )  # «vneid 2 nha»
        served = served or (
            [atom.sort for atom in near] == ["number", "label"] and near[-1].end == at
        )  # «4 cks nha ad, …»
        valued = at + 1 < len(self.tokens) and self.tokens[at + 1].text in (":", "=")
        follows = valued or self._digits(at + 1) or spoken(self.tokens, at + 1) is not None
        return not self.tokens[at].marked and ((closes and marked > 1) or (served and not follows))

    def _by_itself(self, at: int) -> bool:
        """«cks 4 | nha | vneid 5», «vneid 4. nha», «vneid 4 và nha»: a part of its own, and no figure behind it."""
        if not at or self.tokens[at - 1].text in _TYING:
            return False
        if self.tokens[at - 1].kind != "mark" and self.tokens[at - 1].low not in ("và", "va"):
            return False
        behind = at + 1
        while behind < len(self.tokens) and self.tokens[behind].kind == "mark":
            if self.tokens[behind].text in (*_TYING, ":"):
                return False
            behind += 1
        if behind == len(self.tokens):
            return True
        return behind > at + 1 and not self._digits(behind) and spoken(self.tokens, behind) is None

    def _digits(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind == "digits"
