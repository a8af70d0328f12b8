"""Figures rolled up over the area tree: hamlet → commune → district. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.campaign import Area, Campaign
from handlers.summaries.figures import Figures


@dataclass(frozen=True, slots=True)
class Branch:
    """An area with the figures of all leaves at or below it, and the branches right below it."""

    area: Area
    figures: Figures
    below: tuple[Branch, ...] = ()
    depth: int = 0

    def walk(self) -> Iterator[Branch]:
        """This branch and everything below it, top down."""
        yield self
        for branch in self.below:
            yield from branch.walk()


def tree(campaign: Campaign, figures: Figures) -> tuple[Branch, ...]:
    """The branches of the highest areas, down to the leaves of these figures; what holds none of them is left out."""
    present = {unit.area.id for unit in figures.units}
    children: dict[str | None, list[Area]] = {}
    for area in campaign.areas:
        children.setdefault(area.parent, []).append(area)

    def grow(area: Area, depth: int) -> Branch | None:
        if area.id not in children:
            if area.id not in present:
                return None
            return Branch(area, figures.within(campaign, {area.id}), depth=depth)
        grown = (grow(child, depth + 1) for child in children[area.id])
        below = tuple(branch for branch in grown if branch is not None)
        if not below:
            return None
        leaves = {unit.area.id for branch in below for unit in branch.figures.units}
        return Branch(area, figures.within(campaign, leaves), below, depth)

    found = (grow(area, 0) for area in children.get(None, ()))
    return tuple(branch for branch in found if branch is not None)


def branches(campaign: Campaign, figures: Figures, areas: tuple[Area, ...]) -> tuple[Branch, ...]:
    """These areas, whatever their level, each with its own figures."""
    return tuple(
        Branch(area, figures.within(campaign, {leaf.id for leaf in campaign.below(area.id)})) for area in areas
    )
