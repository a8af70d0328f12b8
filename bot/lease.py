"""«Only one process does this»: what a channel asks for before it polls, or refreshes a token."""

from __future__ import annotations

from typing import Protocol


class Lease(Protocol):
    """Named leases among the processes that share a database. `bot/leasing.py` keeps them there.

    A lease has no end: it is held until it is dropped or its holder is proven dead, so a slow holder never loses it.
    Within one process it keeps nobody out; there an `asyncio.Lock` does.
    """

    async def take(self, name: str) -> bool:
        """Whether this process holds it now: it was ours already, free, or its holder's, who is dead.

        Cheap when it is ours or a living other's (no write), so ask again whenever it matters: after the database was
        away for a while, somebody else may hold it.
        """
        ...

    async def drop(self, name: str) -> None:
        """Let the next one have it; nothing happens when it is not ours."""
        ...
