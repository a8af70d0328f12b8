"""Open a database and give out transactions: SQLite behind a fair turnstile, PostgreSQL from a pool, one code for both.

On SQLite a statement takes microseconds and is executed where it stands; only the commit, which waits for the disk
(WAL, `synchronous=FULL`), goes to a thread. Who only reads, and reads much, asks for `reading()`: it sees one moment,
runs in a thread and holds nobody up.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import CursorResult, Engine, Executable, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool, StaticPool

from storage.address import from_anywhere
from storage.prepared import prepared

if TYPE_CHECKING:  # at run time only PostgreSQL needs it: 7 MB, and a tenth of a second at every start
    from filelock import BaseFileLock
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BUSY_SECONDS = 30
"""How long a transaction waits for another *process* that writes to the same SQLite file."""

Rows = CursorResult[*tuple[Any, ...]]
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


class Connection(Protocol):
    """What a shelf may do with the open transaction."""

    dialect: str

    async def execute(self, statement: Executable, parameters: Parameters = None) -> Rows: ...

    async def write(self, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute an INSERT, UPDATE or DELETE once per row, in their order; all rows have the same keys."""
        ...


class _Inline:
    """SQLite: statements run at once in the loop's thread, or in a worker thread for who only reads."""

    dialect = "sqlite"

    def __init__(self, connection: SyncConnection, *, threaded: bool) -> None:
        self._connection = connection
        self._threaded = threaded

    async def execute(self, statement: Executable, parameters: Parameters = None) -> Rows:
        if self._threaded:
            return await asyncio.to_thread(self._connection.execute, statement, parameters)
        return self._connection.execute(statement, parameters)

    async def write(self, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        if not rows:
            return
        raw: Any = self._connection.connection.driver_connection
        many = prepared(statement, tuple(rows[0]), self._connection.dialect)
        raw.executemany(many.sql, many.values(rows))


class _Pooled:
    """PostgreSQL over asyncpg."""

    dialect = "postgresql"

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Parameters = None) -> Rows:
        return await self._connection.execute(statement, parameters)

    async def write(self, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._connection.execute(statement, rows)


class Database:
    """A place to keep things. `owner` names this process in leases, to tell the living from the dead."""

    dialect: str
    url: str
    """By which another process opens it; it may hold a password."""

    def __init__(self) -> None:
        self.owner = secrets.randbelow(2**31 - 1) + 1

    @staticmethod
    async def open(url: str) -> Database:
        """Connect to «sqlite:///path» or «postgresql://…»; tables are the migrations' business."""
        kind = make_url(url).get_backend_name()
        opened: Database
        if kind == "sqlite":
            opened = await asyncio.to_thread(_SQLite, url)
        elif kind == "postgresql":
            opened = await _Postgres.connect(url)
        else:
            raise ValueError(f"no such kind of database: {kind}")
        opened.url = from_anywhere(url)
        return opened

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        """A transaction: committed when the block ends, undone when it raises."""
        raise NotImplementedError
        yield

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A transaction that only reads: it sees one moment, and neither waits for writers nor makes them wait."""
        raise NotImplementedError
        yield

    async def the_dead(self, owners: Sequence[int]) -> list[int]:
        """Which of these lease holders are no longer running."""
        raise NotImplementedError

    async def show_life(self) -> None:
        """Let other processes see that this owner lives, until the process ends, however it ends."""
        raise NotImplementedError

    @property
    def beside(self) -> Path | None:
        """Where small files about this database lie beside it; None where it is no file of ours."""
        return None

    async def scrub(self) -> bool:
        """What was deleted or written over is not left in the database's files, either, as far as we can do that.

        False when a reader was in the way: try again later.
        """
        raise NotImplementedError

    async def birth(self) -> str | None:
        """What changes when a server's database is made anew from a backup; None where only a file could tell."""
        return None

    async def close(self) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _SQLite(Database):
    dialect = "sqlite"

    def __init__(self, url: str) -> None:
        super().__init__()
        path = make_url(url).database
        self._path = path if path and path != ":memory:" else None
        self._life: BaseFileLock | None = None
        if self._path is not None:
            Path(self._path).parent.mkdir(parents=True, exist_ok=True)
        arguments = {"check_same_thread": False, "timeout": 0}
        self._engine: Engine = create_engine(url, poolclass=StaticPool, connect_args=arguments)
        event.listen(self._engine, "connect", _prepare)
        self._connection = self._engine.connect()
        self._readers: Engine = create_engine(url, poolclass=NullPool, connect_args=arguments)
        event.listen(self._readers, "connect", _prepare_reader)
        # asyncio.Lock wakes its waiters in the order they came: SQLite's own busy-wait is unfair and starves some.
        self._turnstile = asyncio.Lock()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        async with self._turnstile:
            raw: Any = self._connection.connection.driver_connection
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                # Another process (the command line) is writing: wait for it, but not in the loop's thread.
                await asyncio.to_thread(_begin_patiently, raw)
            try:
                yield _Inline(self._connection, threaded=False)
            except BaseException:
                if raw.in_transaction:
                    raw.execute("ROLLBACK")
                self._connection.rollback()
                raise
            await self._commit(raw)

    async def _commit(self, raw: Any) -> None:
        """Wait for the disk in a thread. Whoever is cancelled meanwhile still leaves a finished commit behind."""
        commit = asyncio.ensure_future(asyncio.to_thread(raw.execute, "COMMIT"))
        try:
            await asyncio.shield(commit)
        except asyncio.CancelledError:
            await commit
            raise
        finally:
            if commit.done() and commit.exception() is not None and raw.in_transaction:
                raw.execute("ROLLBACK")
            self._connection.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        connection = await asyncio.to_thread(self._readers.connect)
        try:
            raw: Any = connection.connection.driver_connection
            raw.execute("BEGIN")  # deferred: the first statement chooses the moment, the others stay in it
            yield _Inline(connection, threaded=True)
        finally:
            await asyncio.to_thread(connection.close)

    async def the_dead(self, owners: Sequence[int]) -> list[int]:
        # One process at a time serves a SQLite file (cli/serve.py holds its lock), so every other owner is a former
        # one – but a command may work beside it, and whoever holds a named lease shows its life.
        return [owner for owner in owners if owner != self.owner and not self._lives(owner)]

    async def show_life(self) -> None:
        if self._path is not None and self._life is None:
            self._life = _life_of(self._path, self.owner)
            self._life.acquire()

    @property
    def beside(self) -> Path | None:
        return Path(self._path) if self._path is not None else None

    def _lives(self, owner: int) -> bool:
        if self._path is None or not Path(f"{self._path}.life-{owner}").exists():
            return False
        life = _life_of(self._path, owner)
        try:
            with life:
                _forget(life)  # left behind by one who died
        except TimeoutError:
            return True
        return False

    def _end_life(self) -> None:
        if self._life is not None:
            _forget(self._life)
            self._life.release()
            self._life = None

    async def scrub(self) -> bool:
        # The old pages still stand in the write-ahead log until it is carried over and cut to nothing.
        async with self._turnstile:
            raw: Any = self._connection.connection.driver_connection
            done = await asyncio.to_thread(_cut_log, raw)
            self._connection.commit()
        return done

    async def close(self) -> None:
        self._end_life()
        async with self._turnstile:
            self._connection.close()
            self._engine.dispose()
            self._readers.dispose()


def _life_of(path: str, owner: int) -> BaseFileLock:
    """A lock that the system takes from a process when it ends, even by kill −9."""
    from filelock import FileLock

    return FileLock(f"{path}.life-{owner}", timeout=0, thread_local=False)


def _forget(life: BaseFileLock) -> None:
    """Let no file stay behind; Windows keeps one that somebody holds, and it does no harm."""
    with suppress(PermissionError):
        Path(life.lock_file).unlink(missing_ok=True)


def _cut_log(raw: Any) -> bool:
    raw.execute("PRAGMA busy_timeout = 500")  # everybody who writes waits for us meanwhile
    try:
        ((busy, _, _),) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return not busy
    finally:
        raw.execute("PRAGMA busy_timeout = 0")


def _begin_patiently(raw: Any) -> None:
    raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    try:
        raw.execute("BEGIN IMMEDIATE")
    finally:
        raw.execute("PRAGMA busy_timeout = 0")


def _prepare(raw: Any, _record: object) -> None:
    # We say BEGIN and COMMIT ourselves; the driver's implicit ones would begin too late.
    raw.isolation_level = None
    raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA secure_delete = ON")  # what is deleted or written over is zeroes in the file
    raw.execute("PRAGMA busy_timeout = 0")


def _prepare_reader(raw: Any, _record: object) -> None:
    raw.isolation_level = None
    raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    raw.execute("PRAGMA query_only = ON")


class _Postgres(Database):
    dialect = "postgresql"

    _LIVES = 0x7401  # the class of the advisory locks by which a process shows that it lives

    def __init__(self, engine: AsyncEngine, life: AsyncConnection) -> None:
        super().__init__()
        self._engine = engine
        self._life = life

    @classmethod
    async def connect(cls, url: str) -> Database:
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"), pool_size=8, max_overflow=4, pool_pre_ping=False
        )
        life = await engine.connect()
        self = cls(engine, life)
        await life.execute(text("SELECT pg_advisory_lock(:kind, :owner)"), {"kind": cls._LIVES, "owner": self.owner})
        await life.commit()
        return self

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        async with self._engine.begin() as connection:
            yield _Pooled(connection)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        async with self._engine.connect() as connection:
            await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield _Pooled(connection)

    async def the_dead(self, owners: Sequence[int]) -> list[int]:
        dead = []
        async with self._engine.begin() as connection:
            for owner in owners:
                if owner == self.owner:
                    continue
                values = {"kind": self._LIVES, "owner": owner}
                free = await connection.scalar(text("SELECT pg_try_advisory_xact_lock(:kind, :owner)"), values)
                if free:
                    dead.append(owner)
        return dead

    async def show_life(self) -> None:
        """The connection that `connect` opened does."""

    async def birth(self) -> str | None:
        # Of the whole server, of the database, of a table (a dump loaded over an emptied one), of the timeline (a
        # base backup rolled forward, or a standby that took over).
        asked = (
            "SELECT (SELECT system_identifier FROM pg_control_system()), "
            "(SELECT oid FROM pg_database WHERE datname = current_database()), "
            "'tasks'::regclass::oid, (SELECT timeline_id FROM pg_control_checkpoint())"
        )
        async with self._engine.begin() as connection:
            row = (await connection.execute(text(asked))).one()
        return ":".join(str(part) for part in row)

    async def scrub(self) -> bool:
        # Dead versions of rows go; their places in the files are used again for others.
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text("VACUUM"))
        return True

    async def close(self) -> None:
        await self._life.close()
        await self._engine.dispose()
