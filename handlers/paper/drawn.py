"""Drawn files on the disk: the same words are drawn once, whoever asks, and again when the drawing itself changed."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import ParamSpec

from bot.press import Press

P = ParamSpec("P")

KEPT_FOR = timedelta(days=60)
"""A file that nobody asked for so long is thrown away; it can be drawn again."""


class Drawn:
    """A folder of finished drawings."""

    def __init__(self, folder: Path, press: Press) -> None:
        self._folder = folder
        self._press = press
        self._turns: dict[str, asyncio.Lock] = {}

    async def file(
        self, name: str, now: datetime, function: Callable[P, bytes], /, *args: P.args, **kwargs: P.kwargs
    ) -> Path:
        """Where what the function draws for these values lies; `name` ends the file's name. Raises PressFailed."""
        told = repr((function.__qualname__, args, sorted(kwargs.items()), _edition()))
        path = self._folder / f"{hashlib.sha256(told.encode()).hexdigest()[:24]}-{name}"
        turn = self._turns.setdefault(path.name, asyncio.Lock())
        try:
            async with turn:
                if not await asyncio.to_thread(_touched, path, now):
                    made = await self._press.run(function, *args, **kwargs)
                    await asyncio.to_thread(_keep, path, made, now)
        finally:
            if not turn.locked():
                self._turns.pop(path.name, None)
        return path.absolute()


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
    """Put it there whole or not at all, also when another process does the same; throw away what is too old."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    beside.write_bytes(made)
    os.utime(beside, (now.timestamp(), now.timestamp()))
    beside.replace(path)
    for old in path.parent.iterdir():
        try:
            if old.stat().st_mtime < (now - KEPT_FOR).timestamp():
                old.unlink()
        except FileNotFoundError:
            continue  # another process was faster
