"""Days on which an area need not report, with the reason and who said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select, update

from storage.database import Connection
from storage.tables import excuses


@dataclass(frozen=True, slots=True)
class Excuse:
    """A stretch of days without duty; both ends belong to it."""

    id: int
    area: str
    since: date
    until: date
    reason: str
    person: int
    created_at: datetime


_TABLE = excuses.c
_COLUMNS = (_TABLE.id, _TABLE.area, _TABLE.since, _TABLE.until, _TABLE.reason, _TABLE.person, _TABLE.created_at)
_BETWEEN = (
    select(*_COLUMNS)
    .where(
        _TABLE.campaign == bindparam("of"),
        _TABLE.withdrawn_at.is_(None),
        _TABLE.since <= bindparam("last"),
        _TABLE.until >= bindparam("first"),
    )
    .order_by(_TABLE.id)
)
_ADD = insert(excuses).returning(_TABLE.id)
_WITHDRAW = (
    update(excuses)
    .where(_TABLE.id == bindparam("which"), _TABLE.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("at"), withdrawn_by=bindparam("who"))
)


class Excuses:
    """Give, withdraw, list. A withdrawn one stays in the table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def give(
        self, campaign: str, area: str, since: date, until: date, *, reason: str, person: int, at: datetime
    ) -> Excuse:
        """These days are free of duty from now on."""
        values = {
            "campaign": campaign,
            "area": area,
            "since": since,
            "until": until,
            "reason": reason,
            "person": person,
            "created_at": at,
        }
        id_ = (await self._connection.execute(_ADD, values)).scalar_one()
        return Excuse(id_, area, since, until, reason, person, at)

    async def withdraw(self, id_: int, person: int, at: datetime) -> bool:
        """They are duty days again; False when they were already."""
        result = await self._connection.execute(_WITHDRAW, {"which": id_, "who": person, "at": at})
        return result.rowcount == 1

    async def between(self, campaign: str, first: date, last: date) -> list[Excuse]:
        """The excuses in force that touch these days, in the order in which they were given."""
        rows = await self._connection.execute(_BETWEEN, {"of": campaign, "first": first, "last": last})
        return [Excuse(*row) for row in rows]
