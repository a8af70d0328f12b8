"""«/lich7»: everything that will be said in the next seven days, in its order, with its state – as it then happens."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import VIETNAM
from bot.router import Routes
from bot.text import shorten
from bot.types import Choice, Reply
from handlers import holidays
from handlers.campaign import Campaign
from handlers.phrases import rules as say
from handlers.phrases import words
from handlers.posting import week_of
from handlers.reach import Reader
from handlers.spoken import POSTS, Spoken, spoken
from handlers.tools import Ctx, Tools
from storage.manners import Manners
from storage.tasks import TaskRow
from storage.tx import Tx

routes: Routes[Tools] = Routes("week")

DAYS = timedelta(days=7)
SHOWN = 20
SKIPPABLE = ("post", "rule", "remind")
"""What an officer may leave out once; a deadline is never left out."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One planned row as it will be said."""

    row: TaskRow
    said: Spoken | None
    """None: it has ended, or would say nothing now."""
    state: str
    """planned, waits, approved, claimed, sending, sent, failed, unknown, skipped-late, cancelled."""
    readers: tuple[Reader, ...]
    """Who will hear it, without groups that heard enough this week or asked not to."""
    full: int = 0
    """How many groups will not hear it because of their weekly ceiling."""


async def upcoming(tx: Tx, campaign: Campaign, since: datetime, until: datetime) -> list[Upcoming]:
    """What was or will be said from the first moment up to, but not at, the second, in the order of time."""
    rows = [row for row in await tx.tasks.between(since, until) if row.name in POSTS]
    rows.sort(key=lambda row: (row.due_at, row.name != "deadline", row.id))
    spoke = [(row, await spoken(tx, campaign, row) if row.state in ("planned", "running") else None) for row in rows]
    wishes = await tx.manners.of([reader.place for _, said in spoke if said is not None for reader in said.readers])
    heard: dict[tuple[str, str], int] = {}
    told: set[tuple[str, datetime]] = set()
    found = []
    for row, said in spoke:
        readers: list[Reader] = []
        full = 0
        for reader in said.readers if said is not None else ():
            wish = wishes.get(reader.place, Manners())
            must = said is not None and said.must
            if wish.muted and not must:
                continue
            if wish.ceiling is not None and not must and not reader.private and (reader.name, row.due_at) not in told:
                week = week_of(row.due_at)
                if (reader.name, week) not in heard:
                    heard[reader.name, week] = await tx.manners.heard(reader.place, week)
                if heard[reader.name, week] >= wish.ceiling:
                    full += 1
                    continue
                heard[reader.name, week] += 1
            told.add((reader.name, row.due_at))
            readers.append(reader)
        found.append(Upcoming(row, said, await state_of(tx, row, said), tuple(readers), full))
    return found


async def state_of(tx: Tx, row: TaskRow, said: Spoken | None = None) -> str:
    """A planned row's state in the words of the list: what became of its messages counts, not of the row alone."""
    match row.state:
        case "planned":
            word = await tx.approvals.get(str(row.key)) if row.name in ("post", "deadline") else None
            if word is not None and word.state == "dropped":
                return "cancelled"
            if said is not None and said.waits:
                return "waits"
            return "approved" if word is not None and word.state == "approved" else "planned"
        case "running":
            return "claimed"
        case "done":
            ends = Counter(await tx.outbox.ends(str(row.key)))
            for state, shown in (("waiting", "sending"), ("sending", "sending"), ("unknown", "unknown")):
                if ends[state]:
                    return shown
            return "failed" if ends["failed"] and not ends["sent"] else "sent"
    return row.state


@routes.command(
    "lich7", "lịch 7", "lịch tuần", "lịch gửi tin", summary="Tin sẽ gửi trong 7 ngày", roles=["officer", "leader"]
)
async def week(ctx: Ctx) -> Reply:
    """All that will be posted in the next seven days, in order, with its state."""
    listed = [
        one
        for one in await upcoming(ctx.tx, ctx.tools.campaign, ctx.now, ctx.now + DAYS)
        if one.state in ("planned", "waits", "approved", "claimed") and one.said is not None
    ]
    if not listed:
        return Reply(say.NOTHING)
    day = ctx.now.astimezone(VIETNAM).date()
    lines = [say.WEEK.format(since=f"{day:%d/%m}", until=f"{day + DAYS:%d/%m}")]
    choices = []
    for number, one in enumerate(listed[:SHOWN], 1):
        assert one.said is not None
        lines.append(_line(number, one, one.said))
        if one.row.name in SKIPPABLE:
            choices.append(Choice(say.SKIP_ROW.format(number=number), f"week:skip:{one.row.id}"))
    if len(listed) > SHOWN:
        lines.append(say.MORE.format(count=len(listed) - SHOWN))
    lines += [
        say.UNDECIDED.format(name=one.name, note=one.note)
        for one in holidays.load()
        if not one.decided and day <= one.last and one.first <= day + timedelta(days=60)
    ]
    offered = tuple(choices[:7]) if ctx.private and ctx.person.everywhere(["officer"]) else ()
    return Reply("\n".join(lines), choices=offered)


def _line(number: int, one: Upcoming, said: Spoken) -> str:
    state = say.STATES[one.state]
    if one.row.name == "remind":
        state += say.ONLY_MISSING
    if one.full:
        state += say.FULL.format(count=one.full)
    return say.WEEK_LINE.format(
        number=number,
        when=words.moment(one.row.due_at),
        groups=say.GROUPS.format(count=len(one.readers)),
        title=say.TITLES[one.row.name],
        state=state,
        text=shorten(said.text.replace("\n", " "), 90),
    )


@routes.choice("skip", roles=["officer"], whole=True)
async def skip(ctx: Ctx) -> Reply:
    """Ask before one message is left out."""
    row = await _row(ctx)
    if row is None:
        return Reply(say.TOO_LATE)
    choices = (Choice(say.YES, f"week:sure:{row.id}"), Choice(say.LEAVE, "rules:leave"))
    text = say.SURE_SKIP_ROW.format(title=say.TITLES[row.name], when=words.moment(row.due_at))
    return Reply(text, choices=choices)


@routes.choice("sure", roles=["officer"], whole=True)
async def skip_surely(ctx: Ctx) -> Reply:
    """It is left out, this once and for ever."""
    row = await _row(ctx)
    if row is None:
        return Reply(say.TOO_LATE)
    await ctx.tx.tasks.end(row.id, "cancelled", "officer", ctx.now)
    who = f"{ctx.person.channel}:{ctx.person.author}"
    await ctx.tx.audit.add(who, "post-skipped", {"task": row.key}, ctx.now)
    return Reply(say.SKIPPED_ROW.format(when=words.moment(row.due_at)))


async def _row(ctx: Ctx) -> TaskRow | None:
    id_ = int(ctx.argument) if ctx.argument.isdecimal() and len(ctx.argument) < 12 else 0
    row = await ctx.tx.tasks.get(id_) if id_ else None
    return row if row is not None and row.name in SKIPPABLE and row.state == "planned" else None
