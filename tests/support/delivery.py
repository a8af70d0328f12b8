"""Handing updates to a bot's webhook, as platforms do: in order within a chat, again until they are taken."""

from __future__ import annotations

import asyncio
import random
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import aiohttp

Posted = tuple[Mapping[str, str], bytes]
"""The headers and the body of one delivery."""


class Account(Protocol):
    """One bot, and what the platform keeps for it."""

    pending: OrderedDict[Any, tuple[Any, dict[str, Any], int]]
    webhook: dict[str, Any] | None
    lanes: dict[Any, deque[Any]]
    last_error: str


class Platform(Protocol):
    """Who delivers."""

    redeliver: float
    resend_delay: float
    random: random.Random

    def look(self) -> None: ...


class Delivery:
    """One lane per chat, in order; different chats at once. `posted` makes the request of an update, `patience` is how
    many seconds the platform waits for the answer."""

    def __init__(
        self,
        platform: Platform,
        posted: Callable[[Mapping[str, Any], dict[str, Any]], Posted],
        *,
        patience: float = 30.0,
    ) -> None:
        self._platform = platform
        self._posted = posted
        self._timeout = aiohttp.ClientTimeout(patience)
        self._client: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        if self._client is not None:
            await self._client.close()
            self._client = None

    def queue(self, bot: Account, chat: Any, number: Any) -> None:
        lane = bot.lanes.get(chat)
        if lane is not None:
            lane.append(number)
            return
        bot.lanes[chat] = deque([number])
        task = asyncio.get_running_loop().create_task(self._deliver(bot, chat, bot.lanes))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, bot: Account, chat: Any, lanes: dict[Any, deque[Any]]) -> None:
        """The updates of one chat in their order, each until it is taken."""
        delay = self._platform.resend_delay
        lane = lanes[chat]
        while lane and bot.webhook is not None and bot.lanes is lanes:
            if lane[0] not in bot.pending:
                lane.popleft()
                continue
            update = bot.pending[lane[0]][1]
            if not await self.post(bot, update):
                await asyncio.sleep(delay)
                delay = min(delay * 2, 60.0)
                continue
            delay = self._platform.resend_delay
            bot.pending.pop(lane.popleft(), None)
            if self._platform.redeliver and self._platform.random.random() < self._platform.redeliver:
                await self.post(bot, update)
            self._platform.look()
        if lanes.get(chat) is lane:
            del lanes[chat]

    async def post(self, bot: Account, update: dict[str, Any]) -> bool:
        """One delivery; whether it was taken."""
        hook = bot.webhook
        if hook is None:
            return False
        headers, body = self._posted(hook, update)
        if self._client is None:
            self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        try:
            async with (
                hook["slots"],
                self._client.post(hook["url"], data=body, headers=headers, timeout=self._timeout) as answer,
            ):
                await answer.read()
                if answer.status // 100 == 2:
                    return True
                bot.last_error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, OSError, TimeoutError):
            bot.last_error = "Connection refused"
        return False
