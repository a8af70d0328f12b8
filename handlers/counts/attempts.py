"""Two figures with labels of their own are an attempt to report, whatever else the message says or asks."""

from __future__ import annotations

from itertools import pairwise

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clause, Clauses
from handlers.counts.opening import asks, wonders
from handlers.counts.tokens import Token, Words

_DONE = Words("được, đc, dc, làm, mần, xong, rồi, đạt, lm, !man, kích hoạt được, bc, báo")
_OF_THE_RECORD = Words("""
    ghi, báo, đúng, tính, nhập, số, lưu, bot, nhận, bảng, ít, nhiều, đủ, nhắc, gửi, gởi, sửa, thấy, hệ thống, hợp lệ,
    đội, tổ, vậy, tin, cộng, thiếu, bc, bao nhiêu, ok, duyệt
    """)
_WRITTEN = Words("ghi, đúng, bảng, bot, hệ thống, hợp lệ, lưu, nhận, báo vậy, sửa")
_LEAST = 4
"""Shorter questions behind figures are about them: «được chưa chị?»."""


def beside(atoms: list[Atom], body: tuple[Token, ...]) -> int:
    """How many figures stand directly beside a label of their own."""
    near = [atom for atom in atoms if atom.sort != "word" or body[atom.start] not in w.FILLERS]
    sorts = [(left.sort, right.sort) for left, right in pairwise(near)]
    count = at = 0
    while at < len(sorts):
        if sorts[at] in (("label", "number"), ("number", "label")):
            count, at = count + 1, at + 1
        at += 1
    return count


def attempted(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """Two such pairs at least, in parts of the line that ask nothing."""
    named = {atom.ids for atom in atoms if atom.sort == "label"}
    if len(named) < 2 or beside(atoms, body) < 2:
        return False
    line = Clauses(atoms, body)
    return not any(_asks(line, clause) for clause in line.all if line.paired(clause.inner))


def asks_apart(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«tui mần được cks 6, sức khoẻ 4, mà răng app không vô được hè?»: what is asked touches no figure."""
    if not attempted(atoms, body):
        return False
    line = Clauses(atoms, body)
    asking = [clause for clause in line.all if _asks(line, clause)]
    paired = [clause for clause in line.all if line.paired(clause.inner)]
    done = any(body[at] in _DONE for clause in paired for at in _places(line, clause))
    return done and all(_other_matter(line, clause) for clause in asking)


def closes_with_pair(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«họ nói mai mới có máy, nên tối nay chỉ được 2 cks»: the last part is nothing but a label and its figure.

    Behind a comma it must also say that this was done, or today.
    """
    line = Clauses(atoms, body)
    last = line.all[-1] if line.all else None
    if last is None or not last.opener or any(token.text == "?" for token in body):
        return False
    own = [line.atoms[i] for i in last.inner]
    said = [a.sort for a in own if a.sort != "word" or not _slight(body, a)]
    done = any(a.sort == "day" or body[a.start] in _DONE for a in own)
    figures = sorted(sort for sort in said if sort != "day") == ["label", "number"]
    return figures and (last.begins_sentence or done)


def _slight(body: tuple[Token, ...], atom: Atom) -> bool:
    token = body[atom.start]
    return any(token in words for words in (w.FILLERS, w.POLITE, w.JOIN)) or token.plain in ("nen", "ma", "thoi")


def asks_of_record(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«cks 5, vneid 3, sao bảng ghi khác vậy?»: a part of its own asks about the figures, or what is written."""
    line = Clauses(atoms, body)
    last = max((clause.end for clause in line.all if line.paired(clause.inner)), default=len(atoms))
    behind = [clause for clause in line.all if clause.start > last and _asks(line, clause)]
    return any(body[at] in _WRITTEN and not _moving(body, at) for clause in behind for at in _places(line, clause))


def asks_of_figures(body: tuple[Token, ...], atoms: list[Atom]) -> bool:
    """«muốn báo 5 cks 6 vneid thì ghi sao»: the last clause holds figures, and ends as questions end."""
    start = max((at + 1 for at, token in enumerate(body[:-1]) if token.text in (",", ".", ";", "\n", "!")), default=0)
    last = [atom.sort for atom in atoms if atom.start >= start]
    return "number" in last and "label" in last and (wonders(body[start:]) or asks(body[start:], last=3))


def _moving(body: tuple[Token, ...], at: int) -> bool:
    """«làm căn cước lưu động»: nothing that was written down."""
    return body[at].plain == "luu" and at + 1 < len(body) and body[at + 1].plain == "dong"


def _other_matter(line: Clauses, clause: Clause) -> bool:
    said = [line.tokens[at] for at in _places(line, clause) if line.tokens[at].kind == "word"]
    figures = any(line.atoms[i].sort == "number" for i in clause.inner)
    return len(said) >= _LEAST and not figures and not any(token in _OF_THE_RECORD for token in said)


def _places(line: Clauses, clause: Clause) -> range:
    return range(line.atoms[clause.start].start, line.atoms[clause.end - 1].end)


def _asks(line: Clauses, clause: Clause) -> bool:
    said = line.tokens[line.atoms[clause.start].start : line.atoms[clause.end - 1].end]
    return asks(said) or wonders(said)
