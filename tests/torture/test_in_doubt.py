"""A platform that takes a post and then hangs or breaks: shown at most once, and every doubt is listed to an officer.

`TROLYSO_DOUBTS=5000` plays as many posts as was promised; CI plays a few.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from app import App, build
from bot.clock import VirtualClock
from bot.config import ChannelSettings, Settings
from storage.outbox import Saying
from storage.tx import begin
from tests.support.faults import hang, reset
from tests.support.house import ListChannel, sqlite
from tests.support.telegram import TOKEN, LoopbackTelegram

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")
POSTS = int(os.environ.get("TROLYSO_DOUBTS", "300"))
SHARE = 0.2


async def commune(folder: Path, telegram: LoopbackTelegram, clock: VirtualClock) -> App:
    """A bot towards that Telegram, and an officer who is reached on a line of their own."""
    entry = ChannelSettings("telegram", "telegram", api_url=telegram.url, token=TOKEN, pace=2000)
    settings = Settings(database=sqlite(folder), channels=(entry,))
    app = await build(settings, clock, more=[ListChannel("line")])
    async with begin(app.database) as tx:
        await tx.people.meet({("line", "officer"): ("Chị Lan", "c-officer")}, clock.now())
        person = (await tx.people.of([("line", "officer")]))["line", "officer"]
        await tx.people.give(person.id, "officer", None, clock.now())
    return app


async def post(app: App, groups: list[str]) -> None:
    async with begin(app.database) as tx:
        rows = [
            Saying("telegram", chat, False, {"text": f"Tin {chat}"}, app.clock.now(), key=f"p:{chat}")
            for chat in groups
        ]
        await tx.outbox.put(rows)


async def let(app: App, clock: VirtualClock, seconds: float) -> None:
    """So much time passes, with everything that falls due in it."""
    clock.advance(seconds=seconds)
    await app.scheduler.run_due()
    for sender in app.senders.values():
        await sender.settle()


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["hangs", "breaks", "either"])
async def test_no_post_is_shown_twice_and_every_doubt_is_listed_within_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr("bot.channels._telegram_request.ANSWER_SECONDS", 0.3)
    dice, clock = random.Random(2), VirtualClock(NOON)
    count = POSTS if fault == "either" else max(POSTS // 10, 30)
    groups = [str(-100_000 - number) for number in range(count)]
    doubtful = dice.sample(groups, int(SHARE * count))
    async with LoopbackTelegram(now=clock.now, open_chats=True) as telegram:
        for chat in doubtful:
            hung = fault == "hangs" or (fault == "either" and dice.random() < 0.5)
            telegram.fails("sendMessage", hang() if hung else reset(accepted=True), chat=chat)
        app = await commune(tmp_path, telegram, clock)
        await post(app, groups)
        await app.senders["telegram"].settle()
        for _ in range(count):
            async with begin(app.database) as tx:
                if not (await tx.outbox.states()).keys() & {"waiting", "sending"}:
                    break
            await let(app, clock, 0.1)
        async with begin(app.database) as tx:
            unknown = {row.chat for row, _ in await tx.outbox.ended("unknown", NOON)}
        line = app.channels["line"]
        assert isinstance(line, ListChannel)
        for _ in range(4):
            await let(app, clock, 14)
        notes = "\n".join(part.text for _, part in line.said)
        again = len(telegram.sent)
        await let(app, clock, 3600)
        await app.stop()

    shown = Counter(str(said.chat) for said in telegram.sent)
    assert max(shown.values()) == 1
    assert shown.keys() == set(groups)
    assert unknown == set(doubtful)
    assert [chat for chat in unknown if f"({chat})" not in notes] == []
    assert [chat for chat in set(groups) - unknown if f"({chat})" in notes] == []
    assert len(telegram.sent) == again, "something was repeated by itself"


@pytest.mark.slow
async def test_posts_that_never_left_are_all_said_exactly_once_in_the_end(tmp_path: Path) -> None:
    """Nobody listens, again and again: nothing is in doubt."""
    dice, clock = random.Random(3), VirtualClock(NOON)
    groups = [str(-100_000 - number) for number in range(POSTS)]
    async with LoopbackTelegram(now=clock.now, open_chats=True) as telegram:
        app = await commune(tmp_path, telegram, clock)
        waiting = list(groups)
        while waiting:
            await telegram.stop()
            size = dice.randrange(20, 400)
            batch, waiting = waiting[:size], waiting[size:]
            await post(app, batch)
            for _ in range(dice.randrange(1, 4)):
                await let(app, clock, dice.uniform(1, 50))
            await telegram.start()
            for _ in range(10):
                await let(app, clock, 46)
        async with begin(app.database) as tx:
            states = await tx.outbox.states()
        await app.stop()

    shown = Counter(str(said.chat) for said in telegram.sent)
    assert shown == Counter(groups)
    assert states.keys() == {"sent"}
