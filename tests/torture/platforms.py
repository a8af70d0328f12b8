"""The platforms on which the ledger test is played: each a loopback server with books, and the bot's settings for it.

The checker and the talk know people, places and updates by numbers; a platform whose ids are no numbers translates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from tests.support import telegram, zalo_bot, zalo_oa
from tests.support.zalo_bot import BotAccount, LoopbackZaloBot, opaque
from tests.support.zalo_oa import LoopbackOA
from tests.torture.books import Books, Row
from tests.torture.ledger import Ledger, LedgerTelegram, Shown, Update

MENTION = f"@{telegram.USERNAME} "
SECRET = "secret-of-the-ledger"


class Translated:
    """The way from Zalo's ids to numbers and back."""

    def __init__(self) -> None:
        self.updates: list[Update] = []
        self.deliveries: Counter[int] = Counter()
        self._numbers_of: dict[str, int] = {}
        self._names: dict[str, int] = {}

    def known(self, number: int) -> str:
        """The id of a person's or group's chat, remembered for the way back."""
        id = self.named(number)
        self._names[id] = number
        return id

    def named(self, number: int) -> str:
        raise NotImplementedError

    def event_of(self, event: str) -> int:
        """The number of an update by the key under which the bot keeps it."""
        return self._numbers_of.get(event.partition(":")[2], -1)

    def heard(self, message: str, chat: str, author: str, text: str, seconds: int) -> bool:
        """Write an update down under its next number; False for one that is known."""
        if message in self._numbers_of:
            return False
        number = self._numbers_of[message] = len(self.updates) + 1
        self.updates.append(Update(number, self._names[chat], self._names[author], text, seconds))
        return True

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


class LedgerZaloBot(Translated, LoopbackZaloBot):
    """The loopback Zalo Bot Platform, which counts every delivery and can deliver an old update once more."""

    def __init__(self, *, now: Callable[[], datetime], redeliver: float, seed: int) -> None:
        Translated.__init__(self)
        LoopbackZaloBot.__init__(self, now=now, redeliver=redeliver, seed=seed)
        self._bodies: list[tuple[str, dict[str, Any]]] = []
        self._count_posts()

    def named(self, number: int) -> str:
        return opaque(number)

    def push(self, bot: BotAccount, event: str, message: dict[str, Any]) -> str:
        text = message["text"].replace(f"@{bot.name} ", MENTION)
        chat, author = message["chat"]["id"], message["from"]["id"]
        if self.heard(message["message_id"], chat, author, text, message["date"] // 1000):
            self._bodies.append((event, message))
        return super().push(bot, event, message)

    def repeats(self, back: int) -> None:
        """Hand the update before so many others over once more, under its old number."""
        if self._bodies:
            self.push(self.bot, *self._bodies[-min(back, len(self._bodies))])

    def ledger(self) -> Ledger:
        shown = [Shown(self._names[said.chat], said.message_id, said.text) for said in self.sent]
        return Ledger(list(self.updates), shown, Counter(self.deliveries), len(self.bot.pending))

    def _count_posts(self) -> None:
        post = self.delivery.post

        async def counted(bot: BotAccount, inner: dict[str, Any]) -> bool:
            taken = await post(bot, inner)
            self.deliveries[self._numbers_of[inner["message"]["message_id"]]] += taken
            return taken

        self.delivery.post = counted  # type: ignore[assignment,method-assign]


class LedgerOA(Translated, LoopbackOA):
    """The loopback Zalo with an Official Account, which counts every delivery and can deliver an old event once more.

    Its token pair is given by the settings; with a short `life` it has to be renewed all the time.
    """

    def __init__(self, *, now: Callable[[], datetime], redeliver: float, seed: int, life: timedelta) -> None:
        Translated.__init__(self)
        LoopbackOA.__init__(self, now=now, redeliver=redeliver, seed=seed, life=life)
        self.renews = life < timedelta(hours=1)
        self._bodies: list[tuple[str, dict[str, Any], str]] = []
        self._count_posts()

    async def start(self, port: int = 0) -> None:
        if not self.tokens.issued:
            self.tokens.issue()
        await super().start(port)

    def named(self, number: int) -> str:
        return str(number) if number > 0 else f"group:{-number}"

    def push(self, chat: str, event: dict[str, Any], number: str) -> None:
        message, author = event["message"], event["sender"]["id"]
        where = f"group:{chat}" if "_group_" in event["event_name"] else chat
        text = message["text"].replace(OA_MENTION, MENTION)
        if self.heard(number, where, author, text, int(event["timestamp"]) // 1000):
            self._bodies.append((chat, event, number))
        super().push(chat, event, number)

    def repeats(self, back: int) -> None:
        """Hand the event before so many others over once more, under its old number."""
        if self._bodies:
            self.push(*self._bodies[-min(back, len(self._bodies))])

    def ledger(self) -> Ledger:
        shown = [Shown(self._names[said.chat], said.message_id, said.text) for said in self.sent]
        wrong = [
            f"a refresh token was handed in {times} times" for times in self.tokens.handed_in.values() if times > 1
        ]
        if self.renews and len(self.tokens.issued) < 3:
            wrong.append("the tokens were not renewed again and again, as this run is for")
        return Ledger(list(self.updates), shown, Counter(self.deliveries), len(self.bot.pending), wrong)

    def _count_posts(self) -> None:
        post = self.delivery.post

        async def counted(bot: Any, event: dict[str, Any]) -> bool:
            taken = await post(bot, event)
            self.deliveries[self._numbers_of[event["message"]["msg_id"]]] += taken
            return taken

        self.delivery.post = counted  # type: ignore[method-assign,assignment]


OA_MENTION = f"[@{zalo_oa.OA_ID}] "


@dataclass(frozen=True)
class Platform:
    """One entry of the table."""

    channel: str
    server: Callable[..., Any]
    mention: str
    share: float = 0.1
    """Of the kills and lines that Telegram gets."""
    polls: bool = False
    """Whether the bot may also be killed while polling: only where the platform hands over again what was not kept."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The entry's own settings."""

    def id(self, server: Any, number: int) -> str:
        return server.known(number) if isinstance(server, Translated) else str(number)

    def place(self, server: Any, number: int) -> Any:
        """The group with that number."""
        if isinstance(server, LedgerOA):
            return server.groups[str(-number)]
        if isinstance(server, LedgerZaloBot):
            return server.chats[server.bot.token, opaque(number)]
        return server.chats[server.bot.id, number]

    def group(self, server: Any, number: int, title: str) -> None:
        server.group(-number if isinstance(server, LedgerOA) else number, title)

    def ready(self, server: Any, url: str) -> None:
        """The bot serves its webhook now, where nobody but a person in a console tells the platform so."""
        if isinstance(server, LedgerOA):
            server.listened(f"{url}/channels/{self.channel}/webhook")

    def books(self, server: Any, books: Books) -> Books:
        return server.translated(books) if isinstance(server, Translated) else books

    def settings(self, server: Any, *, webhook: bool) -> Mapping[str, str]:
        """The environment's part of the settings."""
        entry = f"CHANNELS__{self.channel.upper().replace('-', '_')}__"
        values = {
            "PLATFORM": self.channel, "API_URL": server.url, "SECRET": SECRET,
            "MODE": "webhook" if webhook else "polling", "PACE": "5000", **self.own,
        }  # fmt: skip
        if isinstance(server, LedgerOA):
            seed = server.tokens.issued[0]
            access = "" if server.renews else seed.access
            values |= {"OAUTH_URL": server.url, "REFRESH_TOKEN": seed.refresh, "ACCESS_TOKEN": access}
        return {entry + key: value for key, value in values.items()}


_OA = {
    "APP_ID": zalo_oa.APP_ID, "APP_SECRET": zalo_oa.APP_SECRET, "SECRET": zalo_oa.SECRET, "OA_ID": zalo_oa.OA_ID,
    "GROUP_MESSAGES": "true",
}  # fmt: skip
PLATFORMS = {
    "telegram": Platform("telegram", LedgerTelegram, MENTION, share=1.0, polls=True, own={"TOKEN": telegram.TOKEN}),
    "zalo-bot": Platform(
        "zalo-bot",
        LedgerZaloBot,
        f"@{zalo_bot.NAME} ",
        own={"TOKEN": zalo_bot.TOKEN, "BOT_NAME": zalo_bot.NAME, "QUOTA": "0"},
    ),
    "zalo-oa": Platform("zalo-oa", partial(LedgerOA, life=timedelta(days=80)), OA_MENTION, own=_OA),
    "zalo-oa-renewing": Platform(
        "zalo-oa", partial(LedgerOA, life=timedelta(seconds=3)), OA_MENTION, share=0.05, own=_OA
    ),
}
