"""What pairing a line gives: labels with their numbers, and what must be asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from handlers.counts.atoms import Atom
from handlers.counts.items import Item
from handlers.counts.tokens import Token


@dataclass(slots=True, eq=False)
class Pair:
    """A label with its number."""

    label: Item
    number: Item
    sure: bool = True
    """Nothing else in the line could change it."""
    taint: str | None = None
    """Why the words around it make it doubtful."""

    @property
    def forward(self) -> bool:
        return self.label.first < self.number.first


@dataclass(slots=True)
class Trouble:
    """Something that must be asked."""

    reason: str
    items: tuple[Item, ...] = ()
    words: tuple[Token, ...] = ()


@dataclass(slots=True)
class Pairing:
    """One way of reading the line."""

    atoms: list[Atom]
    pairs: list[Pair] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    stray: list[Item] = field(default_factory=list)
    """Numbers that count nothing, being part of a story."""

    @property
    def complete(self) -> bool:
        return not self.troubles
