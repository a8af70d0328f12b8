"""A Zalo Official Account: signed webhooks in, one call per message out, a token that must be renewed every day."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from aiohttp import web

from bot.channels._webhook import body_of, object_of
from bot.channels._zalo_oa_api import (
    API_URL,
    ERRORS,
    FAILED,
    RATE,
    STALE_TOKEN,
    Api,
    Meaning,
    Refusal,
    outcome,
)
from bot.channels._zalo_oa_read import read
from bot.channels._zalo_oa_say import Mouth
from bot.channels._zalo_oa_sign import Key, is_signed, lookalike
from bot.channels.base import Alarm, Receive
from bot.clock import Clock
from bot.download import ZALO_HOSTS, download
from bot.errors import Misconfigured, QuotaSpent, Rejected, SendError
from bot.finding import Finding
from bot.http import Http
from bot.types import Address, Capabilities, File, Incoming, Menu, Pace, Part, Route

__all__ = ["API_URL", "ERRORS", "Meaning", "Tokens", "ZaloOA", "outcome", "read"]

log = logging.getLogger("trolyso.zalo-oa")

SIGNATURE, MOMENT = "X-ZEvent-Signature", "X-ZEvent-Timestamp"
FREE_WINDOW, PAID_WINDOW = timedelta(hours=48), timedelta(days=7)
SLOWEST = 60.0
TRIES_AFTER_FAILURE = 3
ENDS_SOON = timedelta(days=3)
"""Before its permission ends so soon, an account is no longer to be relied on."""
LOOKALIKE_EVERY = timedelta(minutes=1)


class Tokens(Protocol):
    """What the channel wants of a `TokenKeeper`."""

    async def access(self) -> str: ...

    async def instead_of(self, refused: str) -> str: ...

    async def ends(self) -> datetime | None: ...

    async def run(self) -> None: ...

    async def close(self) -> None: ...


class ZaloOA:
    """One Official Account.

    Events come to `/channels/<name>/webhook`; what Zalo did not sign has no effect. A message leaves by one call; it is
    repeated here only where Zalo has just refused it as it was: with a renewed token, with a list instead of buttons,
    without a quote that it forgot, with a file that was uploaded anew.
    """

    capabilities = Capabilities(
        text_limit=1900,  # Zalo says 2000; we leave room for a counting mistake and for the link of a file
        button_limit=5,
        label_limit=100,
        photo=True,
        file=True,
        group_buttons=False,
        window=PAID_WINDOW,
        quotes=True,
        listed=True,
    )
    pace = Pace(per_second=10, per_chat_per_second=1, chat_burst=3, per_group_per_minute=19)

    def __init__(
        self,
        name: str,
        http: Http,
        tokens: Tokens,
        clock: Clock,
        *,
        app_id: str,
        secret: str,
        app_secret: str = "",
        oa_id: str = "",
        api_url: str = "",
        group_messages: bool = False,
        free_only: bool = False,
        button_template: str = "",
        publish: Callable[[File], str] | None = None,
        alarm: Alarm | None = None,
        more_routes: Sequence[Route] = (),
    ) -> None:
        self.name = name
        self._http = http
        self._tokens = tokens
        self._clock = clock
        self._key = Key(app_id, secret)
        self._others = {
            "app secret instead of the webhook's key": Key(app_id, app_secret),
            "id of the account instead of the app's": Key(oa_id, secret),
        }
        self._oa_id = oa_id
        self._groups = group_messages
        self._api = Api(http, api_url)
        self._mouth = Mouth(self._api, clock, template=button_template, publish=publish)
        self._alarm = alarm
        self._more_routes = tuple(more_routes)
        self._receive: Receive | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._rate_refusals = 0
        self._failures: OrderedDict[str, int] = OrderedDict()
        self._looked_alike: datetime | None = None
        if free_only:
            self.capabilities = replace(self.capabilities, window=FREE_WINDOW)

    def __repr__(self) -> str:
        return f"ZaloOA({self.name!r})"

    def routes(self) -> Sequence[Route]:
        path = f"/channels/{self.name}/webhook"
        return (Route("POST", path, self._delivered), Route("GET", path, _well), *self._more_routes)

    async def open(self, receive: Receive) -> None:
        """Start listening, and keeping the token fresh. Without a permission we listen all the same."""
        self._receive = receive
        self._keeping = asyncio.create_task(self._tokens.run(), name=f"{self.name}: tokens")

    async def close(self) -> None:
        """Returns when no renewal of the token is under way."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait({self._keeping})
            self._keeping = None
        await self._tokens.close()

    # -- out -------------------------------------------------------------------------------------------------------

    async def send(self, to: Address, part: Part) -> str:
        try:
            sent = await self._said(to.chat, part)
        except Refusal as refusal:
            raise self._failure(refusal, part.key) from None
        self._rate_refusals = 0
        self._failures.pop(part.key, None)
        return sent

    async def _said(self, chat: str, part: Part) -> str:
        token = await self._tokens.access()
        try:
            return await self._mouth.say(token, chat, part)
        except Refusal as refusal:
            if refusal.code not in STALE_TOKEN:
                raise
        return await self._mouth.say(await self._tokens.instead_of(token), chat, part)

    def _failure(self, refusal: Refusal, key: str) -> SendError:
        """What a refusal is for us: too fast waits 1, 2, 4 … 60 seconds, «sending failed» is tried a few times."""
        if refusal.code not in ERRORS:
            known = {"action": "unknown-code", "channel": self.name, "code": refusal.code}
            log.warning("Zalo answers with an unknown number: %s", refusal, extra=known)
        if refusal.code == RATE:
            self._rate_refusals += 1
        if refusal.code == FAILED:
            tries = self._failures.pop(key, 0) + 1
            self._failures[key] = tries
            if len(self._failures) > 1000:
                self._failures.popitem(last=False)
            if tries >= TRIES_AFTER_FAILURE:
                return Rejected(str(refusal))
        slower = min(2.0 ** (self._rate_refusals - 1), SLOWEST)
        return outcome(refusal, now=self._clock.now(), slower=slower)

    async def fetch(self, id: str, most: int) -> bytes | None:
        """What a person sent: the link in their message, for as long as it works."""
        return await download(self._http, id, most, hosts=ZALO_HOSTS)

    async def acknowledge(self, update: Incoming) -> None:
        """A tap comes back as words: there is nothing to stop."""

    async def publish_menu(self, commands: Sequence[Menu]) -> None:
        """The account's menu is drawn by hand in its console."""

    async def probe(self, chats: Sequence[str]) -> list[Finding]:
        """The token, and until when the permission lasts. Of groups Zalo tells nothing but when we speak there."""
        try:
            await self._asked_who()
            ends = await self._tokens.ends()
        except Misconfigured as fault:
            return [Finding("token", self.name, detail=str(fault))]
        except QuotaSpent:
            return [Finding("quota", self.name)]
        except Rejected as fault:
            return [Finding("token", self.name, detail=str(fault))]
        except SendError:
            return [Finding("unreachable", self.name)]
        if ends is not None and ends - self._clock.now() < ENDS_SOON:
            return [Finding("token-ends", self.name, detail=f"{ends:%d/%m/%Y}")]
        return []

    async def _asked_who(self) -> None:
        token = await self._tokens.access()
        try:
            await self._api.get(token, "/v2.0/oa/getoa")
        except Refusal as refusal:
            if refusal.code not in STALE_TOKEN:
                raise outcome(refusal, now=self._clock.now()) from None
            try:
                await self._api.get(await self._tokens.instead_of(token), "/v2.0/oa/getoa")
            except Refusal as again:
                raise outcome(again, now=self._clock.now()) from None

    # -- in --------------------------------------------------------------------------------------------------------

    async def _delivered(self, request: web.Request) -> web.Response:
        """Zalo's webhook: 200 as soon as it is kept, and for what we do not answer at all. Zalo gives us two seconds,
        tries again five times within two hours, and then switches the webhook off."""
        body = await body_of(request)
        if body is None:
            return web.Response(status=413)
        event = object_of(body)
        macs = request.headers.getall(SIGNATURE, [])
        moments = request.headers.getall(MOMENT, [])
        stamp = event.get("timestamp") if event else None
        stamp = str(stamp) if isinstance(stamp, str | int) and not isinstance(stamp, bool) else None
        if not is_signed(self._key, body, macs, moments, stamp):
            if not macs and not (event or {}).get("event_name") and len(body) < 1000:
                return web.Response()  # what Zalo sends while the address is being registered; it has no effect
            self._tell_lookalike(body, macs, moments, stamp)
            return web.Response(status=403)
        if event is None:
            log.warning("unreadable event", extra={"action": "unreadable", "channel": self.name})
            return web.Response()
        incoming = await self._understood(event, body)
        try:
            if incoming is not None and self._receive is not None:
                await self._receive([incoming])
        except Exception as error:
            log.error(
                "the event could not be kept (%s)",
                type(error).__name__,
                extra={"action": "not-kept", "channel": self.name},
            )
            return web.Response(status=503)
        return web.Response()

    async def _understood(self, event: dict[str, Any], body: bytes) -> Incoming | None:
        """What we answer of it. What is no event of Zalo's is logged and left: it would never be better."""
        name = str(event.get("event_name"))[:60]
        try:
            incoming = read(event, body, self.name, now=self._clock.now(), oa_id=self._oa_id, groups=self._groups)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, OSError) as error:
            known = {"action": "unreadable", "channel": self.name, "event": name}
            log.warning("unreadable event (%s)", type(error).__name__, extra=known)
            return None
        if name == "permission_revoked" and self._alarm is not None:
            await self._alarm("token-lost", self.name, name)
        if incoming is None:
            log.debug("ignored", extra={"action": "ignored", "channel": self.name, "event": name})
        return incoming

    def _tell_lookalike(self, body: bytes, macs: list[str], moments: list[str], stamp: str | None) -> None:
        """Now and then: if a refused event was signed in another way that is known, somebody mistook a setting."""
        now = self._clock.now()
        if self._looked_alike is not None and now - self._looked_alike < LOOKALIKE_EVERY:
            return
        self._looked_alike = now
        way = lookalike(self._key, self._others, body, macs, moments, stamp)
        known = {"action": "refused", "channel": self.name, "signed-with": way or "nothing that we know"}
        log.warning("an event without our signature was refused", extra=known)


async def _well(_request: web.Request) -> web.Response:
    return web.Response()
