"""«/chiase»: a class's or a hamlet's name, typed once, gives a message, a link, a code and posters; the counts."""

from __future__ import annotations

import secrets
from datetime import datetime, time, timedelta

from bot.clock import VIETNAM
from bot.text import fold
from bot.types import Choice, Reply
from handlers.campaign import Area
from handlers.papers import PRINTERS, link
from handlers.phrases import common
from handlers.phrases import share as say
from handlers.phrases.words import moment
from handlers.reach import areas_of, groups, privately
from handlers.share.base import routes, schedule
from handlers.share.kit import give
from handlers.share.labels import LONGEST, Unfit, read_label
from handlers.tools import Ctx
from storage.marks import Mark

OPEN_FOR = timedelta(minutes=30)
LISTED = 12
OFFERED = 5
SCHOOL_AHEAD = 100
SCHOOL_HOUR = time(7, 30)
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Small letters and digits of which none looks like another."""
SCHEDULE_WORDS = frozenset({"lich", "dang lich", "lich ho tro", "gio", "diem ho tro"})


def new_id() -> str:
    """What stands in a link: opaque, 7 letters, 2.7 × 10^10 of them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(7))


@routes.command("chiase", "chia sẻ", "bộ chia sẻ", summary="Đường dẫn, mã QR, tờ dán cho lớp, ấp", roles=PRINTERS)
async def share(ctx: Ctx) -> Reply | list[Reply]:
    """The kits made so far with their counts, or a new one: «/chiase lớp 5A1 trường TH Phú Đông»; «/chiase lịch»."""
    words = " ".join(ctx.text.split())
    if fold(words) in SCHEDULE_WORDS:
        return await _schedule(ctx)
    if not ctx.private:
        return Reply(say.PRIVATELY)
    if not link(ctx.tools, ""):
        return Reply(say.NO_WEB if ctx.tools.public_url else say.NO_ADDRESS)
    if fold(words).startswith("bo ") and len(words.split()) > 1:
        return await _hide(ctx, words.split(maxsplit=1)[1])
    if ctx.text.strip():
        return await _make(ctx, ctx.text)
    return await _overview(ctx)


@routes.step("name")
async def named(ctx: Ctx) -> Reply | list[Reply]:
    """The name that we asked for."""
    return await _make(ctx, ctx.text)


@routes.choice("again", roles=PRINTERS)
async def again(ctx: Ctx) -> Reply | list[Reply]:
    """A kit made earlier, once more."""
    mark = next((mark for mark in await _visible(ctx) if mark.id == ctx.argument), None)
    if mark is None or not ctx.private or not link(ctx.tools, ""):
        return Reply(common.STALE)
    ctx.conversation.end()
    return give(ctx, mark)


@routes.choice("area", roles=PRINTERS)
async def for_area(ctx: Ctx) -> Reply | list[Reply]:
    """A kit for one of the campaign's places."""
    campaign = ctx.tools.campaign
    if not campaign.has_area(ctx.argument) or not ctx.private or not link(ctx.tools, ""):
        return Reply(common.STALE)
    return await _keep(ctx, "area", campaign.area(ctx.argument).full_name, ctx.argument)


async def _overview(ctx: Ctx) -> Reply:
    """What was opened how often; the open question is the name of the next class."""
    campaign = ctx.tools.campaign
    ctx.conversation.start("share", "name", until=ctx.now + OPEN_FOR)
    marks = await _visible(ctx)
    mine = [campaign.area(id_) for id_ in areas_of(ctx.person, campaign)]
    made = {mark.area for mark in marks}
    places = [Choice(area.full_name, f"share:area:{area.id}") for area in mine if area.id not in made][:2]
    if not marks:
        area = mine[0] if mine else campaign.leaves[0]
        return Reply(say.ASK_NAME.format(unit=campaign.unit, area=area.full_name), choices=tuple(places))
    shown = marks[:LISTED]
    counts = await ctx.tx.marks.openings([mark.id for mark in shown], ctx.now.astimezone(VIETNAM).date())
    lines = [
        say.LINE.format(label=mark.label, total=counts[mark.id].total, today=counts[mark.id].on_day) for mark in shown
    ]
    if len(marks) > LISTED:
        lines.append(say.MORE.format(count=len(marks) - LISTED))
    choices = [*(Choice(mark.label, f"share:again:{mark.id}") for mark in shown[:OFFERED]), *places]
    return Reply(say.OVERVIEW.format(lines="\n".join(lines), unit=campaign.unit), choices=tuple(choices))


async def _visible(ctx: Ctx) -> list[Mark]:
    """All of them to an officer, to others the ones that they made."""
    marks = await ctx.tx.marks.listed(ctx.tools.campaign.id)
    if "officer" in ctx.person.roles:
        return marks
    return [mark for mark in marks if mark.person == ctx.person.id]


async def _make(ctx: Ctx, text: str) -> Reply | list[Reply]:
    """The kit for what was typed, or a question back; the form stays open until a name is good."""
    area = _area(ctx, text)
    if area is not None:
        return await _keep(ctx, "area", area.full_name, area.id)
    try:
        label = read_label(text)
    except Unfit as unfit:
        reason = "pupil" if ctx.incoming.masked else unfit.reason
    else:
        if not ctx.incoming.masked:
            return await _keep(ctx, "class", label, None)
        reason = "pupil"
    ctx.conversation.start("share", "name", until=ctx.now + OPEN_FOR)
    return Reply({"long": say.TOO_LONG.format(limit=LONGEST), "empty": say.NO_NAME, "pupil": say.NO_PUPILS}[reason])


async def _keep(ctx: Ctx, kind: str, label: str, area: str | None) -> list[Reply]:
    """The mark of that name: the one there is, or a new one."""
    mark = None
    while mark is None:
        new = Mark(new_id(), kind, label, area, ctx.person.id)
        mark = await ctx.tx.marks.make(ctx.tools.campaign.id, new, fold(label), ctx.now)
    if mark.id == new.id:
        what = {"mark": mark.id, "kind": kind, "label": label}
        await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", "mark-made", what, ctx.now)
    ctx.conversation.end()
    return give(ctx, mark)


async def _hide(ctx: Ctx, name: str) -> Reply:
    wanted = fold(name)
    mark = next((m for m in await _visible(ctx) if fold(m.label) in (wanted, f"lop {wanted}")), None)
    if mark is None:
        return Reply(say.NOT_LISTED.format(label=name[:LONGEST].replace("*", "")))
    await ctx.tx.marks.hide(mark.id, ctx.now)
    return Reply(say.HIDDEN.format(label=mark.label))


def _area(ctx: Ctx, text: str) -> Area | None:
    """The campaign's place of that name, with or without its unit word."""
    wanted = fold(text[:200])
    for area in ctx.tools.campaign.areas:
        names = {fold(area.full_name), *(fold(alias) for alias in area.aliases)}
        if wanted in names or wanted == fold(area.name):
            return area
    return None


# -- the schedule ----------------------------------------------------------------------------------------------------


async def _schedule(ctx: Ctx) -> Reply:
    """In a group: post it here. In private an officer may post it into every class group, or to their teachers."""
    text = await schedule(ctx)
    if not ctx.private:
        return Reply(text)
    if not ctx.person.everywhere(["officer"]):
        return Reply(f"{text}\n\n{say.ONLY_OFFICER}")
    classes, teachers = await groups(ctx.tx, "class"), await privately(ctx.tx, "teacher")
    if not classes and not teachers:
        return Reply(f"{text}\n\n{say.NO_CLASSES}")
    yes = Choice(say.POST_YES.format(count=len(classes)) if classes else say.POST_TEACHERS, "share:post")
    preview = say.POST_PREVIEW.format(count=len(classes), text=text)
    preview += say.POST_TO_TEACHERS.format(count=len(teachers)) if teachers else ""
    due = _school_morning(ctx)
    preview += say.POST_LATER.format(day=moment(due)) if due is not None else ""
    return Reply(preview, choices=(yes, Choice(say.POST_NO, "share:leave")))


@routes.choice("post", roles=["officer"], whole=True)
async def post(ctx: Ctx) -> Reply:
    """The schedule into every class group and to every teacher, at most once a week to each."""
    year, week, _ = ctx.now.astimezone(VIETNAM).isocalendar()
    text, due = await schedule(ctx), _school_morning(ctx)
    sent = {"class": 0, "teacher": 0}
    for kind, readers in (("class", await groups(ctx.tx, "class")), ("teacher", await privately(ctx.tx, "teacher"))):
        words = text if kind == "class" else f"{say.FOR_TEACHER}\n\n{text}"
        for reader in readers:
            key = f"share-schedule:{year}-W{week:02d}:{reader.name}"
            sent[kind] += ctx.voice.tell(
                reader.address, Reply(words), private=reader.private, bulk=True, key=key, due=due
            )
    who = f"{ctx.person.channel}:{ctx.person.author}"
    await ctx.tx.audit.add(who, "schedule-posted", {"groups": sent["class"], "teachers": sent["teacher"]}, ctx.now)
    told = say.POSTED.format(count=sent["class"])
    return Reply(told + (say.POSTED_TEACHERS.format(count=sent["teacher"]) if sent["teacher"] else ""))


def _school_morning(ctx: Ctx) -> datetime | None:
    """When classes may be written to again; None: today."""
    today = ctx.now.astimezone(VIETNAM).date()
    days = (today + timedelta(days=ahead) for ahead in range(SCHOOL_AHEAD))
    day = next((day for day in days if ctx.tools.campaign.school_on(day)), today)
    return None if day == today else datetime.combine(day, SCHOOL_HOUR, VIETNAM)


@routes.choice("leave", roles=["officer"])
async def leave(ctx: Ctx) -> Reply:
    """Nothing is posted."""
    return Reply(say.NOT_POSTED)
