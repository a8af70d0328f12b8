"""The updates that came in, each once for ever, and which of them are still to be answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import inbox

Place = tuple[str, str]
"""A channel entry and a chat."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An update to keep. `update` is JSON-able."""

    channel: str
    event: str
    chat: str
    author: str
    update: Mapping[str, Any]
    sent_at: datetime
    accepted_at: datetime
    message: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kept update that nobody has answered yet."""

    id: int
    channel: str
    chat: str
    author: str
    update: Mapping[str, Any]
    accepted_at: datetime


_KEEP = {
    "sqlite": sqlite.insert(inbox).on_conflict_do_nothing(index_elements=["channel", "event"]),
    "postgresql": postgresql.insert(inbox).on_conflict_do_nothing(index_elements=["channel", "event"]),
}
_COLUMNS = (inbox.c.id, inbox.c.channel, inbox.c.chat, inbox.c.author, inbox.c.update, inbox.c.accepted_at)
_OPEN = inbox.c.answered_at.is_(None)
_WAITING = (
    select(*_COLUMNS)
    .where(_OPEN, tuple_(inbox.c.channel, inbox.c.chat).in_(bindparam("places", expanding=True)))
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)
_ANSWERED = (
    update(inbox).where(inbox.c.id == bindparam("row")).values(answered_at=bindparam("at"), ticket=bindparam("mark"))
)
_PLACES = (
    select(inbox.c.channel, inbox.c.chat, func.min(inbox.c.id))
    .where(_OPEN)
    .group_by("channel", "chat")
    .order_by(func.min(inbox.c.id))
)
_LOCK = text("SELECT pg_advisory_xact_lock(29697, hashtext(place)) FROM unnest(CAST(:places AS text[])) AS place")
_OF_MESSAGE = (
    select(inbox.c.id)
    .where(
        inbox.c.channel == bindparam("on"), inbox.c.chat == bindparam("where"), inbox.c.message == bindparam("which")
    )
    .order_by(inbox.c.id)
)
_LAST = (
    select(inbox.c.chat, func.max(inbox.c.accepted_at, type_=inbox.c.accepted_at.type))
    .where(inbox.c.channel == bindparam("on"), inbox.c.chat.in_(bindparam("chats", expanding=True)))
    .group_by(inbox.c.chat)
)
_OLDEST = (
    select(inbox.c.channel, func.min(inbox.c.accepted_at, type_=inbox.c.accepted_at.type), func.count())
    .where(_OPEN)
    .group_by(inbox.c.channel)
)
_NEWEST = select(func.max(inbox.c.id))
_SINCE = select(func.count()).where(inbox.c.id > bindparam("after"), inbox.c.accepted_at >= bindparam("since"))
_LOOKED_BACK = 100_000
_ONE = select(*_COLUMNS).where(inbox.c.ticket == bindparam("mark"))


class Inbox:
    """Keep, find what waits, mark as answered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(self, updates: Sequence[Kept]) -> None:
        """Keep these; one whose channel and event are known already is not kept again."""
        rows = [
            {
                "channel": kept.channel,
                "event": kept.event,
                "chat": kept.chat,
                "author": kept.author,
                "message": kept.message,
                "update": kept.update,
                "sent_at": kept.sent_at,
                "accepted_at": kept.accepted_at,
            }
            for kept in updates
        ]
        await self._connection.write(_KEEP[self._connection.dialect], rows)

    async def lock(self, places: Iterable[Place]) -> None:
        """Let nobody else answer in these chats until this transaction ends."""
        if self._connection.dialect == "postgresql":
            # Always in the same order, so that two processes cannot wait for each other.
            names = sorted(f"{channel}\n{chat}" for channel, chat in places)
            await self._connection.execute(_LOCK, {"places": names})

    async def waiting(self, places: Sequence[Place], *, limit: int = 256) -> list[Waiting]:
        """The unanswered updates of these chats, oldest first."""
        if not places:
            return []
        result = await self._connection.execute(_WAITING, {"places": list(places), "limit": limit})
        return [Waiting(*row) for row in result]

    async def places_waiting(self) -> list[Place]:
        """The chats in which something is unanswered, the longest waiting first."""
        result = await self._connection.execute(_PLACES)
        return [(row[0], row[1]) for row in result]

    async def answered(self, rows: Mapping[int, str | None], at: datetime) -> None:
        """These are done with; a ticket stands beside those that failed."""
        values = [{"row": row, "at": at, "mark": ticket} for row, ticket in rows.items()]
        await self._connection.write(_ANSWERED, values)

    async def last_heard(self, channel: str, chats: Sequence[str]) -> dict[str, datetime]:
        """When the newest update of each of these chats was accepted."""
        rows = await self._connection.execute(_LAST, {"on": channel, "chats": list(chats)})
        return {row[0]: row[1] for row in rows}

    async def oldest(self) -> dict[str, tuple[datetime, int]]:
        """By channel: since when the longest waiting update waits, and how many do."""
        return {row[0]: (row[1], row[2]) for row in await self._connection.execute(_OLDEST)}

    async def since(self, moment: datetime) -> int:
        """How many updates were taken since a while ago; among the newest rows."""
        newest = (await self._connection.execute(_NEWEST)).scalar() or 0
        found = await self._connection.execute(_SINCE, {"since": moment, "after": newest - _LOOKED_BACK})
        return int(found.scalar() or 0)

    async def by_ticket(self, ticket: str) -> Waiting | None:
        """The update that failed under that ticket."""
        row = (await self._connection.execute(_ONE, {"mark": ticket})).first()
        return Waiting(*row) if row else None

    async def of_message(self, place: Place, message: str) -> list[int]:
        """The updates about one message of a chat: the message itself, then its edits."""
        values = {"on": place[0], "where": place[1], "which": message}
        return [row[0] for row in await self._connection.execute(_OF_MESSAGE, values)]
