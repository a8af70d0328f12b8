"""What was told about a locked period too late to count there: the difference, booked on a day of an open one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, insert, select

from storage.database import Connection
from storage.tables import adjustments, reports


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A difference; its report says who told it and why."""

    area: str
    key: str
    about: date
    booked: date
    delta: int
    report: int
    reason: str


_TABLE = adjustments.c
_BETWEEN = (
    select(_TABLE.area, _TABLE.key, _TABLE.about, _TABLE.booked, _TABLE.delta, _TABLE.report, reports.c.reason)
    .join(reports, reports.c.id == _TABLE.report)
    .where(
        _TABLE.campaign == bindparam("of"),
        _TABLE.booked >= bindparam("since"),
        _TABLE.booked <= bindparam("until"),
        _TABLE.area.in_(bindparam("areas", expanding=True)),
    )
    .order_by(_TABLE.id)
)
_ABOUT = (
    select(_TABLE.key, func.sum(_TABLE.delta))
    .where(_TABLE.campaign == bindparam("of"), _TABLE.area == bindparam("where"), _TABLE.about == bindparam("on"))
    .group_by(_TABLE.key)
)
_OF_REPORT = select(_TABLE.key, _TABLE.booked, _TABLE.delta).where(_TABLE.report == bindparam("number"))


class Adjustments:
    """Add, and add up. Nothing is changed or removed; what takes an adjustment back is one itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def put(self, campaign: str, rows: Sequence[Adjustment]) -> None:
        """Book these; each belongs to a version in the record."""
        values = [
            {
                "campaign": campaign,
                "area": row.area,
                "key": row.key,
                "about": row.about,
                "booked": row.booked,
                "delta": row.delta,
                "report": row.report,
            }
            for row in rows
        ]
        if values:
            await self._connection.execute(insert(adjustments), values)

    async def between(self, campaign: str, areas: Sequence[str], since: date, until: date) -> list[Adjustment]:
        """What is booked on these days for these areas, oldest first."""
        if not areas:
            return []
        values = {"of": campaign, "areas": list(areas), "since": since, "until": until}
        return [Adjustment(*row) for row in await self._connection.execute(_BETWEEN, values)]

    async def about(self, campaign: str, area: str, day: date) -> dict[str, int]:
        """By key, what has been booked so far about that day."""
        rows = await self._connection.execute(_ABOUT, {"of": campaign, "where": area, "on": day})
        return {row[0]: int(row[1]) for row in rows}

    async def of_report(self, report: int) -> list[tuple[str, date, int]]:
        """(key, day on which it is booked, difference) of one version."""
        return [(row[0], row[1], row[2]) for row in await self._connection.execute(_OF_REPORT, {"number": report})]
