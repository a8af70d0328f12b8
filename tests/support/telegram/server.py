"""The loopback server: who there is, what happens, what goes wrong, and the HTTP of it all."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.support.delivery import Delivery, Posted
from tests.support.faults import Fault
from tests.support.loopback import Loopback
from tests.support.telegram.api import BotApi
from tests.support.telegram.control import Control
from tests.support.telegram.people import USERNAME, BotAccount, Chat, Group, Person, Said
from tests.support.telegram.rules import Flood, Refusal
from tests.support.telegram.wire import answer, ok, parameters

TOKEN = "123456:AAH-test-token_of_the_loopback"
DAY = 24 * 3600
UNASKED = ("chat_member", "message_reaction", "message_reaction_count")


class LoopbackTelegram(Loopback):
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
        super().__init__(now=now, ledger=ledger)
        self.limits: Flood | None = Flood(time.monotonic) if limits is True else limits or None
        self.redeliver = redeliver
        self.open_chats = open_chats
        """Any chat id is somebody who pressed Start: for load tests."""
        self.sent: list[Said] = []
        self.refused: list[Refusal] = []
        self.files: dict[str, bytes] = {}
        self.bots: dict[str, BotAccount] = {}
        self.chats: dict[tuple[int, int], Chat] = {}
        self.random = random.Random(seed)
        self.resend_delay = resend_delay
        self.bot = self.registers(TOKEN, USERNAME)
        self.delivery = Delivery(self, _posted)
        self._api = BotApi(self)
        self._control = Control(self)

    async def closing(self) -> None:
        for account in self.bots.values():
            account.wakes("stop")
            account.lanes.clear()
        await self.delivery.stop()

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

    # What happens

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
        self.write(said.line())

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

    # HTTP

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
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
        fault = self.faults.due(method, fields)
        if fault is not None and not fault.accepted:
            return await self.broken(request, fault)
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
            broken = await self.broken(request, fault)
            if fault.kind != "slow":
                return broken
        return ok(result)

    def refuse(self, fault: Fault) -> web.Response:
        refusal = Refusal(fault.code, fault.description, **fault.parameters)
        self.refused.append(refusal)
        return answer(refusal)


def _posted(hook: Mapping[str, Any], update: dict[str, Any]) -> Posted:
    headers = {"Content-Type": "application/json"}
    if hook["secret"]:
        headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret"]
    return headers, json.dumps(update, ensure_ascii=False).encode()
