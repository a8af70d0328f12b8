"""Named leases: which process does what only one may do at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import leases

_ADD = {
    "sqlite": sqlite.insert(leases).on_conflict_do_nothing(index_elements=["name"]),
    "postgresql": postgresql.insert(leases).on_conflict_do_nothing(index_elements=["name"]),
}
_HOLDER = select(leases.c.owner).where(leases.c.name == bindparam("which"))
_PASS_ON = (
    update(leases)
    .where(leases.c.name == bindparam("which"), leases.c.owner == bindparam("dead"))
    .values(owner=bindparam("me"), since=bindparam("at"))
)
_DROP = delete(leases).where(leases.c.name == bindparam("which"), leases.c.owner == bindparam("me"))


class Leases:
    """One row per name; the primary key sees to it that two never hold one. Who died is for the database to say."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def holder(self, name: str) -> int | None:
        """The owner who holds it, living or dead; None when it is free."""
        found = (await self._connection.execute(_HOLDER, {"which": name})).scalar()
        return None if found is None else int(found)

    async def take(self, name: str, owner: int, at: datetime) -> bool:
        """Hold it if it is free; False when somebody has it, ourselves included."""
        rows = await self._connection.execute(
            _ADD[self._connection.dialect], {"name": name, "owner": owner, "since": at}
        )
        return rows.rowcount == 1

    async def inherit(self, name: str, dead: int, owner: int, at: datetime) -> bool:
        """Hold what that dead owner held; False when another heir was faster."""
        rows = await self._connection.execute(_PASS_ON, {"which": name, "dead": dead, "me": owner, "at": at})
        return rows.rowcount == 1

    async def drop(self, name: str, owner: int) -> None:
        """Let it go, if it is that owner's."""
        await self._connection.execute(_DROP, {"which": name, "me": owner})
