"""The bot's database, read by plain SQL and nothing of the bot's."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

Row = dict[str, Any]

QUERIES = {
    "inbox": "SELECT id, channel, event, chat, author, answered_at, ticket FROM inbox ORDER BY id",
    "outbox": "SELECT id, chat, private, author, answers, part, key, state, attempts, sent_id, error"
    " FROM outbox ORDER BY id",
    "reports": 'SELECT r.id, r.area, r.day, r.operation, r."values", r.before, r.after, r.replaces, r.stored_at,'
    ' i.event, p.author FROM reports r JOIN inbox i ON i.id = r."update" JOIN people p ON p.id = r.person'
    " ORDER BY r.id",
    "counts": "SELECT area, day, key, value FROM counts",
    "tasks": "SELECT id, key, name, state, due_at, done_at FROM tasks",
}
OPEN = (
    "SELECT (SELECT count(*) FROM inbox WHERE answered_at IS NULL) + (SELECT count(*) FROM outbox WHERE state IN"
    " ('waiting', 'sending')) + (SELECT count(*) FROM tasks WHERE state = 'running')"
)
_JSON = ("values", "before", "after", "part")


@dataclass
class Books:
    """The tables as they are, each row a dict."""

    inbox: list[Row] = field(default_factory=list)
    outbox: list[Row] = field(default_factory=list)
    reports: list[Row] = field(default_factory=list)
    counts: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)


async def read(url: str) -> Books:
    """All tables of a database in which nobody writes any more."""
    return Books(**{name: await _rows(url, query) for name, query in QUERIES.items()})


async def still_open(url: str) -> int:
    """Updates unanswered, messages unsaid, tasks running."""
    row = (await _rows(url, OPEN))[0]
    return int(next(iter(row.values())))


async def _rows(url: str, query: str) -> list[Row]:
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30)) as connection:
            connection.row_factory = sqlite3.Row
            return [_plain(dict(row)) for row in connection.execute(query)]
    connection = await asyncpg.connect(url)
    try:
        return [_plain(dict(row)) for row in await connection.fetch(query)]
    finally:
        await connection.close()


def _plain(row: Mapping[str, Any]) -> Row:
    """The same from both databases: JSON decoded, days as ISO text, moments aware."""
    plain = dict(row)
    for name in _JSON:
        if isinstance(plain.get(name), str):
            plain[name] = json.loads(plain[name])
    if "day" in plain:
        plain["day"] = str(plain["day"])
    for name in ("stored_at", "answered_at", "due_at", "done_at"):
        if isinstance(plain.get(name), str):
            plain[name] = datetime.fromisoformat(plain[name])
    if "private" in plain:
        plain["private"] = bool(plain["private"])
    return plain
