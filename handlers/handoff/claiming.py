"""A helper takes a case – exactly one does –, sees it whole, hands it on, and finds their way among several."""

from __future__ import annotations

from bot.types import Choice, Reply
from handlers.handoff.base import (
    ANSWER_WITHIN,
    HELPING,
    address_of,
    forget,
    name_of,
    number_of,
    only_pressed,
    person_of,
    remember,
    routes,
)
from handlers.handoff.card import about, gist, ready_answer, said
from handlers.handoff.closing import current
from handlers.handoff.opening import offer_key
from handlers.handoff.talking import pass_files, pass_on
from handlers.helping import HELPERS, may_help, title_of
from handlers.phrases import handoff as say
from handlers.phrases import words
from handlers.rights import manages
from handlers.tools import Ctx
from storage.cases import Case, CaseLine
from storage.people import Person

LISTED = 12
"""Cases of a kind that are listed at once."""
BUTTONS = 8


@routes.choice("take", roles=HELPERS)
async def chosen_take(ctx: Ctx) -> Reply:
    """«Nhận việc»: theirs, if nobody was faster."""
    return await take(ctx, number_of(ctx.argument))


@routes.command("nhanviec", roles=HELPERS)
async def take_typed(ctx: Ctx) -> Reply:
    """The same typed: «nhận 12»."""
    return await take(ctx, number_of(ctx.text))


async def take(ctx: Ctx, number: int) -> Reply:
    """The case is theirs now, or they hear why not."""
    case = await ctx.tx.cases.get(number)
    refusal = await _refusal(ctx, case)
    if case is None or refusal is not None:
        return refusal or Reply(say.NO_SUCH)
    if not await ctx.tx.cases.claim(case.id, ctx.person.id, ctx.now):
        return await _too_late(ctx, case.id)
    await ctx.tx.audit.add(
        f"{ctx.person.channel}:{ctx.person.author}", "case-claimed", {"case": case.id, "turn": case.turn}, ctx.now
    )
    helper = title_of(ctx.person, ctx.tools.campaign)
    citizen = await person_of(ctx.tx, case.citizen)
    where = address_of(citizen) if citizen is not None else None
    if where is not None:
        name = helper[:1].upper() + helper[1:]
        text = say.TAKEN_FOR_YOU.format(helper=name, number=case.id)
        ctx.tell(where, Reply(text), key=f"case:{case.id}:{case.turn}:taken")
    ctx.later(
        "case-watch",
        key=f"case-watch:{case.id}:{case.turn}:0:1",
        due=ctx.now + ANSWER_WITHIN,
        case=case.id,
        turn=case.turn,
        line=0,
        stage=1,
    )
    lines = await ctx.tx.cases.lines(case.id)
    shown = await _card(ctx, case, citizen, lines)
    for line in lines:
        if line.side == "citizen":
            pass_files(ctx, case, line.id, [kind for kind, _ in line.files])
    if ctx.private:
        remember(ctx, HELPING, case.id)
        return shown
    there = address_of(ctx.person)
    assert there is not None  # asked above
    ctx.tell(there, shown, key=f"case:{case.id}:{case.turn}:card")
    return Reply(say.TAKEN_IN_GROUP.format(helper=helper[:1].upper() + helper[1:], number=case.id))


async def _refusal(ctx: Ctx, case: Case | None) -> Reply | None:
    """Why this person may not take it; None: they may try."""
    if case is None or case.campaign != ctx.tools.campaign.id:
        return Reply(say.NO_SUCH)
    if case.citizen == ctx.person.id:
        return Reply(say.YOUR_OWN)
    if not may_help(ctx.person, case, ctx.tools.campaign):
        return Reply(say.NOT_YOURS.format(number=case.id))
    if case.state == "asking":
        return Reply(say.NOT_READY.format(number=case.id))
    if case.state != "waiting":
        return await _too_late(ctx, case.id)
    if not ctx.private and ctx.person.chat is None:
        return Reply(say.WRITE_FIRST.format(number=case.id))
    return None


async def _too_late(ctx: Ctx, number: int) -> Reply:
    case = await ctx.tx.cases.get(number)
    if case is None:
        return Reply(say.NO_SUCH)
    if not case.open:
        return Reply(say.OVER_BEFORE.format(number=case.id))
    if case.helper == ctx.person.id:
        if ctx.private:
            remember(ctx, HELPING, case.id)
        return Reply(say.YOURS_BEFORE.format(number=case.id))
    helper = title_of(await person_of(ctx.tx, case.helper), ctx.tools.campaign)
    when = words.moment(case.claimed_at or ctx.now)
    return Reply(say.TAKEN_BEFORE.format(number=case.id, helper=helper, when=when))


async def _card(ctx: Ctx, case: Case, citizen: Person | None, lines: list[CaseLine]) -> Reply:
    """Everything that the helper should know, the ready answer, and what to do with it."""
    people = await ctx.tx.people.by_ids(sorted({line.person for line in lines}))
    text = say.CARD.format(number=case.id, name=name_of(citizen), what=about(case, ctx.tools, lines))
    if citizen is not None and citizen.channel in ctx.tools.fleeting:
        text += say.MAYBE_AWAY
    if lines:
        talk = said(lines, ctx.tools.campaign, {person.id: person for person in people})
        text += say.CARD_LINES.format(lines=talk)
    prepared = ready_answer(case, ctx.tools)
    if prepared:
        text += "\n" + say.READY.format(text=prepared)
    if not ctx.voice.has_buttons(ctx.person.channel):
        return Reply(text + (say.SEND_READY_TYPED if prepared else "") + say.CARD_HOW)
    choices = [Choice(say.SEND_READY, f"handoff:ready:{case.id}")] if prepared else []
    choices += [Choice(say.DONE, f"handoff:done:{case.id}"), Choice(say.HAND_ON, f"handoff:hand:{case.id}")]
    return Reply(text + say.CARD_HOW, choices=tuple(choices), wants_number=True)


@routes.choice("ready", roles=HELPERS)
async def chosen_ready(ctx: Ctx) -> Reply:
    """The prepared answer goes to the citizen."""
    only_pressed(ctx)
    return await send_ready(ctx, number_of(ctx.argument))


async def send_ready(ctx: Ctx, number: int) -> Reply:
    """The prepared answer of a case that they hold."""
    case = await ctx.tx.cases.get(number)
    if case is None or case.state != "helped" or case.helper != ctx.person.id:
        return await _not_mine(ctx, case)
    prepared = ready_answer(case, ctx.tools)
    if not prepared:
        return Reply(say.NO_READY)
    citizen = await person_of(ctx.tx, case.citizen)
    await pass_on(ctx, case, prepared, prepared)
    remember(ctx, HELPING, case.id)
    text = say.READY_SENT.format(name=name_of(citizen), number=case.id)
    if not ctx.voice.has_buttons(ctx.person.channel):
        return Reply(text)
    choices = (Choice(say.DONE, f"handoff:done:{case.id}"), Choice(say.HAND_ON, f"handoff:hand:{case.id}"))
    return Reply(text, choices=choices, wants_number=True)


async def _not_mine(ctx: Ctx, case: Case | None) -> Reply:
    if case is None:
        return Reply(say.NO_SUCH)
    return Reply((say.NOT_WITH_YOU if case.open else say.OVER_BEFORE).format(number=case.id))


@routes.choice("hand", roles=HELPERS)
async def chosen_hand_on(ctx: Ctx) -> Reply:
    """Somebody else, please."""
    only_pressed(ctx)
    return await _hand_on(ctx, number_of(ctx.argument))


@routes.command("chuyenviec", roles=HELPERS)
async def hand_on(ctx: Ctx) -> Reply:
    """The same typed."""
    return await _hand_on(ctx, await current(ctx))


async def _hand_on(ctx: Ctx, number: int) -> Reply:
    """The case waits anew for somebody else. An officer may do so with anybody's."""
    case = await ctx.tx.cases.get(number)
    mine = case is not None and case.helper == ctx.person.id
    theirs = case is not None and manages(ctx.person, ctx.tools.campaign, case.area)
    if case is None or case.state != "helped" or not (mine or theirs):
        return await _not_mine(ctx, case)
    if not await ctx.tx.cases.give_back(case.id, case.turn, "handed", ctx.now):
        return await _not_mine(ctx, case)
    await ctx.tx.audit.add(
        f"{ctx.person.channel}:{ctx.person.author}", "case-handed-on", {"case": case.id, "turn": case.turn}, ctx.now
    )
    if ctx.conversation.memory.get(HELPING) == case.id:
        forget(ctx, HELPING)
    helper = await person_of(ctx.tx, case.helper)
    there = address_of(helper) if helper is not None and not mine else None
    if there is not None:
        ctx.tell(there, Reply(say.TAKEN_AWAY.format(number=case.id)), key=f"case:{case.id}:{case.turn}:away")
    citizen = await person_of(ctx.tx, case.citizen)
    where = address_of(citizen) if citizen is not None else None
    if where is not None:
        text = say.HANDED_ON.format(helper=title_of(helper, ctx.tools.campaign), number=case.id)
        ctx.tell(where, Reply(text), key=f"case:{case.id}:{case.turn}:handed")
    fresh = await ctx.tx.cases.get(case.id) or case
    ctx.later("case-offer", key=offer_key(fresh, 0, 0), case=case.id, turn=fresh.turn, round=0, rung=0)
    return Reply(say.HANDED_BY_YOU.format(number=case.id))


@routes.command("viec", "các việc", summary="Bà con đang chờ giúp", roles=HELPERS, where="private")
async def listed(ctx: Ctx) -> Reply:
    """My cases, those that wait for somebody like me, and for officers everybody's."""
    campaign = ctx.tools.campaign
    standing = [
        case
        for case in await ctx.tx.cases.standing(campaign.id)
        if may_help(ctx.person, case, campaign) and case.citizen != ctx.person.id
    ]
    mine = [case for case in standing if case.helper == ctx.person.id]
    waiting = [case for case in standing if case.state == "waiting"]
    others = [case for case in standing if case.state == "helped" and case not in mine]
    others = others if "officer" in ctx.person.roles else []
    if not (mine or waiting or others):
        return Reply(say.NOTHING_WAITS)
    people = {one.id: one for one in await ctx.tx.people.by_ids(sorted({case.helper or 0 for case in others}))}
    lines: list[str] = []
    for head, cases in ((say.MINE, mine), (say.WAITING, waiting), (say.OTHERS, others)):
        lines += [head] if cases else []
        for case in cases[:LISTED]:
            helper = title_of(people.get(case.helper or 0), campaign)
            since = words.moment(case.claimed_at or case.opened_at)
            form = say.LISTED_WITH if cases is others else say.LISTED
            lines.append(form.format(number=case.id, what=gist(case, ctx.tools), helper=helper, since=since))
    choices = [Choice(say.TURN_TO.format(number=case.id), f"handoff:turn:{case.id}") for case in mine]
    choices += [Choice(say.TAKE.format(number=case.id), f"handoff:take:{case.id}") for case in waiting]
    choices += [Choice(say.HAND_OF.format(number=case.id), f"handoff:hand:{case.id}") for case in others]
    return Reply("\n".join(lines), choices=tuple(choices[:BUTTONS]), wants_number=True)


@routes.choice("turn", roles=HELPERS)
async def turn_to(ctx: Ctx) -> Reply:
    """From now on their words go to that citizen."""
    case = await ctx.tx.cases.get(number_of(ctx.argument))
    if case is None or case.state != "helped" or case.helper != ctx.person.id:
        return await _not_mine(ctx, case)
    if not ctx.private:
        return Reply(say.TAKEN_IN_GROUP.format(helper=name_of(ctx.person), number=case.id))
    remember(ctx, HELPING, case.id)
    citizen = await person_of(ctx.tx, case.citizen)
    return Reply(say.TURNED_TO.format(name=name_of(citizen), number=case.id))
