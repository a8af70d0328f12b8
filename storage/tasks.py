"""Work that is put off: each planned once under a key, run by whichever process comes first, kept when done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, insert, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import tasks


@dataclass(frozen=True, slots=True)
class Planned:
    """A task to come. `values` are JSON-able; a `key` exists only once, for ever."""

    name: str
    due_at: datetime
    values: Mapping[str, Any]
    key: str | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task that this process is to run, or a planned one that somebody looks at."""

    id: int
    key: str | None
    name: str
    values: Mapping[str, Any]
    due_at: datetime
    attempts: int
    state: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A planned row whose moment changed with its rule."""

    key: str
    name: str
    values: Mapping[str, Any]
    was: datetime
    now: datetime


RULE = "rule"
"""The error of a row that was cancelled because its rule no longer asks for it; it comes back when the rule does."""

_COLUMNS = (
    tasks.c.id,
    tasks.c.key,
    tasks.c.name,
    tasks.c["values"],
    tasks.c.due_at,
    tasks.c.attempts,
    tasks.c.state,
)
# Written out, not bound: only so does SQLite see that its index of the planned tasks will do.
_PLANNED: ColumnElement[str] = literal_column("'planned'")
_DUE = (
    select(tasks.c.id)
    .where(
        tasks.c.state == _PLANNED,
        tasks.c.due_at <= bindparam("now"),
        or_(tasks.c.retry_at.is_(None), tasks.c.retry_at <= bindparam("now")),
    )
    .order_by(tasks.c.due_at, tasks.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(tasks)
    .where(tasks.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="running", owner=bindparam("me"), attempts=tasks.c.attempts + 1)
    .returning(*_COLUMNS)
)
_END = (
    update(tasks)
    .where(tasks.c.id == bindparam("row"))
    .values(state=bindparam("end"), done_at=bindparam("at"), error=bindparam("why"), owner=None)
)
_AGAIN = (
    update(tasks)
    .where(tasks.c.id == bindparam("row"))
    .values(state="planned", retry_at=bindparam("at"), owner=None, error=bindparam("why"))
)
_WHEN = case((tasks.c.retry_at > tasks.c.due_at, tasks.c.retry_at), else_=tasks.c.due_at)
_NEXT = select(_WHEN).where(tasks.c.state == _PLANNED).order_by(_WHEN).limit(1)
_GIVEN_UP = (
    select(tasks.c.name, tasks.c.key, tasks.c.error)
    .where(tasks.c.state == "failed", tasks.c.done_at > bindparam("since"), tasks.c.done_at <= bindparam("until"))
    .order_by(tasks.c.id)
)
_RUNNING = select(tasks.c.id, tasks.c.owner).where(tasks.c.state == "running")
_LISTED = (
    select(*_COLUMNS)
    .where(tasks.c.due_at >= bindparam("since"), tasks.c.due_at < bindparam("until"))
    .order_by(tasks.c.due_at, tasks.c.id)
)
_STANDING = select(*_COLUMNS).where(
    tasks.c.state == _PLANNED, tasks.c.attempts == 0, tasks.c.name.in_(bindparam("names", expanding=True))
)
_WITHDRAWN = select(*_COLUMNS).where(
    tasks.c.key.in_(bindparam("keys", expanding=True)), tasks.c.state == "cancelled", tasks.c.error == RULE
)
_SHIFT = (
    update(tasks)
    .where(tasks.c.id == bindparam("row"), tasks.c.state.in_(("planned", "cancelled")), tasks.c.attempts == 0)
    .values(state="planned", due_at=bindparam("at"), error=None, done_at=None, **{"values": bindparam("what")})
)
_WITHDRAW = (
    update(tasks)
    .where(tasks.c.id == bindparam("row"), tasks.c.state == _PLANNED, tasks.c.attempts == 0)
    .values(state="cancelled", error=RULE, done_at=bindparam("at"))
)
_TOGETHER = (
    select(*_COLUMNS)
    .where(
        tasks.c.due_at >= bindparam("since"),
        tasks.c.due_at <= bindparam("until"),
        tasks.c.name.in_(bindparam("names", expanding=True)),
        tasks.c.state.in_(("planned", "running")),
    )
    .order_by(tasks.c.due_at, tasks.c.id)
    .with_for_update()
)
_ONE = select(*_COLUMNS).where(tasks.c.id == bindparam("which"))
_KEYED = select(*_COLUMNS).where(tasks.c.key == bindparam("name"))
_KEYS_AT_ONCE = 400
"""SQLite takes so many bound values."""


class Tasks:
    """Plan, take, finish."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def plan(self, planned: Sequence[Planned]) -> None:
        """Plan these; one whose key exists already – planned, done or failed – is left out."""
        values = [
            {"key": p.key, "name": p.name, "values": p.values, "state": "planned", "due_at": p.due_at} for p in planned
        ]
        if not values:
            return
        if all(p.key is None for p in planned):
            await self._connection.execute(insert(tasks), values)
            return
        dialect: Any = sqlite if self._connection.dialect == "sqlite" else postgresql
        statement = dialect.insert(tasks).on_conflict_do_nothing(index_elements=["key"])
        await self._connection.execute(statement, values)

    async def take(self, owner: int, now: datetime, *, limit: int) -> list[TaskRow]:
        """Due tasks, now this process's to run."""
        ids = [row[0] for row in await self._connection.execute(_DUE, {"now": now, "limit": limit})]
        if not ids:
            return []
        rows = await self._connection.execute(_TAKE, {"ids": ids, "me": owner})
        return sorted((TaskRow(*row) for row in rows), key=lambda row: (row.due_at, row.id))

    async def done(self, id_: int, at: datetime) -> None:
        await self._connection.execute(_END, {"row": id_, "end": "done", "at": at, "why": None})

    async def failed(self, id_: int, why: str, at: datetime) -> None:
        """Given up; a person must look."""
        await self._connection.execute(_END, {"row": id_, "end": "failed", "at": at, "why": why[:300]})

    async def end(self, id_: int, state: str, why: str | None, at: datetime) -> None:
        """Ended otherwise than done: «skipped-late», «cancelled»."""
        await self._connection.execute(_END, {"row": id_, "end": state, "at": at, "why": why[:300] if why else None})

    async def agree(
        self, wanted: Sequence[Planned], *, names: Sequence[str], now: datetime, prefix: str = ""
    ) -> list[Moved]:
        """Let the rows of these names that wait untouched agree with what the rules want now; returns what moved.

        A row whose rule wants another moment moves; one that no rule wants any more is cancelled if it lies ahead; one
        that was so cancelled comes back when it is wanted again. What was begun or said stays as it is. With a
        `prefix` only the keys that begin so are looked at.
        """
        asked = {one.key: one for one in wanted if one.key is not None}
        moved: list[Moved] = []
        standing = await self._connection.execute(_STANDING, {"names": list(names)})
        for row in [TaskRow(*row) for row in standing]:
            if row.key is None or not row.key.startswith(prefix):
                continue
            wish = asked.get(row.key)
            if wish is None:
                if row.due_at > now:
                    await self._connection.execute(_WITHDRAW, {"row": row.id, "at": now})
            elif wish.due_at != row.due_at:
                await self._connection.execute(_SHIFT, {"row": row.id, "at": wish.due_at, "what": dict(wish.values)})
                moved.append(Moved(row.key, row.name, wish.values, row.due_at, wish.due_at))
        ahead = [key for key, wish in asked.items() if wish.due_at > now]
        for start in range(0, len(ahead), _KEYS_AT_ONCE):
            withdrawn = await self._connection.execute(_WITHDRAWN, {"keys": ahead[start : start + _KEYS_AT_ONCE]})
            for row in [TaskRow(*row) for row in withdrawn]:
                wish = asked[str(row.key)]
                await self._connection.execute(_SHIFT, {"row": row.id, "at": wish.due_at, "what": dict(wish.values)})
        return moved

    async def together(self, names: Sequence[str], since: datetime, until: datetime) -> list[TaskRow]:
        """What of these names fell due in that stretch and is not ended, kept from others until the commit."""
        values = {"names": list(names), "since": since, "until": until}
        return [TaskRow(*row) for row in await self._connection.execute(_TOGETHER, values)]

    async def get(self, id_: int) -> TaskRow | None:
        row = (await self._connection.execute(_ONE, {"which": id_})).first()
        return TaskRow(*row) if row else None

    async def keyed(self, key: str) -> TaskRow | None:
        """The row of a key."""
        row = (await self._connection.execute(_KEYED, {"name": key})).first()
        return TaskRow(*row) if row else None

    async def again(self, id_: int, at: datetime, why: str | None = None) -> None:
        """Not now; from that moment. What it was due for stays, so that it knows how late it comes."""
        await self._connection.execute(_AGAIN, {"row": id_, "at": at, "why": why[:300] if why else None})

    async def next_due(self) -> datetime | None:
        found = (await self._connection.execute(_NEXT)).scalar()
        return found if isinstance(found, datetime) else None

    async def given_up(self, since: datetime, until: datetime) -> list[str]:
        """What failed for good in that stretch: the key, or the name where there is none, with the reason."""
        found = await self._connection.execute(_GIVEN_UP, {"since": since, "until": until})
        return [f"{row[1] or row[0]}: {row[2]}" for row in found]

    async def running(self) -> list[tuple[int, int]]:
        """Ids and owners of what some process runs – or ran, when it died."""
        return [(row[0], row[1]) for row in await self._connection.execute(_RUNNING)]

    async def between(self, since: datetime, until: datetime) -> list[TaskRow]:
        """What was or is planned for that stretch of time."""
        return [TaskRow(*row) for row in await self._connection.execute(_LISTED, {"since": since, "until": until})]
