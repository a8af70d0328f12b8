"""The bot on a virtual clock with a channel that is only a list, and what was said on it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import VirtualClock
from bot.types import Address, Capabilities, Choice, Incoming, Part
from cli.quiet import QuietChannel
from storage.tx import begin, reading

CHANNEL = "tro-choi"


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing said in a chat."""

    at: datetime
    chat: str
    text: str
    buttons: tuple[Choice, ...]


class ListChannel(QuietChannel):
    """Takes everything that it is told into a list."""

    capabilities = Capabilities(text_limit=4000, button_limit=8)  # nobody looks at pictures here: none are drawn

    def __init__(self, clock: VirtualClock, name: str = CHANNEL) -> None:
        super().__init__(name)
        self.said: list[Heard] = []
        self._clock = clock
        self._ids = itertools.count(1)

    async def send(self, to: Address, part: Part) -> str:
        self.said.append(Heard(self._clock.now(), to.chat, part.text, part.buttons))
        return f"s{next(self._ids)}"


@dataclass(frozen=True, slots=True)
class Chat:
    """Somebody's window into a chat: who writes, and where."""

    author: str
    name: str
    chat: str
    private: bool = True


class Stage:
    """Lets updates come in and time go by; keeps apart what was answered and what was posted unasked."""

    def __init__(self, app: Any, clock: VirtualClock, channel: ListChannel) -> None:
        self.app = app
        self.clock = clock
        self.channel = channel
        self.updates = 0
        self.again = 0
        self.posted: list[Heard] = []
        """What the bot said by itself, in the order of time; whoever reads it takes it away."""
        self.listener: Callable[[Heard], None] = lambda _heard: None
        """Hears at once what is posted by the clock, before anybody says another word."""
        self._numbers = itertools.count(1)

    async def says(self, who: Chat, text: str = "", **more: Any) -> list[Heard]:
        """Let them type something, or press a button (`choice=…`); what was said there in answer."""
        return await self.deliver(self.update(who, text=text, **more))

    def update(self, who: Chat, **values: Any) -> Incoming:
        """An update as the platform would make it."""
        number = next(self._numbers)
        update = Incoming(
            address=Address(self.channel.name, who.chat),
            author=who.author,
            author_name=who.name,
            private=who.private,
            event_id=f"e{number}",
            message_id=f"m{number}",
            sent_at=self.clock.now(),
        )
        return replace(update, **values)

    async def deliver(self, update: Incoming) -> list[Heard]:
        """Hand an update in, possibly for the second time; what was said in its chat."""
        before = len(self.channel.said)
        self.updates += 1
        await self.app.receiver.accept([update])
        await self.app.settle()
        fresh = self.channel.said[before:]
        self.posted += [heard for heard in fresh if heard.chat != update.address.chat]
        return [heard for heard in fresh if heard.chat == update.address.chat]

    async def repeat(self, update: Incoming) -> list[Heard]:
        """The platform delivers an update that we have answered already; nothing should be said."""
        self.again += 1
        before = len(self.channel.said)
        await self.app.receiver.accept([update])
        await self.app.settle()
        return self.channel.said[before:]

    async def until(self, goal: datetime) -> None:
        """Let the clock run to that moment, stopping wherever something falls due."""
        while True:
            due = await self._next_due()
            if due is None or due > goal:
                break
            self.clock.move_to(max(due, self.clock.now()))
            await self._tick()
        self.clock.move_to(goal)

    async def wait(self, minutes: float) -> None:
        """Let some minutes go by."""
        await self.until(self.clock.now() + timedelta(minutes=minutes))

    async def plan(self) -> None:
        """Let the scheduler write down what is to come; daily is enough, since it looks a week ahead."""
        await self._tick()

    async def _tick(self) -> None:
        before = len(self.channel.said)
        await self.app.scheduler.tick()
        await self.app.settle()
        self.posted += self.channel.said[before:]
        for heard in self.channel.said[before:]:
            self.listener(heard)

    async def _next_due(self) -> datetime | None:
        """When something next happens by itself: a task, or a message that waits for the morning."""
        async with reading(self.app.database) as tx:
            moments = [await tx.tasks.next_due(), await tx.outbox.next_due(self.channel.name, self.clock.now())]
        return min((moment for moment in moments if moment is not None), default=None)

    async def code(self, role: str, area: str | None) -> str:
        """A one-time code, as `trolyso invite` makes it."""
        from handlers.codes import invite

        async with begin(self.app.database) as tx:
            return await invite(tx, role, area, self.clock.now())
