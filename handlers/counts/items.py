"""The labels and numbers of a line with what stands between them: how strongly two neighbours belong together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import Token, Words

END = 9
"""The level of a gap at either end of the line."""

_CLAUSE = Words(
    """
    còn, nhưng, mà, ngoài ra, trong đó, do, vì, tại, tại vì, bởi, thế nhưng, tuy nhiên, hiện còn, chỉ còn
    """
)
_BREAK = {"==": 2, "===": 2, "====": 2, "\n": 3, ";": 3, "•": 3, "|": 2, "●": 3, "▪": 3, "◦": 3, "·": 2}
_LIGHT = {":": -1, "=": -1, "->": -1, "=>": -1, "→": -1, "(": 0, "[": 0, '"': 0, "'": 0, "«": 0, "»": 0, "*": 0, "_": 0,
          "\t": 1, "-": 1, "–": 1, "—": 1, "&": 1, "+": 1, ")": 1, "]": 1, "`": 0, "#": 0, "“": 0, "”": 0}  # fmt: skip
_PICTURES = ("So", "Sk", "Co")
"""Emoji and the like say nothing about figures."""
_LEANING = frozenset(("-", "–", "—", "/", ".", "..", "...", "…", "|", "\t"))


_GROWN = ("đủ", "du", "tròn", "trên", "tren", "mới")
_PERSONS = ("em", "be", "cu", "nguoi", "ng", "ban", "chau")


@dataclass(slots=True, eq=False)
class Item:
    """A label, group or number in its place; composite labels carry both an indicator and a group."""

    sort: Literal["label", "group", "number"]
    atom: Atom
    first: int
    last: int
    """Its atoms, as positions in the list of atoms, both included."""
    ids: tuple[str, ...] = ()
    group: str | None = None
    group_first: bool = False


@dataclass(slots=True)
class Gap:
    """What stands between two neighbouring items."""

    level: int
    words: list[Token] = field(default_factory=list)
    """The words there that are no small words."""
    negated: bool = False
    leaning: bool = False
    """Parted by a dash or the like, which may belong to the pair or part two pairs."""
    colon: bool = False
    spoken: bool = False
    """Words stand there, and no mark."""
    total: bool = False
    """«tổng» stands there."""

    @property
    def clean(self) -> bool:
        return not self.words and not self.negated


def between(atoms: Sequence[Atom], tokens: tuple[Token, ...], lexicon: Lexicon) -> Gap:
    """The gap that these atoms make; an empty run of atoms is glue or a mere space."""
    gap = Gap(level=-5, spoken=bool(atoms) and all(atom.sort == "word" for atom in atoms))
    small_until = 0
    for atom in atoms:
        token = tokens[atom.start]
        if atom.sort == "word" and (phrase := w.FILLERS.at(tokens, atom.start)) > 1:
            small_until = max(small_until, atom.start + phrase)
        if atom.sort == "word" and atom.end <= small_until:
            continue  # the «con» of «bà con» is no «còn»
        if token.low == "âm":
            continue  # «cks âm 1»
        if token.low == "tai" and atom.end < len(tokens) and tokens[atom.end].plain == "khoan":
            continue  # «10 tai khoan vneid»
        if atom.sort == "mark":
            text = token.text
            if text in _BREAK:
                level = _BREAK[text]
            elif unicodedata.category(text[0]) in _PICTURES:
                level = 0
            elif len(text) > 1 and set(text) <= {".", "…"}:
                level = 0 if not token.spaced else 2
            else:
                level = _LIGHT.get(text, 2)
            gap.level = max(gap.level, level) if gap.level > -5 else level
            gap.leaning = gap.leaning or text in _LEANING
            gap.colon = gap.colon or text in (":", "=")
        elif atom.sort in ("word", "vague", "rest", "total", "each", "label", "group"):
            span = tuple(tokens[atom.start : atom.end])
            gap.total = gap.total or atom.sort == "total"
            if atom.sort == "word" and _CLAUSE.at(span, 0):
                gap.level = max(gap.level, 2)
            elif atom.sort == "word" and token in w.JOIN:
                gap.level = max(gap.level, 1)
            if token in w.NEGATING and not (token.plain == "dang" and token.marked is False):
                gap.negated = gap.negated or not (token in w.FILLERS and not token.marked)
            if not _small(atom, span, lexicon):
                gap.words.extend(span)
        elif atom.sort == "masked" and tokens[atom.end - 1].plain == "tuoi" and _whose(atoms, atom, tokens):
            pass
        elif atom.sort == "level" or (atom.sort == "masked" and atom.loose):
            gap.words.extend(tokens[atom.start : atom.end])
    return gap


def _whose(atoms: Sequence[Atom], age: Atom, tokens: tuple[Token, ...]) -> bool:
    """«4 cụ 80 tuổi làm …»: the age of those who are counted, directly behind their word."""
    before = [atom for atom in atoms if atom.end == age.start]
    if before and tokens[before[0].start].low in _GROWN:
        before = [atom for atom in atoms if atom.end == before[0].start]  # «7 em đủ 18 tuổi»
    return (
        bool(before)
        and before[0].sort == "word"
        and (tokens[before[0].start] in w.KIN or tokens[before[0].start].plain in _PERSONS)
    )


def _small(atom: Atom, span: tuple[Token, ...], lexicon: Lexicon) -> bool:
    if atom.sort in ("total", "label", "group"):
        return True
    if atom.sort in ("rest", "each", "vague"):
        return False
    return all(token in w.FILLERS or token in w.JOIN or _of_label(token, lexicon) for token in span) or bool(
        atom.sort == "word" and _CLAUSE.at(span, 0) == len(span)
    )


def _of_label(token: Token, lexicon: Lexicon) -> bool:
    """A word of some label, with its own marks or typed without any: «hộ», but not «hồ»."""
    return token.low in lexicon.label_words or (not token.marked and token.plain in lexicon.plain_label_words)


def gap_of(
    left: Item | None, right: Item | None, atoms: Sequence[Atom], tokens: tuple[Token, ...], lexicon: Lexicon
) -> Gap:
    """The gap between two items, or between an item and the end of the line."""
    first = left.last + 1 if left else 0
    last = right.first if right else len(atoms)
    gap = between(atoms[first:last], tokens, lexicon)
    if left is None or right is None:
        gap.level = END
        return gap
    if gap.negated or gap.level == 2:
        _stocked(left, right, atoms[first:last], tokens, lexicon, gap)
    glued = all(not token.spaced for token in tokens[atoms[left.last].end : atoms[right.first].start + 1])
    if first == last:
        gap.level = -2 if glued else 0
    elif glued and gap.level in (1, 2) and gap.leaning and last - first == 1:
        gap.level = -1 if tokens[atoms[first].start].text == "-" else gap.level
    elif gap.level == -5:
        gap.level = 0
    return gap


def _stocked(
    left: Item, right: Item, atoms: Sequence[Atom], tokens: tuple[Token, ...], lexicon: Lexicon, gap: Gap
) -> None:
    """«chưa kích hoạt còn 18 người»: of such as wait «còn» says how many there are."""
    if left.sort != "label" or right.sort != "number" or len(left.ids) != 1:
        return
    if lexicon.campaign.indicator(left.ids[0]).kind == "stock" and all(
        atom.sort == "word" and (tokens[atom.start].plain == "con" or tokens[atom.start] in w.FILLERS) for atom in atoms
    ):
        gap.level, gap.negated = 0, False


def items_of(atoms: Iterable[Atom]) -> list[Item]:
    """Labels, groups and numbers, in order."""
    items: list[Item] = []
    for index, atom in enumerate(atoms):
        if atom.sort == "label":
            items.append(Item("label", atom, index, index, atom.ids))
        elif atom.sort == "group":
            items.append(Item("group", atom, index, index, (), atom.ids[0]))
        elif atom.sort == "number":
            items.append(Item("number", atom, index, index))
    return items
