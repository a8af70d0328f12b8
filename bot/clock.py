"""The one source of time. Everything that asks what time it is, or waits, takes a Clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """What time it is, and waiting."""

    def now(self) -> datetime:
        """The moment, aware, in Vietnam's time zone."""
        ...

    async def wait(self, seconds: float, *, wake: asyncio.Event | None = None) -> None:
        """Return after that long by this clock, or as soon as `wake` is set (which it clears)."""
        ...


async def _wait(seconds: float, wake: asyncio.Event | None) -> None:
    if wake is None:
        await asyncio.sleep(max(seconds, 0))
        return
    try:
        async with asyncio.timeout(max(seconds, 0)):
            await wake.wait()
    except TimeoutError:
        return
    wake.clear()


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(VIETNAM)

    async def wait(self, seconds: float, *, wake: asyncio.Event | None = None) -> None:
        await _wait(seconds, wake)


class MovableClock:
    """A clock that starts at a given moment, runs at the speed of the machine's, and can be put forward.

    For the demo and for `--clock`: it never goes back, because what was said cannot be unsaid.
    """

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a moment with its time zone")
        self._system = SystemClock()
        self._offset = start - self._system.now()
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return (self._system.now() + self._offset).astimezone(VIETNAM)

    def translate(self, moment: datetime) -> datetime:
        """A moment told by somebody who lives by the machine's clock, moved into our time; ours is left as it is."""
        todays = self._system.now()
        if abs(moment - todays) < abs(moment - self.now()):
            return (moment + self._offset).astimezone(VIETNAM)
        return moment

    def move_to(self, moment: datetime) -> bool:
        """Put the clock forward to that moment; False (and unmoved) when it lies in the past."""
        step = moment - self.now()
        if step < timedelta(0):
            return False
        self._offset += step
        self._moved.set()
        return True

    async def wait(self, seconds: float, *, wake: asyncio.Event | None = None) -> None:
        until = self.now() + timedelta(seconds=seconds)
        while (left := (until - self.now()).total_seconds()) > 0:
            # Look up at least twice a second: the clock may have been put forward meanwhile.
            step = min(left, 0.5)
            if wake is None:
                await asyncio.sleep(step)
                continue
            if wake.is_set():
                wake.clear()
                return
            await _wait_keeping(step, wake)


async def _wait_keeping(seconds: float, wake: asyncio.Event) -> None:
    """Wait without clearing the event, so that the caller sees it."""
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        return


class VirtualClock:
    """A clock that stands still until it is told: for tests and for `trolyso simulate`. Waiting moves it on."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a moment with its time zone")
        self._now = start.astimezone(VIETNAM)

    def now(self) -> datetime:
        return self._now

    def move_to(self, moment: datetime) -> bool:
        """Set the moment; False when it lies in the past."""
        if moment < self._now:
            return False
        self._now = moment.astimezone(VIETNAM)
        return True

    def advance(self, **step: float) -> None:
        """Move on by a timedelta given in keywords, e.g. `advance(minutes=5)`."""
        self._now += timedelta(**step)

    async def wait(self, seconds: float, *, wake: asyncio.Event | None = None) -> None:
        if wake is not None and wake.is_set():
            wake.clear()
        else:
            self._now += timedelta(seconds=max(seconds, 0))
        await asyncio.sleep(0)
