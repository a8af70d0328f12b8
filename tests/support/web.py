"""A web chat to try the channel with: a mailbox in memory, a bot that echoes, a real server on the loopback."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.web import WebChannel
from bot.channels.web_lines import Line
from bot.channels.web_pass import PassBook
from bot.clock import VIETNAM, VirtualClock
from bot.types import Choice, File, Incoming, Part

SATURDAY = datetime(2025, 10, 18, 16, 25, tzinfo=VIETNAM)
SECRET = b"only for tests, and long enough"


class PatientClock(VirtualClock):
    """Stands still; whoever waits does so until woken, however long that takes."""

    async def wait(self, seconds: float, *, wake: asyncio.Event | None = None) -> None:
        if wake is None:
            await super().wait(seconds)
            return
        await wake.wait()
        wake.clear()


class MemoryMailbox:
    """Lines of all chats, for as long as the test runs."""

    def __init__(self) -> None:
        self.chats: dict[str, list[Line]] = {}
        self._ids = itertools.count(1)

    async def append(self, chat: str, line: Line) -> int:
        lines = self.chats.setdefault(chat, [])
        for kept in lines:
            if line.client_id and kept.client_id == line.client_id:
                return kept.id
        lines.append(replace(line, id=next(self._ids)))
        return lines[-1].id

    async def since(self, chat: str, after: int, limit: int = 200) -> list[Line]:
        return [line for line in self.chats.get(chat, []) if line.id > after][:limit]


class EchoBot:
    """Keeps each event once, as the inbox does, and answers it through the channel. «nút» gets buttons."""

    def __init__(self, channel: WebChannel) -> None:
        self.channel = channel
        self.inbox: dict[str, Incoming] = {}
        self.knocks = 0
        self.silent = False

    async def receive(self, updates: Sequence[Incoming]) -> int:
        new = 0
        for update in updates:
            self.knocks += 1
            if update.event_id in self.inbox:
                continue
            self.inbox[update.event_id] = update
            new += 1
            if not self.silent:
                await self.channel.send(update.address, self.answer(update))
        return new

    @staticmethod
    def answer(update: Incoming) -> Part:
        if update.choice is not None:
            return Part(f"Đã chọn {update.choice}")
        if update.text == "nút":
            return Part("Chọn một nút", buttons=(Choice("Đồng ý", "echo:yes"), Choice("Thôi", "echo:no")))
        return Part(f"Bot nghe: {update.text}")


class Site:
    """One server with the web chat on it."""

    def __init__(self) -> None:
        self.clock = PatientClock(SATURDAY)
        self.mailbox = MemoryMailbox()
        self.passes = PassBook(SECRET)
        self.channel = WebChannel("web", self.mailbox, self.clock, passes=self.passes, publish=_address)
        self.bot = EchoBot(self.channel)
        self.app = web.Application()
        for route in self.channel.routes():
            self.app.router.add_route(route.method, route.path, route.view)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[TestServer]:
        """The server on a loopback port, open for messages."""
        await self.channel.open(self.bot.receive)
        server = TestServer(self.app)
        await server.start_server()
        try:
            yield server
        finally:
            await self.channel.close()
            await server.close()


def _address(file: File) -> str:
    return f"/files/{file.name}"
