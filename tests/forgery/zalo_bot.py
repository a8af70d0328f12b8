"""The Zalo Bot Platform's events as it writes them: both shapes, both names of a picture, dates of two kinds."""

from __future__ import annotations

import json
from random import Random

from tests.forgery.words import hexes, huge, said


def update(random: Random, number: int, at: int) -> tuple[str, bytes]:
    """A private or group message, or a picture with words; the text, and the body. Unique by its number."""
    person = hexes(random, 20)
    group = random.random() < 0.2
    text = said(random, number)
    message = {
        "message_id": f"{number:08x}{hexes(random, 12)}",
        "date": random.choice((at, at * 1000 + number)),
        "from": {"id": person, "display_name": "Nguyễn Văn An 🌾", "is_bot": False},
        "chat": {"id": hexes(random, 20) if group else person, "chat_type": "GROUP" if group else "PRIVATE"},
        "message_type": "CHAT_MESSAGE",
        "a_field_of_next_year": {"deep": [huge(random), None, 1e300]},
    }
    event = "message.text.received"
    if random.random() < 0.1:
        event = "message.image.received"
        message[random.choice(("photo", "photo_url"))] = "https://photo.example/a.jpg"
        message["caption"] = text
    else:
        message["text"] = text
    inner = {"event_name": event, "message": message}
    written = {"ok": True, "result": inner} if random.random() < 0.5 else inner
    body = json.dumps(written, ensure_ascii=random.random() < 0.5, separators=random.choice(((",", ":"), (", ", ": "))))
    return text, body.encode()
