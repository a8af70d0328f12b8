"""Telegram's updates as they come, and what we make of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import Identity, Telegram, read
from bot.clock import VIETNAM
from bot.http import Http
from bot.types import Address, Attachment

PAYLOADS = Path(__file__).parent / "payloads" / "telegram"
ME = Identity(id=123456, username="TroLySoBot", name="Trợ lý số", reads_all=False)
SENT = datetime(2025, 10, 18, 10, 0, tzinfo=VIETNAM)
PRESSED = datetime(2025, 10, 18, 11, 30, tzinfo=VIETNAM)

GROUP = Address("telegram", "-1001234567890")
OLD_GROUP = Address("telegram", "-4001")
TOPIC = Address("telegram", "-1001234567890:12")
IN_GROUP: dict[str, Any] = {"address": GROUP, "private": False}
NAMED: dict[str, Any] = {**IN_GROUP, "mentioned": True}
HAPPENED: dict[str, Any] = {"message_id": ""}
PRESS: dict[str, Any] = {"choice": "report:confirm", "message_id": "40", "sent_at": PRESSED}
NOBODY: dict[str, Any] = {"author": "anonymous", "author_name": ""}

PLAIN = {
    "address": Address("telegram", "7001"),
    "author": "7001",
    "author_name": "An Trần",
    "sent_at": SENT,
    "private": True,
    "text": "",
    "choice": None,
    "attachments": (),
    "message_id": "41",
    "reply_to": None,
    "edited": False,
    "mentioned": False,
    "kind": "message",
    "moved_to": None,
    "callback_id": None,
    "masked": (),
}
"""Every field of an Incoming but its event: each row below says only what differs, and the whole is compared."""

READ: dict[str, dict[str, Any] | None] = {
    "text": {"text": "Làm sao cài VNeID?"},
    "text_with_unknown_fields": {"text": "Xin chào"},
    "text_decomposed": {"text": "Tiếng Việt"},
    "text_unstorable": {"text": "ba o \ufffd cao"},
    "start_with_payload": {"text": "/start dk-Zx81_q"},
    "edited": {"text": "báo cáo 53", "edited": True, "sent_at": SENT + timedelta(minutes=1)},
    "caption_photo": {"text": "Ảnh lỗi", "attachments": (Attachment("photo", "large"),)},
    "document": {"attachments": (Attachment("document", "doc-1", "danh sách.xlsx"),)},
    "voice": {"attachments": (Attachment("voice", "voice-1"),)},
    "location": {"attachments": (Attachment("location", "10.289700,105.759300"),)},
    "contact_own": {"attachments": (Attachment("contact", "+84900000001", "An"),)},
    "contact_foreign": {"attachments": (Attachment("other", "contact"),)},
    "sticker": {"attachments": (Attachment("other", "sticker"),)},
    "button": {**PRESS, "callback_id": "4382bfdwdsb323b2d9"},
    "button_in_topic": {**NAMED, **PRESS, "address": TOPIC, "callback_id": "991"},
    "button_on_old_message": {**PRESS, "message_id": "3", "callback_id": "992"},
    "button_of_inline_message": None,
    "group_command": {**NAMED, "text": "/baocao 35"},
    "group_command_to_us": {**NAMED, "text": "/baocao 35"},
    "group_command_to_another": None,
    "group_command_with_marks": {**NAMED, "text": "/báocáo 35"},
    "group_mention_after_emoji": {**NAMED, "text": "👋🏽 báo cáo cks 5"},
    "group_mention_first": {**NAMED, "text": "báo cáo cks 5\nvneid 12"},
    "group_mention_by_name": {**NAMED, "text": "Nhờ giúp"},
    "group_mention_of_another": {**IN_GROUP, "text": "@antran xem giúp"},
    "group_chatter": {**IN_GROUP, "text": "Mai họp nhé"},
    "group_reply_to_us": {**NAMED, "text": "35", "reply_to": "39"},
    "group_reply_to_person": {**IN_GROUP, "text": "35", "reply_to": "39"},
    "topic": {**IN_GROUP, "address": TOPIC, "text": "Xin chào"},
    "thread_of_replies": {**IN_GROUP, "text": "Xin chào"},
    "anonymous_admin": {**NAMED, **NOBODY, "text": "/baocao 35"},
    "without_sender": {**NAMED, **NOBODY, "text": "/baocao 35"},
    "another_bot": None,
    "forwarded_from_channel": None,
    "new_members": None,
    "added": {**IN_GROUP, **HAPPENED, "kind": "joined"},
    "promoted": None,
    "removed": {**IN_GROUP, **HAPPENED, "kind": "removed"},
    "blocked": {**HAPPENED, "kind": "blocked"},
    "unblocked": {**HAPPENED, "kind": "unblocked"},
    "channel_added": None,
    "migrated_from_here": {
        **IN_GROUP,
        "address": OLD_GROUP,
        "kind": "migrated",
        "moved_to": GROUP.chat,
        "author_name": "",
    },
    "migrated_to_here": {
        **IN_GROUP,
        **NOBODY,
        "address": OLD_GROUP,
        "kind": "migrated",
        "moved_to": GROUP.chat,
        "author_name": "",
    },
    "unknown_kind": None,
    "channel_post_as_message": None,
}


def payload(name: str) -> dict[str, Any]:
    update: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return update


@pytest.mark.parametrize("name", sorted(READ))
def test_update_is_read(name: str) -> None:
    update, expected = payload(name), READ[name]

    incoming = read(update, ME, "telegram", now=PRESSED)

    if expected is None:
        assert incoming is None
    else:
        assert incoming is not None
        found = {field.name: getattr(incoming, field.name) for field in fields(incoming)}
        assert found == {**PLAIN, **expected, "event_id": str(update["update_id"])}


def test_every_payload_has_its_row() -> None:
    assert {path.stem for path in PAYLOADS.glob("*.json")} == set(READ)


ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    0.5,
    "",
    "x",
    "\ud800",
    "\0",
    [],
    [None],
    {},
    {"id": "7"},
    [{"type": "mention"}],
)


@pytest.mark.parametrize("name", sorted(READ))
async def test_odd_values_anywhere_neither_stop_listening_nor_reach_a_database(name: str) -> None:
    channel = Telegram("telegram", "123456:abc", Http())
    for odd in _with_odd_values(payload(name)):
        for incoming in channel._understood([odd], ME):
            for field in fields(incoming):
                value = str(getattr(incoming, field.name))
                assert "\0" not in value
                value.encode()


def _with_odd_values(value: Any) -> Iterator[Any]:
    """The value again and again, each time with one thing in it replaced."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            for odd in (*ODD, *_with_odd_values(value[key])):
                if key != "update_id":
                    yield {**value, key: odd} if isinstance(value, dict) else [*value[:key], odd, *value[key + 1 :]]


def test_press_without_our_own_time_counts_from_its_message() -> None:
    incoming = read(payload("button"), ME, "telegram")

    assert incoming is not None
    assert incoming.sent_at == SENT


@pytest.mark.parametrize("name", sorted(name for name, expected in READ.items() if expected is not None))
def test_what_was_read_can_be_kept(name: str) -> None:
    incoming = read(payload(name), ME, "telegram", now=PRESSED)

    assert incoming is not None
    for field in fields(incoming):
        value = str(getattr(incoming, field.name))
        assert "\0" not in value
        value.encode()  # half a surrogate pair would raise
