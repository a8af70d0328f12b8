"""A broadcast to many chats while people write: as fast as the platform lets us, never faster, answers first.

`TROLYSO_BROADCAST=2000` is the promised size (five replies for every chat); CI plays a tenth.
"""

from __future__ import annotations

import asyncio
import os
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.telegram import Telegram
from bot.clock import VirtualClock
from bot.http import Http
from bot.sender import Sender
from storage.database import Database
from storage.migrate import migrate
from storage.outbox import Saying
from storage.tx import begin
from tests.support.house import sqlite
from tests.support.telegram import TOKEN, Flood, LoopbackTelegram

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")
CHATS = int(os.environ.get("TROLYSO_BROADCAST", "200"))
REPLIES = 5 * CHATS
GROUPS = CHATS // 50
PER_SECOND = 30.0


def arrivals(dice: random.Random, chats: list[int]) -> list[tuple[float, int]]:
    """When which chat is to be answered: spread over nine tenths of the time that everything needs at least."""
    least = (CHATS + REPLIES) / PER_SECOND
    return sorted((dice.uniform(0, 0.9 * least), dice.choice(chats)) for _ in range(REPLIES))


@pytest.mark.slow
@pytest.mark.parametrize("restarts", [0, 3])
async def test_a_broadcast_takes_no_longer_than_it_must_and_answers_do_not_wait_for_it(
    tmp_path: Path, restarts: int
) -> None:
    dice, clock = random.Random(restarts), VirtualClock(NOON)
    begun = clock.now().timestamp()
    people = [1000 + number for number in range(CHATS - GROUPS)]
    groups = [-5000 - number for number in range(GROUPS)]
    url = sqlite(tmp_path)
    await migrate(url)
    limits = Flood(lambda: clock.now().timestamp(), per_second=PER_SECOND)
    async with (
        LoopbackTelegram(now=clock.now, open_chats=True, limits=limits) as telegram,
        await Database.open(url) as database,
    ):
        http = Http()
        channel = Telegram("telegram", TOKEN, http, api_url=telegram.url, clock=clock)
        sender = Sender(channel, database, clock)
        coming = arrivals(dice, people)
        async with begin(database) as tx:
            await tx.outbox.put([said(chat, clock, bulk=True) for chat in [*people, *groups]])
        ends = [begun + (CHATS + REPLIES) / PER_SECOND * (n + 1) / (restarts + 1) for n in range(restarts)]
        while True:
            now = clock.now().timestamp()
            if ends and now >= ends[0]:
                ends.pop(0)
                sender = Sender(channel, database, clock)  # another process, that knows nothing
            due = [chat for at, chat in coming if at <= now - begun]
            if due:
                del coming[: len(due)]
                async with begin(database) as tx:
                    await tx.outbox.put([said(chat, clock, bulk=False) for chat in due])
            pause = await sender._round()
            if sender._flying:
                await asyncio.wait(sender._flying)
                continue
            if pause > 0:
                async with begin(database) as tx:
                    open_ = (await tx.outbox.states()).get("waiting", 0) if pause >= 1 else 1
                if not coming and not open_:
                    break
                ahead = begun + coming[0][0] - now if coming else pause
                clock.advance(seconds=max(min(pause, ahead), 1e-4))
        lasted = max(one.at for one in telegram.sent) - begun
        waits = await waited(database)
        await http.close()

    least = (CHATS + REPLIES) / PER_SECOND
    assert telegram.refused == []
    assert len(telegram.sent) == CHATS + REPLIES
    assert lasted <= 1.05 * least + restarts, f"{lasted:.1f} s instead of {least:.1f} s"
    ninety_fifth = sorted(waits)[int(0.95 * len(waits))]
    assert ninety_fifth <= timedelta(seconds=2), ninety_fifth
    print(f"{lasted:.1f} s of at least {least:.1f} s ({lasted / least:.3f}), p95 {ninety_fifth}")  # noqa: T201


def said(chat: int, clock: VirtualClock, *, bulk: bool) -> Saying:
    kind = {"bulk": True} if bulk else {"author": str(chat), "answers": 1}
    return Saying("telegram", str(chat), chat > 0, {"text": "Chào bác"}, clock.now(), **kind)  # type: ignore[arg-type]


async def waited(database: Database) -> list[timedelta]:
    """How long each answer waited for its turn."""
    from sqlalchemy import select

    from storage.tables import outbox

    async with database.begin() as connection:
        rows = await connection.execute(select(outbox.c.settled_at, outbox.c.due_at).where(outbox.c.bulk.is_(False)))
        return [row[0] - row[1] for row in rows]
