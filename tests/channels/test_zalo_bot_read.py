"""What the Zalo Bot Platform's updates mean: one row per captured payload, in both shapes."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels._zalo_bot_read import event_of, read, unnamed, updates_of
from bot.clock import VIETNAM
from bot.types import Address, Attachment, Incoming

PAYLOADS = Path(__file__).parent / "payloads" / "zalo_bot"
NOW = datetime.fromisoformat("2026-11-21T15:00:00+07:00")
NAMES = ("Bot Xã Hoà Bình", "bot.AbCdEfGhI")
B, GROUP = "6ede9afa66b88fe6d6a9", "1f2e3d4c5b6a79880011"


def at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, VIETNAM)


def said(
    number: str, text: str = "xin chào", *, date: int = 1795075200000, group: bool = False, **more: Any
) -> Incoming:
    chat = GROUP if group else B
    values: dict[str, Any] = {
        "author_name": "Trần Thị B", "private": not group, "mentioned": group, "sent_at": at(date), **more,
    }  # fmt: skip
    return Incoming(Address("zalo", chat), B, f"{chat}:{number}", text=text, message_id=number, **values)


READ = {
    "text": said("2d758cb5e222177a4e35", "Thủ tục đăng ký khai sinh?"),
    "text_flat": said("2d758cb5e222177a4e36", "chữ ký số là gì 🙂"),
    "text_decomposed": said("2d758cb5e222177a4e37", "báo cáo cks 5"),
    "text_unstorable": said("2d758cb5e222177a4e38", "xin chào \ufffd", author_name="B"),
    "text_in_seconds": said("2d758cb5e222177a4e39"),
    "text_without_a_date": said("2d758cb5e222177a4e3a", sent_at=NOW),
    "text_with_unknown_fields": said("2d758cb5e222177a4e3b"),
    "text_without_a_name": said("2d758cb5e222177a4e3c", author_name=""),
    "text_of_another_spelling": said("2d758cb5e222177a4e3d"),
    "text_of_a_bot": None,
    "text_of_spaces": None,
    "group_mention": said("90ab12cd34ef56ab78cd", "báo 3 vắng 1", date=1795075260000, group=True),
    "group_mention_inside": said("90ab12cd34ef56ab78ce", "cks 5 vneid 12", date=1795075260000, group=True),
    "group_mention_decomposed": said("90ab12cd34ef56ab78cf", "cks 5", date=1795075260000, group=True),
    "group_mention_alone": said("90ab12cd34ef56ab78d0", "", date=1795075260000, group=True),
    "group_mention_left_out": said("90ab12cd34ef56ab78d1", "cks 5", date=1795075260000, group=True),
    "group_reply": said("90ab12cd34ef56ab78d2", "35", date=1795075260000, group=True),
    "chat_of_unknown_kind": said("90ab12cd34ef56ab78d3", group=True),
    "chat_without_kind": said("90ab12cd34ef56ab78d4"),
    "image": said(
        "aa11bb22cc33dd44ee55",
        "giấy của tôi",
        date=1795075320000,
        attachments=(Attachment("photo", "https://photo-stal-1.example/example.jpg"),),
    ),
    "image_legacy": said(
        "aa11bb22cc33dd44ee56",
        "",
        date=1795075320000,
        attachments=(Attachment("photo", "https://photo-stal-1.example/old.jpg"),),
    ),
    "image_without_link": said("aa11bb22cc33dd44ee57", "", date=1795075320000, attachments=(Attachment("photo", ""),)),
    "image_in_group": said(
        "aa11bb22cc33dd44ee58",
        "cks 5",
        date=1795075320000,
        group=True,
        attachments=(Attachment("photo", "https://photo-stal-1.example/g.jpg"),),
    ),
    "sticker": said("bb11", "", attachments=(Attachment("other", "sticker"),)),
    "voice": said("bb12", "", attachments=(Attachment("voice", "https://v.example/1.aac"),)),
    "unsupported": said("bb13", "", attachments=(Attachment("other", "unsupported"),)),
    "unknown_event": None,
}


def understood(update: Any) -> Incoming | None:
    event = event_of(update)
    assert event is not None
    return read(*event, NAMES, "zalo", now=NOW)


@pytest.mark.parametrize("name", sorted(READ))
def test_payload_is_read(name: str) -> None:
    payload = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))

    assert understood(payload) == READ[name]


@pytest.mark.parametrize("name", sorted(READ))
def test_the_other_shape_is_read_the_same(name: str) -> None:
    payload = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    other = payload.get("result", {"ok": True, "result": payload})

    assert understood(other) == READ[name]


def test_every_payload_has_its_row() -> None:
    assert {path.stem for path in PAYLOADS.glob("*.json")} == READ.keys()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@Bot Xã Hoà Bình, báo cáo 35", "báo cáo 35"),
        ("@BOT XA HOA BINH báo cáo 35", "báo cáo 35"),
        ("@BotXãHoàBình báo cáo 35", "báo cáo 35"),
        ("@bot.AbCdEfGhI cks 5", "cks 5"),
        ("Bot Xã Hoà Bình cks 5", "cks 5"),
        ("cks 5 @Bot Xã Hoà Bình", "cks 5"),
        ("cks 5 @Bot Xã Hoà Bình, vneid 12", "cks 5, vneid 12"),
        ("@Bot Xã Hoà Bình\ncks 5\nvneid 12", "cks 5\nvneid 12"),
        ("mail@bot.example cks 5", "mail@bot.example cks 5"),
        ("[@123] cks 5", "[@123] cks 5"),
        ("@ @ @ cks 5", "@ @ @ cks 5"),
    ],
)
def test_the_bots_name_is_taken_off_however_it_is_written(text: str, left: str) -> None:
    assert unnamed(text, NAMES, private=False) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@Bot Xã Hoà Bình báo cáo 35", "báo cáo 35"),
        ("@Bot Xã Hoà Bình CKS 5", "CKS 5"),
        ("@Bot Xã Hoà Bình: vneid 5", "vneid 5"),
        ("@Bot Xã Hoà Bình", ""),
        ("@Anh Tư cks 5", "@Anh Tư cks 5"),
        ("cks 5", "cks 5"),
    ],
)
def test_a_name_that_nobody_told_us_is_guessed(text: str, left: str) -> None:
    assert unnamed(text, ("", "bot.AbCdEfGhI"), private=False) == left


def test_in_private_a_name_without_an_at_sign_is_a_word() -> None:
    assert unnamed("Bot Xã Hoà Bình là ai", NAMES, private=True) == "Bot Xã Hoà Bình là ai"


@pytest.mark.parametrize(
    ("result", "count"),
    [(None, 0), ({}, 0), ([], 0), ({"event_name": "x"}, 1), ([{"a": 1}, {"b": 2}, None], 2), ("x", 0)],
)
def test_a_poll_gives_one_object_or_a_list_or_nothing(result: Any, count: int) -> None:
    assert len(updates_of(result)) == count


@pytest.mark.parametrize(
    "broken",
    [
        {"from": None},
        {"chat": "x"},
        {"message_id": ""},
        {"message_id": "x" * 201},
        {"message_id": None},
        {"from": {"id": 1.5}},
        {"chat": {"id": {"a": 1}}},
        {"chat": {"id": "a\x00b"}},
    ],
)
def test_a_message_without_its_ids_is_none(broken: dict[str, Any]) -> None:
    message = {"message_id": "m", "from": {"id": B}, "chat": {"id": B}, "text": "x", **broken}

    with pytest.raises(ValueError, match=r"a message|an id"):
        read("message.text.received", message, NAMES, "zalo", now=NOW)


def test_two_long_ids_never_make_one_event() -> None:
    ids = ("a" * 150, "b" * 150)
    events = set()
    for chat, number in (ids, ids[::-1], ("a" * 149, "a" + "b" * 150)):
        message = {"message_id": number, "from": {"id": B}, "chat": {"id": chat}, "text": "x"}
        found = read("message.text.received", message, NAMES, "zalo", now=NOW)
        assert found is not None
        events.add(found.event_id)

    assert len(events) == 3
    assert all(len(event) <= 200 for event in events)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("message_id", "date", "from", "chat", "text", "caption", "photo", "photo_url", "voice_url", "message_type")


@settings(max_examples=300, deadline=None)
@given(
    message=st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)),
    event=st.sampled_from(["message.text.received", "message.image.received", "message.voice.received"]),
    good=st.booleans(),
)
def test_whatever_a_stranger_sends_is_read_or_refused(message: dict[str, Any], event: str, good: bool) -> None:
    if good:
        message |= {"message_id": "m1", "from": {"id": B}, "chat": {"id": GROUP, "chat_type": "GROUP"}}
    try:
        found = read(event, message, NAMES, "zalo", now=NOW)
    except ValueError:
        assert not good
        return
    if found is not None:
        found.text.encode()
        assert "\0" not in found.text
        assert found.sent_at.tzinfo is not None


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("@ Bboót XãaHhòoàBìnhi.\n,35\u0300"), max_size=60))
def test_taking_the_name_off_never_adds_anything(text: str) -> None:
    assert len(unnamed(text, NAMES, private=False)) <= len(text)
