"""A whole bot on a virtual clock with a channel that is only a list: for dialogs, without a network."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app import App, build
from bot.clock import VirtualClock
from bot.config import Settings
from bot.errors import SendError
from bot.text import fold
from bot.types import Address, Capabilities, Choice, Incoming, Part
from cli.quiet import QuietChannel
from storage.tx import begin
from tests.support.ready import sqlite_copy
from tests.support.undrawn import undrawn

SATURDAY = datetime.fromisoformat("2025-10-18T09:00:00+07:00")
BUTTONS = Capabilities(text_limit=4000, button_limit=8, photo=True, file=True, edits=True)
LISTS = Capabilities(text_limit=2000, button_limit=0, photo=True, group_buttons=False)


class ListChannel(QuietChannel):
    """Takes everything it is told into a list; `fail_next` are the failures to come."""

    def __init__(self, name: str = "phone", capabilities: Capabilities = BUTTONS) -> None:
        super().__init__(name)
        self.capabilities = capabilities
        self.said: list[tuple[Address, Part]] = []
        self.fail_next: list[SendError] = []
        self._ids = itertools.count(1000)
        self._newest = ""

    async def send(self, to: Address, part: Part) -> str:
        if self.fail_next:
            raise self.fail_next.pop(0)
        self.said.append((to, part))
        self._newest = str(next(self._ids))
        return self._newest

    def last_id(self) -> str:
        """The id of the newest message said."""
        return self._newest


@dataclass
class Phone:
    """A person with one chat in hand."""

    house: House
    author: str
    name: str
    chat: str
    private: bool = True
    channel: ListChannel = field(init=False)

    def __post_init__(self) -> None:
        self.channel = self.house.channel

    async def says(self, text: str, **more: Any) -> list[str]:
        """Type something; returns what the bot says in this chat in answer."""
        return await self.house.deliver(self, text=text, **more)

    async def presses(self, label: str) -> list[str]:
        """Press the newest button whose label begins so."""
        for to, part in reversed(self.channel.said):
            if to.chat == self.chat:
                found = self._button(part.buttons, label)
                if found is not None:
                    return await self.house.deliver(self, choice=found.payload)
        raise AssertionError(f"no button {label!r}")

    @staticmethod
    def _button(buttons: Sequence[Choice], label: str) -> Choice | None:
        return next((button for button in buttons if fold(button.label).startswith(fold(label))), None)

    async def dialog(self, *turns: tuple[str, str]) -> None:
        """Say the left, hear exactly one answer that holds the right; «[label]» presses a button."""
        for said, heard in turns:
            answers = await (self.presses(said[1:-1]) if said.startswith("[") else self.says(said))
            assert len(answers) == 1, f"{said!r} was answered {len(answers)} times: {answers}"
            assert heard in answers[0], f"{said!r} was answered {answers[0]!r}, without {heard!r}"

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message of this chat."""
        part = next(part for to, part in reversed(self.channel.said) if to.chat == self.chat)
        return [button.label for button in part.buttons]


class House:
    """The bot, its clock, and phones."""

    def __init__(self, app: App, clock: VirtualClock, channel: ListChannel) -> None:
        self.app = app
        self.clock = clock
        self.channel = channel
        self._events = itertools.count(1)

    @classmethod
    async def open(
        cls,
        database: str,
        *,
        campaign: str = "nhon-trach-2025",
        start: datetime = SATURDAY,
        capabilities: Capabilities = BUTTONS,
        drawing: bool = False,
    ) -> House:
        """Pictures and papers are one pixel each, unless they are what is looked at."""
        clock = VirtualClock(start)
        channel = ListChannel(capabilities=capabilities)
        settings = Settings(database=database, campaign=campaign)
        app = await build(settings, clock, channels={channel.name: channel})
        if not drawing:
            app.tools.drawn = undrawn()
        return cls(app, clock, channel)

    async def close(self) -> None:
        await self.app.database.close()

    def phone(self, author: str = "u1", name: str = "Bác Ba") -> Phone:
        return Phone(self, author, name, f"c-{author}")

    def group(self, chat: str, author: str, name: str = "Anh Tư") -> Phone:
        """The same kind of phone, in a group's chat."""
        return Phone(self, author, name, chat, private=False)

    async def leader(self, area: str = "ap-cho", *, role: str = "leader", author: str = "") -> Phone:
        """A phone whose owner has that duty."""
        phone = self.phone(author or f"{role}-{area}", "Chị Hoa")
        await phone.says("/start")
        async with begin(self.app.database) as tx:
            person = (await tx.people.of([(self.channel.name, phone.author)]))[self.channel.name, phone.author]
            await tx.people.give(person.id, role, area or None, self.clock.now())
        self.channel.said.clear()
        return phone

    async def officer(self) -> Phone:
        return await self.leader("", role="officer", author="officer")

    async def deliver(self, phone: Phone, **values: Any) -> list[str]:
        """Let one update come in and be answered; returns what was said in that chat."""
        number = next(self._events)
        values.setdefault("event_id", f"e{number}")
        values.setdefault("message_id", f"m{number}")
        values.setdefault("sent_at", self.clock.now())
        update = Incoming(
            address=Address(self.channel.name, phone.chat),
            author=phone.author,
            private=phone.private,
            author_name=phone.name,
            **values,
        )
        before = len(self.channel.said)
        await self.app.receiver.accept([update])
        await self.app.settle()
        return [part.text for to, part in self.channel.said[before:] if to.chat == phone.chat]

    async def deliver_many(self, texts: Sequence[str]) -> None:
        """Let many people say one thing each at once and be answered."""
        numbers = [next(self._events) for _ in texts]
        updates = [
            Incoming(
                address=Address(self.channel.name, f"c-many-{number}"),
                author=f"many-{number}",
                event_id=f"e{number}",
                sent_at=self.clock.now(),
                text=text,
            )
            for number, text in zip(numbers, texts, strict=True)
        ]
        await self.app.receiver.accept(updates)
        await self.app.settle()

    async def until(self, moment: str) -> None:
        """Let the clock run to that moment, minute by minute where something is planned."""
        goal = datetime.fromisoformat(moment)
        await self.app.scheduler.tick()
        while True:
            async with begin(self.app.database) as tx:
                due = await tx.tasks.next_due()
            if due is None or due > goal:
                break
            self.clock.move_to(max(due, self.clock.now()))
            await self.app.scheduler.tick()
            await self.app.settle()
        self.clock.move_to(goal)
        await self.app.scheduler.tick()
        await self.app.settle()


def sqlite(folder: Path) -> str:
    """The address of the house's database in that folder, with its tables when it is new."""
    path = folder / "house.sqlite3"
    return f"sqlite:///{path}" if path.exists() else sqlite_copy(path)
