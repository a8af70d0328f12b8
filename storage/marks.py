"""Links that are shared – each with its own mark – and how often they were opened: counts, nothing about who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import marks, openings


@dataclass(frozen=True, slots=True)
class Mark:
    """What a link stands for: a class, or an area."""

    id: str
    kind: str
    label: str
    area: str | None
    person: int | None


@dataclass(frozen=True, slots=True)
class Openings:
    """How often a link was opened: ever, and on one day."""

    total: int = 0
    on_day: int = 0


_COLUMNS = (marks.c.id, marks.c.kind, marks.c.label, marks.c.area, marks.c.person)
_GET = select(*_COLUMNS).where(marks.c.id == bindparam("which"), marks.c.campaign == bindparam("of"))
_FIND = select(*_COLUMNS).where(
    marks.c.campaign == bindparam("of"), marks.c.kind == bindparam("what"), marks.c.name == bindparam("folded")
)
_LISTED = (
    select(*_COLUMNS)
    .where(marks.c.campaign == bindparam("of"), marks.c.hidden_at.is_(None))
    .order_by(marks.c.created_at.desc(), marks.c.id)
)
_SHOWN = update(marks).where(marks.c.id == bindparam("which")).values(hidden_at=bindparam("at"))
_TIMES = (
    select(
        openings.c.mark,
        func.sum(openings.c.times),
        func.sum(openings.c.times).filter(openings.c.day == bindparam("today")),
    )
    .where(openings.c.mark.in_(bindparam("ids", expanding=True)))
    .group_by(openings.c.mark)
)
_ADD = {
    "sqlite": sqlite.insert(marks).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(marks).on_conflict_do_nothing(),
}
_OPENED = {
    "sqlite": sqlite.insert(openings).on_conflict_do_update(
        index_elements=["mark", "day"], set_={"times": openings.c.times + 1}
    ),
    "postgresql": postgresql.insert(openings).on_conflict_do_update(
        index_elements=["mark", "day"], set_={"times": openings.c.times + 1}
    ),
}


class Marks:
    """Make once, find, list, count."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, campaign: str, id_: str) -> Mark | None:
        row = (await self._connection.execute(_GET, {"which": id_, "of": campaign})).first()
        return Mark(*row) if row else None

    async def make(self, campaign: str, mark: Mark, name: str, at: datetime) -> Mark | None:
        """Keep it, or return the one that stands for the same name already, listed again.

        None when the id is another mark's: try with another id.
        """
        values = {
            "id": mark.id,
            "campaign": campaign,
            "kind": mark.kind,
            "label": mark.label,
            "name": name,
            "area": mark.area,
            "person": mark.person,
            "created_at": at,
        }
        await self._connection.execute(_ADD[self._connection.dialect], values)
        found = (await self._connection.execute(_FIND, {"of": campaign, "what": mark.kind, "folded": name})).first()
        if found is None:
            return None
        kept = Mark(*found)
        if kept.id != mark.id:
            await self._connection.execute(_SHOWN, {"which": kept.id, "at": None})
        return kept

    async def listed(self, campaign: str) -> list[Mark]:
        """Those that are not hidden, newest first."""
        return [Mark(*row) for row in await self._connection.execute(_LISTED, {"of": campaign})]

    async def hide(self, id_: str, at: datetime) -> None:
        """List it no longer; its link goes on working, for it hangs on walls."""
        await self._connection.execute(_SHOWN, {"which": id_, "at": at})

    async def opened(self, mark: str, day: date) -> None:
        """One opening more."""
        await self._connection.execute(_OPENED[self._connection.dialect], {"mark": mark, "day": day, "times": 1})

    async def openings(self, ids: Sequence[str], day: date) -> dict[str, Openings]:
        """How often these were opened; every id is there."""
        found = {id_: Openings() for id_ in ids}
        if ids:
            rows = await self._connection.execute(_TIMES, {"ids": list(ids), "today": day})
            found |= {row[0]: Openings(int(row[1] or 0), int(row[2] or 0)) for row in rows}
        return found
