"""Whose words these are: the hamlet, the other side's of a talk, a helper's order, a follow-up code – or the bot's."""

from __future__ import annotations

import re

from bot.router import PassOn
from bot.text import fold
from bot.types import Reply
from handlers.codes import CODE
from handlers.handoff.base import CASE, HELPING, LAST, forget, routes
from handlers.handoff.claiming import hand_on, listed, send_ready, take
from handlers.handoff.closing import closed_words, current, done, reopened
from handlers.handoff.codes import SHAPE, follow, known
from handlers.handoff.opening import backs_out, cancelled, placed
from handlers.handoff.talking import from_citizen, from_helper, helping, keep
from handlers.helping import HELPERS, may_help
from handlers.phrases import handoff as say
from handlers.reach import named_area
from handlers.tools import Ctx

_ORDER = re.compile(
    r"(xong viec|khep viec|chuyen viec|(?:gui )?cau soan san|(?:cac )?viec|nhan(?: viec)?)(?: so)?(?: #?(\d{1,11}))?"
)
"""What a helper types: «nhận 12», «xong việc», «chuyển việc số 12»."""
_BARE_CODE = re.compile(r"[A-Z]{4}-[A-Z]{4}")
_LIVES_AT = re.compile(r"(?:(?:da|thua|chau|toi|tui|minh|em|con|nha|ba|bac|chu|co|o|ben|tai|thuoc|la)\s+)+")
"""«dạ tôi ở …»."""


@routes.step("area", all_words=True)
async def typed_area(ctx: Ctx) -> Reply | None:
    """The hamlet was typed; anything else is what the case is about, and it goes off without a hamlet."""
    case = await ctx.tx.cases.of(ctx.person.id)
    if case is None or case.state != "asking":
        ctx.conversation.start("handoff", "talk")
        return await talk(ctx)
    if backs_out(ctx.text):
        return await cancelled(ctx, case)
    said = fold(ctx.text)
    opening = _LIVES_AT.match(said)
    leaf = named_area(ctx.tools.campaign, said)
    if leaf is None and opening is not None:
        leaf = named_area(ctx.tools.campaign, said[opening.end() :])
    if leaf is None:
        await keep(ctx, case, "citizen", ctx.text)
    return await placed(ctx, case, leaf)


@routes.step("talk", all_words=True)
async def talk(ctx: Ctx) -> Reply | None:
    """Words while a case is open here: the other side's. They are the bot's again when it is over."""
    if not ctx.private or CODE.fullmatch(ctx.text.strip()) or _BARE_CODE.fullmatch(ctx.text.strip()):
        raise PassOn
    if ctx.person.roles & HELPERS:
        ordered = await _order(ctx)
        if ordered is not None:
            return ordered
        case = await helping(ctx)
        if isinstance(case, Reply):
            return case
        if case is not None:
            return await from_helper(ctx, case)
    if CASE in ctx.conversation.memory:
        own = await ctx.tx.cases.of(ctx.person.id)
        if own is not None:
            if fold(ctx.text).startswith("theo doi ") and SHAPE.fullmatch(ctx.text.split(maxsplit=2)[-1].strip()):
                raise PassOn
            return await from_citizen(ctx, own)
        past = await ctx.tx.cases.get(int(ctx.conversation.memory[CASE]))
        answer = await closed_words(ctx, past) if past is not None and past.citizen == ctx.person.id else None
        if answer is not None:
            return answer
        forget(ctx, CASE)
    elif ctx.conversation.flow == "handoff":
        ctx.conversation.end()
    raise PassOn


@routes.text(rank=2)
async def words(ctx: Ctx) -> Reply | None:
    """The same when another form was open meanwhile, or the case was taken in a group; and a follow-up code alone."""
    text = ctx.text.strip()
    if ctx.private and _BARE_CODE.fullmatch(text) and await known(ctx, text):
        return await follow(ctx, text)
    helps = bool(ctx.person.roles & HELPERS)
    if helps and not ctx.private and ctx.incoming.mentioned:
        ordered = await _order(ctx)
        if ordered is not None:
            return ordered
    memory = ctx.conversation.memory
    if CASE not in memory and HELPING not in memory and not helps:
        raise PassOn
    return await talk(ctx)


async def _order(ctx: Ctx) -> Reply | None:
    """A helper's order, done; None: these words are none."""
    found = _ORDER.fullmatch(fold(ctx.text).strip(" .!"))
    if found is None:
        return None
    if found[1].startswith("nhan") and not found[2]:
        return await _take_the_only_one(ctx) if ctx.private and HELPING not in ctx.conversation.memory else None
    ctx.text = found[2] or ""
    if found[1].startswith("nhan"):
        return await take(ctx, int(found[2]))
    if found[1] in ("viec", "cac viec"):
        return await listed(ctx) if ctx.private and not found[2] else None
    if found[1].endswith("soan san"):
        return await send_ready(ctx, await current(ctx))
    return await (hand_on if found[1] == "chuyen viec" else done)(ctx)


async def _take_the_only_one(ctx: Ctx) -> Reply | None:
    """«nhận» without a number: the case, if just one waits; of several they choose. None: nothing waits for them."""
    campaign = ctx.tools.campaign
    standing = await ctx.tx.cases.standing(campaign.id)
    waiting = [case for case in standing if case.state == "waiting" and case.citizen != ctx.person.id]
    theirs = [case for case in waiting if may_help(ctx.person, case, campaign)]
    if not theirs:
        return None
    return await take(ctx, theirs[0].id) if len(theirs) == 1 else await listed(ctx)


@routes.command("theodoi", "theo dõi", takes_line=True)
async def followed(ctx: Ctx) -> Reply:
    """«theo dõi KMTA-XWPD»: go on with the case here."""
    code = ctx.text.strip()
    if ctx.private and SHAPE.fullmatch(code):
        return await follow(ctx, code)
    if not ctx.incoming.text.startswith("/"):
        raise PassOn  # «theo dõi hồ sơ ở đâu»
    return Reply(say.FOLLOW_HOW)


@routes.command("molai", "mở lại", "mở lại việc")
async def again(ctx: Ctx) -> Reply:
    """Open the case anew that was opened here last."""
    memory = ctx.conversation.memory
    number = memory.get(CASE, memory.get(LAST))
    case = await ctx.tx.cases.get(int(number)) if number is not None else None
    if case is None or case.citizen != ctx.person.id:
        if ctx.incoming.text.startswith("/"):
            return Reply(say.NOTHING_TO_REOPEN)
        raise PassOn
    return await reopened(ctx, case)
