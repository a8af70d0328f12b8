"""Years of age that stand without their word: «mẹ 62, con 40 với đứa nhỏ 17 tuổi», «5 tuổi 60 làm cks»."""

from __future__ import annotations

from handlers.counts.clauses import Clause, Clauses
from handlers.counts.numbers import spoken
from handlers.counts.tokens import Words

PERSONS = Words("""
    mẹ, má, bố, cha, tía, đứa, ông, bà, cụ, chồng, vợ, cháu, thằng, nhỏ, ôn, mệ, bác, cô, chú, !con, thằng con,
    con gái, con trai, em, anh, chị, dì
    """)
_ADULT = 14
"""Of nobody younger is counted here."""
YOUNGEST = 10
"""«em 7, chị 4, bác 70 tuổi»: smaller figures are as well what each of them made."""


def age(line: Clauses, clause: Clause, index: int) -> None:
    """«mẹ 62, con 40 với đứa nhỏ 17 tuổi»: of persons one after the other."""
    atom = line.atoms[index]
    if (
        index == clause.start
        or atom.value is None
        or not YOUNGEST <= atom.value <= 110
        or line.labelled(index)
        or atom.doubt
    ):
        return
    unit = line.tokens[atom.end].plain if atom.end < len(line.tokens) else ""
    if line.atoms[index - 1].sort == "word" and line.first(index - 1) in PERSONS and unit not in ("nguoi", "ca", "cai"):
        line.hide([index])


def or_age(line: Clauses, index: int) -> None:
    """«5 tuổi 60 làm cks», «tuổi 60 70 làm cks»: a figure behind another of years may be years itself."""
    atom, before = line.atoms[index], line.atoms[index - 1] if index else None
    if before is None or before.sort != "masked" or (atom.value or 0) < _ADULT:
        return
    first, last = line.tokens[before.start], line.tokens[before.end - 1]
    told = spoken(line.tokens, before.start)
    years = int(first.text[:4]) if first.kind == "digits" else told.value if told is not None else _ADULT
    if first.plain == "tuoi" or (last.plain == "tuoi" and years < _ADULT):
        atom.doubt, atom.value = atom.doubt or "two-readings", None  # neither is offered as a choice
