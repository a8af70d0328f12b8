"""Figures that are parts of another figure: «8 cks (5 nữ, 3 nam)», «sáng 4, chiều 3, tổng 7», «5 + 3 = 8».

The parts are explained where they fit the whole; where they do not, nothing is touched, and the rules behind ask.
"""

from __future__ import annotations

from collections.abc import Iterator

from handlers.campaign import Campaign
from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.clauses import Clauses
from handlers.counts.rates import set_rates_aside
from handlers.counts.tokens import Token, Words

_OPENING = Words("gồm, bao gồm, gồm có, trong đó, trong đó có, chia ra, cụ thể, cụ thể là, cụ thể có")
_HALVES = Words("""
    sáng, chiều, tối, trưa, buổi sáng, buổi chiều, buổi tối, ca, đợt, lần, sáng nay, chiều nay, tối nay, ca sáng,
    ca chiều, ca tối, và, với, đêm, buổi, nhóm, sáng được, chiều được, tối được, đầu giờ, cuối giờ
    """)
_TIMES = Words("""
    sáng, trưa, chiều, tối, đêm, buổi sáng, buổi trưa, buổi chiều, buổi tối, ca sáng, ca chiều, ca tối, sáng nay,
    chiều nay, tối nay, đầu giờ, cuối giờ, hồi sáng, hồi chiều
    """)
_LESS = Words("""
    trừ, bớt, lỗi, hỏng, hư, trùng, sai, hụt, rớt, thiếu, giảm, hủy, huỷ, trật, chưa, không, ko, đợi, hẹn,
    nhầm, dư, thừa, chưa xong, hôm qua, !chờ, treo, dang dở, !dở
    """)
_FOLK = ("o", "mệ", "cụ", "em", "cháu", "nam", "nữ")
_UNITS = Words("người, cái, ca, tài khoản, tk, bác, trường hợp, ng, hồ sơ, bộ, hộ, lượt, bạn, nhà")
_SEXES = frozenset(("nam", "nữ", "nu"))
_SOME = Words("""
    già, cao tuổi, lớn tuổi, trung niên, trẻ, khuyết tật, nghèo, chính sách, thương binh, giáo viên, học sinh,
    sinh viên, công nhân, đảng viên, phụ nữ, cựu chiến binh, tiểu thương, mới, lần đầu, cụ, khó khăn, tạm trú, ở trọ
    """)
"""«trong đó 3 người già, 2 người khuyết tật»: nobody says that these are all."""
_AGED = ("tren", "duoi", "hon", "tu")


def set_parts_aside(atoms: list[Atom], tokens: tuple[Token, ...], campaign: Campaign) -> None:
    """Mask the parts of a whole."""
    line = Clauses(atoms, tokens)
    parts = _Parts(line, campaign)
    parts.summed()
    for index, atom in enumerate(atoms):
        if atom.sort == "number" and atom.value is not None and atom.doubt is None:
            parts.broken_down(index)
            parts.listed(index)
            parts.halved(index)
    set_rates_aside(line)


class _Parts:
    def __init__(self, line: Clauses, campaign: Campaign) -> None:
        self.line, self.atoms, self.tokens, self.campaign = line, line.atoms, line.tokens, campaign

    def summed(self) -> None:
        """«sáng 4, chiều 3, tổng 7» and «5 + 3 = 8»: the whole stands for its parts."""
        for index, atom in enumerate(self.atoms):
            if atom.sort != "number" or atom.value is None or atom.doubt is not None:
                continue
            start = self._total_word(index)
            if start is None:
                continue
            label = self.line.label_of(index)
            parts = list(self._parts_before(start, self.atoms[label].ids if label is not None else ()))
            named = self.line.first(start).text != "="  # but «hộ: không có ai - 12 bank - tk ngân hàng=12»
            counted = [part for part in parts if named or not self.atoms[part].zero]
            if len(counted) < 2 or sum(self.atoms[part].value or 0 for part in parts) != atom.value:
                continue
            first = parts[-1]
            while first and self.line.says(_HALVES, first - 1):
                first -= 1
            self.line.hide(range(first, index))

    def _total_word(self, index: int) -> int | None:
        """Where «tổng», «cộng», «=» before this number begins."""
        at, found = index - 1, None
        while at >= 0:
            atom = self.atoms[at]
            text = self.line.first(at).text
            if atom.sort == "total" or text == "=":
                found = at
            elif text.lower() in ("ngày", "ngay") and at and self.line.first(at - 1).low in ("cả", "ca"):
                found = at = at - 1  # «sáng 5 chiều 7 cả ngày 12»
            elif atom.sort == "word" and self.line.first(at).plain in ("vi", "chi") and found is not None:
                found = at  # «vị chi»
            elif not ((atom.sort == "word" and self.line.small(at)) or text in (":", "(")):
                break
            at -= 1
        return found

    def _parts_before(self, at: int, ids: tuple[str, ...]) -> Iterator[int]:
        """The numbers directly before, over times of the day, small marks and that label only; the last one first."""
        index = at - 1
        while index >= 0:
            atom = self.atoms[index]
            if atom.sort == "number" and atom.value is not None and atom.doubt is None:
                yield index
            elif atom.sort == "mark":
                if self.line.first(index).text not in (",", "+", ";", "-", ":", "(", ")", ".", "&", "=>", "->"):
                    return
            elif atom.sort == "day":
                if atom.loose:
                    return
            elif atom.sort == "label" and atom.ids == ids:
                pass  # «sáng 3 cks chiều 4 cks => tổng 7 cks»
            elif not (self.line.small(index) or self.line.says(_HALVES, index) or self._folk(index)):
                return
            index -= 1

    def _folk(self, index: int) -> bool:
        """«3 o với 2 mệ, cả thảy là 5»: words for people who are counted."""
        token = self.line.first(index)
        return self.atoms[index].sort == "word" and (token in w.KIN or token.low in _FOLK)

    def broken_down(self, index: int) -> None:
        """«8 cks (5 nữ 3 nam)», «5 cks trong đó Viettel 3, VNPT 2»."""
        line, whole = self.line, self.atoms[index].value or 0
        label = line.label_of(index)
        if label is not None and self._grouped(label) and not self._sexed(index):
            self._groups_within(index, label)
            return
        at = index + 1
        while at < len(self.atoms) and (
            (self.atoms[at].sort == "label" and at == label)
            or (self.atoms[at].sort == "word" and line.first(at) in _UNITS)
        ):
            at += 1
        if at < len(self.atoms) and line.first(at).text in (",", ":") and at + 1 < len(self.atoms):
            at += 1 if line.says(_OPENING, at + 1) else 0
        if at >= len(self.atoms):
            return
        begin = at
        bracket = line.first(at).text == "("
        sexed = line.first(at).low in _SEXES
        if not bracket and line.first(at).text in (":", ",", "-") and at + 1 < len(self.atoms):
            counted = self.atoms[at + 1].sort == "number" and at + 2 < len(self.atoms)  # «: 4 nam, 3 nữ»
            sexed = line.first(at + 2 if counted else at + 1).low in _SEXES
            at = begin = at + sexed
        taken = line.says(_OPENING, at + 1 if bracket and at + 1 < len(self.atoms) else at)
        if not bracket and not taken and not sexed:
            return
        inner = begin + 1 if bracket else line.behind(begin, taken)
        ids = self.atoms[label].ids if label is not None else ()
        end = self._bracket_end(inner) if bracket else self._list_end(inner, ids)
        numbers = [i for i in range(inner, end) if self.atoms[i].sort == "number"]
        if not numbers or label is None or not self._plain(range(inner, end), ids):
            return
        if len(numbers) == 1 and self.atoms[numbers[0]].soft:
            return  # «(của đội 3)»
        indicators = ids if self.atoms[label].sort == "label" else ()
        standing = any(self.campaign.indicator(i).kind == "stock" for i in indicators)
        if not standing and any(self.atoms[i].sort == "day" and not self.atoms[i].loose for i in range(inner, end)):
            self.atoms[index].doubt = self.atoms[index].doubt or "two-readings"  # «8, trong đó 2 cái hôm qua»
            line.hide(range(begin, end))
            return
        total = sum(self.atoms[i].value or 0 for i in numbers)
        told = [self.atoms[i].value or 0 for i in numbers if not self.atoms[i].soft]
        if len(told) > 1 and sum(told) == whole:
            total = whole  # «12 (tổ 1: 5, tổ 2: 7)»
        inside = taken and line.first(begin + bracket).plain == "trong"
        aged = any(line.first(i - 1).plain in _AGED for i in numbers)  # «trong đó 2 bác trên 60»
        if (
            total != whole
            and sum(not self.atoms[i].soft for i in numbers) > 1
            and not aged
            and (total > whole or not inside or not any(line.says(_SOME, i) for i in range(inner, end)))
        ):
            self.atoms[index].doubt = "total-disagrees"
            line.hide(range(begin, end))
            return
        if total == whole or (
            (inside or (bracket and len(numbers) == 1)) and total < whole and self._named(inner, end)
        ):
            line.hide(range(begin, end))

    def listed(self, index: int) -> None:
        """«Tổng cks: 12», «- Viettel: 7», «- VNPT: 5» one below the other: rows without labels, its parts."""
        line = self.line
        label = line.label_of(index)
        if label is None or self._grouped(label):
            return
        at = max(index, label if line.clause(index) is line.clause(label) else index) + 1
        while at < len(self.atoms) and self.atoms[at].sort == "word" and line.first(at) in _UNITS:
            at += 1
        begin, parts = at, []
        while at < len(self.atoms) and line.first(at).text == "\n":
            number = at + 1
            while number < len(self.atoms) and (
                (self.atoms[number].sort == "word" and line.first(number) not in _LESS)
                or line.first(number).text in ("-", "+", "–", "•", ":", "*")
            ):
                number += 1
            if number >= len(self.atoms) or self.atoms[number].sort != "number" or self.atoms[number].doubt:
                break
            end = number + 1
            while end < len(self.atoms) and self.atoms[end].sort == "word" and line.first(end) in _UNITS:
                end += 1
            if end < len(self.atoms) and line.first(end).text != "\n":
                break
            parts.append(number)
            at = end
        if len(parts) > 1 and sum(self.atoms[i].value or 0 for i in parts) == self.atoms[index].value:
            line.hide(range(begin, at))

    def _groups_within(self, index: int, label: int) -> None:
        """«dân 12 (trong đó 3 hội viên)»: whether the three are among the twelve is not said."""
        line = self.line
        at = index + 1
        while at < len(self.atoms) and (line.first(at) in _UNITS or line.first(at).text == "("):
            at += 1
        if self.atoms[label].sort != "group" or at >= len(self.atoms) or line.first(at).plain != "trong":
            return
        inside = [i for i in range(at, self._list_end(at, ())) if self.atoms[i].sort == "number"]
        for other in inside[:1]:
            self.atoms[index].doubt = self.atoms[other].doubt = "two-readings"

    def halved(self, index: int) -> None:
        """«12 cks, sáng 5 chiều 7»: figures of the times of the day behind their whole."""
        line, label = self.line, self.line.label_of(index)
        if label is None or self._grouped(label):
            return
        at = max(index, label if line.clause(index) is line.clause(label) else index) + 1
        while at < len(self.atoms) and (
            (self.atoms[at].sort == "word" and line.first(at) in _UNITS)
            or line.first(at).text in (",", ":", "(", "-", "–", "gồm", "=")
        ):
            at += 1
        begin, parts = at, []
        while at < len(self.atoms) and (taken := line.says(_TIMES, at) or self.atoms[at].sort == "day"):
            number = line.behind(at, int(taken))
            while number < len(self.atoms) and (line.small(number) or line.first(number).text == ":"):
                number += 1
            if number >= len(self.atoms) or self.atoms[number].sort != "number" or self.atoms[number].doubt:
                return
            parts.append(number)
            at = number + 1
            while at < len(self.atoms) and (
                (self.atoms[at].sort == "word" and (line.first(at) in _UNITS or line.first(at) in w.JOIN))
                or (self.atoms[at].sort == "label" and self.atoms[at].ids == self.atoms[label].ids)
            ):
                at += 1
            if at + 1 < len(self.atoms) and line.first(at).text in (",", "+", ";") and line.says(_TIMES, at + 1):
                at += 1
        closed = at >= len(self.atoms) or self.atoms[at].sort == "mark"
        if len(parts) < 2 or not closed:
            return
        if sum(self.atoms[part].value or 0 for part in parts) != self.atoms[index].value:
            self.atoms[index].doubt = "total-disagrees"
        line.hide(range(begin, at))

    def _grouped(self, label: int) -> bool:
        atom = self.atoms[label]
        if atom.sort == "group":
            return True
        return any(self.campaign.indicator(id_).groups for id_ in atom.ids)

    def _sexed(self, index: int) -> bool:
        """«hs 12 (nam 5 nữ 7)»: parts that are no groups."""
        said = {self.line.first(i).low for i in range(index + 1, len(self.atoms))}
        return "nam" in said and len(said & _SEXES) > 1 and not any(a.sort == "group" for a in self.atoms[index + 1 :])

    def _bracket_end(self, start: int) -> int:
        return next((i for i in range(start, len(self.atoms)) if self.line.first(i).text == ")"), len(self.atoms))

    def _list_end(self, start: int, ids: tuple[str, ...]) -> int:
        """Up to the end of the sentence, or to the comma behind which a label follows."""
        end = start
        for index in range(start, len(self.atoms)):
            text = self.line.first(index).text
            if text in (";", ".", "\n", "|", ")"):
                return index
            if self.atoms[index].sort == "label" and self.atoms[index].ids != ids:
                return end
            if text == ",":
                end = index
        return len(self.atoms)

    def _plain(self, span: range, ids: tuple[str, ...]) -> bool:
        """No other label, and nothing that takes away from the whole."""
        return not any(
            self.atoms[i].sort in ("level", "vague", "rest")
            or (self.atoms[i].sort == "label" and self.atoms[i].ids != ids)
            or (self.atoms[i].sort == "number" and (self.atoms[i].value is None or self.atoms[i].doubt))
            or (self.atoms[i].sort == "word" and self.line.first(i) in _LESS)
            or self.atoms[i].sort == "area"
            for i in span
        )

    def _named(self, start: int, end: int) -> bool:
        """The parts say what they are parts of the whole by: words or groups stand beside the numbers."""
        return any(
            self.atoms[i].sort == "group" or (self.atoms[i].sort == "word" and self.line.first(i) not in w.JOIN)
            for i in range(start, end)
        )
