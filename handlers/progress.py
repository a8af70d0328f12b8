"""«/tiendo»: a hamlet's way to its target, and how many a day bring it there."""

from __future__ import annotations

from datetime import date

from bot.clock import VIETNAM
from bot.router import Routes
from bot.types import Reply
from handlers.campaign import Area
from handlers.gathering import gathered
from handlers.pace import Pace, fair_of, paces, together
from handlers.phrases import progress as say
from handlers.phrases import words
from handlers.reach import areas_of, named_area
from handlers.rights import covered, leaves_of
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("progress")

READERS = frozenset({"officer", "leader", "deputy"})
LISTED = 20
"""So many hamlets stand in one answer."""


@routes.command("tiendo", "tiến độ", summary="Tiến độ so với chỉ tiêu", roles=READERS, takes_line=False)
async def progress(ctx: Ctx) -> Reply:
    """How far from the target, and the pace that is needed: «/tiendo», for officers also «/tiendo ấp Chợ»."""
    campaign, today = ctx.tools.campaign, _today(ctx)
    own = [campaign.area(id_) for id_ in areas_of(ctx.person, campaign)]
    allowed = leaves_of(campaign, covered(ctx.person, campaign, READERS))
    named = named_area(campaign, ctx.text) if ctx.text.strip() else None
    if ctx.text.strip() and (named is None or named not in allowed):
        return Reply(say.WHICH.format(names=words.listed(area.full_name for area in allowed[:LISTED])))
    areas = [named] if named is not None else own or list(allowed)
    every = await _paces(ctx, campaign.leaves, today)
    if not any(every.values()):
        return Reply(say.NO_TARGET)
    if len(areas) > 1 and not own:
        return Reply(_ranked(ctx, areas, every, today))
    return Reply("\n\n".join(_of_area(ctx, area, every, today) for area in areas))


async def _paces(ctx: Ctx, areas: tuple[Area, ...], today: date) -> dict[str, list[Pace]]:
    campaign = ctx.tools.campaign
    day = min(max(today, campaign.start), campaign.end)
    seen = await gathered(ctx.tx, campaign, campaign.period_of(day), areas)
    excuses = await ctx.tx.excuses.between(campaign.id, campaign.start, campaign.end)
    return {unit.area.id: paces(campaign, unit.area, unit.totals, excuses, day) for unit in seen.figures.units}


def _of_area(ctx: Ctx, area: Area, every: dict[str, list[Pace]], today: date) -> str:
    campaign = ctx.tools.campaign
    lines = [say.TITLE.format(area=area.full_name, day=words.day(today))]
    for pace in every[area.id]:
        lines.append(_line(ctx, pace))
        fair, all_ = pace.fair, fair_of(p for one in every.values() for p in one if p.key == pace.key)
        if fair is not None and all_ is not None and len(every) > 1:
            lines.append(say.FAIR.format(own=_decimal(fair), place=campaign.place.commune, all=_decimal(all_)))
    return "\n".join(lines if len(lines) > 1 else [*lines, say.NO_TARGET])


def _ranked(ctx: Ctx, areas: list[Area], every: dict[str, list[Pace]], today: date) -> str:
    """All hamlets for the officer: each key once for all, then hamlet by hamlet, the fairest measure first."""
    campaign = ctx.tools.campaign
    lines = [say.TITLE.format(area=campaign.place.commune, day=words.day(today))]
    keys = [key for key in campaign.keys if any(pace.key == key for one in every.values() for pace in one)]
    for key in keys:
        own = {area.id: pace for area in areas for pace in every[area.id] if pace.key == key}
        whole = together(own.values())
        if whole is None:
            continue
        lines.append(_line(ctx, whole))
        if key != keys[0]:
            continue
        best = sorted((a for a in areas if a.id in own), key=lambda area: -(own[area.id].fair or 0))
        for area in best[:LISTED]:
            pace = own[area.id]
            lines.append(
                say.HAMLET.format(
                    area=area.full_name,
                    total=words.number(pace.total),
                    wanted=words.number(pace.wanted),
                    share=words.percent(pace.share),
                    fair=_decimal(pace.fair) if pace.fair is not None else "–",
                )
            )
    return "\n".join(lines)


def _line(ctx: Ctx, pace: Pace) -> str:
    label = ctx.tools.campaign.label(pace.key)
    blanks = {
        "label": label[:1].upper() + label[1:],
        "total": words.number(pace.total),
        "wanted": words.number(pace.wanted),
        "share": words.percent(pace.share),
        "missing": words.number(pace.missing),
        "until": f"{pace.until:%d/%m}",
        "days": pace.days_left,
        "needed": words.number(pace.needed or 0),
        "so_far": _decimal(pace.so_far or 0),
        "unit": ctx.tools.campaign.indicator(pace.key).unit,
    }
    if not pace.missing:
        return say.REACHED.format(**blanks)
    return (say.NEEDED if pace.needed is not None else say.OVER).format(**blanks)


def _decimal(number: float) -> str:
    """«3,2»; whole numbers without a comma."""
    return f"{number:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _today(ctx: Ctx) -> date:
    return ctx.now.astimezone(VIETNAM).date()
