"""Our own values as plain JSON and back: how updates and parts stand in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.types import Address, Attachment, Choice, File, Incoming, Part, Timely


def update_to_json(update: Incoming) -> dict[str, Any]:
    """Everything but the channel, the chat, the author and the event id, which have columns of their own."""
    plain: dict[str, Any] = {"sent_at": update.sent_at.isoformat()}
    if not update.private:
        plain["private"] = False
    for name in _TEXTS:
        value = getattr(update, name)
        if value:
            plain[name] = value
    if update.masked:
        plain["masked"] = list(update.masked)
    if update.attachments:
        plain["attachments"] = [[a.kind, a.id, a.name] for a in update.attachments]
    if update.kind != "message":
        plain["kind"] = update.kind
    return plain


_TEXTS = (
    "text",
    "choice",
    "author_name",
    "message_id",
    "reply_to",
    "edited",
    "mentioned",
    "moved_to",
    "callback_id",
)


def update_from_json(channel: str, chat: str, author: str, event: str, plain: Mapping[str, Any]) -> Incoming:
    """The other way round."""
    values: dict[str, Any] = {name: plain[name] for name in _TEXTS if name in plain}
    if "masked" in plain:
        values["masked"] = tuple(plain["masked"])
    if "attachments" in plain:
        values["attachments"] = tuple(Attachment(*one) for one in plain["attachments"])
    return Incoming(
        address=Address(channel, chat),
        author=author,
        event_id=event,
        sent_at=datetime.fromisoformat(plain["sent_at"]),
        private=plain.get("private", True),
        kind=plain.get("kind", "message"),
        **values,
    )


def part_to_json(part: Part) -> dict[str, Any]:
    """A part without its key, which is made from the row that holds it."""
    plain: dict[str, Any] = {"text": part.text}
    if part.buttons:
        plain["buttons"] = [[choice.label, choice.payload] for choice in part.buttons]
    if part.listed:
        plain["listed"] = part.listed
    if part.file:
        plain["file"] = [part.file.path, part.file.name, part.file.mime, part.file.photo]
    if part.reply_to:
        plain["reply_to"] = part.reply_to
    if part.edit:
        plain["edit"] = part.edit
    return plain


def part_from_json(plain: Mapping[str, Any], *, key: str) -> Part:
    """The other way round, with the key of its row."""
    return Part(
        text=plain["text"],
        buttons=tuple(Choice(*one) for one in plain.get("buttons", ())),
        listed=plain.get("listed", ""),
        file=File(*plain["file"]) if "file" in plain else None,
        reply_to=plain.get("reply_to"),
        edit=plain.get("edit"),
        key=key,
    )


def timely_to_json(timely: Timely) -> dict[str, str]:
    """How it stands beside the text of the row's part."""
    return {
        "since": timely.since.isoformat(),
        "until": timely.until.isoformat(),
        "late": timely.late,
        "post": timely.post,
    }


def timely_from_json(plain: Mapping[str, Any]) -> Timely | None:
    """What a row's part says of its hour, if it has one."""
    kept = plain.get("timely")
    if not kept:
        return None
    since, until = (datetime.fromisoformat(kept[name]) for name in ("since", "until"))
    return Timely(since, until, kept["late"], kept["post"])
