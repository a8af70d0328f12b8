"""What the ear listens to in a question: its words, plain and marked, pieces and pairs of words, and known sayings.

A trait is a number of 32 bits, the checksum of its spelling; two traits with one number are too rare to matter. What
a word brings along – itself and its pieces – depends on the word alone, so that it can be added up once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from guides import fold

_SAID = "a oi nhe voi thi la ma va cac cai nay do roi di em anh chi minh bac chau co chu con"
EMPTY = frozenset(_SAID.split())
"""Words that carry no topic; a pair over such a word is a trait too."""

MANY = 8
"""Of more sayings than these, pairs are not listened to."""

_MARKED = crc32(b"=")


def of_word(word: str) -> list[str]:
    """A word and its pieces of three and four letters, its edges counted as letters; each once."""
    edged = f" {word} "
    pieces = [f"#{edged[at : at + 3]}" for at in range(len(edged) - 2)]
    pieces += [f"#{edged[at : at + 4]}" for at in range(len(edged) - 3)]
    return list(dict.fromkeys((word, *pieces)))


@dataclass(frozen=True, slots=True)
class Said:
    """A question as it is listened to."""

    words: Sequence[str]
    """Plain."""
    sayings: Sequence[str]
    """Known among the plain words."""
    marked: Sequence[str] = ()
    """Words with marks, as typed."""

    @classmethod
    def of(cls, text: str) -> Said:
        """What is listened to in a text as somebody typed it."""
        plain, marked = fold.heard(text)
        return cls(plain, fold.sayings(plain), marked)

    def adding(self, more: Sequence[str]) -> Said:
        """The same with plain words behind it."""
        words = [*self.words, *more]
        return Said(words, fold.sayings(words), self.marked)


def between(said: Said) -> list[str]:
    """Marked words, pairs of neighbours, over one word and over empty ones, sayings and their pairs; each once."""
    full = [word for word in said.words if word not in EMPTY]
    found = [f"={word}" for word in said.marked]
    found += [f"{a} {b}" for a, b in pairwise(said.words)]
    found += [f"{a}~{b}" for a, b in pairwise(full)]
    found += [f"{a}~{b}" for a, b in zip(full, full[2:], strict=False)]
    found += said.sayings
    if len(said.sayings) <= MANY:
        ordered = sorted(said.sayings)
        found += [f"{a}{b}" for at, a in enumerate(ordered) for b in ordered[at + 1 :]]
    return list(dict.fromkeys(found))


def traits(said: Said) -> list[str]:
    """All traits, in a fixed order; a piece counts once for each different word that has it."""
    return [piece for word in dict.fromkeys(said.words) for piece in of_word(word)] + between(said)


def number(trait: str) -> int:
    """One trait's number."""
    return crc32(trait.encode())


def numbers_between(said: Said) -> set[int]:
    """The numbers of `between`, without spelling the pairs out: a checksum goes on where another one ended."""
    heads = [(crc32(spelt), spelt) for spelt in _bytes(said.words)]
    full = [head for head, word in zip(heads, said.words, strict=True) if word not in EMPTY]
    found = {crc32(b, crc32(b" ", a)) for (a, _), (_, b) in pairwise(heads)}
    found.update(crc32(b, crc32(b"~", a)) for (a, _), (_, b) in pairwise(full))
    found.update(crc32(b, crc32(b"~", a)) for (a, _), (_, b) in zip(full, full[2:], strict=False))
    found.update(crc32(b, _MARKED) for b in _bytes(said.marked))
    known = [(crc32(spelt), spelt) for spelt in _bytes(sorted(said.sayings))]
    found.update(head for head, _ in known)
    if len(known) <= MANY:
        found.update(crc32(b, a) for at, (a, _) in enumerate(known) for _, b in known[at + 1 :])
    return found


def _bytes(words: Iterable[str]) -> list[bytes]:
    return [word.encode() for word in words]
