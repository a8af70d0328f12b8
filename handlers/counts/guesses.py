"""Numbers that are only about right, and two numbers that are one range: «khoảng 10», «10 đến 12», «5 người gì đó»."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.tokens import Token

_BETWEEN = ("đến", "den", "tới", "toi", "hoặc", "hoac", "hay", "hay là", "or")
UNITS = ("nguoi", "ca", "bac", "cai", "ho", "luot", "tk", "ng")
_LESS = ("âm", "am", "trừ", "tru", "bớt", "bot", "giảm", "giam")


def mark_guesses(atoms: list[Atom], tokens: tuple[Token, ...]) -> list[Atom]:
    """Mark the numbers that are only about right, or two numbers that are one range."""
    marked = any(token.marked for token in tokens)
    for index, atom in enumerate(atoms):
        if atom.sort != "number" or atom.soft or atom.zero:
            continue
        if index and atoms[index - 1].sort == "number" and atoms[index - 1].loose and tokens[atom.start].kind == "word":
            atom.doubt = atom.doubt or "two-readings"  # «hai mười hai»
        before = atoms[index - 1] if index else None
        if before is not None and before.sort == "number" and before.doubt and not before.soft:
            worded = tokens[before.end - 1].kind == tokens[atom.start].kind == "word"
            atom.doubt = atom.doubt or ("two-readings" if worded else None)  # «khoảng chục năm»
        for back in (3, 2, 1):
            if atom.start >= back and w.ABOUT.at(tokens, atom.start - back) == back and _not_label(atoms, index, back):
                atom.doubt = atom.doubt or "approximate"
                _hide(atoms[max(0, index - back) : index], atom.start - back)
        if index and tokens[atom.start - 1].low in _LESS and (index < 2 or atoms[index - 1].sort == "word"):
            atom.doubt = "negative"
        if not marked and _perhaps_about(atoms, index, tokens):
            atom.doubt = atom.doubt or "approximate"
        behind = index + 1
        if behind < len(atoms) and atoms[behind].sort == "word" and tokens[atoms[behind].start].plain in UNITS:
            behind += 1  # «5 người gì đó»
        if behind < len(atoms) and atoms[behind].sort in ("word", "vague"):
            taken = w.AFTER_ABOUT.at(tokens, atoms[behind].start)
            others = any(t.plain in ("kia", "khac") for t in tokens[atoms[behind].start + 1 : atoms[behind].start + 3])
            if taken > (behind > index + 1) and not others:
                atom.doubt = atom.doubt or "approximate"
                atoms[behind].sort = "masked"
    merged: list[Atom] = []
    for atom in atoms:
        if (
            atom.sort == "number"
            and len(merged) > 1
            and merged[-1].sort == "word"
            and tokens[merged[-1].start].low in _BETWEEN
            and merged[-2].sort == "number"
        ):
            merged[-2].end, merged[-2].doubt = atom.end, "range"
            merged.pop()
            continue
        if atom.sort == "number" and _either(merged, tokens):
            merged[-3].end, merged[-3].doubt = atom.end, "range"
            del merged[-2:]
            continue
        merged.append(atom)
    return merged


def _either(before: list[Atom], tokens: tuple[Token, ...]) -> bool:
    """«5 người hay 6 người»: the unit is said of both."""
    if [atom.sort for atom in before[-3:]] != ["number", "word", "word"]:
        return False
    unit, link = (tokens[atom.start] for atom in before[-2:])
    if link.plain == "thi" and unit in w.NO:
        return True  # «5 không thì 6»
    if link.plain == "la" and unit.low in _BETWEEN:
        return True  # «5 hoặc là 6»
    return unit.plain in UNITS and link.low in _BETWEEN


def _perhaps_about(atoms: list[Atom], index: int, tokens: tuple[Token, ...]) -> bool:
    """In a line without marks: «do 20 luot» (độ), «cks 1 nua» (nửa) – unless more is told («them 1 nua»)."""
    atom = atoms[index]
    before = tokens[atom.start - 1].low if atom.start else ""
    if before == "do" and index and atoms[index - 1].sort == "word":
        return atom.start < 2 or tokens[atom.start - 2].plain not in (
            "trong",
            "luc",
            "khi",
            "hom",
            "cai",
            "nguoi",
            "ngay",
        )
    after = tokens[atom.end].low if atom.end < len(tokens) else ""
    if after == "nua":
        return not any(token.plain in ("them", "con", "tiep", "cong", "bo") for token in tokens)
    return after == "doi" and atom.loose and tokens[atom.start].low == "mot"


def _hide(atoms: list[Atom], start: int) -> None:
    for atom in atoms:
        if atom.start >= start:
            atom.sort = "masked"


def _not_label(atoms: list[Atom], index: int, back: int) -> bool:
    return all(atom.sort in ("word", "vague", "masked") for atom in atoms[max(0, index - back) : index])
