"""Take a line: where it belongs, what is stored at once with its receipt, and the one short question about the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.router import PassOn
from bot.types import Choice, Reply
from handlers.campaign import Area
from handlers.counts import Reading, read
from handlers.phrases import report as say
from handlers.phrases import words
from handlers.reach import areas_of
from handlers.report.base import Said, leaf, open_question
from handlers.report.receipt import receipt
from handlers.report.record import obstacle_only, refusal, store, tell_obstacle
from handlers.report.undoing import undo
from handlers.tools import Ctx
from storage.reports import Report


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
        return await undo(ctx)
    if reading.decision == "error" and not reading.obstacle:
        return Reply(reading.question or "")
    place = _where(ctx, line, reading, area, form=form)
    if isinstance(place, Reply):
        return place
    if reading.decision == "error":
        return await obstacle_only(ctx, line, reading.obstacle, place)
    if day is None or reading.day not in (None, line.today):
        day = reading.day or line.today
    refused = refusal(ctx, line, day)
    if refused is not None:
        if not reading.obstacle:
            return refused
        passed_on = await obstacle_only(ctx, line, reading.obstacle, place)
        return Reply(f"{refused.text}\n\n{passed_on.text}")
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
    done: Report | None = None
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
        parts.append((await obstacle_only(ctx, line, reading.obstacle, place)).text)
    options = [[option.label, option.line] for option in reading.options]
    if clash:
        question = await _ask_clash(ctx, line, place, day, clash)
        if reading.decision == "ask":
            # One question at a time: this one waits until the clash is answered.
            ctx.conversation.answers["doubt"] = [reading.question or "", options]
    elif reading.decision == "ask":
        question = ask_doubt(ctx, line, place, reading.question or "", options)
    else:
        return Reply("\n\n".join(parts))
    if done is not None:
        ctx.conversation.answers["stored"] = done.id  # «huỷ» takes this back
    return Reply("\n\n".join([*parts, question.text]), choices=question.choices, wants_number=True)


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
        return Reply(capital(say.FOREIGN.format(area=named.full_name)), choices=(yes, Choice(say.NO, "report:no")))
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


def ask_doubt(ctx: Ctx, line: Said, place: Area, question: str, options: Sequence[Sequence[str]]) -> Reply:
    """Ask about what is in doubt; each option is a label and the line that it stands for."""
    open_question(ctx, "doubt", line, area=place.id, options=[option[1] for option in options])
    choices = tuple(Choice(option[0], f"report:option:{n}") for n, option in enumerate(options))
    return Reply(question, choices=choices)


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
        day=capital(words.day(day, today=line.today)),
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


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
