"""What a line does to the figures that stand: sets them, adds to them, corrects them."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.doubts import Verdict
from handlers.counts.outcome import Operation
from handlers.counts.tokens import Token

_REALLY = ("that", "thuc", "thiet", "dung", "le")
"""«…, thật ra là 9», «đúng ra là 9»: what was told before is mended."""


def operation_of(body: tuple[Token, ...], verdict: Verdict, atoms: list[Atom]) -> Operation:
    counted = (atom for atom in atoms if atom.sort == "label" or (atom.sort == "number" and not atom.soft))
    first = next((atom.start for atom in counted), len(body))
    if any(token.plain == "nen" for token in body) and not verdict.corrected:
        return "set"  # «có thêm bác Tư phụ nên được 9»
    if _told_more(atoms, body):
        return "set"
    wrong = any(atom.sort == "told" and body[atom.start].plain in ("sai", "nham", "lon") for atom in atoms)
    wrong = wrong or any(
        atom.sort == "told" and body[atom.start].plain == "thieu" and body[atom.start - 1].plain in ("go", "bam")
        for atom in atoms
    )  # «số 3 lúc nãy là gõ thiếu»
    really = any(
        atom.sort == "told" and body[atom.start].plain == "ra" and body[atom.start - 1].plain in _REALLY
        for atom in atoms
    )
    if verdict.corrected or wrong or really or w.RIGHT.within(body):
        return "correct"
    figure = next((atom.start for atom in atoms if atom.sort == "number" and not atom.soft), len(body))
    head = range(min(figure if verdict.pairs == 1 else first, 8))
    if any(w.CORRECTING.at(body, at) for at in head) or becomes_other(body):
        return "correct"
    if (
        verdict.pairs == 1
        and any(a.sort == "told" and body[a.start].plain in ("sot", "thieu", "con", "quen") for a in atoms)
        and any(body[at].plain in ("cong", "them", "quen") for at in range(len(body)))
    ):
        return "add"
    if first == 1 and body[0].plain == "cong" and verdict.pairs == 1:
        return "add"
    plus = first == 1 and body[0].text == "+" and sum(token.text == "+" for token in body) == 1
    if plus or any(w.ADDING.at(body, at) for at in head):
        return "add"
    words = [token.plain for token in body]
    return "add" if "them" in words and "nua" in words and verdict.pairs == 1 else "set"


def becomes_other(body: tuple[Token, ...]) -> bool:
    """«doi cks thanh 8» without marks: «đổi», and no squad."""
    if len(body) > 1 and body[0].low == "lon" and (body[1].kind == "mark" or body[1].plain == "roi"):
        return True  # «bc lon, …»
    return len(body) > 2 and body[0].low == "doi" and any(token.low == "thanh" for token in body[2:])


def _told_more(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«có thêm 1 lớp, kỹ năng số 62»: what there was more of is no indicator."""
    for at in range(len(body)):
        if body[at].plain == "co" and w.ADDING.at(body, at) == 2:
            index = next((i for i, atom in enumerate(atoms) if atom.start >= at + 2), len(atoms))
            kinds = [atom.sort for atom in atoms[index : index + 2]]
            if kinds[:1] == ["masked"] and body[atoms[index].end - 1].plain == "lop":
                return True
            if kinds == ["number", "word"]:
                what = body[atoms[index + 1].start]
                return what not in w.FILLERS or what.plain in ("lop", "nhom", "to", "doi")
    return False
