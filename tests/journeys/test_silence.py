"""When the bot falls silent somebody hears it over a second path within ten minutes, and nobody for nothing.

`TROLYSO_SILENCE_DRILLS=200` and `TROLYSO_QUIET_DAYS=30` play as much as was promised; CI plays a little of each.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app import App, build
from bot.clock import VirtualClock
from bot.config import MailSettings, Settings
from bot.errors import Misconfigured, SendError, Throttled, Unreachable
from bot.finding import Finding
from bot.types import Address, Incoming, Part
from cli.quiet import FAST
from storage.outbox import Saying
from storage.tasks import Planned
from storage.tx import begin
from tests.support.house import ListChannel, sqlite
from tests.support.smtp import LoopbackSmtp
from tests.support.undrawn import undrawn

START = datetime.fromisoformat("2025-10-01T09:00:00+07:00")
DRILLS = int(os.environ.get("TROLYSO_SILENCE_DRILLS", "15"))
DAYS = float(os.environ.get("TROLYSO_QUIET_DAYS", "0.5"))
WITHIN = timedelta(minutes=10)


class Wire(ListChannel):
    """A channel that listens, can be asked, and can fail in every way."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.pace = replace(FAST, per_month=3000)
        self.contacts = 0
        self.polls = True
        self.alarming = False
        self.found: list[Finding] = []
        self.fault: SendError | None = None

    async def send(self, to: Address, part: Part) -> str:
        if self.fault is not None:
            raise self.fault
        return await super().send(to, part)

    async def probe(self, chats: object) -> list[Finding]:
        return self.found


class Commune:
    """A bot with two platforms and a mailbox; a technician and an officer on both."""

    def __init__(self, app: App, clock: VirtualClock, mail: LoopbackSmtp) -> None:
        self.app, self.clock, self.mail = app, clock, mail
        self.a, self.b = (self._wire(name) for name in ("a", "b"))
        self.dead: set[str] = set()
        self.frozen = False
        self.traffic = False
        self._number = 0

    def _wire(self, name: str) -> Wire:
        channel = self.app.channels[name]
        assert isinstance(channel, Wire)
        return channel

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path) -> AsyncIterator[Commune]:
        async with LoopbackSmtp() as mail:
            clock = VirtualClock(START)
            letters = MailSettings("127.0.0.1", mail.port, sender="bot@x.vn", to=("t@x.vn",))
            channels = {name: Wire(name) for name in ("a", "b")}
            app = await build(Settings(database=sqlite(folder), mail=letters), clock, channels=channels)
            app.tools.drawn = undrawn()
            async with begin(app.database) as tx:
                for channel in channels:
                    for role in ("technician", "officer"):
                        author = (channel, role)
                        await tx.people.meet({author: (role, f"c-{role}")}, clock.now())
                        await tx.people.give((await tx.people.of([author]))[author].id, role, None, clock.now())
            yield cls(app, clock, mail)
            await app.database.close()

    async def minute(self, length: float = 60.0) -> None:
        """Let a minute pass, with everything that lives doing its part."""
        self.clock.advance(seconds=length)
        self._number += 1
        for wire in (self.a, self.b):
            wire.contacts += not (self.frozen and wire is self.a)
        if self.traffic:
            await self.somebody_writes()
        if "scheduler" not in self.dead:
            await self._quietly(self.app.scheduler.tick)
        if "receiver" not in self.dead:
            await self._quietly(self.app.receiver.settle)
        for name, sender in self.app.senders.items():
            if name not in self.dead:
                await self._quietly(sender.settle)
        await self.app.watch.look()
        if "scheduler" not in self.dead:
            await self._quietly(self.app.scheduler.tick)
            for name, sender in self.app.senders.items():
                if name not in self.dead:
                    await self._quietly(sender.settle)

    @staticmethod
    async def _quietly(part: Callable[[], Any]) -> None:
        """Loops catch and log what the database says; driven by hand, that is left to us."""
        try:
            await part()
        except OperationalError:
            return

    async def somebody_writes(self) -> None:
        update = Incoming(Address("a", "c1"), "u1", f"e{self._number}", self.clock.now(), text="xin chào")
        try:
            await self.app.receiver.accept([update])
        except OperationalError:
            return

    def heard(self) -> list[str]:
        """What was said on the second path: alarms over «b», and letters."""
        said = [part.text for _, part in self.b.said if part.text.startswith("⚠️")]
        return said + [letter.get_content() for letter in self.mail.taken if letter.get_content().startswith("⚠️")]


# -- what may go wrong ------------------------------------------------------------------------------------------------


def silent(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.frozen = True


def unreachable(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.traffic, commune.a.fault = True, Unreachable()


def revoked(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.traffic, commune.a.fault = True, Misconfigured()


def revoked_and_nobody_writes(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.a.found = [Finding("token", "a")]


def deaf(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.a.found = [Finding("webhook", "a", detail="7 tin đang chờ")]


def throttled(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.traffic, commune.a.fault = True, Throttled(30)


def full_disk(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(commune.app.inspection, "_free", lambda _folder: 5 << 20)


def no_database(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def away() -> AsyncIterator[Any]:
        raise OperationalError("BEGIN", None, Exception("disk I/O error"))
        yield

    patch.setattr(commune.app.database, "begin", away)


def hung_database(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("bot.inspection.DATABASE_SECONDS", 0.01)
    never = asyncio.get_running_loop().create_future()

    @asynccontextmanager
    async def hanging() -> AsyncIterator[Any]:
        await never
        yield

    patch.setattr(commune.app.database, "begin", hanging)
    commune.dead |= {"scheduler", "receiver", "a", "b"}  # they wait for it


def astray(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.app.inspection._http.ahead["api.example"] = timedelta(minutes=7)


def dead_scheduler(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.dead.add("scheduler")


def dead_sender(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.traffic = True
    commune.dead.add("a")


def dead_receiver(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    commune.traffic = True
    commune.dead.add("receiver")


async def failing_task(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    async with begin(commune.app.database) as tx:
        await tx.tasks.plan([Planned("no-such-task", commune.clock.now(), {}, f"odd:{commune.clock.now()}")])


async def spent_quota(commune: Commune, patch: pytest.MonkeyPatch) -> None:
    async with begin(commune.app.database) as tx:
        month = commune.clock.now().strftime("%Y-%m")
        await tx.tallies.add("in", {("a", month): 3000})


KINDS = (
    silent, unreachable, revoked, revoked_and_nobody_writes, deaf, throttled, full_disk, no_database, hung_database,
    astray, dead_scheduler, dead_sender, dead_receiver, failing_task, spent_quota,
)  # fmt: skip


async def mended(commune: Commune) -> None:
    """As it was, and long enough later that the same trouble is told anew."""
    commune.dead.clear()
    commune.frozen = commune.traffic = False
    commune.a.fault, commune.a.found = None, []
    commune.app.inspection._http.ahead.clear()
    commune.app.inspection._writing = None
    for _ in range(8):
        await commune.minute()
    next_month = commune.clock.now().replace(day=1) + timedelta(days=32)
    commune.clock.move_to(next_month.replace(day=1, hour=9))
    async with begin(commune.app.database) as tx:
        await tx.questions.flush()
    for _ in range(8):
        await commune.minute()


@pytest.mark.slow
async def test_every_silence_is_told_over_a_second_path_within_ten_minutes(tmp_path: Path) -> None:
    dice = random.Random(6)
    missed: list[str] = []
    longest = timedelta()
    async with Commune.open(tmp_path) as commune:
        for _ in range(12):
            await commune.minute()
        assert commune.heard() == []
        for number in range(DRILLS):
            drill = KINDS[number % len(KINDS)]
            for _ in range(dice.randrange(3)):
                await commune.minute(dice.uniform(20, 90))
            commune.b.said.clear()
            commune.mail.taken.clear()
            with pytest.MonkeyPatch.context() as patch:
                begun = commune.clock.now()
                answer = drill(commune, patch)
                if answer is not None:
                    await answer
                if drill is dead_scheduler:
                    async with begin(commune.app.database) as tx:
                        await tx.tasks.plan([Planned("newcomers", begun, {"channel": "b"}, f"due:{begun}")])
                while not commune.heard() and commune.clock.now() - begun <= WITHIN:
                    await commune.minute()
                lasted = commune.clock.now() - begun
                if not commune.heard() or lasted > WITHIN:
                    missed.append(f"{number}: {drill.__name__}")
                longest = max(longest, lasted)
            await mended(commune)

    assert missed == []
    assert longest <= WITHIN, longest


@pytest.mark.slow
async def test_nobody_is_woken_for_nothing(tmp_path: Path) -> None:
    """Days of running with traffic, short blips of the platforms and of the database, and restarts of the watch."""
    dice = random.Random(7)
    async with Commune.open(tmp_path) as commune:
        until = START + timedelta(days=DAYS)
        while commune.clock.now() < until:
            commune.traffic = dice.random() < 0.02  # some thirty messages a day, within the month's quota
            blip = dice.random() < 0.02
            if blip:  # shorter than anybody need hear of
                commune.a.fault = dice.choice([Unreachable(), Throttled(5), None])
                commune.frozen = True
                await commune.minute()
                await commune.minute()
                commune.a.fault, commune.frozen = None, False
            await commune.minute()

        said = [part.text for _, part in commune.a.said if part.text.startswith("⚠️")]
        assert commune.heard() + said == []
        assert any("Em vẫn chạy tốt" in part.text for _, part in commune.b.said) or DAYS < 1


async def test_the_end_of_a_trouble_is_told_too(tmp_path: Path) -> None:
    async with Commune.open(tmp_path) as commune:
        await commune.minute()
        with pytest.MonkeyPatch.context() as patch:
            no_database(commune, patch)
            for _ in range(4):
                await commune.minute()
        await commune.minute()

        told = [part.text for to, part in commune.b.said if to.chat == "c-technician"]
        assert len(told) == 2
        assert "không ghi được vào cơ sở dữ liệu" in told[0]
        assert told[1].startswith("✅ Máy chủ của bot đã bình thường")
        assert [letter.get_content()[:1] for letter in commune.mail.taken] == ["⚠", "✅"]


async def test_once_a_day_only_the_technicians_hear_that_all_is_well(tmp_path: Path) -> None:
    async with Commune.open(tmp_path) as commune:
        await commune.minute()
        commune.clock.move_to(datetime.fromisoformat("2025-10-02T07:30:00+07:00"))
        await commune.minute()
        await commune.minute()

        said = [(to.chat, part.text) for to, part in commune.b.said]
        assert [chat for chat, _ in said] == ["c-technician"]
        assert said[0][1].startswith("✅ Em vẫn chạy tốt. 24 giờ qua: nhận 0 tin, gửi 0 tin. Ổ đĩa còn ")


async def test_what_waits_is_not_taken_for_stuck_while_it_moves(tmp_path: Path) -> None:
    """A long queue that the platform's pace lets out slowly is no trouble."""
    async with Commune.open(tmp_path) as commune:
        async with begin(commune.app.database) as tx:
            rows = [Saying("a", f"x{n}", True, {"text": "tin"}, START) for n in range(30)]
            await tx.outbox.put(rows)
        commune.a.pace = replace(FAST, per_second=1)
        commune.app.senders["a"]._pacer.__init__(commune.a.pace)  # type: ignore[misc]
        for _ in range(14):
            await commune.minute(30)

        assert commune.heard() == []
