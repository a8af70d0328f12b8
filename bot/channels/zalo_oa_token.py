"""The key to an Official Account: an access token of about a day, and a refresh token that works a single time.

Zalo answers a refresh with a new pair and forgets the old one. What is between their answer and our disk cannot be
undone, so nothing is: the answer is committed before anybody uses it, by a process of its own that does nothing else
and that outlives this one (`bot/oa_tokens.py`). Who wants a token asks the `TokenKeeper`.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import aiohttp

from bot.channels.base import Alarm
from bot.clock import Clock
from bot.errors import Misconfigured, Unreachable
from bot.http import Http

log = logging.getLogger("trolyso.zalo-oa")

OAUTH_URL = "https://oauth.zaloapp.com"
REFRESH_LIFE = timedelta(days=90)
"""Zalo says three months and does not send the date."""
EARLY = 0.8
"""The share of an access token's life after which it is renewed: 20 of its 25 hours."""
WARNED_BEFORE = (timedelta(days=14), timedelta(days=3))
LOOK_AGAIN = 60.0
SHORTEST = 0.2
UNDER_WAY = 0.5
"""While somebody is at a renewal – perhaps begun by a bot that was killed – its end is looked for so often."""
AFTER_DOUBT = timedelta(seconds=60)
"""How long after an unanswered refresh the same token is handed in again: by then the first one has ended."""
AFTER_REFUSAL = timedelta(hours=1)
PATIENCE = 45.0
"""Seconds that a message waits for a renewal under way."""
ANSWER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Pair:
    """What a call needs, and what the next renewal needs. Its repr shows no token."""

    serial: int
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    obtained_at: datetime
    access_until: datetime
    refresh_until: datetime
    tried_at: datetime | None = None
    refused: str = ""

    @property
    def due_at(self) -> datetime:
        """When it should be renewed."""
        if self.tried_at is not None:
            return self.tried_at + (AFTER_REFUSAL if self.refused else AFTER_DOUBT)
        return self.obtained_at + (self.access_until - self.obtained_at) * EARLY


@dataclass(frozen=True, slots=True)
class Fresh:
    """A pair as Zalo just gave it."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lives: timedelta


class Vault(Protocol):
    """Where the pair of one channel lies; `bot/oa_tokens.py` keeps it in the database."""

    async def load(self) -> Pair | None: ...

    async def adopt(self, fresh: Fresh) -> None:
        """A person gave the permission anew: this pair takes the place of whatever is there."""
        ...

    async def renewing(self) -> bool:
        """Whether a living process is at a renewal now."""
        ...

    async def pending(self) -> Consent | None:
        """The permission that a person is about to give."""
        ...

    async def expect(self, consent: Consent | None) -> None:
        """Remember (or forget) that a person is about to give the permission."""
        ...


@dataclass(frozen=True, slots=True)
class Consent:
    """One walk through Zalo's permission page: what must come back, and what proves that we began it."""

    state: str
    verifier: str = field(repr=False)
    until: datetime


# -- Zalo's token endpoint ---------------------------------------------------------------------------------------------


class NeverLeft(Exception):
    """No connection came about: Zalo has not seen the token."""


class NoWord(Exception):
    """Nobody knows whether Zalo took the token: no answer, or none that can be understood."""


class Refused(Exception):
    """Zalo answered that it does not take it; the text is Zalo's name of the error and holds no token."""


class OAuth:
    """The two things that the token endpoint does. It never repeats a request: each token works a single time."""

    def __init__(self, http: Http, app_id: str, app_secret: str, url: str = OAUTH_URL) -> None:
        self._http = http
        self._app_id = app_id
        self._app_secret = app_secret
        self._url = f"{(url or OAUTH_URL).rstrip('/')}/v4/oa/access_token"

    async def exchange(self, code: str, verifier: str) -> Fresh:
        """The first pair for the code that the permission page gave. NeverLeft, NoWord or Refused."""
        fields = {"code": code, "grant_type": "authorization_code", "code_verifier": verifier}
        return await self._ask(fields)

    async def refresh(self, token: str) -> Fresh:
        """The next pair. NeverLeft, NoWord or Refused."""
        return await self._ask({"refresh_token": token, "grant_type": "refresh_token"})

    async def _ask(self, fields: dict[str, str]) -> Fresh:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS, connect=10)
        try:
            async with self._http.session.post(
                self._url,
                data={"app_id": self._app_id, **fields},
                headers={"secret_key": self._app_secret},
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise NeverLeft from None
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            # Its words may repeat the request.
            raise NoWord(type(fault).__name__) from None
        return _fresh(body)


def _fresh(body: bytes) -> Fresh:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise NoWord("the answer is not JSON") from None
    match answer:
        case {"access_token": str(access), "refresh_token": str(refresh)} if access and refresh:
            return Fresh(access, refresh, _life(answer.get("expires_in")))
        case {"error": code} if code:
            name = answer.get("error_name") or answer.get("error_description") or answer.get("message") or ""
            raise Refused(f"{code} {name}"[:120].strip())
    raise NoWord("the answer has neither tokens nor an error")


def _life(seconds: Any) -> timedelta:
    """`expires_in` is a string of seconds; a day and an hour when it cannot be read."""
    with suppress(TypeError, ValueError, OverflowError):
        if float(seconds) > 0:
            return timedelta(seconds=float(seconds))
    return timedelta(hours=25)


# -- keeping it valid --------------------------------------------------------------------------------------------------

Renew = Callable[[int], Awaitable[None]]
"""Renew the pair with that serial, if it is still there and nobody else is at it; returns when that has ended."""


class TokenKeeper:
    """Always has a token that should work, and a person who knows when one is needed.

    Several processes may each have one: the renewal itself is done by whoever holds the lease.
    """

    def __init__(self, name: str, vault: Vault, renew: Renew, clock: Clock, alarm: Alarm | None = None) -> None:
        self._name = name
        self._vault = vault
        self._renew = renew
        self._clock = clock
        self._alarm = alarm
        self._pair: Pair | None = None
        self._lock = asyncio.Lock()
        self._alarmed: str | None = "token-lost"
        """What a person was told and not yet taken back; at first perhaps by a process before us."""

    async def access(self) -> str:
        """A token to call with. Misconfigured: there is none, and only a person can get one."""
        pair = self._pair or await self._load()
        if pair is None:
            raise Misconfigured("no permission was given yet")
        if self._clock.now() >= pair.access_until:
            return await self.instead_of(pair.access)
        return pair.access

    async def instead_of(self, refused: str) -> str:
        """Another token than this one, which Zalo did not take. Misconfigured or Unreachable when there is none."""
        async with self._lock:
            pair = await self._load()
            if pair is not None and pair.access == refused:
                # Who was at it may have ended between our two looks: then the new pair is there.
                pair = await (self._renewed(pair) if await self._may_try(pair) else self._load())
        if pair is None:
            raise Misconfigured("no permission was given yet")
        if pair.access != refused:
            return pair.access
        if pair.refused:
            raise Misconfigured("Zalo takes neither token")
        raise Unreachable("the token could not be renewed yet")

    async def ends(self) -> datetime | None:
        """When the permission ends for good, if nothing renews it; None: there is none."""
        pair = self._pair or await self._load()
        return pair.refresh_until if pair is not None else None

    async def run(self) -> None:
        """Renew early, warn in time; until cancelled."""
        while True:
            pause = 5.0
            try:
                pause = await self.look()
            except Exception as fault:
                log.warning("tokens: %s", type(fault).__name__, extra={"action": "token-look", "channel": self._name})
            await self._clock.wait(pause)

    async def look(self) -> float:
        """Renew what is due and warn; returns how long there is nothing to do."""
        async with self._lock:
            pair = await self._load()
            if pair is not None and self._clock.now() >= pair.due_at:
                pair = await self._renewed(pair)
            await self._warn(pair)
        if pair is None:
            return LOOK_AGAIN
        longest = LOOK_AGAIN if pair.tried_at is None or pair.refused else UNDER_WAY
        return min(max((pair.due_at - self._clock.now()).total_seconds(), SHORTEST), longest)

    async def close(self) -> None:
        """Returns when no renewal that we began is under way."""
        async with self._lock:
            return

    async def _load(self) -> Pair | None:
        self._pair = await self._vault.load()
        return self._pair

    async def _may_try(self, pair: Pair) -> bool:
        """Not while a try is in doubt; unless somebody is at it still, whose end is waited for."""
        return pair.tried_at is None or self._clock.now() >= pair.due_at or await self._vault.renewing()

    async def _renewed(self, pair: Pair) -> Pair | None:
        """The pair after a renewal, by us or by who is at it already; the same one when it did not succeed."""
        renewing = asyncio.ensure_future(self._renew(pair.serial))
        try:
            await asyncio.shield(renewing)
        except asyncio.CancelledError:
            await asyncio.wait({renewing})  # whoever stops us waits for the pair that is on its way
            raise
        after = await self._load()
        if after is not None and after.serial == pair.serial:
            why = "refused" if after.refused else "unanswered" if after.tried_at else "unreachable"
            log.warning("the token was not renewed: %s", why, extra={"action": "token-kept", "channel": self._name})
        else:
            log.info("the token was renewed", extra={"action": "token-renewed", "channel": self._name})
        return after

    async def _warn(self, pair: Pair | None) -> None:
        if self._alarm is None:
            return
        now = self._clock.now()
        if pair is None:
            await self._tell("token-missing", "")
        elif pair.refused:
            await self._tell("token-lost", pair.refused)
        elif now >= pair.refresh_until:
            await self._tell("token-lost", f"{pair.refresh_until:%d/%m/%Y}")
        else:
            if self._alarmed is not None:
                await self._alarm.over(self._alarmed, self._name)
                self._alarmed = None
            near = [span for span in WARNED_BEFORE if now >= pair.refresh_until - span]
            if near:
                once = f"{pair.serial}:{min(near).days}"
                await self._alarm("token-ends", self._name, f"{pair.refresh_until:%d/%m/%Y}", once=once)

    async def _tell(self, kind: str, detail: str) -> None:
        assert self._alarm is not None
        if self._alarmed not in (None, kind):
            await self._alarm.over(self._alarmed, self._name)
        self._alarmed = kind
        await self._alarm(kind, self._name, detail)
