"""The month's messages of one channel entry: count what left, and keep the last ones for what must be said.

Up to `bulk_until` of the quota everything is said. Beyond it what nobody asked for is not said any more, and from
`answers_until` on no answer either, so that the last messages are left for what must be said: receipts, the deadline
post, words to officers, alarms. Those go on for as long as the platform takes them: whether it counts as we do, only it
knows. A person is told what was held back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.quota import WARN_AT, month_of
from bot.types import Pace
from storage.outbox import Leased, Settled
from storage.tasks import Planned
from storage.tx import Tx

HELD = "QuotaHeld"
"""The error of what was not said in order to spare the month's last messages."""
SPENT = "QuotaSpent"
"""The error of what the platform itself refused for that reason."""


class Allowance:
    """What a sender asks before it says something, and tells when it was said."""

    def __init__(self, channel: str, pace: Pace) -> None:
        self._channel = channel
        self._limit = pace.per_month
        self._bulk_until = pace.bulk_until
        self._answers_until = pace.answers_until

    async def spare(self, tx: Tx, rows: Sequence[Leased], now: datetime, *, flying: int) -> dict[int, Settled]:
        """Which of these rows (bulk last) are not to be said; `flying` are under way and not counted yet."""
        if self._limit is None or not rows:
            return {}
        used = await tx.tallies.total(self._channel, month_of(now))
        await self._tell_usage(tx, used, self._limit, now)
        spoken = used + flying
        spared: dict[int, Settled] = {}
        for row in rows:
            until = self._until(row)
            if until is not None and spoken >= int(self._limit * until):
                spared[row.id] = Settled(row.id, "failed", now, error=HELD)
            else:
                spoken += 1
        if spared:
            await self._tell_held(tx, now)
        return spared

    def _until(self, row: Leased) -> float | None:
        """The share of the month's messages up to which that is said; None: always."""
        if row.bulk:
            return self._bulk_until
        return None if row.answers is None or row.part.get("must") else self._answers_until

    async def tell(self, tx: Tx, now: datetime) -> None:
        """Tell how much is used up though nothing is being said: what comes in counts, too."""
        if self._limit is not None:
            await self._tell_usage(tx, await tx.tallies.total(self._channel, month_of(now)), self._limit, now)

    async def count(self, tx: Tx, ends: Sequence[Settled]) -> None:
        """Write down what left. The tally's row stays locked until the commit, so nothing slow may follow."""
        spent = [end.at for end in ends if end.error == SPENT]
        if spent:
            await self._tell_held(tx, max(spent))
        months = Counter(month_of(end.at) for end in ends if may_have_left(end))
        await tx.tallies.add("out", {(self._channel, month): count for month, count in months.items()})

    async def _tell_usage(self, tx: Tx, used: int, limit: int, now: datetime) -> None:
        """A person hears it when 80 % are used, when bulk stops, when answers do, and when nothing is left: each once
        a month, and of several only the last."""
        marks = (WARN_AT, self._bulk_until, self._answers_until, 1.0)
        reached = [share for share in marks if used >= share * limit]
        if reached:
            mark = round(max(reached) * 100)
            values = {"channel": self._channel, "used": used, "limit": limit, "mark": mark}
            await tx.tasks.plan(
                [Planned("quota", now, values, f"quota:{self._channel}:{month_of(now)}:{limit}:{mark}")]
            )

    async def _tell_held(self, tx: Tx, now: datetime) -> None:
        """What was held back within the same ten minutes is told together, at their end."""
        begin, end = ten_minutes(now)
        values = {"channel": self._channel, "since": begin.isoformat(), "until": end.isoformat()}
        await tx.tasks.plan([Planned("held-back", end, values, f"held-back:{self._channel}:{begin.isoformat()}")])


def may_have_left(end: Settled) -> bool:
    """Whether the platform may have counted it: what is unknown is reckoned as said."""
    return end.state in ("sent", "unknown") or end.error == "Uncertain"


def ten_minutes(now: datetime) -> tuple[datetime, datetime]:
    """The ten minutes of the clock in which that moment lies."""
    begin = now.replace(minute=now.minute - now.minute % 10, second=0, microsecond=0)
    return begin, begin + timedelta(minutes=10)
