"""Values of ours survive the way through the database."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.types import Address, Attachment, Choice, File, Incoming, Part
from bot.wire import part_from_json, part_to_json, update_from_json, update_to_json

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MAYBE = st.none() | st.text("abc:1", min_size=1, max_size=8)
CHOICES = st.builds(Choice, WORDS, st.text("abc:.-1", min_size=1, max_size=64))
UPDATES = st.builds(
    Incoming,
    address=st.builds(Address, WORDS, WORDS),
    author=WORDS,
    event_id=WORDS,
    sent_at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    private=st.booleans(),
    text=WORDS,
    choice=MAYBE,
    attachments=st.lists(
        st.builds(Attachment, st.sampled_from(["photo", "document", "voice"]), WORDS, WORDS), max_size=3
    ).map(tuple),
    author_name=WORDS,
    message_id=WORDS,
    reply_to=MAYBE,
    edited=st.booleans(),
    mentioned=st.booleans(),
    kind=st.sampled_from(["message", "joined", "removed", "blocked", "unblocked", "migrated"]),
    moved_to=MAYBE,
    callback_id=MAYBE,
)
PARTS = st.builds(
    Part,
    text=WORDS,
    buttons=st.lists(CHOICES, max_size=4).map(tuple),
    file=st.none() | st.builds(File, WORDS, WORDS, WORDS, st.booleans()),
    reply_to=MAYBE,
    edit=MAYBE,
    key=WORDS,
)


@given(UPDATES)
def test_an_update_comes_back_as_it_was(update: Incoming) -> None:
    plain = json.loads(json.dumps(update_to_json(update)))

    assert update_from_json(*update.address, update.author, update.event_id, plain) == update


@given(PARTS)
def test_a_part_comes_back_as_it_was(part: Part) -> None:
    plain = json.loads(json.dumps(part_to_json(part)))

    assert part_from_json(plain, key=part.key) == part
