"""Look for what would make a post fail, before it is due: platforms, groups, quotas, clocks, the disk, the database."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from bot.channels.base import Channel, Probing
from bot.clock import Clock
from bot.finding import Finding
from bot.http import Http
from bot.quota import month_of
from storage.database import Database
from storage.tx import Tx, begin

LITTLE = 200 << 20
"""Bytes of free disk below which nobody may rely on it: the database grows, and so does its journal."""
ASTRAY = timedelta(seconds=30)
"""How far our clock may be from the platforms'."""
RESERVE = 10
"""Messages that a month must have left besides the posts themselves: answers and receipts go on."""
PROBE_SECONDS = 60.0
DATABASE_SECONDS = 20.0


def free_bytes(folder: Path) -> int:
    """How much room is left where that folder is, or will be."""
    folder = folder.absolute()
    return shutil.disk_usage(next(one for one in (folder, *folder.parents) if one.is_dir())).free


class Inspection:
    """Everything that can be looked at without saying anything. What it finds it only returns."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        http: Http,
        database: Database,
        clock: Clock,
        folder: Path,
        *,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        self._channels = channels
        self._http = http
        self._database = database
        self._clock = clock
        self._folder = folder
        self._free = free
        self._writing: asyncio.Task[None] | None = None

    async def all(self, groups: Mapping[str, Sequence[str]]) -> list[Finding]:
        """Everything; `groups` are the chats of each channel into which something is to be said."""
        found = await self.platforms(groups)
        found += self.clocks()
        found += self.disk()
        stored = await self.database()
        if not stored:
            async with begin(self._database) as tx:
                found += await self.quotas(tx, {name: len(chats) for name, chats in groups.items()})
        return [*found, *stored]

    async def platforms(self, groups: Mapping[str, Sequence[str]]) -> list[Finding]:
        """The channels that can be asked, all at once: tokens, webhooks, membership."""
        asked = [channel for channel in self._channels.values() if isinstance(channel, Probing)]
        answers = await asyncio.gather(*(self._probed(one, groups.get(one.name, ())) for one in asked))
        return [finding for answer in answers for finding in answer]

    @staticmethod
    async def _probed(channel: Probing, chats: Sequence[str]) -> list[Finding]:
        name: str = channel.name  # type: ignore[attr-defined]  # every channel has one
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                return await channel.probe(chats)
        except TimeoutError:
            return [Finding("unreachable", name)]

    def clocks(self) -> list[Finding]:
        """Whether our clock strays from those of the platforms, as they last told: it decides when a deadline is."""
        return [
            Finding("clock", detail=_astray(ahead, host))
            for host, ahead in sorted(self._http.ahead.items())
            if abs(ahead) > ASTRAY
        ][:1]

    def disk(self) -> list[Finding]:
        try:
            free = self._free(self._folder)
        except OSError as fault:
            return [Finding("disk", detail=type(fault).__name__)]
        return [Finding("disk", detail=f"còn {max(free, 0) >> 20} MB")] if free < LITTLE else []

    async def database(self) -> list[Finding]:
        """Whether it can be written. A write that hangs is left to end by itself, and counts as failed until then."""
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._write())
        done, _ = await asyncio.wait({self._writing}, timeout=DATABASE_SECONDS)
        if not done:
            return [Finding("database", detail="không trả lời")]
        writing, self._writing = self._writing, None
        fault = writing.exception()
        return [Finding("database", detail=type(fault).__name__)] if fault is not None else []

    async def _write(self) -> None:
        async with begin(self._database) as tx:
            await tx.notes.put("alive-at", self._clock.now().isoformat())

    async def quotas(self, tx: Tx, wanted: Mapping[str, int]) -> list[Finding]:
        """Channels whose month has not enough messages left for so many posts and a few answers."""
        found: list[Finding] = []
        month = month_of(self._clock.now())
        for name, channel in self._channels.items():
            limit = channel.pace.per_month
            if limit is None:
                continue
            left = limit - await tx.tallies.total(name, month)
            if left < wanted.get(name, 0) + RESERVE:
                found.append(Finding("quota", name, detail=f"còn {max(left, 0)} tin"))
        return found


def _astray(ahead: timedelta, host: str) -> str:
    way = "nhanh" if ahead > timedelta() else "chậm"
    return f"{way} {abs(ahead).total_seconds():.0f} giây so với {host}"
