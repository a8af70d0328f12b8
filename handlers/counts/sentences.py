"""Whole sentences that report though they do not begin like a report, as a squad tells the office by word of mouth."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.tokens import Token, Words

_DONE = Words("được, đạt, đc, dc, xong, làm, lm, mần")
_REPORTS = (["xin", "bao"], ["bao", "cao"], ["ket", "qua"])
_HEAD, _SHORT = 14, 16
"""The words of an announcement, and of one short sentence."""


def announced(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«Thôn 1 Quang Trung xin báo: …», «ấp Tân Hòa xin báo cáo kết quả: …»: a place reports."""
    colon = next((at for at, token in enumerate(body[:_HEAD]) if token.text == ":"), 0)
    said = [token.plain for token in body[:colon]]
    head = [atom for atom in atoms if atom.start < colon]
    placed = (
        bool(head) and head[0].sort == "area" and all(atom.sort in ("area", "word", "day", "mark") for atom in head)
    )
    return placed and said[-2:] in _REPORTS and "bao" in said


def figured(atoms: list[Atom]) -> bool:
    """Something is, or may be, a figure."""
    return any(atom.sort in ("number", "vague", "level") for atom in atoms)


def blank(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«CKS:», «VNeID:», «Lượt:»: a form that nobody has filled in."""
    if any(atom.sort in ("number", "vague", "masked", "level") for atom in atoms):
        return False
    labels = [atom for atom in atoms if atom.sort == "label"]
    ends = [body[atom.end : atom.end + 2] for atom in labels]
    return len(labels) > 1 and all(
        len(end) > 0 and end[0].text in (":", "=") and (len(end) < 2 or end[1].text == "\n") for end in ends
    )


def squad_alone(atoms: list[Atom]) -> bool:
    """«báo cáo đội 1 bữa nay làm ngon lành»: the only number is the squad's."""
    numbers = [atom for atom in atoms if atom.sort == "number"]
    told = any(atom.sort in ("label", "group", "vague", "total") for atom in atoms)
    return len(numbers) == 1 and numbers[0].soft and not told


def one_for_two(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«có 5 người làm trọn gói cks với vneid luôn»: one figure of what was done, and two labels or more behind it."""
    numbers = [atom for atom in atoms if atom.sort == "number"]
    labels = [atom for atom in atoms if atom.sort == "label"]
    if len(numbers) != 1 or len({atom.ids for atom in labels}) < 2 or numbers[0].soft or numbers[0].zero:
        return False
    if numbers[0].start > labels[-1].start and any(atom.sort == "total" for atom in atoms):
        small = (w.FILLERS, w.POLITE, w.JOIN)
        words = [body[atom.start] for atom in atoms if atom.sort == "word"]
        return all(any(token in listed for listed in small) for token in words)  # «cks với vneid tổng cộng 17»
    between = body[numbers[0].end : labels[0].start]
    joined = any(token in w.JOIN for token in body[labels[0].end : labels[-1].start])
    turned = any(token in w.NEGATING or token in w.PLANNED for token in body)
    return joined and any(token in _DONE for token in between) and not turned and len(body) <= _SHORT


def bare(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«em làm được 9 rồi nha»: one figure, and beside it nothing but small words."""
    words = [token for token in body if token.kind == "word"]
    small = all(token in w.FILLERS or token in w.POLITE or token.plain == "nha" for token in words)
    return (
        small
        and sum(atom.sort == "number" for atom in atoms) == 1
        and not any(a.sort == "day" and a.loose for a in atoms)
    )
