"""The loopback server: who there is, what happens, what goes wrong, and the HTTP of it all."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Self

from aiohttp import web

from bot.clock import SystemClock
from tests.support.telegram.api import BotApi
from tests.support.telegram.control import Control
from tests.support.telegram.delivery import Delivery
from tests.support.telegram.faults import Fault, Faults, Planned
from tests.support.telegram.people import USERNAME, BotAccount, Chat, Group, Person, Said
from tests.support.telegram.rules import Flood, Refusal
from tests.support.telegram.wire import answer, ok, parameters

TOKEN = "123456:AAH-test-token_of_the_loopback"
DAY = 24 * 3600
UNASKED = ("chat_member", "message_reaction", "message_reaction_count")


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
        self.now = now or SystemClock().now
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
        self._faults = Faults()
        self.watchers: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self.random = random.Random(seed)
        self.resend_delay = resend_delay
        self._ledger_path = ledger
        self._ledger: IO[str] | None = None
        self._runner: web.ServerRunner | None = None
        self._stopping = asyncio.Event()
        self._port = 0
        self.bot = self.registers(TOKEN, USERNAME)
        self.delivery = Delivery(self)
        self._api = BotApi(self)
        self._control = Control(self)

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
        await self.delivery.stop()
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

    def opened(self, bot: BotAccount, about: dict[str, Any]) -> Chat:
        """The chat with that description, made known if it is not."""
        chat = self.chats.get((bot.id, about["id"]))
        if chat is None:
            rest = {key: value for key, value in about.items() if key not in ("id", "type")}
            kind = Chat if about["type"] == "private" else Group
            chat = self.chats[(bot.id, about["id"])] = kind(self, bot, about["id"], about["type"], **rest)
        return chat

    # What goes wrong

    def fails(self, method: str, fault: Fault, *, times: float = 1, chat: int | None = None) -> None:
        """Plan a fault for the next calls of that method («*»: of any), or of those to one chat."""
        self._faults.planned.append(Planned(method.lower(), fault, times, chat))

    def heals(self) -> None:
        self._faults.planned.clear()

    # What happens

    def seconds(self) -> int:
        return int(self.now().timestamp())

    def message(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
        number = chat.next_id()
        message = {
            "message_id": number, "from": sender, "chat": chat.as_json(), "date": self.seconds(), **content,
        }  # fmt: skip
        chat.messages[number] = message
        return message

    def note(self, said: Said) -> None:
        """Write down what the bot said, in memory and in the ledger."""
        self.sent.append(said)
        if self._ledger is not None:
            self._ledger.write(json.dumps(said.line(), ensure_ascii=False) + "\n")
            self._ledger.flush()

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
        bot.pending[number] = (chat, {"update_id": number, **update}, self.seconds())
        if bot.webhook is not None:
            self.delivery.queue(bot, chat, number)
        else:
            bot.wakes("update")
        return number

    def forget_old(self, bot: BotAccount) -> None:
        """Updates that nobody fetched for a day are gone."""
        oldest = self.seconds() - DAY
        while bot.pending and next(iter(bot.pending.values()))[2] < oldest:
            bot.pending.popitem(last=False)

    async def until(self, happened: Callable[[], bool], timeout: float = 5.0, *, about: Chat | None = None) -> None:
        """Wait until that is true; it is looked at after every call of a bot."""
        if happened():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        watcher = (happened, future)
        self.watchers.append(watcher)
        try:
            async with asyncio.timeout(timeout):
                await future
        except TimeoutError:
            said = [item.text for item in (about.unheard if about else self.sent[-5:])]
            raise AssertionError(f"waited {timeout:g} s in vain; said so far: {said}") from None
        finally:
            self.watchers.remove(watcher)

    def look(self) -> None:
        for happened, future in self.watchers:
            if not future.done() and happened():
                future.set_result(None)

    # HTTP

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            response = await self._call(request, token, method)
            if self.watchers:
                self.look()
            return response
        if path.startswith("/control/"):
            return await self._control.answer(request, path[len("/control/") :])
        if path.startswith("/file/bot"):
            content = self.files.get(path.rpartition("/")[2])
            return web.Response(status=404) if content is None else web.Response(body=content)
        return web.Response(status=404, text="nothing here")

    async def _call(self, request: web.BaseRequest, token: str, name: str) -> web.StreamResponse:
        method = name.lower()
        self.calls[method] += 1
        bot = self.bots.get(token)
        if bot is None:
            return answer(Refusal(401, "Unauthorized") if re.match(r"\d+:", token) else Refusal(404, "Not Found"))
        run = self._api.methods.get(method)
        if run is None:
            return answer(Refusal(404, "Not Found: method not found"))
        fields = await parameters(request)
        fault = self._faults.due(method, fields)
        if fault is not None and not fault.accepted:
            return await self._broken(request, fault)
        try:
            result = run(bot, fields)
            if isinstance(result, Awaitable):
                result = await result
        except Refusal as refusal:
            self.refused.append(refusal)
            return answer(refusal)
        if fault is not None:
            if self.watchers:
                self.look()
            broken = await self._broken(request, fault)
            if fault.kind != "slow":
                return broken
        return ok(result)

    async def _broken(self, request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "error":
                refusal = Refusal(fault.code, fault.description, **fault.parameters)
                self.refused.append(refusal)
                return answer(refusal)
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
