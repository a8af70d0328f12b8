"""All that the Excel and the Word report of a period are made of, as plain values."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from handlers.campaign import Campaign
from handlers.summaries.figures import Difference, Figure, Figures
from handlers.summaries.rates import Doubt, doubts
from handlers.summaries.source import Source

State = Literal["new", "handling", "answered", "solved"]
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
LONGEST = 4000
"""Letters of one text in a cell or paragraph; Excel takes 32,767, a reader far fewer."""


@dataclass(frozen=True, slots=True)
class Told:
    """A count as it stands."""

    area: str
    day: date
    key: str
    value: int
    first_sent_at: datetime


@dataclass(frozen=True, slots=True)
class Booked:
    """A difference to a locked period, counted on the day on which it is booked."""

    area: str
    booked: date
    key: str
    delta: int


@dataclass(frozen=True, slots=True)
class Off:
    """Days without duty."""

    area: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Raw:
    """One version in the record, its words already masked."""

    receipt: int
    area: str
    day: date
    operation: str
    before: Mapping[str, int | None]
    after: Mapping[str, int | None]
    who: str
    sent_at: datetime
    stored_at: datetime
    text: str
    reason: str = ""
    replaces: int | None = None
    practice: bool = False
    answered: str = ""
    """What was answered where we asked before we stored it."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something in the way, its words already masked, and what became of it."""

    number: int
    area: str
    said_at: datetime
    text: str
    state: State = "new"
    answer: str = ""
    owner: str = ""
    """Who sees to it."""


@dataclass(frozen=True)
class Bundle:
    """One period of one campaign, ready to be printed."""

    source: Source
    figures: Figures
    made_at: datetime
    raw: tuple[Raw, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    free: Mapping[str, str] = field(default_factory=dict)
    """What an officer wrote of the parts that are free: «troubles», «assessment», «next», «proposals»."""

    @property
    def campaign(self) -> Campaign:
        return self.source.campaign

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        return doubts(self.campaign, self.figures)

    @property
    def before(self) -> Figures | None:
        """The period before this one, if the campaign had begun."""
        last = self.figures.period.start - timedelta(days=1)
        return self.source.period(self.campaign.period_of(last)) if last >= self.campaign.start else None


def bundle(
    campaign: Campaign,
    figures: Figures,
    counts: Iterable[Figure],
    made_at: datetime,
    *,
    adjustments: Iterable[Difference] = (),
    excuses: Iterable[Off] = (),
    raw: Iterable[Raw] = (),
    obstacles: Iterable[Obstacle] = (),
    free: Mapping[str, str] | None = None,
) -> Bundle:
    """The bundle of the period of these figures, freed of all that has no business in a file. Pure."""
    areas = tuple(unit.area for unit in figures.units)
    source = Source(
        campaign,
        tuple(Told(one.area, one.day, one.key, one.value, one.first_sent_at) for one in counts),
        figures.as_of,
        tuple(Booked(one.area, one.booked, one.key, one.delta) for one in adjustments),
        tuple(excuses),
        areas,
    )
    return Bundle(
        source,
        figures,
        made_at,
        tuple(
            dataclasses.replace(
                one,
                who=written(one.who),
                text=written(one.text),
                reason=written(one.reason),
                answered=written(one.answered),
            )
            for one in raw
        ),
        tuple(
            dataclasses.replace(one, text=written(one.text), answer=written(one.answer), owner=written(one.owner))
            for one in obstacles
        ),
        {key: written(text) for key, text in (free or {}).items()},
    )


def written(text: str) -> str:
    """The text without what no document may hold: control letters, half letters, hidden turns of direction."""
    return _UNWRITABLE.sub("", text)[:LONGEST]
