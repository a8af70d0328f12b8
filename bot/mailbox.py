"""The web chat's memory in the database: the channel sees a Mailbox, storage sees plain values."""

from __future__ import annotations

import secrets

from bot.channels.web_lines import Line
from bot.clock import VIETNAM
from bot.types import Choice
from storage.database import Database
from storage.mailbox import LineRow
from storage.tx import begin, reading


class StoredMailbox:
    """A Mailbox over the shelf of web lines."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, chat: str, line: Line) -> int:
        """Keep a line once: the same client id in the same chat is the same line."""
        client = line.client_id or f"bot:{secrets.token_hex(8)}"
        plain: dict[str, object] = {"text": line.text, "name": line.name}
        if line.buttons:
            plain["buttons"] = [[button.label, button.payload] for button in line.buttons]
        if line.file_url is not None:
            plain["file"] = [line.file_url, line.file_name]
        if line.edit_of is not None:
            plain["edit_of"] = line.edit_of
        async with begin(self._database) as tx:
            return await tx.web_lines.append(chat, client, line.author, plain, line.at)

    async def since(self, chat: str, after: int, limit: int = 200) -> list[Line]:
        """The lines behind that id; from the beginning, the newest ones."""
        async with reading(self._database) as tx:
            return [_line(row) for row in await tx.web_lines.since(chat, after, limit=limit)]


def _line(row: LineRow) -> Line:
    url, name = row.line.get("file", (None, ""))
    return Line(
        author=row.author,
        at=row.at.astimezone(VIETNAM),
        text=row.line["text"],
        name=row.line.get("name", ""),
        buttons=tuple(Choice(*button) for button in row.line.get("buttons", ())),
        file_url=url,
        file_name=name,
        edit_of=row.line.get("edit_of"),
        client_id=row.client,
        id=row.id,
    )
