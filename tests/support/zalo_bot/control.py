"""The loopback server's own paths under /control/, for a test whose bot is another process and may be killed."""

from __future__ import annotations

import contextlib
from json import loads
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.support.faults import Fault
from tests.support.zalo_bot.people import BotAccount, Group, opaque

if TYPE_CHECKING:
    from tests.support.zalo_bot.server import LoopbackZaloBot


class Control:
    """POST says, update, fail, heal; GET sent, state."""

    def __init__(self, zalo: LoopbackZaloBot) -> None:
        self._zalo = zalo

    async def answer(self, request: web.BaseRequest, what: str) -> web.Response:
        if request.method == "GET" and what == "sent":
            return await self._sent(request)
        if request.method == "GET" and what == "state":
            pending = {bot.token: len(bot.pending) for bot in self._zalo.bots.values()}
            spent = dict(self._zalo.spent)
            return web.json_response(
                {"pending": pending, "calls": self._zalo.calls, "sent": len(self._zalo.sent), "spent": spent}
            )
        if request.method != "POST":
            return web.Response(status=405)
        body = await request.read()
        order = loads(body) if body else {}
        match what:
            case "says":
                orders = order if isinstance(order, list) else [order]
                return web.json_response({"messages": [await self._spoken(self._bot(one), one) for one in orders]})
            case "update":
                event, message = order["update"]["event_name"], order["update"]["message"]
                bot = self._bot(order)
                self._known(bot, message["chat"])
                return web.json_response({"updates": [self._zalo.push(bot, event, message)]})
            case "fail":
                names = ("kind", "code", "description", "accepted", "seconds")
                fault = Fault(**{name: order[name] for name in names if name in order})
                self._zalo.fails(order.get("method", "*"), fault, times=order.get("times", 1), chat=order.get("chat"))
                return web.json_response({})
            case "heal":
                self._zalo.heals()
                return web.json_response({})
        return web.Response(status=404)

    def _bot(self, order: dict[str, Any]) -> BotAccount:
        return self._zalo.bots[order.get("token", self._zalo.bot.token)]

    def _known(self, bot: BotAccount, chat: dict[str, Any]) -> None:
        kind = Group if chat.get("chat_type") == "GROUP" else None
        if kind is None:
            self._zalo.private(bot, chat["id"])
        elif (bot.token, chat["id"]) not in self._zalo.chats:
            self._zalo.chats[bot.token, chat["id"]] = Group(self._zalo, bot, chat["id"], "GROUP")

    async def _sent(self, request: web.BaseRequest) -> web.Response:
        """GET /control/sent?after=n&wait=seconds: what was said after number n; waits for one more at most so long."""
        after, wait = int(request.query.get("after", 0)), float(request.query.get("wait", 0))
        if wait:
            with contextlib.suppress(AssertionError):
                await self._zalo.until(lambda: len(self._zalo.sent) > after, wait)
        said = [item.line() for item in self._zalo.sent[after:]]
        return web.json_response({"sent": said, "next": len(self._zalo.sent)})

    async def _spoken(self, bot: BotAccount, order: dict[str, Any]) -> str:
        """{"user": "an", "name": "An", "text": "…", "chat": "doi-1"}: the chat is private unless named."""
        person = self._zalo.person(order["user"], order.get("name", "?"), bot=bot)
        group = None
        if "chat" in order:
            known = self._zalo.chats.get((bot.token, opaque(order["chat"])))
            group = known or self._zalo.group(order["chat"], bot=bot)
        return await person.says(order["text"], in_=group, reply_to=order.get("reply_to"))
