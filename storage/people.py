"""The people who write to us, the duties they have, and the codes by which a duty is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import duties, invites, people

IMPLIED = {"vice": "officer"}
"""Who works in another role's stead: an officer's deputy does what an officer does."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What a person is for: leader of an area, officer of the commune, … Without an area it is for all of them."""

    role: str
    area: str | None

    def counts_as(self, roles: Iterable[str]) -> bool:
        """Whether it is one of these duties, or stands in for one."""
        return self.role in roles or IMPLIED.get(self.role, self.role) in roles


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as one channel entry knows them."""

    id: int
    channel: str
    author: str
    name: str
    chat: str | None
    misses: int
    locked_until: datetime | None
    practice_left: int = 0
    """So many of their next reports are practice."""
    practice_until: datetime | None = None
    duties: tuple[Duty, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        own = {duty.role for duty in self.duties}
        return frozenset(own | {IMPLIED[role] for role in own if role in IMPLIED} | {"citizen"})

    def everywhere(self, roles: Iterable[str]) -> bool:
        """Whether they have one of these duties without being limited to an area."""
        return any(duty.area is None and duty.counts_as(roles) for duty in self.duties)

    def practising(self, now: datetime) -> bool:
        """Whether what they report now is practice, and counts nowhere."""
        return self.practice_left > 0 and (self.practice_until is None or now <= self.practice_until)

    def areas(self, *roles: str) -> tuple[str, ...]:
        """The areas of their duties in these roles."""
        return tuple(duty.area for duty in self.duties if duty.area and duty.counts_as(roles))


Author = tuple[str, str]
"""A channel entry and that platform's id of a person."""

_COLUMNS = (
    people.c.id,
    people.c.channel,
    people.c.author,
    people.c.name,
    people.c.chat,
    people.c.misses,
    people.c.locked_until,
    people.c.practice_left,
    people.c.practice_until,
)
_OF = select(*_COLUMNS).where(tuple_(people.c.channel, people.c.author).in_(bindparam("authors", expanding=True)))
_BY_ID = select(*_COLUMNS).where(people.c.id.in_(bindparam("ids", expanding=True)))
_DUTIES = select(duties.c.person, duties.c.role, duties.c.area).where(
    duties.c.until.is_(None), duties.c.person.in_(bindparam("ids", expanding=True))
)
_COUNT = select(func.count()).where(people.c.channel == bindparam("on"))
_IN_ROLES = (
    select(duties.c.person)
    .where(duties.c.until.is_(None), duties.c.role.in_(bindparam("roles", expanding=True)))
    .order_by(duties.c.person)
    .distinct()
)
_IN_ROLES_THERE = _IN_ROLES.where(duties.c.area.in_(bindparam("areas", expanding=True)))
_MEET = {
    "sqlite": sqlite.insert(people).on_conflict_do_nothing(index_elements=["channel", "author"]),
    "postgresql": postgresql.insert(people).on_conflict_do_nothing(index_elements=["channel", "author"]),
}
_CHAT = update(people).where(people.c.id == bindparam("who")).values(chat=bindparam("where"))
_MISSED = (
    update(people)
    .where(people.c.id == bindparam("who"))
    .values(misses=bindparam("times"), locked_until=bindparam("til"))
)
_PRACTICE = (
    update(people)
    .where(people.c.id == bindparam("who"))
    .values(practice_left=bindparam("left"), practice_until=bindparam("til"))
)
_INVITE = select(
    invites.c.id, invites.c.role, invites.c.area, invites.c.expires_at, invites.c.used_at, invites.c.practice
).where(invites.c.digest == bindparam("sum"))
_USE = (
    update(invites)
    .where(invites.c.id == bindparam("which"), invites.c.used_at.is_(None))
    .values(used_at=bindparam("at"), used_by=bindparam("who"))
)
_OPEN_INVITES = (
    select(invites.c.id, invites.c.role, invites.c.area, invites.c.expires_at, invites.c.used_at, invites.c.practice)
    .where(invites.c.used_at.is_(None), invites.c.expires_at > bindparam("now"))
    .order_by(invites.c.expires_at, invites.c.id)
)
_CANCEL = (
    update(invites)
    .where(invites.c.id == bindparam("which"), invites.c.used_at.is_(None), invites.c.expires_at > bindparam("at"))
    .values(expires_at=bindparam("at"))
)
_END = (
    update(duties)
    .where(duties.c.person == bindparam("who"), duties.c.until.is_(None), duties.c.role == bindparam("what"))
    .values(until=bindparam("at"))
)
_HELD = (
    select(duties.c.id, duties.c.person, duties.c.role, duties.c.area, duties.c.since)
    .where(duties.c.until.is_(None))
    .order_by(duties.c.id)
)
_END_ONE = (
    update(duties).where(duties.c.id == bindparam("which"), duties.c.until.is_(None)).values(until=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Held:
    """A duty that somebody has now."""

    id: int
    person: int
    role: str
    area: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Invite:
    """A code that gives a duty once."""

    id: int
    role: str
    area: str | None
    expires_at: datetime
    used_at: datetime | None
    practice: int = 0


class People:
    """Meet, find, give and take duties."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, authors: Sequence[Author]) -> dict[Author, Person]:
        """The known ones among these, with their duties."""
        if not authors:
            return {}
        rows = await self._connection.execute(_OF, {"authors": list(authors)})
        return {(p.channel, p.author): p for p in await self._with_duties([Person(*row) for row in rows])}

    async def by_ids(self, ids: Sequence[int]) -> list[Person]:
        if not ids:
            return []
        rows = await self._connection.execute(_BY_ID, {"ids": list(ids)})
        return await self._with_duties([Person(*row) for row in rows])

    async def in_role(self, *roles: str, areas: Sequence[str] | None = None) -> list[Person]:
        """Everybody who has one of these duties now, or stands in for one, in the order in which they came to us.

        With `areas` only those whose duty is limited to one of them.
        """
        wanted = [*roles, *(role for role, instead in IMPLIED.items() if instead in roles)]
        if areas is None:
            rows = await self._connection.execute(_IN_ROLES, {"roles": wanted})
        else:
            rows = await self._connection.execute(_IN_ROLES_THERE, {"roles": wanted, "areas": list(areas)})
        found = await self.by_ids([row[0] for row in rows])
        return sorted(found, key=lambda person: person.id)

    async def count(self, channel: str) -> int:
        """How many people have ever written to that channel entry."""
        return int((await self._connection.execute(_COUNT, {"on": channel})).scalar() or 0)

    async def _with_duties(self, found: list[Person]) -> list[Person]:
        if not found:
            return []
        rows = await self._connection.execute(_DUTIES, {"ids": [person.id for person in found]})
        given: dict[int, list[Duty]] = {}
        for person, role, area in rows:
            given.setdefault(person, []).append(Duty(role, area))
        return [replace(person, duties=tuple(given.get(person.id, ()))) for person in found]

    async def meet(self, authors: dict[Author, tuple[str, str | None]], at: datetime) -> None:
        """Keep new people: their name, and their private chat where they wrote in it. Harmless when another was first.

        Always in the same order, so that two who meet the same strangers at once cannot wait for each other.
        """
        values = [
            {"channel": channel, "author": author, "name": name[:200], "chat": chat, "created_at": at}
            for (channel, author), (name, chat) in sorted(authors.items(), key=lambda one: one[0])
        ]
        if values:
            await self._connection.execute(_MEET[self._connection.dialect], values)

    async def set_chat(self, person: int, chat: str | None) -> None:
        """Where this person can be written to privately."""
        await self._connection.execute(_CHAT, {"who": person, "where": chat})

    async def missed(self, person: int, times: int, locked_until: datetime | None) -> None:
        """How many wrong codes in a row, and until when they may not try again."""
        await self._connection.execute(_MISSED, {"who": person, "times": times, "til": locked_until})

    async def set_practice(self, person: int, left: int, until: datetime | None = None) -> None:
        """So many of their next reports are practice, and none after that moment."""
        await self._connection.execute(_PRACTICE, {"who": person, "left": left, "til": until})

    async def invite(
        self, digest: str, role: str, area: str | None, expires_at: datetime, *, practice: int = 0
    ) -> None:
        """Keep a new code by its digest. `practice`: how many reports its taker practises first."""
        values = {"digest": digest, "role": role, "area": area, "expires_at": expires_at, "practice": practice}
        await self._connection.execute(insert(invites), values)

    async def invited(self, digest: str) -> Invite | None:
        row = (await self._connection.execute(_INVITE, {"sum": digest})).first()
        return Invite(*row) if row else None

    async def use(self, invite: int, person: int, at: datetime) -> bool:
        """Spend the code; False when somebody was faster."""
        result = await self._connection.execute(_USE, {"which": invite, "who": person, "at": at})
        return result.rowcount == 1

    async def open_invites(self, now: datetime) -> list[Invite]:
        """The codes that still work, the first to end first."""
        return [Invite(*row) for row in await self._connection.execute(_OPEN_INVITES, {"now": now})]

    async def cancel_invite(self, invite: int, at: datetime) -> bool:
        """The code works no more; False when it did not anyway."""
        result = await self._connection.execute(_CANCEL, {"which": invite, "at": at})
        return result.rowcount == 1

    async def give(self, person: int, role: str, area: str | None, at: datetime) -> None:
        """A duty begins; the same duty twice is one."""
        known = (await self.by_ids([person]))[0].duties
        if Duty(role, area) not in known:
            await self._connection.execute(insert(duties), {"person": person, "role": role, "area": area, "since": at})

    async def take(self, person: int, role: str, at: datetime) -> None:
        """All duties in that role end."""
        await self._connection.execute(_END, {"who": person, "what": role, "at": at})

    async def held(self) -> list[Held]:
        """All duties of this moment, in the order in which they were given."""
        return [Held(*row) for row in await self._connection.execute(_HELD)]

    async def end(self, duty: int, at: datetime) -> bool:
        """That one duty ends; False when it had ended already."""
        result = await self._connection.execute(_END_ONE, {"which": duty, "at": at})
        return result.rowcount == 1
