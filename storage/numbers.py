"""Numbers of people, and what was there before the campaign: imported, they stand over the preset's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import numbers

Kind = Literal["population", "baseline"]


@dataclass(frozen=True, slots=True)
class Number:
    """People of one population in one area, or what one figure began with there."""

    area: str
    kind: Kind
    key: str
    value: int


@dataclass(frozen=True, slots=True)
class Imported:
    """All numbers of a campaign, by area and key."""

    populations: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    baselines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


_OF = (
    select(numbers.c.area, numbers.c.kind, numbers.c.key, numbers.c.value)
    .where(numbers.c.campaign == bindparam("of"))
    .order_by(numbers.c.area, numbers.c.kind, numbers.c.key)
)


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(numbers)
    return statement.on_conflict_do_update(
        index_elements=["campaign", "area", "kind", "key"],
        set_={"value": statement.excluded.value, "imported_at": statement.excluded.imported_at},
    )


_PUT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


class Numbers:
    """Import, and read all."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, campaign: str, rows: Sequence[Number], at: datetime) -> None:
        """These are in force from now on; others stay as they are."""
        values = [
            {"campaign": campaign, "area": r.area, "kind": r.kind, "key": r.key, "value": r.value, "imported_at": at}
            for r in rows
        ]
        if values:
            await self._connection.execute(_PUT[self._connection.dialect], values)

    async def of(self, campaign: str) -> Imported:
        """Everything that was imported for a campaign."""
        populations: dict[str, dict[str, int]] = {}
        baselines: dict[str, dict[str, int]] = {}
        for area, kind, key, value in await self._connection.execute(_OF, {"of": campaign}):
            (populations if kind == "population" else baselines).setdefault(area, {})[key] = value
        return Imported(populations, baselines)
