"""A clock that only the test moves: for a whole bot that runs by itself, without one second of real waiting."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.clock import VIETNAM


class SteppedClock:
    """Stands still until it is moved. Whoever waits goes on when it has come far enough, or when woken."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a moment with its time zone")
        self._now = start.astimezone(VIETNAM)
        self._waiting: dict[asyncio.Event, datetime] = {}
        self._moved = asyncio.Condition()

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Put the clock forward to that moment, and let go whoever waited for it."""
        if moment < self._now:
            raise ValueError(f"a clock never goes back: {moment} < {self._now}")
        self._now = moment.astimezone(VIETNAM)
        for reached, until in list(self._waiting.items()):
            if until <= self._now:
                del self._waiting[reached]
                reached.set()

    def advance(self, **step: float) -> None:
        """Move on by a timedelta given in keywords, e.g. `advance(minutes=5)`."""
        self.move_to(self._now + timedelta(**step))

    async def wait(self, seconds: float, *, wake: asyncio.Event | None = None) -> None:
        reached = asyncio.Event()
        if wake is not None and wake.is_set():
            wake.clear()
            return
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        self._waiting[reached] = self._now + timedelta(seconds=seconds)
        await self._tell()
        try:
            await _either(reached, wake)
        finally:
            self._waiting.pop(reached, None)
        if wake is not None and not reached.is_set():
            wake.clear()

    @property
    def waiting(self) -> int:
        """How many wait for this clock now."""
        return len(self._waiting)

    async def resting(self, count: int) -> None:
        """Until so many wait for this clock."""
        async with self._moved:
            await self._moved.wait_for(lambda: len(self._waiting) >= count)

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()


async def _either(reached: asyncio.Event, wake: asyncio.Event | None) -> None:
    if wake is None:
        await reached.wait()
        return
    waits = [asyncio.ensure_future(event.wait()) for event in (reached, wake)]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
