"""Read what figures are made of – counts, adjustments, excused days, numbers of people – for all who show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.campaign import Area, Campaign, Period
from handlers.duty_days import excused_all_through
from handlers.summaries.figures import Figures, figures
from handlers.summaries.source import Source
from storage.adjustments import Adjustment
from storage.excuses import Excuse
from storage.reports import Count
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Gathered:
    """A period's figures with the rows behind them, since the campaign began."""

    figures: Figures
    counts: tuple[Count, ...]
    adjustments: tuple[Adjustment, ...]


async def gathered(tx: Tx, campaign: Campaign, period: Period, areas: Sequence[Area] | None = None) -> Gathered:
    """The figures of a period over these leaves, or over all."""
    campaign, leaves, ids = await _in_force(tx, campaign, areas)
    counts = await tx.reports.between(campaign.id, ids, campaign.start, period.end)
    adjustments = await tx.adjustments.between(campaign.id, ids, campaign.start, period.end)
    excuses = await tx.excuses.between(campaign.id, period.start, period.end)
    excused = excused_all_through(campaign, period, excuses)
    found = figures(campaign, period, counts, leaves, adjustments=adjustments, excused=excused)
    return Gathered(found, tuple(counts), tuple(adjustments))


async def figures_in(
    tx: Tx, campaign: Campaign, period: Period, areas: Sequence[Area] | None = None, *, today: date | None = None
) -> Figures:
    """A period's figures alone: what was before the period is added up by the database."""
    campaign, leaves, ids = await _in_force(tx, campaign, areas)
    before = await tx.reports.before(campaign.id, ids, campaign.start, period.start, campaign.flows)
    return figures(
        campaign,
        period,
        await tx.reports.between(campaign.id, ids, period.start, period.end),
        leaves,
        adjustments=await tx.adjustments.between(campaign.id, ids, campaign.start, period.end),
        excused=excused_all_through(campaign, period, await tx.excuses.between(campaign.id, period.start, period.end)),
        before=before,
        today=today,
    )


async def source_of(tx: Tx, campaign: Campaign, today: date, areas: Sequence[Area] | None = None) -> Source:
    """Everything there is, for whoever shows the campaign's course: trend, strip, ranking, any stretch of days."""
    campaign, leaves, ids = await _in_force(tx, campaign, areas)
    excuses: list[Excuse] = await tx.excuses.between(campaign.id, campaign.start, campaign.end)
    return Source(
        campaign,
        await tx.reports.between(campaign.id, ids, campaign.start, campaign.end),
        today,
        await tx.adjustments.between(campaign.id, ids, campaign.start, campaign.end),
        excuses,
        leaves,
    )


async def numbered(tx: Tx, campaign: Campaign) -> Campaign:
    """The campaign with the numbers that were imported over the preset's own."""
    imported = await tx.numbers.of(campaign.id)
    return campaign.with_numbers(imported.populations, imported.baselines)


async def _in_force(
    tx: Tx, campaign: Campaign, areas: Sequence[Area] | None
) -> tuple[Campaign, tuple[Area, ...], list[str]]:
    campaign = await numbered(tx, campaign)
    leaves = tuple(campaign.area(area.id) for area in areas) if areas is not None else campaign.leaves
    return campaign, leaves, [leaf.id for leaf in leaves]
