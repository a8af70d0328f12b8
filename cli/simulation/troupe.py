"""What all who play share: the stage, redeliveries by the platform, what was counted and what was odd."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from bot.types import Incoming
from cli.simulation.stage import Chat, Heard, Stage

SORRY = "cháu bị lỗi"


@dataclass
class Troupe:
    """Lets people speak; one update in five reaches the bot twice."""

    stage: Stage
    random: Random
    counted: Counter[str] = field(default_factory=Counter)
    """What happened today."""
    oddities: list[str] = field(default_factory=list)
    asked_back: list[tuple[str, str]] = field(default_factory=list)
    """Lines that were not understood at once, with what the bot said."""
    last: str = ""
    _later: list[Incoming] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.stage.clock.now()

    async def says(self, who: Chat, text: str, **more: Any) -> list[Heard]:
        """Somebody types; what the bot says there."""
        self.last = text
        return await self._deliver(self.stage.update(who, text=text, **more))

    async def presses(self, who: Chat, payload: str) -> list[Heard]:
        """Somebody presses a button."""
        return await self._deliver(self.stage.update(who, choice=payload))

    async def _deliver(self, update: Incoming) -> list[Heard]:
        await self.flush(0.5)
        heard = await self.stage.deliver(update)
        for one in heard:
            if SORRY in one.text:
                self.odd(f"bot báo lỗi khi nghe «{self.last[:80]}»")
        if self.random.random() < 0.2:
            self._later.append(update)
            await self.flush(0.4)
        return heard

    async def flush(self, chance: float = 1.0) -> None:
        """Let the platform repeat what it still wants to repeat."""
        while self._later and self.random.random() < chance:
            update = self._later.pop()
            self.count("gửi lặp")
            if await self.stage.repeat(update):
                self.odd(f"trả lời hai lần cho một tin: «{update.text or update.choice}»")

    def count(self, what: str) -> None:
        self.counted[what] += 1

    def odd(self, what: str) -> None:
        """Something that must not be."""
        self.oddities.append(f"{self.now:%d/%m %H:%M} – {what}")

    def misunderstood(self, line: str, answer: str) -> None:
        self.count("phải gõ lại")
        self.asked_back.append((line, answer))
