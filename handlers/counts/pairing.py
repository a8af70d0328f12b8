"""Which number belongs to which label: pairs that are beyond doubt, and what is doubtful."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.counts.atoms import Atom
from handlers.counts.items import Gap, Item, gap_of
from handlers.counts.lexicon import Lexicon
from handlers.counts.pairs import Pair, Pairing, Trouble
from handlers.counts.stories import Stories
from handlers.counts.taints import Taints
from handlers.counts.tokens import Token, Words

_UNITS = Words("người, ca, cái, trường hợp, tài khoản, tk, bác, hồ sơ, ng, ông, cụ, nguoi")
_GOING = Words("đi, ghé, đến, tới, thăm, vô, vào, dzô, zô")


def _headed(pair: Pair) -> bool:
    """«kích hoạt cho 9 hội viên»: the indicator stands before the number, its group behind."""
    return pair.label.group is not None and pair.label.atom.start < pair.number.atom.start and not pair.forward


class Pairer:
    """Pairs one list of atoms."""

    def __init__(self, atoms: list[Atom], tokens: tuple[Token, ...], lexicon: Lexicon) -> None:
        self.atoms, self.tokens, self.lexicon = atoms, tokens, lexicon
        self.result = Pairing(atoms)
        self.gaps: dict[tuple[int, int], Gap] = {}

    def pair(self, items: list[Item]) -> Pairing:
        """Pair within the parts of the line; where that leaves bare pieces, over the line as a whole."""
        stories = Stories(self.atoms, self.tokens, self.lexicon, self.result, self._gap)
        parts = self._parts(items, 2)
        kept: list[list[Item]] = []
        for part in parts:
            left = stories.told(part)
            if left:
                kept.append(left)
        if all(self._even(part) for part in kept):
            for part in kept:
                self._run(part)
        else:
            self._whole(kept)
        Taints(self.atoms, self.tokens, self.lexicon).mark(self.result)
        return self.result

    def _gap(self, left: Item | None, right: Item | None) -> Gap:
        key = (id(left), id(right))
        if key not in self.gaps:
            self.gaps[key] = gap_of(left, right, self.atoms, self.tokens, self.lexicon)
        return self.gaps[key]

    def _parts(self, items: Sequence[Item], level: int) -> list[list[Item]]:
        parts: list[list[Item]] = []
        for index, item in enumerate(items):
            if index == 0 or self._gap(items[index - 1], item).level >= level:
                parts.append([])
            parts[-1].append(item)
        return parts

    def _even(self, part: list[Item]) -> bool:
        return len(part) % 2 == 0 and all(
            part[i].sort != part[i + 1].sort and self._gap(part[i], part[i + 1]).clean for i in range(0, len(part), 2)
        )

    # -- runs ---------------------------------------------------------------------------------------------------------

    def _run(self, run: list[Item]) -> None:
        """Pair a run of even length; it may turn only between two labels («5 cks vneid 12») or tight pairs."""
        if not run:
            return
        gaps = [self._gap(run[i], run[i + 1]) for i in range(len(run) - 1)]
        inner, outer = gaps[0::2], gaps[1::2]
        bound = any(g.leaning for g in inner) and not any(g.leaning or g.colon for g in outer)  # «4 - m2: 105 - nha»
        levels = [-1 if bound and g.leaning else g.level for g in inner]
        mixed = all(g.level in (-2, 0) and not g.spoken for g in gaps) and any(g.level == -2 for g in outer)
        onward = all(g.level == -2 for g in outer) and set(levels) in ({0}, {-1})
        if run[0].sort == "label" and len(outer) and (mixed or onward):
            levels = [-2] * len(levels)  # «cks 5vneid 8luot 20», «cks5vneid 7 lượt16»
        pairs: list[Pair] = []
        tight: list[bool] = []
        loose_ends = False
        for number in range(len(inner)):
            left, right = run[2 * number], run[2 * number + 1]
            pair = Pair(left, right) if left.sort == "label" else Pair(right, left)
            before = outer[number - 1].level if number else 8
            after = outer[number].level if number < len(outer) else 8
            if levels[number] > min(before, after):
                loose_ends = True
            tight.append(levels[number] < min(before, after))
            pairs.append(pair)
        directions: list[list[bool]] = [[]]
        for number, (pair, is_tight) in enumerate(zip(pairs, tight, strict=True)):
            if number and pairs[number - 1].forward and not pair.forward:
                last = pairs[number - 1].number
                if self._counted(last) or self._went(last, pair.number):
                    directions.append([])  # «mức một ba người đi hai mươi ba hộ»
            if is_tight and len(pairs) > 1:
                directions.append([])
            elif not pair.number.atom.zero and not _headed(pair):
                directions[-1].append(pair.forward)
        if loose_ends or any(found != sorted(found) for found in directions):
            self.result.troubles.append(Trouble("two-readings", tuple(run)))
            return
        self.result.pairs.extend(pairs)

    def _counted(self, number: Item) -> bool:
        """Its unit or its own label stands directly behind it, so that no later label can take it."""
        if number.last > number.first:
            return True  # «gõ cửa mười nhà được ba người ký số»
        after = self.atoms[number.last + 1] if number.last + 1 < len(self.atoms) else None
        return after is not None and after.sort == "word" and self.tokens[after.start] in _UNITS

    def _went(self, last: Item, number: Item) -> bool:
        """«vneid 6 ghé 12 nhà»: a new clause begins between two figures."""
        between = self.tokens[last.atom.end : number.atom.start]
        return any(token in _GOING for token in between)

    def _whole(self, parts: list[list[Item]]) -> None:
        """The parts are not even by themselves: read the line as one run, or say what is wrong with each part."""
        items = [item for part in parts for item in part]
        even = len(items) % 2 == 0 and len(items) > 0
        for i in range(0, len(items) - 1, 2):
            gap = self._gap(items[i], items[i + 1])
            even = even and items[i].sort != items[i + 1].sort and gap.clean
        if even and len({items[i].sort for i in range(0, len(items), 2)}) == 1:
            before = len(self.result.troubles)
            self._run(items)
            if len(self.result.troubles) == before:
                return
            del self.result.troubles[before:]
        for part in parts:
            if self._even(part):
                self._run(part)
            elif len(part) == 1 and part[0].sort == "label":
                self.result.troubles.append(Trouble("no-number", (part[0],)))
            elif all(item.sort == "number" for item in part):
                self.result.troubles.append(Trouble("bare-number", tuple(part)))
            else:
                self._odd(part)

    def _odd(self, part: list[Item]) -> None:
        """A part that does not come out even: keep what is glued or bound by a colon, ask for the rest."""
        used: set[int] = set()
        for i in range(len(part) - 1):
            gap = self._gap(part[i], part[i + 1])
            if part[i].sort == "label" and part[i + 1].sort == "number" and gap.level == -1 and gap.colon and gap.clean:
                after = self._gap(part[i + 1], part[i + 2]).level if i + 2 < len(part) else 8
                if after >= 0 and i not in used:
                    used.update((i, i + 1))
                    self.result.pairs.append(Pair(part[i], part[i + 1]))
        left = [item for i, item in enumerate(part) if i not in used]
        if left:
            numbers = [item for item in left if item.sort == "number"]
            labels = [item for item in left if item.sort == "label"]
            if not numbers:
                reason = "no-number"
            elif not labels or (len({label.ids for label in labels}) == 1 and len(numbers) > 1):
                reason = "two-numbers"
            else:
                reason = "two-readings"
            self.result.troubles.append(Trouble(reason, tuple(left)))
