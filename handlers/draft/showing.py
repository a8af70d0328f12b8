"""The draft: what is missing and doubtful first, then the very lines that the groups will see, and the two files."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import VIETNAM
from bot.errors import TaskEnded
from bot.types import MAX_PAYLOAD_BYTES, Address, Choice, Reply
from handlers.books import closes
from handlers.campaign import Campaign, Period
from handlers.deadlines import rested
from handlers.draft.base import OFFICERS, deciders, name_of, post_of, routes, running
from handlers.gathering import figures_in, numbered
from handlers.phrases import draft as say
from handlers.phrases import summary, words
from handlers.reach import recipients
from handlers.spoken import anchored
from handlers.summaries.figures import Figures
from handlers.summaries.rates import Doubt, doubts
from handlers.tools import Ctx, Job
from storage.books import Drafted
from storage.generation import doubt as restored
from storage.tasks import Planned, TaskRow
from storage.tx import Tx

RULED = ("draft", "drafted")
"""The tasks here whose rows follow the deadline while nothing was done with them."""
OUTCOME_AFTER = timedelta(seconds=25)
"""How long after the deadline officers hear what was different from their draft: after the figures themselves."""
DOUBTS = 5
"""So many are told one by one."""
SHOWN = 8
"""Choices under a draft that was asked for."""
SINGLE = 3
"""Up to so many missing places have a button each."""


def plan(campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """A draft before every deadline that has one, and what became of it after; pure, the same keys every time."""
    found: list[Planned] = []
    day = since.astimezone(VIETNAM).date() - timedelta(days=40)
    last = until.astimezone(VIETNAM).date() + timedelta(days=40)
    for period in campaign.periods(day, last):
        before = campaign.rhythm_on(period.start).drafted_before
        if not before:
            continue
        due = rested(period.deadline - before, period.deadline)
        values = {"period": period.id}
        found.append(Planned("draft", due, values, f"{campaign.id}:draft:{period.id}"))
        after = period.deadline + OUTCOME_AFTER
        found.append(Planned("drafted", after, values, f"{campaign.id}:drafted:{period.id}"))
    return sorted((one for one in found if since < one.due_at <= until), key=lambda one: one.due_at)


async def send_draft(work: Job) -> None:
    """To every officer privately, with the period's files behind it. Too late for that: nothing."""
    campaign = work.tools.campaign
    period = campaign.period(work.row.values["period"])
    if work.now >= period.deadline:
        return
    async with work.begin() as desk:
        maybe = await restored(desk.tx)
        if maybe is not None and work.row.due_at in maybe:
            raise TaskEnded("skipped-late", "maybe said")
        row = await post_of(desk.tx, campaign, period)
        readers = await deciders(desk.tx)
        if row is None or row.state != "planned" or not readers:
            return
        figures = await prepare(desk.tx, campaign, period, row, work.now)
        text = await told(desk.tx, campaign, period, figures, row, work.now)
        for reader in readers:
            able = work.capabilities.get(reader.address.channel)
            if able is None:
                continue
            key = f"{work.row.key}:{reader.name}"
            more = "" if able.file else f"\n{say.NO_FILES}"
            # A list to answer would not be understood later: without buttons the words do.
            reply = Reply(text + more, choices=offered(campaign, figures, row, most=able.button_limit))
            desk.tell(reader.address, reply, private=True, bulk=True, key=key, duty=True)
            if able.file:
                desk.planned.append(files(f"{key}:files", work.now, reader.address, period))


def files(key: str, due: datetime, to: Address, period: Period, *kinds: str) -> Planned:
    """The task that draws the Word and the Excel and sends them."""
    wanted = list(kinds) or ["docx", "xlsx"]
    return Planned("export", due, {"period": period.id, "kinds": wanted, "channel": to.channel, "chat": to.chat}, key)


@routes.command(
    "bannhap", "bản nháp", "xem nháp", summary="Bản nháp của kỳ", roles=OFFICERS, whole=True, where="private"
)
async def draft_now(ctx: Ctx) -> Reply:
    """The same with the figures of this minute."""
    campaign = ctx.tools.campaign
    period = running(campaign, ctx.now)
    row = await post_of(ctx.tx, campaign, period)
    if row is None:
        return Reply(say.NO_PERIOD)
    over = ctx.now >= period.deadline
    if row.state == "planned" and not over:
        figures = await prepare(ctx.tx, campaign, period, row, ctx.now)
    else:
        figures = await figures_in(ctx.tx, campaign, period)
    text = await told(ctx.tx, campaign, period, figures, row, ctx.now)
    word = await ctx.tx.approvals.get(str(row.key))
    approved = word is not None and word.state == "approved"
    return Reply(text, choices=offered(campaign, figures, row, most=SHOWN, approved=approved, over=over))


async def prepare(tx: Tx, campaign: Campaign, period: Period, row: TaskRow, now: datetime) -> Figures:
    """The figures of this minute, kept so that it can be told what moved since, and officers are asked for a word."""
    figures = await figures_in(tx, campaign, period)
    await tx.approvals.ask(str(row.key), row.due_at, now)
    await tx.books.draft(campaign.id, period.id, snapshot(figures), now)
    return figures


def snapshot(figures: Figures) -> Drafted:
    """What a draft showed, as it is kept."""
    return {unit.area.id: dict(unit.values) for unit in figures.units}


async def told(tx: Tx, campaign: Campaign, period: Period, figures: Figures, row: TaskRow, now: datetime) -> str:
    """The draft in words."""
    campaign = await numbered(tx, campaign)
    post = anchored(campaign, "deadline")
    groups = sum(not reader.private for reader in await recipients(tx, post.to if post else ("squads",)))
    head = say.HEAD_OVER if now >= period.deadline else say.HEAD if groups else say.HEAD_NOBODY
    when = words.moment(period.deadline)
    lines = [head.format(period=words.period(campaign, period), when=when, count=groups)]
    lines += _worries(campaign, figures)
    word = await tx.approvals.get(str(row.key))
    approved = word is not None and word.state == "approved"
    closing = await closes(tx, campaign, period)
    shut = (closing if closing < period.locks else None) if approved else period.deadline
    lines += ["", say.TO_BE_POSTED, summary.posted(campaign, figures, shut), ""]
    if word is not None and approved:
        return "\n".join([*lines, say.APPROVED.format(who=await name_of(tx, word.who))])
    if now >= period.deadline:
        return "\n".join(lines[:-1])
    local = period.deadline.astimezone(VIETNAM)
    lines.append(say.HOW.format(hour=f"{local:%H:%M}", remind=say.HOW_REMIND if figures.missing else ""))
    held = campaign.rhythm_on(period.start).unapproved == "hold"
    lines.append(say.HELD if held else say.PLAINLY.format(locks=words.moment(period.locks)))
    return "\n".join(lines)


def _worries(campaign: Campaign, figures: Figures) -> list[str]:
    """Gaps and doubtful numbers, before anything else."""
    odd = doubts(campaign, figures)
    owed = [unit for unit in figures.on_duty if not unit.complete]
    if not owed and not odd:
        return [say.COMPLETE.format(expected=figures.expected, unit=campaign.unit)] if figures.expected else []
    lines = []
    if owed:
        names = [
            say.PARTLY.format(area=unit.area.full_name, labels=summary.still(campaign, unit))
            if unit.reported
            else unit.area.full_name
            for unit in owed
        ]
        lines.append(say.MISSING.format(count=len(owed), unit=campaign.unit, names=words.listed(names)))
    if odd:
        lines.append(say.DOUBTS.format(count=len(odd)))
        lines += [_doubt(campaign, one) for one in odd[:DOUBTS]]
        if len(odd) > DOUBTS:
            lines.append(say.MORE_DOUBTS.format(count=len(odd) - DOUBTS))
    return lines


def _doubt(campaign: Campaign, one: Doubt) -> str:
    limit = words.number(one.limit)
    if not one.of:
        why = say.NEGATIVE
    elif one.of in campaign.flows:
        why = say.PART_ABOVE.format(whole=campaign.label(one.of), limit=limit)
    else:
        why = say.TOO_MANY_PEOPLE.format(people=campaign.populations.get(one.of, one.of), limit=limit)
    value = words.number(one.value).replace("-", "−")
    return say.DOUBT.format(area=one.area.full_name, label=campaign.label(one.key), value=value, why=why)


def offered(
    campaign: Campaign, figures: Figures, row: TaskRow, *, most: int, approved: bool = False, over: bool = False
) -> tuple[Choice, ...]:
    """What can be tapped: at most so many, the first ones first."""
    period = figures.period
    choices = [(say.WORDS, f"draft:words:{period.id}")]
    if approved and not over:
        choices.append((say.BACK, f"draft:back:{row.id}"))
    if not approved and not over:
        choices.insert(0, (say.YES, f"post:yes:{row.id}"))
        if period.locks > period.deadline:
            choices.insert(1, (say.YES_OPEN, f"draft:open:{row.id}"))
    missing = figures.missing
    if len(missing) > 1:
        choices.append((say.REMIND_ALL.format(count=len(missing)), f"draft:remind:{period.id}.*"))
    if len(missing) <= SINGLE:
        choices += [(say.REMIND.format(area=a.full_name), f"draft:remind:{period.id}.{a.id}") for a in missing]
    fitting = [one for one in choices if len(one[1].encode()) <= MAX_PAYLOAD_BYTES]
    return tuple(Choice(label, payload) for label, payload in fitting[:most])
