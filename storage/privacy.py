"""What is kept about somebody, and how it goes: on their wish at once, else when its time is over.

Every table stands in `TRACES`, `RECORD` or `NOTHING_PERSONAL`, which a test checks: whoever adds one decides here what
becomes of it. Who is erased leaves an empty row in `people`: figures, receipts and the audit go on pointing to it, and
it points to nobody.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, cast, delete, func, literal, or_, select, update
from sqlalchemy import String as Words

from storage.database import Connection
from storage.people import Person
from storage.tables import (
    case_lines,
    case_turns,
    cases,
    conversations,
    duties,
    excuses,
    inbox,
    metadata,
    outbox,
    people,
    tasks,
    web_lines,
)

GONE = "erased:"
"""What stands instead of a platform's id of somebody."""
NAMELESS = "(đã xoá)"
"""What stands instead of a name in words that others were told."""
_OPEN = ("waiting", "sending")
CASE_KEYS = ("case", "case-ask", "case-watch", "case-idle", "case-offer", "case-candidate")
"""What the keys of messages about somebody's call for help begin with."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where somebody leaves traces. `by`: which of their marks stand in which columns –

    author: channel and author; chat: channel and chat, of their private talk; web: a chat of our own page; who, or
    who=column: a text «channel:author»; any other name: a column with their number. `put`: what stands there
    afterwards; None: no row.
    """

    table: str
    by: tuple[str, ...]
    put: Mapping[str, Any] | None = None


TRACES = (
    Trace("inbox", ("author", "chat")),  # these three have rules of their own below
    Trace("outbox", ("author", "chat")),
    Trace("tasks", ()),
    Trace("people", ()),
    Trace("duties", ("person",)),
    Trace("chats", ("chat",)),
    Trace("conversations", ("author",)),
    Trace("web_lines", ("web",)),
    Trace("manners", ("chat",)),
    Trace("weeks", ("chat",)),
    Trace("sign_in_links", ("person",)),
    Trace("sessions", ("person",)),
    Trace("downloads", ("person",)),
    Trace("marks", ("person",), {"person": None}),
    Trace("questions", ("person",), {"person": None, "text": "", "settled": "-"}),
    Trace("excuses", ("person",), {"reason": NAMELESS}),
    Trace("audit", ("who",), {}),
    Trace("rules", ("who",), {}),
    Trace("approvals", ("who",), {}),
    Trace("points", ("who",), {}),
    Trace("wordings", ("who",), {}),
    Trace("books", ("who=frozen_by",), {}),
    Trace("tickets", ("chat",), {"channel": None, "chat": None}),
    Trace("cases", ("citizen",), {"words": "", "device": ""}),
    Trace("case_lines", ("person",), {"text": "", "files": []}),
    Trace("point_followers", ("chat",)),
    Trace("point_askers", ("chat",)),
)
RECORD = frozenset(
    {
        "reports",
        "obstacles",
        "objections",
        "adjustments",
        "counts",
        "sums",
        "invites",
        "guide_walks",
        "guide_thumbs",
        "checkin_devices",
    }
)
"""Kept without the person: they point to the empty row. What a leader reported is the campaign's record."""
NOTHING_PERSONAL = frozenset(
    {
        "numbers",
        "openings",
        "tallies",
        "leases",
        "oa_tokens",
        "notes",
        "case_turns",
        "events",
        "checkins",
        "checkin_repeats",
        "checkin_flows",
    }
)
TOLD = {"outbox": "part", "web_lines": "line", "tasks": "values", "conversations": "answers", "local_guides": "who"}
"""Where a name may stand in words that somebody else was told."""


def unclassified() -> set[str]:
    """Tables of which nobody has said what becomes of the people in them."""
    known = {trace.table for trace in TRACES} | RECORD | NOTHING_PERSONAL | set(TOLD)
    return {name for name in metadata.tables if name not in known}


@dataclass(frozen=True, slots=True)
class About:
    """What is kept about somebody, counted."""

    messages: int = 0
    since: datetime | None = None
    questions: int = 0
    reports: int = 0
    walks: int = 0
    others: Mapping[str, int] = field(default_factory=dict)
    """By table, what else points to them."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of whom something is kept, since when, and their private chat."""

    channel: str
    author: str
    since: datetime
    chat: str | None


class Privacy:
    """Count, erase, tidy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- looking -------------------------------------------------------------------------------------------------------

    async def about(self, person: Person) -> About:
        """What is kept about this person."""
        own = and_(inbox.c.channel == person.channel, inbox.c.author == person.author)
        moment = func.min(inbox.c.accepted_at, type_=inbox.c.accepted_at.type)
        messages, since = (await self._connection.execute(select(func.count(), moment).where(own))).one()
        counted = {
            name: await self._count(metadata.tables[name], metadata.tables[name].c.person == person.id)
            for name in ("questions", "reports", "guide_walks", "guide_thumbs", "marks", "sessions")
        }
        return About(
            messages,
            since,
            counted["questions"],
            counted["reports"],
            counted["guide_walks"] + counted["guide_thumbs"],
            {name: counted[name] for name in ("marks", "sessions")},
        )

    async def _count(self, table: Table, which: ColumnElement[bool]) -> int:
        return int((await self._connection.execute(select(func.count()).select_from(table).where(which))).scalar() or 0)

    async def places(self, person: Person) -> list[tuple[str, str]]:
        """The chats in which they talk with us: whoever erases locks them first, so that nobody answers meanwhile."""
        wanted = and_(conversations.c.channel == person.channel, conversations.c.author == person.author)
        rows = await self._connection.execute(select(conversations.c.chat).where(wanted).distinct())
        return sorted({(person.channel, chat) for chat in ({row[0] for row in rows} | {person.chat}) if chat})

    async def unsaid(self, person: Person, now: datetime) -> int:
        """What is still being said to them."""
        which = and_(
            outbox.c.channel == person.channel,
            outbox.c.chat == person.chat,
            outbox.c.state.in_(_OPEN),
            or_(outbox.c.state == "sending", outbox.c.due_at <= now),
        )
        return await self._count(outbox, which) if person.chat else 0

    async def known(self, until: datetime) -> list[Known]:
        """Who was known at that moment, also by words alone that nobody has answered yet."""
        rows = await self._connection.execute(
            select(people.c.channel, people.c.author, people.c.created_at, people.c.chat).where(
                people.c.created_at <= until, people.c.author.not_like(f"{GONE}%")
            )
        )
        found = {(row[0], row[1]): Known(*row) for row in rows}
        met = select(people.c.id).where(people.c.channel == inbox.c.channel, people.c.author == inbox.c.author)
        strangers = await self._connection.execute(
            select(inbox.c.channel, inbox.c.author, inbox.c.accepted_at, inbox.c.chat, inbox.c.update)
            .where(inbox.c.accepted_at <= until, inbox.c.author.not_like(f"{GONE}%"), ~met.exists())
            .order_by(inbox.c.id)
        )
        for channel, author, since, chat, told in strangers:
            private = chat if told.get("private", True) else None
            kept = found.setdefault((channel, author), Known(channel, author, since, private))
            if kept.chat is None and private:
                found[channel, author] = Known(channel, author, kept.since, private)
        return list(found.values())

    async def lines_of(self, person: int) -> list[int]:
        """The numbers of all lines in their calls for help, and of those that they said in others'."""
        theirs = select(cases.c.id).where(cases.c.citizen == person)
        which = or_(case_lines.c.case.in_(theirs), case_lines.c.person == person)
        return [row[0] for row in await self._connection.execute(select(case_lines.c.id).where(which))]

    # -- erasing -------------------------------------------------------------------------------------------------------

    async def erase(self, person: Person, at: datetime, *, at_rest: bool = False) -> None:
        """Nothing that leads to this person stays in any table. Figures, receipts and the audit stay without them.

        What was told to others keeps its words, without a name of at least two words and the reason of an absence.
        `at_rest`: no bot runs over this database, so what is half answered, half sent or half done goes as well.
        """
        if at_rest:
            await self._stop(person, at)
        ghost = f"{GONE}{secrets.token_hex(8)}"
        await self._connection.execute(
            update(duties).where(duties.c.person == person.id, duties.c.until.is_(None)).values(until=at)
        )
        told = await self._told(person)
        await self._erase_outbox(person, ghost, at)
        await self._erase_inbox(person, ghost)
        await self._erase_tasks(person, at)
        await self._erase_cases(person, at)
        for trace in TRACES:
            table = metadata.tables.get(trace.table)
            if table is None or trace.table in ("inbox", "outbox", "tasks", "people", "duties"):
                continue
            which = or_(*(_marked(table, mark, person) for mark in trace.by))
            if trace.put is None:
                await self._connection.execute(delete(table).where(which))
            else:
                put = {table.c[name]: value for name, value in trace.put.items()}
                for mark in trace.by:
                    if mark.startswith("who"):
                        put[table.c[mark.partition("=")[2] or "who"]] = f"{person.channel}:{ghost}"
                await self._connection.execute(update(table).where(which).values(put))
        await self._untell(told)
        empty: dict[str, Any] = {"author": ghost, "name": "", "chat": None, "misses": 0, "locked_until": None}
        await self._connection.execute(
            update(people).where(people.c.id == person.id).values(**empty, practice_left=0, practice_until=None)
        )

    async def _stop(self, person: Person, at: datetime) -> None:
        """Whatever a bot had in hand for them when the copy was made: nobody goes on with it."""
        theirs = and_(inbox.c.channel == person.channel, inbox.c.author == person.author)
        await self._connection.execute(
            update(inbox).where(theirs, inbox.c.answered_at.is_(None)).values(answered_at=at)
        )
        rows = select(inbox.c.id).where(theirs)
        numbers = [
            row[0] for row in await self._connection.execute(select(cases.c.id).where(cases.c.citizen == person.id))
        ]
        said = or_(
            and_(outbox.c.channel == person.channel, outbox.c.author == person.author),
            and_(outbox.c.channel == person.channel, outbox.c.chat == person.chat),
            outbox.c.answers.in_(rows),
            *(outbox.c.key.startswith(f"{kind}:{number}:") for number in numbers for kind in CASE_KEYS),
        )
        shut = {"state": "cancelled", "settled_at": at, "error": "erased"}
        await self._connection.execute(update(outbox).where(said, outbox.c.state == "sending").values(**shut))
        for mark in {person.author, person.chat} - {None, ""}:
            told = _holds(self._connection.dialect, tasks.c["values"], json.dumps(mark))
            stop = update(tasks).where(told, tasks.c.state == "running").values(state="cancelled", done_at=at)
            await self._connection.execute(stop)

    async def _erase_outbox(self, person: Person, ghost: str, at: datetime) -> None:
        """What was said to them, and in groups what answered them."""
        private = and_(outbox.c.channel == person.channel, outbox.c.chat == person.chat)
        rows = select(inbox.c.id).where(inbox.c.channel == person.channel, inbox.c.author == person.author)
        theirs = and_(outbox.c.channel == person.channel, outbox.c.author == person.author)
        stop = {"state": "cancelled", "settled_at": at, "error": "erased"}
        bare: dict[str, Any] = {"part": {"text": ""}, "author": None, "key": None, "sent_id": None}
        if "after" in outbox.c:
            bare["after"] = None
        if person.chat is not None:
            await self._connection.execute(update(outbox).where(private, outbox.c.state.in_(_OPEN)).values(**stop))
            await self._connection.execute(update(outbox).where(private).values(**bare, chat=ghost))
        answers = and_(or_(theirs, outbox.c.answers.in_(rows)), outbox.c.state != "sending")
        await self._connection.execute(update(outbox).where(answers, outbox.c.state == "waiting").values(**stop))
        await self._connection.execute(update(outbox).where(answers).values(**bare))

    async def _erase_inbox(self, person: Person, ghost: str) -> None:
        """What they said. A row stays for every update, since receipts point to it; what waits is answered first."""
        theirs = and_(
            inbox.c.channel == person.channel, inbox.c.author == person.author, inbox.c.answered_at.is_not(None)
        )
        bare = {"author": ghost, "message": "", "update": {}, "event": literal(GONE) + cast(inbox.c.id, Words)}
        if person.chat is not None:
            await self._connection.execute(update(inbox).where(theirs, inbox.c.chat == person.chat).values(chat=ghost))
        await self._connection.execute(update(inbox).where(theirs).values(**bare))

    async def _erase_tasks(self, person: Person, at: datetime) -> None:
        """What was put off for them."""
        for mark in {person.author, person.chat} - {None, ""}:
            told = _holds(self._connection.dialect, tasks.c["values"], json.dumps(mark))
            await self._connection.execute(
                update(tasks).where(told, tasks.c.state == "planned").values(state="cancelled", done_at=at)
            )
            bare: dict[str, Any] = {"values": {}, "key": None}
            await self._connection.execute(update(tasks).where(told, tasks.c.state != "running").values(**bare))

    async def _erase_cases(self, person: Person, at: datetime) -> None:
        """Their calls for help are closed, and what helpers were told of them is blank."""
        theirs = cases.c.citizen == person.id
        numbers = [row[0] for row in await self._connection.execute(select(cases.c.id).where(theirs))]
        shut = {"state": "closed", "why": "cancelled", "closed_at": at}
        await self._connection.execute(update(cases).where(theirs, cases.c.state != "closed").values(**shut))
        open_turns = and_(case_turns.c.case.in_(numbers), case_turns.c.ended_at.is_(None))
        await self._connection.execute(update(case_turns).where(open_turns).values(ended_at=at, why="cancelled"))
        for number in numbers:
            keyed = or_(*(outbox.c.key.startswith(f"{kind}:{number}:") for kind in CASE_KEYS))
            told = and_(keyed, outbox.c.state != "sending")
            stop = {"state": "cancelled", "settled_at": at, "error": "erased"}
            await self._connection.execute(update(outbox).where(told, outbox.c.state == "waiting").values(**stop))
            await self._connection.execute(update(outbox).where(told).values(part={"text": ""}))
            shown = or_(*(web_lines.c.client.startswith(f"{kind}:{number}:") for kind in CASE_KEYS))
            await self._connection.execute(delete(web_lines).where(shown))
        lines = case_lines.c.case.in_(numbers)
        await self._connection.execute(update(case_lines).where(lines).values(text="", files=[]))

    async def _told(self, person: Person) -> list[str]:
        """What others were told of them and can be told from ordinary words: a whole name, the reason of an absence."""
        reasons = await self._connection.execute(select(excuses.c.reason).where(excuses.c.person == person.id))
        name = [person.name] if len(person.name) > 4 and len(person.name.split()) > 1 else []
        return [*name, *(row[0] for row in reasons if len(row[0]) > 3 and row[0] != NAMELESS)]

    async def _untell(self, told: Iterable[str]) -> None:
        """Take these words out of what others were told."""
        for words, (name, column_name) in product(told, TOLD.items()):
            table = metadata.tables[name]
            column = table.c[column_name]
            keys = list(table.primary_key)
            kept = words if isinstance(column.type, Words) else json.dumps(words)[1:-1]
            rows = await self._connection.execute(
                select(*keys, column).where(_holds(self._connection.dialect, column, kept))
            )
            for row in list(rows):
                which = and_(*(key == value for key, value in zip(keys, row, strict=False)))
                await self._connection.execute(update(table).where(which).values({column: _without(row[-1], words)}))


def erased(person: Person) -> bool:
    """Whether this is only the empty row of somebody."""
    return person.author.startswith(GONE)


def _marked(table: Table, mark: str, person: Person) -> ColumnElement[bool]:
    """The rows of a table that hold this mark of the person."""
    kind, _, column = mark.partition("=")
    match kind:
        case "author":
            return and_(table.c.channel == person.channel, table.c.author == person.author)
        case "chat":
            return and_(table.c.channel == person.channel, table.c.chat == person.chat)
        case "web":
            return or_(table.c.chat == person.chat, table.c.author == person.author)
        case "who":
            return table.c[column or "who"] == f"{person.channel}:{person.author}"
    return table.c[mark] == person.id


def _holds(dialect: str, column: Any, words: str) -> ColumnElement[bool]:
    """Whether a text, or the text of a JSON value, holds these words."""
    place = func.instr if dialect == "sqlite" else func.strpos
    return place(cast(column, Words), words) > 0


def _without(value: Any, name: str) -> Any:
    """The value with the name taken out of every text in it."""
    if isinstance(value, str):
        return value.replace(name, NAMELESS)
    if isinstance(value, Mapping):
        return {key: _without(inner, name) for key, inner in value.items()}
    if isinstance(value, Iterable):
        return [_without(inner, name) for inner in value]
    return value
