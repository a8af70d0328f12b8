"""Figures without a label beside pairs that are clear by themselves: «cks 5, vneid 3, 12»."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clauses
from handlers.counts.pairs import Pair, Pairing
from handlers.counts.tokens import Token

_BULLETS = ("-", "–", "•", "*", "+")
_LEAST = 2
"""Behind a single pair («cks 5, 7») the bare figure may be the right one of two."""


def spares_pairs(atoms: list[Atom], tokens: tuple[Token, ...], pairing: Pairing) -> bool:
    """Whether only the bare figures are in doubt: they and every pair stand in clauses of their own."""
    labels = {(pair.label.ids, pair.label.group) for pair in pairing.pairs}
    directions = {pair.forward for pair in pairing.pairs}
    if not pairing.troubles or any(pair.label.atom.stem for pair in pairing.pairs):
        return False  # «cks 5, vneid 2, 12»: the two may be the level
    if len(pairing.pairs) < _LEAST or len(labels) < len(pairing.pairs) or len(directions) > 1:
        return False
    bare = [item for trouble in pairing.troubles for item in trouble.items]
    if any(trouble.reason != "bare-number" for trouble in pairing.troubles) or pairing.stray:
        return False
    line = Clauses(atoms, tokens)
    return all(_alone(line, item.first) for item in bare) and all(_whole(line, pair) for pair in pairing.pairs)


def _alone(line: Clauses, number: int) -> bool:
    """«…, 12 ạ»: nothing is told of it."""
    return all(
        index == number
        or line.first(index).text in _BULLETS
        or (line.atoms[index].sort == "word" and line.first(index) in w.POLITE)
        for index in line.clause(number).inner
    )


def _whole(line: Clauses, pair: Pair) -> bool:
    """The clause holds this label and this figure side by side, and no other."""
    inner = line.clause(pair.number.first).inner
    sorts = [line.atoms[index].sort for index in inner]
    if sorts.count("label") != 1 or sorts.count("number") != 1 or pair.label.first not in inner or pair.taint:
        return False
    first, last = sorted((pair.label.last, pair.number.last))
    return all(line.small(index) for index in range(first + 1, last)) and not set(sorts) & {"vague", "masked", "level"}
