"""Read what the figures are made of: counts, adjustments and excused days, in one place for all who show figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.campaign import Area, Campaign, Period
from handlers.duty_days import excused_all_through
from handlers.figures import Figures, figures
from storage.adjustments import Adjustment
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
    leaves = tuple(areas) if areas is not None else campaign.leaves
    ids = [leaf.id for leaf in leaves]
    counts = await tx.reports.between(campaign.id, ids, campaign.start, period.end)
    adjustments = await tx.adjustments.between(campaign.id, ids, campaign.start, period.end)
    excuses = await tx.excuses.between(campaign.id, period.start, period.end)
    found = figures(
        campaign,
        period,
        counts,
        leaves,
        adjustments=adjustments,
        excused=excused_all_through(campaign, period, excuses),
    )
    return Gathered(found, tuple(counts), tuple(adjustments))


async def figures_in(tx: Tx, campaign: Campaign, period: Period, areas: Sequence[Area] | None = None) -> Figures:
    """The same without the rows."""
    return (await gathered(tx, campaign, period, areas)).figures
