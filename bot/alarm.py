"""Wake a person: once per episode, durably, and over another channel than the one that fails.

Whoever meets trouble calls `await alarm(kind, channel)` as often as it meets it. One episode tells once; it ends by
`over` or when the trouble was not met for an hour. A new one tells again, yet never the same cause of the same channel
more than once in six hours: by then it is told if it still lasts. What is told, and to whom, is a task of the
features' («alarm», «alarm-over»).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from storage.database import Database
from storage.tasks import Planned
from storage.tx import Tx, begin

log = logging.getLogger("trolyso.alarm")

FORGOTTEN_AFTER = timedelta(hours=1)
"""Trouble that was not met for so long is over, even if nobody said so."""
AT_MOST_EVERY = timedelta(hours=6)
PATIENCE: Mapping[str, timedelta] = {"unreachable": timedelta(minutes=5), "rival": timedelta(minutes=5)}
"""How long an episode must last before it is told; what is not named here is told at once."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One stretch of the same trouble on the same channel, as it stands in the notes."""

    number: int
    since: datetime
    met: datetime
    told: datetime | None = None
    """When this cause was last told, in this episode or an earlier one."""
    telling: bool = False
    """Whether this very episode has been told."""
    over: bool = False

    @classmethod
    def read(cls, kept: Any) -> Episode | None:
        if not kept:
            return None
        moments = {key: datetime.fromisoformat(kept[key]) if kept[key] else None for key in ("since", "met", "told")}
        return cls(**{**kept, **moments})

    def written(self) -> dict[str, Any]:
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(self).items()}

    def lasts(self, now: datetime) -> bool:
        return not self.over and now - self.met <= FORGOTTEN_AFTER


class Alarms:
    """Channels, senders and tasks call it like a function; see `bot.channels.base.Alarm`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, kind: str, channel: str, detail: str = "", *, once: str | None = None) -> None:
        """Trouble of that kind was met. `detail` is shown and holds no secret. Never raises: it is logged instead.

        With `once` («2026-11») there is no episode: it is told once for ever under that name.
        """
        try:
            async with begin(self._database) as tx:
                await self.within(tx, kind, channel, detail, once=once)
        except Exception:
            log.exception("nobody could be woken", extra={"action": "alarm-lost", "kind": kind, "channel": channel})

    async def over(self, kind: str, channel: str) -> None:
        """That trouble is over; who was told of it hears that, too. Never raises."""
        try:
            async with begin(self._database) as tx:
                await self.over_within(tx, kind, channel)
        except Exception:
            log.exception("no all-clear", extra={"action": "alarm-lost", "kind": kind, "channel": channel})

    async def within(self, tx: Tx, kind: str, channel: str, detail: str = "", *, once: str | None = None) -> None:
        """The same for who has a transaction open: told only if that is committed."""
        now = self._clock.now()
        if once is not None:
            values = _values(kind, channel, detail, now)
            await tx.tasks.plan([Planned("alarm", now, values, _key(kind, channel, once))])
            return
        known = Episode.read(await tx.notes.get(_note(kind, channel)))
        number, told = (known.number, known.told) if known else (0, None)
        if known is None or not known.lasts(now):
            episode = Episode(number + 1, now, now, told)
        else:
            episode = Episode(number, known.since, now, told, known.telling)
        rested = told is None or now - told >= AT_MOST_EVERY
        if not episode.telling and rested and now - episode.since >= PATIENCE.get(kind, timedelta()):
            episode = Episode(episode.number, episode.since, now, now, telling=True)
            log.error("alarm: %s", kind, extra={"action": "alarm", "kind": kind, "channel": channel, "detail": detail})
            # Numbered, not dated: two processes that meet the same trouble at once plan the same task.
            values = _values(kind, channel, detail, episode.since)
            await tx.tasks.plan([Planned("alarm", now, values, _key(kind, channel, str(episode.number)))])
        await tx.notes.put(_note(kind, channel), episode.written())

    async def over_within(self, tx: Tx, kind: str, channel: str) -> None:
        """The same for who has a transaction open."""
        now = self._clock.now()
        known = Episode.read(await tx.notes.get(_note(kind, channel)))
        if known is None or known.over:
            return
        if known.telling:
            key = _key(kind, channel, f"{known.number}:over")
            await tx.tasks.plan([Planned("alarm-over", now, _values(kind, channel, "", now), key)])
        ended = Episode(known.number, known.since, known.met, known.told, known.telling, over=True)
        await tx.notes.put(_note(kind, channel), ended.written())


def _note(kind: str, channel: str) -> str:
    return f"alarm:{kind}:{channel}"


def _key(kind: str, channel: str, which: str) -> str:
    return f"alarm:{kind}:{channel}:{which}"


def _values(kind: str, channel: str, detail: str, since: datetime) -> dict[str, str]:
    return {"kind": kind, "channel": channel, "detail": detail, "since": since.isoformat()}
