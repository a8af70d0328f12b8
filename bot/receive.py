"""Keep updates, then answer each in a transaction that also holds all its consequences.

*accept* keeps updates durably; waiting callers share one commit. *answer* works in lanes: a chat always falls into the
same lane, a lane answers what waits in its chats, in order, and commits the answers of one round together. When one of
a round fails, the round is undone and each update is answered alone; the one that fails again gets an apology with a
ticket, and the rest is as if nothing had happened.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic
from zlib import crc32

from bot.clock import Clock
from bot.context import Context, Tools
from bot.crash import reach
from bot.lanes import Lane, Worked
from bot.party import Party, place_of, received, update_of
from bot.post import Voice
from bot.render import understand
from bot.router import Entry, Found, PassOn, Router
from bot.shield import shielded
from bot.types import ANONYMOUS, Capabilities, Incoming, Reply
from bot.wire import update_to_json
from storage.database import Database
from storage.inbox import Kept, Place, Waiting
from storage.passing import passing
from storage.tasks import Planned
from storage.tx import begin

log = logging.getLogger("trolyso.receive")

TOLD = "told"
"""In a talk's memory: they heard how we treat what they say."""
ROUND_SECONDS = 0.02
"""After so long a round is committed and the rest left to the next: meanwhile nobody's update can be accepted."""


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What the core itself has to say, worded by the features' phrases."""

    apology: Callable[[str], str]
    """With the ticket."""
    stale: str
    """An old button was pressed."""
    anonymous: str
    """Somebody who hides behind their group asked for what only some may do."""
    not_allowed: Callable[[Entry], str]
    not_here: Callable[[Entry], str]
    first: Callable[[Context[Any]], str] = lambda _context: ""
    """What stands below the first private answer to somebody: how we treat what they say."""
    not_whole: str = ""
    """Who is limited to an area asked for what concerns all of them."""


class Receiver(Generic[Tools]):
    """The way in: `accept` for channels, `run` for the process.

    Who comes to a `limited` channel for the first time is counted by the task «newcomers».
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        router: Router[Tools],
        tools: Tools,
        capabilities: Mapping[str, Capabilities],
        courtesy: Courtesy,
        *,
        knock: Callable[[set[str]], None] = lambda _channels: None,
        pressed: Callable[[Incoming], None] = lambda _update: None,
        limited: Container[str] = (),
        lanes: int | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._router = router
        self._tools = tools
        self._capabilities = capabilities
        self._courtesy = courtesy
        self._knock = knock
        self._pressed = pressed
        self._limited = limited
        self.answered: Counter[str] = Counter()
        """Updates that were answered, by channel."""
        self._asked: list[tuple[list[Kept], asyncio.Future[None]]] = []
        self._keeper: asyncio.Task[None] | None = None
        # One writer at a time on SQLite: a second lane would only wait for the first.
        count = lanes or (1 if database.dialect == "sqlite" else 4)
        self._lanes = [Lane(self._round, self._alone) for _ in range(count)]

    # -- accept --------------------------------------------------------------------------------------------------------

    async def accept(self, updates: Sequence[Incoming]) -> None:
        """Keep these durably; returns when they are on disk. Raises when they could not be kept."""
        if not updates:
            return
        updates = [shielded(update) for update in updates]
        now = self._clock.now()
        kept = [
            Kept(
                update.address.channel,
                update.event_id,
                update.address.chat,
                update.author,
                update_to_json(update),
                update.sent_at,
                now,
                message=update.message_id if update.kind == "message" and not update.choice else "",
            )
            for update in updates
        ]
        asked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked.append((kept, asked))
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep())
        await asked
        reach("accept.committed")
        self.attend([(update.address.channel, update.address.chat) for update in updates])

    async def _keep(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, []
            try:
                async with begin(self._database) as tx:
                    await tx.inbox.keep([one for kept, _ in asked for one in kept])
                    reach("accept.kept")
            except Exception as fault:
                for _, future in asked:
                    if not future.done():
                        future.set_exception(fault)
            else:
                for _, future in asked:
                    if not future.done():
                        future.set_result(None)

    # -- answer --------------------------------------------------------------------------------------------------------

    def attend(self, places: Sequence[Place]) -> None:
        """Let the lanes look into these chats."""
        for place in places:
            self._lanes[crc32(repr(place).encode()) % len(self._lanes)].knock(place)

    async def resume(self) -> None:
        """Look into every chat in which something waits: after a start, and now and then for others' leftovers."""
        async with begin(self._database) as tx:
            self.attend(await tx.inbox.places_waiting())

    async def run(self) -> None:
        """Answer until cancelled."""
        await self.resume()
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(lane.run(self._clock))

    async def settle(self) -> None:
        """Answer all that waits, then return: for tests and simulations."""
        while any([await lane.once() for lane in self._lanes]):
            pass

    async def _round(self, places: Sequence[Place], limit: int) -> Worked:
        """Answer what waits in these chats, so many updates at most, as far as the time of a round goes."""
        pressed: list[Incoming] = []
        async with begin(self._database) as tx:
            await tx.inbox.lock(places)
            rows = await tx.inbox.waiting(places, limit=limit)
            reach("answer.read")
            if not rows:
                return Worked(0, more=False)
            party = await Party.gather(tx, rows, self._clock)
            done: dict[int, str | None] = {}
            until = asyncio.get_running_loop().time() + ROUND_SECONDS
            for row in rows:
                update = party.update(row)
                await self._answer(party, row, update)
                done[row.id] = None
                if update.callback_id:
                    pressed.append(update)
                reach("answer.handled")
                if asyncio.get_running_loop().time() > until:
                    break
            party.planned += [
                Planned("newcomers", self._clock.now(), {"channel": channel})
                for channel in party.newcomers
                if channel in self._limited
            ]
            await party.write(done, self._clock.now())
            # Counted where it is answered, not where it is kept: a redelivered update is answered only once.
            await tx.tallies.add("in", party.received(done))
            reach("answer.written")
        reach("answer.committed")
        self.answered.update(row.channel for row in rows if row.id in done)
        self._knock(party.channels)
        for update in pressed:
            self._pressed(update)
        return Worked(len(done), more=len(rows) == limit or len(done) < len(rows))

    async def _alone(self, place: Place) -> None:
        """Answer one chat update by update, so that a failing one harms nobody else.

        Raises what is the database's own trouble: the update is not at fault and waits until that is over.
        """
        while True:
            try:
                if not (await self._round([place], 1)).more:
                    return
            except Exception as fault:
                if passing(fault):
                    raise
                await self._apologise(place)

    async def _apologise(self, place: Place) -> None:
        """Give the oldest waiting update of a chat up, with a ticket for whoever looks into it."""
        ticket = secrets.token_hex(3).upper()
        async with begin(self._database) as tx:
            await tx.inbox.lock([place])
            rows = await tx.inbox.waiting([place], limit=1)
            if not rows:
                return
            update = update_of(rows[0])
            voice = Voice(self._capabilities, self._clock.now())
            if update.kind == "message" and (update.private or update.mentioned or update.choice):
                voice.answer(Reply(self._courtesy.apology(ticket)), update, row=rows[0].id)
            await tx.outbox.put(voice.sayings)
            await tx.inbox.answered({rows[0].id: ticket}, self._clock.now())
            await tx.tallies.add("in", received(rows, {rows[0].id: update}))
        log.exception("failed", extra={"action": "failed", "ticket": ticket, "row": rows[0].id})
        self._knock({place[0]})

    async def _answer(self, party: Party, row: Waiting, update: Incoming) -> None:
        if update.address.channel not in self._capabilities:
            return
        if update.kind == "migrated" and update.moved_to:
            await party.tx.chats.move(place_of(row), update.moved_to)
            await party.tx.outbox.move(row.channel, row.chat, update.moved_to)
            return
        if update.kind in ("removed", "blocked", "joined", "unblocked"):
            gone = update.kind in ("removed", "blocked")
            await party.tx.chats.set_gone(place_of(row), gone)
            if gone:
                await party.tx.outbox.cancel(row.channel, row.chat, update.kind, self._clock.now())
                return
        elif party.chats[place_of(row)].gone:
            # Whoever writes can be reached again, even if nobody told us.
            await party.tx.chats.set_gone(place_of(row), False)
        context = party.context(row, update, self._tools, self._clock, self._capabilities)
        newcomer = update.private and not context.conversation.memory.get(TOLD) and not context.person.duties
        replies = await self._handle(context)
        if newcomer and replies:
            first = self._courtesy.first(context)
            if first:
                # Remembered with the talk: a round that ends early has met people whom it does not answer yet.
                context.conversation.memory[TOLD] = True
                replies[-1] = replace(replies[-1], text=f"{replies[-1].text}\n\n{first}")
        keys: dict[str, str] = {}
        for reply in replies:
            keys = context.voice.answer(reply, update, row=row.id)
        if replies:
            context.conversation.keys = keys
        party.sayings += context.voice.sayings
        party.planned += context.planned

    async def _handle(self, context: Context[Tools]) -> list[Reply]:
        """Find the route and let it answer; every refusal is said."""
        update, talk = context.incoming, context.conversation
        if update.kind != "message":
            entry = self._router.event(update.kind)
            return await self._call(entry, context) if entry else []
        payload = (
            understand(update, talk.keys) if update.private or update.mentioned or update.choice or talk.keys else None
        )
        talk.expire(context.now)  # before anything else: a button of last week finds its form closed
        if payload is not None:
            found = self._router.choice(payload)
            if found is None:
                return [Reply(self._courtesy.stale)]
            try:
                return await self._go(found, context)
            except PassOn:  # what was typed stands for a choice, but means something else now: words like any other
                if update.choice is not None:
                    raise
        for attempt in self._attempts(context):
            try:
                return await attempt
            except PassOn:
                continue
        return []

    def _attempts(self, context: Context[Tools]) -> Iterator[Awaitable[list[Reply]]]:
        """Who may answer words, in order: a command, the open form's step, free text. A slash is always a command;
        a command that takes a line («bc cks 5») stands back while a form is open, any other for a step that takes
        all words."""
        update, talk = context.incoming, context.conversation
        command = self._router.command(update.text)
        step = self._router.step(talk.flow, talk.step)
        stands_back = step is not None and command is not None and (command.entry.takes_line or step.all_words)
        if command is not None and (update.text.startswith("/") or not stands_back):
            yield self._go(command, context)
        if step is not None:
            context.text = update.text
            yield self._call(step, context)
        if command is not None and stands_back and not update.text.startswith("/"):
            yield self._go(command, context)
        for entry in self._router.texts():
            if not entry.roles or entry.roles & context.person.roles:
                context.text = update.text
                yield self._call(entry, context)

    async def _go(self, found: Found, context: Context[Tools]) -> list[Reply]:
        context.text, context.argument = found.text, found.argument
        entry = found.entry
        if entry.roles and not entry.roles & context.person.roles:
            if context.incoming.author == ANONYMOUS:
                return [Reply(self._courtesy.anonymous)]
            return [Reply(self._courtesy.not_allowed(entry))]
        if entry.whole and not context.person.everywhere(entry.roles):
            return [Reply(self._courtesy.not_whole)]
        if entry.where != "any" and (entry.where == "private") != context.private:
            return [Reply(self._courtesy.not_here(entry))]
        return await self._call(entry, context)

    @staticmethod
    async def _call(entry: Entry, context: Context[Tools]) -> list[Reply]:
        answer = await entry.handler(context)
        if answer is None:
            return []
        return [answer] if isinstance(answer, Reply) else list(answer)
