"""Which number belongs to which label: pairs that are beyond doubt, and what is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.items import Gap, Item, gap_of
from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import Token, Words

_TAINT_AFTER_OK = Words(
    """
    quên báo, quên bc, quên gửi, quên nhắn, mới phải, mới đúng, mai làm tiếp, mai đi tiếp, mai tiếp, mai em, mai
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
_SO = Words("nên, nhưng, mà, vẫn")
"""What is told before these words does not touch the figure behind them."""
_ACHIEVED = Words("được, đc, dc, làm, xong, đạt, cho")
_INSTALL = Words("cài, đặt, tải")


@dataclass(slots=True, eq=False)
class Pair:
    """A label with its number."""

    label: Item
    number: Item
    sure: bool = True
    """Nothing else in the line could change it."""
    taint: str | None = None
    """Why the words around it make it doubtful."""

    @property
    def forward(self) -> bool:
        return self.label.first < self.number.first


@dataclass(slots=True)
class Trouble:
    """Something that must be asked."""

    reason: str
    items: tuple[Item, ...] = ()
    words: tuple[Token, ...] = ()


@dataclass(slots=True)
class Pairing:
    """One way of reading the line."""

    atoms: list[Atom]
    pairs: list[Pair] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    stray: list[Item] = field(default_factory=list)
    """Numbers that count nothing, being part of a story."""

    @property
    def complete(self) -> bool:
        return not self.troubles


class Pairer:
    """Pairs one list of atoms."""

    def __init__(self, atoms: list[Atom], tokens: tuple[Token, ...], lexicon: Lexicon) -> None:
        self.atoms, self.tokens, self.lexicon = atoms, tokens, lexicon
        self.result = Pairing(atoms)
        self.gaps: dict[tuple[int, int], Gap] = {}

    def pair(self, items: list[Item]) -> Pairing:
        """Pair within the parts of the line; where that leaves bare pieces, over the line as a whole."""
        parts = self._parts(items, 2)
        kept: list[list[Item]] = []
        for part in parts:
            left = self._without_story(part)
            if left:
                kept.append(left)
        if all(self._even(part) for part in kept):
            for part in kept:
                self._run(part)
        else:
            self._whole(kept)
        self._taint()
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

    def _without_story(self, part: list[Item]) -> list[Item]:
        """The part without numbers and labels that only tell a story; unknown labels become troubles."""
        items = list(part)
        linked = [False] * len(items)
        for i in range(len(items) - 1):
            if items[i].sort != items[i + 1].sort and self._gap(items[i], items[i + 1]).clean:
                linked[i] = linked[i + 1] = True
        for i in range(len(items) - 1):  # «3 bác chưa có vneid»: neither a figure nor a label
            gap = self._gap(items[i], items[i + 1])
            if gap.negated and items[i].sort == "number" and items[i + 1].sort == "label" and gap.level < 2:
                follows = i + 2 < len(items) and items[i + 2].sort == "number" and linked[i + 1]
                served = (
                    i > 1
                    and items[i - 2].sort == "number"
                    and self._gap(items[i - 2], items[i - 1]).level <= self._gap(items[i - 1], items[i]).level
                )
                if (served or not (i and linked[i] and items[i - 1].sort == "label")) and not follows:
                    linked[i] = linked[i + 1] = False
        kept: list[Item] = []
        for index, (item, link) in enumerate(zip(items, linked, strict=True)):
            later = [other for other, bound in zip(items[index + 1 :], linked[index + 1 :], strict=True) if bound]
            named = any((other.ids, other.group) == (item.ids, item.group) for other in later)
            if item.sort == "label" and not link and named and self._around(item):
                continue  # «bà cụ cũng ký số được, tổng cộng chữ ký số là mười»
            if link or (item.sort == "label" and not self._mention(item)):
                kept.append(item)
            elif item.sort == "number":
                self._lonely(item, part, kept)
            elif (
                len(kept) > 1 and kept[-1].sort == "number" and kept[-1] is items[index - 1] and self._serves(kept[-2])
            ):
                self.result.troubles.append(Trouble("two-readings", (kept[-2], kept[-1], item)))
            elif self._vague(item):
                self.result.troubles.append(Trouble("approximate", (item,)))
        return kept

    def _serves(self, label: Item) -> bool:
        """«hỗ trợ 3 bác lớn tuổi cài vneid»: who was helped, or what was done for them."""
        return self.tokens[label.atom.start].plain in ("ho", "huong", "hd", "tu") and label.atom.soft

    def _vague(self, label: Item) -> bool:
        """«cks nhiều lắm», «vài cks»: a word stands in the place of the figure."""
        before, after = label.first - 1, label.last + 1
        if before >= 0 and self.atoms[before].sort == "vague":
            said = self.atoms[before]
            return said.end - said.start > 1 or self.tokens[said.start].plain not in ("may", "nhieu", "it")
        while after < len(self.atoms) and (
            self._text(after) in (":", "=")
            or (
                self.atoms[after].sort == "word"
                and self.tokens[self.atoms[after].start].plain in ("duoc", "co", "thi", "la", "cung")
            )
        ):
            after += 1
        return after < len(self.atoms) and self.atoms[after].sort == "vague"

    def _mention(self, label: Item) -> bool:
        """A label without a figure that stands among other words of a story, or as a heading before other labels."""
        index = label.last + 1
        if index + 1 < len(self.atoms) and self._text(index) == ":":
            heads = self.atoms[index + 1].sort in ("label", "group") or self._text(index + 1) in ("\n", "-")
            if heads:
                later = [atom for atom in self.atoms[index:] if atom.sort in ("label", "group", "number")]
                return bool(later) and later[0].sort != "number"
        around = self._around(label)
        foreign = [token for token in around if not any(token in words for words in (w.FILLERS, w.POLITE, w.JOIN))]
        if label.atom.soft:
            return any(token not in w.JOIN for token in around)
        return len(foreign) >= 1

    def _text(self, index: int) -> str:
        return self.tokens[self.atoms[index].start].text

    def _around(self, item: Item) -> list[Token]:
        """The words of the part of the line in which an item stands, without those of any label or figure."""
        before: list[Token] = []
        words: list[Token] = []
        for step in (-1, 1):
            index = item.first - 1 if step < 0 else item.last + 1
            while 0 <= index < len(self.atoms):
                atom = self.atoms[index]
                if atom.sort == "mark" and self._text(index) in ("\n", ",", ";", ".", ":", "(", ")", "|", "!"):
                    break
                if atom.sort in ("label", "number", "group"):
                    break
                if atom.sort in ("word", "vague", "rest", "total"):
                    said = self.tokens[atom.start : atom.end]
                    if step < 0:
                        before[:0] = said
                    else:
                        words.extend(said)
                index += step
        return before + words

    def _lonely(self, number: Item, part: list[Item], kept: list[Item]) -> None:
        """A number without a label beside it: part of a story, of an unknown indicator, or bare."""
        after: list[Token] = []
        index = number.last + 1
        while index < len(self.atoms):
            atom = self.atoms[index]
            if atom.sort in ("mark", "label", "number", "group") and not (
                atom.sort == "mark" and self._text(index) in ('"', "'", ":", "=")
            ):
                break
            if atom.sort in ("word", "level", "masked"):
                after.extend(self.tokens[atom.start : atom.end])
            index += 1
        around = self._around(number)
        if (number.atom.zero or number.atom.loose) and (around or number.atom.loose):
            self.result.stray.append(number)
            return
        level = number.first > 0 and self.atoms[number.first - 1].sort == "level"
        if level:
            atom = self.atoms[number.first - 1]
            words = tuple(self.tokens[atom.start : atom.end])
            self.result.troubles.append(Trouble("unknown-label", (number,), words))
            return
        unknown = [t for t in after or around if t not in w.FILLERS and t not in w.POLITE and t.kind == "word"]
        before = [t for t in around if t not in after]
        near = next((t for t in (*after[:4], *before[-3:]) if len(t.plain) > 2 and self._typo(t)), None)
        said = [token for token in before if token.kind == "word"]
        if near is None and not after and unknown:
            joined = self.lexicon.nearest("".join(token.plain for token in said))
            near = said[0] if joined is not None and said else None
        achieved = bool(said) and said[-1] in _ACHIEVED and all(token in w.FILLERS for token in around)
        if near is not None:
            self.result.troubles.append(Trouble("unknown-label", (number,), (near,)))
        elif self._heading(number):
            self.result.stray.append(number)
        elif not after and unknown and self._keyed(number) and number.first > 0:
            self.result.troubles.append(Trouble("unknown-label", (number,), tuple(said[-3:])))
        elif achieved:
            kept.append(number)
        elif (any(token in w.STORY for token in (*after, *before)) and (unknown or len(around) > 1)) or len(
            unknown
        ) > 4:
            self.result.stray.append(number)
        elif unknown:
            self.result.troubles.append(Trouble("unknown-label", (number,), tuple(unknown[:3])))
        else:
            kept.append(number)

    def _heading(self, number: Item) -> bool:
        """«báo cáo 5 tiêu chí:», «3 danh sách:» before the first label."""
        if any(atom.sort in ("label", "group") for atom in self.atoms[: number.first]):
            return False
        index = number.last + 1
        while index < len(self.atoms) and self.atoms[index].sort == "word":
            index += 1
        return number.last + 1 < index < len(self.atoms) and self._text(index) == ":"

    def _keyed(self, number: Item) -> bool:
        """A word stands directly before the figure and ends nothing: «tờ khai 3»."""
        return self.atoms[number.first - 1].sort == "word" or self._text(number.first - 1) in (":", "=")

    def _typo(self, token: Token) -> bool:
        if token in w.FILLERS or token in w.STORY or token in w.POLITE or token.marked:
            return False
        return self.lexicon.nearest(token.plain) is not None

    # -- runs ---------------------------------------------------------------------------------------------------------

    def _run(self, run: list[Item]) -> None:
        """Pair a run of even length; it may turn only between two labels («5 cks vneid 12») or tight pairs."""
        if not run:
            return
        gaps = [self._gap(run[i], run[i + 1]) for i in range(len(run) - 1)]
        inner, outer = gaps[0::2], gaps[1::2]
        bound = any(g.leaning for g in inner) and not any(g.leaning for g in outer)
        levels = [-1 if bound and g.leaning else g.level for g in inner]
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
        for pair, is_tight in zip(pairs, tight, strict=True):
            if is_tight and len(pairs) > 1:
                directions.append([])
            else:
                directions[-1].append(pair.forward)
        if loose_ends or any(found != sorted(found) for found in directions):
            self.result.troubles.append(Trouble("two-readings", tuple(run)))
            return
        self.result.pairs.extend(pairs)

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
            if part[i].sort == "label" and part[i + 1].sort == "number" and gap.level == -1 and gap.colon:
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

    # -- the words around a pair --------------------------------------------------------------------------------------

    def _taint(self) -> None:
        for pair in self.result.pairs:
            first, last = min(pair.label.first, pair.number.first), max(pair.label.last, pair.number.last)
            pair.taint = self._before(first, pair) or self._after(last) or self._installed(pair) or self._beside(pair)
        told = [
            p for p in self.result.pairs if p.taint in ("negated", "goal") and not p.forward and self._people(p.label)
        ]
        self.result.pairs = [pair for pair in self.result.pairs if pair not in told]
        self.result.stray.extend(pair.number for pair in told)

    def _people(self, label: Item) -> bool:
        """«3 nhà đi vắng»: whom one met, not what was done."""
        return _PEOPLE.at(self.tokens[label.atom.start : label.atom.end], 0) == label.atom.end - label.atom.start

    def _stock(self, label: Item) -> bool:
        """Such as still wait or are away: «còn 12 hồ sơ chờ duyệt» is their very figure."""
        return len(label.ids) == 1 and self.lexicon.campaign.indicator(label.ids[0]).kind == "stock"

    def _beside(self, pair: Pair) -> str | None:
        """«…, 2 cán bộ xã đi cùng»: a group far from its indicator, in words that tell something else."""
        alone = pair.label.group is not None and pair.label.atom.start != self.atoms[pair.label.first].start
        foreign = [token for token in self._around(pair.label) if token not in w.FILLERS and token not in w.POLITE]
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
        ):
            return "two-readings"
        return None

    def _before(self, first: int, pair: Pair) -> str | None:
        """Goals, sums since the beginning, or what is still to be done, said before the figure."""
        index = first - 1
        span: list[int] = []
        while index >= 0 and self.atoms[index].sort in ("word", "masked", "vague", "rest", "total", "day"):
            if self.tokens[self.atoms[index].start] in _SO:
                break
            span.insert(0, index)
            index -= 1
        for at in span:
            atom = self.atoms[at]
            if atom.sort == "day" and atom.loose:
                return "goal"
            if atom.sort in ("masked", "day"):
                continue
            token = atom.start
            if w.CUMULATIVE.at(self.tokens, token):
                return "cumulative"
            if w.GOALS.at(self.tokens, token):
                return "goal"
            if (
                not self._stock(pair.label)
                and self.tokens[token] in w.NEGATING
                and not (
                    self.tokens[token] in w.FILLERS
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

    def _after(self, last: int) -> str | None:
        """«5 cks chưa xong», «12 vneid bị lỗi»: said directly behind the pair."""
        if self._lessened(last):
            return "two-readings"
        index = last + 1
        while index < len(self.atoms) and self.atoms[index].sort == "word":
            token = self.tokens[self.atoms[index].start]
            if _TAINT_AFTER_OK.at(self.tokens, self.atoms[index].start):
                return None
            if token in w.NEGATING and (token.marked or token not in w.FILLERS) and token.plain != "nhung":
                return "negated"
            if token not in w.FILLERS and token not in w.POLITE and token.plain not in ("ma", "nhung"):
                return None
            index += 1
        return None

    def _lessened(self, last: int) -> bool:
        """«cks 8 mà có 2 cái lỗi», «cks 8 trừ 2 cái trùng»: how many are left is not said."""
        index, number, less = last + 1, False, False
        while index < len(self.atoms) and self.atoms[index].sort in ("word", "number"):
            number = number or self.atoms[index].sort == "number"
            less = less or self.tokens[self.atoms[index].start] in _LESS
            index += 1
        return number and less and not (index < len(self.atoms) and self.atoms[index].sort in ("label", "group"))
