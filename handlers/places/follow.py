"""«nhắc tôi khi đội về ấp»: a word on the afternoon before, and at once when something changes."""

from __future__ import annotations

import re

from bot.router import PassOn
from bot.text import fold
from bot.types import Reply
from handlers.campaign import Area
from handlers.phrases import places as say
from handlers.phrases.common import STALE
from handlers.places.base import area_choices, known_area, note_asked, remember_area, routes
from handlers.points.standing import ahead, named_leaf, standing
from handlers.points.told import full_words, where_words
from handlers.tools import Ctx

_WISH = re.compile(
    r"\b(?:nhac|bao|thong bao|nhan|nhan tin|dang ky nhac|dang ky nhan)\b(?: (?:cho|toi|tui|minh|bac|co|chu|chi|anh|em|"
    r"con|chau|ba|ong|giup|gium|dum|voi|tin|truoc)){0,4} (?:khi|luc|hom|bua|ngay)?\s*(?:nao )?(?:co )?"
    r"(?:cac )?(?:doi|doan|to|can bo|lich|buoi|nguoi)\b"
)
_ENOUGH = re.compile(
    r"^(?:thoi|dung|ngung|khong|huy|bo|tat)\s+(?:nhac|bao|nhan)(?:\s+(?:toi|tui|minh|bac))?(?:\s+(?:ve\s+)?lich.*)?$"
)


@routes.text(rank=69)
async def wish(ctx: Ctx) -> Reply:
    """Somebody wants to be told, or not any more."""
    text = ctx.incoming.text
    if not text or text.startswith("/") or not (ctx.private or ctx.incoming.mentioned):
        raise PassOn
    plain = fold(text)[:200].strip(" .,!")
    if ctx.private and _ENOUGH.match(plain) and ("lich" in plain or await _follows(ctx)):
        gone = await ctx.tx.places.unfollow(ctx.tools.campaign.id, ctx.chat.place)
        unit = ctx.tools.campaign.unit
        return Reply(say.UNFOLLOWED.format(unit=unit) if gone else say.NOT_FOLLOWING)
    if _WISH.search(plain) is None or plain.endswith("?"):
        raise PassOn
    if not ctx.private:
        return Reply(say.PRIVATELY)
    area = named_leaf(ctx.tools.campaign, text) or known_area(ctx)
    if area is None and len(ctx.tools.campaign.leaves) == 1:
        area = ctx.tools.campaign.leaves[0]
    if area is not None:
        return await _follow(ctx, area)
    ctx.conversation.start("places", "follow")
    return Reply(say.FOLLOW_WHICH.format(unit=ctx.tools.campaign.unit), choices=area_choices(ctx, "follow"))


@routes.step("follow")
async def named(ctx: Ctx) -> Reply:
    """The hamlet that we asked for, typed."""
    area = named_leaf(ctx.tools.campaign, ctx.text) or _bare(ctx)
    if area is None:
        ctx.conversation.end()
        raise PassOn
    return await _follow(ctx, area)


@routes.choice("follow")
async def chosen(ctx: Ctx) -> Reply:
    """The hamlet, by a button."""
    leaves = {leaf.id: leaf for leaf in ctx.tools.campaign.leaves}
    if ctx.argument not in leaves or not ctx.private:
        return Reply(STALE)
    return await _follow(ctx, leaves[ctx.argument])


async def _follow(ctx: Ctx, area: Area) -> Reply:
    campaign = ctx.tools.campaign
    if ctx.conversation.flow == "places":
        ctx.conversation.end()
    remember_area(ctx, area)
    new = await ctx.tx.places.follow(campaign.id, area.id, ctx.chat.place, ctx.now)
    coming = [one for one in ahead(campaign, await standing(ctx.tx, campaign), ctx.now) if one.near(area.id)]
    told = ""
    if coming:
        today = ctx.now.date()
        when, where = full_words(coming[0], campaign, today), where_words(coming[0], campaign)
        told = say.FOLLOWED_NEXT.format(when=when.removesuffix(f", {where}"), where=where)
        await note_asked(ctx, coming[:1])
    return Reply((say.FOLLOWED if new else say.FOLLOWS).format(area=area.full_name, next=told))


async def _follows(ctx: Ctx) -> bool:
    return bool(await ctx.tx.places.followed(ctx.tools.campaign.id, ctx.chat.place))


def _bare(ctx: Ctx) -> Area | None:
    """«Trầu», where we have just asked for the hamlet."""
    wanted = fold(ctx.text)
    return next((leaf for leaf in ctx.tools.campaign.leaves if fold(leaf.name) == wanted), None)
