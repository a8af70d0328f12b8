"""From pairs to figures: groups, totals, corrections, «đều 4»; every pair that is doubtful becomes a doubt."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.campaign import Campaign
from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.groups import joined
from handlers.counts.items import Gap, Item, gap_of, items_of
from handlers.counts.lexicon import Lexicon
from handlers.counts.pairing import Pair, Pairer, Trouble
from handlers.counts.tokens import Token, Words, spell

MOST = 2000
"""More than this in one message is asked about where the campaign does not know how many people live there."""
_HESITATING = Words("ờ, à, ý, í, ủa, quên, nhầm, lộn, ớ, ui, ấy")
"""«năm ờ không phải sáu»: the writer corrects himself, and the later number may be the right one."""


@dataclass(slots=True)
class Doubt:
    """What must be asked: why, about which figures, with which numbers as readings, and what it makes doubtful."""

    reason: str
    keys: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    typed: str = ""
    all: bool = False
    """The whole line is in doubt, not only these figures."""
    readings: list[dict[str, int]] = field(default_factory=list)
    """Whole readings that contradict each other."""


@dataclass(slots=True)
class Verdict:
    """One way of reading the line, judged."""

    values: dict[str, int] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    corrected: bool = False
    pairs: int = 0
    numbers: int = 0
    headed: bool = False

    @property
    def clear(self) -> bool:
        return not self.doubts


class Judge:
    """Judges one shape of a line."""

    def __init__(self, atoms: list[Atom], tokens: tuple[Token, ...], lexicon: Lexicon, *, header: bool) -> None:
        self.atoms, self.tokens, self.lexicon, self.header = atoms, tokens, lexicon, header
        self.campaign: Campaign = lexicon.campaign
        self.verdict = Verdict(headed=header)
        self.alone = True

    def judge(self) -> Verdict:
        """The figures of this shape, and every doubt about them."""
        verdict = self.verdict
        items = self._corrected(items_of(self.atoms))
        items = self._split_up(self._repeated(items))
        totals, items = self._totals(items)
        items = self._summed(items)
        rest, items = self._rest(items)
        shared, items = self._each(items)
        lost: list[Item] = []
        if self.campaign.groups:
            items, lost = joined(
                items,
                lambda a, b: gap_of(a, b, self.atoms, self.tokens, self.lexicon),
                self.campaign,
                header=self.header,
            )
        else:
            items = [item for item in items if item.sort != "group"]
        items = _merged(items, self._gap, self._unit)
        pairing = Pairer(self.atoms, self.tokens, self.lexicon).pair(items)
        verdict.numbers = sum(1 for atom in self.atoms if atom.sort == "number")
        figures: dict[str, list[Pair]] = {}
        self.alone = len(pairing.pairs) + len(shared) == 1
        for pair in pairing.pairs:
            verdict.pairs += 1
            self._pair(pair, figures)
        for label, number in shared:
            verdict.pairs += 1
            self._pair(Pair(label, number), figures)
        for trouble in pairing.troubles:
            self._trouble(trouble)
        if lost and any(pairing.troubles or pairing.pairs for _ in lost):
            self._lost(lost)
        self._fold(figures)
        if totals:
            self._total(totals)
        if rest is not None:
            verdict.doubts.append(Doubt("rest-zero", numbers=(rest.atom.value or 0,)))
        return verdict

    # -- forms ------------------------------------------------------------------------------------------------------

    def _corrected(self, items: list[Item]) -> list[Item]:
        """«6 chứ không phải 8», «không phải 8 mà 6», «8 thành 6»: only the right number is left."""
        out = list(items)
        numbers = [item for item in items if item.sort == "number"]
        for first, second in itertools.pairwise(numbers):
            span = range(first.atom.end, second.atom.start)
            if any(w.NOT_BUT.at(self.tokens, at) for at in span):
                if any(self.tokens[at] in _HESITATING for at in span):
                    first.atom.doubt = second.atom.doubt = "two-numbers"
                    continue
                wrong = second
            elif (
                any(self._becomes(at, second) for at in span)
                or any(self.tokens[at].text in ("->", "=>", "→") for at in span)
                or (
                    any(self.tokens[at].plain == "ma" for at in span)
                    and any(
                        w.NOT_BUT.at(self.tokens, at) for at in range(max(0, first.atom.start - 4), first.atom.start)
                    )
                )
            ):
                wrong = first
            else:
                continue
            if any(item.sort == "label" for item in items[items.index(first) + 1 : items.index(second)]):
                continue
            if wrong in out:
                out.remove(wrong)
                self.verdict.corrected = True
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

    def _becomes(self, at: int, right: Item) -> bool:
        """«thành» stands directly before the right number, and is no part of «thanh niên» or «thành công»."""
        taken = w.BECOMES.at(self.tokens, at)
        between = self.tokens[at + taken : right.atom.start]
        return taken > 0 and all(token.plain in ("la", "co", "duoc", ":") for token in between)

    def _repeated(self, items: list[Item]) -> list[Item]:
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

    def _split_up(self, items: list[Item]) -> list[Item]:
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

    def _totals(self, items: list[Item]) -> tuple[list[Item], list[Item]]:
        """Numbers behind «tổng»: a sum over what was named, unless a label takes them."""
        found: list[Item] = []
        for position, item in enumerate(items):
            if item.sort != "number":
                continue
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
            if before is not None and before.sort != "number" and self._gap(before, item).level < 2:
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
                        and self._gap(after, further).level < 2
                    )
                ):
                    continue
            found.append(item)
        return found, [item for item in items if item not in found]

    def _summed(self, items: list[Item]) -> list[Item]:
        """«cks 5, lũy kế 120»: beside the figure of the day the sum since the beginning counts nothing."""
        out: list[Item] = []
        for position, item in enumerate(items):
            start = items[position - 1].last + 1 if position else 0
            said = any(w.CUMULATIVE.at(self.tokens, atom.start) for atom in self.atoms[start : item.first])
            after = items[position + 1] if position + 1 < len(items) else None
            alone = after is None or self._gap(item, after).level >= 1
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

    def _gap(self, left: Item, right: Item) -> Gap:
        return gap_of(left, right, self.atoms, self.tokens, self.lexicon)

    def _unit(self, label: Item, item: Item) -> bool:
        """«lên sàn 3 hộ»: the word behind the figure is the unit in which the label before it is counted."""
        if label.group is not None or item.group is not None or len(label.ids) != 1:
            return False
        said = " ".join(token.plain for token in self.tokens[item.atom.start : item.atom.end])
        unit = spell(self.campaign.indicator(label.ids[0]).unit)[1]
        return unit == said or unit.startswith(f"{said} ")

    def _rest(self, items: list[Item]) -> tuple[Item | None, list[Item]]:
        for position, item in enumerate(items):
            if item.sort == "number" and any(
                atom.sort == "rest"
                for atom in self.atoms[(items[position - 1].last + 1 if position else 0) : item.first]
            ):
                after = items[position + 1] if position + 1 < len(items) else None
                if after is None or self._gap(item, after).level >= 2:
                    return item, [other for other in items if other is not item]
        return None, items

    def _each(self, items: list[Item]) -> tuple[list[tuple[Item, Item]], list[Item]]:
        """«cks với vneid đều 4»: the labels directly before share the number behind."""
        if any(atom.sort == "each" and atom.soft for atom in self.atoms):
            labels = [item for item in items if item.sort == "label"]
            numbers = [item for item in items if item.sort == "number"]
            if len(labels) == len(numbers) > 1 and items == labels + numbers:
                return list(zip(labels, numbers, strict=True)), []
            self.verdict.doubts.append(Doubt("two-readings", all=True))
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
                if labels and not self._gap(items[index], labels[0]).clean:
                    break
                labels.insert(0, items[index])
                index -= 1
            if index >= 0 and labels and items[index].sort == "number":
                gap = gap_of(items[index], labels[0], self.atoms, self.tokens, self.lexicon)
                taken = index > 0 and items[index - 1].sort == "label"
                if gap.level < 2 and not taken:
                    labels = labels[1:]
            following = items[position + 1] if position + 1 < len(items) else None
            alone = following is None or self._gap(item, following).level >= 2
            if len(labels) >= 2 and alone:
                gone = [*labels, item]
                return [(label, item) for label in labels], [other for other in items if other not in gone]
            if len(labels) == 1 and alone:
                for atom in self.atoms[start : item.first]:
                    if atom.sort == "each":
                        atom.sort = "masked"
                return [], items
            self.verdict.doubts.append(Doubt("two-readings", all=True))
            return [], items
        return [], items

    # -- figures ----------------------------------------------------------------------------------------------------

    def _key(self, label: Item) -> str:
        return f"{label.ids[0]}/{label.group}" if label.group else label.ids[0]

    def _pair(self, pair: Pair, figures: dict[str, list[Pair]]) -> None:
        number = pair.number.atom
        value = number.value
        key = self._key(pair.label)
        doubts = self.verdict.doubts
        if len(pair.label.ids) > 1:
            doubts.append(Doubt("two-readings", pair.label.ids, (value,) if value is not None else ()))
        elif number.doubt is not None:
            doubts.append(Doubt(number.doubt, (key,), (value,) if value is not None else ()))
        elif pair.taint is not None:
            doubts.append(Doubt(pair.taint, (key,), (value,) if value is not None else ()))
        elif (self.alone and self._level(pair)) or self._swallowed(pair):
            doubts.append(Doubt("two-readings", (key,), (value,) if value is not None else ()))
        else:
            figures.setdefault(key, []).append(pair)

    def _level(self, pair: Pair) -> bool:
        """«vneid 2», «vneid hai» and nothing else: the figure two, or only the level."""
        label, number = pair.label.atom, pair.number.atom
        if not pair.forward or number.start != label.end or number.value not in (1, 2) or number.zero:
            return False
        return label.stem or any(
            entry.sort == "indicator" and entry.stem and len(entry.parts) == label.end - label.start + 1
            for entry in self.lexicon.entries.get(self.tokens[label.start].plain, ())
        )

    def _swallowed(self, pair: Pair) -> bool:
        """«vneid25»: 25, or level 2 and five."""
        token = self.tokens[pair.number.atom.start]
        if token.kind != "digits" or token.spaced or token.text[0] not in "12" or len(token.text) < 2:
            return False
        if pair.label.atom.end != pair.number.atom.start:
            return False
        start = pair.label.atom.start
        for entry in self.lexicon.entries.get(self.tokens[start].plain, ()):
            parts = entry.parts
            if (
                parts[-1][0] == token.text[0]
                and len(parts) - 1 == pair.label.atom.end - start
                and all(part[1] == self.tokens[start + i].plain for i, part in enumerate(parts[:-1]))
            ):
                return True
        return False

    def _trouble(self, trouble: Trouble) -> None:
        keys = tuple(self._key(item) for item in trouble.items if item.sort == "label")
        numbers = tuple(
            item.atom.value for item in trouble.items if item.sort == "number" and item.atom.value is not None
        )
        doubtful = next((item.atom.doubt for item in trouble.items if item.atom.doubt is not None), None)
        typed = " ".join(token.text for token in trouble.words)
        reason = trouble.reason
        if reason == "no-number" and any(self._vague_near(item) for item in trouble.items):
            reason = "approximate"
        if reason == "two-readings" and doubtful:
            reason = doubtful
        whole = reason in ("two-readings", "bare-number", "range") or len(trouble.items) > 2
        self.verdict.doubts.append(Doubt(reason, tuple(dict.fromkeys(keys)), numbers, typed, all=whole))

    def _vague_near(self, label: Item) -> bool:
        around = self.atoms[max(0, label.first - 3) : label.last + 5]
        return any(atom.sort == "vague" for atom in around)

    def _lost(self, lost: list[Item]) -> None:
        for item in lost:
            beside = self.atoms[max(0, item.first - 2) : item.last + 4]
            if any(atom.sort == "number" for atom in beside) and not self._unit_of(item):
                typed = " ".join(token.text for token in self.tokens[item.atom.start : item.atom.end])
                self.verdict.doubts.append(Doubt("group-needed", typed=typed, all=True))
                return

    def _unit_of(self, group: Item) -> bool:
        """«mức 1: 5 người dân»: the word of a group only says that people were counted."""
        plain = " ".join(token.plain for token in self.tokens[group.atom.start : group.atom.end])
        return plain in ("nguoi dan", "ba con", "dan", "cong dan", "nhan dan", "hoi", "khac", "cd")

    def _fold(self, figures: dict[str, list[Pair]]) -> None:
        """Numbers per key; two numbers for one, totals with their groups, indicators that lack a group."""
        values, doubts = self.verdict.values, self.verdict.doubts
        doubted = {key for doubt in doubts for key in doubt.keys}
        for key, pairs in figures.items():
            numbers = [pair.number.atom.value or 0 for pair in pairs]
            if len(pairs) > 1:
                doubts.append(Doubt("two-numbers", (key,), tuple(dict.fromkeys(numbers))))
            elif key in doubted:
                doubts.append(Doubt("two-numbers", (key,), tuple(numbers)))
            else:
                values[key] = numbers[0]
        for key in [key for key in values if "/" not in key and self.campaign.indicator(key).groups]:
            total = values.pop(key)
            parts = {other: number for other, number in values.items() if other.startswith(f"{key}/")}
            if not parts:
                doubts.append(Doubt("group-needed", (key,), (total,)))
            elif sum(parts.values()) != total:
                for part in parts:
                    del values[part]
                doubts.append(Doubt("total-disagrees", tuple(parts), (total, sum(parts.values()))))

    def _total(self, totals: list[Item]) -> None:
        values = self.verdict.values
        for item in totals:
            total = item.atom.value
            sums = {sum(values.values())}
            for indicator in self.campaign.indicators:
                parts = [number for key, number in values.items() if key.startswith(f"{indicator.id}/")]
                if parts:
                    sums.add(sum(parts))
            if not values and not self.verdict.doubts:
                self.verdict.doubts.append(Doubt("bare-number", numbers=(total or 0,), all=True))
            elif total not in sums or item.atom.doubt:
                keys = tuple(values)
                self.verdict.doubts.append(Doubt("total-disagrees", keys, (total or 0, sum(values.values())), all=True))


def _merged(items: list[Item], near: Callable[[Item, Item], Gap], unit: Callable[[Item, Item], bool]) -> list[Item]:
    """«lượt hướng dẫn»·«lượt», «hướng dẫn 20 lượt»: the same label twice beside one number is one label."""
    out: list[Item] = []
    for index, item in enumerate(items):
        last = out[-1] if out else None
        if (
            last is not None
            and item.sort == last.sort == "label"
            and (item.ids, item.group) == (last.ids, last.group)
            and item.first == last.last + 1
        ):
            last.last = item.last
            continue
        after = items[index + 1] if index + 1 < len(items) else None
        if (
            len(out) >= 2
            and item.sort == "label"
            and out[-1].sort == "number"
            and out[-2].sort == "label"
            and ((out[-2].ids == item.ids and out[-2].group == item.group) or unit(out[-2], item))
            and item.first - out[-1].last <= 2
            and near(out[-2], out[-1]).clean
            and near(out[-1], item).level < 2
            and not (after is not None and near(item, after).level < near(out[-1], item).level)
            and not (after is not None and after.sort == "number" and after.first == item.last + 1)
        ):
            out[-1].last = item.last
            continue
        out.append(item)
    return out


def implausible(values: Mapping[str, int], campaign: Campaign, area: str | None) -> list[Doubt]:
    """Figures that exceed the people who live there (anywhere, when no area is named), or another figure's part."""
    doubts: list[Doubt] = []
    leaves = campaign.below(area) if area is not None and campaign.has_area(area) else campaign.leaves
    for key, value in values.items():
        indicator, group = campaign.indicator(key), campaign.group(key)
        bound = 0
        for leaf in leaves:
            people = leaf.populations
            if indicator.id == "ho" or indicator.unit == "hộ":
                here = people.get("ho")
            elif group is not None:
                here = people.get(group.id, max((n for p, n in people.items() if p != "ho"), default=None))
            else:
                here = (
                    max(
                        sum(people.get(g.id, 0) for g in campaign.groups),
                        *(n for p, n in people.items() if p != "ho"),
                        0,
                    )
                    or None
                )
            here = MOST if here is None else here
            bound = bound + here if area is not None else max(bound, here)
        if value > (bound or MOST):
            doubts.append(Doubt("implausible", (key,), (value,)))
    for indicator in campaign.indicators:
        if (
            indicator.part_of
            and indicator.id in values
            and values.get(indicator.part_of, values[indicator.id]) < values[indicator.id]
        ):
            doubts.append(
                Doubt(
                    "part-exceeds", (indicator.id, indicator.part_of), (values[indicator.id], values[indicator.part_of])
                )
            )
    return doubts
