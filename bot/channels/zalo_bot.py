"""Zalo Bot Platform: a webhook or one-by-one polling in, one call per message out, and no buttons at all."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from bot.channels._webhook import SECRET, body_of, has_secret, object_of
from bot.channels._zalo_bot_call import API_URL, SILENCE, ZaloCalls, is_token, outcome, result_of
from bot.channels._zalo_bot_read import SPOKEN, Json, event_of, read, updates_of
from bot.channels._zalo_bot_refused import Refusals
from bot.channels._zalo_bot_say import Publish, say
from bot.channels.base import Alarm, Receive
from bot.clock import Clock, SystemClock
from bot.download import ZALO_HOSTS, download
from bot.errors import Misconfigured, Rejected, SendError, Throttled
from bot.finding import Finding
from bot.http import Http
from bot.lease import Lease
from bot.types import Address, Capabilities, Incoming, Menu, Pace, Part, Route

__all__ = ["HEADER", "Identity", "ZaloBot", "outcome", "read"]

log = logging.getLogger("trolyso.zalo-bot")

HEADER = "X-Bot-Api-Secret-Token"
POLL_SECONDS = 30
POLL_GRACE = 15.0
"""How much longer than asked we wait for the answer of a long poll."""
QUICK_SECONDS = 1.0
"""A poll that says «nothing» sooner than this did not wait: do not ask again at once."""
LONGEST_PAUSE = 45.0
"""So that we are back within a minute of the end of an outage."""
STANDBY_SECONDS = 10.0
"""How often we look whether the process that polls still lives."""
ALARMS = {"Misconfigured": "misconfigured", "Unreachable": "unreachable", "Uncertain": "unreachable"}

_NAME = re.compile(r"[a-z0-9_.-]{1,64}")
_SUCCESS = b'{"message":"Success"}'


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the token says that we are; every field may be missing there."""

    id: str = ""
    name: str = ""
    """Mostly an account name («bot.AbC…»), not what people see."""
    account_type: str = ""
    can_join_groups: bool | None = None
    """None: Zalo did not say."""

    @classmethod
    def of(cls, me: Any) -> Identity:
        told = me if isinstance(me, dict) else {}
        names = (told.get(key) for key in ("display_name", "name", "account_name"))
        joins = told.get("can_join_groups")
        return cls(
            id=str(told.get("id") or ""),
            name=next((name for name in names if isinstance(name, str) and name), ""),
            account_type=str(told.get("account_type") or ""),
            can_join_groups=joins if isinstance(joins, bool) else None,
        )


class ZaloBot:
    """One Zalo bot.

    By webhook, Zalo is told «received» only after `receive` returned. By polling, Zalo hands every update over once
    and never again: it is kept before the next is asked for, however long keeping takes, and only the one process that
    holds the lease asks. What was handed over when we died is lost, and was never acknowledged to anybody.
    """

    capabilities = Capabilities(text_limit=1900)  # Zalo says 2000; we leave room for a counting mistake
    pace = Pace(per_second=10, per_chat_per_second=1, chat_burst=3, per_group_per_minute=20)

    def __init__(
        self,
        name: str,
        token: str,
        http: Http,
        *,
        lease: Lease,
        mode: str = "polling",
        api_url: str = "",
        secret: str = "",
        public_url: str = "",
        bot_name: str = "",
        publish: Publish | None = None,
        clock: Clock | None = None,
        alarm: Alarm | None = None,
    ) -> None:
        if not is_token(token):
            raise Misconfigured(f"{name}: the token does not look like Zalo's «123456:abc…»")
        if mode not in ("polling", "webhook"):
            raise Misconfigured(f"{name}: the mode is polling or webhook, not {mode!r}")
        if mode == "webhook" and not SECRET.fullmatch(secret):
            raise Misconfigured(f"{name}: a webhook needs a secret of 16 to 256 letters, digits, «_» or «-»")
        if mode == "webhook" and not public_url:
            raise Misconfigured(f"{name}: a webhook needs the public address of this server")
        self.name = name
        self._http = http
        self.identity: Identity | None = None
        self.contacts = 0
        """How many times Zalo has answered our listening or delivered an update: grows while all is well."""
        self.trouble = ""
        """The kind of the last failure of listening, empty when it works."""
        self._calls = ZaloCalls(http, api_url or API_URL, token)
        self._lease = lease
        self._turn = f"poll:zalo-bot:{token.partition(':')[0]}"
        self._polls = mode == "polling"
        self._secret = secret.encode()
        self._public_url = public_url.rstrip("/")
        self._path = f"/channels/{name}/webhook"
        self._bot_name = bot_name
        self._publish = publish if public_url else None  # nobody can fetch what has no public address
        self._clock: Clock = clock or SystemClock()
        self._refusals = Refusals(self._clock)
        self._alarm = alarm
        self._rung: set[str] = set()
        self._receive: Receive | None = None
        self._listening: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._standing_by = False
        self._failures = 0
        self._asked_to_wait = 0.0
        if self._publish is not None:
            self.capabilities = replace(self.capabilities, photo=True, file=True)

    def __repr__(self) -> str:
        return f"ZaloBot({self.name!r})"

    def routes(self) -> Sequence[Route]:
        if self._polls:
            return ()
        return Route("POST", self._path, self._delivered), Route("GET", self._path, self._probed)

    async def open(self, receive: Receive) -> None:
        """Start listening; when Zalo cannot be reached now, go on trying. Misconfigured: the token is refused."""
        self._receive = receive
        try:
            await self._introduce()
        except Misconfigured:
            raise
        except SendError as error:
            self._troubled(error)
        self._listening = asyncio.create_task(self._listen(), name=f"{self.name}: listening")

    async def close(self) -> None:
        """Stop asking; an update that has been handed over is still kept if that takes only moments."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait({self._listening})
            self._listening = None
        if self._keeping is not None:
            await asyncio.wait({self._keeping}, timeout=10)
            self._keeping.cancel()
            self._keeping = None
        if self._polls and self._receive is not None:
            with suppress(Exception):  # the next one finds out that we are gone
                await self._lease.drop(self._turn)

    async def send(self, to: Address, part: Part) -> str:
        try:
            sent = await say(self._calls, to.chat, part, self._publish)
        except SendError as error:
            raise self._refusals.judged(to.chat, error) from None
        self._refusals.well(to.chat)
        return sent

    async def fetch(self, id: str, most: int) -> bytes | None:
        """What a person sent: the link in their message, for as long as it works."""
        return await download(self._http, id, most, hosts=ZALO_HOSTS)

    async def acknowledge(self, update: Incoming) -> None:
        """There are no buttons."""

    async def publish_menu(self, commands: Sequence[Menu]) -> None:
        """There is no menu."""

    @property
    def polls(self) -> bool:
        return self._polls and not self._standing_by

    @property
    def alarming(self) -> bool:
        return self.trouble in ALARMS

    async def probe(self, chats: Sequence[str]) -> list[Finding]:
        """The token, and the webhook's address. Of groups Zalo tells nothing but when we speak there."""
        try:
            result_of(await self._calls.call("getMe", {}))
            if not self._polls:
                info = result_of(await self._calls.call("getWebhookInfo", {}))
                if not isinstance(info, dict) or info.get("url") != self._public_url + self._path:
                    return [Finding("webhook", self.name, detail="địa chỉ nhận tin đã bị đổi")]
        except Misconfigured:
            return [Finding("token", self.name)]
        except Rejected:
            return [Finding("webhook", self.name, detail="chưa đăng ký địa chỉ nhận tin")]
        except Throttled:
            return []
        except SendError:
            return [Finding("unreachable", self.name)]
        return []

    # Listening

    async def _introduce(self) -> None:
        """Learn who we are and choose the way in."""
        self.identity = Identity.of(result_of(await self._calls.call("getMe", {})))
        if self._polls:
            with suppress(Rejected):  # there was none
                result_of(await self._calls.call("deleteWebhook", {}))
        else:
            webhook = {"url": self._public_url + self._path, "secret_token": self._secret.decode()}
            self._verified(result_of(await self._calls.call("setWebhook", webhook)))
        await self._well()

    def _verified(self, result: Any) -> None:
        """Zalo tries our address when it is told it, and keeps it even if that failed."""
        told = result.get("verification") if isinstance(result, dict) else None
        if isinstance(told, dict) and told.get("ok") is False:
            why = told.get("outcome")
            known = {"action": "webhook-unverified", "channel": self.name}
            log.warning("Zalo could not reach our webhook (%s)", _plain(why), extra=known)

    async def _listen(self) -> None:
        while self.trouble or self.identity is None:
            await self._pause()
            try:
                await self._introduce()
            except SendError as error:
                self._troubled(error)
        if self._polls:
            await self._poll()

    async def _poll(self) -> None:
        """Ask for one update after the other, as long as it is our turn."""
        while True:
            try:
                if not await self._lease.take(self._turn):
                    if not self._standing_by:
                        log.info("another process polls", extra={"action": "standby", "channel": self.name})
                    self._standing_by = True
                    await self._clock.wait(STANDBY_SECONDS)
                    continue
                self._standing_by = False
                await self._ask()
            except SendError as error:
                self._troubled(error)
                await self._pause()
                if isinstance(error, Rejected):  # as long as a webhook is set nobody may ask
                    with suppress(SendError):
                        await self._calls.call("deleteWebhook", {})
            except Exception as error:
                self._troubled(error)
                await self._pause()

    async def _ask(self) -> None:
        """One poll, and what it gave kept durably."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        answer = await self._calls.call("getUpdates", {"timeout": str(POLL_SECONDS)}, within=POLL_SECONDS + POLL_GRACE)
        found = [] if answer.code == SILENCE and answer.body is not None else updates_of(result_of(answer))
        updates = [one for one in (self._understood(update) for update in found) if one is not None]
        if updates:
            # Not to be cut off by `close`: nobody will ever hand these over again.
            self._keeping = asyncio.create_task(self._keep_at_last(updates))
            await asyncio.shield(self._keeping)
            self._keeping = None
        await self._well()
        if not found and loop.time() - begun < QUICK_SECONDS:
            await self._clock.wait(QUICK_SECONDS)

    async def _keep_at_last(self, updates: Sequence[Incoming]) -> None:
        """Keep these, trying until it works; nothing else is asked for meanwhile."""
        assert self._receive is not None
        pause = 1.0
        while True:
            try:
                return await self._receive(updates)
            except Exception as error:
                known = {"action": "not-kept", "channel": self.name}
                log.error("the update could not be kept (%s)", type(error).__name__, extra=known)
            await self._clock.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _understood(self, update: Json) -> Incoming | None:
        """What we answer of it. What is no update of Zalo's is logged and left: it would never be better."""
        try:
            return self._read(update)
        except ValueError as error:
            known = {"action": "unreadable", "channel": self.name}
            log.warning("unreadable update (%s)", type(error).__name__, extra=known)
            return None

    def _read(self, update: Json) -> Incoming | None:
        event = event_of(update)
        if event is None:
            raise ValueError("no event")
        if event[0] not in SPOKEN:
            log.info("event of another kind: %s", _plain(event[0]), extra={"action": "ignored", "channel": self.name})
            return None
        told = self.identity.name if self.identity else ""
        return read(*event, (self._bot_name, told), self.name, now=self._clock.now())

    async def _delivered(self, request: web.Request) -> web.Response:
        """Zalo's webhook: 200 only for what is kept, for what we do not answer at all, and for an empty trial."""
        if not has_secret(request, HEADER, self._secret):
            return web.Response(status=403)
        body = await body_of(request)
        if body is None:
            return web.Response(status=413)
        if not body.strip():
            return _received()
        update = object_of(body)
        if update is None:
            return web.Response(status=400)
        if update.keys() <= {"ok", "result"} and not update.get("result"):
            return _received()
        try:
            incoming = self._read(update)
        except ValueError as error:
            known = {"action": "unreadable", "channel": self.name}
            log.warning("unreadable update (%s)", type(error).__name__, extra=known)
            return web.Response(status=400)
        if incoming is not None:
            if self._receive is None:
                return web.Response(status=503)
            try:
                await self._receive([incoming])
            except Exception as error:
                known = {"action": "not-kept", "channel": self.name}
                log.error("the update could not be kept (%s)", type(error).__name__, extra=known)
                return web.Response(status=503)
        self.contacts += 1
        return _received()

    async def _probed(self, request: web.Request) -> web.Response:
        return _received() if has_secret(request, HEADER, self._secret) else web.Response(status=403)

    # How we are

    async def _well(self) -> None:
        if self.trouble:
            log.info("listening again", extra={"action": "listening", "channel": self.name})
            while self._rung and self._alarm is not None:
                await self._alarm.over(self._rung.pop(), self.name)
        self.contacts += 1
        self.trouble = ""
        self._failures = 0
        self._asked_to_wait = 0.0

    def _troubled(self, error: Exception) -> None:
        kind = type(error).__name__ if isinstance(error, SendError) else f"receive: {type(error).__name__}"
        if kind != self.trouble:
            log.warning("listening fails: %s", kind, extra={"action": "trouble", "channel": self.name})
        self.trouble = kind
        self._failures += 1
        self._asked_to_wait = error.after if isinstance(error, Throttled) else 0.0

    async def _pause(self) -> None:
        """1, 2, 4 … 45 seconds, or a minute where Zalo is too busy; a person is woken when it is their turn."""
        if self._alarm is not None and self.trouble in ALARMS:
            self._rung.add(ALARMS[self.trouble])
            await self._alarm(ALARMS[self.trouble], self.name)
        doubled = 2.0 ** min(self._failures - 1, 10)
        await self._clock.wait(max(min(doubled, LONGEST_PAUSE), self._asked_to_wait))


def _received() -> web.Response:
    return web.Response(body=_SUCCESS, content_type="application/json")


def _plain(name: object) -> str:
    """A name out of a stranger's JSON, if it is one."""
    return name if isinstance(name, str) and _NAME.fullmatch(name) else "?"
