"""Every captured event of an Official Account, and what we understand by it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels._zalo_oa_read import read
from bot.types import Address, Attachment, Incoming

PAYLOADS = Path(__file__).parent / "payloads" / "zalo_oa"
NOW = datetime.fromisoformat("2026-11-20T09:00:00+07:00")
SENT = datetime.fromisoformat("2026-11-19T15:00:00+07:00")
OA, WHO = "9876543210987654321", "2468013579246801357"


def private(event: str, text: str = "", **more: Any) -> Incoming:
    more.setdefault("message_id", event)
    return Incoming(address=Address("oa", WHO), author=WHO, event_id=f"{WHO}:{event}", sent_at=SENT, text=text, **more)


def group(event: str, text: str, **more: Any) -> Incoming:
    return Incoming(
        address=Address("oa", "group:GROUP_1"),
        author=WHO,
        event_id=f"{WHO}:{event}",
        sent_at=SENT,
        private=False,
        text=text,
        message_id=event,
        **more,
    )


def happened(event: str, chat: str, kind: Any, author: str = "") -> Incoming:
    return Incoming(
        address=Address("oa", chat),
        author=author or chat,
        event_id=f"{event}:{chat}:1795075200000",
        sent_at=SENT,
        private=not chat.startswith("group:"),
        kind=kind,
    )


BIG = "9007199254740993123"
UNDERSTOOD: dict[str, Incoming | None] = {
    "text": private("cb31dff1c39642cc1b83", "báo cáo 35"),
    "text_without_account": private("cb31dff1c39642cc1b84", "chào em 👋"),
    "text_decomposed": private("c1", "báo cáo 35"),
    "text_unstorable": private("c2", "a b�"),
    "text_with_unknown_fields": private("c3", "ok"),
    "text_numbers_as_numbers": Incoming(
        address=Address("oa", BIG),
        author=BIG,
        event_id=f"{BIG}:18014398509481985",
        sent_at=datetime.fromisoformat("2026-11-19T15:00:00.123+07:00"),
        text="số lớn",
        message_id="18014398509481985",
    ),
    "text_quoting": private("c4", "sửa 12", reply_to="m0007"),
    "text_with_hash": private("c5", "báo cáo 35"),
    "tap": private("c6", choice="guide:open:vneid-cai-dat"),
    "image": private("ab12", attachments=(Attachment("photo", "https://photo.example/a.jpg"),)),
    "image_without_url": private("ab13", attachments=(Attachment("photo", ""),)),
    "file": private("ab14", attachments=(Attachment("document", "https://file.example/d.pdf", "Đơn.pdf"),)),
    "location": private("ab15", attachments=(Attachment("location", "10.762600,106.660000"),)),
    "audio": private("ab16", attachments=(Attachment("voice", "https://voice.example/a.aac"),)),
    "sticker": private("ab17", attachments=(Attachment("other", "sticker"),)),
    "business_card": private("ab18", attachments=(Attachment("other", "business_card"),)),
    "follow": happened("follow", WHO, "joined"),
    "unfollow": happened("unfollow", WHO, "blocked"),
    "submit_info_without_phone": None,
    "anonymous_text": Incoming(
        address=Address("oa", f"anonymous:{WHO}:talk-7"),
        author=f"anonymous:{WHO}",
        event_id=f"anonymous:{WHO}:an1",
        sent_at=SENT,
        text="làm sao cài VNeID",
        message_id="an1",
    ),
    "echo_text": None,
    "echo_group_text": None,
    "seen": None,
    "reacted": None,
    "group_text_in_recipient_id": group("de34", "3 vắng 1"),
    "group_text_in_recipient_group_id": group("de35", "3 vắng 1"),
    "group_text_in_conversation_id": group("de36", "/bc cks 5", mentioned=True),
    "group_text_with_mention": group("de37", f"bc cks 5 [@{WHO}]", mentioned=True),
    "group_disbanded": happened("disperse_group", "group:GROUP_1", "removed", WHO),
    "group_created": happened("create_group", "group:GROUP_1", "joined", "GROUP_1"),
    "group_left": None,
    "another_account": None,
    "unknown": None,
    "permission_revoked": None,
    "timestamp_in_seconds": private("x3", "chào"),
}


def payload(name: str) -> tuple[dict[str, Any], bytes]:
    body = (PAYLOADS / f"{name}.json").read_bytes()
    return json.loads(body), body


@pytest.mark.parametrize("name", sorted(UNDERSTOOD))
def test_event_is_understood(name: str) -> None:
    event, body = payload(name)

    assert read(event, body, "oa", now=NOW, oa_id=OA, groups=True) == UNDERSTOOD[name]


def test_every_payload_is_in_the_table() -> None:
    named = {path.stem for path in PAYLOADS.glob("*.json")}

    assert named == UNDERSTOOD.keys() | {"submit_info", "timestamp_of_no_calendar"}


def test_the_form_gives_a_phone_number_and_nothing_else() -> None:
    event, body = payload("submit_info")

    update = read(event, body, "oa", now=NOW)

    assert update is not None
    assert update.attachments == (Attachment("contact", "84900000000", "Trần Thị B"),)
    assert update.text == ""


def test_what_has_no_message_id_is_known_by_its_bytes() -> None:
    event, body = payload("submit_info")

    first, again = (read(event, body, "oa", now=NOW) for _ in range(2))
    other = read(event, body + b" ", "oa", now=NOW)

    assert first is not None and again is not None and other is not None
    assert first.event_id == again.event_id != other.event_id


def test_a_moment_of_no_calendar_is_now() -> None:
    event, body = payload("timestamp_of_no_calendar")

    update = read(event, body, "oa", now=NOW)

    assert update is not None and update.sent_at == NOW


@pytest.mark.parametrize("name", [name for name in sorted(UNDERSTOOD) if name.startswith("group_")])
def test_groups_are_not_heard_unless_the_operator_says_so(name: str) -> None:
    event, body = payload(name)

    assert read(event, body, "oa", now=NOW, oa_id=OA) is None


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"event_name": "user_send_text"},
        {"event_name": "user_send_text", "sender": {}, "message": {"text": "a"}},
        {"event_name": "user_send_text", "sender": {"id": None}, "message": {"text": "a"}},
        {"event_name": "user_send_text", "sender": {"id": 1.5}, "message": {"text": "a"}},
        {"event_name": "user_send_text", "sender": {"id": True}, "message": {"text": "a"}},
        {"event_name": "user_send_text", "sender": "x", "message": {"text": "a"}},
        {"event_name": "user_send_group_text", "sender": {"id": "1"}, "message": {"text": "a"}},
        {"event_name": "follow"},
    ],
)
def test_what_is_no_event_raises_what_the_channel_expects(event: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        read(event, b"{}", "oa", now=NOW, groups=True)


@pytest.mark.parametrize(
    ("typed", "text", "choice"),
    [
        ("#menu", "menu", None),
        ("#2", "2", None),
        ("# 2", "# 2", None),
        ("##a", "##a", None),
        ("#", "#", None),
        ("#guide:", "guide:", None),
        ("#Guide:open:x", "Guide:open:x", None),
        ("#xã: mất điện", "xã: mất điện", None),
        ("#report:yes:12", "", "report:yes:12"),
        ("a #guide:open:x", "a #guide:open:x", None),
    ],
)
def test_a_hash_is_a_tap_only_before_one_of_our_payloads(typed: str, text: str, choice: str | None) -> None:
    event = {"event_name": "user_send_text", "sender": {"id": "1"}, "message": {"msg_id": "m", "text": typed}}

    update = read(event, b"", "oa", now=NOW)

    assert update is not None and (update.text, update.choice) == (text, choice)
