"""Groups of people that found no indicator: in what doubt they put the line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.doubts import Doubt
from handlers.counts.items import Item
from handlers.counts.tokens import Token

_UNITS = ("nguoi dan", "ba con", "dan", "cong dan", "nhan dan", "hoi", "khac", "cd")
"""«mức 1: 5 người dân»: the word of a group only says that people were counted."""


def unplaced(groups: Sequence[Item], atoms: Sequence[Atom], tokens: tuple[Token, ...]) -> Iterator[Doubt]:
    """The doubt of the first such group beside a number, or together with another one; only one is asked."""
    for item in groups:
        if _both(item, atoms, tokens):
            yield Doubt("two-readings", all=True)
            return
        beside = atoms[max(0, item.first - 2) : item.last + 4]
        said = tokens[item.atom.start : item.atom.end]
        counted = " ".join(token.plain for token in said) in _UNITS
        if any(atom.sort == "number" for atom in beside) and not counted:
            yield Doubt("group-needed", typed=" ".join(token.text for token in said), all=True)
            return


def _both(group: Item, atoms: Sequence[Atom], tokens: tuple[Token, ...]) -> bool:
    """«cán bộ với đoàn viên kích hoạt 9»: of two groups one figure is told."""
    behind = atoms[group.last + 1 : group.last + 3]
    joined = len(behind) == 2 and tokens[behind[0].start] in w.JOIN and behind[1].sort == "group"
    return joined and (not group.first or atoms[group.first - 1].sort != "number")
