"""Small things: what the bot notes about itself, what officers did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import audit, notes


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(notes)
    return statement.on_conflict_do_update(index_elements=["key"], set_={"value": statement.excluded.value})


def _new(dialect: Any) -> Any:
    return dialect.insert(notes).on_conflict_do_nothing(index_elements=["key"])


_NEW = {"sqlite": _new(sqlite), "postgresql": _new(postgresql)}
_PUT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
_GET = select(notes.c.value).where(notes.c.key == bindparam("name"))


class Notes:
    """A value under a name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, key: str) -> Any:
        """The value, or None."""
        return (await self._connection.execute(_GET, {"name": key})).scalar()

    async def under(self, prefix: str) -> dict[str, Any]:
        """All values whose names begin so."""
        found = select(notes.c.key, notes.c.value).where(notes.c.key.startswith(prefix, autoescape=True))
        return {str(row.key): row.value for row in await self._connection.execute(found)}

    async def put(self, key: str, value: Any) -> None:
        await self._connection.execute(_PUT[self._connection.dialect], {"key": key, "value": value})

    async def once(self, key: str, value: Any) -> Any:
        """What stands there; this value when nothing did, and then for every process alike."""
        await self._connection.execute(_NEW[self._connection.dialect], {"key": key, "value": value})
        return await self.get(key)


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the audit; `who` is «channel:author»."""

    id: int
    at: datetime
    who: str
    action: str
    what: Mapping[str, Any]


_NEWEST = (
    select(audit.c.id, audit.c.at, audit.c.who, audit.c.action, audit.c.what)
    .where(audit.c.id < bindparam("before"))
    .order_by(audit.c.id.desc())
    .limit(bindparam("limit"))
)
_NEWEST_OF = _NEWEST.where(audit.c.action == bindparam("only"))


class Audit:
    """Who did what that others rely on; only ever added to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, who: str, action: str, what: Mapping[str, Any], at: datetime) -> None:
        await self._connection.execute(insert(audit), {"who": who, "action": action, "what": what, "at": at})

    async def newest(self, *, before: int = 2**31 - 1, limit: int = 50, action: str | None = None) -> list[Done]:
        """The newest lines, newest first; `before` a line's id for those older than it, `action`: only such ones."""
        values = {"before": before, "limit": limit}
        if action is not None:
            rows = await self._connection.execute(_NEWEST_OF, {**values, "only": action})
        else:
            rows = await self._connection.execute(_NEWEST, values)
        return [Done(*row) for row in rows]
