"""Take one's last version back."""

from __future__ import annotations

from datetime import timedelta

from bot.types import Reply
from handlers.phrases import practice, words
from handlers.phrases import report as say
from handlers.report.adjusting import take_back
from handlers.report.base import said
from handlers.report.receipt import mend_example, receipt
from handlers.report.record import entry
from handlers.tools import Ctx
from storage.reports import Report

UNDO_WITHIN = timedelta(minutes=10)


async def undo(ctx: Ctx) -> Reply:
    """Take the person's last version back, if it is younger than ten minutes and still the newest there."""
    campaign = ctx.tools.campaign
    last = await last_of(ctx)
    if last is None or ctx.incoming.sent_at - last.stored_at > UNDO_WITHIN:
        return Reply(say.NOTHING_TO_UNDO.format(example=mend_example(campaign, last)))
    place = campaign.area(last.area)
    await ctx.tx.reports.hold(campaign.id, last.area, last.day)
    history = await ctx.tx.reports.history(campaign.id, last.area, last.day)
    taken_back = {report.replaces for report in history if report.operation == "undo"}
    later = [
        r
        for r in history
        if r.id > last.id and r.operation != "undo" and r.id not in taken_back and r.practice == last.practice
    ]
    if any(report.values.keys() & last.values.keys() for report in later):
        return Reply(say.NOT_LAST.format(old=last.id, area=place.full_name, example=mend_example(campaign, last)))
    apart = {} if last.practice else dict(last.after) if last.operation == "adjust" else None
    done = await ctx.tx.reports.write(
        entry(
            ctx,
            said(ctx, ctx.incoming.text or "huỷ"),
            place,
            last.day,
            "undo",
            dict.fromkeys(last.values, 0),
            replaces=last.id,
            practice=last.practice,
            apart=apart,
        )
    )
    if last.practice:
        return Reply(practice.UNDONE.format(old=last.id))
    if last.operation == "adjust":
        await take_back(ctx, done, last)
        values = {key: value or 0 for key, value in done.after.items()}
        return Reply(
            say.ADJUST_UNDONE.format(
                number=done.id,
                old=last.id,
                area=place.full_name,
                day=words.day(last.day),
                values=words.values(campaign, values),
            )
        )
    return Reply(await receipt(ctx, place, done, said(ctx, "").today))


async def last_of(ctx: Ctx) -> Report | None:
    """The person's newest version that is neither an undo nor undone."""
    undone: set[int] = set()
    for report in await ctx.tx.reports.last_by(ctx.tools.campaign.id, ctx.person.id, limit=20):
        if report.operation == "undo":
            undone.add(report.replaces or 0)
        elif report.id not in undone and report.values:
            return report
    return None
