"""Who is who: codes typed into the chat, and what a group is for."""

from __future__ import annotations

from bot.router import PassOn, Routes
from bot.text import fold
from bot.types import ANONYMOUS, Choice, Reply
from handlers.codes import CODE, LIFE, PRACTICE, bind, invite, let_go, purposes, redeem
from handlers.phrases import common, duty
from handlers.reach import named_place
from handlers.rights import NEEDS_AREA, WITHOUT_AREA, binds, gives
from handlers.tools import Ctx, Tools
from storage.people import Duty

routes: Routes[Tools] = Routes("duty")

INVITED = {
    "doi truong": "leader",
    "to truong": "leader",
    "doi pho": "deputy",
    "to pho": "deputy",
    "nguoi ho tro": "helper",
    "tinh nguyen vien": "helper",
    "ho tro": "helper",
    "giao vien": "teacher",
}
"""Whom an officer may invite by chat; officers, their deputies and technicians are invited from the dashboard or the
command line."""


@routes.text(rank=1)
async def typed_code(ctx: Ctx) -> Reply:
    """A code typed as it stands."""
    found = CODE.fullmatch(ctx.text.strip())
    if found is None:
        raise PassOn
    return await redeem(ctx, "".join(found.groups()))


@routes.command("moi", summary="Tạo mã mời", roles=["officer"], where="private")
async def invite_by_chat(ctx: Ctx) -> Reply:
    """A one-time code for a duty: «/moi đội trưởng ấp Chợ», «/moi đội phó ấp Chợ tập», «/moi người hỗ trợ»."""
    campaign = ctx.tools.campaign
    words = fold(ctx.text).split()
    practise = "tap" in words[-1:]
    plain = " ".join(words[:-1] if practise else words)
    name = next((name for name in INVITED if f"{plain} ".startswith(f"{name} ")), None)
    role, rest = (INVITED[name], plain.removeprefix(name).strip()) if name is not None else ("", "")
    place = named_place(campaign, rest) if rest and role not in WITHOUT_AREA else None
    if not role or (place is None and (rest or role in NEEDS_AREA)) or (practise and role not in NEEDS_AREA):
        return Reply(duty.INVITE_HOW.format(area=campaign.leaves[0].full_name))
    wanted = Duty(role, place.id if place is not None else None)
    if not gives(ctx.person, campaign, wanted):
        return Reply(common.NOT_YOUR_AREA.format(area=place.full_name) if place is not None else duty.NOT_GIVEN)
    code = await invite(ctx.tx, role, wanted.area, ctx.now, practice=PRACTICE if practise else 0)
    what = {"role": role, "area": wanted.area, "practice": practise}
    await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", "invited", what, ctx.now)
    note = duty.INVITE_PRACTICE.format(count=PRACTICE) if practise else ""
    minutes = int(LIFE.total_seconds() // 60)
    where = f" {place.full_name}" if place is not None else ""
    return Reply(
        duty.INVITED.format(code=code, role=common.ROLE_NAMES[role], area=where, minutes=minutes, practice=note)
    )


@routes.command("nhom", "nhóm", "group", where="group")
async def group_by_code(ctx: Ctx) -> Reply:
    """Say what this group is for, by a code («/nhom KM47-TA93»); an officer needs none: «/nhom đội 1»."""
    code = CODE.fullmatch(ctx.text.strip())
    if code is not None:
        return await redeem(ctx, "".join(code.groups()))
    if "officer" not in ctx.person.roles:
        return Reply(common.ANONYMOUS if ctx.person.author == ANONYMOUS else duty.GROUP_BY_OFFICER)
    return await _group(ctx)


async def _group(ctx: Ctx) -> Reply:
    wanted = fold(ctx.text)
    campaign = ctx.tools.campaign
    if ctx.chat.purpose is not None and not _binds(ctx, ctx.chat.purpose, ctx.chat.area):
        return Reply(duty.GROUP_NOT_YOURS)
    if wanted in ("bo", "thoi", "khong", "huy"):
        return await let_go(ctx)
    for label, purpose, area in purposes(campaign):
        name = fold(label).removeprefix("nhom ")
        if wanted and (wanted == name or (purpose == "class" and wanted.startswith("lop"))):
            return await bind(ctx, purpose, area) if _binds(ctx, purpose, area) else Reply(duty.GROUP_NOT_YOURS)
    choices = tuple(
        Choice(label, f"duty:group:{purpose}.{area or ''}")
        for label, purpose, area in purposes(campaign)
        if _binds(ctx, purpose, area)
    )
    return Reply(duty.GROUP_UNKNOWN if wanted else duty.GROUP_ASK, choices=choices)


@routes.choice("group", roles=["officer"])
async def chosen_group(ctx: Ctx) -> Reply:
    """The officer picked what this group is for."""
    purpose, _, area = ctx.argument.partition(".")
    known = {(purpose, area) for _, purpose, area in purposes(ctx.tools.campaign)}
    if ctx.private or (purpose, area or None) not in known:
        return Reply(common.STALE)
    bound_now = ctx.chat.purpose is None or _binds(ctx, ctx.chat.purpose, ctx.chat.area)
    if not bound_now or not _binds(ctx, purpose, area or None):
        return Reply(duty.GROUP_NOT_YOURS)
    return await bind(ctx, purpose, area or None)


def _binds(ctx: Ctx, purpose: str, area: str | None) -> bool:
    squad = next((squad for squad in ctx.tools.campaign.squads if squad.id == area), None)
    return binds(ctx.person, ctx.tools.campaign, purpose, squad)
