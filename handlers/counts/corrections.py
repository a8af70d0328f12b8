"""Figures that the same line takes back: «8 à nhầm 6», «không phải 5, là 6», «hồi nãy ghi 6 là sai»."""

from __future__ import annotations

from itertools import pairwise

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clause, Clauses
from handlers.counts.tokens import Token, Words

WRITTEN = Words("ghi, báo, gõ, gửi, gởi, nhập, nhắn, bấm, báo cáo, viết, đánh, bc")
_WRONG = Words("sai, nhầm, lộn, là sai, là nhầm, bị sai, sai rồi, thiếu, dư, thừa")
_AFTER_ALL = ("that", "thuc", "thiet", "dung", "le")
"""«thật ra là»: what was told before is mended, though nobody calls it wrong."""
STAYS = Words(
    "giữ nguyên, vẫn giữ nguyên, không đổi, không thay đổi, ko đổi, vẫn vậy, để nguyên, y nguyên, vẫn thế, giữ như cũ",
    "vẫn như cũ, để như cũ",
)
_OTHER = Words("khác, kia, còn lại, lại, mấy, mục")
_SLIP = Words("nhầm, lộn, ý lộn, ý nhầm, ờ nhầm, à nhầm, à không, ủa không, xin lỗi, í lộn")
_COUNTED = Words("người, cái, ca, bác, tài khoản, tk, ng, hộ, lượt, trường hợp")
RIGHTLY = Words("""
    đúng là, phải là, đúng ra là, chính xác là, đúng phải là, lẽ ra là, thật ra là, thực ra là, thực tế là, đúng số là,
    thiệt ra là, thật ra, thực ra, thiệt ra, đúng ra, lẽ ra phải là, thật sự là, chính xác phải là
    """)


def denies_label(atoms: list[Atom], tokens: tuple[Token, ...]) -> bool:
    """«không phải cks 5 mà vneid 5», «cks 5 chứ không phải vneid»: a label, and not only a figure, is taken back."""
    for index, atom in enumerate(atoms if w.NOT_BUT.within(tokens) else ()):
        taken = w.NOT_BUT.at(tokens, atom.start) if atom.sort in ("word", "told", "masked") else 0
        behind = next((other for other in atoms[index:] if other.start >= atom.start + taken), None) if taken else None
        if behind is not None and behind.sort == "label" and any(a.ids not in ((), behind.ids) for a in atoms):
            return True
    return False


def denied(line: Clauses, numbers: list[int]) -> None:
    """«cks không phải 5, là 6»: the figure that it is not."""
    if not w.NOT_BUT.within(line.tokens):
        return
    for left, index in pairwise(numbers):
        start = next((i for i in range(max(0, left - 3), left) if w.NOT_BUT.at(line.tokens, line.atoms[i].start)), None)
        behind = [line.first(i).plain for i in range(left + 1, index)]
        labelled = start is not None and any(line.atoms[i].sort == "label" for i in range(start))
        if (
            labelled
            and behind[:1] == [","]
            and "la" in behind
            and set(behind) <= {",", "la", "ma", "phai", "thuc", "ra"}
        ):
            assert start is not None
            if line.behind(start, w.NOT_BUT.at(line.tokens, line.atoms[start].start)) == left:
                line.hide(range(start, index))


def mended_at_once(line: Clauses, numbers: list[int]) -> None:
    """«chữ ký số sáu người ờ nhầm bảy người»: the first figure is taken back in the same breath."""
    if not _SLIP.within(line.tokens):
        return
    for left, index in pairwise(numbers):
        between = range(left + 1, index)
        label = line.label_of(left)
        if label is None or (line.label_after(index) and not _labels_next(line, label, left, index)):
            continue
        again = label < left and line.atoms[index - 1].sort == "label"
        if again and line.atoms[index - 1].ids == line.atoms[label].ids:
            between = range(left + 1, index - 1)  # «cks 8 à nhầm cks 6»
        elif again and _slips(line, range(left + 1, index - 1)):
            line.atoms[left].doubt = line.atoms[left].doubt or "two-readings"  # «cks 8 à nhầm vneid 6»
            continue
        at = between.start
        while at < index and line.first(at) in _COUNTED:
            at += 1
        if _slips(line, range(at, between.stop)):
            line.hide(range(left if between.stop == index else label, between.stop))


def _slips(line: Clauses, span: range) -> bool:
    """Nothing but «à nhầm», «ý lộn» and the like stands here."""
    said = any(line.says(_SLIP, i) for i in span[:3])
    return said and all(
        (line.atoms[i].sort == "word" and (line.small(i) or line.first(i) in _SLIP or line.first(i) in w.POLITE))
        or line.says(_SLIP, i) == 2
        or (i > span.start and line.says(_SLIP, i - 1) == 2)
        or line.first(i).text == ","
        for i in span
    )


def _labels_next(line: Clauses, label: int, left: int, index: int) -> bool:
    """«chữ ký số tám à không bảy thôi định danh mười»: the label behind has a figure of its own."""
    at = index + 1
    while at < len(line.atoms) and line.atoms[at].sort == "word":
        at += 1
    own = at + 1 < len(line.atoms) and line.atoms[at].sort == "label" and line.atoms[at + 1].sort == "number"
    return own and label < left


def number_before(line: Clauses, index: int, over: Words | None = None) -> int | None:
    """The number directly before, over nothing but small words and perhaps those others."""
    while (
        index > 0 and line.atoms[index].sort == "word" and (line.small(index) or (over and line.first(index) in over))
    ):
        index -= 1
    return index if index >= 0 and line.atoms[index].sort == "number" else None


def mistaken(line: Clauses, clause: Clause) -> None:
    """«hồi nãy ghi 6 là sai»: the number that was wrong, and no label."""
    sorts = [line.atoms[index].sort for index in clause.inner]
    if sorts.count("number") != 1 or "label" in sorts or "group" in sorts:
        return
    number = clause.start + sorts.index("number")
    before = line.first(clause.start).plain == "so" and any(line.first(i).plain == "nay" for i in clause.inner)
    wrote = any(line.says(WRITTEN, i) for i in (clause.inner if before else range(clause.start, number)))
    wrong = any(line.first(i) in _WRONG or line.says(_WRONG, i) for i in clause.inner)
    others = [i for other in line.all if other is not clause for i in other.inner]
    if wrote and wrong and line.paired(others):
        line.hide(clause.inner)


def righted(line: Clauses, clause: Clause) -> None:
    """«hồi nãy em báo cks 5 là nhầm, đúng là 4»: the label was right, and its figure comes behind."""
    figures = [i for i in clause.inner if line.atoms[i].sort == "number"]
    labels = [i for i in clause.inner if line.atoms[i].sort == "label"]
    if len(figures) != 1 or len(labels) != 1 or labels[0] > figures[0]:
        return
    wrote = any(line.says(WRITTEN, i) for i in range(clause.start, labels[0]))
    wrong = next((i for i in range(figures[0] + 1, clause.end) if line.says(_WRONG, i)), None)
    if not wrote:
        return
    at = clause.end + 1
    while at < len(line.atoms) and not line.says(RIGHTLY, at) and (line.small(at) or line.first(at) in w.POLITE):
        at += 1
    taken = line.says(RIGHTLY, at) if at < len(line.atoms) else 0
    if wrong is None and not (taken and line.first(at).plain in _AFTER_ALL and "ra" in _plain(line, at, taken)):
        return
    if not taken:
        return
    right = line.behind(at, taken)
    while right < len(line.atoms) and line.atoms[right].sort == "word" and line.small(right):
        right += 1
    if right < len(line.atoms) and line.atoms[right].sort == "number":
        line.hide(range(figures[0], right))


def _plain(line: Clauses, index: int, taken: int) -> list[str]:
    start = line.atoms[index].start
    return [token.plain for token in line.tokens[start : start + taken]]


def left_standing(line: Clauses, clause: Clause) -> None:
    """«cks 6 không phải 9, vneid giữ nguyên»: beside a correction nothing is said of that label."""
    stays = next((i for i in clause.inner if line.says(STAYS, i)), None)
    if stays is None:
        return
    others = [i for other in line.all if other is not clause for i in other.inner]
    mends = any(
        w.NOT_BUT.at(line.tokens, line.atoms[i].start)
        or w.CORRECTING.at(line.tokens, line.atoms[i].start)
        or w.RIGHT.at(line.tokens, line.atoms[i].start)
        for i in others
    )
    if not mends or not line.paired(others) or "number" in line.sorts(clause.inner):
        return
    rest = [i for i in clause.inner if i < stays or i >= line.behind(stays, line.says(STAYS, stays))]
    if all(
        line.atoms[i].sort in ("label", "group", "rest")
        or line.small(i)
        or _OTHER.at(line.tokens, line.atoms[i].start)
        or line.first(i) in w.JOIN
        for i in rest
    ):
        line.hide(clause.inner)
