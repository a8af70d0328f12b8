"""The way in and out: one-time links, and sessions whose id turns while they are used.

The cookie's id is random and kept as a digest. Every quarter of an hour the browser is handed another one; the old one
works until the new one was seen, and a minute longer for requests under way. Whoever shows an older one, or the same
one from another kind of browser, has copied it: the session ends for everybody who holds it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from storage.database import Database
from storage.people import Person
from storage.signing_in import SessionRow
from storage.tx import Tx, begin, reading

LINK_LIFE = timedelta(minutes=10)
IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=12)
TURN = timedelta(minutes=15)
GRACE = timedelta(minutes=1)

Why = Literal["none", "idle", "over", "stolen", "other-browser", "used", "expired", "no-duty"]
Step = Literal["fine", "seen", "turn", "offer"]


class NotIn(Exception):
    """Nobody is signed in, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True, slots=True)
class Pass:
    """A session that holds. With `fresh` the browser is to be given that cookie."""

    session: int
    person: Person
    csrf: str
    ends_at: datetime
    fresh: str | None = None


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """256 bits that nobody guesses."""
    return secrets.token_urlsafe(32)


def csrf_of(seal: str) -> str:
    """What every form of a session carries."""
    return hmac.new(seal.encode(), b"form", hashlib.sha256).hexdigest()


def agent_of(header: str) -> str:
    """The kind of a browser: its system and its family, without versions, which change while people work."""
    told = header.lower()
    systems = ("android", "iphone", "ipad", "windows", "macintosh", "cros", "linux")
    system = next((name for name in systems if name in told), "other")
    families = ("zalo", "telegram", "fban", "edg", "opr", "samsungbrowser", "coc_coc", "firefox", "fxios", "crios")
    family = next((name for name in (*families, "chrome", "safari") if name in told), "other")
    return f"{system}/{family}"


def judge(row: SessionRow, shown: str, agent: str, now: datetime, *, live: bool) -> Step | Why:
    """What a request with that digest means for the session: a step to take, or why it ends. Pure.

    `live` requests – pages that refresh themselves – keep nobody signed in.
    """
    if now >= row.begun_at + LONGEST:
        return "over"
    if now >= row.seen_at + IDLE:
        return "idle"
    if agent != row.agent:
        return "other-browser"
    if shown == row.coming:
        return "turn"
    if shown == row.past:
        return "stolen" if row.coming is not None or now > row.turned_at + GRACE else "fine"
    if now >= row.turned_at + (GRACE if row.coming is not None else TURN):
        return "offer"
    return "fine" if live or now < row.seen_at + GRACE else "seen"


class Entrance:
    """Links in, sessions, out again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, token: str, now: datetime) -> None:
        """Raises NotIn when the link does not work (any more). Looking does not use it: previews look, too."""
        async with reading(self._database) as tx:
            await _usable(tx, token, now)

    async def enter(self, token: str, agent: str, now: datetime) -> Pass:
        """Use the link: a session begins. Raises NotIn; of two who come at once one gets in."""
        async with begin(self._database) as tx:
            link = await _usable(tx, token, now)
            if not await tx.signing_in.use_link(link, now):
                raise NotIn("used")
            found = await tx.signing_in.link(digest(token))
            assert found is not None, "it was usable"
            person = (await tx.people.by_ids([found.person]))[0]
            id_, seal = new_token(), secrets.token_hex(32)
            session = await tx.signing_in.begin(person.id, agent, digest(id_), seal, now)
            await tx.audit.add(f"{person.channel}:{person.author}", "signed-in", {"session": session}, now)
        return Pass(session, person, csrf_of(seal), now + LONGEST, fresh=id_)

    async def check(self, token: str, agent: str, now: datetime, *, live: bool = False) -> Pass:
        """The session of a cookie. Raises NotIn, after ending a session that must end."""
        shown = digest(token)
        async with reading(self._database) as tx:
            row = await tx.signing_in.session(shown)
            if row is None:
                raise NotIn("none")
            verdict = judge(row, shown, agent, now, live=live)
            people = await tx.people.by_ids([row.person])
        fresh = None
        if verdict != "fine":
            fresh, why = await self._write(shown, agent, now, live=live)
            if why is not None:
                raise NotIn(why)
        return Pass(row.id, people[0], csrf_of(row.seal), row.begun_at + LONGEST, fresh)

    async def _write(self, shown: str, agent: str, now: datetime, *, live: bool) -> tuple[str | None, Why | None]:
        """Take the step, judged anew within the transaction; returns (new id, why the session ended)."""
        async with begin(self._database) as tx:
            row = await tx.signing_in.session(shown)
            if row is None:
                return None, "none"
            verdict = judge(row, shown, agent, now, live=live)
            fresh = None
            match verdict:
                case "fine":
                    return None, None
                case "turn":
                    await tx.signing_in.turn(row.id, shown, now)
                case "offer":
                    fresh = new_token()
                    if not await tx.signing_in.offer(row, digest(fresh), now):
                        fresh = None
                case "seen":
                    pass
                case why:
                    await tx.signing_in.end(row.id, why, now)
                    return None, why
            if not live:
                await tx.signing_in.seen(row.id, now)
            return fresh, None

    async def leave(self, session: int, who: str, now: datetime) -> None:
        """Signed out by the person."""
        async with begin(self._database) as tx:
            await tx.signing_in.end(session, "out", now)
            await tx.audit.add(who, "signed-out", {"session": session}, now)


async def _usable(tx: Tx, token: str, now: datetime) -> int:
    found = await tx.signing_in.link(digest(token)) if 32 <= len(token) <= 64 else None
    if found is None:
        raise NotIn("none")
    if found.used_at is not None:
        raise NotIn("used")
    if found.expires_at <= now:
        raise NotIn("expired")
    return found.id


async def make_link(tx: Tx, person: int, now: datetime) -> str:
    """A new link's token for that person; the earlier ones work no more."""
    token = secrets.token_hex(32)  # letters and figures only: chat apps end a link before «-» or read «_» as slanted
    await tx.signing_in.make_link(digest(token), person, now, now + LINK_LIFE)
    return token
