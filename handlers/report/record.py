"""Write into the record: a version as a message makes it, what stands against it, what stood in the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from bot.types import Reply
from handlers.books import closed, closes
from handlers.campaign import Area, Period
from handlers.phrases import report as say
from handlers.phrases import words
from handlers.reach import officers
from handlers.reminding import forget_reminders
from handlers.report.base import Confirmation, Said
from handlers.tools import Ctx
from storage.reports import Entry, Operation, Report


async def store(
    ctx: Ctx,
    line: Said,
    place: Area,
    day: date,
    values: dict[str, int],
    *,
    operation: Operation = "set",
    obstacle: str = "",
    instead: Report | None = None,
    held: Collection[str] = (),
    confirmed: Confirmation | None = None,
) -> Report:
    """Write a version into the record. With `instead`, what only that one gave is taken back in the same version;
    the keys that are `held` for a question of ours stay as they are until it is answered."""
    if instead is not None:
        gone = {key: 0 for key in instead.values if key not in values and key not in held}
        if gone:
            await ctx.tx.reports.write(entry(ctx, line, place, day, "undo", gone, replaces=instead.id))
    replaces = instead.id if instead is not None else None
    done = await ctx.tx.reports.write(
        entry(
            ctx,
            line,
            place,
            day,
            operation,
            values,
            obstacle=obstacle,
            replaces=replaces,
            confirmed=confirmed.note(ctx) if confirmed is not None else None,
        )
    )
    await forget_reminders(ctx, place.id)
    return done


def entry(
    ctx: Ctx,
    line: Said,
    place: Area,
    day: date,
    operation: Operation,
    values: Mapping[str, int],
    **more: Any,
) -> Entry:
    """A version as this update makes it; its answer is a receipt."""
    ctx.voice.acknowledges = True
    return Entry(
        campaign=ctx.tools.campaign.id,
        area=place.id,
        day=day,
        operation=operation,
        values=values,
        person=ctx.person.id,
        update=ctx.row,
        line=line.line,
        obstacle=more.pop("obstacle", ""),
        sent_at=line.at,
        stored_at=ctx.now,
        **more,
    )


async def refusal(ctx: Ctx, line: Said, day: date) -> Reply | None:
    """Why nothing may be written for that day (any more); None: it may."""
    campaign = ctx.tools.campaign
    if not campaign.start <= day <= campaign.end:
        return Reply(
            say.OUTSIDE.format(day=words.day(day), start=f"{campaign.start:%d/%m/%Y}", end=f"{campaign.end:%d/%m/%Y}")
        )
    period = await locked(ctx, line, day)
    if period is not None:
        when = words.moment(await closes(ctx.tx, campaign, period))
        return Reply(say.LOCKED.format(period=words.period(campaign, period), when=when))
    return None


async def locked(ctx: Ctx, line: Said, day: date) -> Period | None:
    """The period of that day, when its books were closed before the line was sent."""
    campaign = ctx.tools.campaign
    if not campaign.start <= day <= campaign.end:
        return None
    period = campaign.period_of(day)
    return period if await closed(ctx.tx, campaign, period, line.at) else None


async def obstacle_only(ctx: Ctx, line: Said, text: str, place: Area) -> Reply:
    """A line that holds an obstacle and no count: passed on all the same."""
    done = await store(ctx, line, place, line.today, {}, obstacle=text)
    ctx.conversation.end()
    await tell_obstacle(ctx, place, done.id, text)
    return Reply(say.OBSTACLE_ONLY.format(area=place.full_name, text=text))


async def tell_obstacle(ctx: Ctx, place: Area, number: int, text: str) -> None:
    """Pass what stands in the way on to the officers."""
    words_ = say.OBSTACLE_TO_OFFICER.format(
        area=place.full_name, who=ctx.person.name or "đội trưởng", number=number, text=text
    )
    for reader in await officers(ctx.tx):
        if reader.address != ctx.incoming.address:
            key = f"{ctx.tools.campaign.id}:obstacle:{number}:{reader.name}"
            ctx.tell(reader.address, Reply(words_), private=reader.private, key=key)
