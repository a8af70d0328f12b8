"""A Telegram of our own on the loopback: the Bot API with real sockets, people and groups who use it, a ledger.

In a test: `async with LoopbackTelegram() as telegram: an = telegram.person(7, "An"); await an.says("/start")`.
As a process that outlives the bot: `python -m tests.support.telegram --port 8081 --ledger said.jsonl`, to which
updates are handed at `/control/says` and `/control/update`, and which tells what it took at `/control/sent`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import re
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self, overload
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from bot.clock import SystemClock
from tests.support.telegram_rules import (
    Flood,
    Refusal,
    bad,
    checked_caption,
    checked_commands,
    checked_keyboard,
    checked_text,
    entities,
)

TOKEN = "123456:AAH-test-token_of_the_loopback"
USERNAME = "TroLySoBot"
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
UNASKED = ("chat_member", "message_reaction", "message_reaction_count")

BLOCKED = "Forbidden: bot was blocked by the user"
KICKED = "Forbidden: bot was kicked from the supergroup chat"
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True, slots=True)
class Upload:
    kind: str
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the bot said (or edited) and Telegram took."""

    number: int
    chat: int
    message_id: int
    method: str
    text: str
    """As it is shown: without markup."""
    buttons: tuple[tuple[str, str], ...] = ()
    rows: tuple[int, ...] = ()
    upload: Upload | None = None
    topic: int | None = None
    reply_to: int | None = None
    entities: tuple[dict[str, Any], ...] = ()
    at: float = 0.0
    bot: str = USERNAME

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.buttons]

    def line(self) -> dict[str, Any]:
        """As it stands in the ledger."""
        known = {
            "n": self.number, "chat": self.chat, "message_id": self.message_id, "method": self.method,
            "text": self.text, "buttons": self.buttons, "topic": self.topic, "reply_to": self.reply_to,
            "file": self.upload and self.upload.name, "at": self.at, "bot": self.bot,
        }  # fmt: skip
        return {key: value for key, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Fault:
    """How a call goes wrong; `accepted` ones are carried out first."""

    kind: str
    code: int = 200
    description: str = ""
    parameters: dict[str, int] = field(default_factory=dict)
    accepted: bool = False
    seconds: float = 0.0


def error(code: int, description: str, **parameters: int) -> Fault:
    return Fault("error", code, description, parameters)


def flood(after: int) -> Fault:
    return error(429, f"Too Many Requests: retry after {after}", retry_after=after)


def migrated(to: int) -> Fault:
    return error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=to)


def outage(code: int = 502) -> Fault:
    return Fault("html", code)


def reset(*, accepted: bool = False) -> Fault:
    return Fault("reset", accepted=accepted)


def hang(*, accepted: bool = True) -> Fault:
    """No answer until the server stops."""
    return Fault("hang", accepted=accepted)


def slow(seconds: float) -> Fault:
    return Fault("slow", accepted=True, seconds=seconds)


@dataclass
class _Planned:
    method: str
    fault: Fault
    times: float
    chat: int | None


class Chat:
    """A chat as one bot sees it: what was said there, and the state in which it is."""

    def __init__(self, server: LoopbackTelegram, bot: BotAccount, id: int, kind: str, **about: Any) -> None:
        self.server = server
        self.bot = bot
        self.id = id
        self.kind = kind
        self.about = about
        self.said: list[Said] = []
        self.messages: dict[int, dict[str, Any]] = {}
        self.last_id = 0
        self.refusal: Refusal | None = None
        self.topics: dict[int, str] = {}
        self.closed_topics: set[int] = set()
        self.bot_is_admin = False
        self.administrators: set[int] = set()
        self.heard = 0

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.kind, **self.about}

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    @property
    def unheard(self) -> list[Said]:
        """What was said since the last `hears`."""
        return self.said[self.heard :]

    @overload
    async def hears(self, what: int = 1, timeout: float = 5.0) -> list[Said]: ...
    @overload
    async def hears(self, what: str | Callable[[Said], bool], timeout: float = 5.0) -> Said: ...
    async def hears(self, what: Any = 1, timeout: float = 5.0) -> Any:
        """Wait for the next so many messages, or for the next one that contains or fulfils `what`."""
        if isinstance(what, int):
            await self.server.until(lambda: len(self.unheard) >= what, timeout, about=self)
            heard = self.unheard[:what]
            self.heard += what
            return heard
        fits = what if callable(what) else lambda said: what in said.text
        await self.server.until(lambda: any(fits(said) for said in self.unheard), timeout, about=self)
        for said in self.unheard:
            self.heard += 1
            if fits(said):
                return said
        raise AssertionError("unreachable")

    def with_button(self, what: str) -> tuple[dict[str, Any], str]:
        """The newest message with that button (by label or payload), and its payload."""
        for message in reversed(self.messages.values()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
                for button in row:
                    if what in (button["text"], button.get("callback_data")):
                        return message, button["callback_data"]
        raise AssertionError(f"no button {what!r} in chat {self.id}")


class Group(Chat):
    """A group or supergroup."""

    def adds_bot(self, by: Person) -> None:
        self.refusal = None
        self._member(by, "left", "member")

    def removes_bot(self, by: Person) -> None:
        self.refusal = Refusal(403, KICKED)
        self._member(by, "member", "kicked")

    def migrates(self, to: int) -> Group:
        """Become a supergroup: the pair of service messages, and 400 with the new id for whoever writes here."""
        moved = self.server.group(to, self.about["title"], bot=self.bot)
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        self.refusal = Refusal(400, text, migrate_to_chat_id=to)
        for chat, key, other in ((self, "migrate_to_chat_id", to), (moved, "migrate_from_chat_id", self.id)):
            message = self.server.message(chat, ANONYMOUS, {key: other, "sender_chat": chat.as_json()})
            self.server.push(self.bot, {"message": message}, chat.id)
        return moved

    def topic(self, name: str) -> int:
        """Open a forum topic; returns its id."""
        self.about["is_forum"] = True
        number = self.next_id()
        self.topics[number] = name
        return number

    def anonymous_says(self, text: str) -> int:
        """An administrator speaks in the group's name."""
        content = {"text": text, "entities": entities(text), "sender_chat": self.as_json()}
        message = self.server.message(self, ANONYMOUS, content)
        self.server.push(self.bot, {"message": message}, self.id)
        return int(message["message_id"])

    def _member(self, by: Person, before: str, after: str) -> None:
        self.server.membership(self, by.user, before, after)


class Person:
    """Somebody with a phone, towards one bot."""

    def __init__(self, server: LoopbackTelegram, bot: BotAccount, user: dict[str, Any]) -> None:
        self.server = server
        self.bot = bot
        self.user = user
        self.id: int = user["id"]

    @property
    def chat(self) -> Chat:
        return self.server.private(self.bot, self.user)

    @property
    def unheard(self) -> list[Said]:
        return self.chat.unheard

    @overload
    async def hears(self, what: int = 1, timeout: float = 5.0) -> list[Said]: ...
    @overload
    async def hears(self, what: str | Callable[[Said], bool], timeout: float = 5.0) -> Said: ...
    async def hears(self, what: Any = 1, timeout: float = 5.0) -> Any:
        """In the private chat; see `Chat.hears`."""
        return await self.chat.hears(what, timeout)

    async def says(
        self, text: str, *, in_: Chat | None = None, reply_to: int | Said | None = None, topic: int | None = None
    ) -> int:
        """Send a text; returns its message id."""
        return await self.sends(in_=in_, reply_to=reply_to, topic=topic, text=text, entities=entities(text) or None)

    async def sends(
        self,
        *,
        in_: Chat | None = None,
        reply_to: int | Said | None = None,
        topic: int | None = None,
        **content: Any,
    ) -> int:
        """Send a message with that content (text, photo, contact … as in the Bot API)."""
        chat = in_ or self.chat
        if topic is not None:
            content |= {"message_thread_id": topic, "is_topic_message": True}
        if reply_to is not None:
            number = reply_to.message_id if isinstance(reply_to, Said) else reply_to
            content["reply_to_message"] = chat.messages.get(number) or {
                "message_id": number, "date": self.server.seconds(), "chat": chat.as_json(),
            }  # fmt: skip
        message = self.server.message(chat, self.user, {k: v for k, v in content.items() if v is not None})
        if self.server.shows(chat, message):
            self.server.push(self.bot, {"message": message}, chat.id)
        await asyncio.sleep(0)
        return int(message["message_id"])

    async def edits(self, message_id: int, text: str, *, in_: Chat | None = None) -> None:
        chat = in_ or self.chat
        old = chat.messages[message_id]
        message = {**old, "text": text, "entities": entities(text), "edit_date": self.server.seconds()}
        chat.messages[message_id] = message
        self.server.push(self.bot, {"edited_message": message}, chat.id)
        await asyncio.sleep(0)

    async def presses(self, what: str, *, in_: Chat | None = None, inaccessible: bool = False) -> str:
        """Press the newest button with that label or payload; returns the callback's id."""
        chat = in_ or self.chat
        message, payload = chat.with_button(what)
        if inaccessible:
            message = {"message_id": message["message_id"], "date": 0, "chat": chat.as_json()}
        query = self.server.query(self.bot)
        content = {
            "id": query, "from": self.user, "message": message, "data": payload, "chat_instance": str(chat.id),
        }  # fmt: skip
        self.server.push(self.bot, {"callback_query": content}, chat.id)
        await asyncio.sleep(0)
        return query

    async def blocks(self) -> None:
        self.chat.refusal = Refusal(403, BLOCKED)
        self.server.membership(self.chat, self.user, "member", "kicked")
        await asyncio.sleep(0)

    async def unblocks(self) -> None:
        self.chat.refusal = None
        self.server.membership(self.chat, self.user, "kicked", "member")
        await asyncio.sleep(0)


class BotAccount:
    """One token and what Telegram keeps for it."""

    def __init__(self, token: str, username: str, *, reads_all: bool = False) -> None:
        self.token = token
        self.id = int(token.partition(":")[0])
        self.username = username
        self.reads_all = reads_all
        self.user = {"id": self.id, "is_bot": True, "first_name": "Trợ lý số", "username": username}
        self.pending: OrderedDict[int, tuple[int, dict[str, Any]]] = OrderedDict()
        self.last_batch: list[dict[str, Any]] = []
        self.next_update = 700_000_001
        self.poller: asyncio.Future[str] | None = None
        self.allowed: list[str] | None = None
        self.webhook: dict[str, Any] | None = None
        self.last_error = ""
        self.lanes: dict[int, deque[int]] = {}
        self.queries: set[str] = set()
        self.acknowledged: list[str] = []
        self.menus: dict[tuple[str, str], list[dict[str, str]]] = {}

    def wakes(self, why: str) -> None:
        if self.poller is not None and not self.poller.done():
            self.poller.set_result(why)


class LoopbackTelegram:
    """The platform. `now` gives the dates of messages; `redeliver` is the share of updates that come twice."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime] | None = None,
        limits: bool | Flood = False,
        redeliver: float = 0.0,
        seed: int = 0,
        resend_delay: float = 0.02,
        ledger: Path | None = None,
        open_chats: bool = False,
    ) -> None:
        self._now = now or SystemClock().now
        self.limits: Flood | None = Flood(time.monotonic) if limits is True else limits or None
        self.redeliver = redeliver
        self.open_chats = open_chats
        """Any chat id is somebody who pressed Start: for load tests."""
        self.sent: list[Said] = []
        self.calls: Counter[str] = Counter()
        self.refused: list[Refusal] = []
        self.files: dict[str, bytes] = {}
        self.bots: dict[str, BotAccount] = {}
        self.chats: dict[tuple[int, int], Chat] = {}
        self._planned: list[_Planned] = []
        self._watchers: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._random = random.Random(seed)
        self._resend_delay = resend_delay
        self._ledger_path = ledger
        self._ledger: IO[str] | None = None
        self._runner: web.ServerRunner | None = None
        self._client: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._port = 0
        self.bot = self.registers(TOKEN, USERNAME)
        self._methods: dict[str, Callable[[BotAccount, dict[str, Any]], Any]] = {
            name[len("_do_") :].replace("_", ""): getattr(self, name) for name in dir(self) if name.startswith("_do_")
        }

    # Life

    async def start(self, port: int = 0) -> None:
        self._stopping.clear()
        if self._ledger_path is not None:
            self._ledger = self._ledger_path.open("a", encoding="utf-8")
        loop = asyncio.get_running_loop()

        def request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
            return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=60 << 20)

        server = web.Server(self._handle, request_factory=request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port or self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the doors; what is known stays known, and `start` opens them at the same port."""
        self._stopping.set()
        for account in self.bots.values():
            account.wakes("stop")
            account.lanes.clear()
        for task in list(self._tasks):
            task.cancel()
        if self._client is not None:
            await self._client.close()
            self._client = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    # Who there is

    def registers(self, token: str, username: str, *, reads_all: bool = False) -> BotAccount:
        account = self.bots[token] = BotAccount(token, username, reads_all=reads_all)
        return account

    def person(
        self, id: int, name: str, *, username: str | None = None, bot: BotAccount | None = None, started: bool = True
    ) -> Person:
        """Somebody; `started` means that they have once pressed Start, so that the bot may write to them."""
        user = {"id": id, "is_bot": False, "first_name": name, "language_code": "vi"}
        if username:
            user["username"] = username
        person = Person(self, bot or self.bot, user)
        if started:
            _ = person.chat
        return person

    def group(
        self, id: int, title: str, *, type: str = "supergroup", forum: bool = False, bot: BotAccount | None = None
    ) -> Group:
        """A group that the bot is a member of."""
        account = bot or self.bot
        about: dict[str, Any] = {"title": title, "is_forum": True} if forum else {"title": title}
        group = Group(self, account, id, type, **about)
        self.chats[(account.id, id)] = group
        return group

    def private(self, bot: BotAccount, user: dict[str, Any]) -> Chat:
        key = (bot.id, user["id"])
        chat = self.chats.get(key)
        if chat is None:
            names = {k: v for k, v in user.items() if k in ("first_name", "last_name", "username")}
            chat = self.chats[key] = Chat(self, bot, user["id"], "private", **names)
        return chat

    # What goes wrong

    def fails(self, method: str, fault: Fault, *, times: float = 1, chat: int | None = None) -> None:
        """Plan a fault for the next calls of that method («*»: of any), or of those to one chat."""
        self._planned.append(_Planned(method.lower(), fault, times, chat))

    def heals(self) -> None:
        self._planned.clear()

    # What happens

    def seconds(self) -> int:
        return int(self._now().timestamp())

    def message(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        number = chat.next_id()
        message = {
            "message_id": number, "from": sender, "chat": chat.as_json(), "date": self.seconds(), **content,
        }  # fmt: skip
        chat.messages[number] = message
        return message

    def query(self, bot: BotAccount) -> str:
        number = str(9_000_000_000 + len(bot.queries))
        bot.queries.add(number)
        return number

    def membership(self, chat: Chat, by: dict[str, Any], before: str, after: str) -> None:
        content = {
            "chat": chat.as_json(), "from": by, "date": self.seconds(),
            "old_chat_member": {"user": chat.bot.user, "status": before},
            "new_chat_member": {"user": chat.bot.user, "status": after},
        }  # fmt: skip
        self.push(chat.bot, {"my_chat_member": content}, chat.id)

    def shows(self, chat: Chat, message: dict[str, Any]) -> bool:
        """Whether privacy mode lets the bot see that message."""
        bot = chat.bot
        if chat.kind == "private" or bot.reads_all or chat.bot_is_admin:
            return True
        if message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id:
            return True
        text = message.get("text") or message.get("caption") or ""
        named = f"@{bot.username}".casefold()
        if text.startswith("/"):
            first = text.split()[0].casefold()
            return "@" not in first or first.endswith(named)
        return any(match[0].casefold() == named for match in re.finditer(r"@\w+", text))

    def push(self, bot: BotAccount, update: dict[str, Any], chat: int) -> int:
        """Give the bot an update; returns its number, or 0 when the bot did not ask for such."""
        kind = next((key for key in update if key != "update_id"), "")
        if kind in UNASKED if not bot.allowed else kind not in bot.allowed:
            return 0
        number: int = update.get("update_id") or bot.next_update
        bot.next_update = max(bot.next_update, number + 1)
        bot.pending[number] = (chat, {"update_id": number, **update})
        if bot.webhook is not None:
            self._queue(bot, chat, number)
        else:
            bot.wakes("update")
        return number

    async def until(self, happened: Callable[[], bool], timeout: float = 5.0, *, about: Chat | None = None) -> None:
        """Wait until that is true; it is looked at after every call of a bot."""
        if happened():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        watcher = (happened, future)
        self._watchers.append(watcher)
        try:
            async with asyncio.timeout(timeout):
                await future
        except TimeoutError:
            said = [item.text for item in (about.unheard if about else self.sent[-5:])]
            raise AssertionError(f"waited {timeout:g} s in vain; said so far: {said}") from None
        finally:
            self._watchers.remove(watcher)

    def _look(self) -> None:
        for happened, future in self._watchers:
            if not future.done() and happened():
                future.set_result(None)

    # HTTP

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            response = await self._api(request, token, method)
            if self._watchers:
                self._look()
            return response
        if path.startswith("/control/"):
            return await self._control(request, path[len("/control/") :])
        if path.startswith("/file/bot"):
            content = self.files.get(path.rpartition("/")[2])
            return web.Response(status=404) if content is None else web.Response(body=content)
        return web.Response(status=404, text="nothing here")

    async def _api(self, request: web.BaseRequest, token: str, name: str) -> web.StreamResponse:
        method = name.lower()
        self.calls[method] += 1
        bot = self.bots.get(token)
        if bot is None:
            return _answer(Refusal(401, "Unauthorized") if re.match(r"\d+:", token) else Refusal(404, "Not Found"))
        run = self._methods.get(method)
        if run is None:
            return _answer(Refusal(404, "Not Found: method not found"))
        fields = await _fields(request)
        fault = self._fault(method, fields) if self._planned else None
        if fault is not None and not fault.accepted:
            return await self._broken(request, fault)
        try:
            result = run(bot, fields)
            if isinstance(result, Awaitable):
                result = await result
        except Refusal as refusal:
            self.refused.append(refusal)
            return _answer(refusal)
        if fault is not None:
            if self._watchers:
                self._look()
            broken = await self._broken(request, fault)
            if fault.kind != "slow":
                return broken
        return _ok(result)

    def _fault(self, method: str, fields: dict[str, Any]) -> Fault | None:
        for planned in self._planned:
            fits = planned.method in ("*", method)
            if fits and (planned.chat is None or str(fields.get("chat_id")) == str(planned.chat)):
                planned.times -= 1
                if planned.times <= 0:
                    self._planned.remove(planned)
                return planned.fault
        return None

    async def _broken(self, request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "error":
                refusal = Refusal(fault.code, fault.description, **fault.parameters)
                self.refused.append(refusal)
                return _answer(refusal)
            case "html":
                page = f"<html><head><title>{fault.code} Bad Gateway</title></head></html>"
                return web.Response(status=fault.code, text=page, content_type="text/html")
            case "reset":
                if request.transport is not None:
                    request.transport.abort()
            case "hang":
                await self._stopping.wait()
            case "slow":
                await asyncio.sleep(fault.seconds)
        return web.Response(status=500)

    # Methods of the Bot API: named as in the documentation, in our writing

    def _do_get_me(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return bot.user | {
            "can_join_groups": True,
            "can_read_all_group_messages": bot.reads_all,
            "supports_inline_queries": False,
        }

    async def _do_get_updates(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        if bot.webhook is not None:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first",
            )
        bot.wakes("conflict")
        if (allowed := _json(fields, "allowed_updates")) is not None:
            bot.allowed = allowed or None
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        again: list[dict[str, Any]] = []
        if offset < 0:
            while len(bot.pending) > -offset:
                bot.pending.popitem(last=False)
        elif offset and bot.last_batch and self.redeliver and self._random.random() < self.redeliver:
            again = [update for update in bot.last_batch if update["update_id"] < offset]
        while bot.pending and next(iter(bot.pending)) < offset:
            bot.pending.popitem(last=False)
        if self._watchers:
            self._look()
        seconds = min(float(fields.get("timeout", 0)), 50.0)
        if not bot.pending and not again and seconds > 0:
            bot.poller = asyncio.get_running_loop().create_future()
            timer = asyncio.get_running_loop().call_later(seconds, bot.wakes, "time")
            why = await bot.poller
            timer.cancel()
            if why == "conflict":
                raise Refusal(409, CONFLICT)
            if why == "webhook":
                raise Refusal(409, "Conflict: terminated by setWebhook request")
        bot.last_batch = again + [update for _, update in islice(bot.pending.values(), min(max(limit, 1), 100))]
        return bot.last_batch

    def _do_set_webhook(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        url, secret = str(fields.get("url") or ""), str(fields.get("secret_token") or "")
        if not url:
            return self._do_delete_webhook(bot, fields)
        if not re.match(r"https?://\S+", url):
            raise bad("bad webhook: invalid webhook URL specified")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad("secret token contains unallowed characters")
        if (allowed := _json(fields, "allowed_updates")) is not None:
            bot.allowed = allowed or None
        if _yes(fields.get("drop_pending_updates")):
            bot.pending.clear()
        connections = int(fields.get("max_connections") or 40)
        bot.lanes = {}
        bot.webhook = {"url": url, "secret": secret, "slots": asyncio.Semaphore(connections), "max": connections}
        bot.wakes("webhook")
        for number, (chat, _) in bot.pending.items():
            self._queue(bot, chat, number)
        return True

    def _do_delete_webhook(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        bot.webhook = None
        bot.lanes = {}
        if _yes(fields.get("drop_pending_updates")):
            bot.pending.clear()
        return True

    def _do_get_webhook_info(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        hook = bot.webhook or {"url": "", "max": 40}
        info = {
            "url": hook["url"], "has_custom_certificate": False, "pending_update_count": len(bot.pending),
            "max_connections": hook["max"],
        }  # fmt: skip
        if bot.allowed:
            info["allowed_updates"] = bot.allowed
        if bot.last_error:
            info |= {"last_error_date": self.seconds(), "last_error_message": bot.last_error}
        return info

    def _do_send_message(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields)
        text, marks = checked_text(fields.get("text"), fields.get("parse_mode"))
        return self._say(bot, chat, "sendMessage", fields, {"text": text}, marks)

    def _do_send_photo(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return self._send_file(bot, fields, "photo")

    def _do_send_document(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return self._send_file(bot, fields, "document")

    def _do_send_media_group(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields)
        media = _json(fields, "media") or []
        if not 2 <= len(media) <= 10:
            raise bad("group send failed: wrong number of media")
        sent = []
        for item in media:
            name = str(item["media"]).removeprefix("attach://")
            parts = {**fields, item["type"]: fields.get(name, item["media"]), "caption": item.get("caption")}
            parts["parse_mode"] = item.get("parse_mode")
            sent.append(self._file_message(bot, chat, "sendMediaGroup", parts, item["type"]))
        return sent

    def _do_send_chat_action(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        self._chat(bot, fields)
        return True

    def _do_edit_message_text(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields, counted=False)
        old = self._own(bot, chat, fields)
        if "text" not in old:
            raise bad("there is no text in the message to edit")
        text, marks = checked_text(fields.get("text"), fields.get("parse_mode"))
        return self._edit(bot, chat, "editMessageText", fields, old, {"text": text, "entities": marks})

    def _do_edit_message_caption(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields, counted=False)
        old = self._own(bot, chat, fields)
        text, marks = checked_caption(fields.get("caption"), fields.get("parse_mode"))
        return self._edit(bot, chat, "editMessageCaption", fields, old, {"caption": text, "entities": marks})

    def _do_edit_message_reply_markup(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._writable(bot, fields, counted=False)
        return self._edit(bot, chat, "editMessageReplyMarkup", fields, self._own(bot, chat, fields), {})

    def _do_delete_message(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._chat(bot, fields)
        if chat.messages.pop(int(fields.get("message_id", 0)), None) is None:
            raise bad("message to delete not found")
        return True

    def _do_answer_callback_query(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        query = str(fields.get("callback_query_id", ""))
        if query not in bot.queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        bot.acknowledged.append(query)
        return True

    def _do_set_my_commands(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        scope = (_json(fields, "scope") or {"type": "default"})["type"]
        key = (scope, str(fields.get("language_code") or ""))
        bot.menus[key] = checked_commands(_json(fields, "commands"))
        return True

    def _do_get_my_commands(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        scope = (_json(fields, "scope") or {"type": "default"})["type"]
        return bot.menus.get((scope, str(fields.get("language_code") or "")), [])

    def _do_get_chat(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        return self._chat(bot, fields).as_json()

    def _do_get_chat_member(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat, user = self._chat(bot, fields), int(fields["user_id"])
        return {
            "user": {"id": user, "is_bot": user == bot.id, "first_name": "?"},
            "status": "administrator" if user in chat.administrators else "member",
        }

    def _do_get_chat_administrators(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        chat = self._chat(bot, fields)
        if chat.kind == "private":
            raise bad("there are no administrators in the private chat")
        return [
            {"user": {"id": user, "is_bot": False, "first_name": "?"}, "status": "administrator"}
            for user in sorted(chat.administrators)
        ]

    def _do_get_file(self, bot: BotAccount, fields: dict[str, Any]) -> Any:
        id = str(fields.get("file_id", ""))
        if id not in self.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return {"file_id": id, "file_unique_id": id, "file_size": len(self.files[id]), "file_path": f"documents/{id}"}

    # Saying

    def _chat(self, bot: BotAccount, fields: dict[str, Any]) -> Chat:
        try:
            id = int(fields.get("chat_id") or 0)
        except ValueError:
            raise bad("chat not found") from None
        chat = self.chats.get((bot.id, id))
        if chat is None and self.open_chats and id:
            chat = self._opened(bot, {"id": id, "type": "private" if id > 0 else "supergroup"})
        if chat is None:
            raise bad("chat_id is empty" if not id else "chat not found")
        if chat.refusal is not None:
            raise chat.refusal
        return chat

    def _opened(self, bot: BotAccount, about: dict[str, Any]) -> Chat:
        chat = self.chats.get((bot.id, about["id"]))
        if chat is None:
            rest = {key: value for key, value in about.items() if key not in ("id", "type")}
            kind = Chat if about["type"] == "private" else Group
            chat = self.chats[(bot.id, about["id"])] = kind(self, bot, about["id"], about["type"], **rest)
        return chat

    def _writable(self, bot: BotAccount, fields: dict[str, Any], *, counted: bool = True) -> Chat:
        chat = self._chat(bot, fields)
        if (topic := fields.get("message_thread_id")) is not None:
            if int(topic) not in chat.topics:
                raise bad("message thread not found")
            if int(topic) in chat.closed_topics:
                raise bad("TOPIC_CLOSED")
        if counted and self.limits is not None:
            self.limits.check(chat.id)
        return chat

    def _say(
        self,
        bot: BotAccount,
        chat: Chat,
        method: str,
        fields: dict[str, Any],
        content: dict[str, Any],
        marks: list[dict[str, Any]],
        upload: Upload | None = None,
    ) -> dict[str, Any]:
        markup = _json(fields, "reply_markup")
        buttons = checked_keyboard(markup)
        reply_to: int | None = None
        if (quoted := _json(fields, "reply_parameters")) is not None:
            reply_to = int(quoted["message_id"])
            if reply_to not in chat.messages:
                if not quoted.get("allow_sending_without_reply"):
                    raise bad("message to be replied not found")
                reply_to = None
        topic = fields.get("message_thread_id")
        if marks:
            content["caption_entities" if upload else "entities"] = marks
        if buttons:
            content["reply_markup"] = markup
        if topic is not None:
            content |= {"message_thread_id": int(topic), "is_topic_message": True}
        message = self.message(chat, bot.user, content)
        text = content.get("text", content.get("caption", ""))
        self._note(bot, chat, message, method, text, buttons, upload=upload, reply_to=reply_to, marks=marks)
        return message

    def _note(
        self,
        bot: BotAccount,
        chat: Chat,
        message: dict[str, Any],
        method: str,
        text: str,
        buttons: tuple[tuple[str, str], ...],
        *,
        upload: Upload | None = None,
        reply_to: int | None = None,
        marks: list[dict[str, Any]] | None = None,
    ) -> None:
        rows = message.get("reply_markup", {}).get("inline_keyboard", ()) if buttons else ()
        said = Said(
            number=len(self.sent) + 1,
            chat=chat.id,
            message_id=message["message_id"],
            method=method,
            text=text,
            buttons=buttons,
            rows=tuple(len(row) for row in rows),
            upload=upload,
            topic=message.get("message_thread_id"),
            reply_to=reply_to,
            entities=tuple(marks or ()),
            at=self._now().timestamp(),
            bot=bot.username,
        )
        self.sent.append(said)
        chat.said.append(said)
        if self._ledger is not None:
            self._ledger.write(json.dumps(said.line(), ensure_ascii=False) + "\n")
            self._ledger.flush()

    def _send_file(self, bot: BotAccount, fields: dict[str, Any], kind: str) -> dict[str, Any]:
        return self._file_message(bot, self._writable(bot, fields), f"send{kind.capitalize()}", fields, kind)

    def _file_message(
        self, bot: BotAccount, chat: Chat, method: str, fields: dict[str, Any], kind: str
    ) -> dict[str, Any]:
        value = fields.get(kind)
        caption, marks = checked_caption(fields.get("caption"), fields.get("parse_mode"))
        if isinstance(value, str) and value in self.files:
            value = Upload(kind, value, "", self.files[value])
        if not isinstance(value, Upload):
            raise bad(f"there is no {kind} in the request")
        if not value.content:
            raise bad("file must be non-empty")
        if kind == "photo" and not value.content.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")):
            raise bad("IMAGE_PROCESS_FAILED")
        id = f"{kind}-{len(self.files) + 1}"
        self.files[id] = value.content
        known = {"file_id": id, "file_unique_id": id, "file_size": len(value.content)}
        content: dict[str, Any]
        if kind == "photo":
            content = {"photo": [{**known, "width": 90, "height": 60}, {**known, "width": 900, "height": 600}]}
        else:
            content = {"document": {**known, "file_name": value.name, "mime_type": value.mime}}
        if caption:
            content["caption"] = caption
        upload = Upload(kind, value.name, value.mime, value.content)
        return self._say(bot, chat, method, fields, content, marks, upload)

    def _own(self, bot: BotAccount, chat: Chat, fields: dict[str, Any]) -> dict[str, Any]:
        message = chat.messages.get(int(fields.get("message_id", 0)))
        if message is None:
            raise bad("message to edit not found")
        if message["from"]["id"] != bot.id:
            raise bad("message can't be edited")
        return message

    def _edit(
        self,
        bot: BotAccount,
        chat: Chat,
        method: str,
        fields: dict[str, Any],
        old: dict[str, Any],
        content: dict[str, Any],
    ) -> dict[str, Any]:
        markup = _json(fields, "reply_markup")
        buttons = checked_keyboard(markup)
        marks = content.pop("entities", None) or []
        new = {key: value for key, value in old.items() if key not in ("reply_markup", "entities")} | content
        if buttons:
            new["reply_markup"] = markup
        if marks:
            new["entities"] = marks
        if {k: v for k, v in new.items() if k != "edit_date"} == {k: v for k, v in old.items() if k != "edit_date"}:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        new["edit_date"] = self.seconds()
        chat.messages[new["message_id"]] = new
        self._note(bot, chat, new, method, new.get("text", new.get("caption", "")), buttons, marks=marks)
        return new

    # Webhooks

    def _queue(self, bot: BotAccount, chat: int, number: int) -> None:
        lane = bot.lanes.get(chat)
        if lane is not None:
            lane.append(number)
            return
        bot.lanes[chat] = deque([number])
        task = asyncio.get_running_loop().create_task(self._deliver(bot, chat, bot.lanes))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, bot: BotAccount, chat: int, lanes: dict[int, deque[int]]) -> None:
        """The updates of one chat in their order, each until it is taken."""
        delay = self._resend_delay
        lane = lanes[chat]
        while lane and bot.webhook is not None and bot.lanes is lanes:
            if lane[0] not in bot.pending:
                lane.popleft()
                continue
            update = bot.pending[lane[0]][1]
            if not await self._post(bot, update):
                await asyncio.sleep(delay)
                delay = min(delay * 2, 60.0)
                continue
            delay = self._resend_delay
            bot.pending.pop(lane.popleft(), None)
            if self.redeliver and self._random.random() < self.redeliver:
                await self._post(bot, update)
            if self._watchers:
                self._look()
        if lanes.get(chat) is lane:
            del lanes[chat]

    async def _post(self, bot: BotAccount, update: dict[str, Any]) -> bool:
        hook = bot.webhook
        if hook is None:
            return False
        if self._client is None:
            self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        headers = {"Content-Type": "application/json"}
        if hook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret"]
        try:
            body = json.dumps(update, ensure_ascii=False).encode()
            async with (
                hook["slots"],
                self._client.post(hook["url"], data=body, headers=headers, timeout=aiohttp.ClientTimeout(30)) as answer,
            ):
                await answer.read()
                if answer.status // 100 == 2:
                    return True
                bot.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, OSError, TimeoutError):
            bot.last_error = "Connection refused"
        return False

    # Control, for the process that outlives the bot

    async def _control(self, request: web.BaseRequest, what: str) -> web.Response:
        if request.method == "GET" and what == "sent":
            return await self._control_sent(request)
        if request.method == "GET" and what == "state":
            pending = {bot.token: len(bot.pending) for bot in self.bots.values()}
            return web.json_response({"pending": pending, "calls": self.calls, "sent": len(self.sent)})
        if request.method != "POST":
            return web.Response(status=405)
        order = json.loads(await request.read())
        bot = self.bots[order.get("token", self.bot.token)] if isinstance(order, dict) else self.bot
        match what:
            case "update":
                updates = order["update"] if isinstance(order["update"], list) else [order["update"]]
                return web.json_response({"updates": [self._injected(bot, update) for update in updates]})
            case "says":
                orders = order if isinstance(order, list) else [order]
                return web.json_response({"messages": [await self._spoken(bot, one) for one in orders]})
            case "fail":
                names = ("kind", "code", "description", "parameters", "accepted", "seconds")
                fault = Fault(**{name: order[name] for name in names if name in order})
                self.fails(order.get("method", "*"), fault, times=order.get("times", 1), chat=order.get("chat"))
                return web.json_response({})
            case "heal":
                self.heals()
                return web.json_response({})
        return web.Response(status=404)

    async def _control_sent(self, request: web.BaseRequest) -> web.Response:
        """GET /control/sent?after=n&wait=seconds: what was said after number n; waits for one more at most so long."""
        after, wait = int(request.query.get("after", 0)), float(request.query.get("wait", 0))
        if wait:
            with contextlib.suppress(AssertionError):
                await self.until(lambda: len(self.sent) > after, wait)
        said = [item.line() for item in self.sent[after:]]
        return web.json_response({"sent": said, "next": len(self.sent)})

    def _injected(self, bot: BotAccount, update: dict[str, Any]) -> int:
        content = next((value for key, value in update.items() if key != "update_id"), None) or {}
        about = content.get("chat") or content.get("message", {}).get("chat")
        if about is None:
            return self.push(bot, update, 0)
        chat = self._opened(bot, about)
        number = content.get("message_id") or content.get("message", {}).get("message_id") or 0
        chat.last_id = max(chat.last_id, number)
        return self.push(bot, update, chat.id)

    async def _spoken(self, bot: BotAccount, order: dict[str, Any]) -> int:
        """{"user": 7, "name": "An", "text": "…", "chat": -100…, "title": "…"}: the chat is private unless named."""
        person = self.person(order["user"], order.get("name", "?"), bot=bot)
        group = None
        if "chat" in order:
            about = {"id": order["chat"], "type": "supergroup", "title": order.get("title", "?")}
            group = self._opened(bot, about)
        if "press" in order:
            return int(await person.presses(order["press"], in_=group))
        return await person.says(order["text"], in_=group)


async def _fields(request: web.BaseRequest) -> dict[str, Any]:
    """The parameters, from wherever Telegram allows them: query, form, multipart, JSON."""
    fields: dict[str, Any] = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if kind == "application/json":
        body = await request.read()
        if body:
            try:
                fields |= json.loads(body)
            except (ValueError, TypeError):
                return fields
    elif kind == "application/x-www-form-urlencoded":
        fields |= parse_qsl((await request.read()).decode(), keep_blank_values=True)
    elif kind == "multipart/form-data":
        for key, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                fields[key] = Upload(key, value.filename, value.content_type, value.file.read())
            else:
                fields[key] = value
    return fields


def _json(fields: dict[str, Any], name: str) -> Any:
    """A nested parameter: an object in JSON bodies, a string of JSON in forms."""
    value = fields.get(name)
    if isinstance(value, str):
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None
    return value


def _yes(value: Any) -> bool:
    return value in (True, 1) or str(value).lower() in ("true", "1", "yes")


def _ok(result: Any) -> web.Response:
    body = json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()
    return web.Response(body=body, content_type="application/json")


def _answer(refusal: Refusal) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        answer["parameters"] = refusal.parameters
    return web.Response(status=refusal.code, body=json.dumps(answer).encode(), content_type="application/json")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A Telegram Bot API on the loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--token", action="append", help="token, or token=username; more than once for more bots")
    parser.add_argument("--flood", action="store_true", help="answer 429 as Telegram does")
    parser.add_argument("--redeliver", type=float, default=0.0, help="the share of updates that come twice")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--open-chats", action="store_true", help="any chat may be written to")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    server = LoopbackTelegram(
        limits=options.flood,
        redeliver=options.redeliver,
        seed=options.seed,
        ledger=options.ledger,
        open_chats=options.open_chats,
    )
    for entry in options.token or ():
        token, _, username = entry.partition("=")
        server.registers(token, username or USERNAME)
    await server.start(options.port)
    print(json.dumps({"url": server.url}), flush=True)  # noqa: T201 - whoever started us waits for this line
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(_options()))
