"""The counts that people report: every version for ever, and what stands now.

`reports` is the record: nothing in it is changed or removed. `counts` is what stands now, figure by figure, and is
written in the same transaction; it could be made again from the record alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, delete, func, insert, literal, select, text, union_all
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import counts, reports, sums

Operation = Literal["set", "add", "undo", "adjust"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to write into the record."""

    campaign: str
    area: str
    day: date
    operation: Operation
    values: Mapping[str, int]
    person: int
    update: int
    line: str
    obstacle: str
    sent_at: datetime
    stored_at: datetime
    replaces: int | None = None
    practice: bool = False
    confirmed: Mapping[str, Any] | None = None
    """What was asked about it and answered: why, question, answer, line, by, at."""
    reason: str = ""
    apart: Mapping[str, int | None] | None = None
    """What stood before a version that does not let its figures stand itself (practice, an adjustment)."""


@dataclass(frozen=True, slots=True)
class Report:
    """One version in the record; its id is the receipt number."""

    id: int
    campaign: str
    area: str
    day: date
    operation: Operation
    values: Mapping[str, int]
    before: Mapping[str, int | None]
    after: Mapping[str, int | None]
    person: int
    update: int
    replaces: int | None
    line: str
    obstacle: str
    sent_at: datetime
    stored_at: datetime
    practice: bool = False
    """Only tried: in no figure, but told by the history."""
    confirmed: Mapping[str, Any] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A figure as it stands."""

    area: str
    day: date
    key: str
    value: int
    report: int
    first_sent_at: datetime


_REPORT = tuple(
    reports.c[name]
    for name in (
        "id",
        "campaign",
        "area",
        "day",
        "operation",
        "values",
        "before",
        "after",
        "person",
        "update",
        "replaces",
        "line",
        "obstacle",
        "sent_at",
        "stored_at",
        "practice",
        "confirmed",
        "reason",
    )
)
_COUNT = (counts.c.area, counts.c.day, counts.c.key, counts.c.value, counts.c.report, counts.c.first_sent_at)
_STANDING = select(*_COUNT).where(
    counts.c.campaign == bindparam("of"), counts.c.area == bindparam("where"), counts.c.day == bindparam("on")
)
_BETWEEN = (
    select(*_COUNT)
    .where(
        counts.c.campaign == bindparam("of"),
        counts.c.day >= bindparam("since"),
        counts.c.day <= bindparam("until"),
        counts.c.area.in_(bindparam("areas", expanding=True)),
    )
    .order_by(counts.c.area, counts.c.day, counts.c.key)
)
_SUMS = (
    select(counts.c.area, counts.c.key, func.sum(counts.c.value))
    .where(counts.c.campaign == bindparam("of"), counts.c.day >= bindparam("since"), counts.c.day <= bindparam("until"))
    .group_by(counts.c.area, counts.c.key)
)
_OF_THESE = (
    counts.c.campaign == bindparam("of"),
    counts.c.area.in_(bindparam("areas", expanding=True)),
    counts.c.key.in_(bindparam("keys", expanding=True)),
)
_BEFORE_PARTS = union_all(
    select(sums.c.area, sums.c.key, sums.c.value, sums.c.days).where(
        sums.c.campaign == bindparam("of"),
        sums.c.area.in_(bindparam("areas", expanding=True)),
        sums.c.key.in_(bindparam("keys", expanding=True)),
        sums.c.month >= bindparam("first"),
        sums.c.month < bindparam("last"),
    ),
    select(counts.c.area, counts.c.key, counts.c.value, literal(1)).where(
        *_OF_THESE, counts.c.day >= bindparam("since"), counts.c.day < bindparam("head")
    ),
    select(counts.c.area, counts.c.key, counts.c.value, literal(1)).where(
        *_OF_THESE, counts.c.day >= bindparam("last"), counts.c.day < bindparam("end")
    ),
).subquery()
_BEFORE = (
    select(_BEFORE_PARTS.c.area, _BEFORE_PARTS.c.key, func.sum(_BEFORE_PARTS.c.value))
    .group_by(_BEFORE_PARTS.c.area, _BEFORE_PARTS.c.key)
    .having(func.sum(_BEFORE_PARTS.c.days) > 0)
)
_ROLLED_UP = select(sums.c.key, func.sum(sums.c.value)).where(sums.c.campaign == bindparam("of")).group_by(sums.c.key)
_NEWEST = (
    select(counts.c.area, counts.c.key, func.max(counts.c.day).label("day"))
    .where(*_OF_THESE, counts.c.day >= bindparam("since"), counts.c.day < bindparam("until"))
    .group_by(counts.c.area, counts.c.key)
    .subquery()
)
_STOOD = (
    select(counts.c.area, counts.c.key, counts.c.value)
    .join(
        _NEWEST,
        (counts.c.area == _NEWEST.c.area) & (counts.c.key == _NEWEST.c.key) & (counts.c.day == _NEWEST.c.day),
    )
    .where(counts.c.campaign == bindparam("of"))
)
_HOLD = text("SELECT pg_advisory_xact_lock(29698, hashtext(:campaign))")
_ADD = insert(reports).returning(reports.c.id)
_GET = select(*_REPORT).where(reports.c.id == bindparam("number"))
_LAST = (
    select(*_REPORT)
    .where(reports.c.campaign == bindparam("of"), reports.c.person == bindparam("who"))
    .order_by(reports.c.id.desc())
    .limit(bindparam("limit"))
)
_OF_PLACE = (
    select(*_REPORT)
    .where(
        reports.c.campaign == bindparam("of"), reports.c.area == bindparam("where"), reports.c.day == bindparam("on")
    )
    .order_by(reports.c.id)
)
_OF_DAYS = (
    select(*_REPORT)
    .where(
        reports.c.campaign == bindparam("of"),
        reports.c.area == bindparam("where"),
        reports.c.day >= bindparam("since"),
        reports.c.day <= bindparam("until"),
    )
    .order_by(reports.c.id)
)
_OF_UPDATE = select(*_REPORT).where(reports.c.update == bindparam("row")).order_by(reports.c.id)
_ALL = select(*_REPORT).where(reports.c.campaign == bindparam("of")).order_by(reports.c.id)
_VERSIONS = (
    select(*_REPORT)
    .where(
        reports.c.campaign == bindparam("of"),
        reports.c.day >= bindparam("since"),
        reports.c.day <= bindparam("until"),
        reports.c.area.in_(bindparam("areas", expanding=True)),
    )
    .order_by(reports.c.id)
)
_CLEAR = delete(counts).where(
    counts.c.campaign == bindparam("of"),
    counts.c.area == bindparam("where"),
    counts.c.day == bindparam("on"),
    counts.c.key == bindparam("what"),
)


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(counts)
    return statement.on_conflict_do_update(
        index_elements=["campaign", "area", "day", "key"],
        set_={"value": statement.excluded.value, "report": statement.excluded.report},
    )


_PUT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


def _upsert_sum(dialect: Any) -> Any:
    statement = dialect.insert(sums)
    return statement.on_conflict_do_update(
        index_elements=["campaign", "area", "month", "key"],
        set_={"value": sums.c.value + statement.excluded.value, "days": sums.c.days + statement.excluded.days},
    )


_MOVE = {"sqlite": _upsert_sum(sqlite), "postgresql": _upsert_sum(postgresql)}


def _next_month(day: date) -> date:
    """The first day of the month after that day."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


class Reports:
    """Write into the record and read what stands."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: set[str] = set()

    async def write(self, entry: Entry) -> Report:
        """Keep a version and let its figures stand.

        "set" lets the values stand, "add" adds them to what stands, "undo" of the report that it `replaces` brings
        back what stood before it; its `values` then name the keys concerned. What is kept `apart` is only recorded.
        """
        await self.hold(entry.campaign, entry.area, entry.day)
        if entry.apart is not None:
            before = {key: entry.apart.get(key) for key in entry.values}
        else:
            standing = {count.key: count for count in await self.standing(entry.campaign, entry.area, entry.day)}
            before = {key: standing[key].value if key in standing else None for key in entry.values}
        after: dict[str, int | None]
        match entry.operation:
            case "set" | "adjust":
                after = dict(entry.values)
            case "add":
                after = {key: (before[key] or 0) + value for key, value in entry.values.items()}
            case "undo":
                undone = await self.get(entry.replaces or 0)
                assert undone is not None, "an undo names the report it undoes"
                after = {key: undone.before[key] for key in entry.values}
        values = {
            "campaign": entry.campaign,
            "area": entry.area,
            "day": entry.day,
            "operation": entry.operation,
            "values": dict(entry.values),
            "before": before,
            "after": after,
            "person": entry.person,
            "update": entry.update,
            "replaces": entry.replaces,
            "line": entry.line,
            "obstacle": entry.obstacle,
            "sent_at": entry.sent_at,
            "stored_at": entry.stored_at,
            "practice": entry.practice,
            "confirmed": dict(entry.confirmed) if entry.confirmed is not None else None,
            "reason": entry.reason,
        }
        id_ = (await self._connection.execute(_ADD, values)).scalar_one()
        if entry.apart is None:
            await self._stand(entry, id_, after)
            await self._add_up(entry, before, after)
        return Report(id=id_, **values)  # type: ignore[arg-type]  # the keys are the fields

    async def hold(self, campaign: str, area: str, day: date) -> None:
        """Let nobody else write for that area and day until this transaction ends.

        Who decides by what stands (replace or add? still the newest?) asks for this before looking.
        """
        # The whole campaign is held: one round of answers writes for many places in the order of its updates, and
        # two rounds that held place by place could wait for each other.
        if self._connection.dialect == "postgresql" and campaign not in self._held:
            await self._connection.execute(_HOLD, {"campaign": campaign})
            self._held.add(campaign)

    async def _stand(self, entry: Entry, report: int, after: Mapping[str, int | None]) -> None:
        place = {"campaign": entry.campaign, "area": entry.area, "day": entry.day}
        kept = [
            {**place, "key": key, "value": value, "report": report, "first_sent_at": entry.sent_at}
            for key, value in after.items()
            if value is not None
        ]
        if kept:
            await self._connection.execute(_PUT[self._connection.dialect], kept)
        gone = [
            {"of": entry.campaign, "where": entry.area, "on": entry.day, "what": key}
            for key, value in after.items()
            if value is None
        ]
        if gone:
            await self._connection.execute(_CLEAR, gone)

    async def _add_up(self, entry: Entry, before: Mapping[str, int | None], after: Mapping[str, int | None]) -> None:
        """The month's sums move with what stands, in the same transaction."""
        place = {"campaign": entry.campaign, "area": entry.area, "month": entry.day.replace(day=1)}
        moved = [
            {
                **place,
                "key": key,
                "value": (value or 0) - (before[key] or 0),
                "days": (value is not None) - (before[key] is not None),
            }
            for key, value in after.items()
            if value != before[key]
        ]
        if moved:
            await self._connection.execute(_MOVE[self._connection.dialect], moved)

    async def standing(self, campaign: str, area: str, day: date) -> list[Count]:
        """What stands for one area and day."""
        rows = await self._connection.execute(_STANDING, {"of": campaign, "where": area, "on": day})
        return [Count(*row) for row in rows]

    async def between(self, campaign: str, areas: Sequence[str], since: date, until: date) -> list[Count]:
        """What stands for these areas and days, ordered by area, day and key."""
        if not areas:
            return []
        values = {"of": campaign, "areas": list(areas), "since": since, "until": until}
        return [Count(*row) for row in await self._connection.execute(_BETWEEN, values)]

    async def sums(self, campaign: str, since: date, until: date) -> dict[tuple[str, str], int]:
        """Sums by (area, key) over these days."""
        rows = await self._connection.execute(_SUMS, {"of": campaign, "since": since, "until": until})
        return {(row[0], row[1]): int(row[2]) for row in rows}

    async def before(
        self, campaign: str, areas: Sequence[str], since: date, until: date, flows: Mapping[str, bool]
    ) -> dict[tuple[str, str], int]:
        """By (area, key), what stood before `until`: flows added up from `since` on, of a stock the newest figure."""
        found: dict[tuple[str, str], int] = {}
        for statement, flow in ((_BEFORE, True), (_STOOD, False)):
            keys = [key for key, flows_ in flows.items() if flows_ is flow]
            if not areas or not keys or since >= until:
                continue
            values = {"of": campaign, "areas": list(areas), "keys": keys, "since": since, "until": until}
            if flow:
                # Whole months are added up already; what lies beside them is added day by day.
                first = _next_month(since - timedelta(days=1))
                last = max(until.replace(day=1), first)
                values = {key: value for key, value in values.items() if key != "until"}
                values |= {"first": first, "last": last, "head": min(first, until), "end": until}
            rows = await self._connection.execute(statement, values)
            found |= {(row[0], row[1]): int(row[2]) for row in rows}
        return found

    async def rolled_up(self, campaign: str) -> dict[str, int]:
        """All counts of all areas added up, by key: what a whole country has reported so far."""
        rows = await self._connection.execute(_ROLLED_UP, {"of": campaign})
        return {row[0]: int(row[1]) for row in rows}

    async def get(self, receipt: int) -> Report | None:
        row = (await self._connection.execute(_GET, {"number": receipt})).first()
        return Report(*row) if row else None

    async def last_by(self, campaign: str, person: int, *, limit: int = 1) -> list[Report]:
        """The newest versions that this person made, newest first."""
        rows = await self._connection.execute(_LAST, {"of": campaign, "who": person, "limit": limit})
        return [Report(*row) for row in rows]

    async def history(self, campaign: str, area: str, day: date) -> list[Report]:
        """Every version of one area and day, oldest first."""
        rows = await self._connection.execute(_OF_PLACE, {"of": campaign, "where": area, "on": day})
        return [Report(*row) for row in rows]

    async def versions(self, campaign: str, areas: Sequence[str], since: date, until: date) -> list[Report]:
        """Every version of these areas and days, oldest first."""
        if not areas:
            return []
        values = {"of": campaign, "areas": list(areas), "since": since, "until": until}
        return [Report(*row) for row in await self._connection.execute(_VERSIONS, values)]

    async def of_update(self, update: int) -> list[Report]:
        """What one message wrote."""
        return [Report(*row) for row in await self._connection.execute(_OF_UPDATE, {"row": update})]

    async def of_days(self, campaign: str, area: str, since: date, until: date) -> list[Report]:
        """Every version of one area about these days, oldest first."""
        values = {"of": campaign, "where": area, "since": since, "until": until}
        return [Report(*row) for row in await self._connection.execute(_OF_DAYS, values)]

    async def all(self, campaign: str) -> list[Report]:
        """The whole record of a campaign, oldest first."""
        return [Report(*row) for row in await self._connection.execute(_ALL, {"of": campaign})]
