"""«nhắc thiếu»: one tap reminds whoever is missing, with the manners of the dashboard's button."""

from __future__ import annotations

from collections.abc import Sequence

from bot.post import awake
from bot.types import Reply
from handlers.campaign import Area, Period
from handlers.dashboard.reminding import remind
from handlers.draft.base import OFFICERS, named, routes, running, who
from handlers.gathering import figures_in
from handlers.phrases import common, words
from handlers.phrases import draft as say
from handlers.reach import answering_for
from handlers.rights import area_names, covered
from handlers.tools import Ctx


@routes.command("nhacthieu", "nhắc thiếu", "nhắc nơi thiếu", "nhắc nơi còn thiếu", roles=OFFICERS)
async def remind_missing(ctx: Ctx) -> Reply:
    """Everybody who owes something of the running period."""
    period = running(ctx.tools.campaign, ctx.now)
    return await _remind(ctx, period, "*")


@routes.choice("remind", roles=OFFICERS)
async def remind_one(ctx: Ctx) -> Reply:
    """One area, or all that are missing."""
    id_, _, wanted = ctx.argument.partition(".")
    period = named(ctx.tools.campaign, id_)
    if period is None or not (wanted == "*" or ctx.tools.campaign.has_area(wanted)):
        return Reply(common.STALE)
    return await _remind(ctx, period, wanted)


async def _remind(ctx: Ctx, period: Period, wanted: str) -> Reply:
    campaign = ctx.tools.campaign
    own = covered(ctx.person, campaign, OFFICERS)
    if wanted != "*" and wanted not in own:
        return Reply(common.NOT_YOUR_AREA.format(area=area_names(campaign, [wanted])))
    figures = await figures_in(ctx.tx, campaign, period)
    missing = [area for area in figures.missing if area.id in own and wanted in ("*", area.id)]
    if not missing:
        return Reply(say.NOBODY_MISSING)
    told: list[Area] = []
    soon: list[Area] = []
    nobody: list[Area] = []
    for area in missing:
        if not await answering_for(ctx.tx, campaign, area.id):
            nobody.append(area)
        elif await remind(ctx.tx, campaign, period, area.id, who(ctx), ctx.now):
            told.append(area)
        else:
            soon.append(area)
    done = say.REMINDED if awake(ctx.now) == ctx.now else say.REMINDED_NIGHT
    parts = [(done, told), (say.NOT_AGAIN, soon), (say.NOBODY_THERE, nobody)]
    return Reply("\n".join(_line(text, areas) for text, areas in parts if areas))


def _line(text: str, areas: Sequence[Area]) -> str:
    named_ = text.format(areas=words.listed(area.full_name for area in areas))
    return named_[:1].upper() + named_[1:]
