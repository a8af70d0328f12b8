"""Know at a start whether this database is older than what was already done with it: a backup that was put back.

What the lost rows had said can then not be known, so whoever speaks asks a person first about all that fell due
between the backup and that moment. What `trolyso restore` put back says so itself. Other ways are noticed, too: a
SQLite file is compared with a small file beside it (`….mark`), which counts the rounds in which tasks were taken and is
written before they are run; it must not be put into backups. A PostgreSQL database carries numbers that change when it
is made anew from a dump or rolled forward from a base backup.
"""

from __future__ import annotations

import asyncio
import json
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from storage.database import Database
from storage.tx import Tx

_ROUND, _BIRTH, _DOUBT = "taken", "birth", "doubt"
RESTORED = "restored"
"""The note that `trolyso restore` leaves in a database, until its bot has read it."""


def mark_of(database: Path) -> Path:
    """The small file beside a SQLite database."""
    return Path(f"{database}.mark")


class Doubt(NamedTuple):
    """What fell due after the first moment and not after the second may have been said, by rows that are lost."""

    since: datetime
    until: datetime

    def __contains__(self, moment: object) -> bool:
        return isinstance(moment, datetime) and self.since < moment <= self.until


class Generation:
    """One per process; `wake` once at its start, `step` and `mark` whenever tasks are taken."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file = mark_of(database.beside) if database.beside is not None else None

    async def wake(self, tx: Tx, now: datetime) -> Doubt | None:
        """What became doubtful because the database is an older one; None in ordinary life. Kept for `doubt`."""
        taken = await tx.notes.get(_ROUND)
        birth = await self._database.birth()
        known = await tx.notes.get(_BIRTH)
        if birth is not None and birth != known:
            await tx.notes.put(_BIRTH, birth)
        restored = await tx.notes.get(RESTORED)
        if restored:
            await tx.notes.put(RESTORED, None)
        if taken is None:
            return None  # nothing was ever taken from it
        until: datetime | None = None
        if restored:
            until = now
        elif birth is not None:
            until = now if known is not None and birth != known else None
        elif self._file is not None:
            until = await self._ahead(tx, int(taken["round"]), now)
        if until is None:
            return None
        doubt = Doubt(datetime.fromisoformat(taken["at"]), until)
        await tx.notes.put(_DOUBT, [moment.isoformat() for moment in doubt])
        return doubt

    async def _ahead(self, tx: Tx, round_: int, now: datetime) -> datetime | None:
        """Until when an older life went on, where the file beside the database knows of more rounds than it does."""
        assert self._file is not None
        kept = await asyncio.to_thread(_read, self._file)
        if kept is None:
            return now  # the file is gone: the database was carried here without it
        further, at = kept
        if further <= round_:
            return None
        await tx.notes.put(_ROUND, {"round": further, "at": at.isoformat()})
        return at

    async def step(self, tx: Tx, now: datetime) -> int:
        """Tasks are taken in this transaction; returns the round's number for `mark`."""
        taken = await tx.notes.get(_ROUND)
        round_ = (int(taken["round"]) if taken else 0) + 1
        await tx.notes.put(_ROUND, {"round": round_, "at": now.isoformat()})
        return round_

    async def mark(self, round_: int, now: datetime) -> None:
        """That transaction is on the disk, and what it took is about to be run."""
        if self._file is not None:
            await asyncio.to_thread(_write, self._file, round_, now)


async def doubt(tx: Tx) -> Doubt | None:
    """What the last restored backup left doubtful."""
    kept = await tx.notes.get(_DOUBT)
    return Doubt(*(datetime.fromisoformat(moment) for moment in kept)) if kept else None


def _read(path: Path) -> tuple[int, datetime] | None:
    try:
        kept = json.loads(path.read_text(encoding="ascii"))
        return int(kept["round"]), datetime.fromisoformat(kept["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, round_: int, now: datetime) -> None:
    """Whole or not at all, and on the disk."""
    beside = path.with_name(f"{path.name}.new-{os.getpid()}")
    with beside.open("w", encoding="ascii") as file:
        json.dump({"round": round_, "at": now.isoformat()}, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
