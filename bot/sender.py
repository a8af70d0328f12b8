"""Take rows from the outbox and say them: lease, pace, send, settle.

A lease is committed before the platform is called and settled after it, with no transaction open in between; finished
sends are settled and new rows leased in one transaction. A send has three ends: sent, not sent, unknown. Only «not
sent» is repeated by itself towards a group; a private answer may be repeated, since it carries its receipt number.
What is said for an hour (`Timely`) says by itself how late it leaves, and after its window not at all; what that was,
what may not have been shown and what was refused in a group is told to the officers by tasks.
Where the platform gives so many messages a month, what nobody asked for stops before they are used up; what was held
back is told by a task.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from bot.alarm import Alarms
from bot.allowance import HELD, SPENT, Allowance
from bot.channels.base import Channel
from bot.clock import Clock
from bot.crash import reach
from bot.errors import (
    Gone,
    Misconfigured,
    Moved,
    OutsideWindow,
    QuotaSpent,
    Rejected,
    SendError,
    Throttled,
    Uncertain,
    Unreachable,
)
from bot.pace import Pacer
from bot.quota import month_of
from bot.types import Address, Part
from bot.wire import part_from_json, timely_from_json
from storage.database import Database
from storage.outbox import Leased, Saying, Settled
from storage.tasks import Planned
from storage.tx import Tx, begin

log = logging.getLogger("trolyso.send")

IN_FLIGHT = 64
"""Sends under way at once, per channel."""
LOOK_AGAIN = 30.0
"""Seconds after which we look into the outbox even if nobody knocked: another process may have put something in."""
LONGEST_PAUSE = timedelta(minutes=5)
"""Between two tries of what may have been shown already."""
LONGEST_OUTAGE_PAUSE = timedelta(seconds=45)
"""Between two tries of what has certainly not been: so that we are back within a minute of an outage's end."""
LATE_FROM = timedelta(minutes=2)
"""Within these a post is not called late."""
TOO_LATE = "TooLate"
"""The error of what was not said because its window had passed."""
GATHERED = timedelta(seconds=20)
"""What ends as unknown, or is refused, within so long is told together."""
REMEMBERED = timedelta(seconds=60)
"""How far back a sender that starts looks for what left already: the longest span of any pace."""
_TROUBLES = {"Misconfigured": "misconfigured", "Unreachable": "unreachable", "Uncertain": "unreachable"}
"""Failures that say something of the whole channel, and the kinds of alarm they are."""


class Sender:
    """One per channel entry."""

    def __init__(
        self,
        channel: Channel,
        database: Database,
        clock: Clock,
        *,
        alarm: Alarms | None = None,
    ) -> None:
        self._channel = channel
        self._database = database
        self._clock = clock
        self._alarm = alarm
        self._pacer = Pacer(channel.pace)
        self._knocked = asyncio.Event()
        self._flying: set[asyncio.Task[None]] = set()
        self._ended: list[tuple[Leased, Settled]] = []
        # A process before us may have told of trouble that is over now: the first success looks.
        self._troubles = set(_TROUBLES.values())
        self._allowance = Allowance(channel.name, channel.pace)
        self._remembers = False
        self.looked_at: datetime | None = None
        """When a round last began: a sender that lives looks at least every LOOK_AGAIN seconds."""
        self.sent_at: datetime | None = None
        """When the platform last took something."""
        self.ended_at: datetime | None = None
        """When a send last ended, however."""
        self.ends: Counter[str] = Counter()
        """How the sends of this process ended, by kind: «sent», «unknown», or the failure's name."""

    def knock(self) -> None:
        """There is something to say."""
        self._knocked.set()

    async def run(self) -> None:
        """Send until cancelled; sends under way are waited for and settled first."""
        try:
            while True:
                try:
                    pause = await self._round()
                except Exception:
                    log.exception("cannot send", extra={"action": "send-outage", "channel": self._channel.name})
                    pause = 1.0
                if pause > 0:
                    await self._clock.wait(pause, wake=self._knocked)
        finally:
            if self._flying:
                await asyncio.wait(self._flying, timeout=10)
            async with self._settling():
                pass

    async def settle(self) -> None:
        """Send all that is due now, then return: for tests and simulations."""
        while True:
            pause = await self._round()
            if self._flying:
                await asyncio.wait(self._flying)
            elif pause > 0 and not self._ended:
                return

    async def _round(self) -> float:
        """Settle what ended, take what is due; returns how long to rest (0: not at all)."""
        self._knocked.clear()
        now = self.looked_at = self._clock.now()
        async with self._settling() as tx:
            if not self._remembers:
                await self._remember(tx, now)
            room = min(IN_FLIGHT - len(self._flying), self._pacer.room(now.timestamp()))
            rows = await tx.outbox.lease(self._channel.name, self._database.owner, now, limit=room) if room else []
            spared = await self._allowance.spare(tx, rows, now, flying=len(self._flying))
            spared |= await self._outside(tx, rows, now)
            spared |= await self._too_late(tx, rows, now)
            held, waits = self._hold_back([row for row in rows if row.id not in spared], now)
            await tx.outbox.settle([*spared.values(), *(end for _, end in held)])
            await follow(tx, [(row, spared[row.id]) for row in rows if row.id in spared])
            due = await tx.outbox.next_due(self._channel.name, now) if not rows else None
        self._remembers = True
        reach("send.leased" if rows else "send.settled")
        kept_back = {row.id for row, _ in held} | spared.keys()
        for row in rows:
            if row.id not in kept_back:
                task = asyncio.create_task(self._send(row))
                self._flying.add(task)
                task.add_done_callback(self._flying.discard)
        if self._ended:
            return 0.0
        if rows:
            if len(rows) == len(kept_back):  # nothing left; behind them others may be due
                return min(waits) if waits and len(rows) < room else 0.0
            return max(self._pacer.pause(now.timestamp()), 0.001)
        if not room:
            return self._pacer.pause(now.timestamp()) or LOOK_AGAIN  # full flight: the next end knocks
        if due is not None:
            return min(max((due - now).total_seconds(), 0.001), LOOK_AGAIN)
        return LOOK_AGAIN

    async def _remember(self, tx: Tx, now: datetime) -> None:
        """The platform has not forgotten what left before we started, or died: neither may our pace."""
        self._pacer = Pacer(self._channel.pace)
        for chat, private, at in await tx.outbox.lately(self._channel.name, now - REMEMBERED):
            if at <= now:
                self._pacer.spend(chat, private=private, now=at.timestamp())

    @staticmethod
    async def _too_late(tx: Tx, rows: list[Leased], now: datetime) -> dict[int, Settled]:
        """Which of these are not said any more, because their window has passed; the officers are told, once a post."""
        late: dict[int, Settled] = {}
        for row in rows:
            timely = timely_from_json(row.part)
            if timely is not None and now > timely.until:
                late[row.id] = Settled(row.id, "cancelled", now, error=TOO_LATE)
                values = {"post": timely.post, "since": timely.since.isoformat(), "until": timely.until.isoformat()}
                await tx.tasks.plan([Planned("missed-send", now + GATHERED, values, key=f"missed:{timely.post}")])
        return late

    async def _outside(self, tx: Tx, rows: list[Leased], now: datetime) -> dict[int, Settled]:
        """Which of these the platform would refuse, because their person has not written for longer than it allows.

        By when we took their last word, since the platform's own clock is not ours; who never wrote is its to judge.
        """
        window = self._channel.capabilities.window
        chats = sorted({row.chat for row in rows if row.private}) if window is not None else []
        if window is None or not chats:
            return {}
        heard = await tx.inbox.last_heard(self._channel.name, chats)
        late = [row for row in rows if row.private and row.chat in heard and now - heard[row.chat] > window]
        if late and self._alarm is not None:
            await self._alarm.within(tx, "outside-window", self._channel.name)
        return {row.id: Settled(row.id, "failed", now, error="OutsideWindow") for row in late}

    def _hold_back(self, rows: list[Leased], now: datetime) -> tuple[list[tuple[Leased, Settled]], list[float]]:
        """Which of these must wait for our own pace, and how long."""
        held: list[tuple[Leased, Settled]] = []
        waits: list[float] = []
        moment = now.timestamp()
        for row in rows:
            wait = self._pacer.wait(row.chat, private=row.private, now=moment)
            if wait > 0:
                again = now + timedelta(seconds=wait)
                held.append((row, Settled(row.id, "waiting", now, retry_at=again, counts=False)))
                waits.append(wait)
            else:
                self._pacer.spend(row.chat, private=row.private, now=moment)
        return held, waits

    async def _send(self, row: Leased) -> None:
        to = Address(row.channel, row.chat)
        reach("send.calling")
        try:
            sent = await self._channel.send(to, spoken(row, self._clock.now()))
            end = Settled(row.id, "sent", self._clock.now(), sent_id=sent)
        except SendError as fault:
            end = self._fault(row, fault)
        except Exception as fault:
            log.exception("send broke", extra={"action": "send-broke", "channel": row.channel, "row": row.id})
            end = Settled(row.id, "failed", self._clock.now(), error=type(fault).__name__)
        reach("send.called")
        self._ended.append((row, end))
        self._knocked.set()

    def _fault(self, row: Leased, fault: SendError) -> Settled:
        now = self._clock.now()
        name = type(fault).__name__
        log.info("not sent", extra={"action": "not-sent", "channel": row.channel, "row": row.id, "fault": name})
        match fault:
            case Throttled():
                until = now + timedelta(seconds=fault.after)
                self._pacer.stop(row.chat, until.timestamp())
                return Settled(row.id, "waiting", now, error=name, retry_at=until, counts=False)
            case Unreachable():
                return Settled(
                    row.id, "waiting", now, error=name, retry_at=now + _pause(row.attempts, LONGEST_OUTAGE_PAUSE)
                )
            case Uncertain():
                return self._uncertain(row, now)
            case Misconfigured():
                # Nothing will go out until a person mends it; keep everything for then.
                return Settled(row.id, "waiting", now, error=name, retry_at=now + timedelta(minutes=1))
            case Moved():
                return Settled(row.id, "waiting", now, error=f"moved:{fault.to}", retry_at=now)
            case Gone() | Rejected() | OutsideWindow() | QuotaSpent():
                return Settled(row.id, "failed", now, error=name)
        return Settled(row.id, "failed", now, error=name)

    @staticmethod
    def _uncertain(row: Leased, now: datetime) -> Settled:
        """Nobody knows whether it was shown: a private answer is repeated, anything else is left for a person."""
        if row.private:
            return Settled(row.id, "waiting", now, error="Uncertain", retry_at=now + _pause(row.attempts))
        return Settled(row.id, "unknown", now, error="Uncertain")

    @asynccontextmanager
    async def _settling(self) -> AsyncIterator[Tx]:
        """A transaction in which what ended is settled first; if it is undone, they are settled by the next one."""
        ended, self._ended = self._ended, []
        troubles = self._troubles
        try:
            async with begin(self._database) as tx:
                if ended:
                    await tx.outbox.settle([end for _, end in ended])
                    for row, end in ended:
                        await self._consequences(tx, row, end)
                    await follow(tx, ended)
                    troubles = await self._alarms(tx, [end for _, end in ended])
                    await self._allowance.count(tx, [end for _, end in ended])
                    reach("send.settling")
                yield tx
        except BaseException:
            self._ended = ended + self._ended
            raise
        self._troubles = troubles
        for _, end in ended:
            self._note(end)

    def _note(self, end: Settled) -> None:
        self.ended_at = end.at
        if end.state == "sent":
            self.sent_at = end.at
        self.ends[end.error.partition(":")[0] if end.error else end.state] += 1

    async def _alarms(self, tx: Tx, ends: list[Settled]) -> set[str]:
        """Wake a person when the channel itself fails, tell when it works again; returns what it suffers from now."""
        if self._alarm is None:
            return set()
        troubles = {_TROUBLES[end.error] for end in ends if end.error in _TROUBLES}
        for kind in sorted(troubles):
            await self._alarm.within(tx, kind, self._channel.name)
        if not any(end.state == "sent" for end in ends):
            return self._troubles | troubles
        for kind in sorted(self._troubles - troubles):
            await self._alarm.over_within(tx, kind, self._channel.name)
        return troubles

    async def _consequences(self, tx: Tx, row: Leased, end: Settled) -> None:
        if end.state == "failed" and not row.private and row.answers is None and end.error not in (HELD, SPENT):
            due, which = gathered(self._clock.now())
            values = {"since": (due - GATHERED).isoformat()}
            await tx.tasks.plan([Planned("failed-send", due, values, key=f"failed-send:{which}")])
        if end.state == "unknown":
            await whisper(tx, row, self._clock.now())
        elif end.error == "Gone":
            await tx.chats.set_gone((row.channel, row.chat), True)
            await tx.outbox.cancel(row.channel, row.chat, "Gone", end.at)
        elif end.error == "OutsideWindow" and self._alarm is not None:
            await self._alarm.within(tx, "outside-window", row.channel)
        elif end.error and end.error.startswith("moved:"):
            to = end.error.removeprefix("moved:")
            await tx.chats.move((row.channel, row.chat), to)
            await tx.outbox.move(row.channel, row.chat, to)


async def take_over(database: Database, clock: Clock) -> int:
    """Free what dead processes were sending; returns how many rows. At every start, and now and then.

    Whether those messages were shown is unknown: a private one is sent again, one to a group is left as unknown.
    """
    async with begin(database) as tx:
        sending = await tx.outbox.sending()
        running = await tx.tasks.running()
    owners = {owner for _, owner in sending} | {owner for _, owner in running}
    dead = set(await database.the_dead(sorted(owner for owner in owners if owner is not None)))
    if not dead:
        return 0
    now = clock.now()
    async with begin(database) as tx:
        left = [row for row, owner in await tx.outbox.sending() if owner in dead]
        await tx.outbox.settle(
            [
                Settled(row.id, "waiting" if row.private else "unknown", now, error="Orphaned", retry_at=now)
                for row in left
            ]
        )
        for row in left:
            if not row.private:
                await whisper(tx, row, now)
        await follow(tx, [(row, Settled(row.id, "unknown", now)) for row in left if not row.private])
        for task, owner in await tx.tasks.running():
            if owner in dead:
                await tx.tasks.again(task, now, "Orphaned")
        await tx.tallies.add("out", Counter((row.channel, month_of(now)) for row in left))
    return len(left)


async def follow(tx: Tx, ended: Sequence[tuple[Leased, Settled]]) -> None:
    """Plan what was to be done when these ended (`Saying.after`), in the transaction that settles them."""
    planned = [row.consequence(end.state, end.at) for row, end in ended if row.after is not None]
    await tx.tasks.plan([one for one in planned if one is not None])


async def whisper(tx: Tx, row: Leased, now: datetime) -> None:
    """Something in a group may not have been shown: an answer is said to its person privately, where we may; of
    anything else the officers are told, who can look whether it stands there."""
    if row.answers is None or row.author is None:
        due, which = gathered(now)
        values = {"since": (due - GATHERED).isoformat()}
        await tx.tasks.plan([Planned("unknown-send", due, values, key=f"unknown-send:{which}")])
        return
    person = (await tx.people.of([(row.channel, row.author)])).get((row.channel, row.author))
    if person is None or person.chat is None:
        return
    part = {key: value for key, value in row.part.items() if key not in ("reply_to", "edit")}
    saying = Saying(row.channel, person.chat, True, part, now, key=f"whisper:{row.id}", author=row.author)
    await tx.outbox.put([saying])


def gathered(now: datetime) -> tuple[datetime, str]:
    """The end of the seconds whose sends are told of together, and a name for them."""
    step = int(now.timestamp() // GATHERED.total_seconds())
    return datetime.fromtimestamp((step + 1) * GATHERED.total_seconds(), now.tzinfo), str(step)


def spoken(row: Leased, now: datetime) -> Part:
    """What leaves now: what comes late says so, and what may have been shown already where that matters."""
    part = part_from_json(row.part, key=f"o{row.id}")
    again = str(row.part.get("again", "")) if row.doubted else ""
    if again:
        part = replace(part, text=again + part.text, listed=again + part.listed if part.listed else "")
    timely = timely_from_json(row.part)
    if timely is None or now - timely.since < LATE_FROM or not timely.late:
        return part
    late = timely.late.format(minutes=int((now - timely.since).total_seconds() // 60))
    return replace(part, text=late + part.text, listed=late + part.listed if part.listed else "")


def _pause(attempts: int, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """1, 2, 4 … seconds, at most the longest."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 12)), longest)
