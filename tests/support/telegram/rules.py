"""What Telegram's server refuses, and in which words: texts, markup, keyboards, floods. For the loopback server."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.text import units

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "a": "text_link", "code": "code",
    "pre": "pre", "blockquote": "blockquote", "tg-spoiler": "spoiler", "tg-emoji": "custom_emoji", "span": "spoiler",
}  # fmt: skip

_TOKEN = re.compile(r"<(/?)([^<>\s]*)([^<>]*)>|<|&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
_ENTITY = re.compile(r"(?<!\S)(/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?)(?!\w)|(?<!\w)(@[A-Za-z][A-Za-z0-9_]{2,})")


class Refusal(Exception):
    """An answer with "ok": false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str, **parameters: int) -> Refusal:
    return Refusal(400, f"Bad Request: {description}", **parameters)


def parsed(text: str, mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """The text as it is shown, with its entities; refuses broken markup as the server does."""
    if not mode:
        return text.strip(), entities(text.strip())
    if mode.lower() != "html":
        raise bad("unsupported parse_mode")
    shown: list[str] = []
    length = 0
    found: list[dict[str, Any]] = []
    open_tags: list[tuple[str, int]] = []
    at = 0
    for match in _TOKEN.finditer(text):
        before = text[at : match.start()]
        shown.append(before)
        length += units(before)
        at = match.end()
        where = len(text[: match.start()].encode())
        if match[4]:
            name = match[4]
            letter = _NAMED.get(name) or chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))
            shown.append(letter)
            length += units(letter)
        elif match[2] is None or match[2].lower() not in TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{match[2] or ""}" at byte offset {where}')
        elif match[1]:
            if not open_tags:
                raise bad(f"can't parse entities: Unexpected end tag at byte offset {where}")
            tag, start = open_tags.pop()
            if tag != match[2].lower():
                raise bad(f'can\'t parse entities: Unmatched end tag at byte offset {where}, expected "</{tag}>"')
            if length > start:
                found.append({"type": TAGS[tag], "offset": start, "length": length - start})
        else:
            open_tags.append((match[2].lower(), length))
    if open_tags:
        tag = open_tags[-1][0]
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")
    shown.append(text[at:])
    return "".join(shown).strip(), found


def entities(text: str) -> list[dict[str, Any]]:
    """The commands and mentions that Telegram marks by itself; offsets in UTF-16 units."""
    if "/" not in text and "@" not in text:
        return []
    return [
        {
            "type": "bot_command" if match[1] else "mention",
            "offset": units(text[: match.start()]),
            "length": units(match[0]),
        }
        for match in _ENTITY.finditer(text)
    ]


def checked_text(text: Any, mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    shown, marks = parsed("" if text is None else str(text), mode)
    if not shown:
        raise bad("message text is empty")
    if len(shown) > TEXT_LIMIT // 2 and units(shown) > TEXT_LIMIT:
        raise bad("message is too long")
    return shown, marks


def checked_caption(text: Any, mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    shown, marks = parsed("" if text is None else str(text), mode)
    if units(shown) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return shown, marks


def checked_keyboard(markup: Any) -> tuple[tuple[str, str], ...]:
    """The buttons (label, payload) of an inline keyboard, row by row; other markups have none."""
    if not markup:
        return ()
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    buttons: list[tuple[str, str]] = []
    for row in markup.get("inline_keyboard", ()):
        for button in row:
            label, payload = button.get("text"), button.get("callback_data")
            if not label:
                raise bad("text buttons are unallowed in the inline keyboard")
            if payload is None and not any(key in button for key in ("url", "web_app", "copy_text", "login_url")):
                raise bad("text buttons are unallowed in the inline keyboard")
            if payload is not None and not 1 <= len(payload.encode()) <= 64:
                raise bad("BUTTON_DATA_INVALID")
            buttons.append((label, payload or ""))
    if len(buttons) > 100:
        raise bad("reply markup is too long")
    return tuple(buttons)


def checked_commands(commands: Any) -> list[dict[str, str]]:
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH" if isinstance(commands, list) else "can't parse commands")
    for command in commands:
        if not _COMMAND_NAME.fullmatch(command.get("command", "")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= units(command.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


@dataclass
class Flood:
    """Telegram's limits as published: 30 a second in all, one a second per chat, 20 a minute per group."""

    tick: Callable[[], float]
    per_second: float = 30.0
    chat_burst: float = 3.0
    per_group_per_minute: int = 20
    _all: tuple[float, float] | None = None
    _chats: dict[int, tuple[float, float]] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)

    def check(self, chat: int) -> None:
        """Count one message to that chat, or refuse it with 429."""
        now = self.tick()
        overall = _filled(self._all, now, self.per_second, self.per_second)
        single = _filled(self._chats.get(chat), now, 1.0, self.chat_burst)
        if overall < 1:
            raise _slower((1 - overall) / self.per_second)
        if single < 1:
            raise _slower(1 - single)
        if chat < 0:
            recent = self._groups.setdefault(chat, deque())
            while recent and recent[0] <= now - 60:
                recent.popleft()
            if len(recent) >= self.per_group_per_minute:
                raise _slower(recent[0] + 60 - now)
            recent.append(now)
        self._all = (overall - 1, now)
        self._chats[chat] = (single - 1, now)


def _filled(bucket: tuple[float, float] | None, now: float, rate: float, size: float) -> float:
    if bucket is None:
        return size
    return min(size, bucket[0] + (now - bucket[1]) * rate)


def _slower(wait: float) -> Refusal:
    seconds = max(1, math.ceil(wait))
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
