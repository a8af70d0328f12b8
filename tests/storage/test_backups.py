"""An archive of either database holds every row, is known when it was spoilt, and can be put back into either."""

from __future__ import annotations

import asyncio
import io
import json
import stat
import tarfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import Connection, inspect, text

from storage.backups import archive, rows, sealing
from storage.backups.faults import (
    BackupFault,
    InUse,
    NewerBackup,
    NoKey,
    NotABackup,
    Occupied,
    Spoilt,
    WrongKey,
)
from storage.backups.reach import changing
from storage.backups.restore import restore
from storage.database import Database
from storage.generation import Generation
from storage.migrate import WayBack, build_tables, migrate, revisions
from storage.tasks import Planned
from storage.tx import begin
from tests.storage.furnished import furnish

NOW = datetime.fromisoformat("2025-10-18T02:00:00+07:00")
LATER = NOW + timedelta(hours=3)
KEY = "một cụm từ đủ dài"


@pytest.fixture
async def url(database_url: str) -> str:
    """A database in which somebody has lived."""
    await migrate(database_url)
    async with await Database.open(database_url) as database:
        await furnish(database, NOW)
    return database_url


def made(url: str, folder: Path, **more: Any) -> Path:
    path = folder / "kept" / "one.backup"
    archive.make(url, path, now=NOW, **more)
    return path


def sums(url: str) -> dict[str, rows.TableSum]:
    return changing(
        url, lambda connection: {n: rows.added_up(connection, t) for n, t in rows.standing(connection).items()}
    )


def without_notes(found: dict[str, rows.TableSum]) -> dict[str, rows.TableSum]:
    return {name: one for name, one in found.items() if name != "notes"}


async def off_the_loop(work: Any, *args: Any, **more: Any) -> Any:
    return await asyncio.to_thread(work, *args, **more)


async def test_every_row_comes_back_on_either_kind(url: str, tmp_path: Path, empty_postgresql_url: str) -> None:
    path = await off_the_loop(made, url, tmp_path)
    before = await off_the_loop(sums, url)
    assert before["reports"].rows == 3 and before["inbox"].rows == 3, "the house was furnished"

    for target in (f"sqlite:///{tmp_path / 'elsewhere' / 'new.sqlite3'}", empty_postgresql_url):
        restored = await off_the_loop(restore, path, target, now=LATER)

        assert without_notes(await off_the_loop(sums, target)) == without_notes(before)
        assert restored.totals == restored.manifest.totals
        assert restored.totals.figures == {"nhon-trach-2025": {"cks": 12, "vneid2": 30}}


async def test_what_is_new_in_a_restored_server_gets_numbers_behind_the_old_ones(
    url: str, tmp_path: Path, empty_postgresql_url: str
) -> None:
    path = await off_the_loop(made, url, tmp_path)
    await off_the_loop(restore, path, empty_postgresql_url, now=LATER)

    async with await Database.open(empty_postgresql_url) as database, begin(database) as tx:
        await tx.tasks.plan([Planned("alarm", LATER, {}, "a-new-one")])
        row = await tx.tasks.keyed("a-new-one")

    assert row is not None and row.id == ids(path, "tasks")[-1] + 1


def ids(path: Path, wanted: str) -> list[int]:
    found: list[int] = []
    with archive.opened(path) as source:
        for name, told, lines in source.tables():
            rows_ = [json.loads(line) for line in lines]
            if name == wanted:
                found = [row[told.columns.index("id")] for row in rows_]
    return found


async def test_a_restored_database_says_so_once_and_what_fell_due_meanwhile_is_doubtful(
    url: str, tmp_path: Path
) -> None:
    path = await off_the_loop(made, url, tmp_path)
    if url.startswith("sqlite"):
        target = f"sqlite:///{tmp_path / 'new.sqlite3'}"
        await off_the_loop(restore, path, target, now=LATER)
    else:
        target = url
        await off_the_loop(restore, path, target, now=LATER, replace=True)

    async with await Database.open(target) as database, begin(database) as tx:
        doubt = await Generation(database).wake(tx, LATER)
        assert doubt == (NOW, LATER)
        await Generation(database).mark(await Generation(database).step(tx, LATER), LATER)
        assert await Generation(database).wake(tx, LATER + timedelta(hours=1)) is None


async def test_a_mark_of_another_life_does_not_speak_for_the_restored_one(tmp_path: Path) -> None:
    first, second = (f"sqlite:///{tmp_path / name}" for name in ("first.sqlite3", "second.sqlite3"))
    for url, lived in ((first, 9), (second, 1)):
        await migrate(url)
        async with await Database.open(url) as database:
            await furnish(database, NOW, rounds=lived)
    path = await off_the_loop(made, first, tmp_path)

    await off_the_loop(restore, path, second, now=LATER, replace=True)

    async with await Database.open(second) as database, begin(database) as tx:
        assert await Generation(database).wake(tx, LATER) == (NOW, LATER)


# -- whoever has no business in it -------------------------------------------------------------------------------------


async def test_a_sealed_archive_opens_with_its_key_alone_and_shows_nothing(url: str, tmp_path: Path) -> None:
    open_one = await off_the_loop(made, url, tmp_path / "open")
    sealed = await off_the_loop(made, url, tmp_path, secret=KEY)

    assert archive.examine(sealed, KEY).tables == archive.examine(open_one).tables
    assert b"manifest" not in sealed.read_bytes() and b"manifest" in open_one.read_bytes()
    with pytest.raises(NoKey):
        archive.examine(sealed)
    with pytest.raises(WrongKey):
        archive.examine(sealed, KEY + " ")
    if url.startswith("sqlite"):
        for path in (open_one, sealed):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_who_is_signed_in_and_who_is_at_work_is_not_kept(url: str, tmp_path: Path) -> None:
    path = await off_the_loop(made, url, tmp_path)

    kept = archive.examine(path).tables

    assert rows.NOT_KEPT & kept.keys() == set()
    assert {"inbox", "outbox", "tasks", "reports", "counts", "people", "notes"} <= kept.keys()


async def test_nothing_but_the_archive_is_left_behind(url: str, tmp_path: Path) -> None:
    before = {path.name for path in tmp_path.iterdir()}

    path = await off_the_loop(made, url, tmp_path)

    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert {one.name for one in tmp_path.iterdir()} - before <= {"kept", "fresh.sqlite3-wal", "fresh.sqlite3-shm"}


# -- spoilt ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", ["", KEY])
async def test_every_cut_and_every_changed_byte_is_noticed(
    tmp_path: Path, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_key", cache(sealing._key))  # made dear on purpose, and made a hundred times here
    url = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    await migrate(url)
    async with await Database.open(url) as database:
        await furnish(database, NOW)
    path = made(url, tmp_path, secret=secret)
    whole = path.read_bytes()
    manifest = archive.examine(path, secret)
    spoilt = tmp_path / "spoilt.backup"

    for at in [0, 1, 100, *range(512, len(whole), max(1, len(whole) // 40))]:
        changed = bytearray(whole)
        changed[at] ^= 0x41
        for content in (whole[:at], bytes(changed)):
            spoilt.write_bytes(content)
            try:
                found = archive.examine(spoilt, secret)
            except BackupFault:
                continue
            assert not secret, "a seal shows every change"
            # An open archive: in the padding behind its end or in a date of the tar, which say nothing.
            assert found == manifest


async def test_an_archive_that_was_meddled_with_is_not_put_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    await migrate(url)
    async with await Database.open(url) as database:
        await furnish(database, NOW)
    path = made(url, tmp_path)
    target = tmp_path / "new.sqlite3"

    with tarfile.open(path) as tar:
        entries = [(member, tar.extractfile(member).read()) for member in tar.getmembers()]  # type: ignore[union-attr]
    told = json.loads(entries[0][1])
    told["totals"]["figures"]["nhon-trach-2025"]["cks"] += 1
    told["sum"] = archive._sum_of({key: value for key, value in told.items() if key != "sum"})
    _packed(path, [(entries[0][0], json.dumps(told).encode()), *entries[1:]])

    with pytest.raises(Spoilt):
        restore(path, f"sqlite:///{target}", now=LATER)
    assert not target.exists()
    assert not target.with_name("new.sqlite3.restoring").exists()


def _packed(path: Path, entries: Sequence[tuple[tarfile.TarInfo, bytes]]) -> None:
    with tarfile.open(path, "w") as tar:
        for member, data in entries:
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


async def test_any_other_file_is_no_backup(tmp_path: Path) -> None:
    other = tmp_path / "letter.docx"
    for content in (b"", b"PK\x03\x04 something else" * 100, bytes(2000)):
        other.write_bytes(content)
        with pytest.raises(NotABackup):
            archive.examine(other)


async def test_a_damaged_database_makes_no_backup(tmp_path: Path) -> None:
    database = tmp_path / "one.sqlite3"
    await migrate(f"sqlite:///{database}")
    async with await Database.open(f"sqlite:///{database}") as opened:
        await furnish(opened, NOW)
    whole = bytearray(database.read_bytes())
    whole[4096 * 3 : 4096 * 6] = bytes(4096 * 3)
    database.write_bytes(whole)

    with pytest.raises(Spoilt):
        made(f"sqlite:///{database}", tmp_path)
    assert not (tmp_path / "kept" / "one.backup").exists()


# -- into a place where something is -----------------------------------------------------------------------------------


async def test_what_is_there_is_put_aside_and_only_when_that_was_said(url: str, tmp_path: Path) -> None:
    path = await off_the_loop(made, url, tmp_path)
    before = await off_the_loop(sums, url)
    async with await Database.open(url) as database, begin(database) as tx:
        await tx.tasks.plan([Planned("alarm", LATER, {}, "of-the-lost-life")])

    with pytest.raises(Occupied):
        await off_the_loop(restore, path, url, now=LATER)
    assert (await off_the_loop(sums, url))["tasks"].rows == before["tasks"].rows + 1

    restored = await off_the_loop(restore, path, url, now=LATER, replace=True)
    assert without_notes(await off_the_loop(sums, url)) == without_notes(before)
    if url.startswith("sqlite"):
        aside = await off_the_loop(sums, f"sqlite:///{restored.aside}")
        assert aside["tasks"].rows == before["tasks"].rows + 1
    else:
        assert restored.aside in await off_the_loop(changing, url, lambda c: inspect(c).get_schema_names())


async def test_nothing_is_replaced_under_a_running_bot(url: str, tmp_path: Path) -> None:
    path = await off_the_loop(made, url, tmp_path)
    database = await Database.open(url)
    lock = FileLock(f"{url.removeprefix('sqlite:///')}.lock") if url.startswith("sqlite") else None
    if lock is not None:
        lock.acquire()
    try:
        with pytest.raises(InUse):
            await off_the_loop(restore, path, url, now=LATER, replace=True)
    finally:
        if lock is not None:
            lock.release()
        await database.close()


async def test_a_backup_is_made_while_somebody_writes(url: str, tmp_path: Path) -> None:
    async with await Database.open(url) as database, begin(database) as tx:
        await tx.tasks.plan([Planned("alarm", LATER, {}, "not-committed-yet")])

        path = await off_the_loop(made, url, tmp_path)

    assert archive.examine(path).tables["tasks"].rows == 1


# -- versions ----------------------------------------------------------------------------------------------------------


def built(connection: Connection, revision: str) -> None:
    build_tables(connection, revision)
    connection.execute(
        text(
            "INSERT INTO counts (campaign, area, day, key, value, report, first_sent_at) "
            "VALUES (:c, :a, :d, :k, 7, 1, :m)"
        ),
        {"c": "x", "a": "ap", "d": "2025-10-18", "k": "cks", "m": NOW.isoformat()},
    )


async def test_an_upgrade_makes_a_backup_first_from_which_there_is_a_way_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    changing(url, lambda connection: built(connection, "0011"))

    assert await migrate(url, WayBack(tmp_path / "kept", KEY)) == revisions()[-1]

    (kept,) = (tmp_path / "kept").glob("*.backup")
    manifest = archive.examine(kept, KEY)
    assert (manifest.revision, manifest.why) == ("0011", "upgrade")
    assert manifest.totals.figures == {"x": {"cks": 7}}


async def test_an_older_archive_is_put_back_and_brought_up_to_date(tmp_path: Path) -> None:
    old, new = (f"sqlite:///{tmp_path / name}" for name in ("old.sqlite3", "new.sqlite3"))
    changing(old, lambda connection: built(connection, "0011"))
    path = made(old, tmp_path)

    restored = restore(path, new, now=LATER)

    assert restored.manifest.revision == "0011"
    assert await migrate(new) is None
    assert restored.totals.figures == {"x": {"cks": 7}}


async def test_a_newer_archive_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    await migrate(url)
    changing(url, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    path = made(url, tmp_path)

    with pytest.raises(NewerBackup, match="9999"):
        restore(path, f"sqlite:///{tmp_path / 'new.sqlite3'}", now=LATER)


async def test_an_upgrade_that_cannot_be_backed_up_does_not_happen(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.sqlite3'}"
    changing(url, lambda connection: built(connection, "0011"))
    (tmp_path / "kept").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(OSError, match="kept"):
        await migrate(url, WayBack(tmp_path / "kept"))

    assert changing(url, lambda c: c.execute(text("SELECT version_num FROM alembic_version")).scalar()) == "0011"
