"""The officers' word on a draft: exactly one counts, it can be taken back until the hour, the others hear of it."""

from __future__ import annotations

from bot.types import Choice, Reply
from handlers.books import closed, closes
from handlers.campaign import Period
from handlers.draft.base import OFFICERS, deciders, name_of, named, routes, who
from handlers.draft.outcome import moved
from handlers.draft.showing import prepare
from handlers.phrases import common, words
from handlers.phrases import deadline as posts
from handlers.phrases import draft as say
from handlers.reach import recipients
from handlers.spoken import anchored
from handlers.tools import Ctx
from storage.tasks import TaskRow


async def release(ctx: Ctx, row: TaskRow, *, freeze: bool = True) -> Reply | None:
    """The deadline post will be the figures, and the books close at its hour. None: it is said already."""
    campaign = ctx.tools.campaign
    period = campaign.period(row.values["period"])
    if row.state in ("running", "done"):
        word = await ctx.tx.approvals.get(str(row.key))
        return Reply(await decided_by(ctx, row)) if word is not None and word.state == "approved" else None
    late = row.state != "planned"
    if not await ctx.tx.approvals.decide(str(row.key), "approved", who(ctx), ctx.now):
        return Reply(await decided_by(ctx, row))
    await ctx.tx.audit.add(who(ctx), "draft-approved", {"period": period.id, "closed": freeze}, ctx.now)
    at = max(ctx.now, period.deadline)
    if freeze:
        await ctx.tx.books.freeze(campaign.id, period.id, who(ctx), at)
        await ctx.tx.audit.add(who(ctx), "books-closed", {"period": period.id, "at": at.isoformat()}, ctx.now)
    closing = say.BY_OTHER_CLOSED.format(when=words.moment(at)) if freeze else ""
    name = words.period(campaign, period)
    await _tell_others(ctx, row, "approved", say.BY_OTHER.format(who=_own_name(ctx), period=name, closed=closing))
    post = anchored(campaign, "deadline")
    groups = sum(not reader.private for reader in await recipients(ctx.tx, post.to if post else ("squads",)))
    if late:
        and_closed = say.DONE_LATE_CLOSED.format(period=name) if freeze else ""
        return Reply(say.DONE_LATE.format(count=groups, closed=and_closed))
    text = (say.DONE if freeze else say.DONE_OPEN).format(
        when=words.moment(period.deadline), count=groups, period=name, locks=words.moment(period.locks)
    )
    changes = await moved(ctx.tx, campaign, period)
    await prepare(ctx.tx, campaign, period, row, ctx.now)  # from now on it is these figures that may move
    return Reply("\n".join([text, changes] if changes else [text]), choices=(Choice(say.BACK, f"draft:back:{row.id}"),))


async def decided_by(ctx: Ctx, row: TaskRow) -> str:
    """Who was faster."""
    word = await ctx.tx.approvals.get(str(row.key))
    if word is None or word.state not in posts.DECISIONS:
        return posts.DECIDED
    name = posts.YOU if word.who == who(ctx) else await name_of(ctx.tx, word.who)
    return posts.DECIDED_BY.format(who=name, what=posts.DECISIONS[word.state])


async def too_late(ctx: Ctx, period: Period) -> Reply:
    """The plain post was said; the books can still be closed."""
    campaign = ctx.tools.campaign
    name, locks = words.period(campaign, period), await closes(ctx.tx, campaign, period)
    if ctx.now >= locks:
        return Reply(say.CLOSED_ALREADY.format(period=name, when=words.moment(locks)))
    text = say.TOO_LATE.format(when=words.moment(period.deadline), period=name, locks=words.moment(locks))
    return Reply(text, choices=(Choice(say.CLOSE, f"draft:close:{period.id}"),))


@routes.choice("open", roles=OFFICERS, whole=True)
async def approve_open(ctx: Ctx) -> Reply:
    """The figures are said, the books stay open as long as the rule says."""
    row = await _row(ctx)
    if row is None:
        return Reply(common.STALE)
    await ctx.tx.approvals.ask(str(row.key), row.due_at, ctx.now)
    if row.state not in ("planned", "running", "done"):
        return Reply(common.STALE)  # held or missed: the note about that has a button of its own
    done = await release(ctx, row, freeze=False)
    return done or await too_late(ctx, ctx.tools.campaign.period(row.values["period"]))


@routes.choice("back", roles=OFFICERS, whole=True)
async def take_back(ctx: Ctx) -> Reply:
    """Until the hour a word can be taken back, by any officer."""
    campaign, row = ctx.tools.campaign, await _row(ctx)
    if row is None:
        return Reply(common.STALE)
    period = campaign.period(row.values["period"])
    if row.state != "planned" or ctx.now >= period.deadline:
        return Reply(say.TOO_LATE_BACK.format(when=words.moment(period.deadline)))
    name = words.period(campaign, period)
    if await ctx.tx.approvals.ask_again(str(row.key), ctx.now):
        await ctx.tx.books.reopen(campaign.id, period.id)
        await ctx.tx.audit.add(who(ctx), "draft-taken-back", {"period": period.id}, ctx.now)
        await _tell_others(ctx, row, "back", say.BACK_OTHER.format(who=_own_name(ctx), period=name))
    held = campaign.rhythm_on(period.start).unapproved == "hold"
    otherwise = say.BACK_HELD if held else say.BACK_PLAIN
    text = say.BACK_DONE.format(period=name, when=words.moment(period.deadline), otherwise=otherwise)
    return Reply(text, choices=(Choice(say.YES, f"post:yes:{row.id}"),))


@routes.choice("close", roles=OFFICERS, whole=True)
async def close_now(ctx: Ctx) -> Reply:
    """After the hour: the books close with this word."""
    campaign = ctx.tools.campaign
    period = named(campaign, ctx.argument)
    if period is None or ctx.now < period.deadline:
        return Reply(common.STALE)
    name = words.period(campaign, period)
    if await closed(ctx.tx, campaign, period, ctx.now):
        when = words.moment(await closes(ctx.tx, campaign, period))
        return Reply(say.CLOSED_ALREADY.format(period=name, when=when))
    await ctx.tx.books.freeze(campaign.id, period.id, who(ctx), ctx.now)
    await ctx.tx.audit.add(who(ctx), "books-closed", {"period": period.id, "at": ctx.now.isoformat()}, ctx.now)
    return Reply(say.CLOSED_NOW.format(period=name))


async def _row(ctx: Ctx) -> TaskRow | None:
    """The deadline post that a button names."""
    number = int(ctx.argument) if ctx.argument.isdecimal() and len(ctx.argument) < 12 else 0
    row = await ctx.tx.tasks.get(number) if number else None
    return row if row is not None and row.name == "deadline" else None


async def _tell_others(ctx: Ctx, row: TaskRow, what: str, text: str) -> None:
    for reader in await deciders(ctx.tx):
        if reader.address != ctx.incoming.address and reader.place != (ctx.person.channel, ctx.person.chat):
            key = f"{row.key}:{what}:{ctx.row}:{reader.name}"
            ctx.tell(reader.address, Reply(text), private=True, bulk=True, key=key)


def _own_name(ctx: Ctx) -> str:
    return ctx.person.name or say.SOMEBODY
