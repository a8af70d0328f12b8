"""The chats we know: private talks and groups, and what a group is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.inbox import Place
from storage.tables import chats


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat of a channel entry. A bound group has a purpose (squad, officers, class) and, mostly, an area or squad."""

    id: int
    channel: str
    chat: str
    private: bool
    purpose: str | None
    area: str | None
    gone: bool

    @property
    def place(self) -> Place:
        return self.channel, self.chat


_COLUMNS = (chats.c.id, chats.c.channel, chats.c.chat, chats.c.private, chats.c.purpose, chats.c.area, chats.c.gone)
_OF = select(*_COLUMNS).where(tuple_(chats.c.channel, chats.c.chat).in_(bindparam("places", expanding=True)))
_BOUND = select(*_COLUMNS).where(chats.c.purpose.is_not(None), chats.c.gone.is_(False)).order_by(chats.c.id)
_LOST = select(*_COLUMNS).where(chats.c.purpose.is_not(None), chats.c.gone.is_(True)).order_by(chats.c.id)
_BIND = (
    update(chats)
    .where(chats.c.channel == bindparam("on"), chats.c.chat == bindparam("where"))
    .values(purpose=bindparam("what"), area=bindparam("about"), gone=False)
)
_GROUPS = select(func.count()).where(
    chats.c.channel == bindparam("on"), chats.c.private.is_(False), chats.c.gone.is_(False)
)
_GONE = (
    update(chats)
    .where(chats.c.channel == bindparam("on"), chats.c.chat == bindparam("where"))
    .values(gone=bindparam("is_gone"))
)
_MEET = {
    "sqlite": sqlite.insert(chats).on_conflict_do_nothing(index_elements=["channel", "chat"]),
    "postgresql": postgresql.insert(chats).on_conflict_do_nothing(index_elements=["channel", "chat"]),
}
_MOVE = (
    update(chats)
    .where(chats.c.channel == bindparam("on"), chats.c.chat == bindparam("where"))
    .values(chat=bindparam("to"))
)


class Chats:
    """Meet, find, bind, move."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, places: Sequence[Place]) -> dict[Place, Chat]:
        """The known ones among these."""
        if not places:
            return {}
        rows = await self._connection.execute(_OF, {"places": list(places)})
        return {(row[1], row[2]): Chat(*row) for row in rows}

    async def get(self, place: Place) -> Chat | None:
        return (await self.of([place])).get(place)

    async def meet(self, places: dict[Place, bool], at: datetime) -> None:
        """Keep new chats; the value tells whether it is private. Harmless when another was first.

        Always in the same order, so that two who meet the same chats at once cannot wait for each other.
        """
        values = [
            {"channel": channel, "chat": chat, "private": private, "created_at": at}
            for (channel, chat), private in sorted(places.items())
        ]
        if values:
            await self._connection.execute(_MEET[self._connection.dialect], values)

    async def bound(self, purpose: str | None = None, area: str | None = None) -> list[Chat]:
        """The groups that are bound, optionally only those for one purpose and area, still reachable."""
        found = [Chat(*row) for row in await self._connection.execute(_BOUND)]
        return [c for c in found if purpose in (None, c.purpose) and area in (None, c.area)]

    async def lost(self) -> list[Chat]:
        """Bound groups into which we cannot write any more."""
        return [Chat(*row) for row in await self._connection.execute(_LOST)]

    async def groups(self, channel: str) -> int:
        """In how many groups we are, as far as we know."""
        return int((await self._connection.execute(_GROUPS, {"on": channel})).scalar() or 0)

    async def bind(self, place: Place, purpose: str | None, area: str | None) -> None:
        """Say what a group is for; None lets it go."""
        await self._connection.execute(_BIND, {"on": place[0], "where": place[1], "what": purpose, "about": area})

    async def set_gone(self, place: Place, gone: bool) -> None:
        """Nobody there can be reached any more (or again)."""
        await self._connection.execute(_GONE, {"on": place[0], "where": place[1], "is_gone": gone})

    async def move(self, place: Place, to: str) -> None:
        """The chat has another id now. Harmless when it was moved already."""
        if (await self.get((place[0], to))) is not None:
            old, new = await self.get(place), await self.get((place[0], to))
            if old is not None and new is not None and old.purpose and not new.purpose:
                await self.bind(new.place, old.purpose, old.area)
                await self.bind(old.place, None, None)
            await self.set_gone(place, True)
            return
        await self._connection.execute(_MOVE, {"on": place[0], "where": place[1], "to": to})
