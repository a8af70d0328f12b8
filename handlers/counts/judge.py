"""From pairs to figures: groups, totals, corrections, «đều 4»; every pair that is doubtful becomes a doubt."""

from __future__ import annotations

from handlers.campaign import Campaign
from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.bare import spares_pairs
from handlers.counts.doubts import Doubt, Verdict
from handlers.counts.forms import Forms
from handlers.counts.groups import joined
from handlers.counts.items import Item, gap_of, items_of
from handlers.counts.lexicon import Lexicon
from handlers.counts.lost import unplaced
from handlers.counts.merging import adjoining, merged
from handlers.counts.owners import other_kind, two_owners
from handlers.counts.pairing import Pairer
from handlers.counts.pairs import Pair, Trouble
from handlers.counts.tokens import Token, Words
from handlers.counts.untold import Untold

_FOLK = ("o", "mệ", "cụ", "em", "cháu", "người", "bạn", "nam", "nữ", "nu")
_SO_MANY = Words("vậy là, thế là, tính ra, rứa là, vị chi, như vậy là, rốt cuộc")


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
        forms = Forms(self.atoms, self.tokens, self.lexicon)
        items = forms.right_numbers(items_of(self.atoms))
        items = forms.split_up(forms.repeated(items))
        totals, items = forms.totals(items)
        items = forms.summed(items)
        rest, items = forms.rest(items)
        shared, items = forms.each(items)
        verdict.corrected = forms.corrected
        verdict.doubts.extend(forms.doubts)
        lost: list[Item] = []
        if self.campaign.groups:
            items, lost = joined(
                adjoining(items),
                lambda a, b: gap_of(a, b, self.atoms, self.tokens, self.lexicon),
                self.campaign,
                header=self.header,
            )
        else:
            items = [item for item in items if item.sort != "group"]
        items = merged(items, forms.gap, forms.unit)
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
        spared = spares_pairs(self.atoms, self.tokens, pairing)
        for trouble in pairing.troubles:
            self._trouble(trouble, spared=spared)
        if lost and any(pairing.troubles or pairing.pairs for _ in lost):
            self.verdict.doubts.extend(unplaced(lost, self.atoms, self.tokens))
        for doubt in two_owners(self.atoms, self.tokens, self.lexicon, pairing.pairs):
            verdict.doubts.append(doubt)
            figures.pop(doubt.keys[0], None)
        self._fold(figures)
        untold = Untold(self.atoms, self.tokens, self.lexicon, verdict)
        untold.none_of_unknown()
        untold.unexplained([item.first for item in pairing.stray])
        loose = [item for trouble in pairing.troubles for item in trouble.items if item.sort == "number"]
        self._divided(pairing.pairs, pairing.stray, loose)
        if totals:
            self._total(totals)
        if rest is not None:
            verdict.doubts.append(Doubt("rest-zero", numbers=(rest.atom.value or 0,)))
        if verdict.doubts:
            for pair in pairing.pairs:
                if pair.number.atom.soft:
                    verdict.values.pop(self._key(pair.label), None)  # «tổ 5 thu nhận 12 kích hoạt mấy người»
        return verdict

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
            doubts.append(
                Doubt(number.doubt, (key,), (value,) if value is not None else (), all=self._runs_on(pair.number))
            )
        elif pair.taint is not None:
            doubts.append(Doubt(pair.taint, (key,), (value,) if value is not None else ()))
        elif (self._level(pair) and (self.alone or self._glued(pair))) or self._swallowed(pair) or self._parted(pair):
            doubts.append(Doubt("two-readings", (key,), (value,) if value is not None else ()))
        else:
            figures.setdefault(key, []).append(pair)

    def _runs_on(self, number: Item) -> bool:
        """«cks 4,5 lượt 13»: the five may be those of the label behind."""
        after = self.atoms[number.last + 1] if number.last + 1 < len(self.atoms) else None
        comma = any(token.text == "," for token in self.tokens[number.atom.start : number.atom.end])
        return comma and after is not None and after.sort == "label"

    def _level(self, pair: Pair) -> bool:
        """«vneid 2», «vneid hai» and nothing else: the figure two, or only the level."""
        label, number = pair.label.atom, pair.number.atom
        if not pair.forward or number.start != label.end or number.value not in (1, 2) or number.zero:
            return False
        return label.stem or any(
            entry.sort == "indicator" and entry.stem and len(entry.parts) == label.end - label.start + 1
            for entry in self.lexicon.entries.get(self.tokens[label.start].plain, ())
        )

    def _glued(self, pair: Pair) -> bool:
        """«vneid2» in one word: even beside other figures."""
        token = self.tokens[pair.number.atom.start]
        return token.kind == "digits" and not token.spaced

    def _parted(self, pair: Pair) -> bool:
        """«cks 5, vneid 2, 12»: the level and its figure, or the figure two and another without a label."""
        between = self.tokens[pair.label.atom.end : pair.number.atom.start]
        return pair.label.atom.stem and pair.forward and any(token.text == "," for token in between)

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

    def _trouble(self, trouble: Trouble, *, spared: bool) -> None:
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
        whole = not spared and (reason in ("two-readings", "bare-number", "range") or len(trouble.items) > 2)
        self.verdict.doubts.append(Doubt(reason, tuple(dict.fromkeys(keys)), numbers, typed, all=whole))

    def _vague_near(self, label: Item) -> bool:
        around = self.atoms[max(0, label.first - 3) : label.last + 5]
        return any(atom.sort == "vague" for atom in around)

    def _divided(self, pairs: list[Pair], stray: list[Item], loose: list[Item]) -> None:
        """«kích hoạt 5 người già 3 người trẻ»: two figures of the same people; which one is meant, or both?"""
        for pair in pairs:
            if (kin := other_kind(pair.number, [*stray, *loose], self.atoms, self.tokens)) is not None:
                numbers = (kin.atom.value or 0, pair.number.atom.value or 0)
                self.verdict.doubts.append(Doubt("two-numbers", (self._key(pair.label),), numbers))
                self.verdict.values.pop(self._key(pair.label), None)
                return
            unit = self._unit_behind(pair.number)
            index = max(pair.number.last, pair.label.last if unit else 0) + 1
            while unit and index < len(self.atoms) and self.atoms[index].sort == "word":
                index += 1
            if unit and self._text(index) == "," and self._succeeds(index + 1, unit):
                index += 1  # «8 ca cks, 6 ca thành công»
            other = next((item for item in stray if item.first == index), None)
            together = self._together(pair.number, [*stray, *loose])
            if together is not None:
                other = together  # «3 cô với 2 chú»
            if other is not None and (together is not None or self._unit_behind(other) == unit):
                numbers = (pair.number.atom.value or 0, other.atom.value or 0)
                self.verdict.doubts.append(Doubt("two-numbers", (self._key(pair.label),), numbers))
                self.verdict.values.pop(self._key(pair.label), None)
                return

    def _together(self, number: Item, others: list[Item]) -> Item | None:
        """«3 cô với 2 chú», «3 ông 2 bà», «3 bác, 2 cô»: a figure of other people, told with that of these."""
        at = number.last + 2
        joint = self._text(at)
        comma = joint == ","
        at += comma or (at < len(self.atoms) and self.tokens[self.atoms[at].start] in w.JOIN)
        other = next((item for item in others if item.first == at), None)
        if other is None or other.atom.soft or other.atom.zero:
            return None
        closed = at + 2 >= len(self.atoms) or self.atoms[at + 2].sort == "mark"
        return other if self._folk(number.last + 1) and self._folk(at + 1) and (closed or not comma) else None

    def _folk(self, index: int) -> bool:
        """A word for people who are counted."""
        atom = self.atoms[index] if index < len(self.atoms) else None
        token = self.tokens[atom.start] if atom is not None and atom.sort == "word" else None
        return token is not None and (token in w.KIN or token.low in _FOLK)

    def _text(self, index: int) -> str:
        return self.tokens[self.atoms[index].start].text if index < len(self.atoms) else ""

    def _succeeds(self, number: int, unit: str) -> bool:
        """A figure with that unit, of which is said only that it was done."""
        at = self.atoms[number].end if number < len(self.atoms) else len(self.tokens)
        behind = self.tokens[at : at + 3]
        done = [token.plain for token in behind[1:]]
        return bool(behind) and behind[0].plain == unit and done[:1] in (["xong"], ["thanh"], ["dat"], ["hoan"])

    def _unit_behind(self, number: Item) -> str:
        behind = self.atoms[number.last + 1] if number.last + 1 < len(self.atoms) else None
        plain = self.tokens[behind.start].plain if behind is not None else ""
        return plain if plain in ("nguoi", "bac", "ca", "cu", "chau", "ban") else ""

    def _fold(self, figures: dict[str, list[Pair]]) -> None:
        """Numbers per key; two numbers for one, totals with their groups, indicators that lack a group."""
        values, doubts = self.verdict.values, self.verdict.doubts
        doubted = {key for doubt in doubts for key in doubt.keys}
        for key, pairs in figures.items():
            numbers = [pair.number.atom.value or 0 for pair in pairs]
            if len(pairs) > 1 and (whole := self._whole(pairs)) is not None:
                values[key] = whole
            elif len(pairs) > 1:
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

    def _whole(self, pairs: list[Pair]) -> int | None:
        """«4 người làm cks …, tổng cks 9»: the one of several figures that is called the total, where it can be."""
        totals = [pair for pair in pairs if self._totalled(pair)]
        parts = [pair.number.atom.value or 0 for pair in pairs if pair not in totals]
        if len(totals) != 1:
            return None
        whole = totals[0].number.atom.value or 0
        told = any(atom.sort == "total" for atom in self.atoms)
        return whole if whole == sum(parts) or (told and len(parts) == 1 and whole > parts[0]) else None

    def _totalled(self, pair: Pair) -> bool:
        index = min(pair.label.first, pair.number.first) - 1
        while index >= 0 and (
            (
                self.atoms[index].sort == "word"
                and not _SO_MANY.at(self.tokens, self.atoms[index].start)
                and self.tokens[self.atoms[index].start] in w.FILLERS
            )
            or self.tokens[self.atoms[index].start].low == "ni"
            or (self.atoms[index].sort == "day" and not self.atoms[index].loose)
        ):
            index -= 1
        summed = index >= 0 and _SO_MANY.at(self.tokens, self.atoms[index].start) > 0
        return index >= 0 and (self.atoms[index].sort == "total" or summed)

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
