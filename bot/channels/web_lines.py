"""What the web chat keeps: the lines of a conversation, both sides', in the order in which they were said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.types import Choice

BOT = "bot"
"""The author of what we say ourselves."""


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble of a web chat, or with `edit_of` the new words and buttons of an earlier one."""

    author: str
    """BOT, or the id of the person."""
    at: datetime
    text: str = ""
    name: str = ""
    """The person's display name, shown in rooms."""
    buttons: tuple[Choice, ...] = ()
    file_url: str | None = None
    file_name: str = ""
    edit_of: int | None = None
    client_id: str = ""
    """«author:id» of a person's line, with the id that their page gave it; "" for ours."""
    id: int = 0
    """Given by the mailbox, growing within a chat; 0 while it was not kept yet."""


class Mailbox(Protocol):
    """The durable memory of web chats; storage has the real one."""

    async def append(self, chat: str, line: Line) -> int:
        """Keep the line at the end and return its id; a client_id already there is kept once and keeps its id."""
        ...

    async def since(self, chat: str, after: int, limit: int = 200) -> list[Line]:
        """The lines with a greater id, oldest first."""
        ...


def shown(line: Line, reader: str) -> dict[str, Any]:
    """The line as the page of this reader gets it; nobody sees another person's ids."""
    who = "bot" if line.author == BOT else "me" if line.author == reader else "other"
    values: dict[str, Any] = {"id": line.id, "who": who, "text": line.text, "at": line.at.isoformat()}
    if who == "me":
        values["cid"] = line.client_id.removeprefix(f"{reader}:")
    if who == "other":
        values["name"] = line.name
    if line.buttons:
        values["buttons"] = [{"label": button.label, "payload": button.payload} for button in line.buttons]
    if line.file_url is not None:
        values["file"] = {"url": line.file_url, "name": line.file_name}
    if line.edit_of is not None:
        values["edit_of"] = line.edit_of
    return values
