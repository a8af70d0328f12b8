"""Let the real handlers and the real storage live through many histories, each undone before the next begins."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.clock import VirtualClock
from bot.context import Context
from bot.conversation import Conversation
from bot.post import Voice
from bot.receive import Receiver
from bot.router import Router
from bot.types import Address, Capabilities, Incoming
from bot.wire import update_to_json
from handlers import leave, report
from handlers.duty_days import excused_all_through
from handlers.gathering import figures_in
from handlers.phrases.common import COURTESY
from handlers.presets import load_named
from handlers.summaries.figures import figures
from handlers.tools import Tools
from storage.database import Database
from storage.inbox import Kept
from storage.migrate import migrate
from storage.tx import Tx, begin
from tests.histories.recount import Recount
from tests.histories.talk import START, Message, history

CHANNEL, AREA = "phone", "ap-cho"
CAMPAIGN = load_named("nhon-trach-2025")
MONDAYS = [date(2025, 10, 6) + timedelta(days=7 * week) for week in range(12)]
LOOSE = ("thay", "cộng thêm", "giữ như cũ", "Báo sót", "Báo nhầm", "Đếm lại", "Không ghi", "đúng", "không")
"""Words that answer a question of ours; with none open they are other features' business."""
CAPABILITIES = {CHANNEL: Capabilities(text_limit=4000, button_limit=8)}


class _Ears(Receiver[Tools]):
    async def hear(self, context: Context[Any]) -> list[Any]:
        return await self._handle(context)


@dataclass
class Stage:
    """One open transaction; every history is a savepoint of it."""

    tx: Tx
    connection: Any
    ears: _Ears
    tools: Tools

    async def differences(self, seed: int) -> list[str]:
        """Where the bot's figures after the history of that seed differ from the reckoning from its messages."""
        await self.connection.execute(text("SAVEPOINT history"))
        try:
            return await self._play(history(seed))
        finally:
            await self.connection.execute(text("ROLLBACK TO history"))
            await self.connection.execute(text("RELEASE history"))

    async def _play(self, messages: Iterable[Message]) -> list[str]:
        own, talks = Recount(), {"leader": Conversation(), "deputy": Conversation()}
        for message in messages:
            await self._hear(message, talks[message.who])
            own.take(message)
        return await self._compare(own)

    async def _hear(self, message: Message, talk: Conversation) -> None:
        tx, place = self.tx, (CHANNEL, f"c-{message.who}")
        incoming = Incoming(
            address=Address(*place),
            author=message.who,
            event_id=f"e{message.number}",
            message_id=f"m{message.number if message.edits is None else message.edits}",
            sent_at=message.sent_at,
            text=message.text,
            choice=message.choice or None,
            edited=message.edits is not None,
        )
        await tx.inbox.keep(
            [
                Kept(
                    CHANNEL,
                    incoming.event_id,
                    place[1],
                    message.who,
                    update_to_json(incoming),
                    message.sent_at,
                    message.now,
                    incoming.message_id or "",
                )
            ]
        )
        row = (await tx.inbox.waiting([place]))[-1].id
        context: Context[Tools] = Context(
            incoming=incoming,
            row=row,
            person=(await tx.people.of([(CHANNEL, message.who)]))[CHANNEL, message.who],
            chat=(await tx.chats.of([place]))[place],
            conversation=talk,
            tx=tx,
            tools=self.tools,
            now=message.now,
            voice=Voice(CAPABILITIES, message.now),
            refresh=_refresh,
        )
        replies = await self.ears.hear(context)
        talk.keys = {}
        assert replies or message.text in LOOSE, f"silence about «{message.text}»"

    async def _compare(self, own: Recount) -> list[str]:
        counts = await self.tx.reports.between(CAMPAIGN.id, [AREA], CAMPAIGN.start, CAMPAIGN.end)
        stands = {(c.day, c.key): c.value for c in counts}
        wrong = [] if stands == own.cells else [f"stands {stands}, meant {own.cells}"]
        moments = {(c.day, c.key): c.first_sent_at for c in counts}
        if moments != own.first:
            wrong.append(f"first told {moments}, meant {own.first}")
        leaf = CAMPAIGN.area(AREA)
        adjustments = await self.tx.adjustments.between(CAMPAIGN.id, [AREA], CAMPAIGN.start, CAMPAIGN.end)
        excuses = await self.tx.excuses.between(CAMPAIGN.id, CAMPAIGN.start, CAMPAIGN.end)
        for monday in MONDAYS:
            period = CAMPAIGN.period_of(max(monday, CAMPAIGN.start))
            excused = excused_all_through(CAMPAIGN, period, excuses)
            seen = figures(CAMPAIGN, period, counts, [leaf], adjustments=adjustments, excused=excused)
            if monday == MONDAYS[2]:  # all that the bot shows comes by this way
                assert await figures_in(self.tx, CAMPAIGN, period, [leaf]) == seen
            (unit,) = seen.units
            mine = own.week(monday)
            theirs = (dict(unit.values), dict(unit.totals), unit.complete, unit.timely, unit.excused)
            if theirs != mine:
                wrong.append(f"{period.id}: {theirs}, meant {mine}")
        return wrong


async def _refresh(context: Context[Any]) -> None:
    author = (context.person.channel, context.person.author)
    context.person = (await context.tx.people.of([author]))[author]


@asynccontextmanager
async def opened() -> AsyncIterator[Stage]:
    """A stage on a database that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'histories.sqlite3'}"
        await migrate(url)
        clock = VirtualClock(START)
        tools = Tools(CAMPAIGN, None, None, None, clock)  # type: ignore[arg-type]  # no guide is asked for
        async with await Database.open(url) as database:
            router: Router[Tools] = Router((report.routes, leave.routes))
            ears = _Ears(database, clock, router, tools, CAPABILITIES, COURTESY)
            async with begin(database) as tx:
                await _furnish(tx)
                yield Stage(tx, tx.reports._connection, ears, tools)


async def _furnish(tx: Tx) -> None:
    names = ("leader", "deputy")
    await tx.people.meet({(CHANNEL, name): (name, f"c-{name}") for name in names}, START)
    await tx.chats.meet({(CHANNEL, f"c-{name}"): True for name in names}, START)
    for person in (await tx.people.of([(CHANNEL, name) for name in names])).values():
        await tx.people.give(person.id, person.author, AREA, START)
