"""«sửa lời»: the free parts of the written report, one question each; what is there is shown, and may stay."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import VIETNAM
from bot.router import PassOn
from bot.text import fold, shorten
from bot.types import Choice, Reply
from handlers.bundling import bundle_of
from handlers.campaign import Period
from handlers.draft.base import OFFICERS, named, routes, running, who
from handlers.draft.showing import files
from handlers.phrases import common, export, words
from handlers.phrases import draft as say
from handlers.spans import read_span
from handlers.summaries.letter_words import PARTS, Words
from handlers.tools import Ctx

OPEN_FOR = timedelta(hours=2)
LONGEST = 3000
"""Letters of one part: more is no part of a weekly report."""
SHOWN = 1500
"""Of what stands there already, so that the question still fits into a message."""


@routes.command(
    "sualoi",
    "sửa lời",
    "sửa lời báo cáo",
    summary="Sửa phần chữ của báo cáo",
    roles=OFFICERS,
    whole=True,
    where="private",
)
async def reword(ctx: Ctx) -> Reply:
    """The running period's report, or that of «/sualoi tuần trước»."""
    campaign = ctx.tools.campaign
    period: Period | None = running(campaign, ctx.now)
    if ctx.text.strip():
        asked = read_span(ctx.text, campaign, ctx.now.astimezone(VIETNAM).date())
        period = asked.period if asked is not None and asked.area is None else None
    if period is None:
        example = running(campaign, ctx.now).id
        return Reply(say.NOT_A_PERIOD.format(text=ctx.text.strip()[:40], example=example))
    return await _begin(ctx, period)


@routes.choice("words", roles=OFFICERS, whole=True)
async def reword_chosen(ctx: Ctx) -> Reply:
    """The button under the draft."""
    period = named(ctx.tools.campaign, ctx.argument)
    return await _begin(ctx, period) if period is not None else Reply(common.STALE)


async def _begin(ctx: Ctx, period: Period) -> Reply:
    ctx.conversation.start("draft", "part", until=ctx.now + OPEN_FOR, period=period.id, at=0, changed=False)
    return await _ask(ctx, period)


async def _ask(ctx: Ctx, period: Period) -> Reply:
    """The part at which we are, as it stands."""
    campaign, at = ctx.tools.campaign, int(ctx.conversation.answers["at"])
    made = await bundle_of(ctx.tx, campaign, period, ctx.now)
    title, lines = Words(made).after_table[at]
    own = PARTS[at] in made.free
    text = say.PART.format(
        title=title,
        number=at + 1,
        total=len(PARTS),
        period=words.short_period(period),
        whose=say.YOURS if own else say.MINE,
        text=shorten("\n".join(lines), SHOWN),
    )
    choices = [Choice(say.KEEP, "draft:keep")]
    if own:
        choices.append(Choice(say.OURS, "draft:ours"))
    if at:
        choices.append(Choice(say.PREVIOUS, "draft:previous"))
    return Reply(f"{text}\n\n{say.ASK}", choices=(*choices, Choice(say.ENOUGH, "draft:enough")))


@routes.step("part")
async def typed_part(ctx: Ctx) -> Reply:
    """The new words of this part."""
    text = ctx.text.strip()
    period = _open(ctx)
    if period is None:
        ctx.conversation.end()
        return Reply(common.STALE)
    if fold(text) in ("bo qua", "giu nguyen", "tiep", "giu"):
        return await _on(ctx, period)
    if not any(map(str.isalnum, text)):
        raise PassOn
    if len(text) > LONGEST:
        return Reply(say.TOO_LONG.format(length=len(text), limit=words.number(LONGEST)))
    await _keep(ctx, period, text)
    return await _on(ctx, period)


@routes.choice("keep", roles=OFFICERS, whole=True)
async def keep(ctx: Ctx) -> Reply:
    """It stays; the next part."""
    period = _open(ctx)
    return await _on(ctx, period) if period is not None else Reply(common.STALE)


@routes.choice("ours", roles=OFFICERS, whole=True)
async def take_ours(ctx: Ctx) -> Reply:
    """What we made of the figures stands there again; the same part is shown."""
    period = _open(ctx)
    if period is None:
        return Reply(common.STALE)
    await _keep(ctx, period, "")
    return await _ask(ctx, period)


@routes.choice("previous", roles=OFFICERS, whole=True)
async def previous(ctx: Ctx) -> Reply:
    """The part before."""
    period = _open(ctx)
    if period is None:
        return Reply(common.STALE)
    ctx.conversation.answers["at"] = max(int(ctx.conversation.answers["at"]) - 1, 0)
    return await _ask(ctx, period)


@routes.choice("enough", roles=OFFICERS, whole=True)
async def enough(ctx: Ctx) -> Reply:
    """The parts not yet asked stay as they are."""
    period = _open(ctx)
    return _end(ctx, period) if period is not None else Reply(common.STALE)


@routes.choice("word", roles=OFFICERS, whole=True)
async def show_word(ctx: Ctx) -> Reply:
    """The report with its new words, as a file."""
    period = named(ctx.tools.campaign, ctx.argument)
    if period is None:
        return Reply(common.STALE)
    ctx.planned.append(files(f"export:{ctx.row}", ctx.now, ctx.incoming.address, period, "docx"))
    what, name = export.KINDS["docx"], words.period(ctx.tools.campaign, period)
    return Reply(export.MAKING.format(what=what, period=name))


async def _on(ctx: Ctx, period: Period) -> Reply:
    at = int(ctx.conversation.answers["at"]) + 1
    if at >= len(PARTS):
        return _end(ctx, period)
    ctx.conversation.answers["at"] = at
    return await _ask(ctx, period)


def _end(ctx: Ctx, period: Period) -> Reply:
    changed = bool(ctx.conversation.answers.get("changed"))
    ctx.conversation.end()
    text = say.ALL_DONE if changed else say.NOTHING_CHANGED
    choices = (Choice(say.SHOW_WORD, f"draft:word:{period.id}"),)
    return Reply(text.format(period=words.period(ctx.tools.campaign, period)), choices=choices)


async def _keep(ctx: Ctx, period: Period, text: str) -> None:
    part = PARTS[int(ctx.conversation.answers["at"])]
    campaign = ctx.tools.campaign
    await ctx.tx.books.write(campaign.id, period.id, part, text, who(ctx), ctx.now)
    await ctx.tx.audit.add(who(ctx), "report-worded", {"period": period.id, "part": part}, ctx.now)
    ctx.conversation.answers["changed"] = True


def _open(ctx: Ctx) -> Period | None:
    """The period whose report is being worded; None when nothing is open, or the duty is gone."""
    talk = ctx.conversation
    if (talk.flow, talk.step) != ("draft", "part") or not ctx.person.everywhere(OFFICERS):
        return None
    return named(ctx.tools.campaign, str(talk.answers.get("period", "")))
