"""What the parts of sharing have in common: its routes, and where a person helps."""

from __future__ import annotations

from bot.router import Routes
from handlers.phrases import share as say
from handlers.tools import Tools

routes: Routes[Tools] = Routes("share")


def schedule(tools: Tools) -> str:
    """Where somebody sits who helps, and when."""
    place = tools.campaign.place
    return say.SCHEDULE.format(
        desk=place.desk or place.commune,
        hours=say.SCHEDULE_HOURS.format(hours=place.desk_hours) if place.desk_hours else "",
        phone=say.SCHEDULE_PHONE.format(phone=place.phone) if place.phone else "",
    )
