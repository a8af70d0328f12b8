"""When a period's books close: at the hour of the rule, or earlier by an officer's word."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.clock import VIETNAM
from handlers.campaign import Campaign, Period
from storage.tx import Tx


async def closes(tx: Tx, campaign: Campaign, period: Period) -> datetime:
    """What is sent after that moment does not count in the period. Never before the deadline."""
    book = await tx.books.get(campaign.id, period.id)
    if book.frozen_at is None:
        return period.locks
    return min(period.locks, max(book.frozen_at, period.deadline))


async def closed(tx: Tx, campaign: Campaign, period: Period, moment: datetime) -> bool:
    """Whether what is sent at that moment comes too late for the period."""
    return moment > period.deadline and moment > await closes(tx, campaign, period)


async def booking_day(tx: Tx, campaign: Campaign, moment: datetime) -> date | None:
    """The day on which a difference told then counts: that day, or the start of the first period still open."""
    day = min(max(moment.astimezone(VIETNAM).date(), campaign.start), campaign.end)
    while await closed(tx, campaign, campaign.period_of(day), moment):
        day = campaign.period_of(day).end + timedelta(days=1)
        if day > campaign.end:
            return None
    return day
