"""Do something with a database from outside the bot, as plain blocking code, the same for both kinds."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from storage.backups.faults import Spoilt

T = TypeVar("T")
PATIENCE = 30
"""Seconds to wait for another process that writes."""


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None for a server's."""
    known = make_url(url)
    if known.get_backend_name() != "sqlite":
        return None
    if not known.database or known.database == ":memory:":
        raise ValueError("a database in memory has no backups")
    return Path(known.database)


def at_one_moment(url: str, work: Callable[[Connection], T], scratch: Path) -> T:
    """Let `work` read the database as it stood at one moment; writers go on meanwhile.

    Of a SQLite file a copy is made and looked through first: Spoilt when the file itself is damaged.
    """
    path = file_of(url)
    if path is None:
        return asyncio.run(_on_server(url, work, reads_only=True))
    with _copied(path, scratch) as copy, _file(copy) as connection:
        return work(connection)


def changing(url: str, work: Callable[[Connection], T]) -> T:
    """Let `work` change the database in one transaction: all of it or nothing."""
    path = file_of(url)
    if path is None:
        return asyncio.run(_on_server(url, work, reads_only=False))
    with _file(path) as connection:
        return work(connection)


@contextmanager
def _copied(path: Path, scratch: Path) -> Iterator[Path]:
    if not path.is_file():
        raise FileNotFoundError(2, "no database", str(path))
    scratch.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".copy-", dir=scratch) as folder:  # for its owner alone
        copy = Path(folder) / "copy.sqlite3"
        source = sqlite3.connect(path.absolute().as_uri() + "?mode=ro", uri=True, timeout=PATIENCE)
        target = sqlite3.connect(copy)
        try:
            source.backup(target)  # all pages in one step: one moment, and nobody waits for us
            target.execute("PRAGMA journal_mode = DELETE")
            found = target.execute("PRAGMA quick_check(1)").fetchone()
            if found is None or found[0] != "ok":
                raise Spoilt("database")
        except sqlite3.DatabaseError as fault:
            raise Spoilt(f"database: {fault}") from None
        finally:
            target.close()
            source.close()
        yield copy


@contextmanager
def _file(path: Path) -> Iterator[Connection]:
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")  # no copy of a row stays where a page was split
            yield connection
    finally:
        engine.dispose()


async def _on_server(url: str, work: Callable[[Connection], T], *, reads_only: bool) -> T:
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            if reads_only:
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with connection.begin():
                return await connection.run_sync(work)
    finally:
        await engine.dispose()
