"""The terminal's chat: what is typed comes in once, what is said is printed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.channels.console import ConsoleChannel
from bot.types import Address, Incoming, Part
from tests.support.web import SATURDAY, PatientClock


async def test_typed_lines_come_in_until_the_end_and_answers_are_printed() -> None:
    typed = iter(["  xin chào \n", "\n", "bc cks 5\n", ""])
    printed: list[str] = []
    heard: list[Incoming] = []

    async def read_line() -> str:
        return next(typed)

    async def receive(updates: Sequence[Incoming]) -> int:
        heard.extend(updates)
        await channel.send(updates[0].address, Part(f"**Đã nghe**\n{updates[0].text}"))
        return len(updates)

    channel = ConsoleChannel("console", PatientClock(SATURDAY), read_line, printed.append)
    await channel.open(receive)
    await channel.ended.wait()
    await channel.close()

    assert [(one.address, one.text, one.sent_at) for one in heard] == [
        (Address("console", "terminal"), "xin chào", SATURDAY),
        (Address("console", "terminal"), "bc cks 5", SATURDAY),
    ]
    assert heard[0].event_id != heard[1].event_id
    assert printed == ["  Đã nghe\n  xin chào\n", "  Đã nghe\n  bc cks 5\n"]


async def test_closing_stops_a_channel_that_still_waits_for_a_line() -> None:
    clock = PatientClock(SATURDAY)

    async def never() -> str:
        await asyncio.Event().wait()
        return ""

    async def receive(updates: Sequence[Incoming]) -> int:
        raise AssertionError("nothing was typed")

    channel = ConsoleChannel("console", clock, never, lambda text: None)
    await channel.open(receive)
    await channel.close()

    assert channel._listening is not None and channel._listening.done()
