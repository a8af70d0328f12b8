"""People, groups and bots as Telegram knows them, and what was said to whom."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from tests.support.loopback import Heard
from tests.support.telegram.rules import Refusal, entities

if TYPE_CHECKING:
    from tests.support.telegram.server import LoopbackTelegram

USERNAME = "TroLySoBot"
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
BLOCKED = "Forbidden: bot was blocked by the user"
KICKED = "Forbidden: bot was kicked from the supergroup chat"


@dataclass(frozen=True, slots=True)
class Upload:
    kind: str
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the bot said (or edited) and Telegram took."""

    number: int
    chat: int
    message_id: int
    method: str
    text: str
    """As it is shown: without markup."""
    buttons: tuple[tuple[str, str], ...] = ()
    rows: tuple[int, ...] = ()
    upload: Upload | None = None
    topic: int | None = None
    reply_to: int | None = None
    entities: tuple[dict[str, Any], ...] = ()
    at: float = 0.0
    bot: str = USERNAME

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.buttons]

    def line(self) -> dict[str, Any]:
        """As it stands in the ledger."""
        known = {
            "n": self.number, "chat": self.chat, "message_id": self.message_id, "method": self.method,
            "text": self.text, "buttons": self.buttons, "topic": self.topic, "reply_to": self.reply_to,
            "file": self.upload and self.upload.name, "at": self.at, "bot": self.bot,
        }  # fmt: skip
        return {key: value for key, value in known.items() if value is not None}


class Chat(Heard[Said]):
    """A chat as one bot sees it: what was said there, and the state in which it is."""

    def __init__(self, server: LoopbackTelegram, bot: BotAccount, id: int, kind: str, **about: Any) -> None:
        super().__init__(server)
        self.server: LoopbackTelegram = server
        self.bot = bot
        self.id = id
        self.kind = kind
        self.about = about
        self.messages: dict[int, dict[str, Any]] = {}
        self.last_id = 0
        self.refusal: Refusal | None = None
        self.topics: dict[int, str] = {}
        self.closed_topics: set[int] = set()
        self.bot_is_admin = False
        self.muted = False
        """Only administrators may write."""
        self.restricted = False
        """The bot in particular may not write."""
        self.administrators: set[int] = set()

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.kind, **self.about}

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def with_button(self, what: str) -> tuple[dict[str, Any], str]:
        """The newest message with that button (by label or payload), and its payload."""
        for message in reversed(self.messages.values()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
                for button in row:
                    if what in (button["text"], button.get("callback_data")):
                        return message, button["callback_data"]
        raise AssertionError(f"no button {what!r} in chat {self.id}")


class Group(Chat):
    """A group or supergroup."""

    def adds_bot(self, by: Person) -> None:
        self.refusal = None
        self._member(by, "left", "member")

    def removes_bot(self, by: Person) -> None:
        self.refusal = Refusal(403, KICKED)
        self._member(by, "member", "kicked")

    def migrates(self, to: int) -> Group:
        """Become a supergroup: the pair of service messages, and 400 with the new id for whoever writes here."""
        moved = self.server.group(to, self.about["title"], bot=self.bot)
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        self.refusal = Refusal(400, text, migrate_to_chat_id=to)
        for chat, key, other in ((self, "migrate_to_chat_id", to), (moved, "migrate_from_chat_id", self.id)):
            message = self.server.message(chat, ANONYMOUS, {key: other, "sender_chat": chat.as_json()})
            self.server.push(self.bot, {"message": message}, chat.id)
        return moved

    def topic(self, name: str) -> int:
        """Open a forum topic; returns its id."""
        self.about["is_forum"] = True
        number = self.next_id()
        self.topics[number] = name
        return number

    def anonymous_says(self, text: str) -> int:
        """An administrator speaks in the group's name."""
        content = {"text": text, "entities": entities(text), "sender_chat": self.as_json()}
        message = self.server.message(self, ANONYMOUS, content)
        self.server.push(self.bot, {"message": message}, self.id)
        return int(message["message_id"])

    def _member(self, by: Person, before: str, after: str) -> None:
        self.server.membership(self, by.user, before, after)


class Person:
    """Somebody with a phone, towards one bot."""

    def __init__(self, server: LoopbackTelegram, bot: BotAccount, user: dict[str, Any]) -> None:
        self.server = server
        self.bot = bot
        self.user = user
        self.id: int = user["id"]

    @property
    def chat(self) -> Chat:
        return self.server.private(self.bot, self.user)

    @property
    def unheard(self) -> list[Said]:
        return self.chat.unheard

    @overload
    async def hears(self, what: int = 1, timeout: float = 5.0) -> list[Said]: ...
    @overload
    async def hears(self, what: str | Callable[[Said], bool], timeout: float = 5.0) -> Said: ...
    async def hears(self, what: Any = 1, timeout: float = 5.0) -> Any:
        """In the private chat; see `Chat.hears`."""
        return await self.chat.hears(what, timeout)

    async def says(
        self, text: str, *, in_: Chat | None = None, reply_to: int | Said | None = None, topic: int | None = None
    ) -> int:
        """Send a text; returns its message id."""
        return await self.sends(in_=in_, reply_to=reply_to, topic=topic, text=text, entities=entities(text) or None)

    async def sends(
        self,
        *,
        in_: Chat | None = None,
        reply_to: int | Said | None = None,
        topic: int | None = None,
        **content: Any,
    ) -> int:
        """Send a message with that content (text, photo, contact … as in the Bot API)."""
        chat = in_ or self.chat
        if topic is not None:
            content |= {"message_thread_id": topic, "is_topic_message": True}
        if reply_to is not None:
            number = reply_to.message_id if isinstance(reply_to, Said) else reply_to
            content["reply_to_message"] = chat.messages.get(number) or {
                "message_id": number, "date": self.server.seconds(), "chat": chat.as_json(),
            }  # fmt: skip
        message = self.server.message(chat, self.user, {k: v for k, v in content.items() if v is not None})
        if self.server.shows(chat, message):
            self.server.push(self.bot, {"message": message}, chat.id)
        await asyncio.sleep(0)
        return int(message["message_id"])

    async def edits(self, message_id: int, text: str, *, in_: Chat | None = None) -> None:
        chat = in_ or self.chat
        old = chat.messages[message_id]
        message = {**old, "text": text, "entities": entities(text), "edit_date": self.server.seconds()}
        chat.messages[message_id] = message
        self.server.push(self.bot, {"edited_message": message}, chat.id)
        await asyncio.sleep(0)

    async def presses(self, what: str, *, in_: Chat | None = None, inaccessible: bool = False) -> str:
        """Press the newest button with that label or payload; returns the callback's id."""
        chat = in_ or self.chat
        message, payload = chat.with_button(what)
        if inaccessible:
            message = {"message_id": message["message_id"], "date": 0, "chat": chat.as_json()}
        query = self.server.query(self.bot)
        content = {
            "id": query, "from": self.user, "message": message, "data": payload, "chat_instance": str(chat.id),
        }  # fmt: skip
        self.server.push(self.bot, {"callback_query": content}, chat.id)
        await asyncio.sleep(0)
        return query

    async def blocks(self) -> None:
        self.chat.refusal = Refusal(403, BLOCKED)
        self.server.membership(self.chat, self.user, "member", "kicked")
        await asyncio.sleep(0)

    async def unblocks(self) -> None:
        self.chat.refusal = None
        self.server.membership(self.chat, self.user, "kicked", "member")
        await asyncio.sleep(0)


class BotAccount:
    """One token and what Telegram keeps for it."""

    def __init__(self, token: str, username: str, *, reads_all: bool = False) -> None:
        self.token = token
        self.id = int(token.partition(":")[0])
        self.username = username
        self.reads_all = reads_all
        self.user = {"id": self.id, "is_bot": True, "first_name": "Trợ lý số", "username": username}
        self.pending: OrderedDict[int, tuple[int, dict[str, Any], int]] = OrderedDict()
        """By number: the chat, the update, and the second in which it came."""
        self.last_batch: list[dict[str, Any]] = []
        self.next_update = 700_000_001
        self.poller: asyncio.Future[str] | None = None
        self.allowed: list[str] | None = None
        self.webhook: dict[str, Any] | None = None
        self.last_error = ""
        self.lanes: dict[int, deque[int]] = {}
        self.queries: set[str] = set()
        self.acknowledged: list[str] = []
        self.menus: dict[tuple[str, str], list[dict[str, str]]] = {}

    def wakes(self, why: str) -> None:
        if self.poller is not None and not self.poller.done():
            self.poller.set_result(why)
