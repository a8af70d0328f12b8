"""How far each talk is: one row per chat and author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import conversations

Talk = tuple[str, str, str]
"""Channel entry, chat, author."""


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk as it is kept."""

    flow: str
    step: str
    answers: Mapping[str, Any]
    keys: Mapping[str, str]
    expires_at: datetime | None


_TABLE = conversations.c
_OF = select(
    _TABLE.channel,
    _TABLE.chat,
    _TABLE.author,
    _TABLE.flow,
    _TABLE.step,
    _TABLE.answers,
    _TABLE["keys"],
    _TABLE.expires_at,
).where(tuple_(_TABLE.channel, _TABLE.chat, _TABLE.author).in_(bindparam("talks", expanding=True)))

_IN_CHAT = select(_TABLE.flow, _TABLE.step, _TABLE.answers, _TABLE["keys"], _TABLE.expires_at).where(
    _TABLE.channel == bindparam("on"), _TABLE.chat == bindparam("where")
)


def _upsert(dialect: Any) -> Any:
    statement = dialect.insert(conversations)
    return statement.on_conflict_do_update(
        index_elements=["channel", "chat", "author"],
        set_={name: statement.excluded[name] for name in ("flow", "step", "answers", "keys", "expires_at")},
    )


_PUT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


class Conversations:
    """Load and keep talks, many at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, talks: Sequence[Talk]) -> dict[Talk, TalkRow]:
        """The known ones among these."""
        if not talks:
            return {}
        rows = await self._connection.execute(_OF, {"talks": list(talks)})
        return {(row[0], row[1], row[2]): TalkRow(*row[3:]) for row in rows}

    async def in_chat(self, channel: str, chat: str) -> list[TalkRow]:
        """All talks of a chat."""
        rows = await self._connection.execute(_IN_CHAT, {"on": channel, "where": chat})
        return [TalkRow(*row) for row in rows]

    async def put(self, talks: Mapping[Talk, TalkRow]) -> None:
        """Keep these as they are now."""
        values = [
            {
                "channel": channel,
                "chat": chat,
                "author": author,
                "flow": row.flow,
                "step": row.step,
                "answers": row.answers,
                "keys": row.keys,
                "expires_at": row.expires_at,
            }
            for (channel, chat, author), row in talks.items()
        ]
        await self._connection.write(_PUT[self._connection.dialect], values)
