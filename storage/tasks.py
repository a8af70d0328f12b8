"""Work that is put off: each planned once under a key, run by whichever process comes first, kept when done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, literal_column, select, update
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
    .where(tasks.c.state == _PLANNED, tasks.c.due_at <= bindparam("now"))
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
    .values(state="planned", due_at=bindparam("at"), owner=None, error=bindparam("why"))
)
_NEXT = select(tasks.c.due_at).where(tasks.c.state == _PLANNED).order_by(tasks.c.due_at).limit(1)
_RUNNING = select(tasks.c.id, tasks.c.owner).where(tasks.c.state == "running")
_LISTED = (
    select(*_COLUMNS)
    .where(tasks.c.due_at >= bindparam("since"), tasks.c.due_at < bindparam("until"))
    .order_by(tasks.c.due_at, tasks.c.id)
)


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

    async def again(self, id_: int, at: datetime, why: str | None = None) -> None:
        """Not now; at that moment."""
        await self._connection.execute(_AGAIN, {"row": id_, "at": at, "why": why[:300] if why else None})

    async def next_due(self) -> datetime | None:
        found = (await self._connection.execute(_NEXT)).scalar()
        return found if isinstance(found, datetime) else None

    async def running(self) -> list[tuple[int, int]]:
        """Ids and owners of what some process runs – or ran, when it died."""
        return [(row[0], row[1]) for row in await self._connection.execute(_RUNNING)]

    async def between(self, since: datetime, until: datetime) -> list[TaskRow]:
        """What was or is planned for that stretch of time."""
        return [TaskRow(*row) for row in await self._connection.execute(_LISTED, {"since": since, "until": until})]
