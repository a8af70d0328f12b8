"""Whether a message reports, or only talks: how it begins, what it asks, and what its figures stand beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from handlers.campaign import Campaign
from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.attempts import asks_apart, beside, closes_with_pair
from handlers.counts.clauses import Clauses
from handlers.counts.doubts import Verdict
from handlers.counts.opening import Opening, asks, wonders
from handlers.counts.operations import becomes_other
from handlers.counts.places import areas_in
from handlers.counts.retold import told_again
from handlers.counts.sentences import announced, one_for_two
from handlers.counts.tokens import Token, Words

_DONE = Words("được, đạt, đc, dc, xong")


@dataclass(frozen=True, slots=True)
class Message:
    """One message, with what is known of it before its figures are."""

    tokens: tuple[Token, ...]
    opening: Opening
    sent: date
    campaign: Campaign
    form: bool
    """Its writer has a report open."""

    def reports(self, verdict: Verdict, body: tuple[Token, ...], atoms: list[Atom]) -> bool:
        if self.form:
            asked = asks(self.tokens) or wonders(self.tokens)
            return not asked or any(atom.sort == "number" for atom in atoms)
        begged = (
            verdict.pairs > 0
            and (
                self._mends(body)
                or w.ADDING.within(body)
                or any(token.plain == "cong" for token in body)
                or _to_write(body)
            )
            and not any(token.text == "?" for token in body)
        )  # «sửa … giúp em», «… cộng vào giúp em»
        asked = asks(body) and not asks_apart(atoms, body) and not closes_with_pair(atoms, body)
        question = not begged and (asked or (not verdict.values and wonders(self.tokens)))
        if (_headed(atoms, body) or announced(atoms, body)) and not question:
            return True
        if self.opening.begins:
            stated = any(a.sort == "label" for a in atoms) and any(a.sort == "number" for a in atoms)
            return verdict.pairs > 0 or not question or (stated and not _queries(self.tokens))
        if verdict.pairs and not question and (verdict.corrected or self._mends(body)):
            return True
        mended = w.CORRECTING.within(body) and all(t.text != "?" for t in body)
        if (mended or not question) and told_again(atoms, body):
            return True
        opens = bool(atoms) and atoms[0].sort == "day" and atoms[0].day == self.sent and len(body) < 12
        named = {atom.ids for atom in atoms if atom.sort == "label"}
        alike = said(w.LIKE_BEFORE, atoms, body)
        short = bool(named) and len(body) < 8  # «cks y chang hôm qua»
        if alike and (any(t.plain == "bc" for t in body) or ((opens or short or len(named) > 1) and not question)):
            return True  # «hôm nay cũng như hôm qua nhé»
        if not question and (_bare_row(atoms, body) or one_for_two(atoms, body)):
            return True
        figures = [atom for atom in atoms if atom.sort == "number" or (atom.sort == "label" and atom.stem)]
        first = next((atom.sort for atom in atoms if atom.sort != "mark"), "")
        if len(named) > 1 and len(figures) > 1 and first in ("label", "number") and len(body) <= 20 and not question:
            return True
        if verdict.doubts and len(named) > 1 and not question and beside(atoms, body) > 1:
            return True  # «tối ni mần được 5 cks 9 app với 20 người học»
        most = 14 if first == "label" else 6
        if verdict.doubts and named and len(figures) > 1 and len(body) <= most and not question:
            return True  # «vneid 8 hộ 10» where «vneid» alone is no label
        today = any(atom.sort == "day" and atom.day == self.sent for atom in atoms)
        if verdict.doubts and named and figures and not question and (today or areas_in(atoms, body, self.campaign)):
            return True  # «tháng trước hồ sơ 20, tháng này 25»
        adds = bool(body) and w.ADDING.at(body, 0) > 0
        done = len(body) <= 12 and len(figures) > 1 and any(token in _DONE for token in body)
        if verdict.doubts and named and not question and (adds or done):
            return True  # «thêm vài cks nữa nè», «tui ghé 15 nhà kích hoạt được 7 người à»
        if verdict.pairs >= 2:
            return not (question and any(doubt.all for doubt in verdict.doubts))
        if verdict.pairs == 1 and not question:
            planned = any(doubt.reason == "goal" for doubt in verdict.doubts)
            if not self.opening.weak and self._chats(body, atoms):
                return False
            return (not planned or self.opening.weak) and (len(body) <= 25 or verdict.clear)
        return False

    def _chats(self, body: tuple[Token, ...], atoms: list[Atom]) -> bool:
        """A single figure in a sentence that tells how many there are: «ấp em có 950 hộ»."""
        line = Clauses(atoms, body)
        paired = [clause for clause in line.all if line.paired(clause.inner)]
        if paired:  # «kích hoạt 10, còn 2 cụ không có điện thoại»: what stands beside the figure
            body = body[atoms[paired[0].start].start : atoms[paired[-1].end - 1].end]
        words = [token.plain for token in body]
        people = any(word in ("ho", "nha", "nguoi", "dan", "luot") for word in words)
        if any(token in _DONE or token.low in ("làm", "lam") for token in body):
            return False
        return people and any(token.low in ("có", "co") for token in body) and not w.ADDING.within(body)

    def _mends(self, body: tuple[Token, ...]) -> bool:
        """It begins with «sửa», «nhầm», «bớt 1 …» and the like."""
        less = any(t.plain in ("bot", "tru", "giam") and n.kind == "digits" for t, n in pairwise(body[:5]))
        less = less or (body[:1] != () and w.UNREAL.at(body, 0) == 2 and body[0].plain in ("bot", "tru"))
        return less or w.CORRECTING.within(body, 0, 4) or becomes_other(body)


def _to_write(body: tuple[Token, ...]) -> bool:
    """«cks ghi 13 giúp em»: he begs for it to be written."""
    begged = ("giup", "gium", "dum")
    return any(
        token.plain == "ghi" and body[at + 1].kind == "digits" and any(t.plain in begged for t in body[at + 2 : at + 5])
        for at, token in enumerate(body[:-1])
    )


def said(words: Words, atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """These words stand in the line, and no rule has explained them."""
    if not words.within(body):
        return False
    told = {at for atom in atoms if atom.sort == "told" for at in range(atom.start, atom.end)}
    return any(words.at(body, at) for at in range(len(body)) if at not in told)


def _queries(tokens: tuple[Token, ...]) -> bool:
    """It ends as questions end, whatever words of a question stand inside."""
    return wonders(tokens) or any(token.text == "?" for token in tokens) or asks(tokens[-4:])


def _bare_row(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«thôn Plei Rơhai tối nay 4 6 20 11», «tối nay hs 5 đv 7»: a place or a day, and nothing but figures behind it."""
    counted = sum(atom.sort == "number" and not atom.loose for atom in atoms)
    grouped = sum(atom.sort == "group" for atom in atoms)
    placed = any(atom.sort in ("area", "day") for atom in atoms)
    placed = placed or (counted > 2 and sum(token.text == "\n" for token in body) >= counted - 1)  # «8\n5\n17»
    return (
        placed
        and (counted > 2 or counted == grouped == 2)
        and all(
            atom.sort in ("area", "day", "number", "group", "mark")
            or (atom.sort == "word" and (body[atom.start] in w.FILLERS or body[atom.start] in w.POLITE))
            for atom in atoms
        )
    )


def _headed(atoms: list[Atom], body: tuple[Token, ...]) -> bool:
    """«cks: cán bộ 2, người dân 5»: it begins with a label and its colon, and figures follow."""
    sorts = [atom.sort for atom in atoms[:2]]
    colon = sorts == ["label", "mark"] and body[atoms[1].start].text in (":", "=>")
    return colon and sum(atom.sort == "number" for atom in atoms) > 1
