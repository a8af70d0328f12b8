"""Who is signed in to the dashboard: one-time links and sessions, both known by digests only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update

from storage.database import Connection
from storage.tables import sessions, sign_in_links


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A link that lets one person in once."""

    id: int
    person: int
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser of one person. `current`, `coming` and `past` are digests of the ids its cookie has had."""

    id: int
    person: int
    agent: str
    current: str
    coming: str | None
    past: str | None
    seal: str
    begun_at: datetime
    seen_at: datetime
    turned_at: datetime


_LINK = select(sign_in_links.c.id, sign_in_links.c.person, sign_in_links.c.expires_at, sign_in_links.c.used_at).where(
    sign_in_links.c.digest == bindparam("sum")
)
_USE = (
    update(sign_in_links)
    .where(
        sign_in_links.c.id == bindparam("which"),
        sign_in_links.c.used_at.is_(None),
        sign_in_links.c.expires_at > bindparam("at"),
    )
    .values(used_at=bindparam("at"))
)
_OUTDATE = (
    update(sign_in_links)
    .where(
        sign_in_links.c.person == bindparam("who"),
        sign_in_links.c.used_at.is_(None),
        sign_in_links.c.expires_at > bindparam("at"),
    )
    .values(expires_at=bindparam("at"))
)
_SESSION = (
    sessions.c.id,
    sessions.c.person,
    sessions.c.agent,
    sessions.c.current,
    sessions.c.coming,
    sessions.c.past,
    sessions.c.seal,
    sessions.c.begun_at,
    sessions.c.seen_at,
    sessions.c.turned_at,
)
_OPEN = sessions.c.ended_at.is_(None)
_BY_DIGEST = select(*_SESSION).where(
    _OPEN,
    or_(
        sessions.c.current == bindparam("sum"),
        sessions.c.coming == bindparam("sum"),
        sessions.c.past == bindparam("sum"),
    ),
)
_OFFER = (
    update(sessions)
    .where(sessions.c.id == bindparam("which"), sessions.c.current == bindparam("now_current"), _OPEN)
    .values(coming=bindparam("fresh"), turned_at=bindparam("at"))
)
_TURN = (
    update(sessions)
    .where(sessions.c.id == bindparam("which"), sessions.c.coming == bindparam("fresh"), _OPEN)
    .values(past=sessions.c.current, current=bindparam("fresh"), coming=None, turned_at=bindparam("at"))
)
_SEEN = update(sessions).where(sessions.c.id == bindparam("which"), _OPEN).values(seen_at=bindparam("at"))
_END = (
    update(sessions)
    .where(sessions.c.id == bindparam("which"), _OPEN)
    .values(ended_at=bindparam("at"), why=bindparam("reason"))
)
_FORGET_LINKS = delete(sign_in_links).where(sign_in_links.c.expires_at <= bindparam("before"))
_FORGET_SESSIONS = delete(sessions).where(
    or_(sessions.c.ended_at <= bindparam("before"), sessions.c.begun_at <= bindparam("before"))
)


class SigningIn:
    """Make and use links; begin, find, turn, end and forget sessions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def make_link(self, digest: str, person: int, at: datetime, expires_at: datetime) -> None:
        """A new link; this person's earlier ones work no more."""
        await self._connection.execute(_OUTDATE, {"who": person, "at": at})
        values = {"digest": digest, "person": person, "made_at": at, "expires_at": expires_at}
        await self._connection.execute(insert(sign_in_links), values)

    async def link(self, digest: str) -> SignInLink | None:
        row = (await self._connection.execute(_LINK, {"sum": digest})).first()
        return SignInLink(*row) if row else None

    async def use_link(self, id_: int, at: datetime) -> bool:
        """Spend it; False when somebody was faster or its time is over."""
        result = await self._connection.execute(_USE, {"which": id_, "at": at})
        return result.rowcount == 1

    async def begin(self, person: int, agent: str, current: str, seal: str, at: datetime) -> int:
        """A new session, known by the digest of its cookie's id; returns its number."""
        values = {
            "person": person,
            "agent": agent,
            "current": current,
            "seal": seal,
            "begun_at": at,
            "seen_at": at,
            "turned_at": at,
        }
        row = (await self._connection.execute(insert(sessions).returning(sessions.c.id), values)).one()
        return int(row[0])

    async def session(self, digest: str) -> SessionRow | None:
        """The open session whose cookie has, will have or just had this id."""
        row = (await self._connection.execute(_BY_DIGEST, {"sum": digest})).first()
        return SessionRow(*row) if row else None

    async def offer(self, session: SessionRow, fresh: str, at: datetime) -> bool:
        """Hand out another id; the current one goes on working until the browser shows the new one."""
        values = {"which": session.id, "now_current": session.current, "fresh": fresh, "at": at}
        return (await self._connection.execute(_OFFER, values)).rowcount == 1

    async def turn(self, session: int, fresh: str, at: datetime) -> None:
        """The browser showed the new id: it is the current one now."""
        await self._connection.execute(_TURN, {"which": session, "fresh": fresh, "at": at})

    async def seen(self, session: int, at: datetime) -> None:
        await self._connection.execute(_SEEN, {"which": session, "at": at})

    async def end(self, session: int, why: str, at: datetime) -> None:
        await self._connection.execute(_END, {"which": session, "reason": why, "at": at})

    async def forget(self, before: datetime) -> int:
        """Drop links that were over and sessions that had ended or begun by then; returns how many."""
        links = await self._connection.execute(_FORGET_LINKS, {"before": before})
        ended = await self._connection.execute(_FORGET_SESSIONS, {"before": before})
        return links.rowcount + ended.rowcount
