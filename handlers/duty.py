"""Who is who: codes typed into the chat, and what a group is for."""

from __future__ import annotations

from bot.router import PassOn, Routes
from bot.text import fold
from bot.types import ANONYMOUS, Choice, Reply
from handlers.codes import CODE, LIFE, PRACTICE, bind, invite, purposes, redeem
from handlers.phrases import common, duty
from handlers.reach import named_area
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("duty")

INVITED = {"doi truong": "leader", "to truong": "leader", "doi pho": "deputy", "to pho": "deputy"}
"""Whom an officer may invite by chat; officers and technicians are invited from the command line."""


@routes.text(rank=1)
async def typed_code(ctx: Ctx) -> Reply:
    """A code typed as it stands."""
    found = CODE.fullmatch(ctx.text.strip())
    if found is None:
        raise PassOn
    return await redeem(ctx, "".join(found.groups()))


@routes.command("moi", summary="Tạo mã mời", roles=["officer"], where="private")
async def invite_by_chat(ctx: Ctx) -> Reply:
    """A one-time code for a leader or deputy: «/moi đội trưởng ấp Chợ», «/moi đội phó ấp Chợ tập»."""
    campaign = ctx.tools.campaign
    words = fold(ctx.text).split()
    practise = "tap" in words[-1:]
    plain = " ".join(words[:-1] if practise else words)
    role = next((role for name, role in INVITED.items() if plain.startswith(name)), None)
    area = None
    for name in INVITED:
        if plain.startswith(name):
            area = named_area(campaign, plain.removeprefix(name).strip())
            break
    if role is None or area is None:
        return Reply(duty.INVITE_HOW.format(area=campaign.leaves[0].full_name))
    code = await invite(ctx.tx, role, area.id, ctx.now, practice=PRACTICE if practise else 0)
    what = {"role": role, "area": area.id, "practice": practise}
    await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", "invited", what, ctx.now)
    note = duty.INVITE_PRACTICE.format(count=PRACTICE) if practise else ""
    minutes = int(LIFE.total_seconds() // 60)
    name = common.ROLE_NAMES[role]
    return Reply(duty.INVITED.format(code=code, role=name, area=area.full_name, minutes=minutes, practice=note))


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
    if wanted in ("bo", "thoi", "khong", "huy"):
        await ctx.tx.chats.bind(ctx.chat.place, None, None)
        return Reply(duty.GROUP_LET_GO)
    for label, purpose, area in purposes(ctx.tools.campaign):
        name = fold(label).removeprefix("nhom ")
        if wanted and (wanted == name or (purpose == "class" and wanted.startswith("lop"))):
            return await bind(ctx, purpose, area)
    choices = tuple(
        Choice(label, f"duty:group:{purpose}.{area or ''}") for label, purpose, area in purposes(ctx.tools.campaign)
    )
    return Reply(duty.GROUP_UNKNOWN if wanted else duty.GROUP_ASK, choices=choices)


@routes.choice("group", roles=["officer"])
async def chosen_group(ctx: Ctx) -> Reply:
    """The officer picked what this group is for."""
    purpose, _, area = ctx.argument.partition(".")
    known = {(purpose, area) for _, purpose, area in purposes(ctx.tools.campaign)}
    if ctx.private or (purpose, area or None) not in known:
        return Reply(common.STALE)
    return await bind(ctx, purpose, area or None)
