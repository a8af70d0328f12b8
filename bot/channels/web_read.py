"""What a page may say to us: bytes → a checked line, or the HTTP status that refuses it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.text import fold, nfc, units
from bot.types import MAX_PAYLOAD_BYTES

BODY_LIMIT = 16 * 1024
TEXT_LIMIT = 2000
"""In UTF-16 units, as browsers count; the page has the same number."""
OLDEST = timedelta(hours=48)
NEWEST = timedelta(minutes=2)

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MENTION = re.compile(r"@tr[oợ]\s?l[yý](\s?s[oố])?\b[,:]?\s*", re.IGNORECASE)
_CALLED = re.compile(r"\s*trợ lý( số)?( ơi)?\s*[,:]\s*", re.IGNORECASE)


class Refused(Exception):
    """The page's request is not taken: an HTTP status, a name for programs, a sentence for the person."""

    def __init__(self, status: int, error: str, sentence: str, *, after: int = 0) -> None:
        super().__init__(f"{status} {error}")
        self.status = status
        self.error = error
        self.sentence = sentence
        self.after = after


@dataclass(frozen=True, slots=True)
class Said:
    """One line typed, or one button pressed."""

    id: str
    text: str
    choice: str | None = None
    pressed: int | None = None
    """The line whose button it was."""
    reply_to: int | None = None
    sent_at: datetime | None = None
    age: float | None = None
    """Seconds since it was typed, by the page's own watch: right even where a phone's date is wrong."""

    def when(self, now: datetime) -> datetime:
        """The time typed, where the page's word is credible, else now."""
        if self.age is not None and 0 <= self.age <= OLDEST.total_seconds():
            return now - timedelta(seconds=self.age)
        if self.sent_at is not None and now - OLDEST <= self.sent_at <= now + NEWEST:
            return self.sent_at.astimezone(now.tzinfo)
        return now


def malformed(what: str) -> Refused:
    """Not a page of ours that said this."""
    return Refused(400, what, "Trang chưa gửi đúng. Xin tải lại trang rồi gửi lại.")


def too_long() -> Refused:
    """More than one line may hold."""
    return Refused(422, "too-long", f"Tin dài quá {TEXT_LIMIT} chữ cái. Xin chia thành hai, ba tin ngắn hơn.")


def read(body: bytes) -> Said:
    """The line in the body; raises Refused with the reason."""
    try:
        values = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise malformed("not-json") from None
    if not isinstance(values, dict):
        raise malformed("not-an-object")
    said_id = values.get("id")
    if not isinstance(said_id, str) or not _ID.fullmatch(said_id):
        raise malformed("id")
    choice, text = _payload(values.get("choice")), _text(values.get("text"))
    if choice is None and not text:
        raise malformed("empty")
    return Said(
        id=said_id,
        text=text,
        choice=choice,
        pressed=_line(values, "line"),
        reply_to=_line(values, "reply_to"),
        sent_at=_moment(values.get("sent_at")),
        age=_age(values.get("age")),
    )


def mentions(text: str) -> bool:
    """Whether a line of a room is meant for the bot: it is named, or given a command."""
    return text.startswith("/") or "tro ly" in fold(text) or _MENTION.search(text) is not None


def without_mention(text: str) -> str:
    """The text with the name by which the bot was called taken off; a lone name stays."""
    plain = _CALLED.sub("", _MENTION.sub("", text), count=1) if _CALLED.match(text) else _MENTION.sub("", text)
    return plain.strip() or text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise malformed("text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise malformed("text") from None  # half of a surrogate pair
    text = _UNSEEN.sub("", nfc(value)).strip()
    if units(text) > TEXT_LIMIT:
        raise too_long()
    return text


def _payload(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value or not value.isprintable():
        raise malformed("choice")
    if len(value.encode(errors="replace")) > MAX_PAYLOAD_BYTES:
        raise malformed("choice")
    return value


def _line(values: dict[str, Any], key: str) -> int | None:
    value = values.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**53:
        raise malformed(key)
    return value


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise malformed("sent_at") from None
    if moment.tzinfo is None:
        raise malformed("sent_at")
    return moment


def _age(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise malformed("age")
    return float(value) if abs(value) < 1e12 else None
