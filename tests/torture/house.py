"""One bot that is killed again and again, and the platform and people that go on without noticing."""

from __future__ import annotations

import asyncio
import random
import secrets
import signal
import socket
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bot.crash import POINTS
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin
from tests.torture import books, preset
from tests.torture.ledger import Ledger
from tests.torture.nursery import Life, Nursery
from tests.torture.platforms import MENTION, Platform
from tests.torture.talk import GROUPS, Script, cast, group_id

ROOT = Path(__file__).resolve().parent.parent.parent
READY = "đã sẵn sàng"
PATIENCE = 60.0
"""Seconds after which a life that should have ended by itself is ended by us."""
CROWD = 16
"""So many updates wait at the platform at most, and so many for an answer."""
REDELIVERED = 0.3
"""The share of updates that come once more, so that a fifth is reached by a small run of few kills too."""
PER_UPDATE = ("answer.handled", "send.calling", "send.called")


@dataclass
class Tally:
    """What was done to one bot."""

    kills: Counter[str] = field(default_factory=Counter)
    """By point; «random» for the others."""
    missed: int = 0
    """Fuses that were never reached, where the bot was killed all the same (counted as random)."""
    restarts: list[float] = field(default_factory=list)
    """Seconds from the birth of a process, its code loaded, until it said that it was ready."""


class House:
    """A database, a platform with its people, and one bot after the other."""

    def __init__(self, folder: Path, database: str, platform: Platform, *, seed: int, kills: int, reports: int) -> None:
        self.database = database
        self.platform = platform
        self.tally = Tally()
        self._folder = folder
        self._random = random.Random(seed)
        self._first = seed % 2 * (len(POINTS) // 2)  # two houses with few kills meet all points between them
        self._script = Script(seed)
        self._kills, self._reports = kills, reports
        self._share = max(reports // max(kills + 1, 1), 8)
        """Lines in one life, about."""
        self._begun = time.monotonic()
        self._ahead = timedelta()
        self._telegram = platform.server(now=self.now, redeliver=REDELIVERED, seed=seed)
        self._nursery: Nursery | None = None
        self._bot: Life | None = None

    @property
    def lines(self) -> int:
        """Reports, corrections, additions and undos typed so far."""
        return self._script.reports

    def now(self) -> datetime:
        """The platform's clock, which the bot is started with: it runs, and leaps when a task is wanted."""
        return preset.BEGIN + timedelta(seconds=time.monotonic() - self._begun) + self._ahead

    async def play(self) -> tuple[Ledger, books.Books]:
        """All lives, and the last one until all is quiet; then the platform's ledger and the bot's books."""
        await self.open()
        try:
            for number in count():
                if self.tally.kills.total() == self._kills:
                    break
                await self._live(number)
            await self._last_life()
        finally:
            await self.close()
            self._telegram.ledger().write(self._folder / "ledger.jsonl")
        return self._telegram.ledger(), self.platform.books(self._telegram, await books.read(self.database))

    async def open(self) -> None:
        """The platform is there, with its people, and the bot's code is loaded."""
        with (self._folder / "bot.log").open("ab") as log:
            self._nursery = await Nursery.open(self._folder / "campaigns", log)
        await self._telegram.start()
        self._invite_everybody()

    async def close(self) -> None:
        await self._bury()
        if self._nursery is not None:
            await self._nursery.close()
        await self._telegram.stop()

    # -- before the first life ------------------------------------------------------------------------------------

    async def furnish(self) -> None:
        """The preset, and leaders with their places and squads' groups, as codes would have bound them.

        One house after the other: migrations are not made for two databases at once in one process.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        preset.write(self._folder / "campaigns")
        await migrate(self.database)
        async with await Database.open(self.database) as database, begin(database) as tx:
            actors = [actor for actor in cast() if actor.area]
            channel, ids = self.platform.channel, {actor.user: self._id(actor.user) for actor in actors}
            known = {(channel, ids[actor.user]): (actor.name, ids[actor.user]) for actor in actors}
            await tx.people.meet(known, preset.BEGIN)  # type: ignore[arg-type]  # dict is invariant in its values
            people = await tx.people.of(list(known))
            for actor in actors:
                await tx.people.give(people[channel, ids[actor.user]].id, "leader", actor.area, preset.BEGIN)
            groups = {(channel, self._id(group_id(number))): False for number in range(GROUPS)}
            await tx.chats.meet(groups, preset.BEGIN)
            for place in groups:
                await tx.chats.bind(place, "squad", "doi")

    def _id(self, number: int) -> str:
        return self.platform.id(self._telegram, number)

    def _invite_everybody(self) -> None:
        for number in range(GROUPS):
            self._id(group_id(number))
            self.platform.group(self._telegram, group_id(number), f"Đội {number}")
        for actor in cast():
            self._id(actor.user)
            self._telegram.person(actor.user, actor.name)

    # -- one life -------------------------------------------------------------------------------------------------

    async def _live(self, number: int) -> None:
        """Start the bot, talk to it, and see it die: at a named point, or at some moment."""
        point = POINTS[(number // 2 + self._first) % len(POINTS)] if number % 2 else ""
        fuse = f"{point}:{self._times(point)}" if point else ""
        if point.startswith("task."):
            self._leap()
        # Each point meets polling in one turn and the webhook in the next.
        turn = number // 2
        exited = await self._start(fuse, webhook=(turn + turn // len(POINTS)) % 2 == 1 or not self.platform.polls)
        # Where the fuse hangs on a moment with nothing to send, people wait for their answers.
        talking = asyncio.create_task(self._talk(exited, 1 if point == "send.settled" else CROWD))
        try:
            if point:
                await asyncio.wait({exited}, timeout=PATIENCE)
            else:
                await self._some_moment(exited)
        finally:
            talking.cancel()
            await asyncio.wait({talking})
        died_by_itself = exited.done()
        await self._bury()
        if (code := await exited) == 1 and self._found_its_port_taken():
            return
        if code != -signal.SIGKILL:
            raise AssertionError(f"the bot ended by itself with {code}; see {self._folder / 'bot.log'}")
        if point and not died_by_itself:
            self.tally.missed += 1
        self.tally.kills[point if point and died_by_itself else "random"] += 1
        if not talking.cancelled() and (fault := talking.exception()) is not None:
            raise fault

    def _times(self, point: str) -> int:
        if point.startswith("task.") or point == "send.settled":
            return 1
        return self._random.randint(1, self._share if point in PER_UPDATE else 6)

    def _leap(self) -> None:
        """Put the clock to just before the next post."""
        now = self.now()
        moments = (
            now.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)
            for days in (0, 1)
            for hour, minute in preset.POSTS
        )
        coming = next(moment for moment in moments if moment - now > timedelta(seconds=5))
        self._ahead += coming - now - timedelta(seconds=0.5)

    async def _some_moment(self, exited: asyncio.Task[int]) -> None:
        """One in six while it starts, the others after so many calls at the platform and a breath."""
        if self._random.random() < 0.17:
            await asyncio.wait({exited}, timeout=self._random.uniform(0, 0.6))
            return
        calls = self._telegram.calls
        goal = calls.total() + self._random.randint(2, 2 * self._share)
        await self._telegram.until(lambda: exited.done() or calls.total() >= goal, PATIENCE)
        await asyncio.wait({exited}, timeout=self._random.uniform(0, 0.02))

    async def _talk(self, exited: asyncio.Task[int], crowd: int = CROWD) -> None:
        """People go on talking, some updates come twice, as long as this life lasts and keeps up with them."""
        heard, spoken = len(self._telegram.updates), len(self._telegram.sent)

        def keeps_up() -> bool:
            ahead = (len(self._telegram.updates) - heard) - (len(self._telegram.sent) - spoken)
            return len(self._telegram.bot.pending) < crowd and ahead < crowd

        while not exited.done():
            await self._telegram.until(keeps_up, PATIENCE * 2)
            await self._say_some(self._random.randint(1, 6))

    async def _say_some(self, count: int) -> int:
        said = 0
        for _ in range(count):
            for line in self._script.next(self.now()):
                person = self._telegram.person(line.actor.user, line.actor.name)
                group = self.platform.place(self._telegram, line.actor.group) if line.actor.group else None
                await person.says(line.text.replace(MENTION, self.platform.mention), in_=group)
                said += 1
            if self._random.random() < 0.15:
                self._telegram.repeats(self._random.randint(1, 40))
        return said

    async def _last_life(self) -> None:
        """Say what is left to be said, wait until nothing is open, and let the bot stop in good order."""
        exited = await self._start("", webhook=not self.platform.polls)
        while self._script.reports < self._reports:
            for _ in range(10):
                await self._telegram.until(lambda: len(self._telegram.bot.pending) < 100, PATIENCE)
                await self._say_some(20)
            # Updates are taken faster than they are answered: thousands of lines would wait at the end.
            await self._quiet(exited, open_=500)
        await self._telegram.until(lambda: not self._telegram.bot.pending, PATIENCE)
        await self._quiet(exited)
        assert self._bot is not None
        self._bot.signal(signal.SIGTERM)
        await asyncio.wait({exited}, timeout=PATIENCE)
        if not exited.done() or exited.result() != 0:
            raise AssertionError(f"the bot did not stop in good order; see {self._folder / 'bot.log'}")

    async def _quiet(self, exited: asyncio.Task[int], *, open_: int = 0) -> None:
        """Until no more rows than these are open; a bot that gets none of them done for long has failed."""
        least, until = await books.still_open(self.database), time.monotonic() + PATIENCE
        while (left := await books.still_open(self.database)) > open_:
            if left < least:
                least, until = left, time.monotonic() + PATIENCE
            if time.monotonic() > until:
                raise AssertionError(f"{left} rows stay open; see {self._folder}")
            await asyncio.wait({exited}, timeout=0.2)

    # -- processes ------------------------------------------------------------------------------------------------

    async def _start(self, fuse: str, *, webhook: bool) -> asyncio.Task[int]:
        """A new process; returns the task that ends with it."""
        port = self._free_port() if webhook else 0
        own = {
            "DATABASE": self.database,
            "CAMPAIGN": preset.NAME,
            "LOG_LEVEL": "WARNING",
            "CRASH_AT": fuse,
            "CONFIG": str(ROOT / "config.toml"),
            "SERVER__PORT": str(port),
            "SERVER__PUBLIC_URL": (public_url := f"http://127.0.0.1:{port}" if webhook else ""),
            "CHANNELS__WEB__ENABLED": "false",
            **self.platform.settings(self._telegram, webhook=webhook),
        }
        assert self._nursery is not None
        started = time.monotonic()

        def heard(line: str) -> None:
            if READY in line:
                self.tally.restarts.append(time.monotonic() - started)
                self.platform.ready(self._telegram, public_url)

        self._bot = await self._nursery.bear(
            ("run", "--clock", self.now().isoformat()), {f"TROLYSO_{name}": value for name, value in own.items()}, heard
        )
        self._bot.exited.add_done_callback(lambda _: self._telegram.look())
        return self._bot.exited

    def _found_its_port_taken(self) -> bool:
        """Somebody else took the free port that it was given; once in some thousand lives, which then do not count."""
        with (self._folder / "bot.log").open("rb+") as log:
            taken = b"server.port" in log.read()
            log.truncate(0)
        return taken

    async def _bury(self) -> None:
        if self._bot is not None:
            self._bot.signal(signal.SIGKILL)
            await asyncio.wait({self._bot.exited})

    @staticmethod
    def _free_port() -> int:
        """A port for the webhook, outside the range from which the system takes those of outgoing connections."""
        while True:
            port = 12_000 + secrets.randbelow(18_000)  # never seeded: houses of one seed live side by side
            with socket.socket() as found, suppress(OSError):
                found.bind(("127.0.0.1", port))
                return port
