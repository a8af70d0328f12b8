"""A whole bot on the loopback: the real App and transport, a platform of ours, and a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from aiohttp.test_utils import unused_port

from app import App, build
from bot.channels.base import Channel
from bot.config import AlarmSettings, ServerSettings, Settings
from bot.types import Incoming
from handlers.codes import invite
from storage.tx import Tx, begin, reading
from tests.journeys.towns import SECRET, TOWNS, Town
from tests.support.clock import SteppedClock
from tests.support.telegram import LoopbackTelegram
from tests.support.undrawn import undrawn

__all__ = ["CHANNEL", "SECRET", "Stage"]

CHANNEL = "telegram"
PATIENCE = 20.0
"""Real seconds after which a test that waits for the bot is given up."""
LEAST, MOST = timedelta(milliseconds=2), timedelta(milliseconds=256)
"""The bot's time that passes between two looks at what waits for its turn."""


class Stage:
    """One or more Apps in front of one platform, on one database."""

    def __init__(
        self,
        database: str,
        start: datetime,
        *,
        on: str = CHANNEL,
        mode: str = "polling",
        redeliver: float = 0.0,
        more: Sequence[Channel] = (),
    ) -> None:
        self.clock = SteppedClock(start)
        self.town: Town = TOWNS[on].built(now=self.clock.now, redeliver=redeliver, seed=1, resend_delay=0.001)
        self.server: Any = self.town.server
        self.channel = on
        self.mode = mode
        self.more = more
        """Channels beside it."""
        self.port = unused_port()
        self.database = database
        self.apps: list[App] = []
        self.deliveries: Counter[str] = Counter()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Stage]:
        async with self.server:
            try:
                yield self
            finally:
                for app in list(self.apps):
                    await self.stop(app)

    @property
    def telegram(self) -> LoopbackTelegram:
        """The platform, for journeys that are about Telegram alone."""
        assert isinstance(self.server, LoopbackTelegram)
        return self.server

    def settings(self, mode: str, port: int) -> Settings:
        server = ServerSettings(port=port, public_url=f"http://127.0.0.1:{port}")
        # The clock leaps here while the platform's long polls live in real time: nothing but silence for hours.
        never = AlarmSettings(silent_minutes=10**6)
        return Settings(database=self.database, server=server, channels=(self.town.settings(mode),), alarm=never)

    # -- the bot ---------------------------------------------------------------------------------------------------

    async def start(self, *, mode: str | None = None, port: int | None = None) -> App:
        """Start one (more) App, and wait until it has nothing to do."""
        settings = self.settings(mode or self.mode, self.port if port is None else port)
        app = await build(settings, self.clock, more=self.more)
        app.tools.drawn = undrawn()
        self._count(app.receiver)
        await app.start()
        self.town.ready(settings.server.public_url)
        self.apps.append(app)
        await self.settle()
        return app

    def _count(self, receiver: Any) -> None:
        accept = receiver.accept

        async def counting(updates: Sequence[Incoming]) -> None:
            self.deliveries.update(update.event_id for update in updates)
            await accept(updates)

        receiver.accept = counting

    @property
    def repeated(self) -> float:
        """The share of updates that came more than once."""
        return sum(times > 1 for times in self.deliveries.values()) / len(self.deliveries)

    async def stop(self, app: App | None = None) -> None:
        """Stop it as SIGTERM does."""
        app = app or self.apps[-1]
        self.apps.remove(app)
        await app.stop()

    @property
    def app(self) -> App:
        return self.apps[0]

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Tx]:
        async with reading(self.app.database) as tx:
            yield tx

    async def code(self, role: str, area: str | None = None) -> str:
        """A fresh one-time code, as `trolyso invite` makes it."""
        async with begin(self.app.database) as tx:
            return await invite(tx, role, area, self.clock.now())

    # -- time ------------------------------------------------------------------------------------------------------

    async def until(self, moment: str | datetime) -> None:
        """Let time pass up to that moment, halting wherever the bot has planned something."""
        goal = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        while True:
            await self.settle()
            due = await self._next_due()
            if due is None or due > goal:
                break
            # What is due already – a task that an answer has just planned – is looked for once a second.
            self.clock.move_to(due if due > self.clock.now() else min(goal, self.clock.now() + timedelta(seconds=1)))
            if self.clock.now() >= goal:
                break
        self.clock.move_to(goal)
        await self.settle()

    async def through(self, moment: str, *, step: float = 1.0) -> None:
        """Let time pass second by second."""
        goal = datetime.fromisoformat(moment)
        while self.clock.now() < goal:
            self.clock.move_to(min(goal, self.clock.now() + timedelta(seconds=step)))
            await self.settle()

    async def endures(self, moment: datetime, *, step: float, more: int = 0) -> None:
        """Let time pass while something stays open because it cannot be done; `more` loops wait for the clock then."""
        while self.clock.now() < moment:
            self.clock.move_to(min(moment, self.clock.now() + timedelta(seconds=step)))
            for _ in range(3):
                await asyncio.sleep(0.002)
                async with asyncio.timeout(PATIENCE):
                    await self.clock.resting(self._rests + more)

    async def _next_due(self) -> datetime | None:
        """The next planned task or message that lies in the future."""
        if not self.apps:
            return None
        async with self.looking() as tx:
            task = await tx.tasks.next_due()
            saying = await tx.outbox.next_due(self.channel, self.clock.now())
        found = [due for due in (task, saying) if due is not None]
        return min(found, default=None)

    async def settle(self) -> None:
        """Until everything is taken, answered and said; where our own pace or a pause asks for time, it passes."""
        if not self.apps:
            return
        async with asyncio.timeout(PATIENCE):
            before: Any = None
            step = LEAST
            while True:
                await self.clock.resting(self._rests)
                now = await self._open()
                if now is None:
                    return
                if now == before and not now[0]:
                    await self._pass(step)
                    step = min(2 * step, MOST)  # who keeps to a pace waits long, and looking costs
                elif now != before:
                    step = LEAST
                before = now
                await asyncio.sleep(0.002)

    @property
    def _rests(self) -> int:
        return (self.town.rests + len(self.more)) * len(self.apps)

    async def _open(self) -> tuple[bool, int, int] | None:
        """What is under way: something that the bot is at, and how much waits; None when there is nothing."""
        if self.server.bot.pending:
            return True, len(self.server.bot.pending), 0
        async with self.looking() as tx:
            if unanswered := len(await tx.inbox.places_waiting()):
                return True, unanswered, 0
            states = await tx.outbox.states()
            now = self.clock.now()
            waiting = sum(row.due_at <= now for row in await tx.outbox.in_state("waiting"))
        sending = states.get("sending", 0)
        return (bool(sending), states.get("sent", 0), waiting) if sending or waiting else None

    async def _pass(self, step: timedelta) -> None:
        async with self.looking() as tx:
            due = await tx.outbox.next_due(self.channel, self.clock.now())
        if due is not None:
            step = max(step, min(due - self.clock.now(), timedelta(seconds=5)))
        self.clock.move_to(self.clock.now() + step)
