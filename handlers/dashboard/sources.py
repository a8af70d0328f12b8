"""Where a figure comes from: what stands, and every version with who wrote it, when, and from which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.shield import mask
from handlers.campaign import Campaign
from handlers.obstacle_list import in_words, known
from handlers.phrases import dashboard as say
from handlers.traced import answered, typed
from storage.adjustments import Adjustment
from storage.reports import Count, Report
from storage.tx import Tx

MOST = 300
"""Versions on one page; older ones are counted."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an area's day, in words."""

    receipt: int
    area: str
    day: date
    who: str
    sent_at: datetime
    stored_at: datetime
    operation: str
    changes: tuple[tuple[str, int | None, int | None], ...]
    """(label, before, after)."""
    text: str
    obstacle: str
    answered: str = ""
    """What was answered where we asked before we stored it."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands for a figure, and its versions, newest first."""

    counts: tuple[Count, ...]
    adjustments: tuple[Adjustment, ...]
    """Differences to locked periods that are counted on these days."""
    versions: tuple[Version, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something in the way, as a leader wrote it."""

    receipt: int
    area: str
    area_id: str
    day: date
    who: str
    sent_at: datetime
    text: str
    state: str
    """«đang xử lý, Đội 1 lo»."""
    answer: str
    open: bool


async def sources(
    tx: Tx, campaign: Campaign, areas: Sequence[str], since: date, until: date, keys: Sequence[str]
) -> Sources:
    """The figures of these keys on these days, and how they came about."""
    counts = [c for c in await tx.reports.between(campaign.id, areas, since, until) if c.key in keys]
    booked = [a for a in await tx.adjustments.between(campaign.id, areas, since, until) if a.key in keys]
    written = await tx.reports.versions(campaign.id, areas, since, until)
    whole = len(keys) == len(campaign.keys)
    found = {r.id: r for r in written if whole or any(key in r.values for key in keys)}
    for one in booked:  # it is about a day of an earlier period
        report = await tx.reports.get(one.report) if one.report not in found else None
        if report is not None:
            found[report.id] = report
    newest = sorted(found.values(), key=lambda report: -report.id)[:MOST]
    names = await names_of(tx, newest)
    versions = tuple(_version(campaign, report, names, keys) for report in newest)
    hidden = tuple(replace(one, reason=mask(one.reason).text) for one in booked)
    return Sources(tuple(counts), hidden, versions, len(found) - len(newest))


async def names_of(tx: Tx, reports: Iterable[Report]) -> dict[int, str]:
    """The names of who wrote them."""
    people = await tx.people.by_ids(sorted({report.person for report in reports}))
    return {person.id: person.name or "không rõ tên" for person in people}


def _version(campaign: Campaign, report: Report, names: Mapping[int, str], keys: Sequence[str]) -> Version:
    shown = [one for one in campaign.keys if one in report.values and one in keys]
    return Version(
        report.id,
        campaign.area(report.area).full_name,
        report.day,
        names.get(report.person, "không rõ tên"),
        report.sent_at,
        report.stored_at,
        say.PRACTICE if report.practice else say.OPERATIONS[report.operation],
        tuple((campaign.label(one), report.before.get(one), report.after.get(one)) for one in shown),
        typed(report),
        mask(report.obstacle).text,
        answered(report),
    )


async def obstacles(tx: Tx, campaign: Campaign, areas: Sequence[str], since: date, until: date) -> list[Obstacle]:
    """What leaders reported as being in the way, newest first, with what became of it; the same words stand once."""
    told = [one for one in await known(tx, campaign, areas) if any(since <= day <= until for day in one.days)]
    people = {one.id: one.name for one in await tx.people.by_ids(sorted({one.person for one in told}))}
    return [
        Obstacle(
            one.number,
            campaign.area(one.area).full_name,
            one.area,
            one.days[0],
            people.get(one.person) or "không rõ tên",
            one.sent_at,
            one.text,
            in_words(one),
            one.answer,
            one.open,
        )
        for one in sorted(told, key=lambda one: -one.number)
    ]
