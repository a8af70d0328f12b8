"""The loopback server: who there is, what happens, what goes wrong, and the HTTP of it all."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from tests.support.delivery import Delivery, Posted
from tests.support.faults import Fault
from tests.support.loopback import Loopback
from tests.support.zalo_bot.api import BotApi, Refusal
from tests.support.zalo_bot.control import Control
from tests.support.zalo_bot.people import BotAccount, Chat, Group, Person, Said, opaque

__all__ = ["NAME", "TOKEN", "Limits", "LoopbackZaloBot", "Refusal"]

TOKEN = "4567890123456789012:loopback-test-token_of-zalo"
NAME = "Bot Xã Hoà Bình"


@dataclass
class Limits:
    """What the free plan allows; the counters are Zalo's own and never reset here."""

    messages: int = 3000
    users: int = 50
    groups: int = 3


class LoopbackZaloBot(Loopback):
    """The platform. `now` gives the dates of messages; `redeliver` is the share of deliveries that come twice.

    `shape` is how events are put: «wrapped» in {ok, result}, «flat», or «both» in turn. `poll_seconds` shortens the
    long polls of a bot, whatever it asks for. `silence` says how such a poll ends: 408 in the body, or an «empty» one.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime] | None = None,
        limits: bool | Limits = False,
        redeliver: float = 0.0,
        seed: int = 0,
        resend_delay: float = 0.02,
        ledger: Path | None = None,
        shape: str = "both",
        poll_seconds: float | None = None,
        silence: str = "408",
        public_only: bool = False,
        open_chats: bool = False,
    ) -> None:
        super().__init__(now=now, ledger=ledger)
        self.limits: Limits | None = Limits() if limits is True else limits or None
        self.redeliver = redeliver
        self.resend_delay = resend_delay
        self.random = random.Random(seed)
        self.shape = shape
        self.poll_seconds = poll_seconds
        self.silence = silence
        self.public_only = public_only
        """Refuse webhooks without https or to addresses of this machine, as Zalo does."""
        self.open_chats = open_chats
        """Anybody may be written to: for load tests."""
        self.not_json = False
        """A token that nobody knows is answered by a page instead of JSON."""
        self.sent: list[Said] = []
        self.refused: list[Refusal] = []
        self.actions: list[str] = []
        self.bots: dict[str, BotAccount] = {}
        self.chats: dict[tuple[str, str], Chat] = {}
        self.spent: Counter[str] = Counter()
        """By bot: messages of both directions."""
        self.turned_away: list[str] = []
        """Users and groups beyond what the plan allows: the bot never hears of them."""
        self._shapes = 0
        self._numbers = 0
        self._client: aiohttp.ClientSession | None = None
        self.bot = self.registers(TOKEN, NAME)
        self.delivery = Delivery(self, self.posted)
        self.api = BotApi(self)
        self._control = Control(self)

    async def closing(self) -> None:
        for account in self.bots.values():
            while account.pollers:
                account.wakes()
            account.lanes.clear()
        await self.delivery.stop()
        if self._client is not None:
            await self._client.close()
            self._client = None

    # Who there is

    def registers(self, token: str, name: str, *, can_join_groups: bool | None = True) -> BotAccount:
        account = self.bots[token] = BotAccount(token, name, can_join_groups)
        return account

    def person(self, id: str | int, name: str | None, *, bot: BotAccount | None = None, started: bool = True) -> Person:
        """Somebody; `started` means that they have written before, so that the bot may write to them."""
        person = Person(self, bot or self.bot, opaque(id), name)
        if started:
            _ = person.chat
        return person

    def group(self, id: str | int, title: str = "", *, bot: BotAccount | None = None, **_: Any) -> Group:
        """A group that the bot was added to; its title is nobody's business."""
        account = bot or self.bot
        group = Group(self, account, opaque(id), "GROUP")
        self.chats[account.token, group.id] = group
        return group

    def private(self, bot: BotAccount, id: str) -> Chat:
        chat = self.chats.get((bot.token, id))
        if chat is None:
            chat = self.chats[bot.token, id] = Chat(self, bot, id, "PRIVATE")
        return chat

    # What happens

    def message(self, chat: Chat, sender: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
        """A message as Zalo writes it; `content` may overrule any of its fields."""
        return {
            "message_id": self.number(), "date": int(self.now().timestamp() * 1000), "from": dict(sender),
            "chat": chat.as_json(), "message_type": "CHAT_MESSAGE", **content,
        }  # fmt: skip

    def number(self) -> str:
        self._numbers += 1
        return opaque(f"message {self._numbers}")

    def push(self, bot: BotAccount, event: str, message: dict[str, Any]) -> str:
        """Hand the bot an event, in the next shape; an old one comes again under its old number."""
        chat, number = message["chat"]["id"], message["message_id"]
        if not self._admits(bot, message["chat"]):
            return ""
        self.spent[bot.token] += 1
        inner = {"event_name": event, "message": message}
        bot.pending[number] = (chat, inner, self.seconds())
        if bot.webhook is not None:
            self.delivery.queue(bot, chat, number)
        else:
            bot.wakes()
        return str(number)

    def _admits(self, bot: BotAccount, chat: Mapping[str, Any]) -> bool:
        """The 51st person and the fourth group are not served; what they see is nobody's knowledge."""
        if self.limits is None:
            return True
        self.private(bot, chat["id"]) if chat["chat_type"] == "PRIVATE" else None
        kind = chat["chat_type"]
        known = [one.id for (token, _), one in self.chats.items() if token == bot.token and one.kind == kind]
        most = self.limits.users if kind == "PRIVATE" else self.limits.groups
        if chat["id"] in known[:most]:
            return True
        self.turned_away.append(chat["id"])
        return False

    def shaped(self, inner: Mapping[str, Any]) -> dict[str, Any]:
        self._shapes += 1
        wrapped = self.shape == "wrapped" or (self.shape == "both" and self._shapes % 2 == 1)
        return {"ok": True, "result": dict(inner)} if wrapped else dict(inner)

    def posted(self, hook: Mapping[str, Any], inner: dict[str, Any]) -> Posted:
        headers = {
            "X-Bot-Api-Secret-Token": hook["secret"],
            "User-Agent": "Java/1.8.0_192",
            "Content-Type": "application/json",
        }
        return headers, json.dumps(self.shaped(inner), ensure_ascii=self._shapes % 3 == 0).encode()

    def note(self, said: Said) -> None:
        """Write down what the bot said, in memory and in the ledger."""
        self.sent.append(said)
        self.chats[next(token for token, bot in self.bots.items() if bot.name == said.bot), said.chat].said.append(said)
        self.write(said.line())

    async def fetch(self, url: str) -> bytes:
        """A picture from wherever the bot says that it is; refuses what is no address or gives none."""
        if not re.match(r"https?://\S+$", url):
            raise Refusal(400, "photo is not a URL")
        if self._client is None:
            self._client = aiohttp.ClientSession()
        try:
            async with self._client.get(url, timeout=aiohttp.ClientTimeout(30)) as answer:
                if answer.status != 200:
                    raise Refusal(400, f"photo cannot be fetched ({answer.status})")
                return await answer.read()
        except aiohttp.ClientError:
            raise Refusal(400, "photo cannot be fetched") from None

    # HTTP

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            response = await self._call(request, token, method)
            self.look()
            return response
        if path.startswith("/control/"):
            return await self._control.answer(request, path[len("/control/") :])
        return web.Response(status=404, text="nothing here")

    async def _call(self, request: web.BaseRequest, token: str, method: str) -> web.StreamResponse:
        self.calls[method.lower()] += 1
        bot = self.bots.get(token)
        if bot is None:
            if self.not_json:
                return web.Response(status=401, text="<html>Unauthorized</html>", content_type="text/html")
            return refusal(Refusal(401, "Unauthorized"))
        run = self.api.methods.get(method)
        if run is None:
            return refusal(Refusal(404, "Not Found"))
        fields = await _parameters(request)
        fault = self.faults.due(method.lower(), fields)
        if fault is not None and not fault.accepted:
            return await self.broken(request, fault)
        try:
            result = run(bot, fields)
            if isinstance(result, Awaitable):
                result = await result
        except Refusal as refused:
            self.refused.append(refused)
            return refusal(refused)
        if fault is not None:
            self.look()
            broken = await self.broken(request, fault)
            if fault.kind != "slow":
                return broken
        answer = {"ok": True} if result is None else {"ok": True, "result": result}
        return web.json_response(answer)

    def refuse(self, fault: Fault) -> web.Response:
        return refusal(Refusal(fault.code, fault.description))


def refusal(refused: Refusal) -> web.Response:
    """HTTP 200 with «ok: false» for what Zalo says so, else the code as the status too."""
    body = {"ok": False, refused.key: refused.code, "description": str(refused)}
    return web.json_response(body, status=200 if refused.softly else refused.code)


async def _parameters(request: web.BaseRequest) -> dict[str, Any]:
    """From the query, a form or JSON."""
    found: dict[str, Any] = dict(request.query)
    body = await request.read()
    if request.content_type == "application/x-www-form-urlencoded":
        found |= parse_qsl(body.decode(), keep_blank_values=True)
    elif request.content_type == "multipart/form-data":
        found |= dict(await request.post())
    elif body:
        try:
            given = json.loads(body)
        except ValueError:
            return found
        found |= given if isinstance(given, dict) else {}
    return found
