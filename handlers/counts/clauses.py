"""The clauses of a line: runs of atoms between commas, full stops, brackets and line ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.tokens import Token, Words

_ENDS = frozenset(("\n", ",", ";", ".", "!", "|", "(", ")", "[", "]"))
_EXPLAINED = frozenset(("masked", "told", "mark", "label", "group", "area"))
_SENTENCES = frozenset(("\n", ";", ".", "!"))


@dataclass(frozen=True, slots=True)
class Clause:
    """Atoms `start` to `end` (half-open), without the marks around them."""

    start: int
    end: int
    opener: str
    """The mark before it; empty at the beginning of the line."""

    @property
    def inner(self) -> range:
        return range(self.start, self.end)

    @property
    def bracketed(self) -> bool:
        return self.opener in ("(", "[")

    @property
    def begins_sentence(self) -> bool:
        return self.opener == "" or self.opener in _SENTENCES


class Clauses:
    """One line cut into clauses, with the questions that several rules ask of them."""

    def __init__(self, atoms: list[Atom], tokens: tuple[Token, ...]) -> None:
        self.atoms, self.tokens = atoms, tokens
        self.all: tuple[Clause, ...] = tuple(_cut(atoms, tokens))
        self._around = {index: clause for clause in self.all for index in clause.inner}

    def clause(self, index: int) -> Clause:
        """The clause in which an atom stands that is no mark between clauses."""
        return self._around[index]

    def sorts(self, span: Sequence[int]) -> set[str]:
        return {self.atoms[index].sort for index in span}

    def first(self, index: int) -> Token:
        """The first token of an atom."""
        return self.tokens[self.atoms[index].start]

    def says(self, words: Words, index: int) -> int:
        """How many tokens of a phrase begin at this atom; 0 when it is no word or day, or already explained."""
        atom = self.atoms[index]
        return 0 if atom.sort in _EXPLAINED else words.at(self.tokens, atom.start)

    def behind(self, index: int, taken: int) -> int:
        """The first atom behind a phrase of so many tokens that begins at this atom."""
        stop = self.atoms[index].start + taken
        while index < len(self.atoms) and self.atoms[index].start < stop:
            index += 1
        return index

    def small(self, index: int) -> bool:
        """A word that means nothing by itself."""
        atom = self.atoms[index]
        if atom.sort == "mark":
            return self.tokens[atom.start].text in (":", "=", "-", "–", '"', "*")
        return atom.sort in ("masked", "told") or (
            atom.sort in ("word", "vague", "total")
            and all(token in w.FILLERS or token in w.POLITE for token in self.tokens[atom.start : atom.end])
        )

    def labelled(self, index: int) -> bool:
        """A label or group stands beside this number, over nothing but small words, within its clause."""
        return self.label_of(index) is not None

    def label_of(self, index: int) -> int | None:
        """That label, the one before the number first."""
        before = self._label_towards(index, -1)
        return self._label_towards(index, 1) if before is None else before

    def label_after(self, index: int) -> bool:
        """The same, looking only behind it."""
        return self._label_towards(index, 1) is not None

    def _label_towards(self, index: int, step: int) -> int | None:
        clause = self._around[index]
        at = index + step
        while clause.start <= at < clause.end:
            sort = self.atoms[at].sort
            if sort in ("label", "group"):
                return at
            if sort != "day" and not self.small(at):
                return None
            at += step
        return None

    def paired(self, span: Sequence[int]) -> bool:
        """A number with its label stands in these atoms."""
        return any(self.atoms[index].sort == "number" and self.labelled(index) for index in span)

    def hide(self, span: Sequence[int]) -> None:
        """These atoms are explained and count nothing."""
        for index in span:
            self.atoms[index].sort = "told"


def _cut(atoms: list[Atom], tokens: tuple[Token, ...]) -> Iterator[Clause]:
    start, opener = 0, ""
    for index, atom in enumerate(atoms):
        if atom.sort != "mark" or tokens[atom.start].text not in _ENDS:
            continue
        if start < index:
            yield Clause(start, index, opener)
        start, opener = index + 1, tokens[atom.start].text
    if start < len(atoms):
        yield Clause(start, len(atoms), opener)
