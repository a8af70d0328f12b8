"""Units compared with each other, fairly: by people who live there and days on duty, not by sheer numbers. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from handlers.campaign import Area, Campaign
from handlers.summaries.figures import Figures, Progress, target_of
from handlers.summaries.rates import Rate, rate_of
from handlers.summaries.source import Source


@dataclass(frozen=True, slots=True)
class Place:
    """One area in the ranking."""

    area: Area
    rank: int | None
    """1 is first; equal ones share a rank; None where it cannot be compared (nobody lives there, no duty day yet)."""
    progress: Progress
    """Of the indicator that is compared, all groups together."""
    people: int | None
    """Whom it could reach."""
    person_days: int | None
    """People × days on duty, each hamlet with its own."""
    rates: tuple[tuple[str, Rate], ...]
    """The preset's ratios (activated, absent, not eligible), by key."""
    figures: Figures

    @property
    def counted(self) -> int | None:
        """Of these days; None where nobody told it: silence is no zero."""
        return self.progress.period if self._heard(unit.values for unit in self.figures.units) else None

    @property
    def total(self) -> int | None:
        """Since the campaign began; None where nobody ever told it."""
        return self.progress.total if self._heard(unit.totals for unit in self.figures.units) else None

    @property
    def share(self) -> float | None:
        """Of what is wanted; None where nobody ever told it and nothing was there before."""
        return self.progress.share if self.total is not None or self.progress.baseline else None

    def _heard(self, told: Iterable[Mapping[str, int]]) -> bool:
        key = self.progress.key
        return any(one == key or one.startswith(f"{key}/") for values in told for one in values)

    @property
    def fair(self) -> float | None:
        """Counted per thousand people and duty day."""
        return self.progress.total * 1000 / self.person_days if self.person_days else None


def compared(campaign: Campaign) -> str | None:
    """The indicator by which units are compared: the first with a target of its own, else by group, else obligatory."""
    whole = [target.indicator for target in campaign.targets if target.group is None]
    parts = [target.indicator for target in campaign.targets if target.group is not None]
    return next(iter([*whole, *parts, *(one.id for one in campaign.indicators if one.obligatory)]), None)


def ranking(source: Source, figures: Figures, areas: Iterable[Area] | None = None) -> tuple[Place, ...]:
    """The areas that the preset compares, the best first; those that cannot be compared come last, unranked."""
    campaign = source.campaign
    key = compared(campaign)
    chosen = tuple(areas) if areas is not None else campaign.ranked
    if key is None or not chosen:
        return ()
    last = min(figures.as_of, campaign.end)
    places = []
    for area in chosen:
        leaves = campaign.below(area.id)
        own = figures.within(campaign, {leaf.id for leaf in leaves})
        if not own.units:
            continue
        rates = ((one.id, rate_of(campaign, one.id, own.units)) for one in campaign.indicators if one.ratio_of)
        each = [
            (people_of(campaign, key, leaf, last), source.duty_days(leaf.id, campaign.start, last)) for leaf in leaves
        ]
        known = [(people, days) for people, days in each if people is not None]
        whole = len(known) == len(each)
        places.append(
            Place(
                area,
                None,
                own.of(key),
                sum(people for people, _ in known) if whole else None,
                sum(people * days for people, days in known) if whole else None,
                tuple((name, rate) for name, rate in rates if rate is not None),
                own,
            )
        )
    comparable = sorted((p for p in places if p.fair is not None), key=lambda place: -(place.fair or 0))
    ranked: list[Place] = []
    for at, place in enumerate(comparable):
        tied = bool(ranked) and ranked[-1].fair == place.fair
        ranked.append(dataclasses.replace(place, rank=ranked[-1].rank if tied else at + 1))
    return (*ranked, *(place for place in places if place.fair is None))


def people_of(campaign: Campaign, key: str, leaf: Area, day: date) -> int | None:
    """Whom an indicator could reach in a hamlet: people of its target, of its groups, of its ratio, or households."""
    indicator = campaign.indicator(key)
    target = target_of(campaign, key, day)
    if target is not None and target.population:
        return leaf.populations.get(target.population)
    if key == indicator.id and indicator.groups:
        each = [target_of(campaign, one, day) for one in indicator.keys]
        named = [one.population for one in each if one is not None and one.population]
        if len(named) == len(each):
            numbers = [leaf.populations.get(one) for one in dict.fromkeys(named)]
            return sum(n for n in numbers if n is not None) if all(n is not None for n in numbers) else None
    return leaf.populations.get(indicator.ratio_of or "ho")
