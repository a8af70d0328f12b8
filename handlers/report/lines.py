"""One line in, a receipt back: where it belongs, what is stored at once, and the one short question about the rest."""

from __future__ import annotations

from datetime import date

from bot.router import PassOn
from bot.text import fold
from bot.types import Choice, Reply
from handlers.campaign import Area
from handlers.counts import Reading, canonical, read
from handlers.phrases import report as say
from handlers.phrases import words
from handlers.phrases.common import STALE
from handlers.reach import areas_of, officers
from handlers.report.base import OPEN_FOR, Said, kept, leaf, may_report, routes, said
from handlers.report.receipt import receipt
from handlers.tools import Ctx
from storage.reports import Entry, Operation, Report


@routes.command("baocao", "báo cáo", "bc", "b/c", "báo", summary="Báo cáo số liệu", takes_line=True)
async def report(ctx: Ctx) -> Reply:
    """Report today's counts in one line, or let the form ask."""
    line = ctx.text
    if not may_report(ctx):
        reading = read(ctx.incoming.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
        asks = reading.decision == "chat" or (line.strip() and not any(ch.isdigit() for ch in line))
        if asks and not ctx.incoming.text.startswith("/"):
            raise PassOn  # «báo cáo lừa đảo cho ai»
        return Reply(say.NO_REPORTER)
    if not line.strip():
        from handlers.report.form import open_form

        return await open_form(ctx, None)
    if ctx.incoming.edited or ctx.incoming.reply_to:
        from handlers.report.correct import amend

        amended = await amend(ctx)
        if amended is not None:
            return amended
    if not ctx.incoming.text.startswith("/"):
        reading = read(ctx.incoming.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
        if reading.decision == "chat":
            raise PassOn
        line = ctx.incoming.text
    return await take(ctx, said(ctx, line), form=True)


@routes.text(rank=10, roles=["leader", "deputy", "officer"])
async def attempt(ctx: Ctx) -> Reply:
    """Words that hold counts are a report even without the command."""
    reading = read(ctx.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
    if reading.decision == "chat" or (reading.decision == "error" and not _for_us(ctx)):
        raise PassOn
    return await take(ctx, said(ctx, ctx.text))


def _for_us(ctx: Ctx) -> bool:
    return ctx.private or ctx.incoming.mentioned


async def take(
    ctx: Ctx,
    line: Said,
    *,
    form: bool = False,
    area: str | None = None,
    day: date | None = None,
    instead: Report | None = None,
) -> Reply:
    """Read a line, store what is beyond doubt, ask one question about the rest.

    `area`: chosen by the person for a line that names none; `day`: meant by a line that names none. `instead`: an
    earlier version that this line replaces.
    Raises PassOn when the words are no report.
    """
    campaign = ctx.tools.campaign
    reading = read(line.line, campaign, sent_at=line.at, form=form)
    if reading.decision == "chat":
        raise PassOn
    if reading.operation == "undo":
        from handlers.report.correct import undo

        return await undo(ctx)
    if reading.decision == "error" and not reading.obstacle:
        return Reply(reading.question or "")
    place = _where(ctx, line, reading, area, form=form)
    if isinstance(place, Reply):
        return place
    if reading.decision == "error":
        return await _obstacle_only(ctx, line, reading, place)
    if day is None or reading.day not in (None, line.today):
        day = reading.day or line.today
    refusal = _refusal(ctx, line, day)
    if refusal is not None:
        if not reading.obstacle:
            return refusal
        passed_on = await _obstacle_only(ctx, line, reading, place)
        return Reply(f"{refusal.text}\n\n{passed_on.text}")
    ctx.conversation.end()
    ctx.conversation.memory["area"] = place.id
    return await _settle(ctx, line, reading, place, day, instead)


async def _settle(ctx: Ctx, line: Said, reading: Reading, place: Area, day: date, instead: Report | None) -> Reply:
    """Store the clear part with its receipt; ask about a clash first, else about the doubt."""
    await ctx.tx.reports.hold(ctx.tools.campaign.id, place.id, day)
    clear: dict[str, int] = dict(reading.values)
    clash: dict[str, int] = {}
    if reading.operation == "set" and instead is None:
        clear, clash = await _part(ctx, place, day, dict(reading.values))
    parts: list[str] = []
    if clear or instead is not None:
        done = await store(
            ctx,
            line,
            place,
            day,
            clear,
            operation="add" if reading.operation == "add" else "set",
            obstacle=reading.obstacle,
            instead=instead,
        )
        parts.append(await receipt(ctx, place, done, line.today))
        if reading.obstacle:
            await tell_obstacle(ctx, place, done.id, reading.obstacle)
            parts.append(say.OBSTACLE)
    elif reading.obstacle:
        # Whatever is asked about the figures: the obstacle is passed on at once.
        parts.append((await _obstacle_only(ctx, line, reading, place)).text)
    if clash:
        question = await _ask_clash(ctx, line, place, day, clash)
        return Reply("\n\n".join([*parts, question.text]), choices=question.choices)
    if reading.decision == "ask":
        question = _ask_doubt(ctx, line, reading, place)
        return Reply("\n\n".join([*parts, question.text]), choices=question.choices)
    return Reply("\n\n".join(parts))


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
) -> Report:
    """Write a version into the record. With `instead`, what only that one gave is taken back in the same version."""
    if instead is not None:
        gone = {key: 0 for key in instead.values if key not in values}
        if gone:
            await ctx.tx.reports.write(entry(ctx, line, place, day, "undo", gone, replaces=instead.id))
    replaces = instead.id if instead is not None else None
    return await ctx.tx.reports.write(
        entry(ctx, line, place, day, operation, values, obstacle=obstacle, replaces=replaces)
    )


def entry(
    ctx: Ctx,
    line: Said,
    place: Area,
    day: date,
    operation: Operation,
    values: dict[str, int],
    *,
    obstacle: str = "",
    replaces: int | None = None,
) -> Entry:
    """A version as this update makes it."""
    return Entry(
        campaign=ctx.tools.campaign.id,
        area=place.id,
        day=day,
        operation=operation,
        values=values,
        person=ctx.person.id,
        update=ctx.row,
        line=line.line,
        obstacle=obstacle,
        sent_at=line.at,
        stored_at=ctx.now,
        replaces=replaces,
    )


# -- where it belongs ------------------------------------------------------------------------------------------------


def _where(ctx: Ctx, line: Said, reading: Reading, chosen: str | None, *, form: bool) -> Area | Reply:
    """The leaf area that the line is about, or the question which."""
    own = areas_of(ctx.person, ctx.tools.campaign)
    officer = "officer" in ctx.person.roles
    named = leaf(ctx, chosen or reading.area or "")
    if named is not None:
        if officer or named.id in own or chosen is not None:
            return named
        open_question(ctx, "area", line, form=form, allowed=[named.id])
        yes = Choice(say.FOREIGN_YES.format(area=named.full_name), f"report:area:{named.id}")
        return Reply(_capital(say.FOREIGN.format(area=named.full_name)), choices=(yes, Choice(say.NO, "report:no")))
    if len(own) == 1:
        return ctx.tools.campaign.area(own[0])
    remembered = ctx.conversation.memory.get("area")
    if remembered in own:
        return ctx.tools.campaign.area(str(remembered))
    return ask_area(ctx, line, form=form)


def ask_area(ctx: Ctx, line: Said, *, form: bool, text: str = say.WHICH_AREA) -> Reply:
    """Which of their areas (an officer: of all) is meant?"""
    campaign = ctx.tools.campaign
    ids = areas_of(ctx.person, campaign) or tuple(area.id for area in campaign.leaves)
    if "officer" not in ctx.person.roles and not areas_of(ctx.person, campaign):
        return Reply(say.NO_AREA.format(unit=campaign.unit))
    open_question(ctx, "area", line, form=form, allowed=list(ids))
    choices = tuple(Choice(campaign.area(id_).full_name, f"report:area:{id_}") for id_ in ids)
    return Reply(text.format(unit=campaign.unit), choices=choices)


@routes.choice("area", roles=["leader", "deputy", "officer"])
async def chosen_area(ctx: Ctx) -> Reply:
    """The person picked the area of a line, or of the form."""
    line = kept(ctx)
    answers = ctx.conversation.answers
    if ctx.conversation.flow != "report" or line is None or ctx.argument not in answers.get("allowed", ()):
        return Reply(STALE)
    ctx.conversation.memory["area"] = ctx.argument
    if not line.line:
        from handlers.report.form import open_form

        return await open_form(ctx, ctx.argument)
    return await take(ctx, line, form=True, area=ctx.argument)


@routes.choice("no")
async def no(ctx: Ctx) -> Reply:
    """The person wants nothing of it."""
    ctx.conversation.end()
    return Reply(say.KEPT)


@routes.step("area")
async def typed_area(ctx: Ctx) -> Reply:
    """An area typed instead of picked, or another line altogether."""
    line = kept(ctx)
    campaign = ctx.tools.campaign
    for id_ in ctx.conversation.answers.get("allowed", ()):
        place = campaign.area(id_)
        if fold(ctx.text) in {fold(name) for name in (place.name, place.full_name, *place.aliases)}:
            ctx.argument = place.id
            return await chosen_area(ctx)
    reading = read(f"bc {ctx.text}", ctx.tools.campaign, sent_at=ctx.incoming.sent_at, form=True)
    if line is not None and reading.area in ctx.conversation.answers.get("allowed", ()) and not reading.values:
        ctx.argument = str(reading.area)
        return await chosen_area(ctx)
    return await _another_line(ctx)


# -- the question about a doubt --------------------------------------------------------------------------------------


def open_question(ctx: Ctx, step: str, line: Said, **answers: object) -> None:
    """Leave a question of ours open."""
    ctx.conversation.start("report", step, until=ctx.now + OPEN_FOR, **line.keep(), **answers)


def _ask_doubt(ctx: Ctx, line: Said, reading: Reading, place: Area) -> Reply:
    open_question(ctx, "doubt", line, area=place.id, options=[option.line for option in reading.options])
    choices = [Choice(option.label, f"report:option:{n}") for n, option in enumerate(reading.options)]
    return Reply(reading.question or "", choices=tuple(choices))


@routes.choice("option", roles=["leader", "deputy", "officer"])
async def chosen_option(ctx: Ctx) -> Reply:
    """One of the offered readings."""
    line, answers = kept(ctx), ctx.conversation.answers
    options = answers.get("options", []) if ctx.conversation.step == "doubt" else []
    number = int(ctx.argument) if ctx.argument.isdecimal() else len(options)
    if ctx.conversation.flow != "report" or line is None or number >= len(options):
        return Reply(STALE)
    return await take(ctx, Said(options[number], line.at), form=True, area=answers.get("area"))


@routes.step("doubt")
async def typed_doubt(ctx: Ctx) -> Reply:
    """Words instead of a pick: the number that was asked for, a clearer line, or something else altogether."""
    line, answers = kept(ctx), ctx.conversation.answers
    if line is not None:
        completed = _completed(ctx, line, answers.get("area"))
        if completed is not None:
            return await take(ctx, Said(completed, line.at), form=True, area=answers.get("area"))
        if not answers.get("options") and fold(ctx.text).isdecimal():
            question = read(line.line, ctx.tools.campaign, sent_at=line.at, form=True).question
            return Reply(say.ASK_AGAIN.format(question=question or ""))
    return await _another_line(ctx)


def _completed(ctx: Ctx, line: Said, area: str | None) -> str | None:
    """The line that a bare «12» means after our question about «bc vneid»; None when it is not that clear."""
    campaign = ctx.tools.campaign
    if read(ctx.text, campaign, sent_at=line.at, form=True).values:
        return None
    before = read(line.line, campaign, sent_at=line.at, form=True)
    asked = [key for key in campaign.keys if f"«{campaign.label(key)}»" in (before.question or "")]
    if len(asked) != 1 or asked[0] in before.values or before.operation != "set" or before.reason == "two-readings":
        return None
    answer = read(f"bc {campaign.label(asked[0])}: {ctx.text.strip()}", campaign, sent_at=line.at, form=True)
    if answer.decision != "store" or set(answer.values) != set(asked):
        return None
    return canonical(answer.values, campaign, day=before.day or line.today, area=area)


async def _another_line(ctx: Ctx) -> Reply:
    """Take the words as a new line for the same area; words without counts are somebody else's business."""
    if fold(ctx.text).lstrip("/") in ("bao cao", "bc", "baocao", "bao"):
        ctx.conversation.end()
        raise PassOn  # they begin anew
    area = ctx.conversation.answers.get("area")
    reading = read(ctx.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
    if reading.decision == "chat":
        reading = read(ctx.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at, form=True)
        if reading.decision in ("chat", "error"):
            raise PassOn
    return await take(ctx, said(ctx, ctx.text), form=True, area=area if reading.area is None else None)


# -- the question about a clash --------------------------------------------------------------------------------------


async def _part(ctx: Ctx, place: Area, day: date, values: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """What can be stored at once, and what stands there already: a flow figure given twice for one day."""
    campaign = ctx.tools.campaign
    standing = {count.key for count in await ctx.tx.reports.standing(campaign.id, place.id, day)}
    clash = {k: v for k, v in values.items() if k in standing and campaign.indicator(k).kind == "flow"}
    return {key: value for key, value in values.items() if key not in clash}, clash


async def _ask_clash(ctx: Ctx, line: Said, place: Area, day: date, clash: dict[str, int]) -> Reply:
    campaign = ctx.tools.campaign
    standing = {c.key: c.value for c in await ctx.tx.reports.standing(campaign.id, place.id, day) if c.key in clash}
    together = {key: standing[key] + value for key, value in clash.items()}
    open_question(ctx, "clash", line, area=place.id, day=day.isoformat(), values=clash)
    text = say.CLASH.format(
        day=_capital(words.day(day, today=line.today)),
        area=place.full_name,
        standing=words.values(campaign, standing),
        given=words.values(campaign, clash),
    )
    choices = (
        Choice(say.REPLACE.format(values=_numbers(ctx, clash)), "report:clash:set"),
        Choice(say.ADD.format(values=_numbers(ctx, together)), "report:clash:add"),
        Choice(say.KEEP, "report:clash:keep"),
    )
    return Reply(text, choices=choices)


def _numbers(ctx: Ctx, values: dict[str, int]) -> str:
    return ", ".join(words.number(values[key]) for key in ctx.tools.campaign.keys if key in values)


@routes.choice("clash", roles=["leader", "deputy", "officer"])
async def chosen_clash(ctx: Ctx) -> Reply:
    """Replace, add, or keep what stood there."""
    line, answers = kept(ctx), ctx.conversation.answers
    if ctx.conversation.flow != "report" or ctx.conversation.step != "clash" or line is None:
        return Reply(STALE)
    place, day = ctx.tools.campaign.area(answers["area"]), date.fromisoformat(answers["day"])
    values = dict(answers["values"])
    ctx.conversation.end()
    if ctx.argument not in ("set", "add"):
        return Reply(say.KEPT)
    refusal = _refusal(ctx, line, day)
    if refusal is not None:
        return refusal
    done = await store(ctx, line, place, day, values, operation="add" if ctx.argument == "add" else "set")
    return Reply(await receipt(ctx, place, done, line.today))


@routes.step("clash")
async def typed_clash(ctx: Ctx) -> Reply:
    """«thay», «cộng thêm», or a new line."""
    word = fold(ctx.text)
    if word in ("thay", "thay the", "thay bang", "sua", "ghi de"):
        ctx.argument = "set"
    elif word in ("cong", "cong them", "them", "cong vao"):
        ctx.argument = "add"
    elif word in ("giu", "giu nhu cu", "giu nguyen", "khong", "thoi", "bo"):
        ctx.argument = "keep"
    else:
        return await _another_line(ctx)
    return await chosen_clash(ctx)


# -- refusals and obstacles ------------------------------------------------------------------------------------------


def _refusal(ctx: Ctx, line: Said, day: date) -> Reply | None:
    """Why nothing may be written for that day (any more); None: it may."""
    campaign = ctx.tools.campaign
    if not campaign.start <= day <= campaign.end:
        return Reply(
            say.OUTSIDE.format(day=words.day(day), start=f"{campaign.start:%d/%m/%Y}", end=f"{campaign.end:%d/%m/%Y}")
        )
    period = campaign.period_of(day)
    if line.at > period.locks:
        return Reply(say.LOCKED.format(period=words.period(campaign, period), when=words.moment(period.locks)))
    return None


async def _obstacle_only(ctx: Ctx, line: Said, reading: Reading, place: Area) -> Reply:
    """A line that holds an obstacle and no count: passed on all the same."""
    done = await store(ctx, line, place, line.today, {}, obstacle=reading.obstacle)
    ctx.conversation.end()
    await tell_obstacle(ctx, place, done.id, reading.obstacle)
    return Reply(say.OBSTACLE_ONLY.format(area=place.full_name, text=reading.obstacle))


async def tell_obstacle(ctx: Ctx, place: Area, number: int, text: str) -> None:
    """Pass what stands in the way on to the officers."""
    words_ = say.OBSTACLE_TO_OFFICER.format(
        area=place.full_name, who=ctx.person.name or "đội trưởng", number=number, text=text
    )
    for reader in await officers(ctx.tx):
        if reader.address != ctx.incoming.address:
            ctx.tell(reader.address, Reply(words_), private=reader.private)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
