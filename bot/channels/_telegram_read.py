"""Telegram's updates, read: their JSON → `Incoming`, or None for what we do not answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.clock import VIETNAM
from bot.text import nfc, storable, without
from bot.types import ANONYMOUS, Address, Attachment, Incoming

Json = Mapping[str, Any]


GROUP_ANONYMOUS_BOT = 1087968824
CHANNEL_BOT = 136817688

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})@([A-Za-z0-9_]+)")
_ASIDE = ("video", "audio", "animation", "sticker", "video_note", "poll", "dice", "venue", "story", "paid_media")
_OUT = ("left", "kicked")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the token says that we are."""

    id: int
    username: str
    name: str
    reads_all: bool
    """Privacy mode is off: in groups we are shown every message."""


def read(update: Json, me: Identity, channel: str, *, now: datetime | None = None) -> Incoming | None:
    """What a person did, or None when there is nothing to answer.

    Telegram does not say when a button was pressed: `now` stands in for it, or else the moment of the message that
    has the button. Raises ValueError, KeyError, TypeError or the like when it is not an update of Telegram.
    """
    event = _id(update["update_id"])
    if (message := update.get("message")) is not None:
        return _message(message, me, channel, event, edited=False)
    if (message := update.get("edited_message")) is not None:
        return _message(message, me, channel, event, edited=True)
    if (query := update.get("callback_query")) is not None:
        return _pressed(query, channel, event, now)
    if (change := update.get("my_chat_member")) is not None:
        return _membership(change, channel, event)
    return None


def split_chat(chat: str) -> tuple[int, int | None]:
    """The chat's id and the forum topic, which we write «chat:topic»."""
    group, _, topic = chat.partition(":")
    return int(group), int(topic) if topic else None


def _message(message: Json, me: Identity, channel: str, event: str, *, edited: bool) -> Incoming | None:
    chat = message["chat"]
    kind = chat["type"]
    if kind == "channel" or message.get("is_automatic_forward"):
        return None
    if (moved := _moved(message, channel, event)) is not None:
        return moved
    sender = message.get("from") or {}
    if sender.get("is_bot") and sender["id"] not in (GROUP_ANONYMOUS_BOT, CHANNEL_BOT):
        return None
    attachments = _attachments(message, sender)
    words = message.get("text") or message.get("caption") or ""
    if not words and not attachments:
        return None
    private = kind == "private"
    entities = message.get("entities") or message.get("caption_entities") or ()
    heard = _addressed(storable(words), entities, me)
    if heard is None:
        return None
    text, named = heard
    answered = message.get("reply_to_message")
    if answered is not None and "forum_topic_created" in answered:
        answered = None  # every message of a topic hangs on its first one
    author = _author(message, sender)
    return Incoming(
        address=Address(channel, _chat(message)),
        author=author,
        event_id=event,
        sent_at=_moment(message.get("edit_date") or message["date"] if edited else message["date"]),
        private=private,
        text=nfc(text),
        attachments=attachments,
        author_name="" if author == ANONYMOUS else _name(sender),
        message_id=_id(message["message_id"]),
        reply_to=None if answered is None else _id(answered["message_id"]),
        edited=edited,
        mentioned=not private and (named or _is_command(text) or (answered or {}).get("from", {}).get("id") == me.id),
    )


def _pressed(query: Json, channel: str, event: str, now: datetime | None) -> Incoming | None:
    message, data = query.get("message"), query.get("data")
    if message is None or data is None:
        return None
    sender = query["from"]
    private = message["chat"]["type"] == "private"
    return Incoming(
        address=Address(channel, _chat(message)),
        author=_id(sender["id"]),
        event_id=event,
        sent_at=now or _moment(message["date"]),
        private=private,
        choice=storable(data),
        author_name=_name(sender),
        message_id=_id(message["message_id"]),
        mentioned=not private,
        callback_id=storable(query["id"]),
    )


def _membership(change: Json, channel: str, event: str) -> Incoming | None:
    chat, sender = change["chat"], change.get("from") or {}
    before, after = change["old_chat_member"]["status"], change["new_chat_member"]["status"]
    private = chat["type"] == "private"
    if chat["type"] == "channel" or (before in _OUT) == (after in _OUT):
        return None
    kind: Literal["joined", "removed", "blocked", "unblocked"]
    if private:
        kind = "blocked" if after in _OUT else "unblocked"
    else:
        kind = "removed" if after in _OUT else "joined"
    return Incoming(
        address=Address(channel, _id(chat["id"])),
        author=_author(change, sender),
        event_id=event,
        sent_at=_moment(change["date"]),
        private=private,
        author_name=_name(sender),
        kind=kind,
    )


def _moved(message: Json, channel: str, event: str) -> Incoming | None:
    """The two service messages of a group that became a supergroup say the same: the old id, and the new one."""
    here = _id(message["chat"]["id"])
    if (to := message.get("migrate_to_chat_id")) is not None:
        old, new = here, _id(to)
    elif (origin := message.get("migrate_from_chat_id")) is not None:
        old, new = _id(origin), here
    else:
        return None
    return Incoming(
        address=Address(channel, old),
        author=_author(message, message.get("from") or {}),
        event_id=event,
        sent_at=_moment(message["date"]),
        private=False,
        message_id=_id(message["message_id"]),
        kind="migrated",
        moved_to=new,
    )


def _id(value: object) -> str:
    """A number of Telegram's as text; TypeError when it is none."""
    if type(value) is not int:
        raise TypeError("an id is a number")
    return str(value)


def _chat(message: Json) -> str:
    chat = _id(message["chat"]["id"])
    # A plain supergroup numbers its threads of replies too; only a topic is a place to write to.
    if message.get("is_topic_message") and (topic := message.get("message_thread_id")) is not None:
        return f"{chat}:{_id(topic)}"
    return chat


def _author(message: Json, sender: Json) -> str:
    if not sender or sender["id"] in (GROUP_ANONYMOUS_BOT, CHANNEL_BOT) or "sender_chat" in message:
        return ANONYMOUS
    return _id(sender["id"])


def _name(sender: Json) -> str:
    names = (sender.get("first_name"), sender.get("last_name"))
    return nfc(storable(" ".join(name for name in names if name)))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, VIETNAM)


def _is_command(text: str) -> bool:
    """«/baocao», and «/báocáo», which Telegram itself does not count as a command."""
    return len(text) > 1 and text[0] == "/" and text[1].isalpha()


def _addressed(text: str, entities: Any, me: Identity) -> tuple[str, bool] | None:
    """The text without the bot's name and whether it was named; None when a command names another bot."""
    ours = me.username.casefold()
    named = False
    command = _COMMAND.match(text)
    spans: set[tuple[int, int]] = set()
    if command is not None:
        if command[2].casefold() != ours:
            return None
        named = True
        spans.add((command.end(1), command.end()))
    for entity in entities:
        kind = entity["type"]
        if kind not in ("mention", "text_mention"):
            continue
        start, end = _span(text, entity["offset"], entity["length"])
        if kind == "mention":
            hit = text[start:end].casefold() == f"@{ours}"
        else:
            hit = entity["user"]["id"] == me.id
        if hit:
            named = True
            spans.add((start, end))
    for start, end in sorted(spans, reverse=True):
        text = without(text, start, end)
    return text.strip(), named


def _span(text: str, offset: int, length: int) -> tuple[int, int]:
    """UTF-16 offsets as indexes of our string."""
    if text.isascii():
        return offset, offset + length
    raw = text.encode("utf-16-le")
    start = len(raw[: offset * 2].decode("utf-16-le", "ignore"))
    return start, start + len(raw[offset * 2 : (offset + length) * 2].decode("utf-16-le", "ignore"))


def _attachments(message: Json, sender: Json) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    if photo := message.get("photo"):
        found.append(Attachment("photo", storable(photo[-1]["file_id"])))  # the last size is the largest
    if (document := message.get("document")) and "animation" not in message:
        found.append(
            Attachment("document", storable(document["file_id"]), nfc(storable(document.get("file_name") or "")))
        )
    if voice := message.get("voice"):
        found.append(Attachment("voice", storable(voice["file_id"])))
    if (place := message.get("location")) and "venue" not in message:
        found.append(Attachment("location", f"{place['latitude']:.6f},{place['longitude']:.6f}"))
    if contact := message.get("contact"):
        found.append(_contact(contact, sender))
    found.extend(Attachment("other", kind) for kind in _ASIDE if kind in message)
    return tuple(found)


def _contact(contact: Json, sender: Json) -> Attachment:
    """A phone number only when it is the sender's own; somebody else's is not theirs to give."""
    if contact.get("user_id") is not None and contact["user_id"] == sender.get("id"):
        return Attachment("contact", storable(contact["phone_number"]), nfc(storable(contact.get("first_name") or "")))
    return Attachment("other", "contact")
