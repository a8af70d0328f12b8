"""An Official Account's events, read: Zalo's JSON → `Incoming`, or None for what we do not answer.

Chats are written as Zalo's own user id, «group:<id>» for a group of the account's own (GMF), and
«anonymous:<id>:<conversation>» for who writes through the widget of a web page without logging in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from bot.clock import VIETNAM
from bot.text import nfc, storable
from bot.types import Address, Attachment, Incoming

Json = Mapping[str, Any]
Kind = Literal["message", "joined", "removed", "blocked", "unblocked"]

GROUP, ANONYMOUS = "group:", "anonymous:"
EVENT_LENGTH = 200

_SENT = re.compile(r"(user|anonymous)_send_(group_)?([a-z_]+)")
_FOLLOWED: Mapping[str, Kind] = {"follow": "joined", "unfollow": "blocked"}
_GROUP_LIFE: Mapping[str, Kind] = {"create_group": "joined", "disperse_group": "removed", "delete_group": "removed"}
_KINDS: Mapping[str, Literal["photo", "document", "voice", "location"]] = {
    "image": "photo",
    "file": "document",
    "audio": "voice",
    "location": "location",
}
_TAPPED = re.compile(r"#([a-z][a-z0-9_-]*:\S.*)", re.DOTALL)
_HASH = re.compile(r"^#(?=\w)")
_MENTION = re.compile(r"\[@(\w+)\]")


class Place(NamedTuple):
    """Where an event happened and who did it."""

    chat: str
    author: str
    private: bool


def tap(payload: str) -> str:
    """What the person «says» who taps a button with that payload."""
    return f"#{payload}"


def read(
    event: Json, body: bytes, channel: str, *, now: datetime, oa_id: str = "", groups: bool = False
) -> Incoming | None:
    """What a person did, or None when there is nothing to answer. Raises ValueError, KeyError, TypeError or the like
    when it is not an event of Zalo's."""
    name = str(event["event_name"])
    if oa_id and _account(event) not in ("", oa_id):
        return None  # one address serves all accounts of an app
    if (sent := _SENT.fullmatch(name)) is not None:
        return (
            _sent(event, sent[3], body, channel, now, group=bool(sent[2]), oa_id=oa_id)
            if (groups or not sent[2])
            else None
        )
    if name == "user_submit_info":
        return _sent(event, "info", body, channel, now, group=False, oa_id=oa_id)
    if (kind := _FOLLOWED.get(name)) is not None:
        who = _id((_dict(event, "follower") or event["sender"])["id"])
        return _happened(event, Place(who, who, True), kind, channel, now)
    if groups and (kind := _GROUP_LIFE.get(name)) is not None:
        group = _group(event, oa_id)
        return _happened(
            event, Place(GROUP + group, _id(_dict(event, "sender").get("id", group)), False), kind, channel, now
        )
    return None


def _sent(
    event: Json, what: str, body: bytes, channel: str, now: datetime, *, group: bool, oa_id: str
) -> Incoming | None:
    message = _dict(event, "message")
    place = _place(event, message, group=group, oa_id=oa_id)
    words = storable(message.get("text") or "") if isinstance(message.get("text"), str) else ""
    attachments = _info(_dict(event, "info")) if what == "info" else _attachments(message, what)
    if not words and not attachments:
        return None
    account = oa_id or _account(event)
    named = group and any(one == account for one in _MENTION.findall(words))
    if named:
        words = _MENTION.sub(lambda found: "" if found[1] == account else found[0], words)
    words = words.strip()
    tapped = _TAPPED.fullmatch(words) if what == "text" else None
    text = "" if tapped else nfc(_HASH.sub("", words)).strip()
    answered = _optional(message, "quote_msg_id")
    return Incoming(
        address=Address(channel, place.chat),
        author=place.author,
        event_id=_event(place.author, _optional(message, "msg_id"), body),
        sent_at=_moment(event.get("timestamp"), now),
        private=place.private,
        text=text,
        choice=tapped[1] if tapped else None,
        attachments=attachments,
        message_id=_optional(message, "msg_id") or "",
        reply_to=answered,
        mentioned=group and (named or words.startswith(("/", "#")) or answered is not None),
    )


def _happened(event: Json, place: Place, kind: Kind, channel: str, now: datetime) -> Incoming:
    told = f"{event['event_name']}:{place.chat}:{_optional(event, 'timestamp') or ''}"
    return Incoming(
        address=Address(channel, place.chat),
        author=place.author,
        event_id=told[:EVENT_LENGTH],
        sent_at=_moment(event.get("timestamp"), now),
        private=place.private,
        kind=kind,
    )


def _place(event: Json, message: Json, *, group: bool, oa_id: str) -> Place:
    who = _id(event["sender"]["id"])
    if group:
        return Place(GROUP + _group(event, oa_id), who, False)
    if str(event["event_name"]).startswith("anonymous_"):
        talk = _optional(message, "conversation_id") or _optional(event, "conversation_id") or ""
        return Place(f"{ANONYMOUS}{who}:{talk}", f"{ANONYMOUS}{who}", True)
    return Place(who, who, True)


def _group(event: Json, oa_id: str) -> str:
    """The group's id, in whichever of its three places Zalo put it; the account's own id is not one."""
    recipient, message = _dict(event, "recipient"), _dict(event, "message")
    ours = oa_id or _optional(event, "oa_id") or ""
    for found in (
        _optional(recipient, "group_id"),
        _optional(event, "group_id"),
        _optional(recipient, "id"),
        _optional(message, "conversation_id"),
    ):
        if found and found != ours:
            return found
    raise KeyError("group_id")


def _account(event: Json) -> str:
    """Which account an event is for, as far as it says."""
    said = _optional(event, "oa_id")
    if said is None and str(event["event_name"]).startswith(("user_send_", "anonymous_", "user_submit")):
        recipient = _dict(event, "recipient")
        said = None if "_group_" in str(event["event_name"]) else _optional(recipient, "id")
    return said or ""


def _attachments(message: Json, what: str) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    given = message.get("attachments")
    for one in given if isinstance(given, list) else ():
        if not isinstance(one, dict):
            continue
        payload = _dict(one, "payload")
        kind = _KINDS.get(str(one.get("type") or what)) or _KINDS.get(what)
        if kind == "location":
            point = _dict(payload, "coordinates")
            found.append(Attachment("location", f"{float(point['latitude']):.6f},{float(point['longitude']):.6f}"))
        elif kind is None:
            found.append(Attachment("other", what))
        else:
            found.append(Attachment(kind, storable(str(payload.get("url") or "")), _name(payload)))
    if not found and what != "text":
        found.append(Attachment("other", what))
    return tuple(found)


def _info(info: Json) -> tuple[Attachment, ...]:
    """The phone number that somebody gave by Zalo's own form; nothing else of it is kept."""
    phone = _optional(info, "phone")
    return (Attachment("contact", storable(phone), _name(info)),) if phone else ()


def _name(about: Json) -> str:
    name = about.get("name")
    return nfc(storable(name)) if isinstance(name, str) else ""


def _event(author: str, message: str | None, body: bytes) -> str:
    """Zalo repeats an event with the same message id; what has none is known by its bytes."""
    known = f"{author}:{message}" if message else ""
    if known and len(known) <= EVENT_LENGTH:
        return known
    return "sha256:" + hashlib.sha256(known.encode() or body).hexdigest()


def _dict(about: Json, name: str) -> Json:
    value = about.get(name)
    return value if isinstance(value, dict) else {}


def _id(value: object) -> str:
    """An id as text, also where Zalo writes it as a number: those do not fit into a double."""
    if isinstance(value, str) and value.strip():
        return storable(value.strip())[:150]
    if type(value) is int:
        return str(value)
    raise TypeError("an id is text or a whole number")


def _optional(about: Json, name: str) -> str | None:
    value = about.get(name)
    return None if value is None or value == "" else _id(value)


def _moment(stamp: object, now: datetime) -> datetime:
    """Milliseconds, mostly as text; seconds are understood; what no calendar knows is now."""
    try:
        number = int(str(stamp))
        return datetime.fromtimestamp(number / 1000 if number >= 10**11 else number, UTC).astimezone(VIETNAM)
    except (ValueError, OverflowError, OSError):
        return now
