"""Corrections: «sửa», «huỷ», an edited message, a reply to the receipt: new versions that point to the old."""

from __future__ import annotations

from bot.router import PassOn
from bot.types import Reply
from handlers.counts import read
from handlers.phrases import common
from handlers.phrases import report as say
from handlers.report.base import REPORTERS, may_report, routes, said
from handlers.report.receipt import mend_example
from handlers.report.taking import take
from handlers.report.undoing import undo
from handlers.rights import manages
from handlers.tools import Ctx
from storage.reports import Report


@routes.command("sua", "sửa", "sửa lại", "đính chính", summary="Sửa số đã báo", roles=REPORTERS, takes_line=True)
async def correct(ctx: Ctx) -> Reply:
    """Correct figures given before: «sửa cks 6»."""
    line = ctx.text
    if not line.strip():
        return Reply(say.FORM_NUMBER.format(example=f"sửa {mend_example(ctx.tools.campaign)}"))
    return await take(ctx, said(ctx, f"sửa {line}"), form=True)


@routes.command("huy", "huỷ", "hủy", "huỷ báo cáo", "hủy báo cáo", summary="Bỏ lần báo cáo vừa gửi")
async def cancel(ctx: Ctx) -> Reply:
    """Close the open form or question, and take back what the last message wrote within ten minutes."""
    if ctx.conversation.flow:
        stored = "stored" in ctx.conversation.answers
        ctx.conversation.end()
        if not stored:
            return Reply(common.STOPPED)
    if not may_report(ctx):
        return Reply(common.NOTHING_OPEN)
    return await undo(ctx)


@routes.text(rank=8, roles=REPORTERS)
async def edited_or_replied(ctx: Ctx) -> Reply:
    """An edited report, or a reply to a receipt, corrects what it was about."""
    amended = await amend(ctx)
    if amended is None:
        raise PassOn
    return amended


async def amend(ctx: Ctx) -> Reply | None:
    """Correct the version that this update is about; None when it is about none."""
    earlier = await _about(ctx)
    if earlier is None:
        return None
    typed = ctx.incoming.text
    line = said(ctx, f"bc {ctx.text}" if typed.startswith("/") else typed)  # «bc đúng ngày …» is sure of its day
    reading = read(line.line, ctx.tools.campaign, sent_at=line.at, form=True)
    if reading.operation == "undo":
        return await undo(ctx)
    area = earlier.area if reading.area is None else None
    too_large = reading.reason == "implausible"  # and perhaps right: it is asked about as a correction
    if reading.decision in ("error", "chat") or not (reading.values or too_large):
        return await take(ctx, line, form=True, area=area, day=earlier.day, practice=earlier.practice)
    if not ctx.incoming.edited:
        # A reply names only what is to be mended; the rest stays.
        mended = line.line if reading.operation != "set" else f"sửa {ctx.text}"
        return await take(ctx, said(ctx, mended), form=True, area=area, day=earlier.day, practice=earlier.practice)
    day = earlier.day if reading.day in (None, line.today) else reading.day
    if (reading.area or earlier.area, day) != (earlier.area, earlier.day):
        return Reply(say.EDIT_ELSEWHERE.format(number=earlier.id))
    if dict(reading.values) == dict(earlier.values):
        return Reply(say.SAME_EDIT.format(number=earlier.id))
    # The message now says something else: it stands instead of what it said before.
    return await take(
        ctx, line, form=True, area=earlier.area, day=earlier.day, instead=earlier, practice=earlier.practice
    )


async def _about(ctx: Ctx) -> Report | None:
    """The version that an edited message wrote, or whose receipt is being replied to, as long as it stands."""
    update = ctx.incoming
    rows: list[int] = []
    if update.edited and update.message_id:
        rows = [row for row in await ctx.tx.inbox.of_message(update.address, update.message_id) if row != ctx.row]
    elif update.reply_to:
        sent = await ctx.tx.outbox.sent_as(update.address.channel, update.address.chat, update.reply_to)
        rows = [sent[0]] if sent is not None and sent[0] is not None else []
    found: Report | None = None
    for row in rows:
        for report in await ctx.tx.reports.of_update(row):
            own = report.person == ctx.person.id or manages(ctx.person, ctx.tools.campaign, report.area)
            if report.operation != "undo" and own:
                found = report
    if found is None or not found.values:
        return None
    # «huỷ» is a message of its own: what it took back is told by the history of the place.
    history = await ctx.tx.reports.history(found.campaign, found.area, found.day)
    return None if any(one.operation == "undo" and one.replaces == found.id for one in history) else found
