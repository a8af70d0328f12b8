"""What officers decide about posts: release, drop, say now what was missed."""

from __future__ import annotations

from datetime import timedelta

from bot.router import PassOn, Routes
from bot.text import shorten
from bot.types import Choice, Reply
from handlers import draft
from handlers.phrases import common, words
from handlers.phrases import deadline as say
from handlers.spoken import POSTS, spoken
from handlers.tools import Ctx, Tools
from storage.tasks import Planned, TaskRow

routes: Routes[Tools] = Routes("post")

OFFICERS = frozenset({"officer"})
LOOK_BACK = timedelta(days=2)
"""How long after its hour a held post may still be released by the word alone."""
LATE_WORD = timedelta(hours=6)
"""So long after a deadline «duyệt» is taken for a word on it that comes too late."""


@routes.command("duyet", "duyệt", "duyệt đi", roles=OFFICERS, whole=True)
async def approve_by_word(ctx: Ctx) -> Reply:
    """Release the post that waits; of several, the one that this answers, or one to be chosen."""
    waiting = await ctx.tx.approvals.open(ctx.now - LOOK_BACK)
    if not waiting:
        if not ctx.private:
            raise PassOn
        return Reply(say.NOTHING_WAITS)
    meant = await _answered(ctx)
    if meant is not None:
        waiting = [one for one in waiting if one.key == meant] or waiting
    found = [row for one in waiting if (row := await ctx.tx.tasks.keyed(one.key)) is not None]
    # A deadline that passed without a word was said plainly: it waits for nobody any more.
    over = [row for row in found if row.name == "deadline" and row.state == "done"]
    rows = [row for row in found if row not in over] or [row for row in over if ctx.now - row.due_at < LATE_WORD][-1:]
    if not rows:
        if not ctx.private:
            raise PassOn
        return Reply(say.NOTHING_WAITS)
    if len(rows) == 1:
        return await _decide(ctx, rows[0], "approved")
    choices = []
    for row in rows[:8]:
        own = await spoken(ctx.tx, ctx.tools.campaign, row)
        label = f"{words.moment(row.due_at)}: {shorten(own.text if own else '', 30)}"
        choices.append(Choice(label, f"post:yes:{row.id}"))
    return Reply(say.WHICH_ONE.format(count=len(rows)), choices=tuple(choices))


async def _answered(ctx: Ctx) -> str | None:
    """The key of the post about which the message was that this one answers."""
    if ctx.incoming.reply_to is None:
        return None
    sent = await ctx.tx.outbox.sent_as(*ctx.incoming.address, ctx.incoming.reply_to)
    key = sent[1] if sent else None
    if key is None:
        return None
    key = key.replace(":ask:", ":post:", 1).replace(":draft:", ":deadline:", 1)
    return key.split(f":{ctx.incoming.address.channel}:")[0].removesuffix(":missed")


@routes.choice("yes", roles=OFFICERS, whole=True)
async def approve(ctx: Ctx) -> Reply:
    """Release it."""
    row = await _row(ctx)
    return Reply(common.STALE) if row is None else await _decide(ctx, row, "approved")


@routes.choice("no", roles=OFFICERS, whole=True)
async def drop(ctx: Ctx) -> Reply:
    """It is not said."""
    row = await _row(ctx)
    return Reply(common.STALE) if row is None else await _decide(ctx, row, "dropped")


@routes.choice("now", roles=OFFICERS, whole=True)
async def now(ctx: Ctx) -> Reply:
    """Say it now: once, however many tap."""
    row = await _row(ctx)
    if row is None or row.state not in ("skipped-late", "cancelled"):
        return Reply(common.STALE)
    if row.name == "deadline" and await _held(ctx, row):
        return await _release(ctx, row)
    if row.name != "deadline":  # a missed one is said as it would have been
        await ctx.tx.approvals.decide(str(row.key), "approved", _who(ctx), ctx.now)
    return await _send(ctx, row)


async def _decide(ctx: Ctx, row: TaskRow, state: str) -> Reply:
    await ctx.tx.approvals.ask(str(row.key), row.due_at, ctx.now)
    if row.name == "deadline":
        return await _release(ctx, row) if state == "approved" else Reply(common.STALE)
    if not await ctx.tx.approvals.decide(str(row.key), state, _who(ctx), ctx.now):
        return Reply(await draft.decided_by(ctx, row))
    await ctx.tx.audit.add(_who(ctx), f"post-{state}", {"task": row.key}, ctx.now)
    if state == "dropped":
        return Reply(say.DROPPED)
    if row.state in ("skipped-late", "cancelled"):
        return await _send(ctx, row)
    return Reply(say.APPROVED.format(when=words.moment(row.due_at)))


async def _release(ctx: Ctx, row: TaskRow) -> Reply:
    """The word on a draft; a post that was held or missed is said now."""
    done = await draft.release(ctx, row)
    if done is None:
        return await draft.too_late(ctx, ctx.tools.campaign.period(row.values["period"]))
    word = await ctx.tx.approvals.get(str(row.key))
    if row.state in ("skipped-late", "cancelled") and word is not None and word.who == _who(ctx):
        await _send(ctx, row)
    return done


async def _send(ctx: Ctx, row: TaskRow) -> Reply:
    """Put off to a task with a key of its own."""
    key = f"now:{row.id}"
    own = await spoken(ctx.tx, ctx.tools.campaign, row)
    if own is None or await ctx.tx.tasks.keyed(key) is not None:
        return Reply(say.SENT_ALREADY)
    ctx.planned.append(Planned("send-now", ctx.now, {"task": row.id}, key))
    await ctx.tx.audit.add(_who(ctx), "post-now", {"task": row.key}, ctx.now)
    return Reply(say.SENDING.format(title=own.title, count=sum(not reader.private for reader in own.readers)))


async def _row(ctx: Ctx) -> TaskRow | None:
    """The planned post that a button names."""
    number = _number(ctx)
    row = await ctx.tx.tasks.get(number) if number else None
    return row if row is not None and row.name in POSTS else None


async def _held(ctx: Ctx, row: TaskRow) -> bool:
    """Whether it waits for a word."""
    own = await spoken(ctx.tx, ctx.tools.campaign, row)
    return own is not None and own.waits


def _number(ctx: Ctx) -> int:
    return int(ctx.argument) if ctx.argument.isdecimal() and len(ctx.argument) < 12 else 0


def _who(ctx: Ctx) -> str:
    return f"{ctx.person.channel}:{ctx.person.author}"
