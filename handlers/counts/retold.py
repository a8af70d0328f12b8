"""Figures that the writer says he gave before, and that nothing mends: are they to stand, or were they wrong?"""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clause, Clauses
from handlers.counts.tokens import Token, Words

_BEFORE = Words("""
    hồi nãy, lúc nãy, !nãy, vừa nãy, ban nãy, khi nãy, mới nãy, hồi chiều, hồi sáng, hồi tối, hồi trưa, lúc trước, tin
    trước, tin trên, dòng trên, báo cáo trước, hồi hôm, lúc chiều, lúc sáng
    """)
_GAVE = Words("ghi, báo, gõ, gửi, gởi, nhập, nhắn, bấm, báo cáo, viết, đánh, bc")
_TOGETHER = Words(
    "tính chung, gộp chung, tính gộp, gộp luôn, gộp lại, báo chung, ghi chung, báo gộp, dồn lại, dồn luôn, dồn chung"
)
_AFTER_ALL = Words("thật ra, thực ra, thiệt ra, đúng ra, lẽ ra, thật sự, thực tế")
_OTHERWISE = Words("""
    ít, nhiều, hơn, kém, thấp, cao, không phải, ko phải, hông phải, hổng phải, k phải, chưa tới, chưa đến, chưa đủ,
    không tới, không đến, không được, không đúng, ko đúng, ko được, sai, nhầm, lộn, dư, thừa, thiếu, khác, trùng
    """)


_HEARD = _BEFORE.firsts | _AFTER_ALL.firsts
"""No other word begins such a turn of phrase."""


def retold(atoms: list[Atom], tokens: tuple[Token, ...], opening: tuple[Token, ...]) -> bool:
    """«hồi nãy em báo cks 7, thật ra là ít»: a figure of before stands, and nothing tells the one to be written.

    The opening are the tokens before these.
    """
    if not any(token.plain in _HEARD for token in (*opening, *tokens)):
        return False
    line = Clauses(atoms, tokens)
    if _BEFORE.within(opening) and _GAVE.at(opening, len(opening) - 1):
        first = next((clause for clause in line.all if line.paired(clause.inner)), None)
        if first is not None and any(_untouched(line, i) for i in first.inner if line.atoms[i].sort == "number"):
            return True
    return any(_given(line, clause) or _taken_back(line, clause) for clause in line.all)


def days_in_one(tokens: tuple[Token, ...]) -> bool:
    """«cks 4, bữa qua em quên báo luôn nên tính chung»: figures of two days told as one."""
    return _TOGETHER.within(tokens) and w.PAST.within(tokens)


def told_again(atoms: list[Atom], tokens: tuple[Token, ...]) -> bool:
    """«hồi nãy em báo cks 9, sửa lại 7 giúp em»: it speaks of a figure that he gave, and so tries to report."""
    if not any(token.plain in _HEARD for token in tokens):
        return False
    line = Clauses(atoms, tokens)
    return any(_given(line, clause) for clause in line.all)


def _given(line: Clauses, clause: Clause) -> bool:
    """«hồi nãy em báo cks 7»: that he said so, and no more of that figure."""
    places = range(line.atoms[clause.start].start, line.atoms[clause.end - 1].end)
    if not _BEFORE.within(line.tokens, places.start, places.stop):
        return False
    before = next((at for at in places if _BEFORE.at(line.tokens, at)), None)
    if before is None:
        return False
    gave = next((at for at in places if at > before and _GAVE.at(line.tokens, at)), None)
    return gave is not None and any(
        line.atoms[i].sort == "number" and line.atoms[i].start > gave and _untouched(line, i) for i in clause.inner
    )


def _untouched(line: Clauses, number: int) -> bool:
    """It has its label, and no other figure was explained between the two: «em báo cks [7, thật ra là] 9»."""
    label = line.label_of(number)
    return label is not None and all(
        line.atoms[i].sort != "told" for i in range(min(label, number), max(label, number))
    )


def _taken_back(line: Clauses, clause: Clause) -> bool:
    """«cks 7, thật ra là ít», «vneid 12, đúng ra nhiều hơn»: what was told is not so, and it is not said what is."""
    if "number" in line.sorts(clause.inner) or not any(
        other.end <= clause.start and line.paired(other.inner) for other in line.all
    ):
        return False
    said = range(line.atoms[clause.start].start, line.atoms[clause.end - 1].end)
    really = next((at for at in said if _AFTER_ALL.at(line.tokens, at)), None)
    behind = line.tokens[really : said.stop] if really is not None else ()
    return _OTHERWISE.within(behind)
