"""Tell a failure of the moment – a deadlock, a full disk, a lost connection – from one that would come again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_SQLSTATES = ("08", "40", "53", "57P", "55P03")
"""PostgreSQL: connection, rolled back (deadlock), out of resources, shutting down, lock not available."""
_SQLITE = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
)


def passing(fault: BaseException) -> bool:
    """Whether the database, not what was asked of it, is at fault: the same may well succeed a moment later."""
    if isinstance(fault, ConnectionError | PoolTimeout):
        return True
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return True
    for cause in _causes(fault):
        if isinstance(cause, sqlite3.Error):
            return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE
        state = getattr(cause, "sqlstate", None)
        if isinstance(state, str):
            return state.startswith(_SQLSTATES)
    return False


def _causes(fault: BaseException) -> Iterator[BaseException]:
    """The failure and what the database's driver said, nearest first."""
    yield fault
    if isinstance(fault, DBAPIError) and fault.orig is not None:
        yield fault.orig
        if fault.orig.__cause__ is not None:
            yield fault.orig.__cause__
