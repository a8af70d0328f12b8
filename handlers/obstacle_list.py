"""What stands in squads' way, for whoever shows it: told once or again, masked, with its owner, state and answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.shield import mask
from bot.text import fold
from handlers.campaign import Campaign, Period
from handlers.phrases import obstacles as say
from storage.obstacles import Obstacle
from storage.tx import Tx

SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Known:
    """One obstacle."""

    numbers: tuple[int, ...]
    """The receipts that told it, the first one first."""
    area: str
    days: tuple[date, ...]
    """The days of the reports that told it, the first one first."""
    sent_at: datetime
    person: int
    text: str
    """Masked."""
    state: str
    owner: str
    answer: str

    @property
    def number(self) -> int:
        """What it is called by: the receipt that told it first."""
        return self.numbers[0]

    @property
    def open(self) -> bool:
        return self.state != SOLVED

    def of(self, period: Period) -> bool:
        """Whether a report about that period speaks of it: told in it, or told before and not solved."""
        return any(day in period for day in self.days) or (self.open and self.days[0] < period.start)


async def known(tx: Tx, campaign: Campaign, areas: Collection[str] | None = None) -> list[Known]:
    """All of these areas, or of the campaign, oldest first. The same words of one area are one while it is open."""
    found: dict[int, Known] = {}
    latest: dict[tuple[str, str], int] = {}
    for one in await tx.obstacles.told(campaign.id):
        if areas is not None and one.area not in areas:
            continue
        same = latest.get((one.area, fold(one.text)))
        if same is not None and found[same].open:
            was = found[same]
            found[same] = replace(was, numbers=(*was.numbers, one.number), days=(*was.days, one.day))
            continue
        found[one.number] = _known(one)
        latest[one.area, fold(one.text)] = one.number
    return list(found.values())


def _known(one: Obstacle) -> Known:
    return Known(
        (one.number,),
        one.area,
        (one.day,),
        one.sent_at,
        one.person,
        mask(one.text).text,
        one.state,
        one.owner,
        mask(one.answer).text,
    )


def in_words(one: Known) -> str:
    """«đang xử lý, Đội 1 lo»."""
    state = say.STATES.get(one.state, one.state)
    if one.owner and one.open:
        return say.OWNED.format(state=state, owner=one.owner)
    return say.ANSWERED.format(state=state) if one.answer and one.open else state
