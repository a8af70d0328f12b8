"""What the OpenAPI refuses, and with which number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.text import units

LARGEST = {"image": 1 << 20, "gif": 5 << 20, "file": 5 << 20}
TYPES = {"image": (".jpg", ".jpeg", ".png"), "gif": (".gif",), "file": (".pdf", ".doc", ".docx", ".csv")}


@dataclass
class Refusal(Exception):
    """An error that Zalo answers with HTTP 200."""

    code: int
    message: str = ""


def buttons_of(message: dict[str, Any]) -> list[tuple[str, str]]:
    """The (title, payload) of the buttons; Refusal when Zalo would not take them."""
    payload = _payload(message)
    found = []
    for button in payload.get("buttons", ()):
        title, what = button.get("title", ""), button.get("payload")
        if not 0 < len(title) <= 100:
            raise Refusal(-201, "button title is invalid")
        if button.get("type") in ("oa.query.show", "oa.query.hide"):
            if not isinstance(what, str) or not 0 < len(what) <= 1000:
                raise Refusal(-201, "button payload is invalid")
        elif button.get("type") not in ("oa.open.url", "oa.open.sms", "oa.open.phone"):
            raise Refusal(-201, "button type is invalid")
        found.append((title, what if isinstance(what, str) else ""))
    if len(found) > 5:
        raise Refusal(-201, "too many buttons")
    return found


def attachment_of(message: dict[str, Any]) -> str | None:
    """The uploaded id that is shown, if any."""
    payload = _payload(message)
    if payload.get("template_type") == "media":
        elements = payload.get("elements") or [{}]
        return str(elements[0].get("attachment_id") or elements[0].get("url") or "?")
    if message.get("attachment", {}).get("type") == "file":
        return str(payload.get("token") or "?")
    return None


def check_text(message: dict[str, Any]) -> str:
    text = message.get("text")
    if text is None and "attachment" in message and attachment_of(message):
        return ""
    if not isinstance(text, str) or not text.strip():
        raise Refusal(-201, "message is empty")
    if units(text) > 2000:
        raise Refusal(-210, "text is too long")
    return text


def check_upload(kind: str, name: str, size: int) -> None:
    if not name.lower().endswith(TYPES.get(kind, ())):
        raise Refusal(-201, "file type is not allowed")
    if size > LARGEST[kind]:
        raise Refusal(-210, "file is too large")


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    payload = message.get("attachment", {}).get("payload")
    return payload if isinstance(payload, dict) else {}
