"""`python -m tests.torture.handoff_lives URL FOLDER KILLS SEED`: two talks through a bot killed again and again.

Guides and ear are read once; every life is a fork that opens the database anew, hears the whole talk from its
beginning – what it knows already is a redelivery – and dies at a named point. What platforms took stands in a file.
The last life is let live. Then one line of JSON: the kills by point, and every finding.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import app
from bot import crash
from bot.clock import VirtualClock
from bot.config import Settings
from bot.sender import take_over
from bot.types import Address, Incoming, Part
from handlers.phrases import handoff as say
from storage.database import Database
from storage.migrate import migrate
from storage.tx import begin
from tests.support.crossing import ABLE
from tests.support.house import ListChannel

MONDAY = datetime.fromisoformat("2025-10-20T09:00:00+07:00")
LIFE = timedelta(seconds=15)
"""How far the clock is ahead in the next life: so little that nobody is thought silent."""
LINES = 12
"""Of each side of each talk, at least; more kills get more, so that there is much to say in every life."""
CITIZENS = (("web", "ba"), ("zalo-oa", "tu"))
HELPERS = (("zalo-bot", "hoa"), ("telegram", "lan"))
TASKS = tuple(point for point in crash.POINTS if point.startswith("task."))
"""Met while the cases are being offered, at the beginning."""
OTHERS = tuple(point for point in crash.POINTS if point not in TASKS)
Step = tuple[str, str, str]
"""Channel, author, words."""


class Ledger(ListChannel):
    """A platform that writes down what it takes before it says so."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, ABLE[name])
        self._path = path
        self._numbers = count(1)

    async def send(self, to: Address, part: Part) -> str:
        line = json.dumps({"to": [*to], "text": part.text, "key": part.key}) + "\n"
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)
        return f"{os.getpid()}-{next(self._numbers)}"


def words(side: str, talk: int, number: int) -> str:
    return f"{side} {talk} nói câu {number} đây"


def script(lines: int) -> list[Step]:
    """Two citizens call, both helpers want both, and then everybody talks at once."""
    steps: list[Step] = []
    for channel, author in CITIZENS:
        steps += [(channel, author, "gặp người"), (channel, author, "ấp Chợ")]
    steps += [(*helper, f"nhận {number}") for number in (1, 2) for helper in (HELPERS[number - 1], HELPERS[2 - number])]
    for number in range(lines):
        for talk in (0, 1):
            steps.append((*CITIZENS[talk], words("bà con", talk, number)))
            steps.append((*HELPERS[talk], words("người giúp", talk, number)))
    steps += [(*helper, "xong việc") for helper in HELPERS]
    return steps + [(*citizen, "được rồi") for citizen in CITIZENS]


async def furnish(url: str) -> None:
    await migrate(url)
    async with await Database.open(url) as database, begin(database) as tx:
        await tx.people.meet({helper: (f"Chị {helper[1]}", f"c-{helper[1]}") for helper in HELPERS}, MONDAY)
        for person in (await tx.people.of(list(HELPERS))).values():
            await tx.people.give(person.id, "helper", "ap-cho", MONDAY)


async def live(url: str, ledger: Path, start: datetime, steps: Sequence[Step]) -> None:
    """One life: take over from the dead, hear everything so far, do all that is due."""
    clock = VirtualClock(start)
    channels = {name: Ledger(name, ledger) for name in ABLE}
    bot = await app.build(Settings(database=url, campaign="nhon-trach-2025"), clock, channels=channels)

    async def work() -> None:
        for _ in range(3):
            await bot.scheduler.run_due()
            await bot.settle()

    await take_over(bot.database, clock)
    await work()
    for number, (channel, author, text) in enumerate(steps):
        address = Address(channel, f"c-{author}")
        update = Incoming(address, author, f"e{number}", clock.now(), text=text, author_name=f"Bác {author}")
        await bot.receiver.accept([update])
        await bot.settle()
        await work()
        clock.advance(seconds=0.2)
    await bot.database.close()


def one_life(url: str, ledger: Path, start: datetime, steps: Sequence[Step], fuse: str | None) -> int:
    """Fork, live, and tell how it ended: 0, or minus the signal."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            crash.arm(fuse)
            asyncio.run(live(url, ledger, start, steps))
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


async def audit(url: str, ledger: Path, lines: int) -> list[str]:
    """What of the promises does not hold."""
    findings: list[str] = []
    shown: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for line in ledger.read_text(encoding="utf-8").splitlines():
        taken: dict[str, Any] = json.loads(line)
        channel, chat = taken["to"]
        if channel == "web":  # a page of ours knows a repeat by its key
            if taken["key"] in seen:
                continue
            seen.add(taken["key"])
        shown[chat].append(taken["text"])
    for talk in (0, 1):
        for side, (_, reader) in (("bà con", HELPERS[talk]), ("người giúp", CITIZENS[talk])):
            heard = shown[f"c-{reader}"]
            firsts = []
            for number in range(lines):
                copies = [(at, text) for at, text in enumerate(heard) if words(side, talk, number) in text]
                firsts.append(copies[0][0] if copies else -1)
                if not copies:
                    findings.append(f"lost: {words(side, talk, number)!r}")
                if any(not text.startswith(say.AGAIN) for _, text in copies[1:]):
                    findings.append(f"doubled without saying so: {words(side, talk, number)!r}")
                if len(copies) > 1 and reader == "ba":
                    findings.append(f"doubled on the web: {words(side, talk, number)!r}")
            if firsts != sorted(firsts):
                findings.append(f"out of order for {reader}: {firsts}")
            if strangers := [text for text in heard if f"{side} {1 - talk} nói" in text]:
                findings.append(f"in the wrong chat: {strangers}")
    async with await Database.open(url) as database, begin(database) as tx:
        for number in (1, 2):
            case, kept = await tx.cases.get(number), await tx.cases.lines(number)
            turns = await tx.cases.helpers(number)
            if case is None or (case.state, case.rating) != ("closed", "up"):
                findings.append(f"case {number} is not closed and rated: {case}")
            if len(turns) != 1:
                findings.append(f"case {number} had {len(turns)} helpers")
            if len(kept) != 2 * lines:
                findings.append(f"case {number} has {len(kept)} lines, not {2 * lines}")
        states = await tx.outbox.states()
        if open_ := {state: many for state, many in states.items() if state not in ("sent", "cancelled")}:
            findings.append(f"not ended: {open_}")
    return findings


def main() -> int:
    url, folder, kills, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    lines = max(LINES, kills)
    dice, ledger, tally = random.Random(seed), folder / "ledger.jsonl", Counter[str]()
    app.Book.load = cache(app.Book.load)  # type: ignore[method-assign]
    book = app.Book.load(app.CONTENT)
    ear = app.Ear.load(book)
    app.Ear.load = lambda _book: ear  # type: ignore[method-assign,assignment]
    asyncio.run(furnish(url))
    findings: list[str] = []
    steps = script(lines)
    for number in range(kills):
        point = TASKS[number] if number < len(TASKS) else OTHERS[(number + seed) % len(OTHERS)]
        said = steps[: 6 + (len(steps) - 6) * (number + 1) // (kills + 1)]
        times = 1 if point in TASKS else dice.randint(1, 4)
        code = one_life(url, ledger, MONDAY + number * LIFE, said, f"{point}:{times}")
        tally[point if code == -signal.SIGKILL else "missed"] += 1
        if code not in (0, -signal.SIGKILL):
            findings.append(f"life {number} ({point}) ended with {code}")
    if one_life(url, ledger, MONDAY + kills * LIFE, steps, None) != 0:
        findings.append("the last life did not end well")
    findings += asyncio.run(audit(url, ledger, lines))
    sys.stdout.write(json.dumps({"kills": tally, "findings": findings}, ensure_ascii=False) + "\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
