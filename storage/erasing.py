"""Erase somebody so that no older copy of the database brings them back: first the journal, then the rows.

Whoever stops between the two is erased at the next start: the journal then tells of more than the database knows.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime

from storage.backups.erasures import KEY, SEEN, Journal, mark_of, new_key
from storage.database import Database
from storage.people import Person
from storage.tx import Tx, begin, reading

log = logging.getLogger("trolyso.privacy")


@dataclass(frozen=True, slots=True)
class Again:
    """Who was erased once more, by their numbers, and how many of them had a duty."""

    people: tuple[int, ...] = ()
    with_duty: int = 0
    blind: bool = False
    """The copy was made before there was a journal: nobody in it can be known again."""


async def note(database: Database, journal: Journal | None, person: Person, at: datetime) -> None:
    """Write into the journal that this person is erased. Raises OSError when it cannot be kept anywhere."""
    if journal is not None:
        async with begin(database) as tx:
            key = await tx.notes.once(KEY, new_key())
        await asyncio.to_thread(journal.add, mark_of(key, person.channel, person.author), at)


async def erase(tx: Tx, person: Person, at: datetime) -> None:
    """Everything about them goes, in this transaction; it is in the journal already."""
    await tx.privacy.erase(person, at)
    await _seen(tx, at)


async def erase_returned(database: Database, journal: Journal, at: datetime) -> Again:
    """Erase again whom an older copy of the database brought back, before anybody answers or sends over it.

    Does nothing where the database knows of all that the journal tells. Who wrote again after they were erased stays.
    """
    marks = await asyncio.to_thread(journal.read)
    if not marks:
        return Again()
    newest = max(marks.values())
    async with reading(database) as tx:
        seen, key = await tx.notes.get(SEEN), await tx.notes.get(KEY)
        if not key or (seen and datetime.fromisoformat(seen) >= newest):
            return Again(blind=not key)
        known = await tx.privacy.known(newest)
    back = [one for one in known if (gone := marks.get(mark_of(key, one.channel, one.author))) and one.since <= gone]
    async with begin(database) as tx:
        for one in back:
            await tx.people.meet({(one.channel, one.author): ("", one.chat)}, at)  # of some only words were kept yet
        found = await tx.people.of([(one.channel, one.author) for one in back])
        for person in found.values():
            await tx.privacy.erase(person, at, at_rest=True)
            await tx.audit.add(f"{person.channel}:", "erased", {"person": person.id, "again": True}, at)
        await _seen(tx, newest)
    if found:
        log.warning("erased again", extra={"action": "erased-again", "count": len(found)})
        await database.scrub()
    return Again(tuple(sorted(person.id for person in found.values())), sum(bool(p.duties) for p in found.values()))


async def _seen(tx: Tx, at: datetime) -> None:
    kept = await tx.notes.get(SEEN)
    if not kept or datetime.fromisoformat(kept) < at:
        await tx.notes.put(SEEN, at.isoformat())
