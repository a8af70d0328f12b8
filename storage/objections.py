"""What leaders say against the statement of their week, until an officer has answered it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select, update

from storage.database import Connection
from storage.tables import objections


@dataclass(frozen=True, slots=True)
class Objection:
    """Open as long as it has no answer."""

    id: int
    area: str
    since: date
    until: date
    person: int
    text: str
    sent_at: datetime
    answer: str | None
    answered_by: int | None
    answered_at: datetime | None


_TABLE = objections.c
_COLUMNS = (
    _TABLE.id,
    _TABLE.area,
    _TABLE.since,
    _TABLE.until,
    _TABLE.person,
    _TABLE.text,
    _TABLE.sent_at,
    _TABLE.answer,
    _TABLE.answered_by,
    _TABLE.answered_at,
)
_ADD = insert(objections).returning(_TABLE.id)
_GET = select(*_COLUMNS).where(_TABLE.id == bindparam("which"), _TABLE.campaign == bindparam("of"))
_OF_DAY = (
    select(*_COLUMNS)
    .where(
        _TABLE.campaign == bindparam("of"),
        _TABLE.area == bindparam("where"),
        _TABLE.since <= bindparam("on"),
        _TABLE.until >= bindparam("on"),
    )
    .order_by(_TABLE.id)
)
_OPEN = select(*_COLUMNS).where(_TABLE.campaign == bindparam("of"), _TABLE.answered_at.is_(None)).order_by(_TABLE.id)
_ANSWER = (
    update(objections)
    .where(_TABLE.id == bindparam("which"), _TABLE.answered_at.is_(None))
    .values(answer=bindparam("words"), answered_by=bindparam("who"), answered_at=bindparam("at"))
)


class Objections:
    """Raise, list, answer once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(
        self, campaign: str, area: str, since: date, until: date, *, person: int, text: str, sent_at: datetime
    ) -> Objection:
        values = {
            "campaign": campaign,
            "area": area,
            "since": since,
            "until": until,
            "person": person,
            "text": text,
            "sent_at": sent_at,
        }
        id_ = (await self._connection.execute(_ADD, values)).scalar_one()
        return Objection(id_, area, since, until, person, text, sent_at, None, None, None)

    async def get(self, campaign: str, id_: int) -> Objection | None:
        row = (await self._connection.execute(_GET, {"which": id_, "of": campaign})).first()
        return Objection(*row) if row else None

    async def of_day(self, campaign: str, area: str, day: date) -> list[Objection]:
        """Those about a week that holds this day."""
        rows = await self._connection.execute(_OF_DAY, {"of": campaign, "where": area, "on": day})
        return [Objection(*row) for row in rows]

    async def open(self, campaign: str) -> list[Objection]:
        """Those that wait for an answer, oldest first."""
        return [Objection(*row) for row in await self._connection.execute(_OPEN, {"of": campaign})]

    async def answer(self, id_: int, words: str, person: int, at: datetime) -> bool:
        """Close it; False when somebody was faster."""
        result = await self._connection.execute(_ANSWER, {"which": id_, "words": words, "who": person, "at": at})
        return result.rowcount == 1
