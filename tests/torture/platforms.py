"""The platforms on which the ledger test is played: each a loopback server with books, and the bot's settings for it.

The checker and the talk know people, places and updates by numbers; a platform whose ids are no numbers translates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.support import telegram, zalo_bot
from tests.support.zalo_bot import BotAccount, LoopbackZaloBot, opaque
from tests.torture.books import Books, Row
from tests.torture.ledger import Ledger, LedgerTelegram, Shown, Update

MENTION = f"@{telegram.USERNAME} "


class LedgerZaloBot(LoopbackZaloBot):
    """The loopback Zalo Bot Platform, which counts every delivery and can deliver an old update once more."""

    def __init__(self, *, now: Callable[[], datetime], redeliver: float, seed: int) -> None:
        super().__init__(now=now, redeliver=redeliver, seed=seed)
        self.updates: list[Update] = []
        self.deliveries: Counter[int] = Counter()
        self._numbers_of: dict[str, int] = {}
        self._names: dict[str, int] = {}
        self._bodies: list[tuple[str, dict[str, Any]]] = []
        self._count_posts()

    def known(self, number: int) -> str:
        """The id of a person or group, remembered for the way back."""
        self._names[opaque(number)] = number
        return opaque(number)

    def number_of(self, id: str) -> int:
        return self._names[id]

    def event_of(self, event: str) -> int:
        """The number of an update by the key under which the bot keeps it."""
        return self._numbers_of.get(event.partition(":")[2], -1)

    def push(self, bot: BotAccount, event: str, message: dict[str, Any]) -> str:
        number = message["message_id"]
        if number not in self._numbers_of:
            self._numbers_of[number] = len(self.updates) + 1
            self.updates.append(
                Update(
                    len(self.updates) + 1,
                    self._names[message["chat"]["id"]],
                    self._names[message["from"]["id"]],
                    message["text"].replace(f"@{bot.name} ", MENTION),
                    message["date"] // 1000,
                )
            )
            self._bodies.append((event, message))
        return super().push(bot, event, message)

    def repeats(self, back: int) -> None:
        """Hand the update before so many others over once more, under its old number."""
        if self._bodies:
            self.push(self.bot, *self._bodies[-min(back, len(self._bodies))])

    def ledger(self) -> Ledger:
        shown = [Shown(self._names[said.chat], said.message_id, said.text) for said in self.sent]
        return Ledger(list(self.updates), shown, Counter(self.deliveries), len(self.bot.pending))

    def translated(self, books: Books) -> Books:
        """The bot's books, with our numbers in the place of Zalo's ids."""

        def plain(row: Row) -> Row:
            ids = {key: self._names.get(row[key], -1) for key in ("chat", "author") if row.get(key) is not None}
            found = {**row, **{key: str(value) for key, value in ids.items()}}
            return {**found, "event": str(self.event_of(row["event"]))} if "event" in row else found

        return replace(
            books,
            inbox=[plain(row) for row in books.inbox],
            outbox=[plain(row) for row in books.outbox],
            reports=[plain(row) for row in books.reports],
        )

    def _count_posts(self) -> None:
        post = self.delivery.post

        async def counted(bot: BotAccount, inner: dict[str, Any]) -> bool:
            taken = await post(bot, inner)
            self.deliveries[self._numbers_of[inner["message"]["message_id"]]] += taken
            return taken

        self.delivery.post = counted  # type: ignore[assignment,method-assign]


@dataclass(frozen=True)
class Platform:
    """One entry of the table."""

    channel: str
    token: str
    server: Callable[..., Any]
    mention: str
    polls: bool
    """Whether the bot may also be killed while polling: only where the platform hands over again what was not kept."""

    def id(self, server: Any, number: int) -> str:
        return server.known(number) if isinstance(server, LedgerZaloBot) else str(number)

    def place(self, server: Any, number: int) -> Any:
        if isinstance(server, LedgerZaloBot):
            return server.chats[server.bot.token, opaque(number)]
        return server.chats[server.bot.id, number]

    def books(self, server: Any, books: Books) -> Books:
        return server.translated(books) if isinstance(server, LedgerZaloBot) else books

    def settings(self, url: str, *, webhook: bool) -> Mapping[str, str]:
        """The environment's part of the settings."""
        entry = f"CHANNELS__{self.channel.upper().replace('-', '_')}__"
        values = {
            "PLATFORM": self.channel, "TOKEN": self.token, "API_URL": url, "SECRET": "secret-of-the-ledger",
            "MODE": "webhook" if webhook else "polling", "PACE": "5000",
        }  # fmt: skip
        if self.channel == "zalo-bot":
            values |= {"BOT_NAME": zalo_bot.NAME, "QUOTA": "0"}
        return {entry + key: value for key, value in values.items()}


PLATFORMS = {
    "telegram": Platform("telegram", telegram.TOKEN, LedgerTelegram, MENTION, polls=True),
    "zalo-bot": Platform("zalo-bot", zalo_bot.TOKEN, LedgerZaloBot, f"@{zalo_bot.NAME} ", polls=False),
}
