"""Put an archive back: into nothing, or in the place of what is there, which is put aside and never thrown away.

All rows are compared with the archive's sums before anybody sees them, and tables of an older version are then brought
up to date. The restored database says that it is one, so that its bot repeats nothing (`storage/generation.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, inspect
from sqlalchemy import text as sql

from storage.backups import rows
from storage.backups.archive import Archive, Manifest, opened
from storage.backups.faults import InUse, NewerBackup, Occupied, Spoilt
from storage.backups.reach import changing, file_of
from storage.backups.rows import Totals
from storage.generation import RESTORED, mark_of
from storage.migrate import build_tables, revisions

_LIVES = (
    0x7401  # as in storage/database.py: the class of the locks by which a process on PostgreSQL shows that it lives
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where what was there before is now."""

    manifest: Manifest
    totals: Totals
    """Of the database as it is now; the same as the manifest's."""
    aside: str = ""
    files: dict[str, bytes] | None = None


Within = Callable[[Connection], Restored]


def restore(archive: Path, url: str, *, now: datetime, secret: str = "", replace: bool = False) -> Restored:
    """Put that archive into that database.

    Raises Occupied when something is there and may not be put aside, InUse when a bot is running over it, NewerBackup,
    or what is wrong with the archive; then everything is as it was before.
    """
    with opened(archive, secret) as source:
        if source.manifest.revision not in revisions():
            raise NewerBackup(source.manifest.revision)
        path = file_of(url)
        if path is None:
            return changing(url, lambda connection: _onto_server(connection, source, now, replace))
        return _into_file(source, path, now, replace)


def _filled(connection: Connection, source: Archive, now: datetime) -> Restored:
    """Tables of the archive's revision, its rows, their sums, the tables of today, and the word that it is a copy."""
    manifest = source.manifest
    build_tables(connection, manifest.revision)
    tables = rows.standing(connection)
    if unknown := manifest.tables.keys() - tables.keys():
        raise Spoilt(", ".join(sorted(unknown)))
    for name in manifest.tables:  # what a migration put there itself stands in the archive, too
        connection.execute(tables[name].delete())
    for name, told, lines in source.tables():
        if set(told.columns) != set(rows.columns_of(tables[name])):
            raise Spoilt(name)
        rows.write(connection, tables[name], told.columns, lines)
    files = dict(source.files())
    for name, told in manifest.tables.items():
        if rows.added_up(connection, tables[name]) != told:
            raise Spoilt(name)
    totals = rows.totals(connection)
    if totals != manifest.totals:
        raise Spoilt("totals")
    build_tables(connection)
    word = json.dumps({"archive": manifest.id, "made_at": manifest.made_at.isoformat(), "at": now.isoformat()})
    connection.execute(sql("DELETE FROM notes WHERE key = :key"), {"key": RESTORED})
    value = ":value" if connection.dialect.name == "sqlite" else "CAST(:value AS JSON)"
    put = f"INSERT INTO notes (key, value) VALUES (:key, {value})"  # noqa: S608
    connection.execute(sql(put), {"key": RESTORED, "value": word})
    return Restored(manifest, totals, files=files)


def _stamp(now: datetime) -> str:
    return f"{now:%Y%m%d-%H%M%S}"


# -- a file ------------------------------------------------------------------------------------------------------------


def _into_file(source: Archive, path: Path, now: datetime, replace: bool) -> Restored:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InUse from None
    try:
        if path.exists() and not replace:
            raise Occupied(str(path))
        beside = path.with_name(f"{path.name}.restoring")
        try:
            _away(beside)
            os.close(os.open(beside, os.O_CREAT | os.O_WRONLY, 0o600))
            url = f"sqlite:///{beside}"
            restored = changing(url, lambda connection: _filled(connection, source, now))
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
            aside = _aside(path, now)
            mark_of(path).unlink(missing_ok=True)  # of the older life: it must not speak for this one
            beside.replace(path)
        finally:
            _away(beside)
        return Restored(restored.manifest, restored.totals, aside, restored.files)
    finally:
        lock.release()


def _away(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _aside(path: Path, now: datetime) -> str:
    """Move what is there out of the way, with its journal, as one that can be opened again."""
    if not path.exists():
        return ""
    kept = path.with_name(f"{path.name}.before-restore-{_stamp(now)}")
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.replace(kept.with_name(kept.name + end))
    return str(kept)


# -- a server ----------------------------------------------------------------------------------------------------------


def _onto_server(connection: Connection, source: Archive, now: datetime, replace: bool) -> Restored:
    alive = (
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = :kind AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1"
    )
    if connection.execute(sql(alive), {"kind": _LIVES}).first() is not None:
        raise InUse
    aside = ""
    standing = inspect(connection).get_table_names()
    if standing:
        if not replace:
            raise Occupied
        aside = f"before_restore_{now:%Y%m%d_%H%M%S}"
        connection.execute(sql(f"CREATE SCHEMA {aside}"))
        quote = connection.dialect.identifier_preparer.quote
        for name in standing:
            connection.execute(sql(f"ALTER TABLE {quote(name)} SET SCHEMA {aside}"))
    restored = _filled(connection, source, now)
    return Restored(restored.manifest, restored.totals, aside, restored.files)
