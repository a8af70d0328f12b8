"""Practice in the real chat: the same lines and answers, marked «(tập)», recorded, and in no figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.types import Reply
from handlers.campaign import Area
from handlers.counts import Reading
from handlers.phrases import practice as say
from handlers.phrases import words
from handlers.report.asking import ask_doubt
from handlers.report.base import REPORTERS, Said, routes
from handlers.report.record import entry
from handlers.tools import Ctx
from storage.reports import Report

ROUND = timedelta(hours=1)
"""How long a practice round that somebody asked for stays open: tomorrow's figures must not be taken for practice."""


async def rehearse(ctx: Ctx, line: Said, reading: Reading, place: Area, day: date, instead: Report | None) -> Reply:
    """Answer as if it counted; what is understood is recorded apart."""
    campaign = ctx.tools.campaign
    ctx.conversation.end()
    if reading.decision == "error":
        return Reply(say.OBSTACLE_ONLY)
    parts: list[str] = []
    if reading.values:
        done = await ctx.tx.reports.write(
            entry(
                ctx,
                line,
                place,
                day,
                "add" if reading.operation == "add" else "set",
                dict(reading.values),
                obstacle=reading.obstacle,
                replaces=instead.id if instead is not None else None,
                practice=True,
                apart={},
            )
        )
        receipt = {
            "number": done.id,
            "area": place.full_name,
            "day": words.day(day, today=line.today),
            "values": words.values(campaign, dict(reading.values)),
        }
        parts.append((say.RECEIPT_MENDED if reading.operation != "set" or instead else say.RECEIPT).format(**receipt))
    if reading.obstacle:
        parts.append(say.OBSTACLE)
    if reading.decision == "ask":
        options = [[option.label, option.line] for option in reading.options]
        question = ask_doubt(ctx, line, place, reading.question or "", options, reading.reason or "", practice=True)
        return Reply("\n\n".join([*parts, question.text]), choices=question.choices, wants_number=True)
    if reading.operation == "set" and instead is None:
        parts.append(await _used(ctx))
    return Reply("\n\n".join(parts))


async def _used(ctx: Ctx) -> str:
    """One practice report less; after the last one it is said that from now on it counts."""
    left = max(ctx.person.practice_left - 1, 0)
    await ctx.tx.people.set_practice(ctx.person.id, left, ctx.person.practice_until if left else None)
    await ctx.reload()
    return say.LEFT.format(left=left) if left else say.OVER


def explained(reading: Reading, reply: Reply) -> Reply:
    """The answer, marked as practice; a refusal or a question with the reason why it is so when it counts."""
    text = reply.text if reply.text.startswith(say.MARK) else f"{say.MARK} {reply.text}"
    if reading.decision in ("ask", "error") and not (reading.decision == "error" and reading.obstacle):
        text = f"{text}\n\n{say.WHY.get(reading.reason or '', say.WHY_ELSE)}"
    return replace(reply, text=text)


@routes.command("tap", "tập", "tập báo cáo", "báo cáo tập", "tập thử", summary="Tập báo cáo", roles=REPORTERS)
async def practise(ctx: Ctx) -> Reply:
    """Practise one report: it is answered like a real one and counts nowhere."""
    left = ctx.person.practice_left if ctx.person.practising(ctx.now) else 0
    if not left:
        left = 1
        await ctx.tx.people.set_practice(ctx.person.id, left, ctx.now + ROUND)
        await ctx.reload()
    example = words.example(ctx.tools.campaign)
    return Reply(say.BEGIN.format(left=left, example=example))


@routes.command("thoitap", "thôi tập", "hết tập", "ngừng tập", roles=REPORTERS)
async def stop_practising(ctx: Ctx) -> Reply:
    """End the practice: from now on reports count."""
    await ctx.tx.people.set_practice(ctx.person.id, 0)
    await ctx.reload()
    return Reply(say.STOPPED)
