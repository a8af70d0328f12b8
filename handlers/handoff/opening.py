"""A citizen calls for a person: one question at most – which hamlet –, and the case goes to whoever is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.clock import VIETNAM
from bot.text import fold
from bot.types import Choice, Reply
from handlers.campaign import Area
from handlers.handoff import ladder
from handlers.handoff.base import (
    CASE,
    PER_DAY,
    address_of,
    forget,
    number_of,
    only_pressed,
    person_of,
    remember,
    routes,
    urgent,
)
from handlers.handoff.card import device_of, kept_words
from handlers.handoff.codes import give_code
from handlers.helping import title_of
from handlers.homes import home_of, remember_home
from handlers.phrases import common, words
from handlers.phrases import handoff as say
from handlers.points.standing import ahead, standing
from handlers.points.told import where_words
from handlers.reach import named_area
from handlers.tools import Ctx
from storage.cases import Case

LISTED = 15
"""Of more hamlets than these the name is typed."""
BACKING_OUT = frozenset({"thoi", "thoi khoi", "khong can", "khong can nua", "huy", "thoi khong can", "khoi can"})
ASK_FOR = timedelta(minutes=2)
"""Whoever does not tell the hamlet for so long is helped without."""


@routes.choice("stuck", also=["guide:person"])
async def stuck(ctx: Ctx) -> Reply:
    """«Kẹt ở đây»: at a step, that is where they got stuck."""
    id_, _, rest = ctx.argument.partition(".")
    number, _, anchor = rest.partition(".")
    guide = ctx.tools.book.guides.get(id_)
    section = guide.section(anchor) if guide is not None and anchor else None
    steps = section.steps if section is not None and section.steps else guide.steps if guide is not None else ()
    step = int(number) if number.isdecimal() and 1 <= int(number) <= len(steps) else 0
    if ctx.private and step:
        await ctx.tx.readers.walked(ctx.person.id, id_, anchor, step, len(steps), ctx.now, state="stuck")
    kept = ctx.conversation.memory.get("asked") or ("", "")
    if guide is None:
        reading = ctx.conversation.memory.get("guide")
        id_ = reading[0] if reading and reading[0] in ctx.tools.book.guides else str(kept[1])
    return await call(ctx, id_ if id_ in ctx.tools.book.guides else "", anchor, step, str(kept[0]))


@routes.command("gapnguoi", "gặp người", "gặp cán bộ", "cần người giúp", summary="Gặp người giúp trực tiếp")
async def wanted(ctx: Ctx) -> Reply:
    """The same anywhere; words behind the command are what it is about, a hamlet at their beginning is theirs."""
    moved = named_area(ctx.tools.campaign, ctx.text) if ctx.text and ctx.private else None
    if moved is not None:
        remember_home(ctx, moved.id)
    reading = ctx.conversation.memory.get("guide")
    asked = ctx.conversation.memory.get("asked") or ("", "")
    guide, step, anchor = (reading[0], reading[1], reading[2]) if reading else ("", 0, "")
    return await call(ctx, guide, anchor, int(step), kept_words(ctx.text) or str(asked[0]))


async def call(ctx: Ctx, guide: str, anchor: str, step: int, about: str) -> Reply:
    """Open a case, or tell how the open one stands."""
    campaign = ctx.tools.campaign
    if not ctx.private:
        return Reply(say.IN_GROUP + urgent(campaign))
    standing = await ctx.tx.cases.of(ctx.person.id)
    if standing is not None:
        return await how_it_stands(ctx, standing)
    if await ctx.tx.cases.opened_since(ctx.person.id, ctx.now - timedelta(days=1)) >= PER_DAY:
        return Reply(say.TOO_MANY.format(urgent=urgent(campaign)))
    home = home_of(ctx)
    id_ = await ctx.tx.cases.open(
        campaign.id,
        ctx.person.id,
        ctx.now,
        area=home or None,
        asking=home is None,
        guide=guide,
        anchor=anchor,
        step=step,
        device=device_of(about, anchor),
        words=about,
    )
    case = await ctx.tx.cases.get(id_) if id_ is not None else await ctx.tx.cases.of(ctx.person.id)
    if case is None or id_ is None:
        return Reply(common.STALE) if case is None else await how_it_stands(ctx, case)
    await ctx.tx.audit.add(_who(ctx), "case-opened", {"case": case.id, "guide": guide, "step": step}, ctx.now)
    if home is not None:
        return await sent_off(ctx, case)
    remember(ctx, CASE, case.id)
    ctx.conversation.advance("area")
    ctx.later("case-area", key=f"case-area:{case.id}", due=ctx.now + ASK_FOR, case=case.id)
    leaves = campaign.leaves
    if len(leaves) > LISTED:
        choices: tuple[Choice, ...] = (Choice(say.ELSEWHERE, f"handoff:area:{case.id}."),)
        return Reply(say.WHICH_AREA_TYPED.format(unit=campaign.unit, urgent=urgent(campaign)), choices=choices)
    choices = tuple(Choice(_capital(leaf.full_name), f"handoff:area:{case.id}.{leaf.id}") for leaf in leaves)
    return Reply(
        say.WHICH_AREA.format(unit=campaign.unit, urgent=urgent(campaign)),
        choices=(*choices, Choice(say.ELSEWHERE, f"handoff:area:{case.id}.")),
    )


@routes.choice("area")
async def chosen_area(ctx: Ctx) -> Reply:
    """The hamlet was picked."""
    number, _, area = ctx.argument.partition(".")
    case = await ctx.tx.cases.of(ctx.person.id)
    leaf = next((leaf for leaf in ctx.tools.campaign.leaves if leaf.id == area), None)
    if case is not None and case.state != "asking":
        only_pressed(ctx)
    if case is None or str(case.id) != number or (area and leaf is None):
        return Reply(common.STALE)
    return await placed(ctx, case, leaf)


async def placed(ctx: Ctx, case: Case, leaf: Area | None) -> Reply:
    """The hamlet is known, or known not to be: off it goes."""
    remember_home(ctx, leaf.id if leaf is not None else None)
    if not await ctx.tx.cases.place(case.id, leaf.id if leaf is not None else None):
        return await how_it_stands(ctx, case)
    return await sent_off(ctx, replace(case, state="waiting", area=leaf.id if leaf is not None else None))


async def sent_off(ctx: Ctx, case: Case) -> Reply:
    """The case goes to the first rung now, or when somebody is there; the citizen hears which of the two."""
    campaign = ctx.tools.campaign
    remember(ctx, CASE, case.id)
    steps = await ladder.staffed(ctx.tx, campaign, case)
    due = ladder.next_opening(campaign, steps, ctx.now) or ctx.now
    ctx.later("case-offer", key=offer_key(case, 0, 0), due=due, case=case.id, turn=case.turn, round=0, rung=0)
    if due > ctx.now:
        text = say.CLOSED_NOW.format(number=case.id, when=words.moment(due), urgent=urgent(campaign))
    else:
        at = ladder.first_open(campaign, steps, 0, ctx.now) or 0
        text = say.PASSING_ON.format(number=case.id, whom=ladder.words_of(steps[at], case, campaign))
    text += await _open_here(ctx, case) + await give_code(ctx, case)
    return way_out(ctx, case, text)


async def _open_here(ctx: Ctx, case: Case) -> str:
    """Somebody sits in their hamlet at this very moment; "" when nobody does."""
    campaign = ctx.tools.campaign
    if case.area is None:
        return ""
    coming = ahead(campaign, await standing(ctx.tx, campaign), ctx.now)
    opening = next((one for one in coming if one.at(ctx.now) and one.near(case.area)), None)
    if opening is None:
        return ""
    until = f"{opening.ends.astimezone(VIETNAM):%H:%M}".lstrip("0")
    return say.OPEN_HERE.format(name=opening.point.name, where=where_words(opening, campaign), until=until)


def offer_key(case: Case, round_: int, rung: int) -> str:
    """Under which the offers of a rung are made, once for ever."""
    return f"case-ask:{case.id}:{case.turn}:{round_}:{rung}"


def way_out(ctx: Ctx, case: Case, text: str) -> Reply:
    """These words with the way to call the case off: a button, or a word where there are none."""
    if not ctx.voice.has_buttons(ctx.incoming.address.channel):
        return Reply(text + say.CANCEL_TYPED if case.state != "helped" else text)
    return Reply(text, choices=(Choice(say.NOT_NEEDED, f"handoff:cancel:{case.id}"),), wants_number=True)


async def how_it_stands(ctx: Ctx, case: Case) -> Reply:
    """Whether the citizen's case waits or is being helped."""
    ctx.conversation.memory[CASE] = case.id
    if ctx.conversation.step != "area":
        ctx.conversation.start("handoff", "talk")
    return way_out(ctx, case, await standing_words(ctx, case, say.OPEN_ALREADY, say.HELPED_ALREADY))


async def standing_words(ctx: Ctx, case: Case, waiting: str, helped: str) -> str:
    """One of the two sentences, filled in."""
    campaign = ctx.tools.campaign
    if case.state == "helped":
        return helped.format(helper=title_of(await person_of(ctx.tx, case.helper), campaign), number=case.id)
    steps = ladder.rungs(campaign, case)
    at = ladder.first_open(campaign, steps, 0, ctx.now) or 0
    return waiting.format(number=case.id, whom=ladder.words_of(steps[at], case, campaign))


@routes.choice("cancel")
async def not_needed(ctx: Ctx) -> Reply:
    """The citizen needs nobody any more."""
    only_pressed(ctx)
    case = await ctx.tx.cases.get(number_of(ctx.argument))
    if case is None or case.citizen != ctx.person.id:
        return Reply(common.STALE)
    return await cancelled(ctx, case)


async def cancelled(ctx: Ctx, case: Case) -> Reply:
    """Close it for the citizen, and tell who helps."""
    forget(ctx, CASE)
    if await ctx.tx.cases.close(case.id, "cancelled", ctx.now):
        helper = await person_of(ctx.tx, case.helper)
        where = address_of(helper) if helper is not None else None
        if where is not None:
            ctx.tell(where, Reply(say.CITIZEN_CANCELLED.format(number=case.id)), key=f"case:{case.id}:cancelled")
    return Reply(say.CANCELLED.format(number=case.id))


def backs_out(text: str) -> bool:
    """Whether these words call the case off."""
    return fold(text).strip(" .!") in BACKING_OUT


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _who(ctx: Ctx) -> str:
    return f"{ctx.person.channel}:{ctx.person.author}"
