"""A locked period keeps its figures: what is told about it later counts in the next open one, with its reason."""

from __future__ import annotations

from datetime import date

from bot.router import PassOn
from bot.text import fold
from bot.types import Choice, Reply
from handlers.books import booking_day, closes
from handlers.campaign import Area, Campaign
from handlers.counts import read
from handlers.phrases import report as say
from handlers.phrases import words
from handlers.phrases.common import STALE
from handlers.report.asking import odd_ones
from handlers.report.base import Said, kept, open_question, routes
from handlers.report.record import entry, locked
from handlers.tools import Ctx
from storage.adjustments import Adjustment
from storage.reports import Report

LONGEST_REASON = 200


async def offer_adjustment(
    ctx: Ctx, line: Said, place: Area, day: date, values: dict[str, int], *, operation: str
) -> Reply | None:
    """Ask for the reason to book the difference in the next open period; None when none is open any more.

    Books that an officer closed early have days that go on: what is told on such a day about itself is new work,
    booked at once, or asked about when it might be the day's new total.
    """
    campaign = ctx.tools.campaign
    period, booked = await locked(ctx, line, day), await booking_day(ctx.tx, campaign, line.at)
    if period is None or booked is None:
        return None
    name, when = words.period(campaign, period), words.moment(await closes(ctx.tx, campaign, period))
    flows = {key: value for key, value in values.items() if campaign.indicator(key).kind == "flow"}
    if not flows:
        own = campaign.period_of(line.today) == period
        text = say.CLOSED_STOCK if own else say.LOCKED_STOCK
        return Reply(text.format(period=name, when=when, day=words.day(booked)))
    stood = await _stood(ctx, place, day)
    early = day == line.today and line.at <= period.locks
    if early and operation == "set" and stood.keys() & flows.keys():
        return _ask_late(ctx, line, place, day, name, when, flows, stood)
    added = operation == "add"
    after = {key: (stood.get(key) or 0) + value if added else value for key, value in flows.items()}
    moved = {key: value for key, value in after.items() if value != stood.get(key)}
    if not moved:
        return Reply(say.LOCKED_SAME.format(period=name, values=words.values(campaign, after)))
    if early and operation in ("set", "add") and not await odd_ones(ctx, place, day, after, added=False):
        return await _adjust(ctx, line, place, day, after, say.AFTER_CLOSING)
    return _ask_reason(ctx, line, place, day, moved, stood, name, when, booked)


def _ask_reason(
    ctx: Ctx,
    line: Said,
    place: Area,
    day: date,
    moved: dict[str, int],
    stood: dict[str, int | None],
    name: str,
    when: str,
    booked: date,
) -> Reply:
    campaign = ctx.tools.campaign
    open_question(ctx, "adjust", line, area=place.id, day=day.isoformat(), values=moved)
    text = say.LOCKED_ASK.format(
        period=name,
        when=when,
        next=words.period(campaign, campaign.period_of(booked)),
        area=place.full_name,
        day=words.day(day),
        changes=_changes(campaign, stood, moved),
    )
    choices = [Choice(reason, f"report:adjust:{number}") for number, reason in enumerate(say.ADJUST_REASONS)]
    return Reply(text, choices=(*choices, Choice(say.ADJUST_NO, "report:adjust:no")))


def _ask_late(
    ctx: Ctx,
    line: Said,
    place: Area,
    day: date,
    name: str,
    when: str,
    flows: dict[str, int],
    stood: dict[str, int | None],
) -> Reply:
    """More work of a day whose figures are in, or the day's new total?"""
    campaign = ctx.tools.campaign
    open_question(ctx, "late", line, area=place.id, day=day.isoformat(), values=flows)
    standing = {key: value or 0 for key, value in stood.items() if key in flows}
    total = {key: (stood.get(key) or 0) + value for key, value in flows.items()}
    text = say.LATE.format(
        period=name,
        when=when,
        area=place.full_name,
        standing=words.values(campaign, standing),
        given=words.values(campaign, flows),
    )
    choices = (
        Choice(say.LATE_ADD.format(values=words.values(campaign, total)), "report:late:add"),
        Choice(say.LATE_SET.format(values=words.values(campaign, flows)), "report:late:set"),
        Choice(say.ADJUST_NO, "report:late:no"),
    )
    return Reply(text, choices=choices)


@routes.choice("late", roles=["leader", "deputy", "officer"])
async def chosen_late(ctx: Ctx) -> Reply:
    """More of it, or another total."""
    line, answers = kept(ctx), ctx.conversation.answers
    if (ctx.conversation.flow, ctx.conversation.step) != ("report", "late") or line is None:
        return Reply(STALE)
    if ctx.argument not in ("add", "set"):
        ctx.conversation.end()
        return Reply(say.LOCKED_KEPT)
    place, day = ctx.tools.campaign.area(answers["area"]), date.fromisoformat(answers["day"])
    operation = "add" if ctx.argument == "add" else "correct"
    values = dict(answers["values"])
    ctx.conversation.end()
    offered = await offer_adjustment(ctx, line, place, day, values, operation=operation)
    return offered or Reply(say.LOCKED_KEPT)


@routes.step("late")
async def typed_late(ctx: Ctx) -> Reply:
    """«cộng thêm», «thay», «không ghi»; everything else is another matter."""
    word = fold(ctx.text)
    if word in ("cong", "cong them", "them", "cong vao", "lam them"):
        ctx.argument = "add"
    elif word in ("thay", "thay the", "thay bang", "sua"):
        ctx.argument = "set"
    elif word in ("khong", "khong ghi", "thoi", "bo", "bo di", "de nguyen"):
        ctx.argument = "no"
    else:
        raise PassOn
    return await chosen_late(ctx)


@routes.choice("adjust", roles=["leader", "deputy", "officer"])
async def chosen_reason(ctx: Ctx) -> Reply:
    """One of the usual reasons, or: leave it."""
    if ctx.conversation.flow != "report" or ctx.conversation.step != "adjust":
        return Reply(STALE)
    if ctx.argument.isdecimal() and int(ctx.argument) < len(say.ADJUST_REASONS):
        return await _asked(ctx, say.ADJUST_REASONS[int(ctx.argument)])
    ctx.conversation.end()
    return Reply(say.LOCKED_KEPT)


@routes.step("adjust")
async def typed_reason(ctx: Ctx) -> Reply:
    """A reason in one's own words; a question or another report line is no reason."""
    word, text = fold(ctx.text), ctx.text.strip()
    if word in ("khong", "khong ghi", "thoi", "bo", "bo di", "de nguyen"):
        ctx.argument = "no"
        return await chosen_reason(ctx)
    reading = read(text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
    if text.endswith("?") or reading.decision in ("store", "ask") or len(word) < 3 or not any(map(str.isalpha, word)):
        raise PassOn
    usual = next((reason for reason in say.ADJUST_REASONS if fold(reason) == word), None)
    return await _asked(ctx, usual or text[:LONGEST_REASON])


async def _asked(ctx: Ctx, reason: str) -> Reply:
    """What we asked the reason of."""
    answers, line = ctx.conversation.answers, kept(ctx)
    assert line is not None, "an open question has its line"
    place, day = ctx.tools.campaign.area(answers["area"]), date.fromisoformat(answers["day"])
    return await _adjust(ctx, line, place, day, dict(answers["values"]), reason)


async def _adjust(ctx: Ctx, line: Said, place: Area, day: date, values: dict[str, int], reason: str) -> Reply:
    """Record it, and book the differences to what stands – now, which may be later than when we asked."""
    campaign = ctx.tools.campaign
    ctx.conversation.end()
    await ctx.tx.reports.hold(campaign.id, place.id, day)
    booked = await booking_day(ctx.tx, campaign, line.at)
    if booked is None:
        return Reply(say.LOCKED_KEPT)
    stood = await _stood(ctx, place, day)
    done = await ctx.tx.reports.write(entry(ctx, line, place, day, "adjust", values, apart=stood, reason=reason))
    deltas = {key: value - (stood.get(key) or 0) for key, value in values.items()}
    await _book(ctx, done, booked, deltas)
    who = f"{ctx.person.channel}:{ctx.person.author}"
    await ctx.tx.audit.add(who, "adjusted", {"area": place.id, "report": done.id}, ctx.now)
    return Reply(
        say.ADJUSTED.format(
            number=done.id,
            area=place.full_name,
            period=words.period(campaign, campaign.period_of(day)),
            changes=_changes(campaign, stood, values),
            next=words.period(campaign, campaign.period_of(booked)),
            reason=reason,
        )
    )


async def take_back(ctx: Ctx, done: Report, undone: Report) -> None:
    """Book the opposite of what an adjustment booked."""
    rows = await ctx.tx.adjustments.of_report(undone.id)
    for booked in {row[1] for row in rows}:
        await _book(ctx, done, booked, {key: -delta for key, day, delta in rows if day == booked})


async def _book(ctx: Ctx, done: Report, booked: date, deltas: dict[str, int]) -> None:
    rows = [Adjustment(done.area, key, done.day, booked, delta, done.id, "") for key, delta in deltas.items() if delta]
    await ctx.tx.adjustments.put(done.campaign, rows)


async def _stood(ctx: Ctx, place: Area, day: date) -> dict[str, int | None]:
    """What is true of a locked day as far as we were told: its figures, with the adjustments made since."""
    campaign = ctx.tools.campaign
    standing = {count.key: count.value for count in await ctx.tx.reports.standing(campaign.id, place.id, day)}
    since = await ctx.tx.adjustments.about(campaign.id, place.id, day)
    return {key: standing.get(key, 0) + since.get(key, 0) for key in standing.keys() | since.keys()}


def _changes(campaign: Campaign, before: dict[str, int | None], after: dict[str, int]) -> str:
    """«chữ ký số: 5 → 8 (+3)»."""
    return ", ".join(
        say.ADJUST_CHANGE.format(
            label=campaign.label(key),
            old=words.number(before.get(key) or 0),
            new=words.number(after[key]),
            delta=f"{after[key] - (before.get(key) or 0):+d}".replace("-", "−"),
        )
        for key in campaign.keys
        if key in after
    )
