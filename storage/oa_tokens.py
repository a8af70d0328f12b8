"""The token pair of each Official Account, and how far its renewal is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from storage.database import Connection
from storage.tables import oa_tokens


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair as it is kept. `serial` counts the pairs of this channel; whoever changes one names the serial it saw."""

    serial: int
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    obtained_at: datetime
    access_until: datetime
    refresh_until: datetime
    tried_at: datetime | None = None
    """When the refresh token was handed in without an answer that we know of."""
    refused: str = ""
    """What the platform said when it did not take the refresh token."""
    seed: str = ""
    """The digest of the refresh token in the settings that this line of pairs began with."""


_TABLE = oa_tokens.c
_GET = select(
    _TABLE.serial,
    _TABLE.access,
    _TABLE.refresh,
    _TABLE.obtained_at,
    _TABLE.access_until,
    _TABLE.refresh_until,
    _TABLE.tried_at,
    _TABLE.refused,
    _TABLE.seed,
).where(_TABLE.channel == bindparam("which"))
_SAME = (_TABLE.channel == bindparam("which"), _TABLE.serial == bindparam("seen"))


class OaTokens:
    """Look, replace, mark. Every change holds only if the pair is still the one that was seen."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, channel: str) -> PairRow | None:
        row = (await self._connection.execute(_GET, {"which": channel})).first()
        return PairRow(*row) if row else None

    async def put(self, channel: str, pair: PairRow, *, instead_of: int) -> bool:
        """Keep a pair in the place of that serial (0: of none); False when another stands there."""
        values: dict[str, Any] = {
            "serial": pair.serial,
            "access": pair.access,
            "refresh": pair.refresh,
            "obtained_at": pair.obtained_at,
            "access_until": pair.access_until,
            "refresh_until": pair.refresh_until,
            "tried_at": pair.tried_at,
            "refused": pair.refused,
            "seed": pair.seed,
        }
        if instead_of == 0:
            if await self.get(channel) is not None:
                return False
            await self._connection.execute(insert(oa_tokens), {"channel": channel, **values})
            return True
        return await self._change(channel, instead_of, values)

    async def tried(self, channel: str, serial: int, at: datetime | None) -> bool:
        """The refresh token is about to be handed in (or, with None, certainly never arrived)."""
        return await self._change(channel, serial, {"tried_at": at})

    async def refused(self, channel: str, serial: int, why: str) -> bool:
        """The platform did not take the refresh token."""
        return await self._change(channel, serial, {"refused": why[:200]})

    async def _change(self, channel: str, serial: int, values: dict[str, Any]) -> bool:
        statement = update(oa_tokens).where(*_SAME).values(**values)
        done = await self._connection.execute(statement, {"which": channel, "seen": serial})
        return done.rowcount == 1
