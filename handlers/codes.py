"""One-time codes that give a duty or say what a group is for: made, kept as digests, redeemed once."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from bot.types import Reply
from handlers.campaign import Campaign
from handlers.greeting import greeting
from handlers.phrases import common, duty
from handlers.phrases import practice as practising
from handlers.tools import Ctx
from storage.tx import Tx

LIFE = timedelta(minutes=15)
MISSES = 5
LOCK = timedelta(minutes=15)
ALPHABET = "ACDEFGHJKMNPQRTUVWXY"
"""Without letters that look like others."""
DIGITS = "34679"
CODE = re.compile(r"(?:(?:mã|ma)\s*(?:mời|moi)?\s*:?\s*)?([A-Za-z]{2}\d{2})[\s-]?([A-Za-z]{2}\d{2})", re.IGNORECASE)


def new_code() -> str:
    """A code to type with a thumb: two letters, two digits, twice («KM47-TA93»); 10^8 of them."""
    half = [secrets.choice(ALPHABET) + secrets.choice(ALPHABET) + secrets.choice(DIGITS) + secrets.choice(DIGITS)]
    half.append(secrets.choice(ALPHABET) + secrets.choice(ALPHABET) + secrets.choice(DIGITS) + secrets.choice(DIGITS))
    return "-".join(half)


def digest(code: str) -> str:
    """What is kept of a code; marks of spelling do not matter."""
    return hashlib.sha256(re.sub(r"[^A-Z0-9]", "", code.upper()).encode()).hexdigest()


PRACTICE = 2
"""How many reports a leader practises who was invited to."""


async def invite(tx: Tx, role: str, area: str | None, now: datetime, *, practice: int = 0) -> str:
    """A new code for a duty; it works once, within `LIFE`. `practice`: so many first reports will not count."""
    code = new_code()
    await tx.people.invite(digest(code), role, area, now + LIFE, practice=practice)
    return code


async def redeem(ctx: Ctx, code: str) -> Reply:
    """Give the duty that the code stands for, once; five wrong ones lock for a while."""
    if not ctx.private:
        return await _redeem_group(ctx, code)
    person = ctx.person
    if person.locked_until is not None and ctx.now < person.locked_until:
        return _locked()
    found = await ctx.tx.people.invited(digest(code))
    if found is None or found.role.startswith("group:"):
        return await _missed(ctx)
    if found.used_at is not None:
        return Reply(duty.USED_CODE)
    if found.expires_at <= ctx.now:
        return Reply(duty.EXPIRED_CODE)
    if not await ctx.tx.people.use(found.id, person.id, ctx.now):
        return Reply(duty.USED_CODE)
    await ctx.tx.people.missed(person.id, 0, None)
    practice = 0
    if found.role in ("leader", "deputy") and not person.roles & {"leader", "deputy"}:
        practice = max(found.practice, ctx.tools.campaign.practice_reports)
    if practice:
        await ctx.tx.people.set_practice(person.id, practice)
    await ctx.tx.people.give(person.id, found.role, found.area, ctx.now)
    what = {"role": found.role, "area": found.area, "person": person.id}
    await ctx.tx.audit.add(f"{person.channel}:{person.author}", "duty-given", what, ctx.now)
    await ctx.reload()
    area = f" – {ctx.tools.campaign.area(found.area).full_name}" if found.area else ""
    welcome = duty.WELCOME_DUTY.format(role=common.ROLE_NAMES.get(found.role, found.role), area=area)
    parts = [welcome, greeting(ctx).text]
    if practice:
        parts.append(practising.WELCOME.format(left=practice))
    return Reply("\n\n".join(parts))


async def _missed(ctx: Ctx) -> Reply:
    times = ctx.person.misses + 1
    until = ctx.now + LOCK if times >= MISSES else None
    await ctx.tx.people.missed(ctx.person.id, 0 if until else times, until)
    if until is not None:
        what = {"person": ctx.person.id, "until": until.isoformat()}
        await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", "codes-locked", what, ctx.now)
    await ctx.reload()
    return _locked() if until else Reply(duty.WRONG_CODE.format(left=MISSES - times))


def _locked() -> Reply:
    return Reply(duty.LOCKED.format(times=MISSES, minutes=int(LOCK.total_seconds() // 60)))


def purposes(campaign: Campaign) -> list[tuple[str, str, str | None]]:
    """What a group can be: (label, purpose, squad id)."""
    squads = [(duty.GROUP_SQUAD.format(squad=squad.name), "squad", squad.id) for squad in campaign.squads]
    return [*squads, (duty.GROUP_OFFICERS, "officers", None), (duty.GROUP_CLASS, "class", None)]


async def _redeem_group(ctx: Ctx, code: str) -> Reply:
    found = await ctx.tx.people.invited(digest(code))
    if found is None or not found.role.startswith("group:"):
        return Reply(duty.CODE_IN_GROUP)
    if found.used_at is not None:
        return Reply(duty.USED_CODE)
    if found.expires_at <= ctx.now:
        return Reply(duty.EXPIRED_CODE)
    if not await ctx.tx.people.use(found.id, ctx.person.id, ctx.now):
        return Reply(duty.USED_CODE)
    return await bind(ctx, found.role.removeprefix("group:"), found.area)


async def let_go(ctx: Ctx) -> Reply:
    """The group is nothing to us any more: nothing is said there unasked."""
    what = {"purpose": ctx.chat.purpose, "area": ctx.chat.area, "chat": ctx.chat.id}
    await ctx.tx.chats.bind(ctx.chat.place, None, None)
    await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", "group-let-go", what, ctx.now)
    return Reply(duty.GROUP_LET_GO)


async def bind(ctx: Ctx, purpose: str, area: str | None) -> Reply:
    """From now on the group is that squad's, the officers' or a class's."""
    await ctx.tx.chats.bind(ctx.chat.place, purpose, area)
    what = {"purpose": purpose, "area": area, "chat": ctx.chat.id}
    await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", "group-bound", what, ctx.now)
    await ctx.reload()
    label = next((lab for lab, p, a in purposes(ctx.tools.campaign) if (p, a) == (purpose, area)), duty.GROUP_CLASS)
    return Reply(duty.GROUP_BOUND.format(what=label))
