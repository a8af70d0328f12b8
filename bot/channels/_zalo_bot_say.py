"""Saying a Part on Zalo's Bot Platform: bold as styles, a picture by its address, any other file as a link."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.channels._zalo_bot_call import Answer, ZaloCalls, result_of
from bot.errors import Rejected, Uncertain
from bot.text import units
from bot.types import File, Part

LONGEST = 2000
"""UTF-16 units of a text or a caption."""
PHOTO_SECONDS = 150.0
"""Their servers fetch the picture from ours before they answer."""

_BOLD = re.compile(r"\*\*(\S(?:[^\n]*?\S)?)\*\*")

Publish = Callable[[File], str]


async def say(calls: ZaloCalls, chat: str, part: Part, publish: Publish | None) -> str:
    """Say it by one call; by two where words and a file do not fit into one. Returns the message's id.

    Said again without styles only when Zalo has just refused it as it was. Raises a SendError.
    """
    file = part.file if publish is not None else None
    if file is None or publish is None:
        return await _text(calls, chat, part.text)
    words = part.text
    if file.photo:
        if units(words) > LONGEST:
            await _text(calls, chat, words)
            words = ""
        fields = {"chat_id": chat, "photo": publish(file)}
        if words:
            fields["caption"] = _styled(words)[0]
        return _number(await calls.call("sendPhoto", fields, within=PHOTO_SECONDS))
    link = f"📎 {file.name}\n{publish(file)}"
    if words and units(words) + units(link) + 2 <= LONGEST:
        return await _text(calls, chat, f"{words}\n\n{link}")
    if words:
        await _text(calls, chat, words)
    return await _text(calls, chat, link)


async def _text(calls: ZaloCalls, chat: str, text: str) -> str:
    plain, styles = _styled(text)
    fields: dict[str, Any] = {"chat_id": chat, "text": plain}
    if not plain.strip():
        raise Rejected("there is nothing to say")
    if styles:
        answer = await calls.call("sendMessage", {**fields, "text_styles": styles})
        if answer.code != 400 or answer.ok:
            return _number(answer)
    return _number(await calls.call("sendMessage", fields))


def _styled(text: str) -> tuple[str, list[Mapping[str, Any]]]:
    """The text without its `**`, and where it is bold, counted in UTF-16 units."""
    if "**" not in text:
        return text, []
    shown: list[str] = []
    styles: list[Mapping[str, Any]] = []
    length = end = 0
    for match in _BOLD.finditer(text):
        before = text[end : match.start()]
        length += units(before)
        styles.append({"start": length, "len": units(match[1]), "st": ["b"]})
        length += units(match[1])
        shown += [before, match[1]]
        end = match.end()
    return "".join([*shown, text[end:]]), styles


def _number(answer: Answer) -> str:
    """The id of what was said. Success without an id is success: the message is there."""
    result = result_of(answer)
    if result is not None and not isinstance(result, Mapping):
        raise Uncertain("the answer is no message")
    found = (result or {}).get("message_id")
    return str(found)[:200] if isinstance(found, str | int) else ""
