"""What was to be said in groups and may not stand there: told to the officers, all of a few seconds in one word.

Nothing is ever repeated by itself there. What came too late has a button that says it now, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.allowance import HELD, SPENT
from bot.router import Routes
from bot.sender import TOO_LATE
from bot.text import shorten
from bot.types import Choice, Reply
from handlers.campaign import Campaign
from handlers.groups import group_name
from handlers.phrases import unsent as say
from handlers.phrases import words
from handlers.reach import officers, privately
from handlers.tools import Ctx, Job, Tools
from storage.chats import Chat
from storage.outbox import Leased, Saying
from storage.tx import Tx

routes: Routes[Tools] = Routes("unsent")

OFFICERS = ("officer",)
MARGIN = timedelta(minutes=5)
"""How much longer than the task's own stretch we look back: what was committed late is told by the next one."""
FORGOTTEN = timedelta(hours=1)


async def tell_unknown(work: Job) -> None:
    """Sends into groups that no answer came back to: which groups to look into."""
    await _tell(work, "unknown")


async def tell_refused(work: Job) -> None:
    """Posts that a platform refused in a group."""
    await _tell(work, "refused")


async def _tell(work: Job, kind: str) -> None:
    """All of that kind that nobody was told of yet, in one word; each row in one such word only."""
    since = datetime.fromisoformat(work.row.values["since"]) if "since" in work.row.values else work.now - FORGOTTEN
    async with work.begin() as desk:
        tx = desk.tx
        ended = await tx.outbox.ended("unknown" if kind == "unknown" else "failed", since - MARGIN)
        rows = {row.id: row for row, _ in ended if not row.private and row.answers is None}
        whys = {row.id: error for row, error in ended if kind == "refused" and error not in (HELD, SPENT)}
        told = dict(await tx.notes.get(f"told:{kind}") or {})
        fresh = [row for id_, row in rows.items() if str(id_) not in told and (kind == "unknown" or id_ in whys)]
        if not fresh:
            return
        kept = {key: at for key, at in told.items() if datetime.fromisoformat(at) > work.now - FORGOTTEN}
        now = work.now.isoformat()
        await tx.notes.put(f"told:{kind}", kept | {str(row.id): now for row in fresh})
        lines = await _lines(tx, work.tools.campaign, fresh, whys)
        head = (say.UNKNOWN if kind == "unknown" else say.REFUSED).format(count=len(fresh))
        for reader in await privately(tx, *OFFICERS) or await officers(tx):
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply("\n".join([head, *lines])), private=reader.private, key=key)


async def _lines(tx: Tx, campaign: Campaign, rows: Sequence[Leased], whys: Mapping[int, str]) -> list[str]:
    """One line for each different message, with all its groups."""
    groups = await _groups(tx, rows)
    same: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        why = say.WHY.get(whys[row.id], say.WHY["Rejected"]) if whys else ""
        text = shorten(" ".join(str(row.part["text"]).split()), 120)
        same.setdefault((words.moment(row.due_at), why, text), []).append(_name(campaign, row, groups))
    template = say.REFUSED_LINE if whys else say.SAME
    return [
        template.format(groups=words.listed(names), when=when, why=why, text=text)
        for (when, why, text), names in same.items()
    ]


async def _groups(tx: Tx, rows: Iterable[Leased]) -> dict[tuple[str, str], Chat]:
    return await tx.chats.of(sorted({(row.channel, row.chat) for row in rows}))


def _name(campaign: Campaign, row: Leased, groups: dict[tuple[str, str], Chat]) -> str:
    chat = groups.get((row.channel, row.chat))
    return group_name(campaign, chat) if chat else say.OTHER.format(channel=row.channel, chat=row.chat)


async def tell_missed(work: Job) -> None:
    """A post's window passed while a platform was away: one private word, with a button that says it now."""
    post = work.row.values["post"]
    since, until = (datetime.fromisoformat(work.row.values[key]) for key in ("since", "until"))
    async with work.begin() as desk:
        tx = desk.tx
        rows = [row for row in await tx.outbox.of_post(post, "cancelled", TOO_LATE) if not row.private]
        if not rows:
            return
        groups = await _groups(tx, rows)
        note = say.TOO_LATE.format(
            when=words.moment(since),
            count=len({(row.channel, row.chat) for row in rows}),
            groups=words.listed(dict.fromkeys(_name(work.tools.campaign, row, groups) for row in rows)),
            window=int((until - since).total_seconds() // 60),
            text=rows[0].part["text"],
        )
        now = Choice(say.SEND_NOW, f"unsent:now:{rows[0].id}")
        for reader in await privately(tx, *OFFICERS) or await officers(tx):
            choices = (now,) if reader.private else ()
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply(note, choices=choices), private=reader.private, key=key)


@routes.choice("now", roles=OFFICERS, whole=True)
async def say_now(ctx: Ctx) -> Reply:
    """Say what came too late in the groups that missed it, once for ever."""
    first = await ctx.tx.outbox.get(int(ctx.argument)) if ctx.argument.isdecimal() else None
    post = str((first.part.get("timely") or {}).get("post", "")) if first else ""
    rows = [row for row in await ctx.tx.outbox.of_post(post, "cancelled", TOO_LATE) if not row.private] if post else []
    known = await ctx.tx.outbox.keyed([f"again:{row.id}" for row in rows])
    fresh = [row for row in rows if f"again:{row.id}" not in known]
    if not fresh:
        return Reply(say.SENT_BEFORE)
    ctx.voice.sayings += [
        Saying(row.channel, row.chat, False, _plain(row), ctx.now, key=f"again:{row.id}") for row in fresh
    ]
    await ctx.tx.audit.add(ctx.person.author, "post-now", {"post": post, "groups": len(fresh)}, ctx.now)
    return Reply(say.SENT_NOW.format(count=len({(row.channel, row.chat) for row in fresh})))


def _plain(row: Leased) -> dict[str, object]:
    return {key: value for key, value in row.part.items() if key != "timely"}
