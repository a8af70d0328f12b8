"""Fit a Reply into what one channel can show, and understand the answer typed back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from string import ascii_lowercase

from bot.text import cut, fold, shorten, units
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
    instead = listing = ""
    if choices and len(choices) <= capabilities.button_limit and (private or capabilities.group_buttons):
        buttons = choices
        if capabilities.listed:
            instead, marked = _listed(reply)
            keys |= marked
    elif choices and private:
        listing, marked = _listed(reply)
        keys |= marked
    elif choices:
        text += "\n(Trả lời: " + " / ".join(f"«{choice.label}»" for choice in reply.choices) + ")"
    file = reply.file
    if file is not None and not (capabilities.photo if file.photo else capabilities.file):
        file = None
    pieces = _together(text, listing, capabilities.text_limit) if listing else None
    pieces = pieces or cut(text + listing, capabilities.text_limit - units(instead)) or [""]
    edit = None
    if reply.edits and capabilities.edits and answering and answering.choice and len(pieces) == 1 and file is None:
        edit = answering.message_id or None
    quotes = not private or capabilities.quotes
    quote = answering.message_id or None if answering and quotes and not answering.choice else None
    parts = [Part(piece, reply_to=quote if first else None) for first, piece in _marked(pieces)]
    last = parts[-1]
    listed = (last.text + instead).strip() if instead else ""
    parts[-1] = Part(last.text, buttons=buttons, listed=listed, file=file, reply_to=last.reply_to, edit=edit)
    return parts, keys


def _together(text: str, listing: str, limit: int) -> list[str] | None:
    """The pieces of a text that is too long for one, its list with the question that it answers; None: cut anywhere."""
    before, _, question = text.rpartition("\n\n")
    if units(text + listing) <= limit or not before or units(question + listing) > limit:
        return None
    return [*cut(before, limit), question + listing]


def _listed(reply: Reply) -> tuple[str, dict[str, str]]:
    """The choices as a list to answer, and what its marks stand for."""
    marks = ascii_lowercase if reply.wants_number else [str(n) for n in range(1, len(reply.choices) + 1)]
    rows = list(zip(marks, reply.choices, strict=False))
    return "\n\n" + "\n".join(f"{mark}. {c.label}" for mark, c in rows), {mark: c.payload for mark, c in rows}


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
