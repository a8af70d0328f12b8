"""«/mayquet»: an ordinary phone becomes a scanner; «/sukien»: who came, what the desks did."""

from __future__ import annotations

import hashlib
import secrets

from bot.clock import VIETNAM
from bot.types import Choice, Reply
from handlers.checkin.base import AFTER, event_of, open_events, point_of, routes, stations
from handlers.checkin.status import done_by_area, status_of
from handlers.phrases import checkin as say
from handlers.phrases import words
from handlers.phrases.common import STALE
from handlers.points.hours import Opening
from handlers.points.told import when_words
from handlers.tools import Ctx
from storage.checkin import Event

OFFICERS = frozenset({"officer"})
LISTED = 6


@routes.command("mayquet", "máy quét", summary="Biến điện thoại thành máy quét phiếu", roles=OFFICERS, where="private")
async def device(ctx: Ctx) -> Reply:
    """A link that makes one phone a scanner of the next event."""
    if not ctx.tools.public_url:
        return Reply(say.NO_ADDRESS)
    found = await open_events(ctx.tx, ctx.tools.campaign, ctx.now)
    if not found:
        return Reply(say.NO_EVENT)
    if len(found) == 1:
        return await _device(ctx, found[0])
    today = ctx.now.astimezone(VIETNAM).date()
    choices = tuple(
        Choice(f"{one.point.name}, {when_words(one, today)}"[:60], f"checkin:device:{one.key}")
        for one in found[:LISTED]
    )
    return Reply(say.WHICH, choices=choices)


@routes.choice("device", roles=OFFICERS)
async def chosen_device(ctx: Ctx) -> Reply:
    """The same for a chosen event."""
    found = {one.key: one for one in await open_events(ctx.tx, ctx.tools.campaign, ctx.now)}
    if ctx.argument not in found or not ctx.private or not ctx.tools.public_url:
        return Reply(STALE)
    return await _device(ctx, found[ctx.argument])


async def _device(ctx: Ctx, opening: Opening) -> Reply:
    event = await event_of(ctx.tx, ctx.tools.campaign, opening)
    secret = secrets.token_urlsafe(18)
    name = say.DEVICE_NAME.format(number=len(await ctx.tx.checkin.devices(event.id)) + 1)
    until = event.ends + AFTER
    await ctx.tx.checkin.add_device(
        event.id, digest(secret), name, person=ctx.person.id, update=ctx.row, at=ctx.now, expires_at=until
    )
    who = f"{ctx.person.channel}:{ctx.person.author}"
    await ctx.tx.audit.add(who, "scanner-made", {"event": event.opening, "device": name}, ctx.now)
    link = f"{ctx.tools.public_url}/quet/#m.{secret}"
    return Reply(say.DEVICE.format(device=name, name=event.name, link=link, until=words.moment(until)))


def digest(secret: str) -> str:
    """How a phone's secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


@routes.command("sukien", "sự kiện", "điểm danh", summary="Ai đã đến, các bàn làm được bao nhiêu", roles=OFFICERS)
async def status(ctx: Ctx) -> Reply:
    """Expected and present, by unit; desks; what was done – of the event that is on, was last, or comes next."""
    events = await ctx.tx.checkin.events(ctx.tools.campaign.id)
    if not events:
        return Reply(say.NO_EVENT)
    begun = [one for one in events if one.begins - AFTER <= ctx.now]
    return Reply(await status_text(ctx, begun[-1] if begun else events[0]))


async def status_text(ctx: Ctx, event: Event) -> str:
    """The event in words."""
    campaign, tx = ctx.tools.campaign, ctx.tx
    tickets, steps = await tx.checkin.tickets(event.id), await tx.checkin.steps(event.id)
    known = stations(await point_of(tx, campaign, event))
    found = status_of(tickets, steps, known)
    lines = [
        say.STATUS.format(
            name=event.name,
            when=words.moment(event.begins),
            present=found.present,
            expected=found.expected,
            walk_ins=say.STATUS_WALK.format(count=found.walk_ins) if found.walk_ins else "",
            waiting=say.STATUS_WAITING.format(count=found.waiting) if found.waiting else "",
        )
    ]
    if any(unit.name for unit in found.units):
        lines.append(say.STATUS_UNITS)
        for unit in found.units:
            name = unit.name or say.UNIT_NONE
            lines.append(say.STATUS_UNIT.format(unit=name, present=unit.present, expected=unit.expected))
    worked = [desk for desk in found.desks if desk.count]
    if worked:
        lines.append(say.STATUS_DESKS)
        for desk in worked:
            pace = say.STATUS_PACE.format(pace=round(desk.per_hour)) if desk.per_hour else ""
            lines.append(say.STATUS_DESK.format(desk=known[desk.id][0], count=desk.count, pace=pace))
    done = {key: count for key, count in found.done.items() if key in campaign.keys}
    if done:
        lines.append(say.STATUS_DONE.format(values=words.values(campaign, done)))
    nowhere: dict[str, int] = {}
    for (area, _, key), count in done_by_area(tickets, steps, campaign.keys).items():
        if area is None:
            nowhere[key] = nowhere.get(key, 0) + count
    if nowhere:
        lines.append(say.STATUS_NOWHERE.format(values=words.values(campaign, nowhere)))
    repeats = await tx.checkin.repeats(event.id)
    if repeats:
        lines.append(say.STATUS_REPEATS.format(count=repeats))
    lines.append(say.STATUS_DEVICES.format(count=len(await tx.checkin.devices(event.id))))
    return "\n".join(lines)
