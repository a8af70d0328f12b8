"""What the parts of sharing have in common: its routes, and where a person helps."""

from __future__ import annotations

from bot.router import Routes
from handlers.phrases import places as places_say
from handlers.phrases import share as say
from handlers.points.standing import standing
from handlers.points.told import week_text
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("share")


async def schedule(ctx: Ctx) -> str:
    """Where somebody sits who helps, and when, in the coming week."""
    tools = ctx.tools
    text, shown = week_text(tools, await standing(ctx.tx, tools.campaign), ctx.now)
    if shown:
        return f"{text}\n{places_say.BRING_ANY}"
    place = tools.campaign.place
    return say.SCHEDULE.format(
        desk=place.desk or place.commune,
        hours=say.SCHEDULE_HOURS.format(hours=place.desk_hours) if place.desk_hours else "",
        phone=say.SCHEDULE_PHONE.format(phone=place.phone) if place.phone else "",
    )
