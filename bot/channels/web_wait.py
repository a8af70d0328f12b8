"""Which pages wait for a line right now, and how long each of them may."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.channels.web_lines import Line
from bot.clock import Clock

PER_CHAT, IN_ALL = 8, 2000
"""So many pages of one person, and so many chats, wait at a time; further ones are asked to come again."""

Look = Callable[[], Awaitable[list[Line]]]


class WaitingRoom:
    """Wakes the pages of a chat when something is said in this process.

    `reread`: with several processes, after how many seconds to look for lines that another one wrote.
    """

    def __init__(self, clock: Clock, reread: float | None = None) -> None:
        self._clock, self._reread = clock, reread
        self._pages: dict[str, set[asyncio.Event]] = {}
        self._closed = False

    def has_place(self, chat: str) -> bool:
        return len(self._pages.get(chat, ())) < PER_CHAT and len(self._pages) < IN_ALL

    def waiting(self, chat: str) -> int:
        """How many pages wait in this chat."""
        return len(self._pages.get(chat, ()))

    def wake(self, chat: str) -> None:
        for event in self._pages.get(chat, ()):
            event.set()

    def open(self) -> None:
        self._closed = False

    def close(self) -> None:
        """Let everybody go, and keep nobody from now on."""
        self._closed = True
        for chat in self._pages:
            self.wake(chat)

    async def until_found(self, chat: str, look: Look, seconds: float) -> list[Line]:
        """What `look` finds as soon as it finds anything; nothing after that many seconds or at the close."""
        woken = asyncio.Event()
        self._pages.setdefault(chat, set()).add(woken)
        until = self._clock.now() + timedelta(seconds=seconds)
        try:
            # Look again after signing up: a line may have come between the first look and now.
            while not (found := await look()):
                left = (until - self._clock.now()).total_seconds()
                if left <= 0 or self._closed:
                    break
                await self._clock.wait(min(left, self._reread or left), wake=woken)
            return found
        finally:
            self._pages[chat].discard(woken)
            if not self._pages[chat]:
                del self._pages[chat]
