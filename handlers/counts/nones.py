"""Zero told by a whole clause: «mất mạng không làm được cks nào», «bà con chưa ai làm vneid»."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clauses
from handlers.counts.tokens import Token, Words

_NO = Words("không, ko, hông, hổng, hok, hem, kg, chưa, chẳng, chả, nỏ, chửa, khg, hong, mô, đâu, khong")
_DENIED = Words("không, ko, hông, hổng, chưa, chẳng, chả")
_NOBODY = Words("""
    ai, nào, một ai, gì, người nào, nào hết, nào cả, ai hết, ai cả, mô, mống nào, ma nào, ai chịu, gì hết, hết, chi,
    người mô, trơn, ráo, hết trơn
    """)
_DONE = Words("""
    làm được, có được, mở được, cài được, kích hoạt được, đăng ký được, lm đc, làm dc, làm đc, được, mần được, tạo
    được
    """)
_DOING = Words("""
    tài khoản, tk, hồ sơ, vận động, vận động hoài, năn nỉ, nói hoài, nói mãi, thuyết phục,
    làm, mần, lm, chịu, muốn, đăng ký, đk, kích hoạt, cài, cài đặt, mở, tạo, thêm, phát sinh, thấy, hết, trơn,
    trọi, cả, một, ai, nào, gì, mô, bà con, người, người dân, dân, ca, trường hợp, cái, bác, tới, đến, về, ký,
    nộp, có, hộ, đâu, ráo, hoặc, đi, được, chi, rứa, mống, chịu cài, chịu làm, hết trơn, trong, cho, tui, tụi tui,
    tụi em, em, đội, tổ, đội em
    """)
_BECAUSE = Words("vì, tại, tại vì, do, bởi, bởi vì, nhờ")
_TROUBLE = Words("""
    mất mạng, mất điện, cúp điện, mạng yếu, mạng yếu quá, trời mưa, mưa, mưa quá, mưa to, lỗi hệ thống, hệ thống
    lỗi, rớt mạng, mạng lag, mạng lỗi, lỗi mạng, mất sóng, app lỗi, mạng chập chờn, bà con đi vắng, bà con bận,
    nên, mất wifi, dân đi vắng, người dân đi vắng, đi vắng, dân vắng, bà con vắng, dân bận
    """)

_HOUSES = ("ho", "nha", "gia")
_NO_KIN = ("ba", "co", "di", "chi")
_BIRTH_ORDER = ("hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
_AWAY = Words("đi vắng, vắng, đi làm, đi xa, đi khỏi, bận, khóa cửa, khoá cửa, đóng cửa")


def set_nones(atoms: list[Atom], tokens: tuple[Token, ...]) -> None:
    """Give a label the figure nought where its clause says that nobody, or none, was done."""
    line = Clauses(atoms, tokens)
    for clause in line.all:
        start = clause.start
        if first := _first_of(line, clause.inner):
            _none(line, first)
            start = first[-1] + 1
        for index in range(start, clause.end):
            atom = atoms[index]
            if atom.sort == "number" and not atom.zero:
                start = index + 1
        _none(line, range(start, clause.end))


def _none(line: Clauses, span: Sequence[int]) -> None:
    atoms = line.atoms
    labels = [i for i in span if atoms[i].sort == "label"]
    zeros = [i for i in span if atoms[i].sort == "number"]
    if labels and (colons := [i for i in span if i < labels[0] and line.first(i).text == ":"]):
        span = [i for i in span if i > colons[-1]]  # «Báo cáo chỉ huy: không kích hoạt được …»
    if len(labels) != 1 or len(zeros) > 1:
        return
    groups = [i for i in span if atoms[i].sort == "group"]
    if zeros and not groups:
        return  # read already
    label = labels[0]
    no = zeros[0] if zeros else next((i for i in span if line.says(_NO, i)), None)
    if no is None or no > label or len(groups) > 1:
        return
    if line.first(label).plain == "nha" and line.first(label - 1).plain == "ai":
        return  # «không có ai nhà»: nobody was at home
    if line.first(label).plain in _HOUSES and _away(line.tokens, atoms[label].end):
        return  # «chưa có ca nào hộ dân đi vắng hết»: why there was none
    if any(line.says(_DENIED, i) for i in span if i > label):
        return  # «không còn hộ nào chưa đến»
    spoken = list(span)
    because = next((i for i in span if line.says(_BECAUSE, i)), None)
    if because is not None and because > label:
        spoken = [i for i in span if i < because]
    nobody = any(line.says(_NOBODY, i) for i in spoken if i > no) or bool(zeros)
    direct = any(line.says(_DONE, i) and line.behind(i, line.says(_DONE, i)) == label for i in spoken if i > no)
    if not nobody and not (direct and label == spoken[-1]):
        return
    at, end = spoken[0], spoken[-1] + 1
    while at < end:
        if at in (label, no) or atoms[at].sort in ("group", "day", "area", "told", "masked"):
            at += 1
            continue
        taken = max(line.says(_TROUBLE, at), line.says(_DOING, at), line.says(_NOBODY, at), line.says(_NO, at))
        if taken:
            at = line.behind(at, taken)
        elif line.small(at) or line.first(at) in w.JOIN:
            at += 1
        else:
            return
    nought = atoms[no]
    nought.sort, nought.value, nought.zero = "number", 0, True
    line.hide(
        [i for i in span if i not in (label, no, *groups) and atoms[i].sort in ("word", "vague", "total", "rest")]
    )


def _away(tokens: tuple[Token, ...], at: int) -> bool:
    """They are away, or it is told whose house it is: «chua co ca nao ho chi Tu»."""
    whose = at + 1 < len(tokens) and tokens[at].low in _NO_KIN and tokens[at + 1].plain in _BIRTH_ORDER
    return whose or _AWAY.at(tokens, at) > 0


def _first_of(line: Clauses, span: Sequence[int]) -> Sequence[int]:
    """«chẳng ký số được cho ai hết định danh được hai bác»: up to the label behind what nobody did; else nothing."""
    labels = [i for i in span if line.atoms[i].sort == "label"][:2]
    if len(labels) < 2 or "number" in line.sorts(range(span[0], labels[1])):
        return ()
    between = range(labels[0] + 1, labels[1])
    nobody = any(line.says(_NOBODY, i) and line.first(i - 1).plain in ("cho", "voi") for i in between)
    denied = nobody and any(line.says(_NO, i) for i in range(span[0], labels[0]))
    return range(span[0], labels[1]) if denied else ()
