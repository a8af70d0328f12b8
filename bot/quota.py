"""How much of a platform's month is used up, and where that leads."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.clock import VIETNAM

WARN_AT = 0.8
"""The share of the month's messages at which a person is told."""


def month_of(moment: datetime) -> str:
    """«2026-11», by Vietnam's calendar: the month in which a message counts."""
    local = moment.astimezone(VIETNAM)
    return f"{local.year}-{local.month:02}"


def runs_out(used: int, limit: int, now: datetime) -> date | None:
    """The day of this month on which the messages are used up if it goes on as it went; None when they will do.

    Within the first day it is reckoned as if that day were over: a lively first hour says nothing of a month.
    """
    if used >= limit:
        return now.astimezone(VIETNAM).date()
    local = now.astimezone(VIETNAM)
    begin = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    passed = max(local - begin, timedelta(days=1))
    if not used:
        return None
    end = begin + passed * (limit / used)
    return end.date() if (end.year, end.month) == (local.year, local.month) else None
