"""The clock of the house: decides *that* something is due and lets it be done once, whoever does it.

What is to come is planned as rows whose keys are unique for ever; due rows are taken by whichever process comes first.
So a restart, a second process or a missed minute does nothing twice and forgets nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Generic

from bot.clock import Clock
from bot.context import Tools, Work
from bot.crash import reach
from bot.errors import TaskEnded, TryAgainLater
from bot.sender import follow, take_over, whisper
from bot.types import Capabilities
from storage.database import Database
from storage.generation import Generation
from storage.outbox import Settled
from storage.tasks import Moved, Planned, TaskRow
from storage.tx import Tx, begin

log = logging.getLogger("trolyso.scheduler")

Task = Callable[[Work[Any]], Awaitable[None]]
Plan = Callable[[Tx, datetime, datetime], Awaitable[Sequence[Planned]]]
"""What falls due after the first moment and not after the second; keys tell the same event every time."""

HORIZON = timedelta(days=8)
"""How far ahead we plan, so that an officer can see the coming week."""
REACH = timedelta(days=45)
"""How far beyond it we look for the new moment of what is planned: a rule may move it that far."""
REPLAN = timedelta(hours=1)
TAKE_OVER = timedelta(seconds=15)
ATTEMPTS = 5
AT_ONCE = 8


class Scheduler(Generic[Tools]):
    """Plans, and runs what is due."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        tasks: Mapping[str, Task],
        plan: Plan,
        tools: Tools,
        capabilities: dict[str, Capabilities],
        *,
        knock: Callable[[], None] = lambda: None,
        resume: Callable[[], Awaitable[None]] | None = None,
        ruled: Sequence[str] = (),
        announce: Callable[[Sequence[Moved], datetime], Sequence[Planned]] = lambda _moved, _now: (),
    ) -> None:
        """Rows of the tasks in `ruled` follow their rules while nothing was done with them; `announce` says so."""
        self._database = database
        self._clock = clock
        self._tasks = tasks
        self._plan = plan
        self._tools = tools
        self._capabilities = capabilities
        self._knock = knock
        self._resume = resume
        self._ruled = ruled
        self._announce = announce
        self._generation = Generation(database)
        self._awake = False
        self._planned_at: datetime | None = None
        self._looked_at: datetime | None = None

    async def run(self) -> None:
        """Look once a second, until cancelled."""
        while True:
            try:
                await self.tick()
            except Exception:
                log.exception("cannot tick", extra={"action": "tick-outage"})
            await self._clock.wait(1)

    async def tick(self) -> None:
        """Plan if it is time, take over from the dead, run what is due now."""
        now = self._clock.now()
        if self._planned_at is None or not self._planned_at <= now < self._planned_at + REPLAN:
            await self.plan()
            self._planned_at = now
        if self._looked_at is None or not self._looked_at <= now < self._looked_at + TAKE_OVER:
            if await take_over(self._database, self._clock):
                self._knock()
            if self._resume is not None:
                await self._resume()
            self._looked_at = now
        await self.run_due()

    async def plan(self) -> None:
        """Write down what is to come, from where we left off; a first start plans nothing that has passed."""
        now = self._clock.now()
        async with begin(self._database) as tx:
            if not self._awake:
                await self._wake(tx, now)
            kept = await tx.notes.get("planned-until")
            since = min(datetime.fromisoformat(kept), now) if kept else now
            until = now + HORIZON
            reach = REACH if self._ruled else timedelta(0)
            wanted = await self._plan(tx, since - reach, until + reach)
            if self._ruled:
                await tx.tasks.plan([one for one in wanted if since < one.due_at <= until])
                moved = await tx.tasks.agree(wanted, names=self._ruled, now=now)
                await tx.tasks.plan(self._announce(moved, now))
            else:
                await tx.tasks.plan(wanted)
            await tx.notes.put("planned-until", max(now, since).isoformat())
        self._awake = True

    async def _wake(self, tx: Tx, now: datetime) -> None:
        """At the start: when an older database was put back, what it still wants to say to groups is left to people."""
        doubt = await self._generation.wake(tx, now)
        if doubt is None:
            return
        log.warning("an older database was put back", extra={"action": "restored", "since": doubt.since.isoformat()})
        for row in await tx.outbox.doubt(doubt.until, now):
            await whisper(tx, row, now)
            await follow(tx, [(row, Settled(row.id, "unknown", now))])

    async def run_due(self) -> int:
        """Run all that is due now; returns how many tasks."""
        count = 0
        while True:
            now = self._clock.now()
            async with begin(self._database) as tx:
                due = await tx.tasks.take(self._database.owner, now, limit=AT_ONCE)
                round_ = await self._generation.step(tx, now) if due else 0
            if not due:
                return count
            await self._generation.mark(round_, now)
            reach("task.taken")
            # One moment after the other: after an outage the deadline is told before its summary.
            for _, together in groupby(due, key=lambda row: row.due_at):
                await asyncio.gather(*(self._run(row) for row in together))
            count += len(due)
            self._knock()

    async def _run(self, row: TaskRow) -> None:
        task = self._tasks.get(row.name)
        work = Work(row, self._database, self._clock, self._capabilities, self._tools)
        try:
            if task is None:
                raise LookupError(f"no task is called {row.name}")
            await task(work)
        except TryAgainLater as later:
            await self._again(row, timedelta(seconds=later.after), None)
            return
        except TaskEnded as end:
            async with begin(self._database) as tx:
                await tx.tasks.end(row.id, end.state, end.why, self._clock.now())
            return
        except Exception as fault:
            log.exception("task failed", extra={"action": "task-failed", "task": row.name, "row": row.id})
            if row.attempts < ATTEMPTS and task is not None:
                await self._again(row, timedelta(seconds=10 * 2**row.attempts), type(fault).__name__)
                return
            async with begin(self._database) as tx:
                await tx.tasks.failed(row.id, type(fault).__name__, self._clock.now())
            return
        reach("task.worked")
        async with begin(self._database) as tx:
            await tx.tasks.done(row.id, self._clock.now())
        reach("task.done")

    async def _again(self, row: TaskRow, after: timedelta, why: str | None) -> None:
        async with begin(self._database) as tx:
            await tx.tasks.again(row.id, self._clock.now() + after, why)
