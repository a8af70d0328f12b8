"""What stands in squads' way, as told in reports, and what officers did about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import chats, inbox, obstacles, reports


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One report's words; its number is the receipt's. «new» until an officer touches it."""

    number: int
    area: str
    day: date
    sent_at: datetime
    person: int
    text: str
    state: str
    owner: str
    answer: str
    changed_at: datetime | None


_LATER = reports.alias("later")
_TOLD = (
    select(
        reports.c.id,
        reports.c.area,
        reports.c.day,
        reports.c.sent_at,
        reports.c.person,
        reports.c.obstacle,
        func.coalesce(obstacles.c.state, "new"),
        func.coalesce(obstacles.c.owner, ""),
        func.coalesce(obstacles.c.answer, ""),
        obstacles.c.at,
    )
    .select_from(reports.outerjoin(obstacles, obstacles.c.report == reports.c.id))
    .where(
        reports.c.campaign == bindparam("of"),
        reports.c.obstacle != literal_column("''"),  # written out: so its index is used
        reports.c.practice.is_(False),
        ~select(_LATER.c.id).where(_LATER.c.replaces == reports.c.id).exists(),
    )
    .order_by(reports.c.id)
)
_PLACE = (
    select(inbox.c.channel, inbox.c.chat, chats.c.private)
    .select_from(
        reports.join(inbox, inbox.c.id == reports.c.update).join(
            chats, (chats.c.channel == inbox.c.channel) & (chats.c.chat == inbox.c.chat)
        )
    )
    .where(reports.c.id == bindparam("which"))
)


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(obstacles)
    changed = {name: getattr(statement.excluded, name) for name in ("state", "owner", "answer", "person", "at")}
    return statement.on_conflict_do_update(index_elements=["report"], set_=changed)


_PUT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


class Obstacles:
    """Look, and keep what became of one. The words themselves stay in the record."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def told(self, campaign: str) -> list[Obstacle]:
        """Everything that was told and not taken back or written anew, oldest first."""
        return [Obstacle(*row) for row in await self._connection.execute(_TOLD, {"of": campaign})]

    async def put(self, number: int, *, state: str, owner: str, answer: str, person: int, at: datetime) -> None:
        """How that one stands now."""
        values = {"report": number, "state": state, "owner": owner, "answer": answer, "person": person, "at": at}
        await self._connection.execute(_PUT[self._connection.dialect], values)

    async def place(self, number: int) -> tuple[str, str, bool] | None:
        """(channel, chat, whether it is private) in which that one was told; None when nobody knows any more."""
        row = (await self._connection.execute(_PLACE, {"which": number})).first()
        return (row[0], row[1], bool(row[2])) if row else None
