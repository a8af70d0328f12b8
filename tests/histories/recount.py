"""Reckon a history again from its raw messages alone, by the rules as they are promised; no line is the bot's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from tests.histories.talk import LABELS, ODD, Message

WITHIN = timedelta(minutes=10)
LOCKS = timedelta(days=2)
CAMPAIGN = (date(2025, 10, 10), date(2025, 12, 31))
OBLIGATORY = ("cks", "vneid2", "luot")
Operation = Literal["set", "add", "correct"]
_LINE = re.compile(r"^bc (?:đúng ngày (\d+)/(\d+)/(\d+) )?(thêm |sửa )?")
_LEAVE = re.compile(r"^/nghi (\S+)-(\S+) ")


def deadline(day: date) -> datetime:
    """Saturday 16:30 of that day's week."""
    saturday = day + timedelta(days=5 - day.weekday())
    return datetime.fromisoformat(f"{saturday}T16:30:00+07:00")


def locked(day: date, at: datetime) -> bool:
    return at > deadline(day) + LOCKS


@dataclass
class Version:
    """What one message wrote."""

    message: int
    who: str
    day: date
    values: dict[str, int]
    before: dict[str, int | None]
    stored: datetime
    kind: Literal["real", "practice", "adjust", "undo"]
    operation: Operation
    undone: bool = False
    booked: dict[str, int] = field(default_factory=dict)
    booked_on: date | None = None


@dataclass
class Question:
    """What the bot waits for from one person, and what it asks after that."""

    kind: Literal["clash", "odd", "adjust", "practice"]
    day: date
    values: dict[str, int]
    operation: Operation
    sent: datetime
    now: datetime
    odd: dict[str, int] = field(default_factory=dict)
    stored: bool = False


@dataclass
class Recount:
    """The hamlet as it should stand after these messages."""

    cells: dict[tuple[date, str], int] = field(default_factory=dict)
    first: dict[tuple[date, str], datetime] = field(default_factory=dict)
    booked: list[tuple[date, date, str, int]] = field(default_factory=list)
    """(day told wrong, day it counts on, key, difference)"""
    excuses: list[tuple[date, date] | None] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    open: dict[str, Question] = field(default_factory=dict)
    practice: dict[str, tuple[int, datetime | None]] = field(default_factory=dict)
    told: dict[int, list[Version]] = field(default_factory=dict)

    def take(self, message: Message) -> None:
        """One message more."""
        question = self.open.get(message.who)
        if question is not None and message.now >= question.now + timedelta(hours=24):
            self.open.pop(message.who)
            question = None
        text = message.text
        if message.choice:
            self._back_on_duty(message)
        elif text.startswith("bc "):
            self._line(message)
        elif text.startswith("/nghi"):
            self._leave(message)
        elif text == "huỷ":
            self._cancel(message, question)
        elif text == "tập":
            left, until = self.practice.get(message.who, (0, None))
            if not left or (until is not None and message.now > until):
                self.practice[message.who] = (1, message.now + timedelta(hours=1))
        elif text == "thôi tập":
            self.practice[message.who] = (0, None)
        elif question is not None:
            self._answer(message, question)

    # -- figures -------------------------------------------------------------------------------------------------------

    def week(self, monday: date) -> tuple[dict[str, int], dict[str, int], bool, bool, bool]:
        """Values, totals, complete, timely, excused of the week."""
        sunday = monday + timedelta(days=6)
        values: dict[str, int] = {}
        totals: dict[str, int] = {}
        for (day, key), value in self.cells.items():
            if day <= sunday:
                totals[key] = totals.get(key, 0) + value
            if monday <= day <= sunday:
                values[key] = values.get(key, 0) + value
        for _, day, key, delta in self.booked:
            if day <= sunday:
                totals[key] = totals.get(key, 0) + delta
            if monday <= day <= sunday:
                values[key] = values.get(key, 0) + delta
        moments: dict[str, list[datetime]] = {}
        for (day, key), moment in self.first.items():
            if monday <= day <= sunday:
                moments.setdefault(key, []).append(moment)
        complete = all(key in moments for key in OBLIGATORY)
        timely = complete and all(min(moments[key]) <= deadline(monday) for key in OBLIGATORY)
        days = {monday + timedelta(days=step) for step in range(7)}
        days = {day for day in days if CAMPAIGN[0] <= day <= CAMPAIGN[1]}
        free = {day for day in days for one in self.excuses if one is not None and one[0] <= day <= one[1]}
        return values, totals, complete, timely, bool(days) and days == free

    # -- lines ---------------------------------------------------------------------------------------------------------

    def _line(self, message: Message) -> None:
        values, day, operation = _read(message.text, message.sent_at.date())
        earlier = self._about(message)
        if earlier is not None:
            if values == earlier.values:
                return
            dated = "đúng ngày" in message.text and day != message.sent_at.date()
            if dated and day != earlier.day:
                return  # it speaks of another day: nothing changes
            day = earlier.day
            if operation != "set":
                raise AssertionError("an edit says what stands")
        practising = self._practising(message) if earlier is None else earlier.kind == "practice"
        if practising:
            self._practise(message, day, values, operation, earlier)
            return
        if locked(day, message.sent_at):
            self._late(message, day, values, added=operation == "add")
            return
        self.open.pop(message.who, None)
        clash: dict[str, int] = {}
        large = self._large(message, values)
        if operation == "set" and earlier is None:
            clash = {key: value for key, value in values.items() if (day, key) in self.cells and key not in large}
            values = {key: value for key, value in values.items() if key not in clash}
        odd = large | {key: value for key, value in values.items() if self._odd(day, key, value)}
        clear = {key: value for key, value in values.items() if key not in odd}
        stored = bool(clear) or (earlier is not None and not odd)
        if stored:
            if earlier is not None:
                gone = [key for key in earlier.values if key not in values]
                if gone:
                    self._restore(message, earlier, gone)
            self._write(message, day, clear, operation)
            if earlier is not None and [key for key in earlier.values if key not in values]:
                earlier.undone = True
        asked = "correct" if earlier is not None else operation
        self._ask(message.who, clash, odd, day, asked, message.sent_at, message.now, stored=stored)

    def _ask(
        self,
        who: str,
        clash: dict[str, int],
        odd: dict[str, int],
        day: date,
        operation: Operation,
        sent: datetime,
        now: datetime,
        *,
        stored: bool = False,
    ) -> None:
        if clash:
            self.open[who] = Question("clash", day, clash, operation, sent, now, odd, stored)
        elif odd:
            self.open[who] = Question("odd", day, odd, operation, sent, now, {}, stored)

    @staticmethod
    def _large(message: Message, values: dict[str, int]) -> dict[str, int]:
        """So many nobody helps one by one, whatever was told before; only spoken to they may be."""
        sure = "đúng" in message.text
        return {key: value for key, value in values.items() if key != "luot" and value == ODD and not sure}

    def _odd(self, day: date, key: str, value: int) -> bool:
        earlier = [
            held
            for (on, what), held in self.cells.items()
            if what == key and held and timedelta() < day - on <= timedelta(28)
        ]
        if value < ODD or not earlier:
            return False
        return value / max(max(earlier), 4) >= 2.5  # as many are more than half of the hamlet's households

    def _write(
        self, message: Message, day: date, values: dict[str, int], operation: Operation, sent: datetime | None = None
    ) -> None:
        before = {key: self.cells.get((day, key)) for key in values}
        for key, value in values.items():
            self.cells[day, key] = value + (before[key] or 0) if operation == "add" else value
            self.first.setdefault((day, key), sent or message.sent_at)
        self._note(Version(message.number, message.who, day, values, before, message.now, "real", operation))

    def _restore(self, message: Message, undone: Version, keys: list[str]) -> None:
        for key in keys:
            old = undone.before[key]
            if old is None:
                self.cells.pop((undone.day, key), None)
                self.first.pop((undone.day, key), None)
            else:
                if (undone.day, key) not in self.cells:
                    self.first[undone.day, key] = message.sent_at
                self.cells[undone.day, key] = old

    def _note(self, version: Version) -> None:
        self.versions.append(version)
        self.told.setdefault(version.message, []).append(version)

    def _about(self, message: Message) -> Version | None:
        if message.edits is None:
            return None
        found = None
        for number in self._same_message(message):
            for version in self.told.get(number, []):
                if version.kind != "undo":
                    found = version
        return found if found is not None and not found.undone and found.values else None

    edits_of: dict[int, list[int]] = field(default_factory=dict)

    def _same_message(self, message: Message) -> list[int]:
        assert message.edits is not None
        known = self.edits_of.setdefault(message.edits, [message.edits])
        earlier = list(known)
        known.append(message.number)
        return earlier

    # -- practice ------------------------------------------------------------------------------------------------------

    def _practising(self, message: Message) -> bool:
        left, until = self.practice.get(message.who, (0, None))
        return left > 0 and (until is None or message.now <= until)

    def _practise(
        self, message: Message, day: date, values: dict[str, int], operation: Operation, earlier: Version | None
    ) -> None:
        if locked(day, message.sent_at):
            return
        self.open.pop(message.who, None)
        large = self._large(message, values)
        if clear := {key: value for key, value in values.items() if key not in large}:
            self._note(Version(message.number, message.who, day, clear, {}, message.now, "practice", operation))
        if large:
            self.open[message.who] = Question("practice", day, large, operation, message.sent_at, message.now)
        elif operation == "set" and earlier is None:
            self._used(message.who)

    def _used(self, who: str) -> None:
        """One practice report less."""
        left, until = self.practice[who]
        self.practice[who] = (max(left - 1, 0), until)

    # -- locked periods ------------------------------------------------------------------------------------------------

    def _late(self, message: Message, day: date, values: dict[str, int], *, added: bool) -> None:
        self.open.pop(message.who, None)
        stood = self._stood(day)
        after = {key: stood.get(key, 0) + value if added else value for key, value in values.items()}
        moved = {key: value for key, value in after.items() if stood.get(key) != value}
        if moved:
            self.open[message.who] = Question("adjust", day, moved, "set", message.sent_at, message.now)

    def _stood(self, day: date) -> dict[str, int]:
        stood = {key: value for (on, key), value in self.cells.items() if on == day}
        for about, _, key, delta in self.booked:
            if about == day:
                stood[key] = stood.get(key, 0) + delta
        return stood

    def _adjust(self, message: Message, question: Question) -> None:
        booked_on = question.sent.date()
        while locked(booked_on, question.sent):
            booked_on += timedelta(days=7 - booked_on.weekday())
        stood = self._stood(question.day)
        version = Version(
            message.number, message.who, question.day, question.values, dict(stood), message.now, "adjust", "set"
        )
        for key, value in question.values.items():
            delta = value - stood.get(key, 0)
            if delta:
                version.booked[key] = delta
                self.booked.append((question.day, booked_on, key, delta))
        version.booked_on = booked_on
        self._note(version)

    # -- answers, undo -------------------------------------------------------------------------------------------------

    def _answer(self, message: Message, question: Question) -> None:
        word = message.text.lower()
        if question.kind == "clash" and word in ("thay", "cộng thêm", "giữ như cũ", "không"):
            self.open.pop(message.who)
            if word in ("thay", "cộng thêm"):
                if locked(question.day, question.sent):
                    return
                operation: Operation = "add" if word == "cộng thêm" else "set"
                self._write(message, question.day, question.values, operation, question.sent)
            self._ask(message.who, {}, question.odd, question.day, question.operation, question.sent, message.now)
        elif question.kind == "odd" and word in ("đúng", "không", "giữ như cũ"):
            self.open.pop(message.who)
            if word == "đúng":
                values, clash = question.values, dict[str, int]()
                if question.operation == "set":
                    clash = {key: value for key, value in values.items() if (question.day, key) in self.cells}
                    values = {key: value for key, value in values.items() if key not in clash}
                if values:
                    self._write(message, question.day, values, question.operation, question.sent)
                self._ask(message.who, clash, {}, question.day, question.operation, question.sent, message.now)
        elif question.kind == "practice" and word == "đúng":
            self.open.pop(message.who)
            if not locked(question.day, question.sent):
                answered = message.number, message.who, question.day, question.values
                self._note(Version(*answered, {}, message.now, "practice", question.operation))
                if question.operation == "set":
                    self._used(message.who)
        elif question.kind == "adjust":
            if word in ("không ghi", "không"):
                self.open.pop(message.who)
            else:
                self.open.pop(message.who)
                self._adjust(message, question)

    def _cancel(self, message: Message, question: Question | None) -> None:
        if question is not None:
            self.open.pop(message.who)
            if not question.stored:
                return
        own = [v for v in self.versions if v.who == message.who and v.kind != "undo" and not v.undone and v.values]
        if not own or message.sent_at - own[-1].stored > WITHIN:
            return
        last = own[-1]
        newer = self.versions[self.versions.index(last) + 1 :]
        for version in newer:
            same = (version.kind == "practice") == (last.kind == "practice") and version.day == last.day
            if same and version.kind != "undo" and not version.undone and version.values.keys() & last.values.keys():
                return
        last.undone = True
        if last.kind == "real":
            self._restore(message, last, list(last.values))
        elif last.kind == "adjust" and last.booked_on is not None:
            self.booked += [(last.day, last.booked_on, key, -delta) for key, delta in last.booked.items()]

    # -- duty days -----------------------------------------------------------------------------------------------------

    def _leave(self, message: Message) -> None:
        found = _LEAVE.match(message.text)
        assert found is not None
        first, last = _date(found[1]), _date(found[2])
        if message.sent_at > deadline(max(first, CAMPAIGN[0])) + LOCKS:
            return
        if any(one is not None and one[0] <= first and last <= one[1] for one in self.excuses):
            return
        self.excuses.append((first, last))

    def _back_on_duty(self, message: Message) -> None:
        number = int(message.choice.rpartition(":")[2]) - 1
        if number >= len(self.excuses) or self.excuses[number] is None:
            return
        first, _ = self.excuses[number] or CAMPAIGN
        if message.now <= deadline(max(first, CAMPAIGN[0])) + LOCKS:
            self.excuses[number] = None


def _read(text: str, today: date) -> tuple[dict[str, int], date, Operation]:
    head = _LINE.match(text)
    assert head is not None
    day = date(int(head[3]), int(head[2]), int(head[1])) if head[1] else today
    operation: Operation = "add" if head[4] == "thêm " else "correct" if head[4] else "set"
    names = {name: key for key, name in LABELS.items()}
    pairs = (pair.split(": ") for pair in text[head.end() :].split(", "))
    return {names[name]: int(value) for name, value in pairs}, day, operation


def _date(text: str) -> date:
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))
