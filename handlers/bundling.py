"""Gather what a period's Excel and Word are made of, with every word of the record masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import VIETNAM
from bot.shield import mask
from handlers.campaign import Area, Campaign, Period
from handlers.duty_days import excused_all_through
from handlers.gathering import gathered, numbered
from handlers.obstacle_list import Known, known
from handlers.summaries.bundle import Bundle, Obstacle, Off, Raw, State, bundle
from handlers.summaries.figures import figures
from handlers.traced import answered, typed
from storage.reports import Report
from storage.tx import Tx


async def bundle_of(
    tx: Tx, campaign: Campaign, period: Period, now: datetime, areas: Sequence[Area] | None = None
) -> Bundle:
    """Everything about a period over these leaves, or over all, as it stands now."""
    campaign = await numbered(tx, campaign)
    found = await gathered(tx, campaign, period, areas)
    leaves = [unit.area.id for unit in found.figures.units]
    excuses = await tx.excuses.between(campaign.id, campaign.start, campaign.end)
    today = min(now.astimezone(VIETNAM).date(), period.end)
    own = [campaign.area(id_) for id_ in leaves]
    shown = figures(
        campaign,
        period,
        found.counts,
        own,
        adjustments=found.adjustments,
        excused=excused_all_through(campaign, period, excuses),
        today=max(today, period.start),
    )
    reports: dict[int, Report] = {}
    for leaf in leaves:
        reports |= {one.id: one for one in await tx.reports.of_days(campaign.id, leaf, period.start, period.end)}
    for told in found.adjustments:
        if told.booked in period and told.report not in reports:
            late = await tx.reports.get(told.report)
            reports |= {late.id: late} if late is not None else {}
    versions = [reports[id_] for id_ in sorted(reports)]
    # What an officer wrote is about the whole campaign, not about a part of it.
    wordings = await tx.books.written(campaign.id, period.id) if areas is None else {}
    people = {one.id: one.name for one in await tx.people.by_ids(sorted({one.person for one in versions}))}
    return bundle(
        campaign,
        shown,
        found.counts,
        now,
        adjustments=found.adjustments,
        excuses=[Off(one.area, one.since, one.until) for one in excuses],
        raw=[_raw(one, people.get(one.person, "")) for one in versions],
        obstacles=[_obstacle(one) for one in await known(tx, campaign, leaves) if one.of(period)],
        free={part: mask(text).text for part, text in wordings.items()},
    )


def _raw(one: Report, who: str) -> Raw:
    return Raw(
        one.id,
        one.area,
        one.day,
        one.operation,
        dict(one.before),
        dict(one.after),
        who,
        one.sent_at,
        one.stored_at,
        typed(one),
        mask(one.reason).text,
        one.replaces,
        one.practice,
        answered(one),
    )


def _obstacle(one: Known) -> Obstacle:
    """As it is printed: an answer says more than that somebody is at it."""
    state: State = (
        "solved" if not one.open else "answered" if one.answer else "new" if one.state == "new" else "handling"
    )
    return Obstacle(one.number, one.area, one.sent_at, one.text, state, one.answer, one.owner)
