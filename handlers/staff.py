"""«/nguoi»: officers see who has which duty, move people to another area, and take duties and codes back.

Each change is written into the audit, and the person hears of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.router import Routes
from bot.text import fold
from bot.types import Address, Choice, Reply
from handlers.phrases import common, duty, words
from handlers.phrases import staff as say
from handlers.reach import named_place
from handlers.rights import ROLES, SIMPLE, area_names, fits, gives, manages
from handlers.tools import Ctx, Tools
from storage.people import Duty, Held, Invite, Person
from storage.tx import Tx

routes: Routes[Tools] = Routes("staff")

OFFICERS = frozenset({"officer"})
OPEN_FOR = timedelta(hours=2)
SHOWN = 20
CODES_SHOWN = 4


# -- what chat, dashboard and command line share -----------------------------------------------------------------------


async def end_duty(tx: Tx, held: Held, who: str, now: datetime) -> bool:
    """That duty ends, and it is written down; False when it had ended already."""
    if not await tx.people.end(held.id, now):
        return False
    await tx.audit.add(who, "duty-ended", {"role": held.role, "area": held.area, "person": held.person}, now)
    return True


async def move_duty(tx: Tx, held: Held, area: str, who: str, now: datetime) -> bool:
    """The same duty elsewhere, from now on; False when it had ended already."""
    if not await tx.people.end(held.id, now):
        return False
    await tx.people.give(held.person, held.role, area, now)
    what = {"role": held.role, "area": area, "was": held.area, "person": held.person}
    await tx.audit.add(who, "duty-moved", what, now)
    return True


# -- listing -----------------------------------------------------------------------------------------------------------


@routes.command(
    "nguoi", "người", "ai làm gì", "danh sách người", summary="Ai làm việc gì", roles=OFFICERS, where="private"
)
async def who_is_who(ctx: Ctx) -> Reply:
    """Who has which duty, as far as it is yours: «/nguoi», «/nguoi ấp Chợ», «/nguoi Hoa», «/nguoi 3»."""
    wanted = fold(ctx.text)
    listed = await _listed(ctx)
    if wanted.isdecimal() and len(wanted) < 5:
        number = int(wanted)
        if not 1 <= number <= len(listed):
            return Reply(say.NUMBER.format(number=number))
        return _card(ctx, *listed[number - 1])
    example = ctx.tools.campaign.leaves[0].full_name
    found = [(at, one) for at, one in enumerate(listed, 1) if not wanted or wanted in fold(_line(ctx, at, *one))]
    codes, ends = await _codes(ctx) if not wanted else ("", ())
    if not found and wanted:
        return Reply(say.NONE_FOUND.format(text=ctx.text.strip()[:40]))
    if len(found) == 1 and wanted:
        return _card(ctx, *found[0][1])
    lines = [say.LIST.format(count=len(listed))] if listed else [say.NOBODY.format(area=example)]
    lines += [_line(ctx, at, *one) for at, one in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(say.MORE.format(count=len(found) - SHOWN, area=example))
    if codes:
        lines.append(codes)
    if listed:
        lines.append(say.HOW.format(number=found[0][0]))
    return Reply("\n".join(lines), choices=ends)


async def _listed(ctx: Ctx) -> list[tuple[Held, Person]]:
    """The duties that this officer has a word in – all of them for an officer of the whole campaign –, by role."""
    campaign, whole = ctx.tools.campaign, ctx.person.everywhere(OFFICERS)
    held = [
        one
        for one in await ctx.tx.people.held()
        if whole or (one.area is not None and manages(ctx.person, campaign, one.area))
    ]
    people = {person.id: person for person in await ctx.tx.people.by_ids(sorted({one.person for one in held}))}
    order = {role: number for number, role in enumerate(ROLES)}
    found = [(one, people[one.person]) for one in held]
    return sorted(found, key=lambda one: (order.get(one[0].role, len(order)), one[0].area or "", one[0].id))


async def _codes(ctx: Ctx) -> tuple[str, tuple[Choice, ...]]:
    """The codes of theirs that still work, and a button for each of the first."""
    codes = [one for one in await ctx.tx.people.open_invites(ctx.now) if _may_cancel(ctx, one)]
    told = ", ".join(
        say.CODE.format(role=_role(one.role), area=_at(ctx, one.area), until=words.moment(one.expires_at))
        for one in codes
    )
    ends = tuple(
        Choice(say.CODE_END.format(role=_role(one.role), area=_at(ctx, one.area)), f"staff:code:{one.id}")
        for one in codes[:CODES_SHOWN]
    )
    return (say.CODES.format(codes=told) if codes else "", ends)


def _may_cancel(ctx: Ctx, invite: Invite) -> bool:
    if invite.role in ROLES:
        return gives(ctx.person, ctx.tools.campaign, Duty(invite.role, invite.area))
    return ctx.person.everywhere(OFFICERS)


def _line(ctx: Ctx, number: int, held: Held, person: Person) -> str:
    return say.LINE.format(
        number=number, name=person.name or say.UNNAMED, role=_role(held.role), area=_at(ctx, held.area)
    )


def _card(ctx: Ctx, held: Held, person: Person) -> Reply:
    """One duty with what can be done about it."""
    own = person.id == ctx.person.id
    text = say.ONE.format(
        name=person.name or say.UNNAMED,
        role=_role(held.role),
        area=_at(ctx, held.area),
        since=words.moment(held.since),
        channel=person.channel,
        yourself=say.YOURSELF if own else "",
    )
    if own or not gives(ctx.person, ctx.tools.campaign, Duty(held.role, held.area)):
        return Reply(text)
    choices = [Choice(say.END, f"staff:end:{held.id}")]
    if held.area is not None:
        choices.insert(0, Choice(say.MOVE, f"staff:move:{held.id}"))
    return Reply(text, choices=tuple(choices))


# -- taking a duty -----------------------------------------------------------------------------------------------------


@routes.choice("end", roles=OFFICERS)
async def end(ctx: Ctx) -> Reply:
    """Ask once before a duty ends."""
    found = await _meant(ctx, ctx.argument)
    if isinstance(found, Reply):
        return found
    held, person = found
    text = say.SURE_END.format(role=_role(held.role), area=_at(ctx, held.area), name=person.name or say.UNNAMED)
    return Reply(text, choices=(Choice(say.YES, f"staff:ended:{held.id}"), Choice(say.LEAVE, "staff:leave")))


@routes.choice("ended", roles=OFFICERS)
async def ended(ctx: Ctx) -> Reply:
    """The duty ends at once; what was reported stays."""
    found = await _meant(ctx, ctx.argument)
    if isinstance(found, Reply):
        return found
    held, person = found
    if not await end_duty(ctx.tx, held, _who(ctx), ctx.now):
        return Reply(say.GONE)
    blanks = {"role": _role(held.role), "area": _at(ctx, held.area)}
    _tell(ctx, person, say.TOLD_ENDED.format(**blanks))
    return Reply(say.ENDED.format(name=person.name or say.UNNAMED, **blanks))


# -- moving ------------------------------------------------------------------------------------------------------------


@routes.choice("move", roles=OFFICERS)
async def move(ctx: Ctx) -> Reply:
    """Ask where to."""
    found = await _meant(ctx, ctx.argument)
    if isinstance(found, Reply):
        return found
    held, person = found
    ctx.conversation.start("staff", "area", until=ctx.now + OPEN_FOR, duty=held.id)
    return Reply(say.ASK_AREA.format(name=person.name or say.UNNAMED, area=_example(ctx)))


@routes.step("area")
async def typed_area(ctx: Ctx) -> Reply:
    """The new area, as typed; it is shown before anything changes."""
    found = await _meant(ctx, str(ctx.conversation.answers.get("duty", "")))
    if isinstance(found, Reply):
        ctx.conversation.end()
        return found
    held, person = found
    place = named_place(ctx.tools.campaign, ctx.text)
    if place is None:
        return Reply(say.UNKNOWN_AREA.format(text=ctx.text.strip()[:40], area=_example(ctx)))
    ctx.conversation.end()
    name = person.name or say.UNNAMED
    if place.id == held.area:
        return Reply(say.SAME.format(name=name))
    if not gives(ctx.person, ctx.tools.campaign, Duty(held.role, place.id)):
        return Reply(common.NOT_YOUR_AREA.format(area=place.full_name))
    text = say.SURE_MOVE.format(name=name, role=_role(held.role), old=_at(ctx, held.area), area=place.full_name)
    yes = Choice(say.YES, f"staff:moved:{held.id}.{place.id}"[:64])
    return Reply(text, choices=(yes, Choice(say.LEAVE, "staff:leave")))


@routes.choice("moved", roles=OFFICERS)
async def moved(ctx: Ctx) -> Reply:
    """The duty is for that area from now on."""
    number, _, area = ctx.argument.partition(".")
    found = await _meant(ctx, number)
    if isinstance(found, Reply):
        return found
    held, person = found
    campaign = ctx.tools.campaign
    if not fits(campaign, Duty(held.role, area)) or not gives(ctx.person, campaign, Duty(held.role, area)):
        return Reply(common.STALE)
    if not await move_duty(ctx.tx, held, area, _who(ctx), ctx.now):
        return Reply(say.GONE)
    blanks = {"role": _role(held.role), "area": campaign.area(area).full_name}
    _tell(ctx, person, say.TOLD_MOVED.format(**blanks))
    return Reply(say.MOVED.format(name=person.name or say.UNNAMED, **blanks))


@routes.choice("leave", roles=OFFICERS)
async def leave(ctx: Ctx) -> Reply:
    """Nothing changes."""
    return Reply(say.LEFT)


@routes.choice("code", roles=OFFICERS)
async def cancel_code(ctx: Ctx) -> Reply:
    """A code that was made works no more."""
    found = next((one for one in await ctx.tx.people.open_invites(ctx.now) if str(one.id) == ctx.argument), None)
    if found is None:
        return Reply(say.CODE_GONE)
    if not _may_cancel(ctx, found):
        return Reply(common.STALE)
    await ctx.tx.people.cancel_invite(found.id, ctx.now)
    await ctx.tx.audit.add(_who(ctx), "invite-cancelled", {"role": found.role, "area": found.area}, ctx.now)
    return Reply(say.CODE_ENDED)


# -- in words ----------------------------------------------------------------------------------------------------------


async def _meant(ctx: Ctx, number: str) -> tuple[Held, Person] | Reply:
    """The duty behind a button, if it is this officer's to change; else what to say."""
    held = next((one for one in await ctx.tx.people.held() if str(one.id) == number), None)
    if held is None:
        return Reply(say.GONE)
    if not gives(ctx.person, ctx.tools.campaign, Duty(held.role, held.area)):
        if held.role not in SIMPLE:
            return Reply(duty.NOT_GIVEN)
        return Reply(common.NOT_YOUR_AREA.format(area=area_names(ctx.tools.campaign, [held.area])))
    if held.person == ctx.person.id:
        return Reply(say.YOURSELF.strip())
    return held, (await ctx.tx.people.by_ids([held.person]))[0]


def _tell(ctx: Ctx, person: Person, text: str) -> None:
    if person.chat is not None:
        ctx.tell(Address(person.channel, person.chat), Reply(text))


def _role(role: str) -> str:
    if role.startswith("group:"):
        return f"nhóm {role.removeprefix('group:')}"
    return common.ROLE_NAMES.get(role, role)


def _at(ctx: Ctx, area: str | None) -> str:
    """« ấp Chợ»; nothing for the whole campaign."""
    return f" {area_names(ctx.tools.campaign, [area])}" if area is not None else ""


def _example(ctx: Ctx) -> str:
    mine: Sequence[str] = [
        a.full_name for a in ctx.tools.campaign.leaves if manages(ctx.person, ctx.tools.campaign, a.id)
    ]
    return mine[0] if mine else ctx.tools.campaign.leaves[0].full_name


def _who(ctx: Ctx) -> str:
    return f"{ctx.person.channel}:{ctx.person.author}"
