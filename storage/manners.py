"""How often a chat wants to hear what it did not ask for: not at all, or so many times a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.inbox import Place
from storage.tables import manners, weeks


@dataclass(frozen=True, slots=True)
class Manners:
    """What a chat has asked for; `duty_muted` is given by an officer only."""

    muted: bool = False
    duty_muted: bool = False
    ceiling: int | None = None


_OF = select(manners.c.channel, manners.c.chat, manners.c.muted, manners.c.duty_muted, manners.c.ceiling).where(
    tuple_(manners.c.channel, manners.c.chat).in_(bindparam("places", expanding=True))
)
_COUNT = select(weeks.c.count).where(
    weeks.c.channel == bindparam("on"), weeks.c.chat == bindparam("where"), weeks.c.week == bindparam("which")
)


def _keep(dialect: Any) -> Any:
    statement = dialect.insert(manners)
    names = ("muted", "duty_muted", "ceiling", "at")
    changed = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=["channel", "chat"], set_=changed)


def _one_more(dialect: Any) -> Any:
    statement = dialect.insert(weeks)
    changed = {"count": weeks.c.count + statement.excluded["count"]}
    return statement.on_conflict_do_update(index_elements=["channel", "chat", "week"], set_=changed)


_KEEP: Any = {"sqlite": _keep(sqlite), "postgresql": _keep(postgresql)}
_ONE_MORE: Any = {"sqlite": _one_more(sqlite), "postgresql": _one_more(postgresql)}


class Mannered:
    """Look, keep, count."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, places: Sequence[Place]) -> dict[Place, Manners]:
        """Those of these chats that asked for anything."""
        found: dict[Place, Manners] = {}
        listed = sorted(set(places))
        for start in range(0, len(listed), 400):
            rows = await self._connection.execute(_OF, {"places": listed[start : start + 400]})
            found |= {(row[0], row[1]): Manners(*row[2:]) for row in rows}
        return found

    async def get(self, place: Place) -> Manners:
        return (await self.of([place])).get(place, Manners())

    async def keep(self, place: Place, wish: Manners, at: datetime) -> None:
        """From now on so."""
        values = {"channel": place[0], "chat": place[1], "muted": wish.muted, "duty_muted": wish.duty_muted}
        await self._connection.execute(_KEEP[self._connection.dialect], values | {"ceiling": wish.ceiling, "at": at})

    async def heard(self, place: Place, week: str) -> int:
        """How many unasked messages that group got in that week («2025-W42»)."""
        values = {"on": place[0], "where": place[1], "which": week}
        return int((await self._connection.execute(_COUNT, values)).scalar() or 0)

    async def count(self, place: Place, week: str) -> None:
        """One more."""
        values = {"channel": place[0], "chat": place[1], "week": week, "count": 1}
        await self._connection.execute(_ONE_MORE[self._connection.dialect], values)
