"""Telegram's updates as its server writes them."""

from __future__ import annotations

import json
from random import Random

from tests.forgery.words import huge, said


def update(random: Random, number: int, at: int) -> tuple[str, bytes]:
    """A private or group message, an edit or a caption; the text, and the body. Unique by its number."""
    person = random.choice((random.randrange(1, 2**31), huge(random) % 2**52, huge(random)))
    text = said(random, number)
    group = random.random() < 0.2
    chat = (
        {"id": -1001000000000 - random.randrange(50), "type": "supergroup", "title": "Đội 1 🏘"}
        if group
        else {"id": person, "type": "private", "first_name": "An"}
    )
    message = {
        "message_id": number,
        "date": at,
        "from": {"id": person, "is_bot": False, "first_name": "Nguyễn Văn An", "language_code": "vi"},
        "chat": chat,
        random.choice(("text", "text", "text", "caption")): text,
        "a_field_of_next_year": {"deep": [huge(random), None, 1e300]},
    }
    if "caption" in message:
        message["photo"] = [{"file_id": f"f{number}", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 99}]
    kind = "edited_message" if random.random() < 0.1 else "message"
    if kind == "edited_message":
        message["edit_date"] = at
    written = {"update_id": 700_000_000 + number, kind: message}
    body = json.dumps(written, ensure_ascii=random.random() < 0.5, separators=random.choice(((",", ":"), (", ", ": "))))
    return text, body.encode()
