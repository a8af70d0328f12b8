"""Words around a pair that make its figure doubtful: goals, sums so far, what failed, what is still to come."""

from __future__ import annotations

import itertools

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.dangers import danger
from handlers.counts.items import Item
from handlers.counts.lexicon import Lexicon
from handlers.counts.owners import VISITING
from handlers.counts.pairs import Pair, Pairing
from handlers.counts.surroundings import Surroundings
from handlers.counts.tokens import Token, Words

_TAINT_AFTER_OK = Words(
    """
    quên báo, quên bc, quên gửi, quên nhắn, quên ghi, quên nhập,
    quên cộng, quên tính, mới phải, mới đúng, mai làm tiếp, mai đi tiếp, mai tiếp, mai em, mai
    báo, đang làm tiếp, mai sẽ, sẽ làm tiếp, cần thêm, ko vướng, không vướng
    """
)
_PEOPLE = Words(
    """
    nhà, hộ, hộ dân, nhà dân, gia đình, hộ gia đình, bà con, người dân, dân, lượt, lượt người, học sinh, đoàn viên,
    hội viên, cán bộ
    """
)
_LESS = Words("trừ, bớt, lỗi, hỏng, hư, trùng, sai, hụt, rớt, thiếu, giảm, hủy, huỷ, trật")
_SPOILT = ("hỏng", "hư", "lỗi", "trùng", "rớt", "sai", "trật", "trượt", "hụt")
_PENDING = Words("chưa, phải, !chờ, !đợi, đang, treo, !dở, dang dở")
"""«cks 5 mà 2 cái chưa xong», «cks 5 (2 chờ duyệt)»."""
_SO = Words("nên, nhưng, mà, vẫn")
"""What is told before these words does not touch the figure behind them."""
_BECAUSE = Words("do, vì, tại, tại vì, bởi, nhờ")
"""What went wrong is told as the reason: «cks 0 do mất mạng»."""
_UNDONE = Words("""
    đóng cửa, khóa cửa, khoá cửa, đi vắng, từ chối, chờ duyệt, đợi duyệt, chưa xong, trả lại, hết hạn, dang dở, dở dang,
    đi đám, đi ăn đám, đi ăn cưới, đi ăn giỗ, đi chợ, đi họp, đi lễ, đi chùa, đi ruộng, đi rẫy, đi biển, về quê,
    không có nhà, không có ai, không đồng ý, không chịu, chưa chịu
    """)
_ENROL = ("dang", "ky")
_NEAR = 3
_INSTALL = Words("cài, đặt, tải")

_TELLING = (w.FILLERS, w.POLITE, w.JOIN, w.STORY, w.CLAUSE, w.OPENERS, Words("cáo, chỉ, dẫn, chỉ dẫn, tin, khai, giải"))
_LONGEST_LABEL, _LEAST_LABEL = 3, 3
"""A mistyped label is looked for in so many words, and in no fewer letters."""


class Taints:
    """Looks before, behind and beside every pair of one line."""

    def __init__(self, atoms: list[Atom], tokens: tuple[Token, ...], lexicon: Lexicon) -> None:
        self.atoms, self.tokens, self.lexicon = atoms, tokens, lexicon
        self.near = Surroundings(atoms, tokens)

    def mark(self, result: Pairing) -> None:
        """Set why each pair is doubtful, and drop those that only tell whom one met."""
        for pair in result.pairs:
            first, last = min(pair.label.first, pair.number.first), max(pair.label.last, pair.number.last)
            pair.taint = (
                self._levelled(pair)
                or self._before(first, pair)
                or self._after(last, pair)
                or self._installed(pair)
                or self._beside(pair)
                or self._slipped(pair)
            )
            between = self.atoms[min(pair.label.last, pair.number.last) + 1 : max(pair.label.first, pair.number.first)]
            if any(atom.sort == "day" and atom.loose for atom in between):
                pair.taint = pair.taint or "goal"  # «10 người mai làm cks»
            pair.taint = pair.taint or danger(self.atoms, self.tokens, first, last)
        self._homes(result)
        told = [p for p in result.pairs if p.taint in ("negated", "goal") and not p.forward and self._people(p.label)]
        result.pairs = [pair for pair in result.pairs if pair not in told]
        result.stray.extend(pair.number for pair in told)
        for pair in result.pairs:
            if any(other.label.ids == pair.label.ids and self._together(other, pair) for other in told):
                pair.taint = pair.taint or "two-readings"  # «hỏi 10 nhà thì 5 nhà đồng ý»

    def _homes(self, result: Pairing) -> None:
        """«cks 2 nhà 3 người»: three in two houses, and no three houses."""
        for before, pair in itertools.pairwise(result.pairs):
            between = self.atoms[before.number.last + 1 : pair.label.first]
            houses = self.tokens[pair.label.atom.start].plain in ("nha", "ho") and not between
            behind = self.near.text(pair.number.last + 1) if pair.number.last + 1 < len(self.atoms) else ""
            if houses and before.forward and pair.forward and behind in ("người", "ng", "nguoi"):
                before.taint = before.taint or "two-readings"
                pair.taint = pair.taint or "two-readings"

    def _slipped(self, pair: Pair) -> str | None:
        """«ckí số 6 vneid 2»: a mistyped label stands directly before a figure that the label behind took."""
        if pair.forward:
            return None
        said: list[Token] = []
        index = pair.number.first - 1
        while index >= 0 and self.atoms[index].sort == "word" and len(said) < _LONGEST_LABEL:
            said.insert(0, self.tokens[self.atoms[index].start])
            index -= 1
        levelled = self.tokens[pair.label.atom.end - 1].text in ("1", "2") and pair.label.atom.stem
        if levelled and said and not any(said[-1] in listed for listed in (*_TELLING, w.KIN, w.NEGATING)):
            return "two-readings"  # «ck 6 vneid 2»
        for start in range(len(said)):
            words = said[start:]
            known = all(any(t in listed for listed in _TELLING) for t in words)
            joined = "".join(token.plain for token in words)
            if not known and len(joined) >= _LEAST_LABEL and self.lexicon.nearest(joined) is not None:
                return "two-readings"
        return None

    def _together(self, left: Pair, right: Pair) -> bool:
        """Both stand in one part of the line."""
        first, last = sorted((left.number.first, right.number.first))
        return not any(self.near.text(i) in ("\n", ",", ";", ".", "(", ")") for i in range(first, last))

    def _people(self, label: Item) -> bool:
        """«3 nhà đi vắng»: whom one met, not what was done."""
        return _PEOPLE.at(self.tokens[label.atom.start : label.atom.end], 0) == label.atom.end - label.atom.start

    def _stock(self, label: Item) -> bool:
        """Such as still wait or are away: «còn 12 hồ sơ chờ duyệt» is their very figure."""
        return len(label.ids) == 1 and self.lexicon.campaign.indicator(label.ids[0]).kind == "stock"

    def _beside(self, pair: Pair) -> str | None:
        """«…, 2 cán bộ xã đi cùng»: a group far from its indicator, in words that tell something else."""
        alone = pair.label.group is not None and pair.label.atom.start != self.atoms[pair.label.first].start
        said = self.near.around(pair.label)
        foreign = [token for token in said if token not in w.FILLERS and token not in w.POLITE and token.low != "bn"]
        foreign = [token for token in foreign if token.plain not in _ENROL]  # «12 người dân đăng ký mức 1»
        return "two-readings" if alone and any(token not in w.JOIN for token in foreign) else None

    def _installed(self, pair: Pair) -> str | None:
        """«cài vneid 5» says that the app was installed, which is not the level that a bare «vneid» stands for."""
        at = min(pair.label.first, pair.number.first)
        named = self.tokens[pair.label.atom.start]
        single = pair.label.atom.end - pair.label.atom.start == 1
        before = self.tokens[self.atoms[pair.label.first - 1].start] if pair.label.first else None
        if (
            single
            and at >= 0
            and before is not None
            and named.plain in ("vneid", "vnid", "vned", "vnied")
            and before in _INSTALL
            and not (before.low == "cai" and self._counted(pair.label.first - 1))
        ):
            return "two-readings"
        return None

    def _levelled(self, pair: Pair) -> str | None:
        """«4 định danh mức 1»: another level than the one that the label stands for."""
        after = pair.label.last + 1
        while after < len(self.atoms) and self.near.text(after) in (":", "=", "-", "("):
            after += 1
        return "unknown-label" if after < len(self.atoms) and self.atoms[after].sort == "level" else None

    def _counted(self, index: int) -> bool:
        """«9 cai vneid»: pieces, and nothing that was installed."""
        return index > 0 and self.atoms[index - 1].sort == "number"

    def _before(self, first: int, pair: Pair) -> str | None:
        """Goals, sums since the beginning, or what is still to be done, said before the figure."""
        index = first - 1
        span: list[int] = []
        while index >= 0 and self.atoms[index].sort in ("word", "masked", "vague", "rest", "total", "day"):
            if self.tokens[self.atoms[index].start] in _SO:
                break
            span.insert(0, index)
            index -= 1
        only = self.tokens[self.atoms[span[-1]].start].low == "mỗi" if span else False
        if pair.forward and only and pair.label.atom.soft and self._people(pair.label):
            return "two-readings"  # «mỗi nhà 1»
        for at in span:
            atom = self.atoms[at]
            if atom.sort == "day" and atom.loose:
                return "goal"
            if atom.sort in ("masked", "day"):
                continue
            token = atom.start
            if pair.label.atom.soft and pair.forward and self.tokens[token].plain in ("viettel", "vnpt", "mobifone"):
                return "two-readings"  # «Viettel hỗ trợ 2 bạn»
            if w.CUMULATIVE.at(self.tokens, token):
                return "cumulative"
            if w.GOALS.at(self.tokens, token):
                return "goal"
            if (
                not self._stock(pair.label)
                and self.tokens[token] in w.NEGATING
                and not (
                    self.tokens[token] in w.FILLERS
                    or (self.tokens[token].plain == "quen" and self._opens(span, at))
                    or self.tokens[token].plain in ("xin", "dang", "phai", "nho", "can", "bi", "nhung", "k", "muon")
                )
            ):
                return "negated"
        if span and not pair.forward and not self._stock(pair.label):
            said = [self.tokens[self.atoms[at].start].plain for at in span[-3:]]
            if said[-2:] == ["ba", "con"]:
                return None
            if said[-1] == "con" or said[-2:] in (["con", "lai"], ["con", "khoang"], ["van", "con"], ["con", "co"]):
                return "negated"
        return None

    def _opens(self, span: list[int], at: int) -> bool:
        """«à quên lượt 12»: nothing but politeness stands before it."""
        return all(self.tokens[self.atoms[other].start] in w.POLITE for other in span if other < at)

    def _after(self, last: int, pair: Pair) -> str | None:
        """«5 cks chưa xong», «12 vneid bị lỗi»: said directly behind the pair."""
        if last + 1 < len(self.atoms) and w.CUMULATIVE.at(self.tokens, self.atoms[last + 1].start):
            behind = self.tokens[self.atoms[last + 1].start :]
            if not any(token.kind == "digits" for token in behind):
                return "cumulative"
        if self._lessened(last):
            return "two-readings"
        index = last + 1
        while index < len(self.atoms) and self.atoms[index].sort == "word":
            token = self.tokens[self.atoms[index].start]
            if token.plain in ("ma", "nhung") and self._visited(pair):
                return None  # «đi 11 nhà mà không ai mở cửa»
            if _UNDONE.at(self.tokens, self.atoms[index].start) and not self._stock(pair.label):
                return "negated"  # «3 nhà đóng cửa»
            if (filler := w.FILLERS.at(self.tokens, self.atoms[index].start)) > 1:
                index += filler
                continue
            if token.low == "hen" and self._closes(index):
                return None
            if _TAINT_AFTER_OK.at(self.tokens, self.atoms[index].start) or token in _BECAUSE:
                return None
            if token in w.NEGATING and (token.marked or token not in w.FILLERS) and token.plain != "nhung":
                return None if self._stock(pair.label) else "negated"  # «15 người đi làm xa chưa về»
            if token not in w.FILLERS and token not in w.POLITE and token.plain not in ("ma", "nhung"):
                return None
            index += 1
        return None

    def _visited(self, pair: Pair) -> bool:
        """«đi 11 nhà»: how many houses one went to, whatever came of it."""
        before = self.tokens[max(0, pair.number.atom.start - _NEAR) : pair.number.atom.start]
        named = self.tokens[pair.label.atom.start].plain in ("nha", "ho")
        return named and not pair.forward and any(token in VISITING for token in before)

    def _closes(self, index: int) -> bool:
        """«lượt 40 hen»: the last word of its part is politeness, and nobody was put off."""
        following = self.atoms[index + 1] if index + 1 < len(self.atoms) else None
        return following is None or following.sort == "mark" or self.tokens[following.start] in w.POLITE

    def _unit(self, index: int) -> bool:
        return index < len(self.atoms) and self.near.text(index).lower() in ("cái", "ca", "người", "tk", "bộ", "bác")

    def _but(self, index: int) -> bool:
        return self.near.text(index).lower() in ("mà", "ma", "nhưng", "nhung")

    def _lessened(self, last: int) -> bool:
        """«cks 8 mà có 2 cái lỗi», «cks 8 trừ 2 cái trùng»: how many are left is not said."""
        index, number, less = last + 1, False, False
        at = index + self._unit(index)
        if at + 2 < len(self.atoms) and self.near.text(at) == "," and self.near.text(at + 1).lower() in _SPOILT:
            end = at + 3 + self._unit(at + 3)
            closed = end >= len(self.atoms) or self.atoms[end].sort == "mark"
            return self.atoms[at + 2].sort == "number" and closed  # «cks 5 cái, hỏng 1»
        index += index + 1 < len(self.atoms) and self.near.text(index) == "," and self._but(index + 1)
        linked = index < len(self.atoms) and (self.near.text(index) == "(" or self._but(index))
        index += linked and self.near.text(index) == "("
        while index < len(self.atoms) and self.atoms[index].sort in ("word", "number"):
            number = number or self.atoms[index].sort == "number"
            token = self.tokens[self.atoms[index].start]
            less = less or token in _LESS or (linked and number and token in _PENDING)
            index += 1
        return number and less and not (index < len(self.atoms) and self.atoms[index].sort in ("label", "group"))
