"""The loopback server's own paths under /control/, for a test whose bot is another process and may be killed."""

from __future__ import annotations

import contextlib
from json import loads
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.support.faults import Fault
from tests.support.telegram.people import BotAccount

if TYPE_CHECKING:
    from tests.support.telegram.server import LoopbackTelegram


class Control:
    """POST says, update, fail, heal; GET sent, state."""

    def __init__(self, telegram: LoopbackTelegram) -> None:
        self._telegram = telegram

    async def answer(self, request: web.BaseRequest, what: str) -> web.Response:
        if request.method == "GET" and what == "sent":
            return await self._sent(request)
        if request.method == "GET" and what == "state":
            pending = {bot.token: len(bot.pending) for bot in self._telegram.bots.values()}
            return web.json_response(
                {"pending": pending, "calls": self._telegram.calls, "sent": len(self._telegram.sent)}
            )
        if request.method != "POST":
            return web.Response(status=405)
        order = loads(await request.read())
        bot = (
            self._telegram.bots[order.get("token", self._telegram.bot.token)]
            if isinstance(order, dict)
            else self._telegram.bot
        )
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
                self._telegram.fails(
                    order.get("method", "*"), fault, times=order.get("times", 1), chat=order.get("chat")
                )
                return web.json_response({})
            case "heal":
                self._telegram.heals()
                return web.json_response({})
        return web.Response(status=404)

    async def _sent(self, request: web.BaseRequest) -> web.Response:
        """GET /control/sent?after=n&wait=seconds: what was said after number n; waits for one more at most so long."""
        after, wait = int(request.query.get("after", 0)), float(request.query.get("wait", 0))
        if wait:
            with contextlib.suppress(AssertionError):
                await self._telegram.until(lambda: len(self._telegram.sent) > after, wait)
        said = [item.line() for item in self._telegram.sent[after:]]
        return web.json_response({"sent": said, "next": len(self._telegram.sent)})

    def _injected(self, bot: BotAccount, update: dict[str, Any]) -> int:
        content = next((value for key, value in update.items() if key != "update_id"), None) or {}
        about = content.get("chat") or content.get("message", {}).get("chat")
        if about is None:
            return self._telegram.push(bot, update, 0)
        chat = self._telegram.opened(bot, about)
        number = content.get("message_id") or content.get("message", {}).get("message_id") or 0
        chat.last_id = max(chat.last_id, number)
        return self._telegram.push(bot, update, chat.id)

    async def _spoken(self, bot: BotAccount, order: dict[str, Any]) -> int:
        """{"user": 7, "name": "An", "text": "…", "chat": -100…, "title": "…"}: the chat is private unless named."""
        person = self._telegram.person(order["user"], order.get("name", "?"), bot=bot)
        group = None
        if "chat" in order:
            about = {"id": order["chat"], "type": "supergroup", "title": order.get("title", "?")}
            group = self._telegram.opened(bot, about)
        if "press" in order:
            return int(await person.presses(order["press"], in_=group))
        return await person.says(order["text"], in_=group)
