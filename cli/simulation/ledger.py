"""An independent account of what the writers meant: own fold, own figures, nothing shared with the bot's counting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from handlers.campaign import Campaign, Period

Cell = tuple[str, date]
"""A leaf area and a day."""


@dataclass(slots=True)
class Ledger:
    """What each place meant to have reported for each day, and when each figure was first told."""

    campaign: Campaign
    values: dict[Cell, dict[str, int]] = field(default_factory=dict)
    first: dict[tuple[Cell, str], datetime] = field(default_factory=dict)

    def put(self, cell: Cell, meant: Mapping[str, int], at: datetime) -> None:
        """These figures stand from now on."""
        self.values.setdefault(cell, {}).update(meant)
        for key in meant:
            self.first.setdefault((cell, key), at)

    def add(self, cell: Cell, meant: Mapping[str, int], at: datetime) -> None:
        """Flows come on top of what stands; what is there now replaces what was there."""
        held = self.values.get(cell, {})
        kinds = {i.id: i.kind for i in self.campaign.indicators}
        flows = {key for key in meant if kinds[key.split("/")[0]] == "flow"}
        self.put(cell, {key: held.get(key, 0) + value if key in flows else value for key, value in meant.items()}, at)

    def restore(self, cell: Cell, before: Mapping[str, int], keys: Iterable[str]) -> None:
        """Take the last message back: these keys are again as they were before it."""
        held = self.values.setdefault(cell, {})
        for key in keys:
            if key in before:
                held[key] = before[key]
            else:
                held.pop(key, None)
                self.first.pop((cell, key), None)

    def held(self, cell: Cell) -> dict[str, int]:
        """What stands for a place and a day."""
        return dict(self.values.get(cell, {}))

    def cells(self) -> dict[tuple[str, date, str], int]:
        """Every figure by place, day and key."""
        return {(area, day, key): value for (area, day), held in self.values.items() for key, value in held.items()}

    # -- figures ------------------------------------------------------------------------------------------------------

    def figures(self, period: Period, areas: Iterable[str]) -> dict[str, Any]:
        """A period's figures over these leaves, in the shape that `trolyso figures --json` prints."""
        leaves = list(areas)
        units = [self._unit(leaf, period) for leaf in leaves]
        indicators = []
        for indicator in self.campaign.indicators:
            for key in indicator.keys:
                total = sum(unit["totals"].get(key, 0) for unit in units)
                wanted = self._wanted(key, leaves, period.end)
                indicators.append(
                    {
                        "key": key,
                        "period": sum(unit["values"].get(key, 0) for unit in units),
                        "total": total,
                        "wanted": wanted,
                        "share": total / wanted if wanted else None,
                    }
                )
        complete, timely = sum(u["complete"] for u in units), sum(u["timely"] for u in units)
        return {
            "indicators": indicators,
            "expected": len(leaves),
            "complete": complete,
            "timely": timely,
            "completeness": complete / len(leaves) if leaves else None,
            "timeliness": timely / len(leaves) if leaves else None,
            "missing": [unit["id"] for unit in units if not unit["complete"]],
            "areas": units,
        }

    def _unit(self, area: str, period: Period) -> dict[str, Any]:
        days = sorted(day for place, day in self.values if place == area and day <= period.end)
        inside = [day for day in days if day >= period.start]
        told: dict[str, list[datetime]] = {}
        for day in inside:
            for key in self.values[area, day]:
                told.setdefault(key.split("/")[0], []).append(self.first[(area, day), key])
        needed = [indicator.id for indicator in self.campaign.indicators if indicator.obligatory]
        complete = bool(told) and all(id_ in told for id_ in needed)
        moments = [min(told[id_]) for id_ in needed] if complete and needed else [min(m) for m in told.values()]
        on_time = [moment <= period.deadline for moment in moments]
        return {
            "id": area,
            "values": self._sum(area, inside),
            "totals": self._sum(area, days),
            "complete": complete,
            "timely": complete and (all(on_time) if needed else any(on_time)),
        }

    def _sum(self, area: str, days: Iterable[date]) -> dict[str, int]:
        sums: dict[str, int] = {}
        kinds = {indicator.id: indicator.kind for indicator in self.campaign.indicators}
        for day in days:  # oldest first, so that a newer stock replaces an older one
            for key, value in self.values[area, day].items():
                sums[key] = value + (sums.get(key, 0) if kinds[key.split("/")[0]] == "flow" else 0)
        return sums

    def _wanted(self, key: str, leaves: list[str], day: date) -> int | None:
        id_, _, group = key.partition("/")
        targets = [t for t in self.campaign.targets if t.indicator == id_ and (t.group or "") == group]
        targets.sort(key=lambda target: target.until)
        target = next((t for t in targets if day <= t.until), targets[-1] if targets else None)
        if target is None:
            return None
        if target.amount is not None:
            return target.amount * len(leaves)
        people = [self.campaign.area(leaf).populations.get(target.population or "") for leaf in leaves]
        if target.share is None or not people or any(count is None for count in people):
            return None
        share = Fraction(str(target.share)) * sum(count for count in people if count is not None)
        return -(-share.numerator // share.denominator)
