"""The only door into the outbox."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.post import Voice, awake
from bot.types import Address, Capabilities, Choice, Incoming, Reply
from storage.outbox import Saying

NIGHT = datetime.fromisoformat("2025-10-18T23:30:00+07:00")
NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")
ROOMS = {"t": Capabilities(text_limit=10, button_limit=3)}


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2025-10-18T06:59:59+07:00", "2025-10-18T07:00:00+07:00"),
        ("2025-10-18T07:00:00+07:00", "2025-10-18T07:00:00+07:00"),
        ("2025-10-18T12:00:00+07:00", "2025-10-18T12:00:00+07:00"),
        ("2025-10-18T21:59:59+07:00", "2025-10-18T21:59:59+07:00"),
        ("2025-10-18T22:00:00+07:00", "2025-10-19T07:00:00+07:00"),
        ("2025-10-31T23:59:59+07:00", "2025-11-01T07:00:00+07:00"),
        ("2025-10-18T00:00:00+07:00", "2025-10-18T07:00:00+07:00"),
        ("2025-10-18T16:00:00+00:00", "2025-10-19T07:00:00+07:00"),
    ],
)
def test_the_night_is_quiet(moment: str, said: str) -> None:
    assert awake(datetime.fromisoformat(moment)) == datetime.fromisoformat(said)


def test_bulk_waits_for_the_morning_and_an_answer_does_not() -> None:
    voice = Voice(ROOMS, NIGHT)

    voice.tell(Address("t", "1"), Reply("nhắc"), bulk=True)
    voice.tell(Address("t", "1"), Reply("báo"))

    assert [saying.due_at.isoformat() for saying in voice.sayings] == [
        "2025-10-19T07:00:00+07:00",
        "2025-10-18T23:30:00+07:00",
    ]


def test_an_answer_is_addressed_to_who_wrote() -> None:
    voice = Voice(ROOMS, NOON)
    update = Incoming(Address("t", "1"), "u", "e", NOON, message_id="m")

    keys = voice.answer(Reply("Sao?", (Choice("Có", "f:y"),)), update, row=7)

    assert keys == {"co": "f:y"}
    assert voice.sayings == [
        Saying("t", "1", True, {"text": "Sao?", "buttons": [["Có", "f:y"]]}, NOON, author="u", answers=7)
    ]


def test_each_part_of_a_keyed_saying_has_a_key_of_its_own() -> None:
    voice = Voice(ROOMS, NOON)

    voice.tell(Address("t", "1"), Reply("một hai ba bốn năm"), key="k")

    assert [saying.key for saying in voice.sayings] == ["k", "k#1"]


def test_a_channel_that_is_off_is_not_told() -> None:
    voice = Voice(ROOMS, NOON)

    assert not voice.tell(Address("zalo", "1"), Reply("x"))
    assert voice.tell(Address("t", "1"), Reply("x"))
    assert [saying.channel for saying in voice.sayings] == ["t"]
