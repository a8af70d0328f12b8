"""What the ear listens to in a question: its words, pairs of words, pieces of words, and known sayings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

from guides.fold import sayings

_SAID = "a oi nhe voi thi la ma va cac cai nay do roi di em anh chi minh bac chau co chu con"
EMPTY = frozenset(_SAID.split())
"""Words that carry no topic; a pair over such a word is a trait too."""


def traits(words: Sequence[str]) -> list[str]:
    """The traits of plain words, each once, in a fixed order."""
    said = [word for word in words if word not in EMPTY]
    whole = f" {' '.join(words)} "
    known = sayings(words)
    found = [*words, *[f"{a} {b}" for a, b in pairwise(words)]]
    found += [f"{a}~{b}" for a, b in pairwise(said)]
    found += [f"{a}~{b}" for a, b in zip(said, said[2:], strict=False)]
    found += [f"#{whole[at : at + 3]}" for at in range(len(whole) - 2)]
    found += [f"#{whole[at : at + 4]}" for at in range(len(whole) - 3)]
    found += known
    if len(known) <= 8:
        known.sort()
        found += [f"{a}{b}" for at, a in enumerate(known) for b in known[at + 1 :]]
    return list(dict.fromkeys(found))


def numbers(words: Sequence[str]) -> set[int]:
    """The traits of plain words as numbers of 32 bits; two traits with one number are too rare to matter."""
    return {crc32(trait.encode()) for trait in traits(words)}


def number(trait: str) -> int:
    """One trait's number."""
    return crc32(trait.encode())
