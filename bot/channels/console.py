"""A chat in the terminal: lines typed are messages, what the bot says is printed. For trying things out."""

from __future__ import annotations

import asyncio
import sys
import uuid
from collections.abc import Awaitable, Callable, Sequence

from bot.channels.base import Receive
from bot.clock import Clock
from bot.text import nfc
from bot.types import Address, Capabilities, Incoming, Menu, Pace, Part, Route

ReadLine = Callable[[], Awaitable[str]]
"""The next line with its line end; "" when there are no more."""


class ConsoleChannel:
    """One person at a keyboard, in one private chat. `ended` is set when they have nothing more to say."""

    capabilities = Capabilities(text_limit=4000)
    pace = Pace(per_second=1000, per_chat_per_second=1000, chat_burst=1000)

    def __init__(
        self, name: str, clock: Clock, read_line: ReadLine, write: Callable[[str], None], *, author: str = "terminal"
    ) -> None:
        self.name = name
        self.ended = asyncio.Event()
        self._clock, self._read_line, self._write, self._author = clock, read_line, write, author
        self._listening: asyncio.Task[None] | None = None
        self._said = 0

    def routes(self) -> Sequence[Route]:
        return ()

    async def open(self, receive: Receive) -> None:
        self._listening = asyncio.create_task(self._listen(receive))

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    async def send(self, to: Address, part: Part) -> str:
        file = f"\n  [tệp: {part.file.path}]" if part.file is not None else ""
        self._write("\n".join(f"  {line}" for line in part.text.replace("**", "").splitlines()) + file + "\n")
        self._said += 1
        return str(self._said)

    async def acknowledge(self, update: Incoming) -> None:
        """There are no buttons in a terminal."""

    async def publish_menu(self, commands: Sequence[Menu]) -> None:
        """There is no menu in a terminal."""

    async def _listen(self, receive: Receive) -> None:
        try:
            while typed := await self._read_line():
                if text := nfc(typed).strip():
                    await receive([self._incoming(text)])
        finally:
            self.ended.set()

    def _incoming(self, text: str) -> Incoming:
        event = uuid.uuid4().hex  # unique for ever, also after a restart
        return Incoming(
            address=Address(self.name, self._author),
            author=self._author,
            event_id=event,
            sent_at=self._clock.now(),
            text=text,
            message_id=event,
        )


async def typed() -> str:
    """The next line from standard input, waited for in a thread."""
    return await asyncio.to_thread(sys.stdin.readline)


def shown(text: str) -> None:
    """Print what the bot says, set apart from what was typed."""
    sys.stdout.write(f"\n{text}\n\n")
    sys.stdout.flush()
