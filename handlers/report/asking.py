"""The questions about a line, one at a time: a figure given twice, one that does not fit, one that is in doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.types import Choice, Reply
from handlers.campaign import Area
from handlers.phrases import report as say
from handlers.phrases import words
from handlers.plausible import odd, surroundings
from handlers.report.base import Said, open_question
from handlers.tools import Ctx

Pending = Mapping[str, Any]
"""What is still to be asked: «clash» and «odd» figures, the «doubt», and the line's «operation»."""


async def split(ctx: Ctx, place: Area, day: date, values: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """What can be stored at once, and what stands there already: a flow figure given twice for one day."""
    campaign = ctx.tools.campaign
    standing = {count.key for count in await ctx.tx.reports.standing(campaign.id, place.id, day)}
    clash = {k: v for k, v in values.items() if k in standing and campaign.indicator(k).kind == "flow"}
    return {key: value for key, value in values.items() if key not in clash}, clash


async def odd_ones(ctx: Ctx, place: Area, day: date, values: Mapping[str, int], *, added: bool) -> dict[str, int]:
    """The figures that do not fit this hamlet, its earlier days, or what its target still lacks."""
    campaign = ctx.tools.campaign
    if not any(values.values()):
        return {}
    counts = await ctx.tx.reports.between(campaign.id, [place.id], campaign.start, day)
    here = {count.key: count.value for count in counts if count.day == day} if added else {}
    return {
        key: value
        for key, value in values.items()
        if odd(value, surroundings(campaign, place, key, day, counts), on_top_of=here.get(key, 0))
    }


async def ask_next(ctx: Ctx, line: Said, place: Area, day: date, pending: Pending) -> Reply | None:
    """Put the next of the questions that are left, and remember the others; None when none is left."""
    rest = dict(pending)
    if clash := rest.pop("clash", None):
        return await _ask_clash(ctx, line, place, day, clash, rest)
    if strange := rest.pop("odd", None):
        return await _ask_odd(ctx, line, place, day, strange, rest)
    if doubt := rest.pop("doubt", None):
        return ask_doubt(ctx, line, place, *doubt)
    return None


async def then(ctx: Ctx, line: Said, place: Area, day: date, text: str, pending: Pending) -> Reply:
    """What came of an answer, and the next question behind it."""
    question = await ask_next(ctx, line, place, day, pending)
    if question is None:
        return Reply(text)
    return Reply(f"{text}\n\n{question.text}", choices=question.choices, wants_number=True)


def ask_doubt(
    ctx: Ctx,
    line: Said,
    place: Area,
    question: str,
    options: Sequence[Sequence[str]],
    why: str = "",
    *,
    practice: bool = False,
) -> Reply:
    """Ask about what is in doubt; each option is a label and the line that it stands for.

    What is asked in `practice` is answered in practice, also when that is over meanwhile.
    """
    answers = {"options": list(options), "question": question, "why": why}
    open_question(ctx, "doubt", line, area=place.id, **answers, **({"practice": True} if practice else {}))
    choices = tuple(Choice(option[0], f"report:option:{n}") for n, option in enumerate(options))
    return Reply(question, choices=choices)


async def _ask_clash(
    ctx: Ctx, line: Said, place: Area, day: date, clash: dict[str, int], rest: dict[str, Any]
) -> Reply:
    campaign = ctx.tools.campaign
    standing = {c.key: c.value for c in await ctx.tx.reports.standing(campaign.id, place.id, day) if c.key in clash}
    together = {key: standing.get(key, 0) + value for key, value in clash.items()}
    open_question(ctx, "clash", line, area=place.id, day=day.isoformat(), values=clash, pending=rest)
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


async def _ask_odd(
    ctx: Ctx, line: Said, place: Area, day: date, strange: dict[str, int], rest: dict[str, Any]
) -> Reply:
    """«Chữ ký số: hôm qua 12, hôm nay 120; cả ấp Chợ 85 hộ – đúng không ạ?»"""
    campaign = ctx.tools.campaign
    counts = await ctx.tx.reports.between(campaign.id, [place.id], campaign.start, day)
    parts, tenth = [], None
    for key, value in strange.items():
        around = surroundings(campaign, place, key, day, counts)
        now = say.ODD_NOW.format(day=_short(day, line.today), value=words.number(value))
        before = ""
        if around.latest is not None:
            told = _short(around.latest[0], line.today)
            before = say.ODD_BEFORE.format(day=told, value=words.number(around.latest[1]))
        parts.append(say.ODD_FIGURE.format(label=capital(campaign.label(key)), before=before, now=now))
        if len(strange) == 1 and value % 10 == 0 and not odd(value // 10, around):
            tenth = value // 10
        if around.lacking is not None and value > around.lacking:
            parts[-1] += say.ODD_LACKING.format(number=words.number(around.lacking))
    households = place.populations.get("ho")
    size = say.ODD_SIZE.format(area=place.full_name, number=words.number(households)) if households else ""
    text = say.ODD.format(figures="; ".join(parts), size=size)
    open_question(
        ctx, "odd", line, area=place.id, day=day.isoformat(), values=strange, pending=rest, question=text, tenth=tenth
    )
    choices = [Choice(say.ODD_YES.format(values=_numbers(ctx, strange)), "report:odd:yes")]
    if tenth is not None:
        choices.append(Choice(say.ODD_TENTH.format(value=words.number(tenth)), "report:odd:tenth"))
    choices.append(Choice(say.ODD_NO, "report:odd:no"))
    return Reply(text, choices=tuple(choices))


def _short(day: date, today: date) -> str:
    match (today - day).days:
        case 0:
            return "hôm nay"
        case 1:
            return "hôm qua"
        case _:
            return f"ngày {day:%d/%m}"


def _numbers(ctx: Ctx, values: Mapping[str, int]) -> str:
    return ", ".join(words.number(values[key]) for key in ctx.tools.campaign.keys if key in values)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
