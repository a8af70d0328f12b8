"""A change of the schedule while it is looked at: whose it is, its point, and that point as it would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from bot.clock import VIETNAM
from handlers.campaign import Area, Campaign
from handlers.phrases import places as say
from handlers.points.hours import FURTHEST, Change, Opening, Point, Slot, openings, with_change, without_change
from handlers.points.standing import standing
from handlers.reach import areas_of
from handlers.rights import OFFICERS, reports_for
from handlers.tools import Ctx


def may_change(ctx: Ctx, point: Point) -> bool:
    """Officers and leaders change the points of their hamlets, officers of the whole campaign every one."""
    if point.area is None:
        return ctx.person.everywhere(OFFICERS)
    return reports_for(ctx.person, ctx.tools.campaign, point.area)


def only_area(ctx: Ctx) -> Area | None:
    own = areas_of(ctx.person, ctx.tools.campaign)
    return ctx.tools.campaign.area(own[0]) if len(own) == 1 else None


def home_of(
    campaign: Campaign, everywhere: Sequence[Point], called: Sequence[Point], area: Area | None, day: date
) -> Point | None:
    """The point to which a new opening belongs: the one called by name, else the outings to that hamlet that are
    nearest in time, else new outings there."""
    if len(called) == 1:
        return called[0]
    if area is None:
        return None

    def apart(point: Point) -> int:
        found = openings([point], day - FURTHEST, day + FURTHEST, campaign.days_off)
        return min((abs((one.begins.date() - day).days) for one in found), default=FURTHEST.days + 1)

    outings = [one for one in everywhere if one.area == area.id and one.kind == "outing"]
    return min(outings, key=apart, default=outing(area))


def outing(area: Area) -> Point:
    return Point(f"luu-dong-{area.id}"[:40], say.OUTING_NAME.format(area=area.full_name), "outing", area.id)


def drafted(campaign: Campaign, point: Point, draft: dict[str, Any]) -> Point:
    """The point as the draft wants it."""
    day, start = date.fromisoformat(draft["day"]), time.fromisoformat(draft["start"])
    match draft["verb"]:
        case "add":
            slot = Slot(start, time.fromisoformat(draft["to_end"]), (), day, day, draft["where"])
            return without_change(replace(point, slots=(*point.slots, slot)), day, start)
        case "back":
            return without_change(point, day, start)
        case "close":
            return with_change(point, Change(day, start, closed=True))
    old = next((one for one in point.changes if (one.day, one.start) == (day, start)), Change(day, start))
    return with_change(
        point,
        Change(
            day,
            start,
            to_day=date.fromisoformat(draft["to_day"]) if draft["to_day"] else old.to_day,
            to_start=time.fromisoformat(draft["to_start"]) if draft["to_start"] else old.to_start,
            to_end=time.fromisoformat(draft["to_end"])
            if draft["to_end"]
            else None
            if draft["to_start"]
            else old.to_end,
            where=draft["where"] or old.where,
            area=draft["area"] or old.area,
        ),
    )


async def point_of(ctx: Ctx, draft: dict[str, Any]) -> Point | None:
    campaign = ctx.tools.campaign
    found = next((one for one in await standing(ctx.tx, campaign) if one.id == draft["point"]), None)
    if found is None and draft["verb"] == "add" and draft.get("home") and campaign.has_area(draft["home"]):
        return outing(campaign.area(draft["home"]))
    return found


def areas_concerned(before: Opening | None, after: Opening) -> list[str]:
    """The hamlets whose people it concerns: where it was, and where it will be."""
    found = [one.area for one in (before, after) if one is not None and one.area]
    return list(dict.fromkeys([*found, *after.point.serves]))


def noticed(opening: Opening) -> tuple[object, ...]:
    """What people would notice of it."""
    return opening.begins, opening.ends, opening.where, opening.area, opening.closed


def key_of(opening: Opening) -> dict[str, str]:
    return {"point": opening.point.id, "day": str(opening.day), "start": f"{opening.start:%H:%M}"}


def today_of(ctx: Ctx) -> date:
    return ctx.now.astimezone(VIETNAM).date()


def example(ctx: Ctx) -> dict[str, str]:
    """The person's own hamlet and another one."""
    leaves = ctx.tools.campaign.leaves
    own = only_area(ctx) or leaves[0]
    other = next((leaf for leaf in leaves if leaf.id != own.id), own)
    return {"example": own.full_name, "other": other.name, "unit": other.unit}
