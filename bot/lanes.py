"""A lane: chats to look into, one round after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from bot.clock import Clock
from storage.inbox import Place

log = logging.getLogger("trolyso.receive")

ROUND = 64
"""How many chats one round attends to."""
MOST, LEAST = 4 * ROUND, 8
"""How many updates one round takes up."""


class Worked(NamedTuple):
    """What one round came to: how many updates it answered, and whether more may wait in its chats."""

    answered: int
    more: bool


class Lane:
    """Chats to look into, one round after the other. Knocking is never lost: the set outlives the round.

    A round that had no time for all that it took up has loaded the rest in vain: the next takes up what that one got
    done, twice. So a backlog costs what its updates cost, however long it is.
    """

    def __init__(
        self, round_: Callable[[Sequence[Place], int], Awaitable[Worked]], alone: Callable[[Place], Awaitable[None]]
    ) -> None:
        self._round = round_
        self._alone = alone
        self._limit = MOST
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
            worked = await self._round(places, self._limit)
            if worked.more:
                self._limit = min(max(2 * worked.answered, LEAST), MOST)
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
