"""«/diem», «/lich» and free words («chiều nay ở đâu làm»): open now or next, the nearest first."""

from __future__ import annotations

import re

from bot.router import PassOn
from bot.shield import mask
from bot.text import fold
from bot.types import Choice, Reply
from handlers.answering import LONGEST
from handlers.campaign import Area
from handlers.homes import remember_home
from handlers.local import refresh
from handlers.phrases import places as say
from handlers.phrases.common import STALE
from handlers.places.base import EDITORS, area_choices, known_area, note_asked, remember_area, routes
from handlers.points.moment_words import Window, read_window
from handlers.points.standing import named_leaf, named_points, standing
from handlers.points.told import WEEK_SHOWN, answer_text, week_text
from handlers.tools import Ctx

INTENT = "diem-ho-tro-o-dau"
LIKELY = 0.08
"""How much of this intent the ear must hear where the words themselves name a place or a time."""
GROUP_SHOWN = 6
SHORT = 14
"""Words of such a question."""
_ASKS = re.compile(
    r"\b(o dau|dau|cho nao|cho mo|o mo|dia chi|dia diem|may gio|lich|hom nao|khi nao|chung nao|bao gio|luc nao|"
    r"gan nhat|gan nha|gan|mo cua|dong cua|dang mo|con mo|mo khong|mo hong|co lam|con lam|lam khong|co ai|truc|"
    r"diem nao|diem ho tro|diem|ap nao|thon nao|nghi khong)\b"
)
_OURS = re.compile(
    r"\b(?:doi|doan|to)(?: \d+)? (?:ve|xuong|den|toi|qua) (?:ap|thon|xom|khom|khu pho|nha|cho)\b|"
    r"^(?:(?:o do|diem|ban) )?(?:da )?(?:mo cua chua|con mo khong|dang mo khong)$|"
    r"^lich (?:ho tro )?(?:tuan|thang) (?:nay|sau|toi)$"
)
"""Words that mean our schedule, whatever the ear makes of them."""
_BARE = re.compile(r"\b(may gio|lich|khi nao|hom nao|chung nao)\b")
_FOREIGN = re.compile(
    r"\b(?:cup dien|cat dien|mat dien|dien|nuoc|do rac|rac|tiem|vac xin|kham|xe buyt|hoc|"
    r"thi|da bong|da banh|hop|le|cho phien)\b"
)
"""Other things that have a schedule, too."""
_THINGS = re.compile(
    r"\b(mang|dem theo|dem gi|cam theo|cam gi|giay to|photo|mat tien|thu phi|phi|ho khau|dat lich|dat hen|gui xe|"
    r"xe lan|cong an|buu dien|tram y te|ngan hang|bao lau|duoc khong)\b"
)


@routes.command("diem", "điểm hỗ trợ", "các điểm hỗ trợ", summary="Nơi có người giúp, giờ mở", takes_line=True)
async def points(ctx: Ctx) -> Reply:
    """Where somebody helps now or next; «/diem ấp Chợ», «/diem chiều mai»."""
    if ctx.text and not ctx.incoming.text.startswith("/") and not _ASKS.search(fold(ctx.text)):
        raise PassOn  # «điểm hỗ trợ tốt lắm» is talk
    return await _answer(ctx, ctx.text)


@routes.command("lich", "lịch hỗ trợ", "lịch các điểm", summary="Lịch hỗ trợ bảy ngày tới")
async def schedule(ctx: Ctx) -> Reply:
    """What is open in the next seven days; «/lich ấp Trầu» for one hamlet."""
    area = named_leaf(ctx.tools.campaign, ctx.text)
    window = read_window(ctx.text, ctx.now) if ctx.text else None
    if window is not None:
        return await _answer(ctx, ctx.text)
    if area is not None:
        remember_area(ctx, area)
    return await _week(ctx, area)


@routes.choice("week")
async def week(ctx: Ctx) -> Reply:
    """The same by a button."""
    leaves = {leaf.id: leaf for leaf in ctx.tools.campaign.leaves}
    return await _week(ctx, leaves.get(ctx.argument))


@routes.choice("mine")
async def my_area(ctx: Ctx) -> Reply:
    """Which hamlet is it?"""
    unit = ctx.tools.campaign.unit
    return Reply(say.WHICH_AREA.format(unit=unit), choices=area_choices(ctx, "near"))


@routes.choice("near")
async def near(ctx: Ctx) -> Reply:
    """What is nearest to a chosen hamlet."""
    leaves = {leaf.id: leaf for leaf in ctx.tools.campaign.leaves}
    if ctx.argument not in leaves:
        return Reply(STALE)
    if ctx.private:
        remember_home(ctx, ctx.argument)
    return await _answer(ctx, "", area=leaves[ctx.argument])


@routes.text(rank=70)
async def asked(ctx: Ctx) -> Reply:
    """A question about where and when; everything else, what to bring too, is the guides'."""
    update = ctx.incoming
    text = update.text
    if not text or text.startswith("/") or not (ctx.private or update.mentioned):
        raise PassOn
    plain = fold(text[:LONGEST])
    if _THINGS.search(plain):
        raise PassOn
    campaign = ctx.tools.campaign
    asks = _ASKS.search(plain) is not None
    area, window = named_leaf(campaign, text), read_window(text, ctx.now)
    if not (asks or area or window):
        raise PassOn
    await refresh(ctx)
    heard = ctx.tools.hear(text[:LONGEST], None)
    best = heard.ranked[0].intent if heard.ranked else ""
    if not (heard.decision == "answer" and best == INTENT):
        ours = _OURS.search(plain.strip(" ?.!"))
        if heard.decision == "answer" and best not in (INTENT, "ngoai-pham-vi", "chao-hoi") and not ours:
            raise PassOn
        if not asks or len(plain.split()) > SHORT:
            raise PassOn
        likely = any(hit.intent == INTENT and hit.score >= LIKELY for hit in heard.ranked)
        bare = (
            area is not None and _BARE.search(plain) and not _FOREIGN.search(plain.replace(fold(area.full_name), " "))
        )
        named = area or window or (likely and named_points(await standing(ctx.tx, campaign), text))
        if not (ours or (named and (likely or bare))):
            raise PassOn
    kept = mask(text).text[:LONGEST]
    await ctx.tx.questions.add(kept, INTENT, "answer", ctx.now, person=ctx.person.id)
    ctx.conversation.memory["intent"] = INTENT
    return await _answer(ctx, text, area=area, window=window)


async def _answer(ctx: Ctx, text: str, *, area: Area | None = None, window: Window | None = None) -> Reply:
    tools, campaign = ctx.tools, ctx.tools.campaign
    everywhere = await standing(ctx.tx, campaign)
    area = area or (named_leaf(campaign, text) if text else None)
    window = window or (read_window(text, ctx.now) if text else None)
    only = named_points(everywhere, text) if text and area is None else []
    asked_for = area
    if area is not None:
        remember_area(ctx, area)
    else:
        area = known_area(ctx)
    if not ctx.private and asked_for is None and window is None and not only:
        return await _week(ctx, None)
    if asked_for is None and window is None:
        # Nothing was named: what is open now counts more than how near it is.
        window = Window(ctx.now, ctx.now, now=True)
    said, shown = answer_text(tools, everywhere, ctx.now, window=window, area=area, only=only, short=not ctx.private)
    if not ctx.private:
        return Reply(f"{said}\n{say.GROUP_MORE}")
    await note_asked(ctx, shown)
    return Reply(said, choices=await _choices(ctx, area))


async def _week(ctx: Ctx, area: Area | None) -> Reply:
    everywhere = await standing(ctx.tx, ctx.tools.campaign)
    most = WEEK_SHOWN if ctx.private else GROUP_SHOWN
    said, shown = week_text(ctx.tools, everywhere, ctx.now, area=area, most=most)
    if not ctx.private:
        return Reply(said)
    await note_asked(ctx, shown)
    return Reply(said, choices=await _choices(ctx, area or known_area(ctx), week=False))


async def _choices(ctx: Ctx, area: Area | None, *, week: bool = True) -> tuple[Choice, ...]:
    """The ways on: the nearest, being told, the whole week, and for who may, editing."""
    campaign = ctx.tools.campaign
    found = []
    if len(campaign.leaves) > 1 and area is None:
        found.append(Choice(say.MY_AREA, "places:mine"))
    if area is not None and area.id not in await ctx.tx.places.followed(campaign.id, ctx.chat.place):
        found.append(Choice(say.FOLLOW.format(area=area.full_name), f"places:follow:{area.id}"))
    if week:
        found.append(Choice(say.WHOLE_WEEK, f"places:week:{area.id}" if area else "places:week"))
    if ctx.person.roles & EDITORS:
        found.append(Choice(say.EDIT, "places:how"))
    return tuple(found)
