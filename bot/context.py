"""What a handler and a task hold in their hands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from bot.clock import Clock
from bot.conversation import Conversation
from bot.post import Voice
from bot.types import Address, Capabilities, Incoming, Reply, Timely
from storage.chats import Chat
from storage.database import Database
from storage.manners import Manners
from storage.outbox import After, Saying
from storage.people import Person
from storage.tasks import Planned, TaskRow
from storage.tx import Tx, begin, reading

Tools = TypeVar("Tools")


@dataclass(slots=True)
class Context(Generic[Tools]):
    """One update being answered, inside its transaction."""

    incoming: Incoming
    row: int
    """The update's number in the inbox."""
    person: Person
    chat: Chat
    conversation: Conversation
    tx: Tx
    tools: Tools
    now: datetime
    voice: Voice
    text: str = ""
    """What was typed, behind the command if there was one."""
    argument: str = ""
    """Of a choice «feature:verb:id», the id."""
    planned: list[Planned] = field(default_factory=list)
    refresh: Callable[[Context[Any]], Awaitable[None]] | None = None

    async def reload(self) -> None:
        """See the person and the chat as they are now, after duties or purposes changed."""
        if self.refresh is not None:
            await self.refresh(self)

    @property
    def private(self) -> bool:
        return self.incoming.private

    def tell(
        self,
        to: Address,
        reply: Reply,
        *,
        private: bool = True,
        bulk: bool = False,
        key: str | None = None,
        after: After | None = None,
        again: str = "",
    ) -> bool:
        """Say something to somebody else; False when we cannot reach their channel."""
        return self.voice.tell(to, reply, private=private, bulk=bulk, key=key, after=after, again=again)

    def later(self, task: str, *, key: str | None = None, due: datetime | None = None, **values: Any) -> None:
        """Put slow work off; with a key it is done once for ever."""
        self.planned.append(Planned(task, due or self.now, values, key))


@dataclass(slots=True)
class Desk:
    """A transaction in which a task may also speak."""

    tx: Tx
    voice: Voice
    planned: list[Planned] = field(default_factory=list)

    def tell(
        self,
        to: Address,
        reply: Reply,
        *,
        private: bool = True,
        bulk: bool = False,
        key: str | None = None,
        due: datetime | None = None,
        timely: Timely | None = None,
        duty: bool = False,
        after: After | None = None,
        again: str = "",
    ) -> bool:
        """Say something; False when we cannot reach their channel."""
        return self.voice.tell(
            to,
            reply,
            private=private,
            bulk=bulk,
            key=key,
            due=due,
            timely=timely,
            duty=duty,
            after=after,
            again=again,
        )

    def later(self, task: str, *, key: str | None = None, due: datetime, **values: Any) -> None:
        """Put work off; with a key it is done once for ever."""
        self.planned.append(Planned(task, due, values, key))


async def welcome(tx: Tx, sayings: Sequence[Saying]) -> list[Saying]:
    """The same, but what a chat asked not to hear is only remembered as not said."""
    unasked = {(saying.channel, saying.chat) for saying in sayings if saying.bulk}
    wishes = await tx.manners.of(sorted(unasked)) if unasked else {}
    return [
        replace(saying, within="muted") if _unwelcome(saying, wishes.get((saying.channel, saying.chat))) else saying
        for saying in sayings
    ]


def _unwelcome(saying: Saying, wish: Manners | None) -> bool:
    if wish is None or not saying.bulk or saying.within is not None:
        return False
    return wish.duty_muted if saying.duty else wish.muted


@dataclass(frozen=True, slots=True)
class Work(Generic[Tools]):
    """One task being run: read in one transaction, compute outside it, write and settle in another."""

    row: TaskRow
    database: Database
    clock: Clock
    capabilities: dict[str, Capabilities]
    tools: Tools

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Desk]:
        """A transaction; what was told goes into the outbox with it."""
        async with begin(self.database) as tx:
            desk = Desk(tx, Voice(self.capabilities, self.now))
            yield desk
            await tx.outbox.put(await welcome(tx, desk.voice.sayings))
            await tx.tasks.plan(desk.planned)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        """Only look, however long."""
        async with reading(self.database) as tx:
            yield tx
