"""Official Accounts' tokens in the database, and the process that renews them.

A refresh token works a single time, and between Zalo's answer and our commit the new pair exists only in memory. So a
renewal is not done by the bot, which may be killed at any line, but by a process of its own with nothing else to do:
it begins a session of its own, ignores the signals by which services are stopped, and ends by itself. A bot that is
killed meanwhile finds the new pair when it starts again; a second bot finds the lease taken.

What stays possible – the machine itself dies in the moment between their answer and our commit – leaves a mark: the
old pair with `tried_at`. It is handed in once more, since either Zalo never took it or nothing is left to lose; when it
is refused then, a person is told to give the permission again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot import log as lines
from bot.channels.zalo_oa_token import (
    PATIENCE,
    REFRESH_LIFE,
    Consent,
    Fresh,
    NeverLeft,
    NoWord,
    OAuth,
    Pair,
    Refused,
)
from bot.clock import Clock, MovableClock, SystemClock
from bot.http import Http
from bot.lease import Lease
from bot.leasing import StoredLease
from storage.database import Database
from storage.oa_tokens import PairRow
from storage.tx import begin, reading

log = logging.getLogger("trolyso.zalo-oa")

HARD_SECONDS = 660
"""After so long a renewing process ends whatever happens; trying to store the answer ends before."""
STORING = timedelta(minutes=10)
ROOT = Path(__file__).resolve().parent.parent


class StoredVault:
    """The Vault of one channel over the shelf of pairs."""

    def __init__(self, database: Database, channel: str, clock: Clock, *, refresh: str = "", access: str = "") -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._seed: tuple[str, str] | None = (refresh, access)
        """What the settings give to begin with."""

    async def load(self) -> Pair | None:
        """The pair; at the first time what the settings give is sown."""
        if self._seed is not None:
            await self._sow(*self._seed)
            self._seed = None
        async with reading(self._database) as tx:
            row = await tx.oa_tokens.get(self._channel)
        return None if row is None else _pair(row)

    async def adopt(self, fresh: Fresh) -> None:
        """Put this pair in the place of whatever is there."""
        async with begin(self._database) as tx:
            row = await tx.oa_tokens.get(self._channel)
            seed = row.seed if row else ""
            new = _row(fresh, (row.serial if row else 0) + 1, self._clock.now(), seed)
            await tx.oa_tokens.put(self._channel, new, instead_of=row.serial if row else 0)

    async def _sow(self, refresh: str, access: str) -> None:
        """Begin with the refresh token of the settings – once: the same one never replaces what grew out of it."""
        if not refresh:
            return
        digest = hashlib.sha256(refresh.encode()).hexdigest()
        now = self._clock.now()
        async with begin(self._database) as tx:
            row = await tx.oa_tokens.get(self._channel)
            if row is not None and digest in row.seed:
                return
            # Nobody told us how old they are: the access token is used until it is refused, or for a few hours.
            lives = timedelta(hours=4) if access else timedelta()
            serial = row.serial if row else 0
            seed = f"{row.seed} {digest}".strip() if row else digest
            await tx.oa_tokens.put(
                self._channel, _row(Fresh(access, refresh, lives), serial + 1, now, seed), instead_of=serial
            )

    async def renewing(self) -> bool:
        """Whether a living process is at a renewal now."""
        async with reading(self._database) as tx:
            holder = await tx.leases.holder(_lease(self._channel))
        return holder is not None and not await self._database.the_dead([holder])

    async def pending(self) -> Consent | None:
        """The permission that a person is about to give, unless that was too long ago."""
        async with reading(self._database) as tx:
            kept = await tx.notes.get(self._note)
        if not kept:
            return None
        consent = Consent(kept["state"], kept["verifier"], datetime.fromisoformat(kept["until"]))
        return consent if self._clock.now() < consent.until else None

    async def expect(self, consent: Consent | None) -> None:
        """Remember it for the process to which Zalo sends the person back."""
        kept = None
        if consent is not None:
            kept = {"state": consent.state, "verifier": consent.verifier, "until": consent.until.isoformat()}
        async with begin(self._database) as tx:
            await tx.notes.put(self._note, kept)

    @property
    def _note(self) -> str:
        return f"zalo-oa-login:{self._channel}"


def _lease(channel: str) -> str:
    return f"zalo-oa:{channel}"


def _pair(row: PairRow) -> Pair:
    return Pair(
        row.serial,
        row.access,
        row.refresh,
        row.obtained_at,
        row.access_until,
        row.refresh_until,
        row.tried_at,
        row.refused,
    )


def _row(fresh: Fresh, serial: int, now: datetime, seed: str) -> PairRow:
    return PairRow(serial, fresh.access, fresh.refresh, now, now + fresh.lives, now + REFRESH_LIFE, seed=seed)


# -- one renewal -------------------------------------------------------------------------------------------------------


class Refreshing(Protocol):
    """As much of `OAuth` as a renewal needs."""

    async def refresh(self, token: str) -> Fresh: ...


async def renew_once(database: Database, clock: Clock, lease: Lease, oauth: Refreshing, channel: str, seen: int) -> str:
    """Hand in the refresh token of the pair with that serial, if it is still there; returns what came of it.

    «renewed», «busy» (another process is at it), «newer» (it was done already), «unreachable», «unanswered», «refused».
    """
    name = _lease(channel)
    if not await lease.take(name):
        return "busy"
    try:
        async with begin(database) as tx:
            row = await tx.oa_tokens.get(channel)
            if row is None or row.serial != seen:
                return "newer"
            pair = _pair(row)
            if pair.tried_at is not None and clock.now() < pair.due_at:
                return "unanswered"  # somebody died at it a moment ago: let Zalo finish that first
            # On disk before the token leaves us: whoever finds this mark knows that its end is unknown. It also shows
            # that the database takes what we write.
            sent_at = clock.now()
            await tx.oa_tokens.tried(channel, seen, sent_at)
        try:
            fresh = await oauth.refresh(row.refresh)
        except NeverLeft:
            async with begin(database) as tx:
                await tx.oa_tokens.tried(channel, seen, row.tried_at)
            return "unreachable"
        except NoWord:
            return "unanswered"
        except Refused as fault:
            async with begin(database) as tx:
                await tx.oa_tokens.refused(channel, seen, str(fault))
            return "refused"
        return await _stored(database, clock, channel, _row(fresh, seen + 1, sent_at, row.seed))
    finally:
        await lease.drop(name)


async def _stored(database: Database, clock: Clock, channel: str, row: PairRow) -> str:
    """Commit the new pair; while the database does not take it, try again, because nobody else has it."""
    until = clock.now() + STORING
    while True:
        try:
            async with begin(database) as tx:
                kept = await tx.oa_tokens.put(channel, row, instead_of=row.serial - 1)
        except Exception as fault:
            log.error("the new pair is not stored yet (%s)", type(fault).__name__, extra={"action": "token-unstored"})
            if clock.now() >= until:
                raise
            await clock.wait(0.5)
        else:
            return "renewed" if kept else "newer"


class RenewalHere:
    """Renews in this very process: for clocks that only a test moves."""

    def __init__(self, database: Database, clock: Clock, oauth: Refreshing, channel: str) -> None:
        self._database = database
        self._clock = clock
        self._oauth = oauth
        self._channel = channel

    async def __call__(self, seen: int) -> None:
        """Returns when the pair with that serial was replaced, or when nobody is at it any more."""
        lease = StoredLease(self._database, self._clock)
        end = await renew_once(self._database, self._clock, lease, self._oauth, self._channel, seen)
        if end == "busy":
            vault = StoredVault(self._database, self._channel, self._clock)
            await _ended(vault, self._clock, seen, self._clock.now() + timedelta(seconds=PATIENCE))


async def _ended(vault: StoredVault, clock: Clock, seen: int, until: datetime) -> None:
    """Wait while another process is at the pair with that serial."""
    while clock.now() < until and await vault.renewing():
        pair = await vault.load()
        if pair is None or pair.serial != seen:
            return
        await clock.wait(0.25)


# -- in a process of its own -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """All that the renewing process is told, through a pipe: arguments and environments can be read by others."""

    database: str = field(repr=False)
    channel: str
    app_id: str
    app_secret: str = field(repr=False)
    oauth_url: str
    seen: int
    ahead: float
    """Seconds by which the bot's clock is ahead of the machine's (trials only)."""
    log_level: str = "WARNING"


class Renewal:
    """Renews in a process of its own, and waits for whoever is at it."""

    def __init__(self, order: Callable[[int], Order], vault: StoredVault, clock: Clock) -> None:
        self._order = order
        self._vault = vault
        self._clock = clock

    async def __call__(self, seen: int) -> None:
        """Returns when the pair with that serial was replaced, or when nobody is at it any more."""
        until = self._clock.now() + timedelta(seconds=PATIENCE)
        process = _launched(self._order(seen))
        while process.poll() is None and self._clock.now() < until:
            await self._clock.wait(0.05)
        if process.returncode == BUSY:
            await _ended(self._vault, self._clock, seen, until)


BUSY = 3
_ENDS = {"renewed": 0, "newer": 0, "busy": BUSY}
_RUN = "import sys; sys.path.insert(0, sys.argv[1]); from bot.oa_tokens import main; sys.exit(main())"


def _launched(order: Order) -> subprocess.Popen[bytes]:
    # Not asyncio's own: when its loop closes, it kills the processes that it began.
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN, str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(asdict(order)).encode())
        process.stdin.close()
    except BrokenPipeError:  # it could not start; its end says so
        pass
    return process


def main() -> int:
    """Carry out the order on standard input; half an order, from a bot that was killed, is none."""
    for number in (signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "alarm"):
        signal.alarm(HARD_SECONDS)
    try:
        order = Order(**json.loads(sys.stdin.buffer.read()))
    except (ValueError, TypeError):
        return 2
    lines.set_up(order.log_level, [order.app_secret])
    return asyncio.run(carried_out(order))


async def carried_out(order: Order) -> int:
    """One renewal with connections of its own; returns the process's exit code."""
    system = SystemClock()
    clock = MovableClock(system.now() + timedelta(seconds=order.ahead)) if order.ahead else system
    database = await Database.open(order.database)
    http = Http(connections=1)
    try:
        oauth = OAuth(http, order.app_id, order.app_secret, order.oauth_url)
        end = await renew_once(database, clock, StoredLease(database, clock), oauth, order.channel, order.seen)
    finally:
        await http.close()
        await database.close()
    if end not in ("busy", "newer"):
        log.info("token: %s", end, extra={"action": "token", "channel": order.channel, "end": end})
    return _ENDS.get(end, 1)
