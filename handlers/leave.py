"""«/nghi»: days without duty, with their reason. They leave completeness, pace and reminders; they can be undone."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.clock import VIETNAM
from bot.router import PassOn, Routes
from bot.text import fold
from bot.types import Choice, Reply
from handlers.books import closed
from handlers.campaign import Area, Campaign
from handlers.phrases import leave as say
from handlers.phrases import words
from handlers.phrases.common import STALE
from handlers.reach import areas_of, named_area, officers
from handlers.rights import manages, reports_for
from handlers.tools import Ctx, Tools
from storage.excuses import Excuse

routes: Routes[Tools] = Routes("leave")

MAY = frozenset({"leader", "deputy", "officer"})
OPEN_FOR = timedelta(hours=24)
LONGEST_REASON = 300
_DAY = r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?"
_SPAN = re.compile(
    rf"^(?:từ\s+)?(?:ngày\s+)?{_DAY}(?:\s*(?:-|–|đến|den|tới|toi)\s*(?:hết\s+)?(?:ngày\s+)?{_DAY})?(?!\d)", re.I
)
_WORDS = {"hôm nay": 0, "hom nay": 0, "ngày mai": 1, "ngay mai": 1, "mai": 1, "hôm qua": -1, "hom qua": -1}


@routes.command("nghi", "nghỉ", "xin nghỉ", "báo nghỉ", summary="Báo ngày nghỉ có lý do", roles=MAY)
async def leave(ctx: Ctx) -> Reply:
    """Excuse a day or a stretch of days: «/nghi 20/10 đám tang», «/nghi 20/10-22/10 mưa lũ», «/nghi bỏ»."""
    text = ctx.text.strip()
    if fold(text) in ("bo", "huy", "thoi", "bo nghi", "huy nghi"):
        return await _list(ctx, say.WHICH_BACK)
    if not text:
        return await _list(ctx, say.HOW.format(example=_example(ctx)))
    campaign = ctx.tools.campaign
    own = areas_of(ctx.person, campaign)
    area = named_area(campaign, text)
    if area is not None:
        text = _without(text, area)
    span, reason = _when(text, ctx.incoming.sent_at.astimezone(VIETNAM).date())
    if span is None and not ctx.incoming.text.startswith("/"):
        raise PassOn  # «nghỉ tay uống nước đã» is talk
    if area is not None and not reports_for(ctx.person, campaign, area.id):
        return Reply(say.NOT_YOURS.format(area=area.full_name))
    if area is None and len(own) == 1:
        area = campaign.area(own[0])
    if area is None:
        return Reply(say.WHICH_AREA.format(unit=campaign.unit, example=_example(ctx, named=True)))
    if span is None:
        return Reply(say.HOW.format(example=_example(ctx)))
    first, last = span
    if first > last or last < campaign.start or first > campaign.end:
        return Reply(say.OUTSIDE.format(start=f"{campaign.start:%d/%m/%Y}", end=f"{campaign.end:%d/%m/%Y}"))
    if await closed(ctx.tx, campaign, campaign.period_of(max(first, campaign.start)), ctx.incoming.sent_at):
        return Reply(say.LOCKED)
    if not any(map(str.isalpha, reason)):
        until = ctx.now + OPEN_FOR
        ctx.conversation.start("leave", "reason", until=until, area=area.id, first=str(first), last=str(last))
        return Reply(say.WHY.format(area=area.full_name, days=_days(first, last)))
    return await _excuse(ctx, area, first, last, reason)


@routes.text(rank=7, roles=MAY)
async def typed_leave(ctx: Ctx) -> Reply:
    """The same without a slash: «nghỉ 20/10 đám tang»; a citizen's «nghỉ học có sao không» never comes here."""
    found = re.match(r"(?:(?:xin|báo|bao)\s+)?(?:nghỉ|nghi)\s+", ctx.text, re.IGNORECASE)
    if found is None:
        raise PassOn
    ctx.text = ctx.text[found.end() :]
    return await leave(ctx)


@routes.step("reason")
async def typed_reason(ctx: Ctx) -> Reply:
    """The reason that was missing."""
    answers = ctx.conversation.answers
    if not any(map(str.isalpha, ctx.text)) or ctx.text.strip().endswith("?"):
        raise PassOn
    ctx.conversation.end()
    area = ctx.tools.campaign.area(answers["area"])
    return await _excuse(ctx, area, date.fromisoformat(answers["first"]), date.fromisoformat(answers["last"]), ctx.text)


async def _excuse(ctx: Ctx, area: Area, first: date, last: date, reason: str) -> Reply:
    campaign = ctx.tools.campaign
    reason = reason.strip(" ,.;:-–")[:LONGEST_REASON]
    first, last = max(first, campaign.start), min(last, campaign.end)
    same = [e for e in await ctx.tx.excuses.between(campaign.id, first, last) if e.area == area.id]
    if any(excuse.since <= first and last <= excuse.until for excuse in same):
        return Reply(say.ALREADY.format(area=area.full_name, days=_days(first, last)))
    done = await ctx.tx.excuses.give(
        campaign.id, area.id, first, last, reason=reason, person=ctx.person.id, at=ctx.incoming.sent_at
    )
    await _audit(ctx, "excused", done)
    blanks = {"area": area.full_name, "days": _days(first, last), "reason": reason}
    if "officer" not in ctx.person.roles:
        who = ctx.person.name or "đội trưởng"
        for reader in await officers(ctx.tx):
            if reader.address != ctx.incoming.address:
                ctx.tell(reader.address, Reply(say.TO_OFFICER.format(who=who, **blanks)), private=reader.private)
    back = Choice(say.BACK, f"leave:back:{done.id}")
    return Reply(say.DONE.format(**blanks), choices=(back,) if ctx.private else ())


async def _list(ctx: Ctx, head: str) -> Reply:
    """The excuses from this week on that this person may take back."""
    campaign = ctx.tools.campaign
    today = ctx.now.astimezone(VIETNAM).date()
    since = max(today - timedelta(days=7), campaign.start)
    found = [excuse for excuse in await ctx.tx.excuses.between(campaign.id, since, campaign.end) if _may(ctx, excuse)]
    if not found:
        return Reply(say.NOTHING.format(example=_example(ctx)))
    choices = tuple(Choice(_name(campaign, excuse), f"leave:back:{excuse.id}") for excuse in found[-7:])
    return Reply(head, choices=choices)


@routes.choice("back", roles=MAY)
async def take_back(ctx: Ctx) -> Reply:
    """Those are duty days again."""
    campaign = ctx.tools.campaign
    everywhere = await ctx.tx.excuses.between(campaign.id, campaign.start, campaign.end)
    excuse = next((one for one in everywhere if str(one.id) == ctx.argument), None)
    if excuse is None or not _may(ctx, excuse):
        return Reply(STALE)
    if await closed(ctx.tx, campaign, campaign.period_of(max(excuse.since, campaign.start)), ctx.now):
        return Reply(say.LOCKED)
    await ctx.tx.excuses.withdraw(excuse.id, ctx.person.id, ctx.now)
    await _audit(ctx, "excuse-withdrawn", excuse)
    return Reply(say.TAKEN_BACK.format(what=_name(campaign, excuse)))


def _may(ctx: Ctx, excuse: Excuse) -> bool:
    """An excuse of an area above the leaves is its officers' alone."""
    campaign = ctx.tools.campaign
    return reports_for(ctx.person, campaign, excuse.area) or manages(ctx.person, campaign, excuse.area)


async def _audit(ctx: Ctx, action: str, excuse: Excuse) -> None:
    what = {"excuse": excuse.id, "area": excuse.area, "since": str(excuse.since), "until": str(excuse.until)}
    await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", action, what, ctx.now)


def _when(text: str, today: date) -> tuple[tuple[date, date] | None, str]:
    """The days that the words begin with, and what stands behind them. A day without its year is the nearest one."""
    for name, step in _WORDS.items():
        if re.match(rf"{name}\b", text, re.IGNORECASE):
            day = today + timedelta(days=step)
            return (day, day), text[len(name) :]
    found = _SPAN.match(text)
    if found is None:
        return None, text
    first = _date(found[1], found[2], found[3], today)
    last = _date(found[4], found[5], found[6], today) if found[4] else first
    if first is None or last is None:
        return None, text
    return (first, last), text[found.end() :]


def _date(day: str, month: str, year: str | None, today: date) -> date | None:
    years = (int(year),) if year else (today.year - 1, today.year, today.year + 1)
    found = []
    for one in years:
        try:
            found.append(date(one, int(month), int(day)))
        except ValueError:
            continue
    return min(found, key=lambda when: abs(when - today), default=None)


def _without(text: str, area: Area) -> str:
    """The words behind the area's name."""
    names = sorted((area.full_name, area.name, area.id, *area.aliases), key=len, reverse=True)
    parts = text.split()
    for name in names:
        count = len(name.split())
        if fold(" ".join(parts[:count])) == fold(name):
            return " ".join(parts[count:])
    return text


def _days(first: date, last: date) -> str:
    return words.day(first) if first == last else f"{words.day(first)} đến {words.day(last)}"


def _name(campaign: Campaign, excuse: Excuse) -> str:
    area = campaign.area(excuse.area).full_name if campaign.has_area(excuse.area) else excuse.area
    last = f"–{excuse.until:%d/%m}" if excuse.until != excuse.since else ""
    return say.NAME.format(area=area, days=f"{excuse.since:%d/%m}{last}")


def _example(ctx: Ctx, *, named: bool = False) -> str:
    campaign = ctx.tools.campaign
    today = min(max(ctx.now.astimezone(VIETNAM).date(), campaign.start), campaign.end)
    area = f"{campaign.leaves[0].full_name} " if named else ""
    return f"/nghi {area}{today:%d/%m} mưa lũ"
