"""Read one typed line: either exactly its figures, or one short question, or a refusal with a line to copy."""

from __future__ import annotations

import re
from datetime import date, datetime

from bot.clock import VIETNAM
from handlers.campaign import Campaign
from handlers.counts import words as w
from handlers.counts.answers import Answers
from handlers.counts.asides import aside, signed_off
from handlers.counts.atoms import Atom
from handlers.counts.attempts import asks_of_figures, asks_of_record, attempted, closes_with_pair
from handlers.counts.bounds import implausible
from handlers.counts.commas import opened
from handlers.counts.corrections import denies_label
from handlers.counts.doubts import Doubt, Verdict
from handlers.counts.dropped import dropped
from handlers.counts.glue import stuck, unglued
from handlers.counts.houses import none_of_houses, none_or_politeness
from handlers.counts.judge import Judge
from handlers.counts.leftover import leftover
from handlers.counts.lexicon import Lexicon, lexicon_of
from handlers.counts.lone import unsure_alone
from handlers.counts.obstacles import inexact, split
from handlers.counts.opening import Opening, asks, opening
from handlers.counts.operations import operation_of
from handlers.counts.outcome import Operation, Reading
from handlers.counts.places import (
    areas_in,
    days_in,
    foreign_squad,
    other_period,
    several_areas,
    two_squads,
    unknown_place,
)
from handlers.counts.reports import Message, said
from handlers.counts.retold import days_in_one, retold
from handlers.counts.scan import MANY, Scanner
from handlers.counts.sentences import announced, bare, blank, figured, squad_alone
from handlers.counts.shapes import shapes
from handlers.counts.slips import denied_by_slip
from handlers.counts.stretched import unstretched
from handlers.counts.tables import unfolded
from handlers.counts.telex import mended
from handlers.counts.tokens import Token, Words, tidy, tokenise
from handlers.counts.undoing import undoes
from handlers.counts.unheard import unheard

LONGEST = 2000
"""A longer message is no report line; it is refused unread."""
MOST_WORDS = 200
"""Nor is one of more words, numbers and signs: three times as many as in the longest letter of a squad."""


def read(line: str, campaign: Campaign, *, sent_at: datetime, form: bool = False) -> Reading:
    """What a line means, relative to the moment at which it was sent. Pure; never raises on any text.

    «store» puts no question. A day other than the message's own is always asked about («other-day»), and so is a
    figure larger than the place («implausible»); the offered choices say «đúng» («bc đúng ngày 17/10/2025 …»), and
    only such a line is stored without asking again. With `form` the person has a report open: only a question without
    any number is «chat».
    """
    lexicon = lexicon_of(campaign)
    text = tidy(line.lower() if line.isupper() else line)  # typed with Caps Lock on, capitals make no names
    text = _SPELT.sub("vneid", _MATES.sub("bạn", _GLUED.sub(r"\1 ", text)))
    sent = sent_at.astimezone(VIETNAM).date()
    answers = Answers(campaign, sent)
    if len(text) > LONGEST:
        return answers.refused("too-long")
    text = mended(unstretched(_called(text), lexicon), lexicon.spelt)
    text = opened(unfolded(unglued(text, lexicon), lexicon), lexicon)
    return _Line(text, lexicon, sent, form=form, answers=answers).read()


_GLUED = re.compile(r"^(\s*bc)(?=(?:cks|vneid|vnied|dvc|luot|lượt|kh|m[12])(?:\W|\d|$))", re.IGNORECASE)
"""«bccks 5»: a blank was missed behind the opening word."""


_MATES = re.compile(r"(?<=\d )bn(?= [^\W\d_])|(?<=\d)bn(?= [^\W\d_])")
"""«5 bn đoàn viên»: «bạn», and not «bao nhiêu»."""


_SPELT = re.compile(r"\bv[êeiìờ][ -](?:en|nờ|no)[ -][eêi][ -](?:i|ai)[ -][đd][iêe]\b", re.IGNORECASE)
"""«vê en e i đi»: VNeID letter by letter, as a telephone writes what it hears."""


_CALLING = re.compile(
    r"^(\W*(?:(?:a ?l[ôo]+|dạ|em|chào|này)[ ,]*)*(?:anh|chị|chi|cô|chú|bác|sếp|thầy|ông|bà)(?: [^\W\d_]+){0,2})"
    r" (?:hả|hở|đó hả)"
    r"(?=[ ,?!.])[ ,?!.]*(?=.*\d|.* (?:đội|tổ) )",
    re.IGNORECASE,
)


def _called(text: str) -> str:
    """«a lô anh Tuấn hả, đội năm đây …»: he makes sure who it is, and asks nothing."""
    return _CALLING.sub(r"\1 ơi, ", text)


_UP_TO = Words("cho đủ, cho tròn, cho được, cho bằng, lên thành, nữa là, là đủ, vị chi, cho chẵn")
"""Behind «thêm»: up to so many, and not so many more."""
_OURS = Words(
    "đội em, đội mình, đội tui, đội tôi, tụi em, tụi mình, bên em, bên mình, tổ em, tổ mình, ấp em, thôn em, còn em"
)
_DONE = Words("được, đạt, đc, dc, xong")


class _Line:
    def __init__(self, text: str, lexicon: Lexicon, sent: date, *, form: bool, answers: Answers) -> None:
        self.text, self.lexicon, self.sent, self.form, self.answers = text, lexicon, sent, form, answers
        self.campaign = lexicon.campaign
        self.tokens = tokenise(text)
        self.opening: Opening = opening(self.tokens)
        self.disputed: set[str] = set()
        """Figures for which another way of reading a doubtful line finds two numbers."""

    def read(self) -> Reading:
        if undoes(self.tokens):
            return self.answers.undone()
        if len(self.tokens) > MOST_WORDS:
            counted = sum(token.kind == "digits" for token in self.tokens) > 3
            reports = self.form or self.opening.begins or counted
            return self.answers.refused("too-long") if reports else Reading("chat")
        self.tokens = signed_off(self.tokens, self.opening.end)
        body, obstacle = split(self.tokens[self.opening.end :], self.text, self._figures, self._labelled)
        self.answers.obstacle = obstacle
        atoms = self._scan(body)
        if sum(1 for atom in atoms if atom.sort in ("number", "label", "group")) > MANY:
            return self.answers.refused("too-long") if self.form or self.opening.begins else Reading("chat")
        verdict, taken = self._best(atoms, body)
        message = Message(self.tokens, self.opening, self.sent, self.campaign, self.form)
        report = message.reports(verdict, body, atoms)
        if not report and not attempted(atoms, body):
            return Reading("chat")
        if report and (blank(atoms, body) or squad_alone(atoms)):
            return self.answers.refused("no-number")
        if report and not self.form and announced(atoms, body) and not figured(atoms):
            return self.answers.refused("no-number")  # «ấp Tân Hòa xin báo cáo kết quả: đã triển khai …»
        operation = operation_of(body, verdict, atoms)
        areas = areas_in(atoms, body, self.campaign)
        if len(areas) > 1:
            return self._two_areas(atoms, body, areas)
        area = areas[0] if areas else None
        doubts = list(verdict.doubts) if report else [Doubt("one-reading", all=True)]
        lone = self._lone(verdict, operation) and not announced(atoms, body)
        if lone and not doubts and (reason := unsure_alone(atoms, body)):
            doubts.append(Doubt(reason, all=True))
        if stuck(atoms, body, self.lexicon) is not None:
            doubts.append(Doubt("two-readings", all=True))  # «3ohai», «sốxanăm»
        if verdict.pairs and (none_of_houses(body) or denies_label(atoms, body)):
            doubts.append(Doubt("two-readings", all=True))
        if verdict.pairs and (house := none_or_politeness(self.tokens, self.opening.end)) is not None:
            entry = self.lexicon.longest(self.tokens, house)
            doubts += [Doubt("two-readings", entry[0].ids, (0,))] if entry is not None else []
        if verdict.pairs and days_in_one(body):
            doubts.append(Doubt("day-unclear", all=True))
        if operation == "add" and _UP_TO.within(body):
            doubts.append(Doubt("two-readings", all=True))  # «thêm cho đủ 10 cks»
        if (
            operation == "set"
            and not (self.form or self.opening.begins)
            and (asks_of_figures(body, atoms) or asks_of_record(atoms, body))
        ):
            doubts.append(Doubt("two-readings", all=True))
        if operation != "add" and not verdict.corrected and retold(atoms, body, self.tokens[: self.opening.end]):
            doubts.append(Doubt("two-readings", all=True))  # «hồi nãy em báo cks 7, thật ra là ít»
        told = frozenset(body[at].start for a in atoms if a.sort == "told" for at in range(a.start, a.end))
        hint = aside(self.tokens, self.opening, self.lexicon, form=self.form, told=told)
        if hint == "chat" and closes_with_pair(atoms, body):
            hint = "two-readings"  # «em gọi phòng hỏi thì họ nói mai mới có máy, nên tối nay chỉ được 2 cks»
        if hint in ("chat", "plan"):
            coming = any(atom.sort == "day" and atom.loose for atom in taken)
            done = any(token in _DONE for token in body)
            done = done or (hint == "chat" and _OURS.within(body, 1))
            single = verdict.pairs < 2 and not (self.opening.weak and verdict.values and done)
            if single or asks(body) or (hint == "chat" and (coming or not done)):
                return Reading("chat")
            hint = "goal"  # «định làm 10 cks mà chỉ được 4, lượt 13»
        if hint is not None and (verdict.pairs or verdict.values):
            doubts.insert(0, Doubt(hint, all=True))
        if said(w.LIKE_BEFORE, atoms, body):
            return self.answers.asked(Doubt("like-yesterday", all=True), {}, operation, area, None, verdict)
        foreign = unknown_place(taken, body, self.campaign)
        if foreign is not None and area is None and verdict.pairs:
            doubts.insert(0, Doubt("unknown-area", typed=foreign, all=True))
        if area is not None and several_areas(taken, body, self.campaign):
            doubts.insert(0, Doubt("two-areas", all=True))
        apart = area is not None and foreign_squad(self.tokens[: self._first(atoms)], area, self.campaign)
        if verdict.pairs and (apart or two_squads(self.tokens[: self._first(atoms)])):
            doubts.insert(0, Doubt("two-areas", all=True))
        if verdict.pairs and other_period(taken, body, self.sent):
            doubts.insert(0, Doubt("day-unclear", all=True))
        if not verdict.values and not doubts:
            figures = [atom.value for atom in atoms if atom.sort == "number" and atom.value]
            if not figures or not (any(atom.sort == "label" for atom in atoms) or bare(atoms, body)):
                return self.answers.refused("no-number")
            doubts.append(Doubt("bare-number", numbers=tuple(figures), all=True))  # «2 lớp kỹ năng số, 45 người học»
        sure = self.opening.sure
        if not sure:
            doubts += implausible(verdict.values, self.campaign, area)
        day, explicit = days_in(taken, body, self.sent)
        if day is None:
            doubts.insert(0, Doubt("day-unclear", all=True))
        elif day > self.sent and hint == "goal":
            pass  # «mai dự kiến cks 20, vneid 10»
        elif day > self.sent:
            return self.answers.refused("future-day", day=day, values=verdict.values)
        elif day != self.sent:
            inside = self.campaign.start <= self.sent <= self.campaign.end
            if inside and not self.campaign.start <= day <= self.campaign.end:
                return self.answers.refused("outside-campaign", day=day, values=verdict.values)
            if not (sure and explicit):
                doubts.insert(0, Doubt("other-day", all=True))
        if not doubts and operation == "set" and (missed := unheard(body, self.lexicon, verdict.values)) is not None:
            doubts.append(missed)
        if not doubts and (denied := denied_by_slip(body, self.lexicon)) is not None:
            doubts.append(Doubt("two-readings", (denied,)))
        if not doubts and operation == "set" and (left := leftover(body, self.lexicon, verdict.values)) is not None:
            doubts.append(Doubt("bare-number", numbers=(left,)))
        if not doubts and (torn := dropped(body, verdict.values)) is not None:
            doubts.append(torn)
        if not doubts:
            return self.answers.stored(verdict.values, operation, area, day or self.sent)
        return self.answers.asked(doubts[0], self._certain(verdict, doubts), operation, area, day, verdict)

    def _scan(self, body: tuple[Token, ...]) -> list[Atom]:
        return Scanner(self.text, body, self.lexicon, self.sent).scan()

    def _best(self, atoms: list[Atom], body: tuple[Token, ...]) -> tuple[Verdict, list[Atom]]:
        """The one reading without doubt; the least doubtful one where there is none, or several that differ."""
        tried: list[tuple[Verdict, list[Atom], int]] = []
        self.disputed = set()
        grouped = any(atom.sort == "group" for atom in atoms)
        for shaped, changes in shapes(atoms, body):
            for header in (False, True) if grouped else (False,):
                copied = [atom.copy() for atom in shaped] if grouped and not header else shaped
                tried.append((Judge(copied, body, self.lexicon, header=header).judge(), copied, changes))
        clear = [entry for entry in tried if entry[0].clear and entry[0].values]
        if clear:
            first = clear[0]
            if all(entry[0].values == first[0].values for entry in clear):
                return first[0], first[1]
            most = max(len(entry[0].values) for entry in clear)
            best = [entry for entry in clear if len(entry[0].values) == most]
            if all(entry[0].values == best[0][0].values for entry in best) and len(best) < len(clear):
                return best[0][0], best[0][1]
            verdict = Verdict(pairs=first[0].pairs, numbers=first[0].numbers)
            verdict.doubts.append(Doubt("two-readings", all=True, readings=[entry[0].values for entry in clear[:3]]))
            return verdict, first[1]
        ranked = min(
            tried,
            key=lambda e: (sum(3 if d.all else 1 for d in e[0].doubts) if e[0].doubts else 9, -len(e[0].values), e[2]),
        )
        self.disputed = {
            key
            for other, _, _ in tried
            for doubt in other.doubts
            if doubt.reason == "two-numbers"
            for key in doubt.keys
            if ranked[0].values.get(key) in doubt.numbers
        }
        return ranked[0], ranked[1]

    def _certain(self, verdict: Verdict, doubts: list[Doubt]) -> dict[str, int]:
        """What no doubt touches."""
        if any(doubt.all for doubt in doubts):
            return {}
        touched = {key for doubt in doubts for key in doubt.keys} | self.disputed
        return {k: v for k, v in verdict.values.items() if k not in touched and k.partition("/")[0] not in touched}

    def _lone(self, verdict: Verdict, operation: Operation) -> bool:
        """One figure in a message that nobody asked for and that does not begin like a report."""
        return verdict.pairs == 1 and not (self.form or self.opening.begins or self.opening.weak)

    def _first(self, atoms: list[Atom]) -> int:
        """The token behind all that stands before the first label."""
        return self.opening.end + next((atom.start for atom in atoms if atom.sort == "label"), len(self.tokens))

    def _figures(self, part: tuple[Token, ...]) -> bool:
        """Whether a part of the line behind an obstacle is nothing but labels with their numbers."""
        if not part or len(part) > 12:
            return False
        atoms = self._scan(part)
        sorts = [atom.sort for atom in atoms]
        if ("label" not in sorts and "group" not in sorts) or "number" not in sorts:
            return False
        for atom in atoms:
            if atom.sort == "word" and part[atom.start] not in w.FILLERS and part[atom.start] not in w.JOIN:
                return False
            if atom.sort == "level" or (atom.sort == "masked" and not w.ABOUT.at(part, atom.start)):
                return False
        found = self._best(atoms, part)[0]
        return found.clear or inexact(found.doubts, part)

    def _labelled(self, tokens: tuple[Token, ...], at: int) -> bool:
        """A label of this campaign stands here («vm» for those who were away)."""
        entry = self.lexicon.longest(tokens, at)
        return entry is not None and entry[0].sort == "indicator"

    def _two_areas(self, atoms: list[Atom], body: tuple[Token, ...], areas: list[str]) -> Reading:
        """One question, with a line for each place where both parts are clear by themselves."""
        marks = [atom for atom in atoms if atom.sort == "area"]
        first_number = next((atom.start for atom in atoms if atom.sort == "number"), 0)
        leading = marks[0].start < first_number
        lines: list[tuple[str, Reading]] = []
        for index, mark in enumerate(marks):
            if leading:
                start = mark.start
                stop = marks[index + 1].start if index + 1 < len(marks) else len(body)
            else:
                start = marks[index - 1].end if index else 0
                stop = mark.end
            part = body[start:stop]
            if part:
                text = "bc " + self.text[part[0].start : part[-1].end].strip(" ,;.\n")
                inner = _Line(tidy(text), self.lexicon, self.sent, form=True, answers=Answers(self.campaign, self.sent))
                lines.append((text, inner.read() if text != self.text else Reading("chat")))
        return self.answers.two_areas([reading for _, reading in lines])
