"""Saying a Part on Telegram: its markup, its buttons, its files, and what to try when it is refused as it is."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from telegram import InputFile
from telegram.error import BadRequest

from bot.channels._telegram_read import split_chat
from bot.channels._telegram_request import Nonsense, PlainBot
from bot.errors import Rejected
from bot.text import units
from bot.types import Choice, Part

SHORT_LABEL = 16

_BOLD = re.compile(r"\*\*(\S(?:[^\n]*?\S)?)\*\*")


async def say(bot: PlainBot, chat: str, part: Part) -> str:
    """Say it by one call; again, differently, for each thing that Telegram refuses and that can be said differently.

    Returns the message's id; raises a TelegramError, ValueError for ids that are not Telegram's, or Rejected for a file
    that cannot be read.
    """
    plain = False
    while True:
        try:
            return await _once(bot, chat, part, plain=plain)
        except BadRequest as error:
            said = error.message.casefold()
            if part.edit is not None and "not modified" in said:
                return part.edit
            if part.edit is not None and _cannot_edit(said):
                part = replace(part, edit=None)
            elif part.file is not None and part.text and "caption is too long" in said:
                await _once(bot, chat, replace(part, file=None, buttons=()), plain=plain)
                part = replace(part, text="", reply_to=None)
            elif not plain and "parse entities" in said:
                plain = True
            elif ":" in chat and ("thread not found" in said or "topic_" in said):
                chat = chat.partition(":")[0]
            elif part.file is not None and part.file.photo and ("photo" in said or "image" in said):
                part = replace(part, file=replace(part.file, photo=False))
            else:
                raise


async def _once(bot: PlainBot, chat: str, part: Part, *, plain: bool) -> str:
    group, topic = split_chat(chat)
    text, parse_mode = _marked(part.text, plain=plain)
    fields: dict[str, Any] = {"chat_id": group, "parse_mode": parse_mode}
    if part.buttons:
        fields["reply_markup"] = {"inline_keyboard": keyboard(part.buttons)}
    if part.edit is not None and part.file is None:
        fields |= {"message_id": int(part.edit), "text": text, "link_preview_options": {"is_disabled": True}}
        await bot.call("editMessageText", fields)
        return part.edit
    fields["message_thread_id"] = topic
    if part.reply_to is not None:
        fields["reply_parameters"] = {"message_id": int(part.reply_to), "allow_sending_without_reply": True}
    if part.file is None:
        fields |= {"text": text, "link_preview_options": {"is_disabled": True}}
        sent = await bot.call("sendMessage", fields)
    else:
        kind = "photo" if part.file.photo else "document"
        fields |= {"caption": text or None, kind: await _upload(part.file.path, part.file.name)}
        sent = await bot.call(f"send{kind.capitalize()}", fields)
    return _number(sent)


def keyboard(buttons: Sequence[Choice]) -> list[list[dict[str, str]]]:
    """One button per row, or two where all labels are short."""
    width = 2 if all(units(choice.label) <= SHORT_LABEL for choice in buttons) else 1
    cells = [{"text": choice.label, "callback_data": choice.payload} for choice in buttons]
    return [cells[at : at + width] for at in range(0, len(cells), width)]


def _marked(text: str, *, plain: bool) -> tuple[str, str | None]:
    """The text as Telegram wants it, with its parse mode: HTML only where something is bold."""
    if "**" not in text:
        return text, None
    if plain:
        return _BOLD.sub(r"\1", text), None
    return _BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False)), "HTML"


def _cannot_edit(said: str) -> bool:
    signs = ("message to edit not found", "can't be edited", "no text in the message", "message_id_invalid")
    return any(sign in said for sign in signs)


async def _upload(path: str, name: str) -> InputFile:
    try:
        content = await asyncio.to_thread(Path(path).read_bytes)
    except OSError as error:
        raise Rejected(f"the file to send cannot be read ({type(error).__name__})") from None
    return InputFile(content, filename=re.sub(r'[\x00-\x1f"\\/]', "_", name))


def _number(sent: Any) -> str:
    if not isinstance(sent, dict) or "message_id" not in sent:
        raise Nonsense("the answer is no message")
    return str(sent["message_id"])
