"""Erasing somebody: every table, the files behind them, both databases."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import MetaData, create_engine, insert, select
from sqlalchemy.engine import make_url

from storage.backups import archive
from storage.backups.restore import restore
from storage.database import Database
from storage.outbox import Saying, Settled
from storage.people import Person
from storage.privacy import NOTHING_PERSONAL, RECORD, TOLD, TRACES, unclassified
from storage.tables import metadata
from storage.tasks import Planned
from storage.tx import Tx, begin

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")
MARK = "canary"
AUTHOR, CHAT, NAME = "author-canary", "chat-canary", "Giàng Thị Canary"


def test_every_table_says_what_becomes_of_the_people_in_it() -> None:
    assert unclassified() == set(), (
        "say in storage/privacy.py (TRACES, RECORD or NOTHING_PERSONAL) what becomes of them"
    )
    assert {trace.table for trace in TRACES} & RECORD == set() == NOTHING_PERSONAL & (RECORD | set(TOLD) - {"notes"})


async def person_of(tx: Tx) -> Person:
    return (await tx.people.of([("phone", AUTHOR)]))["phone", AUTHOR]


async def everywhere(database: Database) -> int:
    """Leave traces of one person in every table that could hold some; returns the person's number."""
    async with begin(database) as tx:
        await tx.people.meet({("phone", AUTHOR): (NAME, CHAT), ("phone", "other"): ("Bác Hai", "c2")}, NOON)
        person = await person_of(tx)
        connection = tx.people._connection
        update = {"text": f"chuyện {MARK}", "author_name": NAME}
        rows = [
            {"event": f"{CHAT}:{AUTHOR}:1", "chat": CHAT, "answered_at": NOON},
            {"event": f"g:{AUTHOR}:2", "chat": "group", "answered_at": NOON},
        ]
        for row in rows:
            values = {"channel": "phone", "author": AUTHOR, "message": f"m-{MARK}", "update": update, "sent_at": NOON}
            await connection.execute(insert(metadata.tables["inbox"]), {**values, **row, "accepted_at": NOON})
        await tx.chats.meet({("phone", CHAT): True, ("phone", "group"): False}, NOON)
        await tx.people.give(person.id, "leader", "ap-cho", NOON)
        part = {"text": f"Chào {NAME}, {MARK}"}
        sayings = [
            Saying("phone", CHAT, True, part, bulk=False, due_at=NOON, author=AUTHOR, answers=1, key=f"k:phone:{CHAT}"),
            Saying("phone", "group", False, part, bulk=False, due_at=NOON, author=AUTHOR, answers=2, key=None),
            Saying("phone", "c2", True, {"text": f"{NAME} vừa báo"}, bulk=False, due_at=NOON, key="k2"),
        ]
        await tx.outbox.put(sayings)
        taken = await tx.outbox.lease("phone", 1, NOON, limit=9)
        ends = [Settled(row.id, "sent", NOON, sent_id=f"s-{row.id}", retry_at=NOON) for row in taken]
        await tx.outbox.settle(ends)
        await tx.outbox.put([Saying("phone", "group", False, part, due_at=NOON, author=AUTHOR, answers=2)])
        values = {"chat": CHAT, "channel": "phone"}
        await tx.tasks.plan([Planned("export", NOON, values, f"export:{CHAT}"), Planned("x", NOON, {"who": AUTHOR})])
        await tx.tasks.plan([Planned("note", NOON, {"text": f"của {NAME}"}, "note")])
        await tx.questions.add(f"câu {MARK}", None, "none", NOON, person=person.id)
        await tx.readers.walked(person.id, "guide", "", 2, 5, NOON)
        await tx.web_lines.append(CHAT, f"{AUTHOR}:1", AUTHOR, {"text": MARK}, NOON)
        await tx.web_lines.append("room", f"{AUTHOR}:2", AUTHOR, {"text": MARK}, NOON)
        await tx.web_lines.append("room", "bot:1", "bot", {"text": f"Mời {NAME}"}, NOON)
        await tx.signing_in.make_link(f"digest-{MARK}", person.id, NOON, NOON)
        await tx.signing_in.begin(person.id, f"agent-{MARK}", f"now-{MARK}", f"seal-{MARK}", NOON)
        await tx.audit.add(f"phone:{AUTHOR}", "duty-given", {"person": person.id}, NOON)
        await tx.rules.add(
            "c", text="Nhắc", to=["squads"], at="08:00", when={"weekdays": [0]}, who=f"phone:{AUTHOR}", moment=NOON
        )
        await tx.local_guides.draft("Tựa", ["hỏi"], "đáp", f"Cán bộ {NAME}", [], NOON)
        day = NOON.date()
        await tx.excuses.give("c", "ap-cho", day, day, reason=f"đám tang {MARK}", person=person.id, at=NOON)
        for name in ("conversations", "manners", "weeks"):
            table = metadata.tables[name]
            values = {"channel": "phone", "chat": CHAT, "author": AUTHOR, "answers": {"x": MARK}, "keys": {}}
            values |= {"at": NOON, "week": "2025-W42", "count": 1}
            await connection.execute(insert(table), {k: v for k, v in values.items() if k in table.c})
    return person.id


def held(url: str) -> str:
    """Every value of every column, as text."""
    driver = {"postgresql": "postgresql+psycopg"}.get(make_url(url).get_backend_name())
    del driver
    engine = create_engine(url)
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        rows = [str(tuple(row)) for table in found.sorted_tables for row in connection.execute(select(table))]
    engine.dispose()
    return "\n".join(rows)


async def columns(database: Database) -> str:
    """The same through our own connection, for either database."""
    async with database.reading() as connection:
        rows = [
            f"{table.name}: {tuple(row)}"
            for table in metadata.sorted_tables
            for row in await connection.execute(select(table))
        ]
    return "\n".join(rows)


async def test_no_trace_of_the_erased_is_found_in_any_column(database: Database) -> None:
    number = await everywhere(database)
    before = await columns(database)
    assert before.casefold().count(MARK) > 25

    async with begin(database) as tx:
        await tx.privacy.erase(await person_of(tx), NOON + timedelta(minutes=1))

    after = await columns(database)
    assert [line for line in after.splitlines() if MARK in line.casefold()] == []
    assert "Bác Hai" in after and "(đã xoá) vừa báo" in after
    async with begin(database) as tx:
        (empty,) = await tx.people.by_ids([number])
        assert (empty.name, empty.chat, empty.duties) == ("", None, ())
        assert len(await tx.readers.walks(NOON, NOON + timedelta(days=1))) == 1, "counts stay"


async def test_a_second_erasure_changes_nothing_more(database: Database) -> None:
    number = await everywhere(database)
    async with begin(database) as tx:
        await tx.privacy.erase(await person_of(tx), NOON)
    once = await columns(database)

    async with begin(database) as tx:
        (empty,) = await tx.people.by_ids([number])
        await tx.privacy.erase(empty, NOON)

    assert len((await columns(database)).splitlines()) == len(once.splitlines())


async def test_no_byte_of_the_erased_stays_in_sqlites_files(tmp_path: Path) -> None:
    from storage.migrate import migrate

    url = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    await migrate(url)
    async with await Database.open(url) as database:
        await everywhere(database)
        assert any(b"anary" in path.read_bytes() for path in tmp_path.iterdir())
        async with begin(database) as tx:
            await tx.privacy.erase(await person_of(tx), NOON)
        await database.scrub()

        assert [path.name for path in tmp_path.iterdir() if b"anary" in path.read_bytes()] == []


async def test_a_backup_made_afterwards_knows_nothing_of_them(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    await everywhere(database)
    before, after = tmp_path / "before.backup", tmp_path / "after.backup"
    await asyncio.to_thread(archive.make, database_url, before, now=NOON)
    async with begin(database) as tx:
        await tx.privacy.erase(await person_of(tx), NOON)
    await asyncio.to_thread(archive.make, database_url, after, now=NOON)

    found = []
    for path in (before, after):
        url = f"sqlite:///{path}.sqlite3"
        await asyncio.to_thread(restore, path, url, now=NOON)
        async with await Database.open(url) as put_back:
            found.append(MARK in (await columns(put_back)).casefold())
    assert found == [True, False]


async def test_scrubbing_harms_nothing(database: Database) -> None:
    await everywhere(database)
    before = await columns(database)

    await database.scrub()

    assert await columns(database) == before
