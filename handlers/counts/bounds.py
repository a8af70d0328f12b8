"""Figures that are larger than the place or than the figure of which they are a part."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.campaign import Campaign
from handlers.counts.doubts import Doubt

MOST = 2000
"""More than this in one message is asked about where the campaign does not know how many people live there."""
BY_HAND = 300
"""More people than a squad can help one by one in a week, whatever the place has."""

_MET = ("lượt", "hộ")
"""Those who were spoken to or called on may be more."""


def implausible(values: Mapping[str, int], campaign: Campaign, area: str | None) -> list[Doubt]:
    """Figures beyond the people who live there (anywhere, when no area is named), beyond what hands can do, or beyond
    that of which they are a part."""
    doubts: list[Doubt] = []
    large: dict[str, int] = {}
    by_hand = campaign.rhythm.every != "month"
    leaves = campaign.below(area) if area is not None and campaign.has_area(area) else campaign.leaves
    for key, value in values.items():
        indicator, group = campaign.indicator(key), campaign.group(key)
        bound = 0
        for leaf in leaves:
            people = leaf.populations
            if indicator.id == "ho" or indicator.unit == "hộ":
                here = people.get("ho")
            elif group is not None:
                here = people.get(group.id, max((n for p, n in people.items() if p != "ho"), default=None))
            else:
                here = (
                    max(
                        sum(people.get(g.id, 0) for g in campaign.groups),
                        *(n for p, n in people.items() if p != "ho"),
                        0,
                    )
                    or None
                )
            here = MOST if here is None else here
            if by_hand and indicator.kind == "flow" and indicator.unit not in _MET:
                here = min(here, BY_HAND)
            bound = bound + here if area is not None else max(bound, here)
        years = range(campaign.start.year - 1, campaign.end.year + 2)
        if value > (bound or MOST) or value in years:
            large[key] = value
    if large:
        doubts.append(Doubt("implausible", tuple(large), tuple(large.values())))
    for indicator in campaign.indicators:
        if (
            indicator.part_of
            and indicator.id in values
            and values.get(indicator.part_of, values[indicator.id]) < values[indicator.id]
        ):
            doubts.append(
                Doubt(
                    "part-exceeds", (indicator.id, indicator.part_of), (values[indicator.id], values[indicator.part_of])
                )
            )
    return doubts
