"""What officers and leaders look up: today, who is missing, the period's figures."""

from __future__ import annotations

from datetime import date, timedelta

from bot.clock import VIETNAM
from bot.router import Routes
from bot.text import fold
from bot.types import Reply
from handlers.campaign import Period
from handlers.gathering import figures_in
from handlers.phrases import deadline as say
from handlers.phrases import summary
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
    """A period's figures: «/tonghop», «/tonghop hôm qua», «/tonghop tuần trước», «/tonghop 2025-W42»."""
    campaign = ctx.tools.campaign
    wanted = fold(ctx.text)
    now = _today(ctx)
    running = campaign.period_of(_within(ctx, now))
    period: Period | None
    match wanted:
        case "hom nay":
            return Reply(await _of_day(ctx, now))
        case "hom qua":
            return Reply(await _of_day(ctx, now - timedelta(days=1)))
        case "" | "tuan" | "tuan nay" | "thang" | "thang nay" | "ky nay":
            period = running
        case "tuan truoc" | "thang truoc" | "ky truoc":
            period = campaign.period_of(max(running.start - timedelta(days=1), campaign.start))
        case _:
            try:
                period = campaign.period(ctx.text.strip().upper())
            except ValueError:
                period = None
            if period is None or period.end < campaign.start or period.start > campaign.end:
                return Reply(say.NOT_A_PERIOD.format(text=ctx.text.strip()[:40], example=running.id))
    return Reply(summary.summary(campaign, await figures_of(ctx.tx, ctx.tools, period)))


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
