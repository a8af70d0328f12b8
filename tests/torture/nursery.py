"""Processes of the bot, one after the other, that need not load its code first: half of a second life is loading.

`Nursery` starts a process that loads `app.py` and then splits off each bot as a copy of itself: a process of its own,
with its own interpreter and memory, that runs `trolyso` from its beginning and can be killed like any other.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Self

ROOT = Path(__file__).resolve().parent.parent.parent
_BORN, _ENDED = "\x01born ", "\x01ended "


class Life:
    """One bot: alive until `exited` is done, whose result is its exit code, or less than nought a signal's number."""

    def __init__(self, pid: int, exited: asyncio.Task[int]) -> None:
        self.pid = pid
        self.exited = exited

    def signal(self, number: signal.Signals) -> None:
        """Sent at once, unless it is dead."""
        if not self.exited.done():
            os.kill(self.pid, number)


class Nursery:
    """One bot at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def open(cls, campaigns: Path, log: IO[bytes]) -> Self:
        """Loads the bot's code, with the presets of that folder in the place of the shipped ones."""
        pipe = asyncio.subprocess.PIPE
        arguments = ("-m", "tests.torture.nursery", str(campaigns))
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable, *arguments, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=log
            )
        )

    async def bear(self, arguments: Sequence[str], own: Mapping[str, str], heard: Callable[[str], None]) -> Life:
        """`trolyso` with those arguments and settings; each line that it prints is handed over."""
        order = json.dumps({"arguments": list(arguments), "own": dict(own)})
        assert self._process.stdin is not None
        self._process.stdin.write(order.encode() + b"\n")
        while not (line := await self._line()).startswith(_BORN):
            pass  # what the one before still said
        return Life(int(line.removeprefix(_BORN)), asyncio.create_task(self._listen(heard)))

    async def _listen(self, heard: Callable[[str], None]) -> int:
        while _ENDED not in (line := await self._line()):
            heard(line)
        return int(line.partition(_ENDED)[2])

    async def _line(self) -> str:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise AssertionError("the nursery itself has ended")
        return line.decode()

    async def close(self) -> None:
        """The last bot has ended before."""
        if self._process.returncode is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            await self._process.wait()


def main(campaigns: str) -> None:
    """Split off a bot for each line of orders; tells when it lives and how it ended."""
    import app
    import cli.serve  # noqa: F401  # what `trolyso run` loads later
    from bot.channels.telegram_lean import telegram

    telegram()
    app.CAMPAIGNS = Path(campaigns)
    app.Book.load = cache(app.Book.load)  # type: ignore[method-assign]
    ear = app.Ear.load(app.Book.load(app.CONTENT))
    app.Ear.load = lambda _book: ear  # type: ignore[method-assign,assignment]
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            _live(app.main, order["arguments"], order["own"])
        _tell(f"{_BORN}{pid}")
        _, status = os.waitpid(pid, 0)
        _tell(f"\n{_ENDED}{os.waitstatus_to_exitcode(status)}")  # whatever it said last may lack its end of line


def _live(command: Callable[[Sequence[str]], int], arguments: Sequence[str], own: Mapping[str, str]) -> None:
    """Never returns."""
    for name in [name for name in os.environ if name.startswith("TROLYSO_")]:
        del os.environ[name]
    os.environ.update(own)
    random.seed()
    code = 1
    try:
        code = command(arguments)
    finally:
        sys.stdout.flush()
        os._exit(code)


def _tell(words: str) -> None:
    os.write(1, f"{words}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
