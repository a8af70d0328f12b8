"""Figures of other days and purposes beside today's: «hơn hôm qua 2», «luỹ kế 40», «mục tiêu 10», «mai dự kiến 15».

They are explained here, so that they count nothing and put no question. Where such a figure could be the only one of
its label, nothing is touched, and the rules behind ask about it.
"""

from __future__ import annotations

from datetime import date

from handlers.counts import words as w
from handlers.counts.aims import Aims, units_end
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clause, Clauses
from handlers.counts.tokens import Token, Words

_COMPARING = Words("""
    hơn, nhiều hơn, ít hơn, cao hơn, thấp hơn, đông hơn, kém, kém hơn, thua, tăng, giảm, tăng thêm, giảm bớt, tụt,
    so với, so hôm, so bữa, so tuần, so tháng, so kỳ, so đợt, so ngày hôm, so lần,
    gấp đôi, gấp ba, gấp rưỡi, gấp, nhỉnh hơn, vượt, cao gấp đôi, tăng gấp đôi, tăng lên, giảm đi
    """)
_ALIKE = Words("bằng, bằng với, như, giống, giống như, ngang, y như, cũng như, bằng đúng")
_PAST = Words("""
    tuần trước, tuần rồi, tuần qua, tháng trước, tháng rồi, tháng qua, kỳ trước, kì trước, đợt trước, lần trước,
    hôm trước, bữa trước, bữa rồi, hôm rồi, năm ngoái, lần rồi, hôm kia, mọi hôm, mọi khi, mọi bữa, các hôm trước,
    mấy hôm trước, mấy bữa trước, cùng kỳ, thường ngày, thứ bảy trước, tuần vừa rồi, tháng vừa rồi
    """)
_TODAY = Words("""
    hôm nay, bữa nay, nay, riêng hôm nay, riêng bữa nay, riêng nay, trong ngày, trong tuần, tuần này, tháng này,
    trong tháng, riêng tuần này, hôm ni, bữa ni, tối nay, kỳ này, trong kỳ, riêng tối nay, riêng ngày hôm nay, mới
    """)
_SPENT = ("di", "hop", "mo", "lam", "chay", "bam")
_MOVED = ("nay", "gio", "con", "len", "xuong", "giam", "tang", "moi", "chi", "hon")
"""«hôm qua 10 nay còn 6»: the figure of before is told beside the one of now."""


def set_aside(atoms: list[Atom], tokens: tuple[Token, ...], sent: date) -> None:
    """Mask what is told of other days, of all days together, or of what is still to be done."""
    line = Clauses(atoms, tokens)
    beside, aims = _Beside(line, sent), Aims(line)
    for clause in line.all:
        beside.compared(clause)
        beside.earlier(clause)
        aims.aimed(clause)
        beside.moved(clause)
        aims.afterwards(clause)
    beside.cumulated()
    for clause in line.all:
        aims.ahead(clause)


class _Beside:
    def __init__(self, line: Clauses, sent: date) -> None:
        self.line, self.atoms, self.tokens, self.sent = line, line.atoms, line.tokens, sent
        self.compares = _COMPARING.within(line.tokens) or _ALIKE.within(line.tokens)
        self.remembers = _PAST.within(line.tokens)

    # -- days before ----------------------------------------------------------------------------------------------

    def compared(self, clause: Clause) -> None:
        """«hơn hôm qua 2», «tăng 5 so với tháng trước», «gấp đôi hôm qua», «bằng hôm qua» behind a figure."""
        line = self.line
        for at in clause.inner if self.compares else ():
            taken, alike = line.says(_COMPARING, at), line.says(_ALIKE, at)
            if not taken and not alike:
                continue
            past = next((i for i in range(at, min(at + 7, clause.end)) if self._past(i)), None)
            if past is None or line.sorts(range(at, past)) & {"label", "group", "area"}:
                continue
            end = self._past_end(past)
            if not taken and not self._told_before(clause, at):
                continue
            if any(self.line.first(i).text == "+" for i in range(at)):
                continue  # «cks +4 so với tuần trước» tells by how many more
            if alike and not taken:
                end = past + (end - past)
            else:
                end = self._with_number(end, clause)
            line.hide(range(at, end))
            return

    def earlier(self, clause: Clause) -> None:
        """«(hôm qua 4)», «…, tháng trước 11» behind the figure of today."""
        line = self.line
        past = next((i for i in clause.inner if self._past(i)), None)
        if past is None or line.sorts(range(past, clause.end)) & {"label", "group", "area"}:
            return
        end = self._past_end(past)
        if self._now_other(past, end, clause):
            return
        number = end
        while number < clause.end and self.atoms[number].sort != "number" and line.small(number):
            number += 1
        if number >= clause.end or self.atoms[number].sort != "number" or not self._told_before(clause, past):
            return
        rest = range(units_end(self.line, number + 1, clause), clause.end)
        if all(line.small(index) for index in rest):
            line.hide(range(past, clause.end))

    def _now_other(self, past: int, end: int, clause: Clause) -> bool:
        """«chờ duyệt hôm qua 10 nay còn 6»: hide what was before, where its label has today's figure behind."""
        line = self.line
        numbers = [i for i in range(end, clause.end) if self.atoms[i].sort == "number"]
        if len(numbers) != 2 or not any(self.atoms[i].sort == "label" for i in range(clause.start, past)):
            return False
        today = [i for i in range(numbers[0], numbers[1]) if self._today(i) or line.first(i).plain in ("nay", "gio")]
        if not today or line.paired(range(clause.start, past)):
            return False
        between = [line.first(i).plain for i in range(numbers[0] + 1, numbers[1])]
        if not any(word in _MOVED for word in between):
            return False  # «cks tối qua 5 tối nay 3»: a report of two days
        line.hide(range(past, numbers[0] + 1))
        line.hide([i for i in range(numbers[0] + 1, numbers[1]) if self.atoms[i].sort in ("word", "day")])
        return True

    def _told_before(self, clause: Clause, at: int) -> bool:
        """Before this atom the clause ends with a figure that has its label, or it opens with it behind such a one."""
        line = self.line
        index = at - 1
        while index >= clause.start and line.small(index) and self.atoms[index].sort not in ("masked", "told"):
            index -= 1
        if index >= clause.start:
            behind_label = self.atoms[index].sort == "label" and index - 1 >= clause.start
            pair = self.atoms[index].sort == "number" or (behind_label and self.atoms[index - 1].sort == "number")
            return pair and line.paired(range(clause.start, index + 1))
        before = [other for other in line.all if other.end <= clause.start]
        return bool(before) and line.paired(before[-1].inner)

    def _past(self, index: int) -> bool:
        atom = self.atoms[index]
        if atom.sort == "day":
            return not atom.full and (atom.day is None or atom.day < self.sent)
        return self.remembers and self.line.says(_PAST, index) > 0

    def _past_end(self, index: int) -> int:
        end = index + 1 if self.atoms[index].sort == "day" else self.line.behind(index, self.line.says(_PAST, index))
        while end < len(self.atoms) and self._past(end):
            end += 1
        if end < len(self.atoms) and self.atoms[end].sort == "word" and self.line.first(end).plain == "truoc":
            end += 1
        return end

    def _with_number(self, end: int, clause: Clause) -> int:
        """Behind «hơn hôm qua» its «2 người», where no label takes that figure."""
        number = end
        while (
            number < clause.end
            and (self.line.small(number) or self.line.says(_COMPARING, number))
            and self.atoms[number].sort not in ("masked", "told")
        ):
            number += 1
        if number < clause.end and self.atoms[number].sort == "number" and not self.line.label_after(number):
            return units_end(self.line, number + 1, clause)
        return end

    # -- sums since the beginning ---------------------------------------------------------------------------------

    def cumulated(self) -> None:
        """«luỹ kế cks 50, hôm nay 5», «hôm nay cks 5, luỹ kế cks 50»: where today's figure of each label is there."""
        line = self.line
        for clause in line.all if w.CUMULATIVE.within(line.tokens) else ():
            at = next((i for i in clause.inner if line.says(w.CUMULATIVE, i)), None)
            if at is None:
                continue
            end = next((i for i in range(at + 1, clause.end) if self._now(i)), clause.end)
            labels = [i for i in range(at, end) if self.atoms[i].sort == "label"]
            numbers = [i for i in range(at, end) if self.atoms[i].sort == "number" and not self._evenings(i)]
            if not numbers:
                self._busy(clause, at)
                continue
            outside = [i for i in range(len(self.atoms)) if not at <= i < end]
            told = {self.atoms[i].ids for i in outside if self.atoms[i].sort == "label"}
            if labels and {self.atoms[i].ids for i in labels} <= told:
                line.hide(range(at, end))
            elif len(numbers) == 1 and (today := self._bare_today(end)):
                line.hide([i for i in range(at, today) if self.atoms[i].sort not in ("label", "group", "day")])
            elif len(numbers) == 1 and not labels and self._told_before(clause, at):
                line.hide(range(at, end))

    def _evenings(self, index: int) -> bool:
        """«4 tối»: how often one went."""
        return index + 1 < len(self.atoms) and self.line.first(index + 1).low in ("tối", "toi", "đêm", "dem")

    def _busy(self, clause: Clause, at: int) -> None:
        """«cả tuần đi 4 tối, …»: what the whole time was spent on; the figures follow."""
        line = self.line
        others = [i for other in line.all if other is not clause for i in other.inner]
        whole = line.first(at).plain == "ca" and any(line.first(i).plain in _SPENT for i in clause.inner)
        counted = [i for i in clause.inner if line.atoms[i].sort == "number" and not self._evenings(i)]
        if whole and not counted and not line.sorts(clause.inner) & {"label", "group"} and line.paired(others):
            line.hide(clause.inner)

    def _now(self, index: int) -> bool:
        """«hôm nay», but not «tới nay»."""
        if self.line.first(index - 1).plain in ("toi", "den", "tinh"):
            return False
        return self.line.says(_TODAY, index) > 0 or self._today(index)

    def _today(self, index: int) -> bool:
        return self.atoms[index].sort == "day" and self.atoms[index].day == self.sent

    def _bare_today(self, index: int) -> int:
        """Where «hôm nay 5» that begins here has its figure, which has no label of its own; 0 where it does not."""
        line = self.line
        today = False
        while index < len(self.atoms) and (self.atoms[index].sort in ("mark", "day", "word")):
            taken = line.says(_TODAY, index)
            if self.atoms[index].sort == "word" and not line.small(index) and not taken:
                return 0
            today = today or self._today(index) or taken > 0
            index = line.behind(index, taken) if taken else index + 1
        bare = index < len(self.atoms) and self.atoms[index].sort == "number" and not line.labelled(index)
        return index if today and bare else 0

    # -- movements ------------------------------------------------------------------------------------------------

    def moved(self, clause: Clause) -> None:
        """«vắng giảm 3 còn 11», «chờ duyệt giảm còn 6», «kích hoạt lên 9»: only where it stands now."""
        line = self.line
        for at in clause.inner:
            if (
                self.line.first(at).plain not in ("giam", "tang", "bot", "len", "xuong")
                or self.atoms[at].sort != "word"
            ):
                continue
            if at == clause.start or not any(self.atoms[i].sort == "label" for i in range(clause.start, at)):
                continue
            index = at + 1
            if index < clause.end and self.atoms[index].sort == "number":
                index = units_end(self.line, index + 1, clause)
            mark = index
            while index < clause.end and self.line.first(index).plain in (
                "con",
                "len",
                "xuong",
                "thanh",
                "la",
                "toi",
                "chi",
            ):
                index += 1
            direct = self.line.first(at).plain in ("len", "xuong") and index == at + 1
            if (index > mark or direct) and index < clause.end and self.atoms[index].sort == "number":
                line.hide(range(at, index))
                return
