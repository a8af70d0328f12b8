"""Figures of what is aimed at or still to come, beside what was reached: «mục tiêu 10, thực hiện 7 cks», «mai 15»."""

from __future__ import annotations

from handlers.counts.clauses import Clause, Clauses
from handlers.counts.tokens import Words

_AIMS = Words("""
    chỉ tiêu, mục tiêu, kế hoạch, phấn đấu, dự kiến, được giao, chỉ tiêu giao, dự định, chỉ tiêu tuần, chỉ tiêu tháng,
    chỉ tiêu là, kế hoạch giao, mục tiêu là, cố gắng, !ráng, quyết tâm, sẽ, giao
    """)
_AHEAD = Words("""
    mai, ngày mai, tuần sau, tuần tới, tháng sau, tháng tới, hôm sau, bữa sau, mai mốt, sáng mai, chiều mai, tối mai,
    kỳ sau, đợt sau, ngày mốt, cuối tuần
    """)
_LACKING = Words("còn thiếu, thiếu, còn nợ, hụt, chưa đạt, còn cách, nữa là đủ, nữa là đạt")
_ACHIEVED = Words("""
    được, đạt, thực hiện, thực hiện được, làm được, mới được, đã được, hoàn thành, xong, đạt được, làm, đã làm,
    mới làm, mới đạt, đã đạt, đã làm được, mới, mới làm được, kết quả
    """)
_PEOPLE = Words("người, ca, cái, hộ, lượt, tài khoản, tk, trường hợp, th, bác, hồ sơ, hs, ng, nhà")


class Aims:
    """Hides such figures where what was reached has one of its own."""

    def __init__(self, line: Clauses) -> None:
        self.line, self.atoms = line, line.atoms
        self.aiming = _AIMS.within(line.tokens)
        later = any(atom.sort == "day" and atom.loose for atom in line.atoms)
        self.coming = later or _AHEAD.within(line.tokens)
        self.lacking = _LACKING.within(line.tokens)

    def aimed(self, clause: Clause) -> None:
        """«mục tiêu 10, thực hiện 7 cks», «chỉ tiêu 20 hôm nay mới được 12»: an aim with its own figure."""
        line = self.line
        for at in clause.inner if self.aiming else ():
            taken = line.says(_AIMS, at)
            if not taken:
                continue
            number = line.behind(at, taken)
            while number < clause.end and (line.small(number) or self._week(number)):
                number += 1
            if number >= clause.end or self.atoms[number].sort != "number":
                continue
            if self._rated(number, clause):
                line.hide(range(at, clause.end))
                return
            if line.label_after(number):
                self._fell_short(at, number, clause)
                continue
            end = units_end(self.line, number + 1, clause)
            if self._achieved(end):
                line.hide(range(at, end))
                return

    def _fell_short(self, at: int, number: int, clause: Clause) -> None:
        """«chỉ tiêu 10 cks, mới được 6»: the label stands with the aim, the figure that was reached without one."""
        line, label = self.line, units_end(self.line, number + 1, clause)
        if label >= clause.end or self.atoms[label].sort != "label" or not self._achieved(label + 1):
            return
        reached = next(
            i for i in range(label + 1, len(self.atoms)) if self.atoms[i].sort in ("number", "label", "group")
        )
        if self.atoms[reached].sort == "number" and not line.label_after(reached):
            line.hide([*range(at, label), *range(label + 1, reached)])

    def _rated(self, number: int, clause: Clause) -> bool:
        """«chỉ tiêu 10 cks/ngày, tối nay đạt 7 cks»: the aim ends its clause, and the next tells what was reached."""
        line = self.line
        label = units_end(self.line, number + 1, clause)
        if label >= clause.end or self.atoms[label].sort != "label":
            return False
        rest = [line.first(i).plain for i in range(label + 1, clause.end)]
        if any(word not in ("/", "moi", "mot", "ngay", "tuan", "toi", "thang", "doi", "to", "1") for word in rest):
            return False
        following = next((other for other in line.all if other.start > clause.end), None)
        if following is None or not line.paired(following.inner):
            return False
        same = any(self.atoms[i].ids == self.atoms[label].ids for i in following.inner)
        return same and any(line.says(_ACHIEVED, i) for i in following.inner)

    def _week(self, index: int) -> bool:
        return self.line.first(index).plain in ("tuan", "thang", "ngay", "nam", "dot", "nay", "giao", "la")

    def _achieved(self, index: int) -> bool:
        """Behind an aim: what was reached, with a figure that follows."""
        line = self.line
        reached = False
        while index < len(self.atoms) and (
            self.atoms[index].sort in ("mark", "day")
            or line.small(index)
            or line.says(_ACHIEVED, index)
            or line.first(index).plain in ("ma", "nhung")
        ):
            if self.atoms[index].sort == "mark" and self.line.first(index).text in ("\n", ".", ";"):
                return False
            reached = reached or line.says(_ACHIEVED, index) > 0
            index += 1
        return reached and index < len(self.atoms) and self.atoms[index].sort in ("number", "label", "group")

    def afterwards(self, clause: Clause) -> None:
        """«4 cks rồi mai làm tiếp 3 bác nữa», «cks 7 chỉ tiêu 10»: behind a figure in the same clause."""
        line = self.line
        for at in range(clause.start + 2, clause.end) if self.aiming or self.coming else ():
            coming = line.says(_AHEAD, at) or (self.atoms[at].sort == "day" and self.atoms[at].loose)
            aim = line.says(_AIMS, at)
            if not coming and not aim:
                continue
            before, rest = range(clause.start, at), range(at, clause.end)
            if not line.paired(before) or line.sorts(rest) & {"label", "group"}:
                continue
            numbers = [i for i in rest if self.atoms[i].sort == "number"]
            start = at - 1 if line.first(at - 1).plain in ("tren", "so", "/") else at
            if len(numbers) == 1 and (coming or self._closes(line.behind(at, aim), numbers[0], clause)):
                line.hide(range(start, clause.end))
                return

    def _closes(self, at: int, number: int, clause: Clause) -> bool:
        """The aim is directly followed by its figure, and that by the end of the clause."""
        lead = all(self.line.small(i) or self._week(i) for i in range(at, number))
        return lead and units_end(self.line, number + 1, clause) == clause.end

    def ahead(self, clause: Clause) -> None:
        """«…. Tuần sau em đăng ký 15 cks», «…, còn thiếu 5»: behind complete figures, and of no label of its own."""
        if not (self.aiming or self.coming or self.lacking):
            return
        line = self.line
        start = next((i for i in clause.inner if self._says_ahead(i)), None)
        if start is None:
            return
        before = [index for other in line.all if other.end <= clause.start for index in other.inner]
        if not line.paired(before):
            return
        coming = self.atoms[start].sort == "day" and self.atoms[start].loose
        told_only = coming and not line.sorts(clause.inner) & {"label", "group"}  # «còn 1 xóm mai em chạy nốt»
        lead = range(clause.start, start)
        if not told_only and not all(line.small(i) or self.atoms[i].sort in ("day", "area") for i in lead):
            return
        if any(self.atoms[i].sort == "day" and not self.atoms[i].loose for i in clause.inner):
            return
        said = {self.atoms[i].ids for i in clause.inner if self.atoms[i].sort == "label" and not self.atoms[i].soft}
        told = {self.atoms[i].ids for i in before if self.atoms[i].sort == "label"}
        known = {self.atoms[i].ids for i in clause.inner if self.atoms[i].sort == "label"}
        future = line.says(_AHEAD, start) > 0 or (self.atoms[start].sort == "day" and self.atoms[start].loose)
        if known <= told or (future and said <= told) or (future and clause.begins_sentence):
            line.hide(clause.inner)

    def _says_ahead(self, index: int) -> bool:
        line = self.line
        return bool(
            line.says(_AHEAD, index)
            or line.says(_AIMS, index)
            or line.says(_LACKING, index)
            or (self.atoms[index].sort == "day" and self.atoms[index].loose)
        )


def units_end(line: Clauses, index: int, clause: Clause) -> int:
    """Behind the words that only say that people or things were counted."""
    while index < clause.end and line.atoms[index].sort == "word" and line.first(index) in _PEOPLE:
        index += 1
    return index
