"""The journal of erasures: outside the database, nobody's name in it, and whom an older copy brings back goes again."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from storage.backups import archive
from storage.backups.erasures import KEPT, KEY, SEEN, Journal, mark_of, new_key
from storage.backups.restore import restore
from storage.database import Database
from storage.erasing import Again, erase, erase_returned, note
from storage.migrate import migrate
from storage.outbox import Saying
from storage.privacy import GONE
from storage.tables import inbox, outbox, people, tasks
from storage.tasks import Planned
from storage.tx import begin
from tests.storage.test_privacy import AUTHOR, CHAT, MARK, NAME, NOON, columns, everywhere, person_of

DAY = timedelta(days=1)


def test_what_one_place_misses_is_found_in_another_and_carried_there(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    Journal(first).begin(NOON)
    Journal(first).add("one", NOON)
    Journal(second).add("two", NOON + DAY)
    both = Journal(first, second)

    assert both.read() == {"one": NOON, "two": NOON + DAY}
    both.tidy(NOON + 2 * DAY)

    assert Journal(first).read() == Journal(second).read() == both.read()
    assert Journal(second).covers(NOON, NOON + DAY) and not Journal(second).covers(NOON - DAY, NOON + DAY)
    both.tidy(NOON + 2 * DAY)
    assert sum(path.read_text().count("who") for path in second.glob("*.jsonl")) == 2


def test_who_is_erased_at_once_with_others_stands_in_every_place(tmp_path: Path) -> None:
    places = [tmp_path / name for name in "ab"]
    marks = {f"mark-{number}" for number in range(200)}

    with ThreadPoolExecutor(16) as threads:
        adding = [threads.submit(Journal(*places).add, m, NOON - timedelta(hours=n)) for n, m in enumerate(marks)]
        assert [one.exception() for one in adding if one.exception()] == []

    assert [set(Journal(place).read()) == marks for place in places] == [True, True]
    assert [path.name for place in places for path in place.glob(".since*")] == []


def test_a_line_goes_when_no_backup_remembers_its_day(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "erased")
    journal.add("old", NOON)
    journal.add("young", NOON + 2 * DAY)

    journal.tidy(NOON + timedelta(days=35))
    assert set(journal.read()) == {"old", "young"}
    journal.tidy(NOON + KEPT + DAY)

    assert set(journal.read()) == {"young"}
    assert journal.covers(NOON + 3 * DAY, NOON + KEPT + DAY) and not journal.covers(NOON, NOON + KEPT + DAY)


def test_a_torn_line_and_foreign_ones_take_no_other_with_them(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add("one", NOON)
    day = next(tmp_path.glob("*.jsonl"))
    day.write_bytes(
        day.read_bytes() + b'\xff{"at": "x", "who": 1}\n[]\n{"at": "2025-10-18T12:00:00", "who": "no zone"}\n{"a'
    )
    journal.add("two", NOON)

    assert set(journal.read()) == {"one", "two"}


def test_a_place_that_cannot_be_written_does_not_matter_while_another_can(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    shut, open_ = tmp_path / "file" / "erased", tmp_path / "erased"

    Journal(shut, open_).add("one", NOON)

    assert set(Journal(shut, open_).read()) == {"one"}
    with pytest.raises(OSError):
        Journal(shut).add("two", NOON)
    with pytest.raises(OSError):
        Journal().add("two", NOON)


def test_a_mark_needs_the_key() -> None:
    one, other = new_key(), new_key()

    assert mark_of(one, "phone", "7") == mark_of(one, "phone", "7")
    assert len({mark_of(key, channel, "7") for key in (one, other) for channel in ("phone", "web")}) == 4


async def kept(database: Database, journal: Journal, url: str) -> Path:
    """A backup with a person in it who is erased a day later; the database still knows of it."""
    async with begin(database) as tx:
        await tx.notes.once(KEY, new_key())
    await everywhere(database)
    path = journal.places[0].parent / "older.backup"
    await asyncio.to_thread(archive.make, url, path, now=NOON)
    async with begin(database) as tx:
        person = await person_of(tx)
    await note(database, journal, person, NOON + DAY)
    async with begin(database) as tx:
        await erase(tx, person, NOON + DAY)
    return path


async def test_who_was_erased_after_a_backup_is_erased_again_when_it_is_put_back(
    database_url: str, tmp_path: Path
) -> None:
    journal = Journal(tmp_path / "erased")
    async with await Database.open(database_url) as database:
        path = await kept(database, journal, database_url)
        assert await erase_returned(database, journal, NOON + 2 * DAY) == Again(), "this database knows of it"
    done = await asyncio.to_thread(restore, path, database_url, now=NOON + 2 * DAY, replace=True)

    async with await Database.open(database_url) as database:
        assert MARK in await columns(database) and NAME in await columns(database)
        again = await erase_returned(database, journal, NOON + 2 * DAY)

        held = await columns(database)
        assert [mark for mark in (MARK, AUTHOR, CHAT, NAME) if mark in held] == []
        assert "Bác Hai" in held
        assert (len(again.people), again.with_duty, again.blind) == (1, 1, False)
        assert await erase_returned(database, journal, NOON + 2 * DAY) == Again()
        async with begin(database) as tx:
            (line,) = await tx.audit.newest(action="erased")
            assert line.what == {"person": again.people[0], "again": True}
    assert done.totals == done.manifest.totals
    told = "\n".join(path.read_text() for path in journal.places[0].iterdir())
    assert [mark for mark in (MARK, AUTHOR, CHAT, NAME) if mark in told] == []


async def test_what_the_copy_was_in_the_middle_of_goes_as_well(database: Database, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "erased")
    async with begin(database) as tx:
        key = await tx.notes.once(KEY, new_key())
        told = {"text": MARK, "sent_at": NOON.isoformat()}
        values = {"channel": "phone", "message": "", "sent_at": NOON, "accepted_at": NOON}
        for event, author, chat, more in (("1", AUTHOR, CHAT, {}), ("2", "stranger", "the-group", {"private": False})):
            row = {**values, "event": event, "author": author, "chat": chat, "update": {**told, **more}}
            await tx.people._connection.execute(insert(inbox), row)
        await tx.people.meet({("phone", AUTHOR): (NAME, CHAT)}, NOON)
        part = {"text": MARK}
        await tx.outbox.put([Saying("phone", CHAT, True, part, bulk=False, due_at=NOON, author=AUTHOR, answers=1)])
        assert len(await tx.outbox.lease("phone", 1, NOON, limit=9)) == 1
        await tx.tasks.plan([Planned("export", NOON, {"chat": CHAT}, f"export:{CHAT}")])
        await tx.people._connection.execute(update(tasks).values(state="running"))
    for author in (AUTHOR, "stranger"):
        journal.add(mark_of(key, "phone", author), NOON + DAY)

    again = await erase_returned(database, journal, NOON + DAY)

    held = await columns(database)
    assert [mark for mark in (MARK, AUTHOR, CHAT, NAME, "stranger") if mark in held] == []
    assert len(again.people) == 2
    async with begin(database) as tx:
        connection = tx.people._connection
        states = [row[0] for row in await connection.execute(select(outbox.c.state))]
        waiting = list(await connection.execute(select(inbox.c.id).where(inbox.c.answered_at.is_(None))))
        assert (states, waiting) == (["cancelled"], [])
        assert all(row[0].startswith(GONE) for row in await connection.execute(select(people.c.author)))


async def test_who_came_back_after_being_erased_stays(database: Database, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "erased")
    async with begin(database) as tx:
        key = await tx.notes.once(KEY, new_key())
        await tx.people.meet({("phone", AUTHOR): (NAME, CHAT)}, NOON + 2 * DAY)
    journal.add(mark_of(key, "phone", AUTHOR), NOON + DAY)

    assert await erase_returned(database, journal, NOON + 3 * DAY) == Again()
    async with begin(database) as tx:
        assert (await person_of(tx)).name == NAME
        assert datetime.fromisoformat(await tx.notes.get(SEEN)) == NOON + DAY


async def test_a_copy_without_the_key_says_that_it_is_blind(database: Database, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "erased")
    journal.add("somebody", NOON)

    assert (await erase_returned(database, journal, NOON)).blind


async def test_no_byte_of_many_stays_in_a_restored_file(tmp_path: Path) -> None:
    journal, url = Journal(tmp_path / "erased"), f"sqlite:///{tmp_path / 'many.sqlite3'}"
    names = [f"canary-{sha256(str(number).encode()).hexdigest()}" for number in range(400)]
    await migrate(url)
    async with await Database.open(url) as database, begin(database) as tx:
        key = await tx.notes.once(KEY, new_key())
        for name in names:  # one after the other, in no order: pages of the index are split in their middle
            await tx.people.meet({("phone", name): ("", None)}, NOON)
    await asyncio.to_thread(archive.make, url, tmp_path / "older.backup", now=NOON)
    for name in names[::5]:
        journal.add(mark_of(key, "phone", name), NOON + DAY)
    await asyncio.to_thread(restore, tmp_path / "older.backup", url, now=NOON + DAY, replace=True)

    async with await Database.open(url) as database:
        assert len((await erase_returned(database, journal, NOON + DAY)).people) == 80

    held = b"".join(path.read_bytes() for path in tmp_path.glob("many.sqlite3*") if "before" not in path.name)
    assert [name for name in names[::5] if name.encode() in held] == []
    assert all(name.encode() in held for name in names[1::5])
