"""What stands in the columns «Trong kỳ» and «Lũy kế» over many units: a zero is a figure, silence is none. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.campaign import Campaign
from handlers.summaries.figures import Figures, Progress


def in_period(campaign: Campaign, figures: Figures, key: str) -> int | None:
    """What was counted in the period, of all groups together for an indicator.

    None where nobody told it, and of a stock: it stands, it does not add up over days.
    """
    if campaign.indicator(key).kind == "stock":
        return None
    return _summed([unit.values.get(one) for unit in figures.units for one in _keys(campaign, key)])


def in_total(campaign: Campaign, figures: Figures, key: str) -> int | None:
    """What was counted since the campaign began, of a stock what stands; None where nobody ever told it."""
    return _summed([unit.totals.get(one) for unit in figures.units for one in _keys(campaign, key)])


def in_order(campaign: Campaign, figures: Figures) -> Iterator[Progress]:
    """Each indicator, all groups together, and below it its groups."""
    for indicator in campaign.indicators:
        yield figures.of(indicator.id)
        if indicator.groups:
            yield from (figures.of(key) for key in indicator.keys)


def _keys(campaign: Campaign, key: str) -> tuple[str, ...]:
    indicator = campaign.indicator(key)
    return tuple(indicator.keys) if key == indicator.id else (key,)


def _summed(values: list[int | None]) -> int | None:
    told = [value for value in values if value is not None]
    return sum(told) if told else None
