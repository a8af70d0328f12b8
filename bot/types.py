"""The few shapes that every room of the bot speaks in: what came in, what we say back, what a channel can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

MAX_PAYLOAD_BYTES = 64
"""Telegram's limit for callback data, the smallest of all platforms."""

ANONYMOUS = "anonymous"
"""The author of what an admin says in the group's own name: nobody that we could know."""


class Address(NamedTuple):
    """Where a message goes: a configured channel entry («telegram», «zalo-doi-1») and that platform's chat id."""

    channel: str
    chat: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something sent along with a message; never fetched unless a feature asks for it."""

    kind: Literal["photo", "document", "voice", "location", "contact", "other"]
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did, already free of the platform's accent.

    `text` is NFC with the mention of the bot removed. `event_id` is unique within the channel for ever. `sent_at` is
    the platform's word for when it was sent. `choice` is the payload of a pressed button. `reply_to` and `message_id`
    are the platform's message ids. `kind` tells a message from what merely happened to the chat.
    """

    address: Address
    author: str
    event_id: str
    sent_at: datetime
    private: bool = True
    text: str = ""
    choice: str | None = None
    attachments: tuple[Attachment, ...] = ()
    author_name: str = ""
    message_id: str = ""
    reply_to: str | None = None
    edited: bool = False
    mentioned: bool = False
    """In a group: the bot was named, a command was addressed to it, or one of its messages was replied to."""
    kind: Literal["message", "joined", "removed", "blocked", "unblocked", "migrated"] = "message"
    moved_to: str | None = None
    """With kind "migrated": the chat's new id (Telegram turns a group into a supergroup)."""
    masked: tuple[str, ...] = ()
    """Which kinds of secrets stood in the text and were hidden before it was kept: otp, password, card, id, phone."""
    callback_id: str | None = None
    """The platform's handle of a pressed button that wants to be acknowledged (Telegram)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the person may pick. The payload reads "feature:verb[:id]" and has at most 64 bytes."""

    label: str
    payload: str

    def __post_init__(self) -> None:
        if not self.payload or len(self.payload.encode()) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"a choice's payload has 1 to {MAX_PAYLOAD_BYTES} bytes: {self.payload!r}")


@dataclass(frozen=True, slots=True)
class File:
    """A file kept on our disk; a channel uploads it, or links to it where it cannot."""

    path: str
    name: str
    mime: str
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What we mean to say; `render` decides how a channel can show it.

    In `text`, `**words**` are bold; nothing else is markup. `wants_number` says that the question itself is answered
    by a number, so that a list of choices is marked with letters. `to_message` quotes the message it answers.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    wants_number: bool = False
    file: File | None = None
    edits: bool = False
    """Replace the message whose button was pressed, where the channel can; else say it anew."""


@dataclass(frozen=True, slots=True)
class Timely:
    """What is said for an hour: said later it says so, and after `until` it is not said at all but told to a person."""

    since: datetime
    """When it should have been said."""
    until: datetime
    late: str
    """What stands before words that come late; «{minutes}» are filled in when they leave."""
    post: str
    """The post to which it belongs: what was missed of a post is told once."""


@dataclass(frozen=True, slots=True)
class Part:
    """Exactly one call to a platform."""

    text: str
    buttons: tuple[Choice, ...] = ()
    file: File | None = None
    reply_to: str | None = None
    edit: str | None = None
    """The message id to replace instead of saying something new."""
    key: str = ""
    """Unique for ever and the same when a call is repeated: a channel that keeps its own lines knows a repeat by it."""
    listed: str = ""
    """The text with its buttons as a list to answer, where the platform may refuse buttons."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show. Only `render` looks at it, and the sender at `window`."""

    text_limit: int
    """In UTF-16 code units, with room left for a counting mistake."""
    button_limit: int = 0
    """0: the channel has no buttons; choices become a list to answer."""
    label_limit: int = 40
    photo: bool = False
    file: bool = False
    edits: bool = False
    group_buttons: bool = True
    listed: bool = False
    """Buttons may be refused: with them goes the list that can be shown instead, and its marks may be typed."""
    quotes: bool = False
    """An answer quotes the message it answers in private, too; in groups it always does."""
    window: timedelta | None = None
    """How long after the person's last word we may write to them; None: always. The sender looks at it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a platform lets us speak, how much in a month, and to how many."""

    per_second: float
    per_chat_per_second: float = 1.0
    chat_burst: int = 1
    per_group_per_minute: float = 20.0
    per_month: int | None = None
    """Messages in both directions; None: as many as we like."""
    bulk_until: float = 0.95
    """The share of the monthly quota at which bulk messages stop; the rest is for answers and for what must be said."""
    answers_until: float = 0.99
    """The share at which answers stop, too; the rest is for receipts, what is due at its hour, and alarms."""
    users: int | None = None
    """How many people the platform lets write to us."""
    groups: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One HTTP path that a channel wants served; the handler is an aiohttp view."""

    method: str
    path: str
    view: Any


@dataclass(frozen=True, slots=True)
class Menu:
    """A command as it stands in a platform's command menu: a Latin name and what it is for, in Vietnamese."""

    command: str
    summary: str
    roles: frozenset[str] = field(default_factory=frozenset)
    groups: bool = False


Values = Mapping[str, Any]
"""Plain, JSON-able values: what tasks and conversations carry."""
