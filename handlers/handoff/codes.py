"""The follow-up code: whoever closes the page finds the talk again, in any app, by typing it."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from bot.types import Choice, Reply
from handlers.campaign import Campaign
from handlers.handoff.base import CASE, address_of, person_of, remember
from handlers.handoff.ladder import first_open, rungs, words_of
from handlers.helping import title_of
from handlers.phrases import handoff as say
from handlers.tools import Ctx
from storage.cases import Case

ALPHABET = "ACDEFGHJKMNPQRTUVWXY"
"""Without letters that look like others; 20^8 codes."""
SHAPE = re.compile(rf"[{ALPHABET}]{{4}}[ -]?[{ALPHABET}]{{4}}", re.IGNORECASE)
MISSES = 5
LOCK = timedelta(minutes=15)
SHOWN = 6
"""Lines of the talk that are shown again."""


def new_code() -> str:
    """A code to note down: two times four letters."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def digest(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(("case:" + re.sub(r"[^A-Z]", "", code.upper())).encode()).hexdigest()


async def give_code(ctx: Ctx, case: Case) -> str:
    """A new code for the case in words, where a closed page would lose it; empty elsewhere."""
    if ctx.incoming.address.channel not in ctx.tools.fleeting:
        return ""
    code = new_code()
    await ctx.tx.cases.put_code(case.id, digest(code))
    return say.CODE.format(code=code)


async def known(ctx: Ctx, code: str) -> bool:
    """Whether there is a case of that code."""
    return await ctx.tx.cases.by_code(digest(code)) is not None


async def follow(ctx: Ctx, code: str) -> Reply:
    """Go on here with the case of a code; five wrong ones lock for a while."""
    person = ctx.person
    if person.locked_until is not None and ctx.now < person.locked_until:
        return Reply(say.CODE_LOCKED.format(minutes=int(LOCK.total_seconds() // 60)))
    case = await ctx.tx.cases.by_code(digest(code))
    if case is None or case.campaign != ctx.tools.campaign.id:
        return await _missed(ctx)
    if person.misses:
        await ctx.tx.people.missed(person.id, 0, None)
        await ctx.reload()
    own = await ctx.tx.cases.of(person.id)
    if own is not None and own.id != case.id:
        return Reply(say.STILL_OPEN.format(number=own.id))
    if case.citizen != person.id:
        await _moved(ctx, case)
    remember(ctx, CASE, case.id)
    choices = () if case.open else (Choice(say.REOPEN, f"handoff:reopen:{case.id}"),)
    return Reply(await _state(ctx, case), choices=choices, wants_number=True)


async def _missed(ctx: Ctx) -> Reply:
    times = ctx.person.misses + 1
    until = ctx.now + LOCK if times >= MISSES else None
    await ctx.tx.people.missed(ctx.person.id, 0 if until else times, until)
    await ctx.reload()
    return Reply(say.CODE_LOCKED.format(minutes=int(LOCK.total_seconds() // 60)) if until else say.WRONG_CODE)


async def _moved(ctx: Ctx, case: Case) -> None:
    """From now on the citizen is here; the place that is left hears it, and so does who helps."""
    before = await person_of(ctx.tx, case.citizen)
    await ctx.tx.cases.move(case.id, ctx.person.id)
    await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", "case-followed", {"case": case.id}, ctx.now)
    left = address_of(before) if before is not None else None
    if left is not None:
        ctx.tell(left, Reply(say.FOLLOWED_ELSEWHERE.format(number=case.id)), key=f"case:{case.id}:left:{ctx.row}")
    helper = await person_of(ctx.tx, case.helper) if case.state == "helped" else None
    where = address_of(helper) if helper is not None else None
    if where is not None:
        ctx.tell(where, Reply(say.CITIZEN_MOVED.format(number=case.id)), key=f"case:{case.id}:moved:{ctx.row}")


async def _state(ctx: Ctx, case: Case) -> str:
    """How the case stands, and the newest words of it."""
    campaign = ctx.tools.campaign
    if case.state == "helped":
        helper = title_of(await person_of(ctx.tx, case.helper), campaign)
        state = say.FOLLOWED_HELPED.format(helper=helper)
    elif case.open:
        state = say.FOLLOWED_WAITING.format(whom=_whom(ctx, case, campaign))
    else:
        state = say.FOLLOWED_CLOSED
    lines = (await ctx.tx.cases.lines(case.id))[-SHOWN:]
    people = {person.id: person for person in await ctx.tx.people.by_ids(sorted({line.person for line in lines}))}
    told = [
        say.LINE_OF.format(
            who=say.YOU if line.side == "citizen" else title_of(people.get(line.person), campaign), text=line.text
        )
        for line in lines
    ]
    return "\n".join([say.FOLLOWED.format(number=case.id, state=state), *told])


def _whom(ctx: Ctx, case: Case, campaign: Campaign) -> str:
    steps = rungs(campaign, case)
    return words_of(steps[first_open(campaign, steps, 0, ctx.now) or 0], case, campaign)
