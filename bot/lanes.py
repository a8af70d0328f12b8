"""A lane: chats to look into, one round after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.clock import Clock
from storage.inbox import Place

log = logging.getLogger("trolyso.receive")

ROUND = 64
"""How many chats one round attends to."""


class Lane:
    """Chats to look into, one round after the other. Knocking is never lost: the set outlives the round."""

    def __init__(
        self, round_: Callable[[Sequence[Place], int], Awaitable[bool]], alone: Callable[[Place], Awaitable[None]]
    ) -> None:
        self._round = round_
        self._alone = alone
        self._places: dict[Place, None] = {}
        self._knocked = asyncio.Event()

    def knock(self, place: Place) -> None:
        self._places[place] = None
        self._knocked.set()

    async def run(self, clock: Clock) -> None:
        while True:
            try:
                worked = await self.once()
            except Exception:
                # The database itself is away: nothing was answered, nothing is forgotten.
                log.exception("cannot answer", extra={"action": "answer-outage"})
                await clock.wait(1)
                continue
            if not worked:
                self._knocked.clear()
                # No await between the look and the clearing above: a knock meanwhile cannot be missed.
                await self._knocked.wait()

    async def once(self) -> bool:
        """One round; False when nobody had knocked."""
        places = list(self._places)[:ROUND]
        if not places:
            return False
        for place in places:
            del self._places[place]
        try:
            if await self._round(places, 4 * ROUND):
                for place in places:
                    self.knock(place)
        except Exception:
            log.warning("round undone", extra={"action": "round-undone", "chats": len(places)})
            while places:
                try:
                    await self._alone(places[0])
                except Exception:
                    for place in places:
                        self.knock(place)
                    raise
                places.pop(0)
        return True
