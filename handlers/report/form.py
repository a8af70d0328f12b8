"""The form: one question per indicator, the obligatory first; skip, back, done; it waits for hours."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from bot.clock import VIETNAM
from bot.router import PassOn
from bot.text import fold
from bot.types import Choice, Reply
from handlers.campaign import Area, Campaign
from handlers.counts import Reading, canonical, read
from handlers.phrases import common, words
from handlers.phrases import report as say
from handlers.reach import areas_of
from handlers.report.base import Said, kept, leaf, open_question, routes, said
from handlers.report.taking import ask_area, take
from handlers.tools import Ctx

EXAMPLES = (5, 12, 30, 3, 8)
USUAL_OF = timedelta(days=28)
"""What was reported within these days is asked for first."""
SAME = ("nhu da ghi", "nhu cu", "giu", "giu nguyen", "nhu tren", "van the", "khong doi", "y cu")


async def open_form(ctx: Ctx, area: str | None) -> Reply:
    """Begin the form for an area; asks for the area first where it is not clear."""
    campaign = ctx.tools.campaign
    own = areas_of(ctx.person, campaign)
    chosen = area or (own[0] if len(own) == 1 else None)
    if chosen is None and ctx.conversation.memory.get("area") in own:
        chosen = str(ctx.conversation.memory["area"])
    line = said(ctx, "")
    if chosen is None:
        return ask_area(ctx, line, form=True, text=say.WHICH_AREA_FORM)
    place = campaign.area(chosen)
    order = await usual_first(ctx, chosen, line.today)
    open_question(ctx, "form", line, area=chosen, at_key=0, values={}, order=order)
    opening = say.FORM_START.format(area=place.full_name, day=words.day(line.today, today=line.today))
    question = await _question(ctx)
    return Reply(f"{opening}\n\n{question.text}", choices=question.choices, wants_number=True)


async def usual_first(ctx: Ctx, area: str, day: date) -> list[str]:
    """The keys in the order in which they are asked: obligatory ones as in the preset, then what is usual here."""
    campaign = ctx.tools.campaign
    counts = await ctx.tx.reports.between(campaign.id, [area], day - USUAL_OF, day)
    often = Counter(count.key for count in counts)
    owed = {key for key in campaign.keys if campaign.indicator(key).obligatory}
    return sorted(campaign.keys, key=lambda key: (key not in owed, 0 if key in owed else -often[key]))


def _order(ctx: Ctx) -> list[str]:
    """The order of the open form; a preset that changed meanwhile neither hides nor doubles a question."""
    known = ctx.tools.campaign.keys
    kept_ = [key for key in ctx.conversation.answers.get("order", ()) if key in known]
    return [*kept_, *(key for key in known if key not in kept_)]


async def resume(ctx: Ctx) -> Reply:
    """Go on where the open form stands, or offer to begin anew."""
    answers = ctx.conversation.answers
    place = leaf(ctx, answers["area"])
    if place is None or (not answers["values"] and _line(ctx).today == ctx.incoming.sent_at.astimezone(VIETNAM).date()):
        ctx.conversation.end()
        return await open_form(ctx, place.id if place else None)
    values = words.values(ctx.tools.campaign, dict(answers["values"])) or say.NOTHING_YET
    head = say.FORM_RESUME.format(area=place.full_name, day=words.day(_line(ctx).today), values=values)
    question = await _question(ctx)
    anew = Choice(say.FORM_ANEW, "report:form:anew")
    return Reply(f"{head}\n\n{question.text}", choices=(*question.choices, anew), wants_number=True)


async def _question(ctx: Ctx) -> Reply:
    campaign, answers = ctx.tools.campaign, ctx.conversation.answers
    order = _order(ctx)
    at = min(int(answers["at_key"]), len(order) - 1)
    key = order[at]
    day = _line(ctx).today
    text = say.FORM_ASK.format(
        number=at + 1, total=len(order), label=campaign.label(key, short=False), example=EXAMPLES[at % len(EXAMPLES)]
    )
    standing = {c.key: c.value for c in await ctx.tx.reports.standing(campaign.id, answers["area"], day)}
    known = answers["values"].get(key, standing.get(key))
    if known is not None:
        text += say.FORM_KNOWN.format(value=words.number(known))
    skip = say.FORM_SKIP if known is None else say.FORM_SAME.format(value=words.number(known))
    choices = [Choice(skip, "report:form:skip")]
    if at > 0:
        choices.append(Choice(say.FORM_BACK, "report:form:back"))
    if answers["values"]:
        choices.insert(0, Choice(say.FORM_DONE, "report:form:done"))
    return Reply(text, choices=tuple(choices), wants_number=True)


def _line(ctx: Ctx) -> Said:
    line = kept(ctx)
    assert line is not None, "an open form has its line"
    return line


@routes.choice("form", roles=["leader", "deputy", "officer"])
async def pressed(ctx: Ctx) -> Reply:
    """Skip, back, or done."""
    if ctx.conversation.flow != "report" or ctx.conversation.step != "form":
        return Reply(common.STALE)
    match ctx.argument:
        case "done":
            return await _finish(ctx)
        case "back":
            return await _go(ctx, -1)
        case "anew":
            area = str(ctx.conversation.answers["area"])
            ctx.conversation.end()
            return await open_form(ctx, area)
        case _:
            return await _go(ctx, 1)


@routes.step("form")
async def typed(ctx: Ctx) -> Reply:
    """A number for this question, a whole line with labels, or a word such as «xong»."""
    word = fold(ctx.text)
    if word in ("xong", "gui", "gui luon", "het", "het roi"):
        return await _finish(ctx)
    if word in ("bo", "bo qua", "qua", "next", "tiep", *SAME):
        return await _go(ctx, 1)
    if word in ("lui", "quay lai", "lai", "truoc"):
        return await _go(ctx, -1)
    if word in ("bao cao", "baocao", "bc", "bao"):
        return await resume(ctx)
    campaign, answers = ctx.tools.campaign, ctx.conversation.answers
    at = ctx.incoming.sent_at
    labelled = read(ctx.text, campaign, sent_at=at)
    if labelled.decision in ("store", "ask") and labelled.values:
        return await _whole_line(ctx, labelled)
    key = _order(ctx)[int(answers["at_key"])]
    value = _number(campaign, key, ctx)
    if value is None:
        if labelled.decision == "chat" and not any(ch.isdigit() for ch in ctx.text) and len(ctx.text.split()) > 3:
            raise PassOn
        question = await _question(ctx)
        hint = say.FORM_NUMBER.format(example=EXAMPLES[int(answers["at_key"]) % len(EXAMPLES)])
        return Reply(f"{hint}\n{question.text}", choices=question.choices, wants_number=True)
    answers["values"] = {**answers["values"], key: value}
    return await _go(ctx, 1)


async def _whole_line(ctx: Ctx, line: Reading) -> Reply:
    """A line with labels ends the form; what was gathered before it is not lost."""
    answers = ctx.conversation.answers
    here = line.area in (None, answers["area"]) and line.day in (None, _line(ctx).today)
    if line.decision == "store" and line.operation == "set" and here and not line.obstacle:
        answers["values"] = {**answers["values"], **line.values}
        return await _finish(ctx)
    if not answers["values"]:
        return await take(ctx, said(ctx, ctx.text), form=True, area=answers["area"])
    text, area = ctx.text, answers["area"]
    first = await _finish(ctx)
    if ctx.conversation.flow:
        return first  # a question about the gathered figures comes before anything else
    second = await take(ctx, said(ctx, text), form=True, area=area)
    return Reply(f"{first.text}\n\n{second.text}", choices=second.choices)


def _number(campaign: Campaign, key: str, ctx: Ctx) -> int | None:
    """The one number that answers the question, read by the same grammar as a line; None: it is not clear."""
    indicator, group = campaign.indicator(key), campaign.group(key)
    label = f"{indicator.short} {group.label}" if group else indicator.short
    reading = read(f"bc {label}: {ctx.text}", campaign, sent_at=ctx.incoming.sent_at, form=True)
    if reading.decision == "store" and set(reading.values) == {key}:
        return reading.values[key]
    return None


async def _go(ctx: Ctx, step: int) -> Reply:
    answers = ctx.conversation.answers
    at = int(answers["at_key"]) + step
    if at >= len(_order(ctx)):
        return await _finish(ctx)
    answers["at_key"] = max(at, 0)
    return await _question(ctx)


async def _finish(ctx: Ctx) -> Reply:
    """Hand what was gathered over as one line."""
    answers = ctx.conversation.answers
    values = dict(answers["values"])
    place: Area | None = leaf(ctx, answers["area"])
    line = _line(ctx)
    ctx.conversation.end()
    if not values or place is None:
        return Reply(say.FORM_EMPTY)
    day: date = line.today
    text = canonical(values, ctx.tools.campaign, day=day, area=place.id)
    return await take(ctx, Said(text, line.at), form=True, area=place.id)
