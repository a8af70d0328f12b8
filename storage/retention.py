"""What is kept too long goes, table by table, a few rows at a time, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, update

from storage.database import Connection
from storage.people import Author
from storage.privacy import GONE
from storage.tables import audit, case_lines, cases, duties, inbox, outbox, people, questions, tasks, web_lines


@dataclass(frozen=True, slots=True)
class Shelf:
    """One table: when a row was over, and what stands there afterwards; without `put` the row goes."""

    table: Table
    over: ColumnElement[Any]
    put: Mapping[str, Any] | None = None
    done: ColumnElement[bool] | None = None
    """Only such rows; others stay until they are."""


SHELVES: Mapping[str, Shelf] = {
    "inbox": Shelf(inbox, inbox.c.accepted_at, {"update": {}, "message": ""}, inbox.c.answered_at.is_not(None)),
    "outbox": Shelf(outbox, outbox.c.due_at, {"part": {"text": ""}}, outbox.c.state.not_in(("waiting", "sending"))),
    "web_lines": Shelf(web_lines, web_lines.c.at),
    "case_lines": Shelf(case_lines, case_lines.c.at, {"text": "", "files": []}),
    "cases": Shelf(cases, cases.c.opened_at, {"words": "", "device": ""}, cases.c.state == "closed"),
    "questions": Shelf(
        questions, questions.c.asked_at, {"text": "", "settled": func.coalesce(questions.c.settled, "-")}
    ),
    "tasks": Shelf(tasks, tasks.c.due_at, {"values": {}}, tasks.c.state.not_in(("planned", "running"))),
    "audit": Shelf(audit, audit.c.at),
}
"""By name. In `inbox` and `outbox` an empty row stays: what came once is known for ever, and what was said, too."""
MESSAGES = ("inbox", "outbox", "web_lines", "case_lines", "cases")
QUESTIONS = ("questions", "tasks")


class Retention:
    """One batch after the other, from where the last one ended."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def batch(self, name: str, before: datetime, after: int, *, limit: int = 500) -> tuple[int, int | None]:
        """Empty the next rows of a table that were over before that moment, in the order of their numbers.

        Returns how many, and the number up to which it was looked; None when there is nothing more to do now.
        """
        shelf = SHELVES[name]
        id_ = shelf.table.c.id
        rows = await self._connection.execute(select(id_, shelf.over).where(id_ > after).order_by(id_).limit(limit))
        old = []
        for number, moment in rows:
            if moment >= before:
                break
            old.append(number)
        if not old:
            return 0, None
        which = id_.in_(old) if shelf.done is None else and_(id_.in_(old), shelf.done)
        statement: Any = delete(shelf.table).where(which)
        if shelf.put is not None:
            statement = update(shelf.table).where(which).values({shelf.table.c[k]: v for k, v in shelf.put.items()})
        done = await self._connection.execute(statement)
        return int(done.rowcount), old[-1]

    async def idle(self, before: datetime) -> list[int]:
        """The people without a duty who wrote nothing since that moment, and were known before. For who only reads."""
        busy = select(duties.c.person).where(duties.c.until.is_(None))
        known = await self._connection.execute(
            select(people.c.id, people.c.channel, people.c.author)
            .where(people.c.created_at < before, people.c.id.not_in(busy), people.c.author.not_like(f"{GONE}%"))
            .order_by(people.c.id)
        )
        lately = await self._connection.execute(
            select(inbox.c.channel, inbox.c.author).where(inbox.c.accepted_at >= before).distinct()
        )
        heard: set[Author] = {(row[0], row[1]) for row in lately}
        return [row[0] for row in known if (row[1], row[2]) not in heard]
