"""Ways in which one line can be taken: «vneid 2» as a label or a label with a figure, «tổ 5» as a name or five made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.tokens import Token

_MOST = 5
_MOST_LONG = 2
_LONG = 30
"""At most so many doubtful places are varied (fewer in a long line); beyond them the first way is taken."""


def shapes(atoms: list[Atom], tokens: tuple[Token, ...]) -> Iterator[tuple[list[Atom], int]]:
    """The line's atoms in each way they can be taken, with the number of changes from the plainest one."""
    atoms = _ordinals(atoms, tokens)
    places = [index for index, atom in enumerate(atoms) if _ways(atoms, index, tokens) > 1]
    places = places[: _MOST if len(atoms) < _LONG else _MOST_LONG]
    for choice in product(*(range(_ways(atoms, index, tokens)) for index in places)):
        shaped: list[Atom] = []
        chosen = dict(zip(places, choice, strict=True))
        skip = False
        for index, atom in enumerate(atoms):
            if skip:
                skip = False
                continue
            way = chosen.get(index, 0)
            if way == 0:
                shaped.append(atom.copy())
            elif atom.sort == "label" and not atom.stem:
                shaped.append(replace(atom, sort="word"))
            elif atom.sort == "label":
                shaped.append(replace(atom, end=atom.end - 1, stem=True))
                last = tokens[atom.end - 1]
                value = int(last.text) if last.kind == "digits" else 2 if last.plain == "hai" else 1
                shaped.append(Atom("number", atom.end - 1, atom.end, value=value, full=True))
            elif atom.soft:
                shaped.append(replace(atom, sort="masked"))
            else:  # «1 200»
                after = atoms[index + 1]
                value = (atom.value or 0) * 1000 + (after.value or 0)
                shaped.append(replace(atom, end=after.end, value=value))
                skip = True
        yield shaped, sum(choice)


def _ways(atoms: list[Atom], index: int, tokens: tuple[Token, ...]) -> int:
    atom = atoms[index]
    if atom.sort == "label" and (atom.stem or _particle(atom, tokens)):
        return 2
    if atom.sort == "number" and atom.soft:
        return 2
    if atom.sort == "number" and atom.doubt is None and index + 1 < len(atoms):
        after = atoms[index + 1]
        first, second = tokens[atom.start], tokens[after.start]
        if (
            after.sort == "number"
            and after.doubt is None
            and atom.end - atom.start == after.end - after.start == 1
            and first.kind == second.kind == "digits"
            and len(first.text) <= 3
            and len(second.text) == 3
            and first.text[0] != "0"
        ):
            return 2
    return 1


def _particle(atom: Atom, tokens: tuple[Token, ...]) -> bool:
    """«nha» at the end of the message: houses, or only politeness."""
    if atom.end - atom.start != 1 or tokens[atom.start].low != "nha":
        return False
    return all(
        token.kind == "mark" or token in w.POLITE or token.plain in ("a", "nhe", "mng", "mn")
        for token in tokens[atom.end :]
    )


def _ordinals(atoms: list[Atom], tokens: tuple[Token, ...]) -> list[Atom]:
    """Without the numbers of a numbered list («1. cks 5», «2) vneid 12»), where they count 1, 2, 3 … in order.

    They must stand at the beginning of a line or before a label, followed by «.», «)» or the like, and something
    else must be left to count.
    """
    marks = (".", ")", "/", "-", ":", "]", "–", ",")
    found: list[int] = []
    for index, atom in enumerate(atoms):
        if atom.sort != "number" or atom.value != len(found) + 1 or tokens[atom.start].kind != "digits":
            continue
        if atom.end - atom.start != 1:
            continue
        token = tokens[atom.start]
        before = tokens[atom.start - 1].text if atom.start else "\n"
        opens = index == 0 or before in ("\n", "(", ":") or token.spaced
        at_line = (
            index == 0 or before == "\n" or (before == "(" and (atom.start < 2 or tokens[atom.start - 2].text == "\n"))
        )
        follows = tokens[atom.end] if atom.end < len(tokens) else None
        if follows is not None and follows.text in (".", ",") and not follows.spaced and _goes_on(tokens, atom.end + 1):
            continue  # «1.200 lượt»
        leads = atom.end + 1 < len(tokens) and tokens[atom.end + 1].kind == "word"
        if not at_line and index and atoms[index - 1].sort in ("label", "group"):
            continue  # «sk 1. Sđt …»
        at_line = at_line or (before in (":", ";") and leads and follows is not None and follows.text in ("/", ")"))
        inline = bool(found) and leads and follows is not None and follows.text == "/"
        at_line = at_line or (inline and tokens[atoms[found[0]].end].text == "/")  # «1/ cks: 4 2/ vneid: 3»
        last = atom.end + 1 >= len(tokens)
        if follows is None or not opens or (last and not at_line):
            continue
        if follows.text in marks and not (follows.text in (":", "-", "/", ",") and not at_line):
            if follows.text == "." and not at_line and atom.end + 1 < len(tokens) and tokens[atom.end + 1].text == "\n":
                continue
            found.append(index)
        elif at_line and follows.kind == "word" and _numbered_lines(atoms, index, tokens):
            found.append(index)
    if not found:
        return atoms
    rest = [i for i, atom in enumerate(atoms) if atom.sort == "number" and i not in found]
    labels = sum(1 for atom in atoms if atom.sort == "label")
    first = tokens[atoms[found[0]].end].text if atoms[found[0]].end < len(tokens) else ""
    if len(found) == 1 and not rest and first not in (".", ")"):
        return atoms
    if len(found) > len(rest) and labels and first not in (".", ")"):
        return atoms
    return [replace(atom, sort="masked") if i in found else atom for i, atom in enumerate(atoms)]


def _goes_on(tokens: tuple[Token, ...], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind == "digits" and not tokens[at].spaced


def _numbered_lines(atoms: list[Atom], index: int, tokens: tuple[Token, ...]) -> bool:
    """The line that begins here holds another number behind a label."""
    label = False
    for atom in atoms[index + 1 :]:
        if tokens[atom.start].text == "\n":
            return False
        if atom.sort == "label":
            label = True
        if atom.sort == "number":
            return label
    return False
