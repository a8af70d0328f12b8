"""Bring a database's tables up to date with the code, at every start.

The migrations are Alembic's (`storage/migrations/versions`); it is only imported when there is something to do.
"""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x7402  # the advisory lock under which one process migrates while others wait
_ONE_AT_A_TIME = threading.Lock()  # within a process: Alembic keeps the migration under way in a global of its module


class NewerDatabase(Exception):
    """The database was written by a newer version of the bot."""


async def migrate(url: str) -> str | None:
    """Upgrade to the newest tables; returns the new revision, or None when nothing was to be done.

    Raises NewerDatabase when the database is ahead of this code.
    """
    return await asyncio.to_thread(upgraded, url)


def upgraded(url: str) -> str | None:
    """`migrate` for a thread in which no loop runs."""
    with _ONE_AT_A_TIME:
        if make_url(url).get_backend_name() == "sqlite":
            return _migrate_sqlite(url)
        return asyncio.run(_migrate_postgresql(url))


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
            return _upgrade(connection)
    finally:
        engine.dispose()


def revisions() -> tuple[str, ...]:
    """The revisions that this code knows, oldest first: the files are numbered."""
    return tuple(path.stem.partition("_")[0] for path in sorted((_FOLDER / "versions").glob("[0-9]*.py")))


def _upgrade(connection: Connection) -> str | None:
    known = revisions()
    current = None
    if inspect(connection).has_table("alembic_version"):
        current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if current == known[-1]:
        return None
    if current is not None and current not in known:
        raise NewerDatabase(current)
    _alembic(connection)
    return known[-1]


def _alembic(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    attributes: Any = config.attributes
    attributes["connection"] = connection
    command.upgrade(config, "head")
