"""Labels that got no figure though the line seems to tell one: «chưa có ca nào vneif», «cán bộ kích hoạt hết rồi»."""

from __future__ import annotations

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.doubts import Doubt, Verdict
from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import Token, Words

_HUMAN = (
    "nha", "ho", "ho dan", "nha dan", "gia dinh", "huong dan", "hd", "tu van", "ho tro", "ba con", "dan", "nguoi dan",
    "nguoi huong dan", "huong dan nguoi dan", "so nha", "den nha", "ho gia dinh",
)  # fmt: skip
_UNDONE = Words("chưa, hẹn, mai, hỏi, không, ko, hông, hổng, từ chối, !chờ, !đợi, ngại, !sợ")
_NONE = ("k", "ko", "kg", "khong", "hong", "hok", "hk", "hem", "chua", "chang", "cha", "no")
_DENYING = ("chua", "chang", "cha", "no", "hong")
_ALL = ("hết", "đủ", "xong")
_SAID = 3
"""So many words say that there was none, and so many letters are no small word."""


class Untold:
    """Adds to a verdict what must be asked about such labels."""

    def __init__(self, atoms: list[Atom], tokens: tuple[Token, ...], lexicon: Lexicon, verdict: Verdict) -> None:
        self.atoms, self.tokens, self.lexicon, self.verdict = atoms, tokens, lexicon, verdict

    def unexplained(self, stray: list[int]) -> None:
        """A label that got no figure although its part of the line begins with it, counts, denies, or holds one."""
        known = {key.partition("/")[0] for key in self.verdict.values}
        known |= {key.partition("/")[0] for doubt in self.verdict.doubts for key in doubt.keys}
        for index, atom in enumerate(self.atoms):
            if atom.sort == "label" and self._left_vague(index):
                group = self.atoms[index + 1].ids[0]
                self.verdict.doubts.append(Doubt("approximate", (f"{atom.ids[0]}/{group}",)))
                continue
            if atom.sort == "label" and (whole := self._all_of(index)) is not None:
                self.verdict.doubts.append(Doubt("no-number", (f"{atom.ids[0]}/{whole}",)))
                continue
            if not self.verdict.values or atom.sort != "label" or set(atom.ids) & known or self._human(atom):
                continue
            if atom.end - atom.start == 1 and self.tokens[atom.start].low == "cho":
                continue  # «lam cho vo chong anh Duc»
            low, high = index, index
            while low and not self._breaks(self.atoms[low - 1]):
                low -= 1
            while high + 1 < len(self.atoms) and not self._breaks(self.atoms[high + 1]):
                high += 1
            part = self.atoms[low : high + 1]
            if any(low <= n <= high and not self.atoms[n].soft and self._denied(n, index) for n in stray):
                continue  # «5 người chưa có cks»
            if any(low <= number <= high for number in stray):
                # «12 bà con được hướng dẫn 3 bà con làm được cks»: a figure and a label are left, and may be a pair
                paired = any(other is not atom and other.sort == "label" for other in part)
                self.verdict.doubts.append(Doubt("no-number", (atom.ids[0],), all=paired))
                return
            nought = any(a.sort == "word" and w.ZERO.at(self.tokens, a.start) > 1 for a in part)
            nought = nought or self._none_such(part, atom)
            if nought and (not atom.soft or any(other.sort == "group" for other in part)):
                self.verdict.doubts.append(Doubt("no-number", (atom.ids[0],)))  # «gọi lại sau chưa có ca nào ckh»
                return
            asked = self.tokens[part[0].start].low == "hết" or any(self.tokens[a.start].low == "hỏi" for a in part)
            measured = atom.soft and any(other.sort == "masked" and other.loose for other in part)
            if asked or measured or any(other is not atom and other.sort == "label" for other in part):
                continue  # «đợi anh công an 30 phút»
            leads = all(self.tokens[other.start] in w.FILLERS for other in part if other.start < atom.start)
            if leads or any(self._counts(other) for other in part):
                self.verdict.doubts.append(Doubt("no-number", (atom.ids[0],)))
                return

    def _none_such(self, part: list[Atom], label: Atom) -> bool:
        """«k làm đc cks nào»: a word of denial before the label, and «nào» behind it."""
        behind = self.tokens[label.end].plain if label.end < len(self.tokens) else ""
        denied = any(a.start < label.start and self.tokens[a.start].plain in _NONE for a in part if a.sort == "word")
        return denied and behind == "nao"

    def none_of_unknown(self) -> None:
        """«chưa có ca nào vneif, lượt 5»: none of a label that is mistyped."""
        for index, atom in enumerate(self.atoms):
            taken = w.ZERO.at(self.tokens, atom.start) if atom.sort == "word" else 0
            if taken < _SAID or atom.start + taken >= len(self.tokens):
                continue
            named = self.tokens[atom.start + taken]
            following = next((a for a in self.atoms[index:] if a.start == atom.start + taken), None)
            if following is None or following.sort != "word" or len(named.plain) < _SAID or named in w.FILLERS:
                continue
            if not named.marked and self.lexicon.nearest(named.plain) is not None:
                self.verdict.doubts.append(Doubt("unknown-label", typed=named.text))
                return

    def _left_vague(self, index: int) -> bool:
        """«cks dân thì được mấy người»: of one group is told only that there were some."""
        atom, group = self.atoms[index], self.atoms[index + 1] if index + 1 < len(self.atoms) else None
        if group is None or group.sort != "group" or len(atom.ids) != 1:
            return False
        if f"{atom.ids[0]}/{group.ids[0]}" in self.verdict.values:
            return False
        for other in self.atoms[index + 2 :]:
            if other.sort == "vague":
                return True
            if other.sort != "word" or self.tokens[other.start] not in w.FILLERS:
                return False
        return False

    def _all_of(self, index: int) -> str | None:
        """«cán bộ kích hoạt hết rồi»: of that group is told only that all of them did it."""
        beside = [self.atoms[i] for i in (index - 1, index + 1) if 0 <= i < len(self.atoms)]
        group = next((atom.ids[0] for atom in beside if atom.sort == "group"), None)
        if group is None or len(self.atoms[index].ids) != 1:
            return None
        low = high = index
        while low and not self._breaks(self.atoms[low - 1]):
            low -= 1
        while high + 1 < len(self.atoms) and not self._breaks(self.atoms[high + 1]):
            high += 1
        part = self.atoms[low : high + 1]
        done = any(atom.sort == "word" and self.tokens[atom.start].low in _ALL for atom in part)
        counted = any(atom.sort in ("number", "masked", "told", "rest") for atom in part)
        return (
            group if done and not counted and f"{self.atoms[index].ids[0]}/{group}" not in self.verdict.values else None
        )

    def _denied(self, number: int, label: int) -> bool:
        """Between a figure that is told and the label behind it stands that it was not done."""
        between = [self.tokens[self.atoms[i].start] for i in range(number + 1, label)]
        return any(token in _UNDONE for token in between)

    def _human(self, atom: Atom) -> bool:
        """«nhà», «hỗ trợ»: such labels are words of every story."""
        said = " ".join(token.plain for token in self.tokens[atom.start : atom.end])
        return atom.soft and said in _HUMAN

    def _breaks(self, atom: Atom) -> bool:
        return atom.sort == "mark" and self.tokens[atom.start].text in ("\n", ",", ";", ".", "(", ")")

    def _counts(self, atom: Atom) -> bool:
        token = self.tokens[atom.start]
        return atom.sort == "vague" or (atom.sort == "word" and (token in w.NO or token.plain in _DENYING))
