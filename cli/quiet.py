"""A channel without a platform, for plays, replays and tests: everything but `send` is nothing to do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.base import Receive
from bot.types import Address, Capabilities, Incoming, Menu, Pace, Part, Route

FAST = Pace(per_second=10_000, per_chat_per_second=10_000, chat_burst=10_000, per_group_per_minute=10_000)


class QuietChannel:
    """Nothing comes in by itself, nothing is served; who says what becomes of a message overrides `send`."""

    capabilities = Capabilities(text_limit=4000, button_limit=8, photo=True, file=True, edits=True)
    pace = FAST

    def __init__(self, name: str) -> None:
        self.name = name

    def routes(self) -> Sequence[Route]:
        return ()

    async def open(self, receive: Receive) -> None:
        return

    async def close(self) -> None:
        return

    async def send(self, to: Address, part: Part) -> str:
        raise AssertionError("nothing may be sent here")

    async def acknowledge(self, update: Incoming) -> None:
        return

    async def publish_menu(self, commands: Sequence[Menu]) -> None:
        return
