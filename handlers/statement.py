"""The Sunday statement: what was counted for a hamlet this week, what changed and by whom, and 48 hours to object."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.router import PassOn, Routes
from bot.text import shorten
from bot.types import Reply
from handlers.campaign import Area, Campaign
from handlers.duty_days import free_days
from handlers.gathering import Gathered, gathered
from handlers.phrases import common, words
from handlers.phrases import statement as say
from handlers.phrases.words import moment
from handlers.reach import areas_of, officers, responsible
from handlers.rights import area_names, manages
from handlers.tools import Ctx, Job, Tools
from storage.objections import Objection
from storage.reports import Report
from storage.tasks import Planned
from storage.tx import Tx

routes: Routes[Tools] = Routes("statement")

REPORTERS = frozenset({"leader", "deputy"})
AT = time(18, 0)
"""When it is sent on a Sunday."""
TOO_LATE = timedelta(hours=36)
"""After such an outage the week is left to the next statement's totals."""
OBJECT_WITHIN = timedelta(hours=48)
CHANGES = 3
"""So many changes are told one by one."""


def plan(campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """One row per week and leaf that has somebody to be told; pure, and the same keys every time."""
    found: list[Planned] = []
    first, last = since.astimezone(VIETNAM).date(), until.astimezone(VIETNAM).date()
    for step in range((last - first).days + 1):
        sunday = first + timedelta(days=step)
        due = datetime.combine(sunday, AT, VIETNAM)
        monday = sunday - timedelta(days=6)
        if sunday.weekday() != 6 or not since < due <= until or sunday < campaign.start or monday > campaign.end:
            continue
        for leaf in campaign.leaves:
            values = {"area": leaf.id, "sunday": sunday.isoformat()}
            found.append(Planned("statement", due, values, f"{campaign.id}:statement:{sunday}:{leaf.id}"))
    return found


async def state(work: Job) -> None:
    """Tell everybody who reports for the hamlet and may be written to."""
    campaign = work.tools.campaign
    if work.now - work.row.due_at > TOO_LATE:
        return
    sunday = date.fromisoformat(work.row.values["sunday"])
    area = next((leaf for leaf in campaign.leaves if leaf.id == work.row.values["area"]), None)
    if area is None:
        return  # the operator took it out of the preset meanwhile
    async with work.begin() as desk:
        readers = await responsible(desk.tx, campaign, area.id)
        if not readers:
            return
        text = await statement(desk.tx, campaign, area, sunday)
        for reader in readers:
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply(text), private=True, bulk=True, key=key)


async def statement(tx: Tx, campaign: Campaign, area: Area, sunday: date) -> str:
    """At most seven lines."""
    monday = sunday - timedelta(days=6)
    first, last = max(monday, campaign.start), min(sunday, campaign.end)
    seen = await gathered(tx, campaign, campaign.period_of(last), [area])
    week = [count for count in seen.counts if first <= count.day <= last]
    sums: dict[str, int] = {}
    for count in sorted(week, key=lambda one: one.day):
        stock = campaign.indicator(count.key).kind == "stock"
        sums[count.key] = count.value if stock else sums.get(count.key, 0) + count.value
    days = sorted({count.day for count in week})
    excuses = await tx.excuses.between(campaign.id, first, last)
    free = len(free_days(campaign, excuses, first, last).get(area.id, set()))
    versions = [r for r in await tx.reports.of_days(campaign.id, area.id, first, last) if not r.practice]
    people = {p.id: p for p in await tx.people.by_ids(sorted({r.person for r in versions}))}
    names = {id_: person.name or "không rõ tên" for id_, person in people.items()}
    booked = [one for one in seen.adjustments if first <= one.booked <= last]
    lines = [
        say.TITLE.format(area=area.full_name, first=f"{monday:%d/%m}", last=f"{sunday:%d/%m}"),
        say.COUNTED.format(values=words.values(campaign, sums)) if sums else say.NOTHING,
        say.DAYS.format(days=", ".join(f"{day:%d/%m}" for day in days) or "–")
        + (say.FREE.format(count=free) if free else ""),
    ]
    lines += _targets(campaign, seen)
    lines.append(_changes(campaign, versions, names))
    if booked:
        told = ", ".join(
            say.BOOKED.format(
                label=campaign.label(one.key), delta=f"{one.delta:+d}".replace("-", "−"), day=f"{one.about:%d/%m}"
            )
            for one in booked[-CHANGES:]
            if one.key in campaign.keys
        )
        lines.append(say.ADJUSTED.format(changes=told))
    lines.append(say.OBJECT)
    return "\n".join(lines[:7] if len(lines) <= 7 else [*lines[:6], say.OBJECT])


def _targets(campaign: Campaign, seen: Gathered) -> list[str]:
    """The way to the target, in one line."""
    parts = [
        say.TARGET.format(
            label=campaign.label(one.key),
            total=words.number(one.total),
            wanted=words.number(one.wanted),
            share=words.percent(one.share),
        )
        for one in seen.figures.progress
        if one.wanted
    ]
    return [say.TARGETS.format(targets="; ".join(parts))] if parts else []


def _changes(campaign: Campaign, versions: Sequence[Report], names: dict[int, str]) -> str:
    """What did not stay as it was first told, and by whom."""
    changed = [
        version
        for version in versions
        if version.operation != "adjust"
        and any(
            version.before.get(key) is not None and version.before[key] != new for key, new in version.after.items()
        )
    ]
    if not changed:
        return say.UNCHANGED
    told = []
    for version in changed[-CHANGES:]:
        moved = ", ".join(
            f"{campaign.label(key)} {version.before[key]} → {'không có' if new is None else new}"
            for key, new in version.after.items()
            if key in campaign.keys and version.before.get(key) is not None and version.before[key] != new
        )
        who = names.get(version.person, "?")
        told.append(say.CHANGE.format(day=f"{version.day:%d/%m}", moved=moved, who=who, number=version.id))
    more = say.MORE.format(count=len(changed) - CHANGES) if len(changed) > CHANGES else ""
    return say.CHANGED.format(changes="; ".join(told), more=more)


# -- objections --------------------------------------------------------------------------------------------------------


@routes.text(rank=6, roles=(*REPORTERS, "officer"))
async def replied(ctx: Ctx) -> Reply:
    """A reply to a statement objects to it; an officer's reply to an objection answers it."""
    update = ctx.incoming
    if not update.reply_to or not ctx.text.strip():
        raise PassOn
    sent = await ctx.tx.outbox.sent_as(update.address.channel, update.address.chat, update.reply_to)
    key = (sent[1] if sent is not None else None) or ""
    campaign = ctx.tools.campaign
    if key.startswith(f"{campaign.id}:objection:") and "officer" in ctx.person.roles:
        return await _answer(ctx, int(key.split(":")[2]), ctx.text)
    if not key.startswith(f"{campaign.id}:statement:"):
        raise PassOn
    _, _, sunday, area, *_ = key.split(":")
    return await _object(ctx, campaign.area(area), date.fromisoformat(sunday), ctx.text)


@routes.command("chuadung", roles=REPORTERS)
async def objects(ctx: Ctx) -> Reply:
    """Object to the last Sunday's statement: «chưa đúng: thứ Năm ấp em làm 8»."""
    campaign = ctx.tools.campaign
    now = ctx.incoming.sent_at.astimezone(VIETNAM)
    today = now.weekday() == 6 and now.time() >= AT
    sunday = now.date() if today else now.date() - timedelta(days=now.weekday() + 1)
    own = areas_of(ctx.person, campaign)
    open_ = now - datetime.combine(sunday, AT, VIETNAM) <= OBJECT_WITHIN and sunday >= campaign.start
    if not own or (not open_ and not ctx.incoming.text.startswith("/")):
        raise PassOn
    area = str(ctx.conversation.memory.get("area", own[0]))
    if not ctx.text.strip():
        return Reply(say.WHAT)
    return await _object(ctx, campaign.area(area if area in own else own[0]), sunday, ctx.text)


@routes.text(rank=7, roles=REPORTERS)
async def typed_objection(ctx: Ctx) -> Reply:
    """The same without a slash; after the two days it is ordinary talk again."""
    found = re.match(r"(?:chưa|không|chua|khong)\s+(?:đúng|dung)\b[\s:,.]*", ctx.text, re.IGNORECASE)
    if found is None:
        raise PassOn
    ctx.text = ctx.text[found.end() :]
    return await objects(ctx)


async def _object(ctx: Ctx, area: Area, sunday: date, text: str) -> Reply:
    """Keep it, and show the officers the chain of receipts behind the week."""
    campaign = ctx.tools.campaign
    if area.id not in areas_of(ctx.person, campaign):
        raise PassOn
    if ctx.incoming.sent_at - datetime.combine(sunday, AT, VIETNAM) > OBJECT_WITHIN + timedelta(hours=13):
        return Reply(say.OVER)  # what waited for the morning was read later
    first = max(sunday - timedelta(days=6), campaign.start)
    done = await ctx.tx.objections.put(
        campaign.id,
        area.id,
        first,
        sunday,
        person=ctx.person.id,
        text=text.strip()[:1000],
        sent_at=ctx.incoming.sent_at,
    )
    chain = await _chain(ctx, area, first, sunday)
    note = say.TO_OFFICER.format(
        number=done.id,
        area=area.full_name,
        who=ctx.person.name or "đội trưởng",
        first=f"{first:%d/%m}",
        last=f"{sunday:%d/%m}",
        text=done.text,
        chain=chain,
    )
    for reader in await officers(ctx.tx):
        key = f"{campaign.id}:objection:{done.id}:{reader.name}"
        ctx.tell(reader.address, Reply(note), private=reader.private, key=key)
    return Reply(say.TAKEN.format(number=done.id))


async def _chain(ctx: Ctx, area: Area, first: date, last: date) -> str:
    """The week's receipts: number, day, who, what."""
    campaign = ctx.tools.campaign
    versions = [r for r in await ctx.tx.reports.of_days(campaign.id, area.id, first, last) if not r.practice]
    people = {p.id: p.name for p in await ctx.tx.people.by_ids(sorted({r.person for r in versions}))}
    rows = [
        say.RECEIPT.format(
            number=version.id,
            day=f"{version.day:%d/%m}",
            who=people.get(version.person) or "?",
            at=moment(version.sent_at),
            text=shorten(version.line.replace("\n", " / "), 60),
        )
        for version in versions[-10:]
    ]
    return "\n".join(rows) or say.NO_RECEIPTS


@routes.command("phanhoi", "phản hồi", summary="Trả lời ý kiến về bản kê tuần", roles=["officer"])
async def answer(ctx: Ctx) -> Reply:
    """Answer an objection and close it: «/phanhoi 3 đã sửa thành 8»; alone: what waits."""
    number, _, text = ctx.text.strip().partition(" ")
    if number.lstrip("#").isdecimal():
        return await _answer(ctx, int(number.lstrip("#")), text)
    waiting = await ctx.tx.objections.open(ctx.tools.campaign.id)
    if not waiting:
        return Reply(say.NONE_OPEN)
    rows = [_row(ctx.tools.campaign, one) for one in waiting[:10]]
    return Reply("\n".join([say.OPEN, *rows, say.HOW.format(number=waiting[0].id)]))


async def _answer(ctx: Ctx, number: int, text: str) -> Reply:
    campaign = ctx.tools.campaign
    found = await ctx.tx.objections.get(campaign.id, number)
    if found is None:
        return Reply(say.UNKNOWN.format(number=number))
    if not manages(ctx.person, campaign, found.area):
        return Reply(common.NOT_YOUR_AREA.format(area=area_names(campaign, [found.area])))
    if found.answered_at is not None:
        return Reply(say.CLOSED_ALREADY.format(number=number, answer=found.answer or ""))
    if not any(map(str.isalnum, text)):
        return Reply(say.HOW.format(number=number))
    text = text.strip()[:1000]
    if not await ctx.tx.objections.answer(number, text, ctx.person.id, ctx.now):
        return Reply(say.CLOSED_ALREADY.format(number=number, answer=""))
    (author,) = await ctx.tx.people.by_ids([found.person])
    told = Reply(say.ANSWERED.format(number=number, who=ctx.person.name or "cán bộ", text=found.text, answer=text))
    readers = await responsible(ctx.tx, campaign, found.area)
    reached = False
    for reader in readers:
        if (reader.address.channel, reader.address.chat) == (author.channel, author.chat):
            reached = ctx.tell(reader.address, told, private=True, key=f"{campaign.id}:answered:{number}")
    return Reply((say.CLOSED if reached else say.CLOSED_UNTOLD).format(number=number))


def _row(campaign: Campaign, one: Objection) -> str:
    area = campaign.area(one.area).full_name if campaign.has_area(one.area) else one.area
    return say.WAITING.format(number=one.id, area=area, when=moment(one.sent_at), text=shorten(one.text, 120))
