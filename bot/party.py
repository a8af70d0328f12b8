"""Everybody who takes part in one round: their updates, people, chats and talks, loaded and written back together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.context import Context, Tools
from bot.conversation import Conversation
from bot.post import Voice
from bot.quota import month_of
from bot.types import Capabilities, Incoming
from bot.wire import update_from_json
from storage.chats import Chat
from storage.conversations import Talk, TalkRow
from storage.inbox import Place, Waiting
from storage.outbox import Saying
from storage.people import Author, Person
from storage.tasks import Planned
from storage.tx import Tx


def place_of(row: Waiting) -> Place:
    """Where an update came in."""
    return row.channel, row.chat


def update_of(row: Waiting) -> Incoming:
    """The update as it was kept."""
    return update_from_json(row.channel, row.chat, row.author, "", row.update)


def received(rows: Iterable[Waiting], updates: Mapping[int, Incoming]) -> Counter[tuple[str, str]]:
    """How many messages these are, by channel and the month in which they came."""
    counts = Counter[tuple[str, str]]()
    for row in rows:
        if updates[row.id].kind == "message":
            counts[row.channel, month_of(row.accepted_at)] += 1
    return counts


class Party:
    """Everybody who takes part in one round: loaded together, written back together."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.people: dict[Author, Person] = {}
        self.chats: dict[Place, Chat] = {}
        self.talks: dict[Talk, Conversation] = {}
        self.known: dict[Talk, TalkRow] = {}
        self.sayings: list[Saying] = []
        self.planned: list[Planned] = []
        self.newcomers: set[str] = set()
        """The channels on which somebody, or some group, was met for the first time."""
        self._rows: Sequence[Waiting] = ()
        self._updates: dict[int, Incoming] = {}

    @classmethod
    async def gather(cls, tx: Tx, rows: Sequence[Waiting], clock: Clock) -> Party:
        self = cls(tx)
        self._rows = rows
        self._updates = {row.id: update_of(row) for row in rows}
        now = clock.now()
        places = {place_of(row): self._updates[row.id].private for row in rows}
        self.chats = await tx.chats.of(list(places))
        strangers = {place: private for place, private in places.items() if place not in self.chats}
        if strangers:
            await tx.chats.meet(strangers, now)
            self.newcomers |= {channel for channel, _ in strangers}
            self.chats |= await tx.chats.of(list(strangers))
        await self._gather_people(rows, now)
        talks = list({(row.channel, row.chat, row.author) for row in rows})
        self.known = await tx.conversations.of(talks)
        self.talks = {talk: _talk(self.known.get(talk)) for talk in talks}
        return self

    async def _gather_people(self, rows: Sequence[Waiting], now: datetime) -> None:
        authors: dict[Author, tuple[str, str | None]] = {}
        for row in rows:
            update = self._updates[row.id]
            _, chat = authors.get((row.channel, row.author), ("", None))
            authors[row.channel, row.author] = (update.author_name, row.chat if update.private else chat)
        self.people = await self.tx.people.of(list(authors))
        strangers = {author: what for author, what in authors.items() if author not in self.people}
        if strangers:
            await self.tx.people.meet(strangers, now)
            self.newcomers |= {channel for channel, _ in strangers}
            self.people |= await self.tx.people.of(list(strangers))
        for author, (_, chat) in authors.items():
            person = self.people[author]
            if chat is not None and person.chat != chat:
                await self.tx.people.set_chat(person.id, chat)
                self.people[author] = replace(person, chat=chat)

    @property
    def channels(self) -> set[str]:
        return {saying.channel for saying in self.sayings}

    def update(self, row: Waiting) -> Incoming:
        return self._updates[row.id]

    def received(self, done: Container[int]) -> Counter[tuple[str, str]]:
        """How many messages these updates are, by channel and month."""
        return received((row for row in self._rows if row.id in done), self._updates)

    def context(
        self, row: Waiting, update: Incoming, tools: Tools, clock: Clock, capabilities: Mapping[str, Capabilities]
    ) -> Context[Tools]:
        now = clock.now()
        return Context(
            incoming=update,
            row=row.id,
            person=self.people[row.channel, row.author],
            chat=self.chats[place_of(row)],
            conversation=self.talks[row.channel, row.chat, row.author],
            tx=self.tx,
            tools=tools,
            now=now,
            voice=Voice(capabilities, now),
            refresh=self._refresh,
        )

    async def _refresh(self, context: Context[Any]) -> None:
        """Read the person and the chat again, after their duties or purpose changed."""
        author, place = (context.person.channel, context.person.author), context.chat.place
        self.people |= await self.tx.people.of([author])
        self.chats |= await self.tx.chats.of([place])
        context.person, context.chat = self.people[author], self.chats[place]

    async def write(self, rows: dict[int, str | None], now: datetime) -> None:
        await self.tx.inbox.answered(rows, now)
        changed = {talk: _row(talk_now) for talk, talk_now in self.talks.items()}
        await self.tx.conversations.put(
            {talk: row for talk, row in changed.items() if row != self.known.get(talk, _NOTHING)}
        )
        await self.tx.outbox.put(self.sayings)
        await self.tx.tasks.plan(self.planned)


_NOTHING = TalkRow("", "", {}, {}, None)


def _talk(row: TalkRow | None) -> Conversation:
    if row is None:
        return Conversation()
    kept = dict(row.answers)
    memory = dict(kept.pop("memory", {}))
    return Conversation(row.flow, row.step, kept, dict(row.keys), row.expires_at, memory)


def _row(talk: Conversation) -> TalkRow:
    answers = {**talk.answers, "memory": talk.memory} if talk.memory else dict(talk.answers)
    return TalkRow(talk.flow, talk.step, answers, dict(talk.keys), talk.expires_at)
