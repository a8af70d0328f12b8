"""People, groups and bots as the Zalo Bot Platform knows them, and what was said to whom."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from tests.support.loopback import Heard

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.zalo_bot.server import LoopbackZaloBot, Refusal


def opaque(name: str | int) -> str:
    """The id of somebody or of a group: twenty letters that tell nothing, the same each time."""
    return hashlib.sha256(f"zalo {name}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the bot said and Zalo took."""

    number: int
    chat: str
    message_id: str
    method: str
    text: str
    styles: tuple[dict[str, Any], ...] = ()
    photo: bytes | None = None
    """The picture, as Zalo's servers fetched it."""
    at: float = 0.0
    bot: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    """Never any; there so that a test may look."""

    @property
    def labels(self) -> list[str]:
        return []

    def line(self) -> dict[str, Any]:
        """As it stands in the ledger."""
        return {
            "n": self.number, "chat": self.chat, "message_id": self.message_id, "method": self.method,
            "text": self.text, "photo": None if self.photo is None else len(self.photo), "at": self.at,
            "bot": self.bot,
        }  # fmt: skip


class Chat(Heard[Said]):
    """A chat as one bot sees it."""

    def __init__(self, server: LoopbackZaloBot, bot: BotAccount, id: str, kind: str) -> None:
        super().__init__(server)
        self.server: LoopbackZaloBot = server
        self.bot = bot
        self.id = id
        self.kind = kind
        self.refusal: Refusal | None = None
        """Why the bot may not write here."""

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "chat_type": self.kind}


class Group(Chat):
    """A group; whether the bot hears anything there is the sender's doing."""


class Person:
    """Somebody with a phone, towards one bot."""

    def __init__(self, server: LoopbackZaloBot, bot: BotAccount, id: str, name: str | None) -> None:
        self.server = server
        self.bot = bot
        self.id = id
        self.name = name

    @property
    def user(self) -> dict[str, Any]:
        named = {} if self.name is None else {"display_name": self.name}
        return {"id": self.id, **named, "is_bot": False}

    @property
    def chat(self) -> Chat:
        return self.server.private(self.bot, self.id)

    @overload
    async def hears(self, what: int = 1, timeout: float = 5.0) -> list[Said]: ...
    @overload
    async def hears(self, what: str | Callable[[Said], bool], timeout: float = 5.0) -> Said: ...
    async def hears(self, what: Any = 1, timeout: float = 5.0) -> Any:
        """In the private chat; see `Heard.hears`."""
        return await self.chat.hears(what, timeout)

    async def says(self, text: str, *, in_: Chat | None = None, reply_to: Said | str | None = None) -> str:
        """Send a text; returns its message id. In a group Zalo hands it over only if the text names the bot with an @,
        as the picker writes it, or it replies to something the bot said – which the bot is not told."""
        return await self.sends("message.text.received", in_=in_, reply_to=reply_to, text=text)

    async def sends(
        self, event: str, *, in_: Chat | None = None, reply_to: Said | str | None = None, **content: Any
    ) -> str:
        """Send whatever: the fields of its message as Zalo names them."""
        chat = in_ or self.chat
        message = self.server.message(chat, self.user, content)
        named = f"@{self.bot.name}".casefold() in str(content.get("text") or content.get("caption") or "").casefold()
        replies = reply_to is not None and any(
            said.message_id == (reply_to if isinstance(reply_to, str) else reply_to.message_id) for said in chat.said
        )
        if chat.kind == "PRIVATE" or named or replies:
            self.server.push(self.bot, event, message)
        await asyncio.sleep(0)
        return str(message["message_id"])


@dataclass
class BotAccount:
    """One token and what Zalo keeps for it."""

    token: str
    name: str
    """As people see and mention it; Zalo does not tell it to the bot."""
    can_join_groups: bool | None = True
    pending: OrderedDict[str, tuple[str, dict[str, Any], int]] = field(default_factory=OrderedDict)
    """By message id: the chat, the event, and the second in which it came."""
    pollers: deque[asyncio.Future[None]] = field(default_factory=deque)
    webhook: dict[str, Any] | None = None
    lanes: dict[str, deque[str]] = field(default_factory=dict)
    last_error: str = ""
    handed_over: list[str] = field(default_factory=list)
    """What getUpdates gave away, and never gives again."""
    verification: dict[str, Any] | None = None

    @property
    def id(self) -> str:
        return opaque(f"bot {self.token}")

    @property
    def account_name(self) -> str:
        return f"bot.{self.id[:9]}"

    def wakes(self) -> None:
        while self.pollers:
            poller = self.pollers.popleft()
            if not poller.done():
                poller.set_result(None)
                return
