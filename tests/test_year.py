"""One simulated year of many rules and groups: nothing unasked at night or after «dừng», ceilings kept, and «/lich7»
of every day equals what then happens. `TROLYSO_YEAR=1` for the full size (50 rules × 40 groups × 365 days)."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.clock import VIETNAM
from bot.post import awake
from handlers.posting import week_of
from handlers.week import DAYS, upcoming
from storage.tx import begin, reading
from tests.support.house import House, sqlite

FULL = os.environ.get("TROLYSO_YEAR") == "1"
RULES, GROUPS, LASTS = (50, 40, 365) if FULL else (10, 6, 21)
START = datetime(2026, 1, 5, 6, 0, tzinfo=VIETNAM) if not FULL else datetime(2026, 1, 1, 6, 0, tzinfo=VIETNAM)
SQUADS = ("to-uoc-ngoai", "to-kien-dai", "to-ngoc-tra", "to-hung-tien", "to-phu-cuong")

Heard = tuple[datetime, str, str]


class Year:
    """The bot, its groups, and what people ask for on the way."""

    def __init__(self, house: House, random: Random) -> None:
        self.house = house
        self.random = random
        self.muted: set[str] = set()
        self.ceilings: dict[str, int] = {}
        self.changes: Counter[str] = Counter()

    @property
    def groups(self) -> list[str]:
        return [f"g{number}" for number in range(GROUPS)]

    async def furnish(self) -> None:
        name, now = self.house.channel.name, self.house.clock.now()
        await self.house.officer()
        async with begin(self.house.app.database) as tx:
            await tx.chats.meet({(name, chat): False for chat in self.groups}, now)
            for number, chat in enumerate(self.groups):
                kind = "class" if number % 5 == 4 else "squad"
                await tx.chats.bind((name, chat), kind, None if kind == "class" else SQUADS[number % 5])
            for _ in range(RULES):
                await tx.rules.add(
                    self.house.app.tools.campaign.id,
                    text=f"Lời nhắc {self.random.randrange(10**6)}",
                    to=self.random.choice((["squads"], ["classes"], ["squads", "classes"], [f"squad:{SQUADS[0]}"])),
                    at=f"{self.random.randrange(24):02d}:{self.random.choice((0, 0, 30)):02d}",
                    when=self.when(),
                    who="test",
                    moment=now,
                )
        await self.house.app.scheduler.plan()

    def when(self) -> Mapping[str, Any]:
        match self.random.randrange(6):
            case 0:
                return {"monthday": self.random.randrange(1, 29)}
            case 1:
                return {"lunar": [self.random.choice((1, 15))]}
            case 2:
                return {"on": [str(date(2026, self.random.randrange(1, 13), 15))]}
            case 3 if FULL:
                return {"weekdays": [0, 3]}
        return {"weekdays": [self.random.randrange(7)]}

    async def live_on(self) -> None:
        """Something that people do now and then; by chat, as people do."""
        chat = self.random.choice(self.groups)
        phone = self.house.group(chat, "officer", "Chị Hoa")
        deed = self.random.choice(("mute", "back", "ceiling", "free", "rule", "skip", "none", "none"))
        self.changes[deed] += 1
        match deed:
            case "mute":
                assert "trừ tin đến hạn" in (await phone.says("/stop"))[0]
                self.muted.add(chat)
            case "back":
                await phone.says("/batlai")
                self.muted.discard(chat)
            case "ceiling":
                self.ceilings[chat] = self.random.randrange(1, 6)
                await phone.says(f"/mucnhac {self.ceilings[chat]}")
            case "free":
                await phone.says("/mucnhac bỏ")
                self.ceilings.pop(chat, None)
            case "rule":
                officer = self.house.phone("officer", "Chị Hoa")
                number = self.random.randrange(1, RULES + 1)
                verb = self.random.choice(("pause", "resume", "resume"))
                await self.house.deliver(officer, choice=f"rules:do:{number}.{verb}")
            case "skip":
                officer = self.house.phone("officer", "Chị Hoa")
                async with reading(self.house.app.database) as tx:
                    rows = await tx.tasks.between(self.house.clock.now(), self.house.clock.now() + DAYS)
                ahead = [row for row in rows if row.name in ("rule", "post") and row.state == "planned"]
                if ahead:
                    await self.house.deliver(officer, choice=f"week:sure:{self.random.choice(ahead).id}")

    async def day(self, until: datetime) -> list[Heard]:
        """Let that time pass, halting wherever something is planned or waits; what groups heard, and when."""
        heard: list[Heard] = []
        clock, channel, app = self.house.clock, self.house.channel, self.house.app
        channel.said.clear()
        while True:
            await app.scheduler.tick()
            await app.settle()
            heard += [(clock.now(), to.chat, p.text) for to, p in channel.said if to.chat in self.groups]
            channel.said.clear()
            async with reading(app.database) as tx:
                found = (await tx.tasks.next_due(), await tx.outbox.next_due(channel.name, clock.now()))
            due = min((one for one in found if one is not None), default=until)
            if due >= until:
                break
            clock.move_to(max(due, clock.now() + timedelta(seconds=1)))
        clock.move_to(until)
        return heard


@pytest.mark.slow
async def test_a_year_of_rules_keeps_every_promise(tmp_path: Path) -> None:
    house = await House.open(sqlite(tmp_path), campaign="quang-ngoc-2026", start=START)
    year = Year(house, Random(2026))
    await year.furnish()
    weeks: Counter[tuple[str, str]] = Counter()
    total = digests = 0
    for _ in range(LASTS):
        await year.live_on()
        since = house.clock.now()
        async with reading(house.app.database) as tx:
            listed = await upcoming(tx, house.app.tools.campaign, since, since + DAYS)
        until = since + timedelta(days=1)
        live = [one for one in listed if one.row.due_at < until and one.said is not None and one.state != "waits"]
        promised = {(one.row.due_at, r.address.chat) for one in live for r in one.readers if not r.private}

        heard = await year.day(until)

        posts = [one for one in heard if "dời sang" not in one[2]]
        # A row due exactly at a second is said in it; what waits for pace comes in the same tick.
        assert {(at, chat) for at, chat, _ in posts} == promised, f"{since}: «/lich7» and what happened differ"
        assert len(posts) == len({(at, chat) for at, chat, _ in posts}), "what is due together is one message"
        for at, chat, text in posts:
            must = "Đã đến hạn" in text
            assert must or awake(at) == at, f"{at}: «{text}» at night"
            assert must or chat not in year.muted, f"{at}: «{text}» after «dừng»"
            if not must:
                weeks[chat, week_of(at)] += 1
                ceiling = year.ceilings.get(chat)
                today = sum(one[1] == chat and "Đã đến hạn" not in one[2] for one in posts)
                assert ceiling is None or weeks[chat, week_of(at)] <= max(ceiling, weeks[chat, week_of(at)] - today)
            digests += "\n\n" in text
            total += 1
    line = f"{LASTS} days, {RULES} rules, {GROUPS} groups: {total} posts, {digests} digests, {dict(year.changes)}\n"
    sys.stdout.write(line)
    assert total > LASTS
    await house.close()
