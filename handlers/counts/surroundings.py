"""The words that stand around a label or a number, within its part of the line."""

from __future__ import annotations

from handlers.counts.atoms import Atom
from handlers.counts.items import Item
from handlers.counts.tokens import Token


class Surroundings:
    """Looks around in the atoms of one line."""

    def __init__(self, atoms: list[Atom], tokens: tuple[Token, ...]) -> None:
        self.atoms, self.tokens = atoms, tokens

    def text(self, index: int) -> str:
        return self.tokens[self.atoms[index].start].text

    def around(self, item: Item) -> list[Token]:
        """The words of the part of the line in which an item stands, without those of any label or figure."""
        before: list[Token] = []
        words: list[Token] = []
        for step in (-1, 1):
            index = item.first - 1 if step < 0 else item.last + 1
            while 0 <= index < len(self.atoms):
                atom = self.atoms[index]
                if atom.sort == "mark" and self.text(index) in ("\n", ",", ";", ".", ":", "(", ")", "|", "!"):
                    break
                if atom.sort in ("label", "number", "group"):
                    break
                if atom.sort in ("word", "vague", "rest", "total"):
                    said = self.tokens[atom.start : atom.end]
                    if step < 0:
                        before[:0] = said
                    else:
                        words.extend(said)
                index += step
        return before + words
