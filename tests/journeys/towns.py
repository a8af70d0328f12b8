"""The platforms on which the week is played: what each can do, as its channel and its rules say, and how it is asked.

A journey looks at what a town offers, never at its name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from bot.config import ChannelSettings
from tests.support import telegram, zalo_bot, zalo_oa
from tests.support.faults import Fault, error, flood
from tests.support.telegram import LoopbackTelegram
from tests.support.zalo_bot import LoopbackZaloBot
from tests.support.zalo_oa import LoopbackOA

SECRET = "mat-khau-cua-webhook_0123456789"
NAMED = f"@{telegram.USERNAME}"
"""How the script names the bot; each town has its own way."""
Arrival = Callable[[], Awaitable[None]]
"""Let a message that was written long ago arrive; called again, it arrives again."""


class Town:
    """A platform, and who lives there."""

    channel: ClassVar[str]
    modes: ClassVar[tuple[str, ...]] = ("webhook",)
    rests: ClassVar[int] = 3
    """What waits for the clock in an App at rest: its one sender, its scheduler and its watch."""
    squads: ClassVar[tuple[int, ...]] = (0, 1, 2, 3, 4)
    """Those that have a group here."""
    classes: ClassVar[bool] = True
    """Whether a class has its group here."""
    citizens: ClassVar[int] = 60
    edits: ClassVar[bool] = False
    """Whether an edited message reaches the bot."""
    replies: ClassVar[bool] = False
    """Whether the bot is told which of its messages somebody replied to."""
    migrates: ClassVar[bool] = False
    """Whether a group may get another id."""
    names: ClassVar[bool] = True
    """Whether the bot is told what people are called."""
    buttons: ClassVar[bool] = True
    greets_groups: ClassVar[bool] = True
    """Whether the bot is told that it came into a group."""
    tells_of_blocking: ClassVar[bool] = True
    said_by: ClassVar[str]
    """The call by which it speaks."""
    posted_by: ClassVar[str] = "sendMessage"
    """The one by which it speaks in groups."""
    flood_lasts: ClassVar[float] = 3.0

    def __init__(self, server: Any) -> None:
        self.server = server

    def settings(self, mode: str) -> ChannelSettings:
        raise NotImplementedError

    def ready(self, public_url: str) -> None:
        """The bot serves its webhook now; most platforms are told so by the bot itself."""

    def named(self, text: str, *, group: bool) -> str:
        """What somebody types to say that, naming the bot as it is done here."""
        return text

    def group(self, number: int, title: str, *, small: bool = False) -> Any:
        return self.server.group(-number, title)

    async def brings_in(self, group: Any, by: Any) -> None:
        """Bring the bot into a group."""

    def writes(self, who: Any, text: str) -> Arrival:
        """Write a message that the platform has not delivered yet."""
        raise NotImplementedError

    def flood(self) -> Fault:
        """Too many messages, for a few seconds."""
        raise NotImplementedError

    def refuses(self, who: Any, whether: bool) -> None:
        """Nothing more is taken for them, and the platform says so only when it is tried."""
        raise NotImplementedError

    async def leaves(self, who: Any) -> None:
        """They want to hear nothing more, and the bot is told where it can be."""

    def spent(self) -> int | None:
        """How many messages the platform has counted; None where it counts none."""
        return None


class TelegramTown(Town):
    channel, modes, said_by = "telegram", ("polling", "webhook"), "sendMessage"
    edits = replies = migrates = True

    @classmethod
    def built(cls, **about: Any) -> Town:
        return cls(LoopbackTelegram(**about))

    def settings(self, mode: str) -> ChannelSettings:
        return ChannelSettings(
            self.channel, "telegram", mode=mode, api_url=self.server.url, token=telegram.TOKEN, secret=SECRET
        )

    def group(self, number: int, title: str, *, small: bool = False) -> Any:
        if small:
            return self.server.group(500 - number, title, type="group")
        return self.server.group(-number, title)

    async def brings_in(self, group: Any, by: Any) -> None:
        group.adds_bot(by)

    def writes(self, who: Any, text: str) -> Arrival:
        message = self.server.message(who.chat, who.user, {"text": text})
        numbered: dict[str, int] = {}

        async def arrive() -> None:
            number = self.server.push(self.server.bot, {**numbered, "message": message}, who.chat.id)
            numbered.setdefault("update_id", number)

        return arrive

    def flood(self) -> Fault:
        return flood(int(self.flood_lasts))

    def refuses(self, who: Any, whether: bool) -> None:
        who.chat.refusal = telegram.Refusal(403, telegram.BLOCKED) if whether else None

    async def leaves(self, who: Any) -> None:
        await who.blocks()


class ZaloBotTown(Town):
    """The free plan with its limits: fifty people, three groups, three thousand messages in both directions."""

    channel, said_by = "zalo-bot", "sendMessage"
    squads, classes, citizens = (1, 2), False, 41
    buttons = greets_groups = tells_of_blocking = False
    flood_lasts = 60.0

    @classmethod
    def built(cls, **about: Any) -> Town:
        return cls(LoopbackZaloBot(limits=True, **about))

    def settings(self, mode: str) -> ChannelSettings:
        return ChannelSettings(
            self.channel,
            "zalo-bot",
            mode=mode,
            api_url=self.server.url,
            token=zalo_bot.TOKEN,
            secret=SECRET,
            bot_name=zalo_bot.NAME,
        )

    def named(self, text: str, *, group: bool) -> str:
        if NAMED in text:
            return text.replace(NAMED, f"@{zalo_bot.NAME}")
        return f"@{zalo_bot.NAME} {text}" if group else text

    def writes(self, who: Any, text: str) -> Arrival:
        message = self.server.message(who.chat, who.user, {"text": text})

        async def arrive() -> None:
            self.server.push(self.server.bot, "message.text.received", message)

        return arrive

    def flood(self) -> Fault:
        return error(429, "quota exceeded")

    def refuses(self, who: Any, whether: bool) -> None:
        who.chat.refusal = zalo_bot.Refusal(400, "cannot be sent") if whether else None

    def spent(self) -> int | None:
        assert self.server.turned_away == []
        return int(self.server.spent[zalo_bot.TOKEN])


class OATown(Town):
    """An Official Account with groups of its own (GMF): it hears everything there, and nobody's name anywhere."""

    channel, said_by, posted_by = "zalo-oa", "/v3.0/oa/message/cs", "/v3.0/oa/group/message"
    rests = 4
    """The fourth keeps the tokens fresh."""
    names = False

    @classmethod
    def built(cls, **about: Any) -> Town:
        town = cls(LoopbackOA(**about))
        town.server.tokens.issue()
        return town

    def settings(self, mode: str) -> ChannelSettings:
        return ChannelSettings(
            self.channel,
            "zalo-oa",
            api_url=self.server.url,
            oauth_url=self.server.url,
            app_id=zalo_oa.APP_ID,
            app_secret=zalo_oa.APP_SECRET,
            secret=zalo_oa.SECRET,
            oa_id=zalo_oa.OA_ID,
            refresh_token=self.server.tokens.issued[0].refresh,
            group_messages=True,
        )

    def ready(self, public_url: str) -> None:
        self.server.listened(f"{public_url}/channels/{self.channel}/webhook")

    def named(self, text: str, *, group: bool) -> str:
        return text.replace(NAMED, f"[@{zalo_oa.OA_ID}]") if group else text

    async def brings_in(self, group: Any, by: Any) -> None:
        await group.created(by)

    def writes(self, who: Any, text: str) -> Arrival:
        event, number = self.server.text_event(who, text)

        async def arrive() -> None:
            self.server.push(who.id, event, number)

        return arrive

    def flood(self) -> Fault:
        return error(-32, "rate limit")

    def refuses(self, who: Any, whether: bool) -> None:
        who.refuses = -213 if whether else None

    async def leaves(self, who: Any) -> None:
        await who.unfollow()


TOWNS: dict[str, Any] = {town.channel: town for town in (TelegramTown, ZaloBotTown, OATown)}
