"""What is told only to set off the figures beside it: of how many, what would have been, what others did, sums so far.

«12 người trên tổng số 1450», «nếu mạng ngon chắc được 12 cks, chứ nay chỉ được 7 cks», «ấp Trầu người ta tới 20 cks mà
bên mình có 9», «bữa trước 44, nay còn 39». Nothing is touched where the line does not tell
the own figure of the same label.
"""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clause, Clauses
from handlers.counts.tokens import Token, Words

_SUPPOSING = Words("nếu, nếu mà, giá mà, giá như, phải chi, ước gì, ước chi, giá")
_BUT = Words("chứ, chớ, nhưng, mà, còn, nhưng mà, chứ còn")
_REALLY = Words("chỉ, mới, được mỗi, có mỗi, nay, thực tế, thật ra, rốt cuộc, cuối cùng")
_THEY = Words("người ta, họ, bên đó, bên ấy, bên nớ, tụi nó, tụi kia")
_OURS = Words("""
    bên mình, bên em, bên tui, bên tôi, đội em, đội mình, đội tui, đội tôi, tụi em, tụi mình, tụi tui, tổ em, tổ mình,
    ấp em, ấp mình, thôn em, thôn mình, nhà mình, em, mình, tui
    """)
_OF_WHOM = Words("của, trong, mặt, toàn, danh, cả, ấp, thôn, xã, khu")
_RIGHT_NOW = Words("riêng, riêng hôm nay, riêng bữa nay, riêng tối nay, hôm nay, bữa nay, tối nay, hôm ni, bữa ni")
_CLOSING = Words("tổng, tổng số, rồi")
_TURNS = (_SUPPOSING, _THEY, _CLOSING, w.CUMULATIVE, w.PAST)
"""A line without any of these has no such turn of phrase."""


def set_contrasts_aside(atoms: list[Atom], tokens: tuple[Token, ...]) -> None:
    """Explain such figures."""
    if not any(words.within(tokens) for words in _TURNS):
        return
    line = Clauses(atoms, tokens)
    for index, atom in enumerate(atoms):
        if atom.sort == "total":
            _of_all(line, index)
    for number, clause in enumerate(line.all):
        behind = line.all[number + 1] if number + 1 < len(line.all) else None
        _others(line, clause)
        _of_one(line, clause)
        if behind is not None:
            _elsewhere(line, clause, behind)
            _supposed(line, clause, behind)
            _before(line, clause, behind)
            _week(line, clause, behind)
        _summed(line, number)


def _labels(line: Clauses, span: range) -> set[tuple[str, ...]]:
    return {line.atoms[i].ids for i in span if line.atoms[i].sort == "label"}


def _of_all(line: Clauses, index: int) -> None:
    """«12 người trên tổng số 1450 người của thôn»: of how many."""
    number = index + 1
    while number < len(line.atoms) and line.atoms[number].sort == "word" and line.small(number):
        number += 1
    leads = index > 0 and line.first(index - 1).low in ("trên", "trong", "tren", "/")
    if not leads or number >= len(line.atoms) or line.atoms[number].sort != "number":
        return
    clause = line.clause(index)
    parts = [line.atoms[i] for i in range(clause.start, index) if line.atoms[i].sort == "number"]
    end = number + 1
    while end < clause.end and line.atoms[end].sort in ("word", "masked"):
        end += 1
    whole, part = line.atoms[number].value, parts[0].value if len(parts) == 1 else None
    named = any(line.first(i) in _OF_WHOM for i in range(number + 1, end))  # but not «5 trên tổng 8 người»
    if named and whole is not None and part is not None and part <= whole and end == clause.end:
        line.hide(range(index - 1, end))


def _supposed(line: Clauses, clause: Clause, behind: Clause) -> None:
    """«nếu mạng ngon chắc được 12 cks, chứ nay chỉ được 7 cks»: what would have been."""
    if not line.says(_SUPPOSING, clause.start) or not line.says(_BUT, behind.start):
        return
    real = any(line.says(_REALLY, i) or _today(line.atoms[i]) for i in behind.inner)
    if real and line.paired(behind.inner) and _labels(line, clause.inner) == _labels(line, behind.inner):
        line.hide(clause.inner)


def _others(line: Clauses, clause: Clause) -> None:
    """«ấp Trầu người ta tới 20 cks mà bên mình có 9 cks»: what others did."""
    they = next((i for i in clause.inner[:3] if line.says(_THEY, i)), None)
    turn = next((i for i in clause.inner if line.says(_BUT, i) and i + 1 < clause.end), None)
    if they is None or turn is None or turn < they:
        return
    theirs, ours = range(clause.start, turn), range(turn + 1, clause.end)
    if line.says(_OURS, turn + 1) and line.paired(ours) and _labels(line, theirs) <= _labels(line, ours):
        line.hide(theirs)


def _elsewhere(line: Clauses, clause: Clause, behind: Clause) -> None:
    """«bà Tám nói ấp người ta làm được 20 ký số, còn đội em chỉ 6»: the same in two clauses."""
    they = any(line.says(_THEY, i) for i in clause.inner)
    turned = line.says(_BUT, behind.start) and behind.start + 1 < behind.end and line.says(_OURS, behind.start + 1)
    if not they or not turned or not line.paired(clause.inner) or not line.paired(behind.inner):
        return
    if _labels(line, clause.inner) <= _labels(line, behind.inner):
        line.hide(clause.inner)


def _of_one(line: Clauses, clause: Clause) -> None:
    """«Bà Tư … làm được chữ ký số rồi, vậy tối nay là 4 cks»: of one person, who is among those that are counted."""
    last = clause.end - 1
    person = line.first(clause.start) in w.KIN and line.tokens[line.atoms[clause.start].start + 1 :]
    if not person or not person[0].text[:1].isupper() or line.first(last).low not in ("rồi", "roi"):
        return
    sorts = [line.atoms[i].sort for i in clause.inner]
    later = {ids for other in line.all if other.start > clause.start for ids in _labels(line, other.inner)}
    if "number" not in sorts and sorts.count("label") == 1 and _labels(line, clause.inner) <= later:
        line.hide(clause.inner)


def _before(line: Clauses, clause: Clause, behind: Clause) -> None:
    """«vắng bữa trước 44, nay về bớt còn 39»: of a standing figure, how it was."""
    past = next((i for i in clause.inner if line.says(w.PAST, i)), None)
    sorts = [line.atoms[i].sort for i in clause.inner]
    if past is None or sorts.count("number") != 1 or sorts.count("label") != 1 or not _now(line, behind):
        return
    label, was = clause.start + sorts.index("label"), clause.start + sorts.index("number")
    now = [i for i in behind.inner if line.atoms[i].sort == "number"]
    still = len(now) == 1 and line.first(now[0] - 1).low in ("còn", "con", "lên", "len")
    if still and label < past < was == clause.end - 1 and not _labels(line, behind.inner):
        line.hide([*range(past, clause.end), *range(clause.end, now[0])])


def _week(line: Clauses, clause: Clause, behind: Clause) -> None:
    """«tuần trước cả tuần 18 app, hôm nay 7 app»: a sum of another time, and the figure of this day."""
    summed = line.says(w.PAST, clause.start) and any(line.says(w.CUMULATIVE, i) for i in clause.inner)
    summed = summed and line.paired(clause.inner)
    if summed and _now(line, behind) and _labels(line, clause.inner) <= _labels(line, behind.inner):
        line.hide(clause.inner)


def _summed(line: Clauses, number: int) -> None:
    """«Lũy kế cks 145, vneid 98. Riêng hôm nay cks 7, vneid 5»: a sentence of sums, and one of this day behind it."""
    first = line.all[number]
    if not first.begins_sentence or not w.CUMULATIVE.at(line.tokens, line.atoms[first.start].start):
        return
    later = [i for i in range(number + 1, len(line.all)) if line.all[i].begins_sentence]
    if not later or not _now(line, line.all[later[0]]):
        return
    today = range(line.all[later[0]].start, len(line.atoms))
    sums = range(first.start, line.all[later[0]].start)
    if _labels(line, sums) <= _labels(line, today) and line.paired(line.all[later[0]].inner):
        line.hide([i for i in sums if line.atoms[i].sort != "mark"])
        return
    for i in sums:
        if line.atoms[i].sort == "number":
            line.atoms[i].doubt = line.atoms[i].doubt or "cumulative"


def _now(line: Clauses, clause: Clause) -> bool:
    return line.says(_RIGHT_NOW, clause.start) > 0 or _today(line.atoms[clause.start])


def _today(atom: Atom) -> bool:
    return atom.sort == "day" and not atom.loose and not atom.full
