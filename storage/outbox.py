"""What is to be said: rows that wait, are being sent, and have one of three ends – sent, not sent, unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import outbox
from storage.tasks import Planned, Tasks

End = Literal["sent", "failed", "unknown", "cancelled", "waiting"]


@dataclass(frozen=True, slots=True)
class After:
    """A task planned in the very transaction that settles a send: what depends on whether it was taken.

    Its values get the send's `end` and `row`. `ends`: which ends matter; none named: all but «waiting».
    """

    task: str
    values: Mapping[str, Any]
    ends: tuple[End, ...] = ("sent", "failed", "unknown", "cancelled")


@dataclass(frozen=True, slots=True)
class Saying:
    """One platform call to come. `part` is JSON-able; a `key` exists only once, for ever."""

    channel: str
    chat: str
    private: bool
    part: Mapping[str, Any]
    due_at: datetime
    bulk: bool = False
    key: str | None = None
    author: str | None = None
    answers: int | None = None
    duty: bool = False
    """A reminder of a duty: only an officer turns it off. Not kept."""
    within: str | None = None
    """Why this is not said by itself: it stands within another message («digest:…»), or nobody wants it there."""
    after: After | None = None
    """What is to be done when it ends."""


@dataclass(frozen=True, slots=True)
class Leased:
    """A row that this process is to send now."""

    id: int
    channel: str
    chat: str
    private: bool
    author: str | None
    answers: int | None
    part: Mapping[str, Any]
    bulk: bool
    key: str | None
    attempts: int
    due_at: datetime
    after: Mapping[str, Any] | None = None
    doubted: bool = False
    """A send before this one ended in doubt: it may have been shown already."""

    def consequence(self, end: End, at: datetime) -> Planned | None:
        """What is to be done because it ended so, once for ever."""
        if self.after is None or end not in self.after["ends"]:
            return None
        values = {**self.after["values"], "end": end, "row": self.id}
        return Planned(self.after["task"], at, values, key=f"after:{self.id}")


@dataclass(frozen=True, slots=True)
class Settled:
    """How a send ended. «waiting» means: again, not before `retry_at`."""

    id: int
    state: End
    at: datetime
    sent_id: str | None = None
    error: str | None = None
    retry_at: datetime | None = None
    counts: bool = True
    """Whether this was an attempt (waiting for our own pace is none)."""


_PUT = insert(outbox)
_PUT_ONCE = {
    "sqlite": sqlite.insert(outbox).on_conflict_do_nothing(index_elements=["key"]),
    "postgresql": postgresql.insert(outbox).on_conflict_do_nothing(index_elements=["key"]),
}
_EARLIER = outbox.alias("earlier")
# Written out, not bound: only so does SQLite see that its index of the open rows will do. A bound state would make it
# read the whole outbox, which never shrinks.
_WAITING: ColumnElement[str] = literal_column("'waiting'")
_SENDING: ColumnElement[str] = literal_column("'sending'")
_OPEN = (_WAITING, _SENDING)
_BLOCKED = (
    select(_EARLIER.c.id)
    .where(
        _EARLIER.c.channel == outbox.c.channel,
        _EARLIER.c.chat == outbox.c.chat,
        _EARLIER.c.state.in_(_OPEN),
        _EARLIER.c.due_at <= bindparam("now"),
        or_(
            _EARLIER.c.state == _SENDING,
            and_(_EARLIER.c.bulk.is_(False), outbox.c.bulk.is_(True)),
            and_(_EARLIER.c.bulk == outbox.c.bulk, _EARLIER.c.id < outbox.c.id),
        ),
    )
    .exists()
)
_DUE = (
    select(outbox.c.id)
    .where(
        outbox.c.channel == bindparam("on"),
        outbox.c.state.in_(_OPEN),
        outbox.c.state == _WAITING,
        outbox.c.due_at <= bindparam("now"),
        outbox.c.retry_at <= bindparam("now"),
        ~_BLOCKED,
    )
    .order_by(outbox.c.bulk, outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_COLUMNS = (
    outbox.c.id,
    outbox.c.channel,
    outbox.c.chat,
    outbox.c.private,
    outbox.c.author,
    outbox.c.answers,
    outbox.c.part,
    outbox.c.bulk,
    outbox.c.key,
    outbox.c.attempts,
    outbox.c.due_at,
    outbox.c.after,
    outbox.c.doubted,
)
_IN_DOUBT = ("Uncertain", "Orphaned")
"""Errors after which nobody knows whether the platform took it."""
_TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), outbox.c.state == "waiting")
    .values(state="sending", owner=bindparam("me"), attempts=outbox.c.attempts + 1)
    .returning(*_COLUMNS)
)
_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == "sending")
    .values(
        state=bindparam("end"),
        settled_at=bindparam("at"),
        sent_id=bindparam("sent"),
        error=bindparam("why"),
        retry_at=func.coalesce(bindparam("again", type_=outbox.c.retry_at.type), outbox.c.retry_at),
        attempts=outbox.c.attempts - bindparam("free"),
        doubted=or_(outbox.c.doubted, bindparam("doubt", type_=outbox.c.doubted.type)),
        owner=None,
    )
)
_NEXT_DUE = (
    select(outbox.c.retry_at)
    .where(
        outbox.c.channel == bindparam("on"),
        outbox.c.state.in_(_OPEN),
        outbox.c.state == _WAITING,
        outbox.c.retry_at > bindparam("now"),
    )
    .order_by(outbox.c.retry_at)
    .limit(1)
)
# Without an order: it would tempt SQLite to walk along the ids of the whole outbox.
_TAKEN = select(*_COLUMNS, outbox.c.owner).where(outbox.c.state.in_(_OPEN), outbox.c.state == _SENDING)
_CANCEL = (
    update(outbox)
    .where(
        outbox.c.channel == bindparam("on"),
        outbox.c.chat == bindparam("where"),
        outbox.c.state.in_(_OPEN),
        outbox.c.state == _WAITING,
    )
    .values(state="cancelled", settled_at=bindparam("at"), error=bindparam("why"))
    .returning(*_COLUMNS)
)
_MOVE = (
    update(outbox)
    .where(outbox.c.channel == bindparam("on"), outbox.c.chat == bindparam("where"), outbox.c.state.in_(_OPEN))
    .values(chat=bindparam("to"))
)
_SENT_AS = select(outbox.c.answers, outbox.c.key, outbox.c.id).where(
    outbox.c.channel == bindparam("on"), outbox.c.chat == bindparam("where"), outbox.c.sent_id == bindparam("sent")
)
_ONE = select(*_COLUMNS).where(outbox.c.id == bindparam("which"))
_STATES = select(outbox.c.state, func.count()).group_by(outbox.c.state)
_BY_STATE = select(*_COLUMNS).where(outbox.c.state == bindparam("end")).order_by(outbox.c.id)
# Written out, so that SQLite sees its index of them.
_UNKNOWN = (
    select(*_COLUMNS, outbox.c.error)
    .where(outbox.c.state == literal_column("'unknown'"), outbox.c.settled_at >= bindparam("since"))
    .order_by(outbox.c.id)
)
_FAILED_LATELY = (
    select(*_COLUMNS, outbox.c.error)
    .where(outbox.c.id > bindparam("after"), outbox.c.state == "failed", outbox.c.settled_at >= bindparam("since"))
    .order_by(outbox.c.id)
)
_ENDS_SINCE = (
    select(outbox.c.state, func.count())
    .where(outbox.c.id > bindparam("after"), outbox.c.settled_at >= bindparam("since"))
    .group_by(outbox.c.state)
)
_STANDING = (
    select(outbox.c.channel, outbox.c.state, func.min(outbox.c.due_at, type_=outbox.c.due_at.type), func.count())
    .where(outbox.c.state.in_(_OPEN), outbox.c.due_at <= bindparam("now"))
    .group_by(outbox.c.channel, outbox.c.state)
)
_READY = (
    select(outbox.c.channel)
    .where(
        outbox.c.state.in_(_OPEN),
        outbox.c.state == _WAITING,
        outbox.c.due_at <= bindparam("now"),
        outbox.c.retry_at <= bindparam("ready"),
        ~_BLOCKED,
    )
    .distinct()
)
_HELD_OFF = (
    select(outbox.c.channel)
    .where(
        outbox.c.state.in_(_OPEN),
        outbox.c.state == _WAITING,
        outbox.c.due_at <= bindparam("ready"),
        outbox.c.error == "Throttled",
    )
    .distinct()
)
_KEYED = select(outbox.c.key).where(outbox.c.key.in_(bindparam("keys", expanding=True)))
_NEWEST = select(func.max(outbox.c.id))
_LATELY = (
    select(outbox.c.chat, outbox.c.private, outbox.c.settled_at)
    .where(
        outbox.c.id > bindparam("after"),
        outbox.c.channel == bindparam("on"),
        outbox.c.state.in_(("sent", "unknown")),
        outbox.c.settled_at >= bindparam("since"),
    )
    .order_by(outbox.c.settled_at)
)
_OF_POST = (
    select(*_COLUMNS)
    .where(
        outbox.c.key >= bindparam("first"),
        outbox.c.key < bindparam("last"),
        outbox.c.state == bindparam("end"),
        outbox.c.error == bindparam("why"),
    )
    .order_by(outbox.c.id)
)
_LOOKED_BACK = 50_000
"""How many of the newest rows are looked through for what left a moment ago."""
_FAILED = (
    select(*_COLUMNS)
    .where(
        outbox.c.channel == bindparam("on"),
        outbox.c.state == "failed",
        outbox.c.error.in_(bindparam("whys", expanding=True)),
        outbox.c.settled_at >= bindparam("since"),
        outbox.c.settled_at < bindparam("until"),
    )
    .order_by(outbox.c.id)
)
_KNOWN = select(outbox.c.key).where(outbox.c.key.in_(bindparam("keys", expanding=True)))
_ENDS = (
    select(outbox.c.state, func.count())
    .where(outbox.c.key >= bindparam("since"), outbox.c.key < bindparam("until"))
    .group_by(outbox.c.state)
)
_CANCEL_BULK = (
    update(outbox)
    .where(
        outbox.c.channel == bindparam("on"),
        outbox.c.chat == bindparam("where"),
        outbox.c.state.in_(_OPEN),
        outbox.c.state == _WAITING,
        outbox.c.bulk.is_(True),
    )
    .values(state="cancelled", settled_at=bindparam("at"), error=bindparam("why"))
)
_KEYED_SO = (
    outbox.c.state.in_(_OPEN),
    outbox.c.state == _WAITING,
    outbox.c.bulk.is_(True),
    outbox.c.key.like(bindparam("pattern"), escape="!"),
)
_WAITS = select(outbox.c.id).where(*_KEYED_SO).limit(1)
_CANCEL_KEYED = (
    update(outbox).where(*_KEYED_SO).values(state="cancelled", settled_at=bindparam("at"), error=bindparam("why"))
)
_DOUBT = (
    update(outbox)
    .where(
        outbox.c.state.in_(_OPEN),
        outbox.c.state == _WAITING,
        outbox.c.private.is_(False),
        outbox.c.due_at <= bindparam("until"),
    )
    .values(state="unknown", settled_at=bindparam("at"), error="Restored")
    .returning(*_COLUMNS)
)


def _after_to_json(after: After) -> dict[str, Any]:
    return {"task": after.task, "values": dict(after.values), "ends": list(after.ends)}


def _pattern(start: str, part: str) -> str:
    start, part = (re.sub("([!%_])", r"!\1", words) for words in (start, part))
    return f"{start}%{part}%"


class Outbox:
    """Put, lease, settle."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, sayings: Sequence[Saying]) -> None:
        """Let these be said, in this order per chat. One whose key exists already is left out."""
        keyed = any(saying.key is not None for saying in sayings)
        statement = _PUT_ONCE[self._connection.dialect] if keyed else _PUT
        await self._connection.write(statement, [self._values(saying) for saying in sayings])

    @staticmethod
    def _values(saying: Saying) -> dict[str, Any]:
        return {
            "channel": saying.channel,
            "chat": saying.chat,
            "private": saying.private,
            "author": saying.author,
            "answers": saying.answers,
            "part": saying.part,
            "bulk": saying.bulk,
            "key": saying.key,
            "state": "waiting" if saying.within is None else "cancelled",
            "error": saying.within,
            "due_at": saying.due_at,
            "retry_at": saying.due_at,
            "after": None if saying.after is None else _after_to_json(saying.after),
        }

    async def lease(self, channel: str, owner: int, now: datetime, *, limit: int) -> list[Leased]:
        """Take due rows: the oldest of each chat, answers before bulk. Who takes them must settle them."""
        due = await self._connection.execute(_DUE, {"on": channel, "now": now, "limit": limit})
        ids = [row[0] for row in due]
        if not ids:
            return []
        rows = await self._connection.execute(_TAKE, {"ids": ids, "me": owner})
        return sorted((Leased(*row) for row in rows), key=lambda row: (row.bulk, row.id))

    async def settle(self, ends: Sequence[Settled]) -> None:
        """Write down how these sends ended."""
        values = [
            {
                "row": end.id,
                "end": end.state,
                "at": None if end.state == "waiting" else end.at,
                "sent": end.sent_id,
                "why": end.error,
                "again": end.retry_at,
                "free": 0 if end.counts else 1,
                "doubt": end.error in _IN_DOUBT,
            }
            for end in ends
        ]
        await self._connection.write(_SETTLE, values)

    async def next_due(self, channel: str, now: datetime) -> datetime | None:
        """When the next waiting row that is not due yet will be; None when there is none."""
        found = (await self._connection.execute(_NEXT_DUE, {"on": channel, "now": now})).scalar()
        return found if isinstance(found, datetime) else None

    async def sending(self) -> list[tuple[Leased, int]]:
        """What some process is sending right now – or was, when it died – with its owner."""
        rows = await self._connection.execute(_TAKEN)
        return sorted(((Leased(*row[:-1]), row[-1]) for row in rows), key=lambda taken: taken[0].id)

    async def cancel(self, channel: str, chat: str, why: str, at: datetime) -> None:
        """Nothing more is said in that chat."""
        rows = await self._connection.execute(_CANCEL, {"on": channel, "where": chat, "why": why, "at": at})
        planned = [Leased(*row).consequence("cancelled", at) for row in rows]
        await Tasks(self._connection).plan([one for one in planned if one is not None])

    async def known(self, keys: Sequence[str]) -> set[str]:
        """Which of these keys exist already, whatever became of them."""
        found: set[str] = set()
        for start in range(0, len(keys), 400):
            rows = await self._connection.execute(_KNOWN, {"keys": list(keys[start : start + 400])})
            found.update(row[0] for row in rows)
        return found

    async def ends(self, task: str) -> dict[str, int]:
        """What became of a task's messages: how many are in each state."""
        rows = await self._connection.execute(_ENDS, {"since": f"{task}:", "until": f"{task};"})
        return {row[0]: row[1] for row in rows}

    async def cancel_bulk(self, channel: str, chat: str, why: str, at: datetime) -> None:
        """What nobody asked for and still waits is not said in that chat."""
        await self._connection.execute(_CANCEL_BULK, {"on": channel, "where": chat, "why": why, "at": at})

    async def waits_under(self, start: str, part: str) -> bool:
        """Whether anything that nobody asked for still waits under a key of that beginning, with that part behind."""
        found = await self._connection.execute(_WAITS, {"pattern": _pattern(start, part)})
        return found.first() is not None

    async def cancel_under(self, start: str, part: str, why: str, at: datetime) -> None:
        """That is not said, in no chat."""
        await self._connection.execute(_CANCEL_KEYED, {"pattern": _pattern(start, part), "why": why, "at": at})

    async def doubt(self, until: datetime, at: datetime) -> list[Leased]:
        """Leave as unknown what waits for groups since before that moment: an older life may have said it."""
        rows = await self._connection.execute(_DOUBT, {"until": until, "at": at})
        return [Leased(*row) for row in rows]

    async def move(self, channel: str, chat: str, to: str) -> None:
        """What still waits for that chat goes to its new id."""
        await self._connection.execute(_MOVE, {"on": channel, "where": chat, "to": to})

    async def sent_as(self, channel: str, chat: str, sent_id: str) -> tuple[int | None, str | None] | None:
        """Of a message that the platform knows by that id: the update it answered and its key."""
        row = (await self._connection.execute(_SENT_AS, {"on": channel, "where": chat, "sent": sent_id})).first()
        return (row[0], row[1]) if row else None

    async def get(self, id_: int) -> Leased | None:
        """One row as it was leased, whatever became of it."""
        row = (await self._connection.execute(_ONE, {"which": id_})).first()
        return Leased(*row) if row else None

    async def failed(self, channel: str, errors: Sequence[str], since: datetime, until: datetime) -> list[Leased]:
        """What was given up with one of these errors in that stretch of time. It looks through the whole outbox: for
        who only reads."""
        values = {"on": channel, "whys": list(errors), "since": since, "until": until}
        return [Leased(*row) for row in await self._connection.execute(_FAILED, values)]

    async def ended(self, state: Literal["unknown", "failed"], since: datetime) -> list[tuple[Leased, str]]:
        """What ended so since a moment ago, with the reason, oldest first; «failed» only among the newest rows."""
        values: dict[str, Any] = {"since": since}
        if state == "failed":
            values["after"] = ((await self._connection.execute(_NEWEST)).scalar() or 0) - _LOOKED_BACK
        found = await self._connection.execute(_UNKNOWN if state == "unknown" else _FAILED_LATELY, values)
        return [(Leased(*row[:-1]), row[-1] or "") for row in found]

    async def keyed(self, keys: Sequence[str]) -> set[str]:
        """Which of these keys exist already."""
        return {row[0] for row in await self._connection.execute(_KEYED, {"keys": list(keys)})} if keys else set()

    async def lately(self, channel: str, since: datetime) -> list[tuple[str, bool, datetime]]:
        """What left, or may have left, since a moment ago: chat, whether private, and when; in that order of time."""
        newest = (await self._connection.execute(_NEWEST)).scalar() or 0
        values = {"on": channel, "since": since, "after": newest - _LOOKED_BACK}
        return [(row[0], row[1], row[2]) for row in await self._connection.execute(_LATELY, values)]

    async def of_post(self, post: str, state: End, error: str) -> list[Leased]:
        """The messages of one post (their keys begin with its own) that ended so."""
        values = {"first": f"{post}:", "last": f"{post};", "end": state, "why": error}
        return [Leased(*row) for row in await self._connection.execute(_OF_POST, values)]

    async def ends_since(self, since: datetime) -> dict[str, int]:
        """How the sends of a while ago ended, by state; among the newest rows."""
        newest = (await self._connection.execute(_NEWEST)).scalar() or 0
        found = await self._connection.execute(_ENDS_SINCE, {"after": newest - _LOOKED_BACK, "since": since})
        return {row[0]: row[1] for row in found}

    async def standing(self, now: datetime) -> list[tuple[str, str, datetime, int]]:
        """What is open and due: channel, state, since when the oldest, how many."""
        return [(r[0], r[1], r[2], r[3]) for r in await self._connection.execute(_STANDING, {"now": now})]

    async def ready(self, since: datetime, now: datetime) -> set[str]:
        """The channels for which something could have left since that moment, and has not even been tried."""
        return {row[0] for row in await self._connection.execute(_READY, {"ready": since, "now": now})}

    async def held_off(self, since: datetime) -> set[str]:
        """The channels whose platform asks to wait with something that is due since before that moment."""
        return {row[0] for row in await self._connection.execute(_HELD_OFF, {"ready": since})}

    async def states(self) -> dict[str, int]:
        """How many rows are in each state."""
        return {row[0]: row[1] for row in await self._connection.execute(_STATES)}

    async def in_state(self, state: End) -> list[Leased]:
        """All rows with that end, oldest first."""
        return [Leased(*row) for row in await self._connection.execute(_BY_STATE, {"end": state})]
