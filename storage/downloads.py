"""Files made for one person to take along, each behind a link of its own that is known by its digest only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from storage.database import Connection
from storage.tables import downloads


@dataclass(frozen=True, slots=True)
class Download:
    """A file, whose it is, and what of the campaign is in it."""

    person: int
    path: str
    name: str
    mime: str
    areas: tuple[str, ...]
    """The leaf areas in it: who may not see all of them any more does not get it."""
    officers_only: bool
    expires_at: datetime


_TABLE = downloads.c
_COLUMNS = (
    _TABLE.person,
    _TABLE.path,
    _TABLE.name,
    _TABLE.mime,
    _TABLE.areas,
    _TABLE.officers_only,
    _TABLE.expires_at,
)
_BY_DIGEST = select(*_COLUMNS).where(_TABLE.digest == bindparam("sum"))
_DROP = delete(downloads).where(_TABLE.expires_at <= bindparam("at")).returning(_TABLE.path)


class Downloads:
    """Keep what was made, find it by its link, drop what is over."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(self, digest: str, file: Download, at: datetime) -> None:
        values = {
            "digest": digest,
            "person": file.person,
            "path": file.path,
            "name": file.name,
            "mime": file.mime,
            "areas": list(file.areas),
            "officers_only": file.officers_only,
            "made_at": at,
            "expires_at": file.expires_at,
        }
        await self._connection.execute(insert(downloads), values)

    async def of(self, digest: str) -> Download | None:
        """The file behind a link, also one that is over."""
        row = (await self._connection.execute(_BY_DIGEST, {"sum": digest})).first()
        if row is None:
            return None
        person, path, name, mime, areas, officers_only, expires_at = row
        return Download(person, path, name, mime, tuple(areas), officers_only, expires_at)

    async def drop_expired(self, at: datetime) -> list[str]:
        """Forget the links that are over; returns where their files lie."""
        rows = await self._connection.execute(_DROP, {"at": at})
        return [str(row[0]) for row in rows]
