"""Parts of a whole, always 0–100 %: absent of all eligible, signed dossiers of all dossiers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.campaign import Area, Campaign
from handlers.summaries.figures import Figures, Standing


@dataclass(frozen=True, slots=True)
class Rate:
    """A part and its whole. Where they contradict each other there is no rate, but a doubt."""

    part: int
    whole: int | None

    @property
    def value(self) -> float | None:
        """0–1; None where there is no whole, or the part is larger than it."""
        return self.part / self.whole if self.whole and not self.doubtful else None

    @property
    def doubtful(self) -> bool:
        return self.whole is not None and not 0 <= self.part <= self.whole


def rate_of(campaign: Campaign, key: str, units: Sequence[Standing]) -> Rate | None:
    """The rate of an indicator over these units; None where the preset names no whole for it.

    Of a population: everything that stands, and what was there before. Of another indicator: what was counted in these
    days, by the units that told both figures – a silent one is no zero – and whose figures fit together.
    """
    indicator = campaign.indicator(key)
    if indicator.ratio_of is not None:
        keys = indicator.keys if key == indicator.id else (key,)
        part = sum(unit.totals.get(one, 0) + unit.area.baselines.get(one, 0) for unit in units for one in keys)
        return Rate(part, campaign.populations_of(unit.area for unit in units).get(indicator.ratio_of))
    if indicator.part_of is None:
        return None
    whole = whole_key(campaign, key)
    pairs = [(u.values[key], u.values[whole]) for u in units if key in u.values and whole in u.values]
    fitting = pairs if len(units) == 1 else [(part, all_) for part, all_ in pairs if 0 <= part <= all_]
    if not fitting:
        return Rate(0, None)
    return Rate(sum(part for part, _ in fitting), sum(all_ for _, all_ in fitting))


def whole_key(campaign: Campaign, key: str) -> str:
    """The key of which this one is a part, in the same group where the whole is counted by group."""
    indicator = campaign.indicator(key)
    whole = campaign.indicator(indicator.part_of or indicator.id)
    group = key.partition("/")[2]
    return f"{whole.id}/{group}" if group in whole.groups else whole.keys[0]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that cannot be right as it stands; somebody should ask the hamlet."""

    area: Area
    key: str
    value: int
    limit: int
    """What it should not exceed: a whole, the people who live there, or zero where it is negative."""
    of: str
    """A key, a population's id, or empty for a negative figure."""


def doubts(campaign: Campaign, figures: Figures) -> tuple[Doubt, ...]:
    """Parts above their wholes, more than there are people, less than nothing; in the order of the areas."""
    return tuple(doubt for unit in figures.units for doubt in _of_unit(campaign, unit))


def _of_unit(campaign: Campaign, unit: Standing) -> Iterable[Doubt]:
    for key in campaign.keys:
        if key not in unit.totals:
            continue
        indicator, total = campaign.indicator(key), unit.totals[key]
        if total < 0:
            yield Doubt(unit.area, key, total, 0, "")
        whole = whole_key(campaign, key)
        if indicator.part_of and key in unit.values and whole in unit.values and unit.values[key] > unit.values[whole]:
            yield Doubt(unit.area, key, unit.values[key], unit.values[whole], whole)
        population = _people(campaign, key)
        people = unit.area.populations.get(population or "")
        reached = total + unit.area.baselines.get(key, 0)
        if population is not None and people is not None and reached > people:
            yield Doubt(unit.area, key, reached, people, population)


def _people(campaign: Campaign, key: str) -> str | None:
    """The population that a key counts people of: its target's, else the one that it is a ratio of."""
    indicator, group = campaign.indicator(key), key.partition("/")[2] or None
    named = (
        t.population for t in campaign.targets if t.indicator == indicator.id and t.group == group and t.population
    )
    return next(named, indicator.ratio_of)
