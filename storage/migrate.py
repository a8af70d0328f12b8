"""Bring a database's tables up to date with the code, at every start; first what is there is put into a backup.

A new database gets its tables from `storage/tables.py` at one go. Tables of an older version are led on by Alembic's
migrations (`storage/migrations/versions`): it is only imported when there is something to do, for it takes 11 MB.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, inspect, text
from sqlalchemy.engine import make_url

log = logging.getLogger("trolyso.migrate")

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x7402  # the advisory lock under which one process migrates while others wait
_ONE_AT_A_TIME = threading.Lock()  # within a process: Alembic keeps the migration under way in a global of its module


class NewerDatabase(Exception):
    """The database was written by a newer version of the bot."""


@dataclass(frozen=True, slots=True)
class WayBack:
    """Where the backup before an upgrade is put, and what it is sealed with."""

    folder: Path
    secret: str = ""


async def migrate(url: str, way_back: WayBack | None = None) -> str | None:
    """Upgrade to the newest tables; returns the new revision, or None when nothing was to be done.

    Tables of an older version are put into a backup first; when that fails nothing is changed. Raises NewerDatabase
    when the database is ahead of this code.
    """
    return await asyncio.to_thread(upgraded, url, way_back)


def upgraded(url: str, way_back: WayBack | None = None) -> str | None:
    """`migrate` for a thread in which no loop runs."""
    with _ONE_AT_A_TIME:
        file = make_url(url).database if make_url(url).get_backend_name() == "sqlite" else None
        older = _older(url)
        if older is not None and file != ":memory:":
            where = way_back or WayBack((Path(file).parent if file else Path("data")) / "backups")
            name = f"trolyso-before-{revisions()[-1]}-from-{older}.backup"
            log.warning("tables are brought from %s to %s", older, revisions()[-1], extra={"action": "upgrade"})
            from storage.backups.archive import make
            from storage.backups.erasures import FOLDER, Journal

            made = make(url, where.folder / name, why="upgrade", secret=where.secret)
            Journal(where.folder / FOLDER).begin(made.made_at)
        if make_url(url).get_backend_name() == "sqlite":
            return _migrate_sqlite(url)
        return asyncio.run(_migrate_postgresql(url))


def _older(url: str) -> str | None:
    """The revision that is there, where this code knows a newer one."""
    if make_url(url).get_backend_name() == "sqlite":
        path = make_url(url).database
        if not path or not Path(path).exists():
            return None
        engine = create_engine(url)
        try:
            with engine.begin() as connection:
                current = current_revision(connection)
        finally:
            engine.dispose()
    else:
        current = asyncio.run(_current_on_server(url))
    return current if current in revisions()[:-1] else None


async def _current_on_server(url: str) -> str | None:
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(current_revision)
    finally:
        await engine.dispose()


async def _migrate_postgresql(url: str) -> str | None:
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            return await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _migrate_sqlite(url: str) -> str | None:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("PRAGMA journal_mode = WAL"))
            connection.execute(text("PRAGMA secure_delete = ON"))  # a table that is made anew leaves no old rows behind
            return _upgrade(connection)
    finally:
        engine.dispose()


def revisions() -> tuple[str, ...]:
    """The revisions that this code knows, oldest first: the files are numbered."""
    return tuple(path.stem.partition("_")[0] for path in sorted((_FOLDER / "versions").glob("[0-9]*.py")))


def current_revision(connection: Connection) -> str | None:
    """The revision of the tables that are there; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> str | None:
    known = revisions()
    current = current_revision(connection)
    if current == known[-1]:
        return None
    if current is not None and current not in known:
        raise NewerDatabase(current)
    if current is None and not inspect(connection).get_table_names():
        _begin(connection, known[-1])
    else:
        build_tables(connection)
    return known[-1]


def _begin(connection: Connection, revision: str) -> None:
    """All tables at once, marked in Alembic's own way as those of that revision."""
    from storage.tables import metadata

    metadata.create_all(connection, checkfirst=False)
    version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
    version.create(connection, checkfirst=False)
    connection.execute(version.insert().values(version_num=revision))


def build_tables(connection: Connection, revision: str = "head") -> None:
    """Lead the tables on to that revision by the migrations, within the open transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    attributes: Any = config.attributes
    attributes["connection"] = connection
    command.upgrade(config, revision)
