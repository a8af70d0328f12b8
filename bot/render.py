"""Fit a Reply into what one channel can show, and understand the answer typed back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from string import ascii_lowercase

from bot.text import cut, fold, shorten
from bot.types import Capabilities, Choice, Incoming, Part, Reply


def show(
    reply: Reply, capabilities: Capabilities, *, private: bool, answering: Incoming | None = None
) -> tuple[list[Part], dict[str, str]]:
    """The parts to send, in order, and the keys that may be typed as an answer.

    Choices become buttons where the channel has enough of them, else a list to answer: with numbers, or with letters
    when the question itself wants a number. In groups there is no list, since a stray digit must not open a page;
    there the label's words answer. A file that the channel cannot show is left to its words.
    """
    choices = tuple(Choice(shorten(choice.label, capabilities.label_limit), choice.payload) for choice in reply.choices)
    keys = {_typed(choice.label): choice.payload for choice in reply.choices}
    text = reply.text
    buttons: tuple[Choice, ...] = ()
    if choices and len(choices) <= capabilities.button_limit and (private or capabilities.group_buttons):
        buttons = choices
    elif choices and private:
        marks = [str(n) for n in range(1, len(choices) + 1)] if not reply.wants_number else list(ascii_lowercase)
        text += "\n\n" + "\n".join(f"{mark}. {c.label}" for mark, c in zip(marks, reply.choices, strict=False))
        keys |= {mark: c.payload for mark, c in zip(marks, reply.choices, strict=False)}
    elif choices:
        text += "\n(Trả lời: " + " / ".join(f"«{choice.label}»" for choice in reply.choices) + ")"
    file = reply.file
    if file is not None and not (capabilities.photo if file.photo else capabilities.file):
        file = None
    pieces = cut(text, capabilities.text_limit) or [""]
    edit = None
    if reply.edits and capabilities.edits and answering and answering.choice and len(pieces) == 1 and file is None:
        edit = answering.message_id or None
    quote = answering.message_id if answering and not private and not answering.choice else None
    parts = [Part(piece, reply_to=quote if first else None) for first, piece in _marked(pieces)]
    last = parts[-1]
    parts[-1] = Part(last.text, buttons=buttons, file=file, reply_to=last.reply_to, edit=edit)
    return parts, keys


@lru_cache(maxsize=2048)
def _typed(label: str) -> str:
    """How a label is typed; the same few hundred labels come again and again."""
    return fold(label)


def _marked(pieces: list[str]) -> list[tuple[bool, str]]:
    return [(at == 0, piece) for at, piece in enumerate(pieces)]


def understand(update: Incoming, keys: Mapping[str, str]) -> str | None:
    """The payload that was pressed, or that the typed words stand for; None: these are other words."""
    if update.choice is not None:
        return update.choice
    return keys.get(fold(update.text)) if update.text and keys else None
