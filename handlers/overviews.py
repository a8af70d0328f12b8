"""What is summed up beside the periods: the evening's digest, the month, a phase's end, the whole campaign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.post import awake
from bot.types import Reply
from handlers.campaign import Campaign
from handlers.gathering import source_of
from handlers.phrases import summary
from handlers.picture import order
from handlers.reach import recipients
from handlers.spans import month_of
from handlers.tools import Job
from storage.tasks import Planned

EVENING = time(18, 0)
"""When the day's digest is said."""
AFTER = timedelta(minutes=5)
"""How long after a last deadline a phase or the campaign is summed up."""
TOO_LATE = timedelta(days=3)
"""After such an outage it is left to who asks."""


def plan(campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """What falls due after `since` and not after `until`; pure, and the same keys every time."""
    found = [*_digests(campaign, since, until), *_months(campaign), *_ends(campaign)]
    return sorted((one for one in found if since < one.due_at <= until), key=lambda one: one.due_at)


def _digests(campaign: Campaign, since: datetime, until: datetime) -> Iterator[Planned]:
    """Where the campaign wants it, and days are not reported one by one anyway."""
    if not campaign.recipients.daily:
        return
    first = max(since.astimezone(VIETNAM).date(), campaign.start)
    last = min(until.astimezone(VIETNAM).date(), campaign.end)
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        if campaign.rhythm_on(day).every != "day":
            due = datetime.combine(day, EVENING, VIETNAM)
            yield _planned(campaign, "daily", day, day, due)


def _months(campaign: Campaign) -> Iterator[Planned]:
    """On the compiling day, at the rhythm's hour; where the periods are these months, their own summary says it."""
    if campaign.monthly_report_day is None:
        return
    day = campaign.start
    while day <= campaign.end:
        first, last = month_of(campaign, day)
        first, end = max(first, campaign.start), min(last, campaign.end)
        rhythm = campaign.rhythm_on(end)
        if rhythm.every != "month" and last <= campaign.end:
            yield _planned(campaign, "monthly", first, end, awake(datetime.combine(end, rhythm.at, VIETNAM) + AFTER))
        day = last + timedelta(days=1)


def _ends(campaign: Campaign) -> Iterator[Planned]:
    """A phase's end and the campaign's: after the last deadline; the final report where the plan names its hour."""
    for phase in campaign.phases:
        if phase.end < campaign.end:
            due = awake(campaign.period_of(phase.end).deadline + AFTER)
            yield _planned(campaign, "phase", phase.start, phase.end, due)
    due = campaign.final_report or campaign.period_of(campaign.end).deadline + AFTER
    yield _planned(campaign, "final", campaign.start, campaign.end, awake(due))


def _planned(campaign: Campaign, kind: str, first: date, last: date, due: datetime) -> Planned:
    values = {"kind": kind, "first": first.isoformat(), "last": last.isoformat()}
    return Planned("overview", due, values, f"{campaign.id}:{kind}:{last.isoformat()}")


async def tell(work: Job) -> None:
    """At most eight lines and the picture, to whom the campaign names; no digest of a day without figures."""
    campaign, values = work.tools.campaign, work.row.values
    if work.now - work.row.due_at > TOO_LATE:
        return
    first, last = date.fromisoformat(values["first"]), date.fromisoformat(values["last"])
    async with work.reading() as tx:
        source = await source_of(tx, campaign, work.row.due_at.astimezone(VIETNAM).date())
    figures = source.between(first, last)
    if values["kind"] == "daily" and not any(unit.reported for unit in figures.units):
        return
    text = summary.overview(source.campaign, figures, kind=values["kind"])
    named = campaign.recipients
    to = {"daily": named.daily, "monthly": named.monthly, "phase": named.summary, "final": named.final}
    async with work.begin() as desk:
        readers = await recipients(desk.tx, to[values["kind"]])
        for reader in readers:
            desk.tell(reader.address, Reply(text), private=reader.private, key=f"{work.row.key}:{reader.name}")
        if values["kind"] != "daily":
            desk.planned.append(order(f"{work.row.key}:chart", work.now, readers, days=(first, last)))
