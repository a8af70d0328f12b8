"""The Zalo Bot Platform's updates, read: their JSON → `Incoming`, or None for what we do not answer."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.clock import VIETNAM
from bot.text import fold, nfc, storable, without
from bot.types import Address, Attachment, Incoming

Json = Mapping[str, Any]

LONGEST_ID = 200
LONGEST_NAME = 200
LONGEST_TEXT = 20_000
"""Ten times what anybody can type there."""
MOST_NAMES = 20
"""So many @ of a text are looked at."""
SECONDS_BELOW = 10**12
"""Dates are milliseconds; a smaller number is one of seconds."""
SPOKEN = (
    "message.text.received",
    "message.image.received",
    "message.sticker.received",
    "message.voice.received",
    "message.unsupported.received",
)

_WORD = re.compile(r"[ \u00a0]*([^\W\d_]+)(?![\w@])")


def updates_of(result: Any) -> list[Json]:
    """What getUpdates gave: one object, or – should that change – a list of them; nothing counts as none."""
    found = result if isinstance(result, list) else [result]
    return [one for one in found if isinstance(one, dict) and one]


def event_of(update: Json) -> tuple[str, Json] | None:
    """The event's name and its message, in either of the two shapes; None when it is neither."""
    for shape in (update, update.get("result")):
        if isinstance(shape, dict) and isinstance(shape.get("event_name"), str):
            message = shape.get("message")
            return shape["event_name"], message if isinstance(message, dict) else {}
    return None


def read(event: str, message: Json, names: Sequence[str], channel: str, *, now: datetime) -> Incoming | None:
    """What a person did, or None when there is nothing to answer. `now` stands in for a date that makes no sense.

    Whatever reaches us in a group was meant for us: Zalo hands over only mentions and replies to our own messages,
    and tells neither which. A chat of an unknown kind is a group. Raises ValueError when it is not an event of Zalo's.
    """
    sender, chat = message.get("from"), message.get("chat")
    if not isinstance(sender, dict) or not isinstance(chat, dict):
        raise ValueError("a message has a sender and a chat")
    if sender.get("is_bot") is True or event not in SPOKEN:
        return None
    author, place, number = _id(sender.get("id")), _id(chat.get("id")), _id(message.get("message_id"))
    kind = chat.get("chat_type", "PRIVATE" if author == place else "")
    private = isinstance(kind, str) and kind.upper() == "PRIVATE"
    words = nfc(storable((_text(message, "text") or _text(message, "caption"))[:LONGEST_TEXT]))
    attachments = _attachments(event, message)
    if not words.strip() and not attachments:
        return None
    return Incoming(
        address=Address(channel, place),
        author=author,
        event_id=_event_id(place, number),
        sent_at=_moment(message.get("date"), now),
        private=private,
        text=unnamed(words, names, private=private),
        attachments=attachments,
        author_name=nfc(storable(_text(sender, "display_name") or _text(sender, "name"))).strip()[:LONGEST_NAME],
        message_id=number,
        mentioned=not private,
    )


def unnamed(text: str, names: Iterable[str], *, private: bool) -> str:
    """The text without the bot's name: wherever it stands behind an @, and in a group at the beginning without one.

    Capitals, marks, their form and blanks do not matter. A name that nobody told us begins with «Bot», as all of
    theirs do, and is taken to go on while the words are capitalised.
    """
    known = sorted({plain for name in names if (plain := _letters(name.lstrip("@")))}, key=len, reverse=True)
    at = text.find("@")
    for _ in range(MOST_NAMES):
        if at < 0:
            break
        ends = [end for name in known if (end := _end_of(text, at + 1, name)) is not None]
        if not ends and at == len(text) - len(text.lstrip()) and not private:
            ends = [end for end in [_guessed_end(text, at + 1)] if end is not None]
        if ends:
            text = without(text, at, ends[0])
            at = text.find("@", min(at, len(text)))
        else:
            at = text.find("@", at + 1)
    text = text.strip()
    if not private:
        for name in known:
            if len(name) >= 6 and (end := _end_of(text, 0, name)) is not None:
                return without(text, 0, end).strip()
    return text


def _end_of(text: str, start: int, name: str) -> int | None:
    """Where that name ends if it begins there; letter by letter, blanks and marks aside."""
    seen = 0
    for at in range(start, len(text)):
        for letter in _letters(text[at]):
            if seen == len(name) or name[seen] != letter:
                return None
            seen += 1
        if seen == len(name):
            end = at + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            return end if end == len(text) or not text[end].isalnum() else None
    return None


def _guessed_end(text: str, start: int) -> int | None:
    """Where a name that we do not know ends: «Bot» and the capitalised words behind it; None when it is no «Bot…»."""
    end = None
    word = _WORD.match(text, start)
    while word is not None:
        plain = word[1]
        shouted = len(plain) > 1 and plain.isupper()  # «CKS», «BC»: what is reported begins
        if (not plain[0].isupper() or shouted) if end is not None else plain[:3].casefold() != "bot":
            break
        end = word.end()
        word = _WORD.match(text, end)
    return end


def _letters(text: str) -> str:
    """What of a text counts when names are compared."""
    return "".join(ch for ch in fold(text) if ch.isalnum())


def _attachments(event: str, message: Json) -> tuple[Attachment, ...]:
    match event:
        case "message.image.received":
            return (Attachment("photo", _link(message, "photo_url") or _link(message, "photo")),)
        case "message.voice.received":
            return (Attachment("voice", _link(message, "voice_url")),)
        case "message.sticker.received":
            return (Attachment("other", "sticker"),)
        case "message.unsupported.received":
            return (Attachment("other", "unsupported"),)
    return ()


def _link(message: Json, name: str) -> str:
    """A link of that name, if it can be one; it expires soon."""
    found = storable(_text(message, name))
    return found if found.startswith("https://") and len(found) < 2000 else ""


def _text(values: Json, name: str) -> str:
    found = values.get(name)
    return found if isinstance(found, str) else ""


def _id(value: object) -> str:
    """An id as the opaque text that it is; a bare number is taken as its digits."""
    if type(value) is int:
        value = str(value)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or storable(value) != value:
        raise ValueError("an id is a short text")
    return value


def _event_id(chat: str, number: str) -> str:
    """Unique for ever within the bot: a message's number is so only within its chat."""
    key = f"{chat}:{number}"
    if len(key) <= LONGEST_ID:
        return key
    return hashlib.sha256(f"{len(chat)}:{key}".encode()).hexdigest()


def _moment(date: object, now: datetime) -> datetime:
    if isinstance(date, str) and date.isascii() and date.isdecimal() and len(date) < 16:
        date = int(date)
    if isinstance(date, bool) or not isinstance(date, int | float):
        return now
    try:
        seconds = date if date < SECONDS_BELOW else date / 1000
        found = datetime.fromtimestamp(seconds, VIETNAM)
    except (ValueError, OverflowError, OSError):
        return now
    return found if 2000 <= found.year < 2100 else now
