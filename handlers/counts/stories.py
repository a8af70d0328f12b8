"""Which labels and numbers of a part of the line are only told: «3 bác chưa có vneid», «báo cáo 5 tiêu chí:»."""

from __future__ import annotations

from collections.abc import Callable

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.items import Gap, Item
from handlers.counts.lexicon import Lexicon
from handlers.counts.pairs import Pairing, Trouble
from handlers.counts.surroundings import Surroundings
from handlers.counts.tokens import Token, Words

_BROKEN = Words("hỏng, hư, lỗi, yếu, cũ, mất, già")
"""«2 máy tính hỏng 1»."""
_COUNTED_IN = ("co", "tinh", "luon", "ke", "gom", "trong")
"""«lượt 45 có 10 bác …», «cks 6 tính luôn 2 người …»: some of those before."""
_TURNS = ("lan", "dot", "buoi")
"""«cks 3 lần 1, 2 lần 2»: they tell no story."""
_ACHIEVED = Words("được, đc, dc, làm, xong, đạt, cho")
_PEOPLE = Words("người, ng, ca, hộ, nhà, cháu, bạn, cụ, đứa, em, bà con, dân, vợ")
_DID = Words("làm, mần, ký, kí, cài, mở, tạo, xong, rồi, được, đc, dc")
_NEVER = frozenset((
    "nói", "noi", "kêu", "keu", "trước", "truoc",
    "con", "còn", "trong", "đăng", "dang", "mai", "đi", "di", "cùng", "cung", "phụ", "phu", "giúp", "giup",
    "chạy", "chay", "nghỉ", "nghi", "gặp", "gap", "ghé", "ghe", "thăm", "họp", "hop",
))  # fmt: skip
"""Words of whom one met, or of some of those who are counted already."""
_CREW = ("to", "doi", "nhom", "tui", "minh")
_ASKED = ("nho", "xin")
_REALLY = ("thật", "that", "thực", "thuc", "thiệt", "thiet", "đúng", "dung", "ra", "phải", "phai")
_CLOSING = ("nhe", "nha", "nghen", "nhen", "hen", "ha", "a", "nhoa", "nghe")
_LESS = ("du", "thua", "thieu", "hut", "trung")
_DIGITAL = ("ky", "ki", "nang", "nghe", "vu")
"""«chữ ký số 3», «kỹ năng số 4» where the campaign does not have them."""


class Stories:
    """Leaves of each part what counts; what may count but cannot be placed becomes a trouble of the result."""

    def __init__(
        self,
        atoms: list[Atom],
        tokens: tuple[Token, ...],
        lexicon: Lexicon,
        result: Pairing,
        gap: Callable[[Item, Item], Gap],
    ) -> None:
        self.atoms, self.tokens, self.lexicon, self.result, self.gap = atoms, tokens, lexicon, result, gap
        self.near = Surroundings(atoms, tokens)

    def told(self, part: list[Item]) -> list[Item]:
        """The part without numbers and labels that only tell a story; unknown labels become troubles."""
        items = list(part)
        linked = [False] * len(items)
        for i in range(len(items) - 1):
            if items[i].sort != items[i + 1].sort and self.gap(items[i], items[i + 1]).clean:
                linked[i] = linked[i + 1] = True
        for i in range(len(items) - 1):  # «3 bác chưa có vneid»: neither a figure nor a label
            gap = self.gap(items[i], items[i + 1])
            if gap.negated and items[i].sort == "number" and items[i + 1].sort == "label" and gap.level < 2:
                follows = i + 2 < len(items) and items[i + 2].sort == "number" and linked[i + 1]
                served = (
                    i > 1
                    and items[i - 2].sort == "number"
                    and self.gap(items[i - 2], items[i - 1]).level <= self.gap(items[i - 1], items[i]).level
                )
                if (served or not (i and linked[i] and items[i - 1].sort == "label")) and not follows:
                    linked[i] = linked[i + 1] = False
        kept: list[Item] = []
        for index, (item, link) in enumerate(zip(items, linked, strict=True)):
            if item.sort == "label" and not link:
                later = (items[i] for i in range(index + 1, len(items)) if linked[i])
                named = any((other.ids, other.group) == (item.ids, item.group) for other in later)
                if named and self.near.around(item):
                    continue  # «bà cụ cũng ký số được, tổng cộng chữ ký số là mười»
            labelled = item.sort == "label" and not self._mention(item)
            if link or labelled or (item.sort == "number" and self._second(items, linked, index)):
                kept.append(item)
            elif item.sort == "number":
                if (helped := self._came(item, items[index + 1 : index + 2])) is not None:
                    self.result.troubles.append(Trouble("two-readings", (item, helped)))
                else:
                    self._lonely(item, part, kept)
            elif (
                len(kept) > 1 and kept[-1].sort == "number" and kept[-1] is items[index - 1] and self._serves(kept[-2])
            ):
                self.result.troubles.append(Trouble("two-readings", (kept[-2], kept[-1], item)))
            elif self._vague(item):
                self.result.troubles.append(Trouble("approximate", (item,)))
        return kept

    def _came(self, number: Item, following: list[Item]) -> Item | None:
        """«có 13 bà con tới nhờ hướng dẫn»: they asked for help, and were helped or not; the label of helping."""
        label = following[0] if following and following[0].sort == "label" else None
        if label is None or not self._serves(label) or number.atom.zero or number.atom.soft or number.atom.loose:
            return None
        between = self.atoms[number.last + 1 : label.first]
        said = [self.tokens[atom.start] for atom in between]
        asked = bool(said) and said[-1].plain in _ASKED
        told = any(token in w.NEGATING and token.plain not in _ASKED for token in said)
        return label if asked and not told and all(atom.sort == "word" for atom in between) else None

    def _second(self, items: list[Item], linked: list[bool], index: int) -> bool:
        """«cks sáng 5 chiều 7»: nothing but small words between the figure of a label and this one."""
        if index < 2 or not linked[index - 1] or [i.sort for i in items[index - 2 : index]] != ["label", "number"]:
            return False
        gap = self.gap(items[index - 1], items[index])
        atom = items[index].atom
        between = self.tokens[items[index - 1].atom.end : atom.start]
        counted = any(token.text == ":" or token.plain in _COUNTED_IN for token in between)
        told = self.atoms[items[index - 1].last + 1 : items[index].first]
        named = any(token in w.KIN for token in between)  # «5 nhà bà Tư 2 người»
        counted = counted or named or any(other.sort in ("masked", "told") for other in told)
        return gap.clean and gap.level < 1 and not (atom.loose or atom.zero or atom.soft or counted)

    def _vague(self, label: Item) -> bool:
        """«cks nhiều lắm», «vài cks»: a word stands in the place of the figure."""
        before, after = label.first - 1, label.last + 1
        if before >= 0 and self.atoms[before].sort == "vague":
            said = self.atoms[before]
            return said.end - said.start > 1 or self.tokens[said.start].plain not in ("may", "nhieu", "it")
        while after < len(self.atoms) and (
            self.near.text(after) in (":", "=")
            or (
                self.atoms[after].sort == "word"
                and self.tokens[self.atoms[after].start].plain in ("duoc", "co", "thi", "la", "cung")
            )
        ):
            after += 1
        return after < len(self.atoms) and self.atoms[after].sort == "vague"

    def _serves(self, label: Item) -> bool:
        """«hỗ trợ 3 bác lớn tuổi cài vneid»: who was helped, or what was done for them."""
        return self.tokens[label.atom.start].plain in ("ho", "huong", "hd", "tu") and label.atom.soft

    def _mention(self, label: Item) -> bool:
        """A label without a figure that stands among other words of a story, or as a heading before other labels."""
        index = label.last + 1
        if index + 1 < len(self.atoms) and self.near.text(index) == ":":
            heads = self.atoms[index + 1].sort in ("label", "group") or self.near.text(index + 1) in ("\n", "-")
            if heads:
                later = [atom for atom in self.atoms[index:] if atom.sort in ("label", "group", "number")]
                return bool(later) and later[0].sort != "number"
        if index < len(self.atoms) and self.near.text(index) in (":", "="):
            closed = [self.near.text(i) for i in range(index + 1, min(index + 3, len(self.atoms)))]
            if closed[:1] in ([","], ["/"], ["x"], ["."]) or closed[:2] == ["-", ","]:
                return False  # «cks: -, vneid: 5»
        around = self.near.around(label)
        if len(around) == 1 and index < len(self.atoms) and len(around[0].text) <= 3:
            odd = around[0] not in w.STORY and around[0] not in w.NEGATING and around[0] not in w.FILLERS
            if odd and around[0].start == self.tokens[self.atoms[index].start].start:
                return False  # «cks nil, vneid 5»
        foreign = [token for token in around if not any(token in words for words in (w.FILLERS, w.POLITE, w.JOIN))]
        if label.atom.soft:
            return any(token not in w.JOIN for token in around)
        return len(foreign) >= 1

    def _lonely(self, number: Item, part: list[Item], kept: list[Item]) -> None:
        """A number without a label beside it: part of a story, of an unknown indicator, or bare."""
        after: list[Token] = []
        index = number.last + 1
        while index < len(self.atoms):
            atom = self.atoms[index]
            if atom.sort in ("mark", "label", "number", "group") and not (
                atom.sort == "mark" and self.near.text(index) in ('"', "'", ":", "=")
            ):
                break
            turn = atom.sort == "masked" and self.tokens[atom.start].plain in _TURNS
            if atom.sort in ("word", "level", "masked") and not turn:
                after.extend(self.tokens[atom.start : atom.end])
            index += 1
        around = self.near.around(number)
        bare = number.atom.loose and self._stands_alone(number)
        if (number.atom.zero or number.atom.loose) and (around or number.atom.loose) and not bare:
            self.result.stray.append(number)
            return
        back = number.first - 1
        while back > 0 and self.near.text(back) in (":", "=", "-"):
            back -= 1
        if back >= 0 and self.atoms[back].sort == "level":
            atom = self.atoms[back]
            words = tuple(self.tokens[atom.start : atom.end])
            self.result.troubles.append(Trouble("unknown-label", (number,), words))
            return
        small = (w.FILLERS, w.POLITE, w.JOIN)
        unknown = [t for t in after or around if t.kind == "word" and not any(t in words for words in small)]
        before = [t for t in around if t not in after]
        near = next((t for t in (*after[:4], *before[-3:]) if len(t.plain) > 2 and self._typo(t)), None)
        said = [token for token in before if token.kind == "word"]
        if near is None and not after and unknown:
            joined = self.lexicon.nearest("".join(token.plain for token in said))
            near = said[0] if joined is not None and said else None
        achieved = (
            bool(said)
            and (said[-1] in _ACHIEVED or said[-1].low == "là")
            and (not after or all(token in w.FILLERS for token in around))
        )
        taught = said[-1:] and said[-1].plain == "lop" and "lop" in self.lexicon.plain_label_words
        if number.atom.doubt == "two-readings" and after and after[0] in _PEOPLE:
            self.result.troubles.append(Trouble("two-readings", (number,)))
        elif not after and said[-1:] and said[-1].low in ("là", "la") and any(t.low in _REALLY for t in said[-4:-1]):
            self.result.troubles.append(Trouble("bare-number", (number,)))  # «cks 7, thật ra là 9»
        elif not after and any(token.plain in _LESS for token in said[-3:]):
            self.result.troubles.append(Trouble("bare-number", (number,)))  # «cks 5, hình như dư 1»
        elif not after and len(said) > 1 and said[-2] in w.KIN and said[-1].text[:1].isupper():
            self.result.troubles.append(Trouble("bare-number", (number,)))  # «cks em 3 anh Minh 4»
        elif self._added(before, after):
            self.result.troubles.append(Trouble("bare-number", (number,)))  # «cks 4, giờ thêm 2»
        elif named := _unlisted(said, after):
            self.result.troubles.append(Trouble("unknown-label", (number,), named))
        elif near is None and not taught and self._done(before, after, index):
            self.result.troubles.append(Trouble("bare-number", (number,)))  # «…, 7 bác tới ký»
        elif near is not None or taught:
            self.result.troubles.append(Trouble("unknown-label", (number,), (near or said[-1],)))  # «lớp 40 người»
        elif self._keyed_unknown(before, after):
            self.result.troubles.append(Trouble("unknown-label", (number,), tuple(before[-3:])))
        elif self._heading(number):
            self.result.stray.append(number)
        elif not after and unknown and self._keyed(number) and number.first > 0 and said[-1] not in _BROKEN:
            self.result.troubles.append(Trouble("unknown-label", (number,), tuple(said[-3:])))
        elif achieved:
            kept.append(number)
        elif after and not unknown and after[-1].plain in _CLOSING and not before:
            kept.append(number)  # «…, 12 em nhé»
        elif (any(token in w.STORY for token in (*after, *before)) and (unknown or len(around) > 1)) or len(
            unknown
        ) > 4:
            self.result.stray.append(number)
        elif unknown:
            self.result.troubles.append(Trouble("unknown-label", (number,), tuple(unknown[:3])))
        else:
            kept.append(number)

    def _added(self, before: list[Token], after: list[Token]) -> bool:
        """So many more, and nothing says of what."""
        said = tuple(before)
        more = any(w.ADDING.at(said, at) == len(said) - at for at in range(max(0, len(said) - 3), len(said)))
        return more and all(token in w.FILLERS or token in w.POLITE for token in after)

    def _done(self, before: list[Token], after: list[Token], end: int) -> bool:
        """People of whom is told, up to the end of the clause, that they did it, and not what."""
        people = bool(after) and (after[0] in _PEOPLE or after[0] in w.KIN)
        closed = end >= len(self.atoms) or self.atoms[end].sort == "mark"
        if not people or not closed or any(token in w.NEGATING or token.low in _NEVER for token in (*before, *after)):
            return False
        if any(token.kind == "digits" or token in w.VAGUE or token.low in ("có", "co") for token in after):
            return False  # «có 1 cụ sinh 1945 ký được»: of those before
        if any(token.plain in _CREW for token in before) or [token.plain for token in after[:2]] == ["anh", "em"]:
            return False  # «tổ em 5 người làm»
        said = [token for token in after if token not in w.POLITE and token.plain not in ("het", "ca", "luon", "nua")]
        return bool(said) and said[-1] in _DID

    def _stands_alone(self, number: Item) -> bool:
        """«duoc chin», «(sau)»: a word that can only be a number, though it is written without marks."""
        before = self.near.text(number.first - 1) if number.first else ""
        after = self.near.text(number.last + 1) if number.last + 1 < len(self.atoms) else ""
        closed = not after or self.atoms[number.last + 1].sort == "mark"
        return closed and (before.lower() in ("duoc", "dat", "dc", "đc") or (before == "(" and after == ")"))

    def _keyed_unknown(self, before: list[Token], after: list[Token]) -> bool:
        """«zoom 12 người»: the shape of a label and its figure, in words of which none tells a story."""
        small = (w.FILLERS, w.POLITE, w.JOIN)
        heavy = [t for t in before if t.kind == "word" and not any(t in words for words in small)]
        return (
            0 < len(heavy) <= 3
            and not any(t in w.STORY or t in w.NEGATING or t.text[:1].isupper() for t in heavy)
            and all(t in w.FILLERS for t in after)
            and heavy[-1] is before[-1]
        )

    def _heading(self, number: Item) -> bool:
        """«báo cáo 5 tiêu chí:», «3 danh sách:» before the first label."""
        if any(atom.sort in ("label", "group") for atom in self.atoms[: number.first]):
            return False
        index = number.last + 1
        while index < len(self.atoms) and self.atoms[index].sort == "word":
            index += 1
        return number.last + 1 < index < len(self.atoms) and self.near.text(index) == ":"

    def _keyed(self, number: Item) -> bool:
        """A word stands directly before the figure and ends nothing: «tờ khai 3»."""
        return self.atoms[number.first - 1].sort == "word" or self.near.text(number.first - 1) in (":", "=")

    def _typo(self, token: Token) -> bool:
        if token in w.FILLERS or token in w.STORY or token in w.POLITE or token.marked:
            return False
        return self.lexicon.nearest(token.plain) is not None


def _unlisted(before: list[Token], after: list[Token]) -> tuple[Token, ...]:
    """«kỹ năng số 4», «ho so 5», «5 ho tro» where the campaign does not have them; else nothing."""
    if len(before) > 1 and before[-1].plain == "so" and before[-2].plain in _DIGITAL:
        return tuple(before[-3:])
    pairs = (tuple(before[-2:]), tuple(after[:2]))
    return next((pair for pair in pairs if [token.low for token in pair] in (["ho", "so"], ["ho", "tro"])), ())
