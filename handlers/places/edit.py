"""Officers and leaders change the schedule by chat: move, call off, add, put back – each after a preview."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.clock import VIETNAM
from bot.router import PassOn
from bot.text import fold, nfc, shorten
from bot.types import Choice, Reply
from handlers.phrases import places as say
from handlers.phrases.common import STALE
from handlers.places.base import EDITORS, routes
from handlers.places.drafts import (
    areas_concerned,
    drafted,
    example,
    home_of,
    key_of,
    may_change,
    noticed,
    only_area,
    point_of,
    today_of,
)
from handlers.places.edit_words import Wish, place_in, read_wish, split
from handlers.places.telling import ABSOLUTE, NAME, concerned, plan, planned_opening
from handlers.points.hours import FURTHEST, Opening, Point, openings
from handlers.points.standing import AHEAD, keep, named_leaf, named_points, standing
from handlers.points.told import full_words, when_words
from handlers.tools import Ctx

OPEN_FOR = timedelta(minutes=30)
OFFERED = 6
LONGEST_PLACE = 120
Step = Callable[[Ctx, str], Awaitable[Reply]]


# -- the four wishes --------------------------------------------------------------------------------------------------


@routes.choice("how", roles=EDITORS)
async def how(ctx: Ctx) -> Reply:
    """What can be typed."""
    return Reply(_how(ctx))


@routes.command(
    "doilich",
    "dời lịch",
    "dời buổi",
    "dời điểm",
    "dời giờ",
    "chuyển buổi",
    "chuyển lịch",
    "chuyển điểm",
    roles=EDITORS,
    where="private",
    takes_line=True,
)
async def move(ctx: Ctx) -> Reply:
    """Another place, day or hour for one opening: «dời lịch ấp Chợ sang nhà văn hoá ấp Trầu 14h»."""
    return await _begun(ctx, "move", ctx.text)


@routes.command(
    "huybuoi",
    "huỷ buổi",
    "hoãn buổi",
    "bỏ buổi",
    "đóng điểm",
    "nghỉ buổi",
    roles=EDITORS,
    where="private",
    takes_line=True,
)
async def close(ctx: Ctx) -> Reply:
    """Call one opening off: «huỷ buổi ấp Chợ 25/10»."""
    return await _begun(ctx, "close", ctx.text)


@routes.command("thembuoi", "thêm buổi", "mở thêm buổi", "thêm lịch", roles=EDITORS, where="private", takes_line=True)
async def add(ctx: Ctx) -> Reply:
    """One opening more: «thêm buổi ấp Chợ 25/10 18:00-20:00 tại nhà văn hoá»."""
    return await _begun(ctx, "add", ctx.text)


@routes.command(
    "tralaibuoi", "trả lại buổi", "trả lại lịch", "khôi phục buổi", roles=EDITORS, where="private", takes_line=True
)
async def back(ctx: Ctx) -> Reply:
    """One opening is again as it was planned: «trả lại buổi ấp Chợ 25/10»."""
    return await _begun(ctx, "back", ctx.text)


_MOVES = re.compile(r"^(?:em\s+|xin\s+|cho\s+em\s+)?dời\b\s*", re.IGNORECASE)
_PLAIN = re.compile(
    r"^doi\s+(?=sang\s+(?!nay|mai|thu|som)|(?:ap|thon|xom|khom|khu pho|lang|buon|ban)\s.*\ssang\s+(?!nay|mai|thu|som))"
)


@routes.text(rank=4, roles=EDITORS)
async def typed_move(ctx: Ctx) -> Reply:
    """The same in few words: «dời sang nhà văn hoá ấp Trầu 14h»."""
    text = nfc(ctx.text)
    found = _MOVES.match(text)
    if found is None and text.isascii():
        found = _PLAIN.match(text.lower())
    if found is None or "\n" in text.strip():
        raise PassOn
    return await _begun(ctx, "move", text[found.end() :])


async def _begun(ctx: Ctx, verb: str, line: str) -> Reply:
    if not ctx.private:
        if not ctx.incoming.mentioned:
            raise PassOn
        return Reply(say.PRIVATELY)
    if verb == "add":
        return await _add(ctx, line)
    subject, target = split(line) if verb == "move" else (line, "")
    wish = read_wish(target, today_of(ctx)) if verb == "move" else Wish()
    if verb == "move":
        fault = _fault(ctx, wish)
        if fault is not None:
            return fault
    found = await _meant(ctx, verb, subject)
    if isinstance(found, Reply):
        return found
    draft = _draft(ctx, verb, wish)
    if len(found) == 1:
        return await _preview(ctx, {**draft, **key_of(found[0])})
    ctx.conversation.start("places", "which", until=ctx.now + OPEN_FOR, **draft, of=[key_of(one) for one in found])
    today = today_of(ctx)
    choices = tuple(
        Choice(shorten(f"{one.point.name}, {when_words(one, today)}", 60), f"places:pick:{at}")
        for at, one in enumerate(found)
    )
    return Reply(say.WHICH, choices=choices)


def _fault(ctx: Ctx, wish: Wish) -> Reply | None:
    if wish.bad_hours:
        return Reply(say.TIME_ORDER)
    if wish.empty:
        return Reply(say.MOVE_HOW.format(**example(ctx)))
    if wish.day is not None and wish.day > today_of(ctx) + FURTHEST:
        return Reply(say.FAR)
    return None


def _draft(ctx: Ctx, verb: str, wish: Wish) -> dict[str, Any]:
    area = named_leaf(ctx.tools.campaign, wish.where)
    return {
        "verb": verb,
        "to_day": str(wish.day) if wish.day else None,
        "to_start": f"{wish.start:%H:%M}" if wish.start else None,
        "to_end": f"{wish.end:%H:%M}" if wish.end else None,
        "where": wish.where[:LONGEST_PLACE],
        "area": area.id if area else None,
    }


async def _meant(ctx: Ctx, verb: str, subject: str) -> list[Opening] | Reply:
    """The openings that these words may mean: of each point what comes next; or why there is none."""
    campaign, today = ctx.tools.campaign, today_of(ctx)
    everywhere = await standing(ctx.tx, campaign)
    coming = [
        one
        for one in openings(everywhere, today, today + AHEAD, campaign.days_off, closed=True)
        if one.ends > ctx.now and (one.closed or one.moved if verb == "back" else not one.closed)
    ]
    area = named_leaf(campaign, subject)
    if area is not None:
        coming = [one for one in coming if area.id in (one.area, one.point.area)]
    elif named := {point.id for point in named_points(everywhere, subject)}:
        coming = [one for one in coming if one.point.id in named]
    wish = read_wish(subject, today)
    if wish.day is not None:
        coming = [one for one in coming if wish.day in (one.begins.date(), one.day)]
    if wish.start is not None:
        coming = [one for one in coming if one.begins.time() <= wish.start < one.ends.time() or one.start == wish.start]
    own = [one for one in coming if may_change(ctx, one.point)]
    if not own:
        if coming and coming[0].area and campaign.has_area(coming[0].area):
            return Reply(say.NOT_YOURS.format(area=campaign.area(coming[0].area).full_name))
        return Reply(say.WHICH_NONE)
    first: dict[str, Opening] = {}
    if wish.day is not None and wish.start is None:
        return own[:OFFERED]  # of a named day every opening may be meant
    for one in own:
        first.setdefault(one.point.id, one)
    return list(first.values())[:OFFERED]


@routes.choice("pick", roles=EDITORS)
async def pick(ctx: Ctx) -> Reply:
    """One of several openings."""
    talk = ctx.conversation
    offered = talk.answers.get("of", []) if (talk.flow, talk.step) == ("places", "which") else []
    if not ctx.argument.isdecimal() or int(ctx.argument) >= len(offered):
        return Reply(STALE)
    draft = {key: value for key, value in talk.answers.items() if key != "of"}
    return await _preview(ctx, {**draft, **offered[int(ctx.argument)]})


# -- adding -----------------------------------------------------------------------------------------------------------


async def _add(ctx: Ctx, line: str) -> Reply:
    campaign, today = ctx.tools.campaign, today_of(ctx)
    head, where = place_in(line)
    wish = read_wish(head, today)
    behind = read_wish(where, today)
    where = behind.where
    wish = replace(wish, day=wish.day or behind.day, start=wish.start or behind.start, end=wish.end or behind.end)
    if wish.bad_hours or behind.bad_hours:
        return Reply(say.TIME_ORDER)
    if wish.day is None or wish.start is None or wish.end is None:
        return Reply(say.ADD_HOW.format(**example(ctx)))
    if datetime.combine(wish.day, wish.end, VIETNAM) <= ctx.now:
        return Reply(say.PAST)
    if wish.day > today + FURTHEST:
        return Reply(say.FAR)
    everywhere = await standing(ctx.tx, campaign)
    area = named_leaf(campaign, head) or named_leaf(campaign, where) or only_area(ctx)
    point = home_of(campaign, everywhere, named_points(everywhere, head), area, wish.day)
    if point is None:
        return Reply(say.WHICH_PLACE.format(unit=campaign.unit, example=campaign.leaves[0].full_name))
    if not may_change(ctx, point):
        return Reply(say.NOT_YOURS.format(area=campaign.area(point.area).full_name if point.area else point.name))
    there = openings([point], wish.day, wish.day, campaign.days_off)
    since, until = (datetime.combine(wish.day, hour, VIETNAM) for hour in (wish.start, wish.end))
    if any(one.meets(since, until) for one in there) or any(one.start == wish.start for one in there):
        return Reply(say.CLASHES)
    draft = _draft(ctx, "add", replace(wish, where=where))
    return await _preview(
        ctx, {**draft, "point": point.id, "day": str(wish.day), "start": f"{wish.start:%H:%M}", "home": point.area}
    )


# -- preview and approval ---------------------------------------------------------------------------------------------


async def _preview(ctx: Ctx, draft: dict[str, Any]) -> Reply:
    campaign = ctx.tools.campaign
    point = await point_of(ctx, draft)
    if point is None or not may_change(ctx, point):
        return Reply(STALE)
    day, start = date.fromisoformat(draft["day"]), time.fromisoformat(draft["start"])
    before = planned_opening(campaign, [point], day, start)
    after = planned_opening(campaign, [drafted(campaign, point, draft)], day, start)
    if after is None or (before is None and draft["verb"] != "add"):
        return Reply(STALE)
    if before is not None and noticed(before) == noticed(after):
        return Reply(say.SAME)
    if draft["verb"] == "move" and after.ends <= ctx.now:
        return Reply(say.PAST)
    if after.ends <= after.begins:
        return Reply(say.TIME_ORDER)
    others = openings([point], after.begins.date(), after.begins.date(), campaign.days_off)
    if not after.closed and any(one.key != after.key and one.meets(after.begins, after.ends) for one in others):
        return Reply(say.CLASHES)
    old = full_words(before, campaign, ABSOLUTE) if before is not None else ""
    new = full_words(after, campaign, ABSOLUTE)
    form = {"move": say.PREVIEW_MOVE, "close": say.PREVIEW_CLOSE, "add": say.PREVIEW_ADD, "back": say.PREVIEW_BACK}
    what = form[draft["verb"]].format(name=point.name, old=old, new=new)
    count = len([r for r in await concerned(ctx.tx, campaign, after, areas_concerned(before, after)) if r.private])
    told = say.PREVIEW_COUNT.format(count=count) if count else say.PREVIEW_NOBODY
    kept = {**draft, "sequence": point.sequence, "old": old}
    ctx.conversation.start("places", "confirm", until=ctx.now + OPEN_FOR, **kept)
    choices = (Choice(say.YES, "places:yes"), Choice(say.NO, "places:no"))
    return Reply(say.PREVIEW.format(what=what, count=told), choices=choices)


@routes.choice("yes", roles=EDITORS)
async def approve(ctx: Ctx) -> Reply:
    """Change it, and let it be told."""
    talk = ctx.conversation
    if (talk.flow, talk.step) != ("places", "confirm"):
        return Reply(STALE)
    draft = dict(talk.answers)
    talk.end()
    campaign = ctx.tools.campaign
    point = await point_of(ctx, draft)
    if point is None or not may_change(ctx, point):
        return Reply(STALE)
    if point.sequence != draft["sequence"]:
        return Reply(say.FASTER)
    day, start = date.fromisoformat(draft["day"]), time.fromisoformat(draft["start"])
    before = planned_opening(campaign, [point], day, start)
    changed = drafted(campaign, point, draft)
    after = planned_opening(campaign, [changed], day, start)
    who = f"{ctx.person.channel}:{ctx.person.author}"
    if after is None or not await keep(ctx.tx, campaign, changed, ctx.now, who):
        return Reply(say.FASTER)
    what = {key: value for key, value in draft.items() if key in ("verb", "point", "day", "start") or value}
    await ctx.tx.audit.add(who, "schedule-changed", what, ctx.now)
    await _replan(ctx, changed)
    here = ctx.incoming.address
    ctx.later(
        "point-changed",
        key=f"point-changed:{campaign.id}:{point.id}:{point.sequence + 1}",
        point=point.id,
        day=draft["day"],
        start=draft["start"],
        what=draft["verb"],
        old=draft["old"],
        new=full_words(after, campaign, ABSOLUTE),
        areas=areas_concerned(before, after),
        by=f"{here.channel}:{here.chat}",
        who=ctx.person.name or "đội trưởng",
        tell_officers="officer" not in ctx.person.roles,
    )
    return Reply(say.SAVED)


@routes.step("confirm")
async def typed_approval(ctx: Ctx) -> Reply:
    """«duyệt» or «thôi» in other words; anything else is talk."""
    word = fold(ctx.text).strip(" .!,")
    if word.split()[:1] == ["duyet"] or word in ("dong y", "ok", "oke", "co", "dung", "dung roi", "vang", "u", "da"):
        return await approve(ctx)
    if word in ("thoi", "khong", "khong doi", "ko", "huy"):
        return await leave(ctx)
    raise PassOn


@routes.choice("no", roles=EDITORS)
async def leave(ctx: Ctx) -> Reply:
    """Nothing is changed."""
    ctx.conversation.end()
    return Reply(say.LEFT)


async def _replan(ctx: Ctx, point: Point) -> None:
    """Let the reminders of that point agree with its new hours at once."""
    campaign = ctx.tools.campaign
    prefix = f"{campaign.id}:{NAME}:{point.id}:"
    wanted = await plan(ctx.tx, campaign, ctx.now, ctx.now + AHEAD)
    wanted = [one for one in wanted if str(one.key).startswith(prefix)]
    await ctx.tx.tasks.plan([one for one in wanted if one.due_at <= ctx.now + timedelta(days=8)])
    await ctx.tx.tasks.agree(wanted, names=(NAME,), now=ctx.now, prefix=prefix)


def _how(ctx: Ctx) -> str:
    return say.HOW.format(**example(ctx))
