"""Support points as they stand over the preset's, who wants to hear of them, and who asked for one opening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import point_askers, point_followers, points


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point that was added, changed or removed since the preset."""

    id: str
    body: Mapping[str, Any]
    removed: bool
    sequence: int
    changed_at: datetime
    who: str


Place = tuple[str, str]
"""A channel entry and its chat id."""

_P, _F, _A = points.c, point_followers.c, point_askers.c
_ALL = (
    select(_P.id, _P.body, _P.removed, _P.sequence, _P.changed_at, _P.who)
    .where(_P.campaign == bindparam("of"))
    .order_by(_P.id)
)
_ADD = {
    "sqlite": sqlite.insert(points).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(points).on_conflict_do_nothing(),
}
_CHANGE = (
    update(points)
    .where(_P.campaign == bindparam("of"), _P.id == bindparam("which"), _P.sequence == bindparam("was"))
    .values(
        body=bindparam("what"),
        removed=bindparam("gone"),
        sequence=_P.sequence + 1,
        changed_at=bindparam("at"),
        who=bindparam("by"),
    )
)
_FOLLOW = {
    "sqlite": sqlite.insert(point_followers).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(point_followers).on_conflict_do_nothing(),
}
_UNFOLLOW = delete(point_followers).where(
    _F.campaign == bindparam("of"), _F.channel == bindparam("on"), _F.chat == bindparam("where")
)
_FOLLOWED = (
    select(_F.area)
    .where(_F.campaign == bindparam("of"), _F.channel == bindparam("on"), _F.chat == bindparam("where"))
    .order_by(_F.area)
)
_FOLLOWERS = (
    select(_F.channel, _F.chat)
    .where(_F.campaign == bindparam("of"), _F.area.in_(bindparam("areas", expanding=True)))
    .distinct()
    .order_by(_F.channel, _F.chat)
)
_ASK = {
    "sqlite": sqlite.insert(point_askers).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(point_askers).on_conflict_do_nothing(),
}
_ASKERS = (
    select(_A.channel, _A.chat)
    .where(_A.campaign == bindparam("of"), _A.opening == bindparam("which"))
    .order_by(_A.channel, _A.chat)
)
_FORGET = delete(point_askers).where(_A.day < bindparam("before"))


class Places:
    """Read and change points, follow a hamlet, remember for a while who asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def changed(self, campaign: str) -> list[PointRow]:
        """All that differ from the preset, the removed ones with them."""
        return [PointRow(*row) for row in await self._connection.execute(_ALL, {"of": campaign})]

    async def put(
        self,
        campaign: str,
        id_: str,
        body: Mapping[str, Any],
        *,
        was: int | None,
        removed: bool = False,
        at: datetime,
        who: str,
    ) -> bool:
        """Keep a point over the one of sequence `was` (None: it has no row yet); False when somebody was faster."""
        if was is None:
            values = {"campaign": campaign, "id": id_, "body": dict(body), "removed": removed, "sequence": 1}
            values |= {"changed_at": at, "who": who[:200]}
            done = await self._connection.execute(_ADD[self._connection.dialect], values)
        else:
            values = {"of": campaign, "which": id_, "was": was, "what": dict(body), "gone": removed, "at": at}
            done = await self._connection.execute(_CHANGE, {**values, "by": who[:200]})
        return done.rowcount == 1

    async def follow(self, campaign: str, area: str, place: Place, at: datetime) -> bool:
        """Tell that chat of what happens in that area; False when it is told already."""
        values = {"campaign": campaign, "area": area, "channel": place[0], "chat": place[1], "at": at}
        return (await self._connection.execute(_FOLLOW[self._connection.dialect], values)).rowcount == 1

    async def unfollow(self, campaign: str, place: Place) -> int:
        """Nothing more to that chat; returns how many areas it followed."""
        values = {"of": campaign, "on": place[0], "where": place[1]}
        return int((await self._connection.execute(_UNFOLLOW, values)).rowcount)

    async def followed(self, campaign: str, place: Place) -> list[str]:
        """The areas of which that chat is told."""
        values = {"of": campaign, "on": place[0], "where": place[1]}
        return [row[0] for row in await self._connection.execute(_FOLLOWED, values)]

    async def followers(self, campaign: str, areas: Sequence[str]) -> list[Place]:
        """The chats that follow one of these areas, each once."""
        if not areas:
            return []
        rows = await self._connection.execute(_FOLLOWERS, {"of": campaign, "areas": list(areas)})
        return [(row[0], row[1]) for row in rows]

    async def asked(self, campaign: str, openings: Sequence[tuple[str, date]], place: Place, at: datetime) -> None:
        """That chat was told of these openings, by key and day: it wants to know when they change."""
        who = {"campaign": campaign, "channel": place[0], "chat": place[1], "at": at}
        rows = [{**who, "opening": key, "day": day} for key, day in dict(openings).items()]
        if rows:
            await self._connection.execute(_ASK[self._connection.dialect], rows)

    async def askers(self, campaign: str, opening: str) -> list[Place]:
        """The chats that were told of that opening."""
        rows = await self._connection.execute(_ASKERS, {"of": campaign, "which": opening})
        return [(row[0], row[1]) for row in rows]

    async def forget_askers(self, before: date) -> None:
        """Who asked for what is over is nobody's business any more."""
        await self._connection.execute(_FORGET, {"before": before})
