"""Only the missing are reminded, each step a little later: the leader, then the deputy, then the officers.

Whoever has reported meanwhile hears nothing, not even what was planned before; who is excused neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.clock import VIETNAM
from bot.context import Desk
from bot.errors import TaskEnded
from bot.types import Reply
from handlers.books import closes
from handlers.campaign import Campaign, Period
from handlers.duty_days import free_days
from handlers.gathering import figures_in
from handlers.phrases import deadline as say
from handlers.phrases import summary, words
from handlers.posting import say_it
from handlers.reach import Reader, areas_of, officers, privately, responsible
from handlers.summaries.figures import Standing
from handlers.tools import Ctx, Job
from storage.generation import doubt
from storage.tx import Tx


async def remind(work: Job) -> None:
    """Before the deadline: the squads hear who is missing, and each missing leader gets a line to copy."""
    period = work.tools.campaign.period(work.row.values["period"])
    if work.now >= period.deadline:
        return  # the deadline post says it all
    async with work.reading() as tx:
        maybe = await doubt(tx)
    if maybe is not None and work.row.due_at in maybe:
        raise TaskEnded("skipped-late", "maybe said")
    await say_it(work)
    rhythm = work.tools.campaign.rhythm_on(period.start)
    async with work.begin() as desk:
        for owed in await _owed(work, desk.tx, period):
            # Where the deputy has an hour of their own, they stand in now only where there is no leader.
            readers = await responsible(desk.tx, work.tools.campaign, owed.area.id, "leader")
            if rhythm.deputy is None or not readers:
                readers = await responsible(desk.tx, work.tools.campaign, owed.area.id)
            await _tell_each(work, desk, period, owed, readers, say.REMIND_LEADER)


async def remind_deputy(work: Job) -> None:
    """The leader has not answered: the deputy of each missing hamlet is asked."""
    period = work.tools.campaign.period(work.row.values["period"])
    async with work.begin() as desk:
        if work.now >= await closes(desk.tx, work.tools.campaign, period):
            return
        for owed in await _owed(work, desk.tx, period):
            readers = await responsible(desk.tx, work.tools.campaign, owed.area.id, "deputy")
            await _tell_each(work, desk, period, owed, readers, say.LADDER_DEPUTY)


async def tell_officer(work: Job) -> None:
    """Nobody of a hamlet has answered: the officers hear where, who is there, and how far they are."""
    campaign = work.tools.campaign
    period = campaign.period(work.row.values["period"])
    async with work.begin() as desk:
        if work.now >= await closes(desk.tx, work.tools.campaign, period):
            return
        owed = await _owed(work, desk.tx, period)
        if not owed:
            return
        names: dict[str, list[str]] = {}
        for person in await desk.tx.people.in_role("leader", "deputy"):
            for area in areas_of(person, campaign) if person.name else ():
                names.setdefault(area, []).append(person.name)
        lines = []
        for one in owed:
            who = words.listed(names.get(one.area.id, [])) or say.LADDER_NOBODY
            lines.append(say.LADDER_LINE.format(area=one.area.full_name, who=who, still=_still(campaign, one)))
        text = say.LADDER_OFFICER.format(
            period=words.period(campaign, period), count=len(owed), unit=campaign.unit, lines="\n".join(lines)
        )
        for reader in await privately(desk.tx, "officer") or await officers(desk.tx):
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply(text), private=reader.private, bulk=True, key=key, duty=True)


async def _owed(work: Job, tx: Tx, period: Period) -> list[Standing]:
    """The hamlets that have a duty and have not reported completely, as it stands now."""
    campaign = work.tools.campaign
    figures = await figures_in(tx, campaign, period)
    today = work.now.astimezone(VIETNAM).date()
    resting = set(free_days(campaign, await tx.excuses.between(campaign.id, today, today), today, today))
    return [u for u in figures.units if not u.excused and not u.complete and u.area.id not in resting]


async def _tell_each(work: Job, desk: Desk, period: Period, owed: Standing, readers: list[Reader], text: str) -> None:
    """Each gets a line to copy, once for each hamlet that is owed, and is told where they stopped."""
    campaign = work.tools.campaign
    personal = text.format(
        deadline=words.moment(period.deadline),
        period=words.period(campaign, period),
        area=owed.area.full_name,
        still=_still(campaign, owed),
        example=words.example(campaign),
    )
    for reader in readers:
        key = f"{work.row.key}:{owed.area.id}:{reader.name}"
        stopped = await _stopped(desk.tx, campaign, reader, owed.area.id)
        desk.tell(reader.address, Reply(personal + stopped), private=True, bulk=True, key=key, duty=True)


def _still(campaign: Campaign, owed: Standing) -> str:
    labels = summary.still(campaign, owed) if owed.reported else ""
    return say.REMIND_STILL.format(labels=labels) if labels else ""


async def _stopped(tx: Tx, campaign: Campaign, reader: Reader, area: str) -> str:
    """Where they left the form, if it is open for that hamlet."""
    talks = await tx.conversations.in_chat(reader.address.channel, reader.address.chat)
    for talk in talks:
        answers: Mapping[str, Any] = talk.answers
        values = answers.get("values")
        if talk.flow == "report" and answers.get("area", area) == area and isinstance(values, dict) and values:
            counted = {key: int(value) for key, value in values.items() if key in campaign.keys}
            if counted:
                return say.STOPPED_AT.format(done=words.values(campaign, counted))
    return ""


async def forget_reminders(ctx: Ctx, area: str) -> None:
    """A hamlet has reported completely: reminders about it that still wait are not said any more."""
    campaign = ctx.tools.campaign
    period = campaign.period_of(min(max(ctx.now.astimezone(VIETNAM).date(), campaign.start), campaign.end))
    keys = [(f"{campaign.id}:{kind}:{period.id}", f":{area}:") for kind in ("remind", "deputy")]
    waiting = [key for key in keys if await ctx.tx.outbox.waits_under(*key)]  # hardly ever: asked before all else
    if not waiting or (await figures_in(ctx.tx, campaign, period, [campaign.area(area)])).missing:
        return
    for key in waiting:
        await ctx.tx.outbox.cancel_under(*key, "reported", ctx.now)
