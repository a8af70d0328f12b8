"""Telegram: long polling or a webhook in, one Bot API call per message out."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeGuard

from aiohttp import web
from telegram.error import Conflict, TelegramError
from telegram.helpers import create_deep_linked_url
from yarl import URL

from bot.channels._telegram_probe import probe
from bot.channels._telegram_read import Identity, read
from bot.channels._telegram_request import PlainBot, outcome
from bot.channels._telegram_say import keyboard, say
from bot.channels._webhook import SECRET, body_of, has_secret, object_of
from bot.channels.base import Alarm, Receive
from bot.clock import Clock, SystemClock
from bot.download import download
from bot.errors import Misconfigured, Rejected, SendError, Throttled, Uncertain, Unreachable
from bot.finding import Finding
from bot.http import Http
from bot.text import shorten
from bot.types import Address, Capabilities, Incoming, Menu, Pace, Part, Route

__all__ = ["Identity", "Telegram", "keyboard", "outcome", "read"]

log = logging.getLogger("trolyso.telegram")

HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
POLL_SECONDS = 25
POLL_GRACE = 10.0
"""How much longer than asked we wait for the answer of a long poll."""
LONGEST_PAUSE = 60.0
ALARMS = {"Misconfigured": "misconfigured", "Unreachable": "unreachable", "Conflict": "rival"}
"""What our listening may suffer from that only a person can mend, or should know of."""


class Telegram:
    """One Telegram bot.

    Updates come by long polling or to `/channels/<name>/webhook`; Telegram is told «received» only after `receive`
    returned. A message leaves by one call; it is repeated here only when Telegram has just refused it as it was: plain
    instead of bold, anew instead of edited, in the group instead of a topic that is gone, as a file instead of a photo,
    words before a file instead of under it.
    """

    capabilities = Capabilities(
        text_limit=4000,  # Telegram says 4096; we leave room for a counting mistake
        button_limit=8,
        label_limit=40,
        photo=True,
        file=True,
        edits=True,
    )
    pace = Pace(per_second=29, per_chat_per_second=1, chat_burst=3, per_group_per_minute=19)

    def __init__(
        self,
        name: str,
        token: str,
        http: Http,
        *,
        mode: str = "polling",
        api_url: str = "https://api.telegram.org",
        secret: str = "",
        public_url: str = "",
        clock: Clock | None = None,
        alarm: Alarm | None = None,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token):
            raise Misconfigured(f"{name}: the token does not look like Telegram's «123456:ABC…»")
        if mode not in ("polling", "webhook"):
            raise Misconfigured(f"{name}: the mode is polling or webhook, not {mode!r}")
        if mode == "webhook" and not SECRET.fullmatch(secret):
            raise Misconfigured(f"{name}: a webhook needs a secret of 16 to 256 letters, digits, «_» or «-»")
        if mode == "webhook" and not public_url:
            raise Misconfigured(f"{name}: a webhook needs the public address of this server")
        self.name = name
        self.identity: Identity | None = None
        self.contacts = 0
        """How many times Telegram has answered our listening or delivered an update: grows while all is well."""
        self.trouble = ""
        """The kind of the last failure of listening, empty when it works."""
        self._bot = PlainBot(token, api_url.rstrip("/"), http)
        self._api_url, self._http = api_url, http
        self._polls = mode == "polling"
        self._secret = secret.encode()
        self._public_url = public_url.rstrip("/")
        self._path = f"/channels/{name}/webhook"
        self._clock: Clock = clock or SystemClock()
        self._alarm = alarm
        self._rung: set[str] = set()
        self._wait = wait
        self._receive: Receive | None = None
        self._listening: asyncio.Task[None] | None = None
        self._failures = 0
        self._asked_to_wait = 0.0

    def __repr__(self) -> str:
        return f"Telegram({self.name!r})"

    def routes(self) -> Sequence[Route]:
        return () if self._polls else (Route("POST", self._path, self._delivered),)

    async def open(self, receive: Receive) -> None:
        """Start listening; when Telegram cannot be reached now, go on trying. Misconfigured: the token is refused."""
        self._receive = receive
        try:
            await self._introduce()
        except Misconfigured:
            raise
        except SendError as error:
            self._troubled(type(error).__name__, error)
        self._listening = asyncio.create_task(self._listen(), name=f"{self.name}: listening")

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait({self._listening})
            self._listening = None

    async def send(self, to: Address, part: Part) -> str:
        try:
            return await say(self._bot, to.chat, part)
        except TelegramError as error:
            raise outcome(error) from None
        except ValueError:
            raise Rejected("a chat or message id that is not Telegram's") from None

    async def fetch(self, id: str, most: int) -> bytes | None:
        try:
            found = await self._bot.call("getFile", {"file_id": id})
        except TelegramError as error:
            fault = outcome(error)
            if isinstance(fault, Unreachable | Throttled | Uncertain):
                raise Unreachable("Telegram gave no file") from None
            return None
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str) or (found.get("file_size") or 0) > most:
            return None
        address = f"{self._bot.base_file_url}/{path}"
        host = URL(self._api_url).host or ""
        return await download(self._http, address, most, hosts=(host,), plain=True)

    async def acknowledge(self, update: Incoming) -> None:
        if update.callback_id is not None:
            with suppress(SendError):
                await self._call("answerCallbackQuery", {"callback_query_id": update.callback_id})

    async def publish_menu(self, commands: Sequence[Menu]) -> None:
        """Three menus, each for Vietnamese and for every other language: in general, in private, in groups."""
        everyone = [menu for menu in commands if not menu.roles]
        shown = {
            "default": everyone,
            "all_private_chats": everyone,
            "all_group_chats": [menu for menu in commands if menu.groups],
        }
        for scope, menus in shown.items():
            listed = [{"command": menu.command, "description": shorten(menu.summary, 256)} for menu in menus[:100]]
            for language in ("", "vi"):
                fields = {"commands": listed, "scope": {"type": scope}, "language_code": language or None}
                await self._call("setMyCommands", fields)

    @property
    def polls(self) -> bool:
        return self._polls

    @property
    def alarming(self) -> bool:
        return self.trouble in ALARMS

    async def probe(self, chats: Sequence[str]) -> list[Finding]:
        """Token, webhook, and whether we may speak in these groups."""
        webhook = "" if self._polls else self._public_url + self._path
        return await probe(self.name, self._call, chats, webhook=webhook, now=self._clock.now())

    def deep_link(self, payload: str, *, group: bool = False) -> str | None:
        """A link that starts the bot, or adds it to a group, with `payload`; None until Telegram told our name.

        ValueError: more than 64 characters, or others than A–Z a–z 0–9 _ -.
        """
        if self.identity is None:
            return None
        return create_deep_linked_url(self.identity.username, payload, group=group)

    # Listening

    async def _introduce(self) -> None:
        """Learn who we are and choose the way in."""
        me = await self._call("getMe", {})
        if not isinstance(me, dict) or not isinstance(me.get("id"), int):
            raise Unreachable("somebody else answered in Telegram's place")
        self.identity = Identity(
            id=me["id"],
            username=me.get("username", ""),
            name=me.get("first_name", ""),
            reads_all=bool(me.get("can_read_all_group_messages")),
        )
        if self._polls:
            await self._call("deleteWebhook", {"drop_pending_updates": False})
        else:
            webhook = {
                "url": self._public_url + self._path,
                "secret_token": self._secret.decode(),
                "allowed_updates": list(UPDATES),
                "max_connections": 40,
            }
            await self._call("setWebhook", webhook)
        await self._well()

    async def _listen(self) -> None:
        while self.trouble or self.identity is None:
            await self._pause()
            try:
                await self._introduce()
            except SendError as error:
                self._troubled(type(error).__name__, error)
        if self._polls:
            await self._poll(self.identity)

    async def _poll(self, me: Identity) -> None:
        """Ask for updates for ever. Asking with a higher offset is what tells Telegram «received»."""
        offset = 0
        may_take_over = True
        while True:
            try:
                updates = await self._updates(offset)
                await self._keep(self._understood(updates, me))
            except Conflict as error:
                self._troubled("Conflict")
                if may_take_over and "webhook is active" in error.message.casefold():
                    may_take_over = False  # once: somebody who sets it again and again means it
                    with suppress(SendError):
                        await self._call("deleteWebhook", {"drop_pending_updates": False})
                        continue
            except TelegramError as error:
                failure = outcome(error)
                self._troubled(type(failure).__name__, failure)
            except Exception as error:
                self._troubled(f"receive: {type(error).__name__}")
            else:
                await self._well()
                offset = max((update["update_id"] + 1 for update in updates), default=offset)
                continue
            await self._pause()

    async def _updates(self, offset: int) -> list[dict[str, Any]]:
        fields = {"offset": offset, "timeout": POLL_SECONDS, "limit": 100, "allowed_updates": list(UPDATES)}
        updates = await self._bot.call("getUpdates", fields, answer_within=POLL_SECONDS + POLL_GRACE)
        return [update for update in updates if _is_update(update)]

    def _understood(self, updates: Iterable[Mapping[str, Any]], me: Identity) -> list[Incoming]:
        """What we answer of them. What is no update of Telegram's is logged and left: it would never be better."""
        found: list[Incoming] = []
        for update in updates:
            try:
                incoming = read(update, me, self.name, now=self._clock.now() if "callback_query" in update else None)
            except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, OSError) as error:
                known = {"action": "unreadable", "channel": self.name, "update": update.get("update_id")}
                log.warning("unreadable update (%s)", type(error).__name__, extra=known)
                continue
            if incoming is not None:
                found.append(incoming)
        return found

    async def _keep(self, updates: Sequence[Incoming]) -> None:
        if updates and self._receive is not None:
            await self._receive(updates)

    async def _delivered(self, request: web.Request) -> web.Response:
        """Telegram's webhook: 200 only for what is kept, or for what we do not answer at all."""
        if not has_secret(request, HEADER, self._secret):
            return web.Response(status=403)
        body = await body_of(request)
        if body is None:
            return web.Response(status=413)
        update = object_of(body)
        if not _is_update(update):
            return web.Response(status=400)
        if self.identity is None:
            return web.Response(status=503)
        try:
            await self._keep(self._understood([update], self.identity))
        except Exception as error:
            known = {"action": "not-kept", "channel": self.name, "update": update["update_id"]}
            log.error("the update could not be kept (%s)", type(error).__name__, extra=known)
            return web.Response(status=503)
        self.contacts += 1
        return web.Response()

    async def _well(self) -> None:
        if self.trouble:
            log.info("listening again", extra={"action": "listening", "channel": self.name})
            while self._rung and self._alarm is not None:
                await self._alarm.over(self._rung.pop(), self.name)
        self.contacts += 1
        self.trouble = ""
        self._failures = 0
        self._asked_to_wait = 0.0

    def _troubled(self, kind: str, error: SendError | None = None) -> None:
        if kind != self.trouble:
            log.warning("listening fails: %s", kind, extra={"action": "trouble", "channel": self.name})
        self.trouble = kind
        self._failures += 1
        self._asked_to_wait = error.after if isinstance(error, Throttled) else 0.0

    async def _pause(self) -> None:
        """1, 2, 4 … 60 seconds, or as long as Telegram asked for; a person is woken when it is their turn."""
        if self._alarm is not None and self.trouble in ALARMS:
            self._rung.add(ALARMS[self.trouble])
            await self._alarm(ALARMS[self.trouble], self.name)
        doubled = 2.0 ** min(self._failures - 1, 10)
        await self._wait(max(min(doubled, LONGEST_PAUSE), self._asked_to_wait))

    async def _call(self, method: str, fields: dict[str, Any]) -> Any:
        try:
            return await self._bot.call(method, fields)
        except TelegramError as error:
            raise outcome(error) from None


def _is_update(update: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(update, dict) and type(update.get("update_id")) is int
