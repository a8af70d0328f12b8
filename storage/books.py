"""A period as officers leave it: what its draft showed, its books closed early, the free words of its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import books, wordings

Drafted = Mapping[str, Mapping[str, int]]
"""By area and key, the period's figures."""


@dataclass(frozen=True, slots=True)
class Book:
    """One period's books."""

    drafted_at: datetime | None = None
    drafted: Drafted | None = None
    frozen_at: datetime | None = None
    frozen_by: str = ""


_TABLE, _WORDS = books.c, wordings.c
_KEY = ["campaign", "period"]
_GET = select(_TABLE.drafted_at, _TABLE.drafted, _TABLE.frozen_at, _TABLE.frozen_by).where(
    _TABLE.campaign == bindparam("of"), _TABLE.period == bindparam("which")
)
_OPEN = (
    update(books)
    .where(_TABLE.campaign == bindparam("of"), _TABLE.period == bindparam("which"))
    .values(frozen_at=None, frozen_by="")
)
_WRITTEN = select(_WORDS.part, _WORDS.text).where(
    _WORDS.campaign == bindparam("of"), _WORDS.period == bindparam("which")
)
_FORGET = delete(wordings).where(
    _WORDS.campaign == bindparam("of"), _WORDS.period == bindparam("which"), _WORDS.part == bindparam("what")
)


def _upsert(dialect: Any, table: Any, key: list[str], *columns: str) -> Any:
    statement = dialect.insert(table)
    return statement.on_conflict_do_update(
        index_elements=key, set_={name: getattr(statement.excluded, name) for name in columns}
    )


_DIALECTS: Mapping[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
_DRAFT = {name: _upsert(one, books, _KEY, "drafted_at", "drafted") for name, one in _DIALECTS.items()}
_FREEZE = {name: _upsert(one, books, _KEY, "frozen_at", "frozen_by") for name, one in _DIALECTS.items()}
_WRITE = {name: _upsert(one, wordings, [*_KEY, "part"], "text", "who", "at") for name, one in _DIALECTS.items()}


class Books:
    """Draft, freeze, word."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, campaign: str, period: str) -> Book:
        """How the books of that period stand; empty where no officer touched them."""
        row = (await self._connection.execute(_GET, {"of": campaign, "which": period})).first()
        return Book(*row) if row else Book()

    async def draft(self, campaign: str, period: str, figures: Drafted, at: datetime) -> None:
        """Keep what a draft showed."""
        values = {"campaign": campaign, "period": period, "drafted_at": at, "drafted": figures}
        await self._connection.execute(_DRAFT[self._connection.dialect], values)

    async def freeze(self, campaign: str, period: str, who: str, at: datetime) -> None:
        """What is sent after that moment does not count in that period."""
        values = {"campaign": campaign, "period": period, "frozen_at": at, "frozen_by": who}
        await self._connection.execute(_FREEZE[self._connection.dialect], values)

    async def reopen(self, campaign: str, period: str) -> None:
        """They close when the rule says so."""
        await self._connection.execute(_OPEN, {"of": campaign, "which": period})

    async def written(self, campaign: str, period: str) -> dict[str, str]:
        """By part, the words that officers wrote for the report."""
        rows = await self._connection.execute(_WRITTEN, {"of": campaign, "which": period})
        return {row[0]: row[1] for row in rows}

    async def write(self, campaign: str, period: str, part: str, text: str, who: str, at: datetime) -> None:
        """These words stand in that part from now on; the empty text leaves it to us again."""
        if not text:
            await self._connection.execute(_FORGET, {"of": campaign, "which": period, "what": part})
            return
        values = {"campaign": campaign, "period": period, "part": part, "text": text, "who": who, "at": at}
        await self._connection.execute(_WRITE[self._connection.dialect], values)
