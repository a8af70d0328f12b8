"""Turns of phrase in which numbers are no figures of their own: corrections, sums, breakdowns, «đều 4», «lần lượt»."""

from __future__ import annotations

import itertools

from handlers.campaign import Campaign
from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.doubts import Doubt
from handlers.counts.groups import joined_with, leads
from handlers.counts.items import Gap, Item, gap_of
from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import Token, Words, spell

_HESITATING = Words("ờ, à, ý, í, ủa, quên, nhầm, lộn, ớ, ui, ấy")
"""«năm ờ không phải sáu»: the writer corrects himself, and the later number may be the right one."""

_WAVERING = Words("hình như, chắc là, !chắc, hay là, có khi, không nhớ, ko nhớ, hổng nhớ, hình như là, hay sao")
_BECOMING = w.BECOMES.firsts
_PARTS = (",", ";", ".", "\n", "|", "(", ")")


class Forms:
    """Takes such numbers out of the items of one line, or marks them."""

    def __init__(self, atoms: list[Atom], tokens: tuple[Token, ...], lexicon: Lexicon) -> None:
        self.atoms, self.tokens, self.lexicon = atoms, tokens, lexicon
        self.campaign: Campaign = lexicon.campaign
        self.corrected = False
        """A wrong number was named beside the right one."""
        self.doubts: list[Doubt] = []

    def right_numbers(self, items: list[Item]) -> list[Item]:
        """«6 chứ không phải 8», «không phải 8 mà 6», «8 thành 6»: only the right number is left."""
        out = list(items)
        numbers = [item for item in items if item.sort == "number"]
        for first, second in itertools.pairwise(numbers):
            span = range(first.atom.end, second.atom.start)
            if len(span) == 1 and self.tokens[first.atom.end].low in ("nhầm", "lộn", "nham", "lon"):
                first.atom.doubt = second.atom.doubt = "two-numbers"
                continue
            if len(span) == 1 and self.tokens[first.atom.end].text in ("-", "–") and self._taken_off(first, second):
                first.atom.doubt = second.atom.doubt = "two-numbers"
                continue
            if self._wavers(span, first, second):
                first.atom.doubt = second.atom.doubt = "two-numbers"
                continue
            if w.NOT_BUT.within(self.tokens, span.start, span.stop):
                if any(self.tokens[at] in _HESITATING for at in span):
                    first.atom.doubt = second.atom.doubt = "two-numbers"
                    continue
                wrong = second
            elif (
                any(self._becomes(at, second) for at in span if self.tokens[at].plain in _BECOMING)
                or (self._raised(first, second))
                or any(self.tokens[at].text in ("->", "=>", "→") for at in span)
                or (
                    any(self.tokens[at].plain == "ma" for at in span)
                    and w.NOT_BUT.within(self.tokens, max(0, first.atom.start - 4), first.atom.start)
                )
            ):
                wrong = first
            else:
                continue
            if any(item.sort == "label" for item in items[items.index(first) + 1 : items.index(second)]):
                continue
            if wrong in out:
                out.remove(wrong)
                self.corrected = True
                low = min(first.atom.end, wrong.atom.start) if wrong is second else wrong.atom.start
                high = wrong.atom.end if wrong is second else second.atom.start
                if wrong is first:
                    back = low
                    for at in range(max(0, low - 4), low):
                        if w.NOT_BUT.at(self.tokens, at) or self.tokens[at].plain == "tu":
                            back = at
                            break
                    low = back
                for atom in self.atoms:
                    if low <= atom.start and atom.end <= high and atom.sort in ("word", "mark", "number"):
                        atom.sort = "masked"
        return out

    def _wavers(self, span: range, first: Item, second: Item) -> bool:
        """«kích hoạt 11 mà hình như 12 lận»: he is not sure which, and no label stands behind the second."""
        if not _WAVERING.within(self.tokens, span.start, span.stop) or any(
            self.tokens[at].text in _PARTS for at in span
        ):
            return False
        between = self.atoms[first.last + 1 : second.first]
        before = self.atoms[first.first - 1].sort if first.first else ""
        after = next((a.sort for a in self.atoms[second.last + 1 :] if a.sort != "word"), "mark")
        return not any(atom.sort in ("label", "group") for atom in between) and (before == "label" or after == "mark")

    def _taken_off(self, first: Item, second: Item) -> bool:
        """«cks 6 - 1»: no label stands behind the second number."""
        labelled = first.first > 0 and self.atoms[first.first - 1].sort == "label"
        after = self.atoms[second.last + 1].sort if second.last + 1 < len(self.atoms) else "mark"
        return labelled and after == "mark"

    def _raised(self, first: Item, second: Item) -> bool:
        """«từ 8 lên 9»."""
        between = [token.plain for token in self.tokens[first.atom.end : second.atom.start]]
        before = self.tokens[first.atom.start - 1].low if first.atom.start else ""
        return before in ("từ", "tu") and bool(between) and between[0] in ("len", "xuong", "con", "qua")

    def _becomes(self, at: int, right: Item) -> bool:
        """«thành» stands directly before the right number, and is no part of «thanh niên» or «thành công»."""
        taken = w.BECOMES.at(self.tokens, at)
        between = self.tokens[at + taken : right.atom.start]
        return taken > 0 and all(token.plain in ("la", "co", "duoc", ":") for token in between)

    def repeated(self, items: list[Item]) -> list[Item]:
        """«5 (năm)»: the same number again in brackets is no second number."""
        out: list[Item] = []
        for item in items:
            last = out[-1] if out else None
            if (
                item.sort == "number"
                and last is not None
                and last.sort == "number"
                and item.atom.value == last.atom.value
                and item.atom.value is not None
                and self.tokens[last.atom.end : item.atom.start]
                and all(token.text in ("(", "=", "[") for token in self.tokens[last.atom.end : item.atom.start])
            ):
                last.last = item.last
                continue
            out.append(item)
        return out

    def split_up(self, items: list[Item]) -> list[Item]:
        """«6 (3 nam, 3 nữ)»: figures in brackets without any label, which come to the figure before, add nothing."""
        out = list(items)
        for index, item in enumerate(items):
            if item.sort != "number" or item.last + 1 >= len(self.atoms):
                continue
            if self.tokens[self.atoms[item.last + 1].start].text != "(":
                continue
            inside: list[Item] = []
            for other in items[index + 1 :]:
                between = self.tokens[item.atom.end : other.atom.start]
                if any(token.text == ")" for token in between):
                    break
                inside.append(other)
            plain = len(inside) > 1 and all(other.sort == "number" for other in inside)
            if plain and sum(other.atom.value or 0 for other in inside) == item.atom.value:
                out = [other for other in out if other not in inside]
                for other in inside:
                    other.atom.sort = "masked"
        return out

    def totals(self, items: list[Item]) -> tuple[list[Item], list[Item]]:
        """Numbers behind «tổng»: a sum over what was named, unless a label takes them."""
        found: list[Item] = []
        sorts = [item.sort for item in items]
        behind = sorts == ["number", "label"] * (len(items) // 2) and bool(items)
        for position, item in enumerate(items):
            if item.sort != "number" or (behind and position == 0):
                continue  # «tổng cộng 7 cks 25 lượt»
            index = item.first - 1
            while index >= 0 and (
                self.tokens[self.atoms[index].start].text in (":", "=")
                or (
                    self.atoms[index].sort == "word"
                    and self.tokens[self.atoms[index].start].plain in ("la", "duoc", "het", "so", "cong")
                )
            ):
                index -= 1
            if index < 0 or self.atoms[index].sort != "total":
                continue
            before = items[position - 1] if position else None
            after = items[position + 1] if position + 1 < len(items) else None
            if before is not None and before.sort != "number" and self.gap(before, item).level < 2:
                continue
            if after is not None and after.sort != "number":
                gap = gap_of(item, after, self.atoms, self.tokens, self.lexicon)
                further = items[position + 2] if position + 2 < len(items) else None
                if (
                    gap.level < 2
                    and not gap.colon
                    and not (
                        further is not None
                        and further.sort == "number"
                        and before is None
                        and self.gap(after, further).level < 2
                    )
                ):
                    continue
            found.append(item)
        return found, [item for item in items if item not in found]

    def summed(self, items: list[Item]) -> list[Item]:
        """«cks 5, lũy kế 120»: beside the figure of the day the sum since the beginning counts nothing."""
        if not w.CUMULATIVE.within(self.tokens):
            return items
        out: list[Item] = []
        for position, item in enumerate(items):
            start = items[position - 1].last + 1 if position else 0
            said = any(w.CUMULATIVE.at(self.tokens, atom.start) for atom in self.atoms[start : item.first])
            after = items[position + 1] if position + 1 < len(items) else None
            alone = after is None or self.gap(item, after).level >= 1
            if (
                item.sort == "number"
                and said
                and alone
                and len(out) > 1
                and {out[-1].sort, out[-2].sort} == {"number", "label"}
            ):
                continue
            out.append(item)
        return out

    def gap(self, left: Item | None, right: Item | None) -> Gap:
        return gap_of(left, right, self.atoms, self.tokens, self.lexicon)

    def unit(self, label: Item, item: Item) -> bool:
        """«lên sàn 3 hộ»: the word behind the figure is the unit in which the label before it is counted."""
        if label.group is not None or item.group is not None or len(label.ids) != 1:
            return False
        said = " ".join(token.plain for token in self.tokens[item.atom.start : item.atom.end])
        unit = spell(self.campaign.indicator(label.ids[0]).unit)[1]
        return unit == said or unit.startswith(f"{said} ")

    def rest(self, items: list[Item]) -> tuple[Item | None, list[Item]]:
        for position, item in enumerate(items):
            if item.sort == "number" and any(
                atom.sort == "rest"
                for atom in self.atoms[(items[position - 1].last + 1 if position else 0) : item.first]
            ):
                after = items[position + 1] if position + 1 < len(items) else None
                if after is None or self.gap(item, after).level >= 2:
                    return item, [other for other in items if other is not item]
        return None, items

    def each(self, items: list[Item]) -> tuple[list[tuple[Item, Item]], list[Item]]:
        """«cks với vneid đều 4»: the labels directly before share the number behind."""
        if any(atom.sort == "each" and atom.soft for atom in self.atoms):
            labels = [item for item in items if item.sort == "label"]
            numbers = [item for item in items if item.sort == "number"]
            if len(labels) == len(numbers) > 1 and items == labels + numbers:
                return list(zip(labels, numbers, strict=True)), []
            self.doubts.append(Doubt("two-readings", all=True))
            return [], items
        for position, item in enumerate(items):
            if item.sort != "number":
                continue
            start = items[position - 1].last + 1 if position else 0
            if not any(atom.sort == "each" for atom in self.atoms[start : item.first]):
                continue
            labels = []
            index = position - 1
            while index >= 0 and items[index].sort == "label":
                if labels and not self.gap(items[index], labels[0]).clean:
                    break
                labels.insert(0, items[index])
                index -= 1
            if index >= 0 and labels and items[index].sort == "number":
                gap = gap_of(items[index], labels[0], self.atoms, self.tokens, self.lexicon)
                taken = index > 0 and items[index - 1].sort == "label"
                if gap.level < 2 and not taken:
                    labels = labels[1:]
            following = items[position + 1] if position + 1 < len(items) else None
            alone = following is None or self.gap(item, following).level >= 2
            if len(labels) >= 2 and alone:
                gone = [*labels, item]
                alone = index < 1 or items[index - 1].sort != "group"  # but not «bà con với cán bộ … đều 4»
                leader = items[index] if index >= 0 and items[index].sort == "group" and alone else None
                if leader is not None and leads(leader, labels[0], labels, self.gap, self.campaign):
                    gone.append(leader)  # «cán bộ vneid và cks đều 4»
                    labels = [joint for label in labels if (joint := joined_with(label, leader, self.campaign))]
                return [(label, item) for label in labels], [other for other in items if other not in gone]
            if len(labels) == 1 and alone:
                for atom in self.atoms[start : item.first]:
                    if atom.sort == "each":
                        atom.sort = "masked"
                return [], items
            self.doubts.append(Doubt("two-readings", all=True))
            return [], items
        return [], items
