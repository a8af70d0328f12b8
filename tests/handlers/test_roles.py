"""docs/roles.md against the bot: every role, limited to an area or not, every command and button, about its own area,
another one or none, over every channel, in private and in groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, product
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from bot.context import Context
from bot.party import Party
from bot.receive import Receiver
from bot.router import Entry, Router, Routes
from bot.types import Address, Incoming, Reply
from bot.wire import update_to_json
from handlers import features
from handlers.phrases import common
from handlers.phrases import duty as duty_words
from handlers.phrases import leave as leave_words
from handlers.phrases import progress as progress_words
from handlers.phrases import report as report_words
from handlers.phrases import rules as rule_words
from handlers.phrases import staff as staff_words
from handlers.tools import Tools
from storage.inbox import Kept
from storage.tx import Tx, begin
from tests.handlers.channels import CHANNELS
from tests.support.house import SATURDAY, House, sqlite

DOC = Path(__file__).parents[2] / "docs" / "roles.md"
OWN, OTHER = "ap-cho", "ap-trau"
SQUADS = {OWN: "đội 1", OTHER: "đội 2"}
HOLDERS = (
    ("technician", None),
    ("officer", None),
    ("officer", OWN),
    ("vice", None),
    ("vice", OWN),
    ("leader", OWN),
    ("deputy", OWN),
    ("helper", None),
    ("helper", OWN),
    ("teacher", None),
    ("citizen", None),
)
RAN = "the handler ran"


@dataclass(frozen=True)
class Row:
    """One line of a table of the document."""

    name: str
    where: str
    cells: dict[str, str]

    @property
    def real(self) -> bool:
        """Whether more than the router decides, so that the real handler has to be asked."""
        return self.name in PROBES


def tables() -> tuple[dict[str, Row], dict[str, Row]]:
    """The commands and the buttons, as the document has them."""
    found: dict[str, dict[str, Row]] = {"command": {}, "button": {}}
    head: list[str] = []
    for line in DOC.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in found:
            head = cells
        elif not line.startswith("|"):
            head = []
        elif head and not set(cells[0]) <= {"-"}:
            values = dict(zip(head, cells, strict=True))
            name = values.pop(head[0]).strip("`")
            found[head[0]][name] = Row(name, values.pop("where", "any"), values)
    return found["command"], found["button"]


COMMANDS, BUTTONS = tables()


def probe(name: str, target: str | None, seeds: dict[str, int]) -> str:
    """What is typed or pressed to do that there."""
    place = {OWN: "ấp Chợ", OTHER: "ấp Trầu", None: ""}[target]
    seed = seeds.get(f"{name}:{target}", 0)
    return {
        "/baocao": f"/baocao {place} cks 3",
        "/sua": f"/sua {place} cks 4",
        "/vuongmac": "/vuongmac mạng yếu",
        "/nghi": f"/nghi {place} 20/10 mưa lũ",
        "/tiendo": f"/tiendo {place}",
        "/moi": f"/moi đội trưởng {place}" if target else "/moi giáo viên",
        "/nguoi": f"/nguoi {place}",
        "/nhom": f"/nhom {SQUADS[target]}" if target else "/nhom cán bộ",
        "/phanhoi": f"/phanhoi {seed} đã xem lại" if target else "/phanhoi",
        "/stop": "/stop",
        "/batlai": "/batlai",
        "/mucnhac": "/mucnhac 5",
        "staff:end": f"staff:end:{seed}",
        "staff:ended": f"staff:ended:{seed}",
        "staff:move": f"staff:move:{seed}",
        "staff:moved": f"staff:moved:{seed}.{target}",
        "leave:back": f"leave:back:{seed}",
        "manners:off": f"manners:off:{seed}",
    }[name]


PROBES = {
    *("/baocao", "/sua", "/vuongmac", "/nghi", "/tiendo", "/moi", "/nguoi", "/nhom", "/phanhoi"),
    *("/stop", "/batlai", "/mucnhac"),
    *("staff:end", "staff:ended", "staff:move", "staff:moved", "leave:back", "manners:off"),
}
NEEDS_TARGET = {"staff:end", "staff:ended", "staff:move", "staff:moved", "leave:back", "manners:off"}
"""Without something to act upon these say only that they are old."""


def words(template: str) -> re.Pattern[str]:
    """Whatever was filled in."""
    return re.compile(re.sub(r"\\\{[a-z_]+\\\}", ".*", re.escape(template)), re.DOTALL)


ELSEWHERE = [
    words(text)
    for text in (
        common.NOT_YOUR_AREA,
        common.STALE,
        leave_words.NOT_YOURS,
        progress_words.WHICH,
        duty_words.NOT_GIVEN,
        duty_words.GROUP_NOT_YOURS,
        staff_words.NONE_FOUND,
    )
]
NOBODY = [words(text) for text in (report_words.NO_REPORTER, duty_words.GROUP_BY_OFFICER, rule_words.NOT_YOU)]
ASKED = words(report_words.FOREIGN)


def outcome(entry: Entry, heard: list[str]) -> str:
    """What became of it, in the words of the document."""
    ours = (report_words.OBSTACLE_ONLY, report_words.WHICH_AREA, report_words.FOREIGN)
    if label(entry) == "/vuongmac" and not any(words(one).fullmatch(text) for one in ours for text in heard):
        return "–"  # not a report of theirs: ordinary talk, and silence in a group
    assert len(heard) == 1, (entry.keys, heard)
    (text,) = heard
    if (entry.roles and text == common.not_allowed(entry)) or any(one.fullmatch(text) for one in NOBODY):
        return "–"
    if text == common.not_here(entry):
        return "elsewhere"
    if text == common.NOT_WHOLE:
        return "limited"
    if any(one.fullmatch(text) for one in ELSEWHERE):
        return "not theirs"
    return "asks" if ASKED.fullmatch(text.replace("Ấp", "ấp")) else "yes"


def expected(row: Row, role: str, area: str | None, target: str | None, private: bool) -> str:
    """What the document promises."""
    cell = row.cells[role]
    if cell == "–" or (cell == "private" and not private):
        # Who may not at all hears that first; a handler of its own that refuses comes after the place.
        silent = row.name in ("/baocao", "/vuongmac", "/nhom", "/mucnhac")
        return "elsewhere" if silent and not _here(row, private) else "–"
    if cell == "whole" and area is not None:
        return "limited"
    if not _here(row, private):
        return "elsewhere"
    if cell in ("own", "asks") and area is not None and target == OTHER:
        return "not theirs" if cell == "own" else "asks"
    if row.name in ("/moi", "/nhom") and target is None and area is not None:
        return "not theirs"  # a teacher, and the officers' group, are for the whole campaign
    return "yes"


def _here(row: Row, private: bool) -> bool:
    return row.where == "any" or (row.where == "private") == private


class Rolled(Exception):
    """So that nothing of a case is kept."""


class Stage:
    """One database for all cases, with everybody in it; each case is undone."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.app = house.app
        self.seeds: dict[str, int] = {}
        self._events = count(1)
        self.receivers = {
            name: Receiver(
                self.app.database,
                VirtualClock(SATURDAY),
                Router(list(stubbed())),
                self.app.tools,
                {name: capabilities},
                common.COURTESY,
            )
            for name, capabilities in CHANNELS.items()
        }

    @classmethod
    async def set(cls, house: House) -> Stage:
        self = cls(house)
        async with begin(house.app.database) as tx:
            now, campaign = house.clock.now(), house.app.tools.campaign.id
            everybody = [(name, f"{role}-{area}") for name in CHANNELS for role, area in HOLDERS]
            extras = [("telegram", f"somebody-{area}") for area in (OWN, OTHER)]
            await tx.people.meet({author: (author[1], f"c-{author[1]}") for author in [*everybody, *extras]}, now)
            known = await tx.people.of([*everybody, *extras])
            for (_, author), person in known.items():
                role, _, area = author.partition("-")
                if role not in ("citizen", "somebody"):
                    await tx.people.give(person.id, role, None if area == "None" else area, now)
            for area in (OWN, OTHER):
                somebody = known["telegram", f"somebody-{area}"].id
                await tx.people.give(somebody, "leader", area, now)
                (held,) = [one for one in await tx.people.held() if one.person == somebody]
                for name in ("staff:end", "staff:ended", "staff:move", "staff:moved"):
                    self.seeds[f"{name}:{area}"] = held.id
                self.seeds[f"manners:off:{area}"] = somebody
                day = date(2025, 10, 22)
                excuse = await tx.excuses.give(campaign, area, day, day, reason="mưa", person=somebody, at=now)
                self.seeds[f"leave:back:{area}"] = excuse.id
                monday, sunday = date(2025, 10, 13), date(2025, 10, 19)
                said = await tx.objections.put(campaign, area, monday, sunday, person=somebody, text="sai", sent_at=now)
                self.seeds[f"/phanhoi:{area}"] = said.id
        return self

    async def heard(
        self, role: str, area: str | None, name: str, said: str, *, channel: str, private: bool
    ) -> list[str]:
        """What the bot answers; nothing of it is kept."""
        author = f"{role}-{area}"
        button = not said.startswith("/")
        update = Incoming(
            Address(channel, f"c-{author}" if private else f"g-{name}"),
            author,
            f"e{next(self._events)}",
            SATURDAY,
            private=private,
            text="" if button else said,
            choice=said if button else None,
            author_name=author,
            mentioned=not private,
        )
        receiver = self.receivers[channel]
        answers: list[str] = []
        try:
            async with begin(self.app.database) as tx:
                answers += await self._answer(tx, receiver, update)
                raise Rolled
        except Rolled:
            return answers

    async def _answer(self, tx: Tx, receiver: Receiver[Tools], update: Incoming) -> list[str]:
        values = update_to_json(update)
        channel, chat = update.address
        await tx.inbox.keep([Kept(channel, update.event_id, chat, update.author, values, SATURDAY, SATURDAY)])
        (row,) = await tx.inbox.waiting([(channel, chat)])
        party = await Party.gather(tx, [row], receiver._clock)
        context = party.context(row, update, self.app.tools, receiver._clock, receiver._capabilities)
        return [reply.text for reply in await receiver._handle(context)]


async def _ran(_ctx: Context[Tools]) -> Reply:
    return Reply(RAN)


def stubbed() -> Iterator[Routes[Tools]]:
    """The routes as they are declared; where the router alone decides, the handler only says that it was called."""
    for routes in features.routes():
        made: Routes[Tools] = Routes(routes.feature)
        made.entries = [
            entry if label(entry) in PROBES or entry.kind not in ("command", "choice") else replace(entry, handler=_ran)
            for entry in routes.entries
        ]
        yield made


def label(entry: Entry) -> str:
    """The entry's name in the document."""
    return f"/{entry.keys[0].replace(' ', '')}" if entry.kind == "command" else (entry.keys or ("",))[0]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    house = await House.open(sqlite(tmp_path))
    yield await Stage.set(house)
    await house.close()


ENTRIES = {label(e): e for routes in features.routes() for e in routes.entries if e.kind in ("command", "choice")}


def test_every_command_and_every_guarded_button_stands_in_the_document() -> None:
    entries = [entry for routes in features.routes() for entry in routes.entries]

    assert sorted(COMMANDS) == sorted(label(entry) for entry in entries if entry.kind == "command")
    assert sorted(BUTTONS) == sorted(label(entry) for entry in entries if entry.kind == "choice" and entry.roles)
    assert {label(e): e.where for e in entries if e.kind == "command"} == {r.name: r.where for r in COMMANDS.values()}
    known = {"yes", "own", "asks", "whole", "private", "–"}
    assert {cell for row in (*COMMANDS.values(), *BUTTONS.values()) for cell in row.cells.values()} <= known


async def test_the_bot_does_what_the_document_says(stage: Stage) -> None:
    wrong: list[str] = []
    seen = Counter[str]()
    for row, (role, area), target, channel, private in product(
        (*COMMANDS.values(), *BUTTONS.values()), HOLDERS, (OWN, OTHER, None), CHANNELS, (True, False)
    ):
        if (row.name in NEEDS_TARGET and target is None) or (not row.real and target is not None):
            continue
        said = probe(row.name, target, stage.seeds) if row.real else plain(row)
        promised = expected(row, role, area, target, private)
        heard = await stage.heard(role, area, row.name, said, channel=channel, private=private)
        found = outcome(ENTRIES[row.name], heard)
        seen[found] += 1
        if found != promised:
            place = f"{'private' if private else 'group'} of {channel}"
            wrong.append(f"{role} of {area}: {said!r} in {place}: {found}, not {promised}: {heard}")

    assert wrong[:40] == [], f"{len(wrong)} of {seen.total()} cases"
    assert seen.total() >= 5000
    assert min(seen[one] for one in ("yes", "–", "elsewhere", "limited", "not theirs", "asks")) > 30


def plain(row: Row) -> str:
    """The bare command or button."""
    entry = ENTRIES[row.name]
    return f"/{entry.keys[0]}" if entry.kind == "command" else f"{row.name}:1"
