"""Stands in for what keeps updates and for what shares leases, for tests of a channel alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.types import Incoming


class Desk:
    """What is kept; refuses for as long as `broken` counts."""

    def __init__(self, broken: int = 0) -> None:
        self.kept: list[Incoming] = []
        self.broken = broken
        self._changed = asyncio.Condition()

    async def receive(self, updates: Sequence[Incoming]) -> None:
        if self.broken:
            self.broken -= 1
            raise RuntimeError(f"the disk is full: {updates[0].text}")
        self.kept += updates
        async with self._changed:
            self._changed.notify_all()

    async def has(self, count: int) -> list[str]:
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: len(self.kept) >= count)
        return [update.text for update in self.kept]


class SharedLeases:
    """Named leases among channels of one test, each of which asks as somebody."""

    def __init__(self) -> None:
        self.holders: dict[str, str] = {}

    def of(self, who: str) -> MyLease:
        return MyLease(self, who)


class MyLease:
    """The leases as one of the processes sees them."""

    def __init__(self, shared: SharedLeases, who: str) -> None:
        self._shared = shared
        self._who = who

    async def take(self, name: str) -> bool:
        return self._shared.holders.setdefault(name, self._who) == self._who

    async def drop(self, name: str) -> None:
        if self._shared.holders.get(name) == self._who:
            del self._shared.holders[name]


class Bell:
    """An alarm that writes down whom it would have woken."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, str]] = []
        self.ended: list[tuple[str, str]] = []

    async def __call__(self, kind: str, channel: str, detail: str = "", *, once: str | None = None) -> None:
        self.rung.append((kind, channel))

    async def over(self, kind: str, channel: str) -> None:
        self.ended.append((kind, channel))
