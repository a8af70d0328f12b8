"""The platform's own books: every update that it handed over, and every message that it showed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.telegram import LoopbackTelegram
from tests.support.telegram.people import BotAccount


@dataclass(frozen=True, slots=True)
class Update:
    """Somebody's message as the platform numbered it."""

    id: int
    chat: int
    user: int
    text: str
    sent_at: int

    @property
    def private(self) -> bool:
        return self.chat > 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot's that the platform showed."""

    chat: int
    message: int | str
    text: str


@dataclass
class Ledger:
    """What the platform knows for certain, whatever became of the bot."""

    updates: list[Update] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    deliveries: Counter[int] = field(default_factory=Counter)
    pending: int = 0
    wrong: list[str] = field(default_factory=list)
    """What the platform itself complains of."""

    @property
    def redeliveries(self) -> int:
        return sum(times - 1 for times in self.deliveries.values())

    def write(self, path: Path) -> None:
        """All of it as lines of JSON, for whoever looks into a failure."""
        lines = [{"update": one.id, "chat": one.chat, "text": one.text, "at": one.sent_at} for one in self.updates]
        lines += [{"shown": one.message, "chat": one.chat, "text": one.text} for one in self.shown]
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


class LedgerTelegram(LoopbackTelegram):
    """The loopback Telegram, which counts every delivery and can deliver an old update once more."""

    def __init__(self, *, now: Callable[[], datetime], redeliver: float, seed: int) -> None:
        super().__init__(now=now, redeliver=redeliver, seed=seed)
        self.updates: list[Update] = []
        self.deliveries: Counter[int] = Counter()
        self._bodies: list[tuple[int, dict[str, Any]]] = []
        self._count_polls()
        self._count_posts()

    def push(self, bot: BotAccount, update: dict[str, Any], chat: int) -> int:
        number = super().push(bot, update, chat)
        message = update.get("message")
        if number and message is not None and "update_id" not in update:
            who = message["from"]["id"]
            self.updates.append(Update(number, chat, who, message["text"], message["date"]))
            self._bodies.append((chat, {"update_id": number, **update}))
        return number

    def repeats(self, back: int) -> None:
        """Hand the update before so many others over once more, under its old number."""
        if self._bodies:
            chat, update = self._bodies[-min(back, len(self._bodies))]
            self.push(self.bot, update, chat)

    def ledger(self) -> Ledger:
        shown = [Shown(said.chat, said.message_id, said.text) for said in self.sent]
        return Ledger(list(self.updates), shown, Counter(self.deliveries), len(self.bot.pending))

    def _count_polls(self) -> None:
        asked = self._api.methods["getupdates"]

        async def counted(bot: BotAccount, fields: dict[str, Any]) -> Any:
            updates = await asked(bot, fields)
            self.deliveries.update(update["update_id"] for update in updates)
            return updates

        self._api.methods["getupdates"] = counted

    def _count_posts(self) -> None:
        post = self.delivery.post

        async def counted(bot: BotAccount, update: dict[str, Any]) -> bool:
            taken = await post(bot, update)
            self.deliveries[update["update_id"]] += taken
            return taken

        self.delivery.post = counted  # type: ignore[method-assign,assignment]
