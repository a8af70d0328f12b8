"""Count again from the raw messages alone: what each should have done, in the order of its chat."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from tests.torture.ledger import Update
from tests.torture.preset import STOCKS
from tests.torture.talk import Actor, cast

VIETNAM = timezone(timedelta(hours=7))
UNDO_WITHIN = timedelta(minutes=10)
ASKED_FOR = timedelta(hours=24)
"""How long a question about a line stays open: the platform's clock leaps over days."""

Cell = tuple[str, str]
"""A place and an ISO day."""

_MENTION = re.compile(r"^@\S+ ")
_HEAD = re.compile(r"^bc(?: đúng ngày (\d+)/(\d+)/(\d+))?(?: (sửa|thêm))? ")
_PAIR = re.compile(r"([a-z]+) (\d+)|(\d+) ([a-z]+)")


@dataclass(frozen=True, slots=True)
class Version:
    """One row of the record as it should be."""

    update: int
    area: str
    day: str
    operation: Literal["set", "add", "undo"]
    values: Mapping[str, int]
    before: Mapping[str, int | None]
    after: Mapping[str, int | None]
    replaces: int | None = None
    """The update whose version this one takes back."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one message should have brought about. Where several add to one place, before and after depend on who was
    first: `free` says that only the values are known."""

    version: Version | None = None
    asks: bool = False
    free: bool = False


@dataclass
class _Clash:
    day: str
    values: dict[str, int]
    asked_by: int
    """The update that was answered with the question."""
    stored: bool
    """Its other figures were stored at once."""


@dataclass
class Recount:
    """The sums, and the outcome of every update."""

    stored_at: Mapping[int, datetime]
    """When the bot wrote down what an update reported: only for the rule of ten minutes."""
    answered_at: Mapping[int, datetime]
    """When it answered an update: only for the rule of 24 hours."""
    cells: dict[Cell, dict[str, int]] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    _open: dict[int, _Clash] = field(default_factory=dict)
    _versions: dict[int, list[Version]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, updates: Sequence[Update], stored_at: Mapping[int, datetime], answered_at: Mapping[int, datetime]
    ) -> Recount:
        self = cls(stored_at, answered_at)
        actors = {actor.user: actor for actor in cast()}
        for update in updates:
            actor = actors[update.user]
            self.outcomes[update.id] = self._take(update, actor) if actor.area else Outcome()
        return self

    def _take(self, update: Update, actor: Actor) -> Outcome:
        text = _MENTION.sub("", update.text)
        sent = datetime.fromtimestamp(update.sent_at, VIETNAM)
        if text == "huỷ":
            return self._undo(update, actor, sent)
        if text in ("thay", "cộng thêm", "giữ như cũ"):
            return self._settle(update, actor, text)
        line = _line(text, sent.date())
        if line is None:
            return Outcome()
        operation, day, values = line
        self._open.pop(actor.user, None)
        if operation == "add":
            return self._write(update, actor, day, "add", values)
        if operation == "correct":
            return self._write(update, actor, day, "set", values)
        standing = self.cells.get((actor.area, day), {})
        clash = {key: value for key, value in values.items() if key in standing and key not in STOCKS}
        clear = {key: value for key, value in values.items() if key not in clash}
        outcome = self._write(update, actor, day, "set", clear) if clear else Outcome()
        if clash:
            self._open[actor.user] = _Clash(day, clash, update.id, bool(clear))
        return Outcome(outcome.version, asks=bool(clash), free=outcome.free)

    def _settle(self, update: Update, actor: Actor, word: str) -> Outcome:
        clash = self._still_open(update, actor)
        if clash is None or word == "giữ như cũ":
            return Outcome()
        return self._write(update, actor, clash.day, "set" if word == "thay" else "add", clash.values)

    def _still_open(self, update: Update, actor: Actor) -> _Clash | None:
        """The question that this update meets, which closes with it."""
        clash = self._open.pop(actor.user, None)
        if clash is None:
            return None
        asked, now = self.answered_at.get(clash.asked_by), self.answered_at.get(update.id)
        return clash if asked is None or now is None or now - asked < ASKED_FOR else None

    def _undo(self, update: Update, actor: Actor, sent: datetime) -> Outcome:
        question = self._still_open(update, actor)
        if question is not None and not question.stored:
            return Outcome()  # it closes, and there is nothing else of that line to take back
        made = self._versions.get(actor.user, [])
        undone = {version.replaces for version in made if version.operation == "undo"}
        last = next((v for v in reversed(made) if v.operation != "undo" and v.update not in undone), None)
        if last is None or sent - self.stored_at.get(last.update, sent) > UNDO_WITHIN:
            return Outcome()
        # Whatever this person wrote later is taken back already, and nobody else who takes back writes for the place.
        return self._write(update, actor, last.day, "undo", dict.fromkeys(last.values, 0), last)

    def _write(
        self,
        update: Update,
        actor: Actor,
        day: str,
        operation: Literal["set", "add", "undo"],
        values: dict[str, int],
        undone: Version | None = None,
    ) -> Outcome:
        cell = self.cells.setdefault((actor.area, day), {})
        before: dict[str, int | None] = {key: cell.get(key) for key in values}
        after: dict[str, int | None] = dict(values)
        if operation == "add":
            after = {key: (before[key] or 0) + value for key, value in values.items()}
        elif undone is not None:
            after = {key: undone.before[key] for key in values}
        for key, value in after.items():
            if value is None:
                cell.pop(key, None)
            else:
                cell[key] = value
        replaces = undone.update if undone is not None else None
        version = Version(update.id, actor.area, day, operation, values, before, after, replaces)
        self._versions.setdefault(actor.user, []).append(version)
        return Outcome(version, free=actor.adds_only)


def _line(text: str, today: date) -> tuple[str, str, dict[str, int]] | None:
    """(operation, ISO day, values), or None for what holds no figures."""
    operation, day, rest = "set", today, ""
    if (head := _HEAD.match(text)) is not None:
        if head[1]:
            day = date(int(head[3]), int(head[2]), int(head[1]))
        operation = {"sửa": "correct", "thêm": "add"}.get(head[4] or "", "set")
        rest = text[head.end() :]
    elif text.startswith("sửa "):
        operation, rest = "correct", text[len("sửa ") :]
    elif text.startswith("thêm "):
        operation, rest = "add", text[len("thêm ") :]
    values = {found[1] or found[4]: int(found[2] or found[3]) for found in _PAIR.finditer(rest)}
    return (operation, day.isoformat(), values) if values else None
