"""Statements made ready once: they write what SQLAlchemy would, and leases read only open rows."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, text, update
from sqlalchemy.dialects import sqlite

from storage.database import Database
from storage.migrate import migrate
from storage.outbox import _DUE, Saying, Settled
from storage.prepared import prepared
from storage.tables import outbox
from storage.tx import begin

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")


def test_rows_become_what_the_driver_takes() -> None:
    statement = update(outbox).where(outbox.c.id == bindparam("row")).values(due_at=bindparam("at"), state="sent")
    many = prepared(statement, ("row", "at"), sqlite.dialect())
    assert many.sql == "UPDATE outbox SET state=?, due_at=? WHERE outbox.id = ?"
    rows = list(many.values([{"row": 1, "at": NOON}, {"row": 2, "at": NOON + timedelta(hours=1)}]))
    assert rows == [
        ("sent", "2025-10-18T05:00:00.000000+00:00", 1),
        ("sent", "2025-10-18T06:00:00.000000+00:00", 2),
    ]


def test_json_is_written_as_json() -> None:
    many = prepared(insert(outbox), ("channel", "part"), sqlite.dialect())
    ((channel, part),) = many.values([{"channel": "phone", "part": {"text": "Chào"}}])
    assert (channel, json.loads(part)) == ("phone", {"text": "Chào"})


def test_no_rows_are_no_values() -> None:
    assert list(prepared(insert(outbox), ("channel",), sqlite.dialect()).values([])) == []


def test_what_gives_something_back_or_has_lists_is_refused() -> None:
    with pytest.raises(ValueError, match="not a plain writing statement"):
        prepared(insert(outbox).returning(outbox.c.id), ("channel",), sqlite.dialect())
    listed = update(outbox).where(outbox.c.id.in_(bindparam("ids", expanding=True))).values(state="sent")
    with pytest.raises(ValueError, match="not a plain writing statement"):
        prepared(listed, ("ids",), sqlite.dialect())


async def opened(folder: Path) -> Database:
    url = f"sqlite:///{folder / 'prepared.sqlite3'}"
    await migrate(url)
    return await Database.open(url)


async def test_a_row_comes_back_as_it_was_put(database: Database) -> None:
    saying = Saying("phone", "c1", True, {"text": "Đã nhận"}, NOON, author="u1", answers=None)
    async with begin(database) as tx:
        await tx.outbox.put([saying, Saying("phone", "c2", False, {"text": "Hai"}, NOON, bulk=True, key="k")])
        await tx.outbox.put([Saying("phone", "c2", False, {"text": "Hai"}, NOON, bulk=True, key="k")])
    async with begin(database) as tx:
        first, second = await tx.outbox.lease("phone", 1, NOON, limit=9)
        assert (first.chat, first.private, first.part, first.due_at) == ("c1", True, {"text": "Đã nhận"}, NOON)
        assert (second.chat, second.private, second.bulk, second.key) == ("c2", False, True, "k")
        await tx.outbox.settle(
            [
                Settled(first.id, "sent", NOON, sent_id="77"),
                Settled(second.id, "waiting", NOON, retry_at=NOON + timedelta(seconds=5), counts=False),
            ]
        )
    async with begin(database) as tx:
        assert await tx.outbox.states() == {"sent": 1, "waiting": 1}
        assert await tx.outbox.next_due("phone", NOON) == NOON + timedelta(seconds=5)
        (again,) = await tx.outbox.lease("phone", 1, NOON + timedelta(seconds=5), limit=9)
        assert again.attempts == 1


async def test_questions_are_kept_with_the_transaction_or_not_at_all(database: Database) -> None:
    async with begin(database) as tx:
        await tx.questions.add("hỏi một", "vneid", "answer", NOON)
        await tx.questions.add("hỏi hai", None, "none", NOON)
    with pytest.raises(LookupError):
        async with begin(database) as tx:
            await tx.questions.add("hỏi ba", None, "none", NOON)
            raise LookupError
    async with database.begin() as connection:
        rows = await connection.execute(text("SELECT text, intent FROM questions ORDER BY id"))
        assert [tuple(row) for row in rows] == [("hỏi một", "vneid"), ("hỏi hai", None)]


async def test_a_lease_reads_only_open_rows(tmp_path: Path) -> None:
    async with await opened(tmp_path) as database, database.begin() as connection:
        asked = str(_DUE.compile(dialect=sqlite.dialect()))
        plan = await connection.execute(text("EXPLAIN QUERY PLAN " + asked.replace("?", "'0'")))
        steps = [row[-1] for row in plan]
        assert not any(step.startswith("SCAN") for step in steps), steps
        assert sum("ix_outbox_open" in step for step in steps) == 2, steps
