"""Which planned posts an officer released, dropped, or has only been asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import approvals


@dataclass(frozen=True, slots=True)
class Approval:
    """How a post that needs an officer's word stands: «asked», «approved» or «dropped»."""

    key: str
    state: str
    who: str
    due_at: datetime


_TABLE = approvals.c
_COLUMNS = (_TABLE.key, _TABLE.state, _TABLE.who, _TABLE.due_at)
_ASK: Any = {
    "sqlite": sqlite.insert(approvals).on_conflict_do_nothing(index_elements=["key"]),
    "postgresql": postgresql.insert(approvals).on_conflict_do_nothing(index_elements=["key"]),
}
_DECIDE = (
    update(approvals)
    .where(_TABLE.key == bindparam("which"), _TABLE.state == "asked")
    .values(state=bindparam("end"), who=bindparam("whose"), at=bindparam("moment"))
)
_AGAIN = (
    update(approvals)
    .where(_TABLE.key == bindparam("which"), _TABLE.state == "approved")
    .values(state="asked", who="", at=bindparam("moment"))
)
_OF = select(*_COLUMNS).where(_TABLE.key.in_(bindparam("keys", expanding=True)))
_OPEN = select(*_COLUMNS).where(_TABLE.state == "asked", _TABLE.due_at >= bindparam("since")).order_by(_TABLE.due_at)


class Approvals:
    """Ask, decide, look."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ask(self, key: str, due_at: datetime, at: datetime) -> None:
        """An officer is asked; harmless when it was so already, or is decided."""
        values = {"key": key, "state": "asked", "who": "", "due_at": due_at, "at": at}
        await self._connection.execute(_ASK[self._connection.dialect], values)

    async def decide(self, key: str, state: str, who: str, at: datetime) -> bool:
        """An officer's word; False when there was one before, or nobody was asked."""
        values = {"which": key, "end": state, "whose": who, "moment": at}
        result = await self._connection.execute(_DECIDE, values)
        return result.rowcount == 1

    async def ask_again(self, key: str, at: datetime) -> bool:
        """A release is taken back; False when there was none."""
        return (await self._connection.execute(_AGAIN, {"which": key, "moment": at})).rowcount == 1

    async def get(self, key: str) -> Approval | None:
        row = (await self._connection.execute(_OF, {"keys": [key]})).first()
        return Approval(*row) if row else None

    async def open(self, since: datetime) -> list[Approval]:
        """What waits for a word and was due no earlier than that, the nearest first."""
        return [Approval(*row) for row in await self._connection.execute(_OPEN, {"since": since})]
