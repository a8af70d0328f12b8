"""Drawn files on the disk: the same words are drawn once, whoever asks, and again when the drawing itself changed."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from threading import get_ident
from typing import ParamSpec, Self

from bot.press import Press, PressFailed

P = ParamSpec("P")

KEPT_FOR = timedelta(days=60)
"""A file that nobody asked for so long is thrown away; it can be drawn again."""


class Drawn:
    """A folder of finished drawings."""

    def __init__(self, folder: Path, press: Press) -> None:
        self.folder = folder
        self.press = press
        self._turns: dict[str, asyncio.Lock] = {}

    async def file(
        self, name: str, now: datetime, function: Callable[P, bytes], /, *args: P.args, **kwargs: P.kwargs
    ) -> Path:
        """Where what the function draws for these values lies; `name` ends the file's name. Raises PressFailed."""
        path = self.folder / kept_as(name, function, *args, **kwargs)
        async with self._turn(path):
            if not await asyncio.to_thread(_touched, path, now):
                made = await self.press.run(function, *args, **kwargs)
                await asyncio.to_thread(_keep, path, made, now)
        return path.absolute()

    async def put(self, paper: Paper, now: datetime) -> Path:
        """Where what a process made by itself lies. Raises PressFailed when it is not there any more."""
        path = self.folder / paper.kept_as
        async with self._turn(path):
            if not await asyncio.to_thread(_touched, path, now):
                if paper.body is None:
                    raise PressFailed(f"{paper.name} went away")
                await asyncio.to_thread(_keep, path, paper.body, now)
        return path.absolute()

    @asynccontextmanager
    async def _turn(self, path: Path) -> AsyncIterator[None]:
        """One at a time for each file."""
        turn = self._turns.setdefault(path.name, asyncio.Lock())
        try:
            async with turn:
                yield
        finally:
            if not turn.locked():
                self._turns.pop(path.name, None)


def kept_as(name: str, function: Callable[P, bytes], /, *args: P.args, **kwargs: P.kwargs) -> str:
    """The name under which lies what the function draws for these values, whoever asks for it."""
    told = repr((function.__qualname__, args, sorted(kwargs.items()), _edition()))
    return f"{_digest(told.encode())}-{name}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as a process of its own gives it back."""

    name: str
    kept_as: str
    body: bytes | None = field(repr=False)
    """None: it lies there already."""

    @classmethod
    def of(cls, name: str, body: bytes) -> Self:
        """Kept by what is in it."""
        return cls(name, f"{_digest(body)}-{name}", body)


def _digest(told: bytes) -> str:
    return hashlib.sha256(told).hexdigest()[:24]


@cache
def _edition() -> str:
    """Changes with the code that draws."""
    here = Path(__file__).parent
    sources = [path.read_bytes() for path in sorted(here.glob("*.py"))]
    return hashlib.sha256(b"".join(sources)).hexdigest()[:12]


def _touched(path: Path, now: datetime) -> bool:
    """Whether it is there; if so it was asked for now."""
    try:
        os.utime(path, (now.timestamp(), now.timestamp()))
    except FileNotFoundError:
        return False
    return True


def _keep(path: Path, made: bytes, now: datetime) -> None:
    """Put it there whole or not at all, also when somebody else does the same; throw away what is too old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}.part")
    beside.write_bytes(made)
    os.utime(beside, (now.timestamp(), now.timestamp()))
    beside.replace(path)
    for old in path.parent.iterdir():
        try:
            if old.stat().st_mtime < (now - KEPT_FOR).timestamp():
                old.unlink()
        except FileNotFoundError:
            continue  # another process was faster
