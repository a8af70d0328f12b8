"""The web chat's lines, both sides', so that a reload shows the whole talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import web_lines


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as it is kept; `line` is JSON-able and the channel's own business."""

    id: int
    client: str
    author: str
    line: Mapping[str, Any]
    at: datetime


_ADD = {
    "sqlite": sqlite.insert(web_lines).on_conflict_do_nothing(index_elements=["chat", "client"]),
    "postgresql": postgresql.insert(web_lines).on_conflict_do_nothing(index_elements=["chat", "client"]),
}
_ID = select(web_lines.c.id).where(web_lines.c.chat == bindparam("where"), web_lines.c.client == bindparam("known"))
_COLUMNS = (web_lines.c.id, web_lines.c.client, web_lines.c.author, web_lines.c.line, web_lines.c.at)
_SINCE = (
    select(*_COLUMNS)
    .where(web_lines.c.chat == bindparam("where"), web_lines.c.id > bindparam("after"))
    .order_by(web_lines.c.id)
    .limit(bindparam("limit"))
)
_LATEST = (
    select(web_lines.c.id)
    .where(web_lines.c.chat == bindparam("where"))
    .order_by(web_lines.c.id.desc())
    .offset(bindparam("keep"))
    .limit(1)
)
_COUNT = select(func.count()).select_from(web_lines)


class WebLines:
    """Append once, read on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def append(self, chat: str, client: str, author: str, line: Mapping[str, Any], at: datetime) -> int:
        """Keep a line; the same client id in the same chat is the same line. Returns its id."""
        values = {"chat": chat, "client": client, "author": author, "line": line, "at": at}
        await self._connection.execute(_ADD[self._connection.dialect], values)
        found = await self._connection.execute(_ID, {"where": chat, "known": client})
        return int(found.scalar_one())

    async def since(self, chat: str, after: int, *, limit: int) -> list[LineRow]:
        """The lines behind that id, in order; with `after` 0, the newest `limit` of the talk."""
        if after == 0:
            last = (await self._connection.execute(_LATEST, {"where": chat, "keep": limit})).scalar()
            after = int(last) if last is not None else 0
        rows = await self._connection.execute(_SINCE, {"where": chat, "after": after, "limit": limit})
        return [LineRow(*row) for row in rows]
