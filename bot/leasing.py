"""Named leases in the database: a channel sees a Lease, storage sees plain values."""

from __future__ import annotations

from bot.clock import Clock
from storage.database import Database
from storage.tx import begin, reading


class StoredLease:
    """A Lease over the shelf of leases; this process is its database's `owner`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, name: str) -> bool:
        """Whether this process holds it now."""
        me = self._database.owner
        async with reading(self._database) as tx:
            holder = await tx.leases.holder(name)
        if holder == me:
            return True
        if holder is not None and not await self._database.the_dead([holder]):
            return False
        # Whoever may be proven dead must first be seen alive: others ask only for names that stand in the table.
        await self._database.show_life()
        async with begin(self._database) as tx:
            if holder is not None:
                return await tx.leases.inherit(name, holder, me, self._clock.now())
            return await tx.leases.take(name, me, self._clock.now())

    async def drop(self, name: str) -> None:
        """Let the next one have it."""
        async with begin(self._database) as tx:
            await tx.leases.drop(name, self._database.owner)
