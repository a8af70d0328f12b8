"""How many messages each channel entry carried in a month, in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import tallies

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a channel entry carried in one month."""

    received: int = 0
    sent: int = 0

    @property
    def total(self) -> int:
        return self.received + self.sent


def _more(dialect: Any) -> Any:
    statement = dialect.insert(tallies)
    count = tallies.c.count + statement.excluded.count
    return statement.on_conflict_do_update(index_elements=["channel", "month", "direction"], set_={"count": count})


_MORE = {"sqlite": _more(sqlite), "postgresql": _more(postgresql)}
_TOTAL = select(func.sum(tallies.c.count)).where(
    tallies.c.channel == bindparam("on"), tallies.c.month == bindparam("when")
)
_OF_MONTH = select(tallies.c.channel, tallies.c.direction, tallies.c.count).where(tallies.c.month == bindparam("when"))


class Tallies:
    """Add and look. Two rows of a month at most per channel, so a round adds its messages last, all at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, direction: Direction, counts: Mapping[tuple[str, str], int]) -> None:
        """So many more messages; by channel and month. Always in the same order, so that two cannot wait for each
        other."""
        rows = [
            {"channel": channel, "month": month, "direction": direction, "count": count}
            for (channel, month), count in sorted(counts.items())
            if count
        ]
        await self._connection.write(_MORE[self._connection.dialect], rows)

    async def total(self, channel: str, month: str) -> int:
        """What that channel carried in that month, both directions."""
        found = (await self._connection.execute(_TOTAL, {"on": channel, "when": month})).scalar()
        return int(found or 0)

    async def of_month(self, month: str) -> dict[str, Tally]:
        """What every channel carried in that month."""
        found: dict[str, dict[str, int]] = {}
        for channel, direction, count in await self._connection.execute(_OF_MONTH, {"when": month}):
            found.setdefault(channel, {})[direction] = count
        return {channel: Tally(both.get("in", 0), both.get("out", 0)) for channel, both in found.items()}
