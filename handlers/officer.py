"""What officers and leaders look up: today, who is missing, the period's figures."""

from __future__ import annotations

from datetime import date

from bot.clock import VIETNAM
from bot.router import Routes
from bot.types import Reply
from handlers.campaign import Period
from handlers.gathering import figures_in, source_of
from handlers.phrases import deadline as say
from handlers.phrases import summary
from handlers.picture import order
from handlers.reach import Reader
from handlers.spans import read_span
from handlers.summaries.figures import Figures
from handlers.tools import Ctx, Tools
from storage.tx import Tx

routes: Routes[Tools] = Routes("officer")

READERS = frozenset({"officer", "leader", "deputy"})


@routes.command("homnay", "hôm nay", "số liệu hôm nay", summary="Số liệu hôm nay", roles=READERS)
async def today(ctx: Ctx) -> Reply:
    """Today's figures over all areas, and how many have reported."""
    return Reply(await _of_day(ctx, _today(ctx)))


@routes.command("thieu", "thiếu", "ai chưa báo", "chưa báo cáo", summary="Nơi chưa báo cáo", roles=READERS)
async def missing(ctx: Ctx) -> Reply:
    """Who has not reported completely in the running period."""
    campaign = ctx.tools.campaign
    period = campaign.period_of(_within(ctx, _today(ctx)))
    return Reply(summary.who_is_missing(campaign, await figures_of(ctx.tx, ctx.tools, period)))


@routes.command("tonghop", "tổng hợp", summary="Số liệu của kỳ", roles=READERS, takes_line=False)
async def totals(ctx: Ctx) -> Reply:
    """Figures and picture: «/tonghop», «/tonghop tuần trước», «/tonghop từ 13/10 đến 18/10 ấp Chợ»."""
    campaign, now = ctx.tools.campaign, _today(ctx)
    asked = read_span(ctx.text, campaign, now)
    if asked is None:
        running = campaign.period_of(_within(ctx, now))
        return Reply(say.NOT_A_PERIOD.format(text=ctx.text.strip()[:40], example=running.id))
    if asked.period is None and asked.first == asked.last and asked.area is None:
        return Reply(await _of_day(ctx, asked.first))
    area = asked.area.id if asked.area is not None else None
    leaves = campaign.below(area) if area is not None else campaign.leaves
    if asked.period is not None:
        text = summary.summary(campaign, await figures_in(ctx.tx, campaign, asked.period, leaves), asked.area)
    else:
        source = await source_of(ctx.tx, campaign, now, leaves)
        text = summary.overview(source.campaign, source.between(asked.first, asked.last), asked.area)
    reader = Reader(ctx.incoming.address, ctx.private)
    days = (asked.first, asked.last)
    ctx.planned.append(order(f"chart:{ctx.row}", ctx.now, [reader], period=asked.period, days=days, area=area))
    return Reply(text)


async def _of_day(ctx: Ctx, day: date) -> str:
    campaign = ctx.tools.campaign
    counts = await ctx.tx.reports.between(campaign.id, [area.id for area in campaign.leaves], day, day)
    sums: dict[str, int] = {}
    for count in counts:
        sums[count.key] = sums.get(count.key, 0) + count.value
    return summary.of_day(campaign, day, sums, len({count.area for count in counts}), today=_today(ctx))


async def figures_of(tx: Tx, tools: Tools, period: Period) -> Figures:
    """The figures of a period over the whole campaign."""
    return await figures_in(tx, tools.campaign, period)


def _today(ctx: Ctx) -> date:
    return ctx.now.astimezone(VIETNAM).date()


def _within(ctx: Ctx, day: date) -> date:
    """The day, or the campaign's first or last when it lies outside."""
    return min(max(day, ctx.tools.campaign.start), ctx.tools.campaign.end)
