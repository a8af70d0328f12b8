"""The visible lists: every feature's routes, every task, and what is planned ahead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.context import Work
from bot.router import Routes
from handlers import (
    alarms,
    ask,
    deadlines,
    duty,
    guide,
    learning,
    leave,
    officer,
    printing,
    progress,
    quota,
    report,
    safety,
    second_look,
    share,
    start,
    statement,
    suspicion,
    teach,
    unsent,
)
from handlers.campaign import Campaign
from handlers.tools import Tools
from storage.tasks import Planned


def routes() -> Sequence[Routes[Tools]]:
    """The routes of all features."""
    return (
        start.routes,
        duty.routes,
        safety.routes,
        report.routes,
        officer.routes,
        progress.routes,
        leave.routes,
        statement.routes,
        quota.routes,
        unsent.routes,
        teach.routes,
        guide.routes,
        suspicion.routes,
        share.routes,
        printing.routes,
        ask.routes,
    )


def tasks() -> Mapping[str, Callable[[Work[Any]], Awaitable[None]]]:
    """The tasks by the names under which they are planned."""
    return {
        "remind": deadlines.remind,
        "deadline": deadlines.deadline,
        "summary": deadlines.summarise,
        "post": deadlines.post,
        "statement": statement.state,
        "unknown-send": unsent.tell_unknown,
        "failed-send": unsent.tell_refused,
        "missed-send": unsent.tell_missed,
        "learning": learning.monday,
        "tell-askers": teach.tell_askers,
        "share-kit": share.send_kit,
        "print-guide": printing.send_handout,
        "alarm": alarms.tell,
        "alarm-over": alarms.tell_over,
        "second-look": second_look.second_look,
        "quota": quota.tell_usage,
        "held-back": quota.tell_held,
        "newcomers": quota.count_newcomers,
        "crowded": quota.tell_crowded,
    }


def plan(campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """What falls due in that stretch of time."""
    planned = [
        *deadlines.plan(campaign, since, until),
        *statement.plan(campaign, since, until),
        *learning.plan(since, until, campaign),
    ]
    return sorted(planned, key=lambda one: one.due_at)
