"""Webhooks: updates handed to the bot's own server until it takes them."""

from __future__ import annotations

import asyncio
from collections import deque
from json import dumps
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.support.telegram.people import BotAccount

if TYPE_CHECKING:
    from tests.support.telegram.server import LoopbackTelegram


class Delivery:
    """One lane per chat, in order; different chats at once."""

    def __init__(self, telegram: LoopbackTelegram) -> None:
        self._telegram = telegram
        self._client: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        if self._client is not None:
            await self._client.close()
            self._client = None

    def queue(self, bot: BotAccount, chat: int, number: int) -> None:
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
        delay = self._telegram.resend_delay
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
            delay = self._telegram.resend_delay
            bot.pending.pop(lane.popleft(), None)
            if self._telegram.redeliver and self._telegram.random.random() < self._telegram.redeliver:
                await self._post(bot, update)
            if self._telegram.watchers:
                self._telegram.look()
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
            body = dumps(update, ensure_ascii=False).encode()
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
