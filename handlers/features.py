"""The visible lists: every feature's routes, every task, and what is planned ahead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from bot.context import Work
from bot.router import Routes
from handlers import (
    alarms,
    alive,
    amending,
    approval,
    ask,
    backups,
    checkin,
    dashboard,
    deadlines,
    draft,
    duty,
    exporting,
    guide,
    handoff,
    learning,
    leave,
    manners,
    obstacles,
    officer,
    overviews,
    picture,
    places,
    posting,
    preflight,
    printing,
    privacy,
    progress,
    quota,
    reminding,
    report,
    retention,
    rules,
    safety,
    second_look,
    share,
    staff,
    start,
    statement,
    suspicion,
    teach,
    tidying,
    unsent,
    week,
)
from handlers.amended import in_force
from handlers.campaign import Campaign
from handlers.deadlines import announce
from handlers.tools import Tools
from storage.tasks import Planned
from storage.tx import Tx

RULED = (*deadlines.RULED, *draft.RULED, *backups.RULED, "outing", "ticket-remind")
"""The tasks whose rows follow their rule while nothing was done with them."""

__all__ = ["RULED", "announce", "plan", "planned", "routes", "tasks"]


def routes() -> Sequence[Routes[Tools]]:
    """The routes of all features."""
    return (
        start.routes,
        privacy.routes,
        duty.routes,
        staff.routes,
        handoff.routes,  # before safety: words to a helper are passed on, warned of or not
        safety.routes,
        report.routes,
        officer.routes,
        obstacles.routes,
        approval.routes,
        draft.routes,
        rules.routes,
        amending.routes,
        week.routes,
        manners.routes,
        progress.routes,
        leave.routes,
        statement.routes,
        quota.routes,
        unsent.routes,
        teach.routes,
        guide.routes,
        suspicion.routes,
        places.routes,
        checkin.routes,
        share.routes,
        printing.routes,
        exporting.routes,
        dashboard.routes,
        ask.routes,
    )


def tasks() -> Mapping[str, Callable[[Work[Any]], Awaitable[None]]]:
    """The tasks by the names under which they are planned."""
    return {
        "remind": reminding.remind,
        "deputy": reminding.remind_deputy,
        "officer": reminding.tell_officer,
        "deadline": posting.say_it,
        "post": posting.say_it,
        "rule": posting.say_it,
        "send-now": posting.send_now,
        "moved": deadlines.tell_moved,
        "ask": deadlines.ask_approval,
        "draft": draft.send_draft,
        "drafted": draft.tell_outcome,
        "summary": deadlines.summarise,
        "overview": overviews.tell,
        "chart": picture.send_picture,
        "statement": statement.state,
        "unknown-send": unsent.tell_unknown,
        "failed-send": unsent.tell_refused,
        "missed-send": unsent.tell_missed,
        "desk-remind": dashboard.remind_one,
        "learning": learning.monday,
        "tell-askers": teach.tell_askers,
        "outing": places.remind_followers,
        "ticket-code": checkin.send_code,
        "ticket-remind": checkin.remind,
        "checkin-flow": checkin.flow_counts,
        "point-changed": places.tell_change,
        "share-kit": share.send_kit,
        "print-guide": printing.send_handout,
        "export": exporting.send_files,
        "tidy": tidying.tidy,
        "erase": privacy.erase_person,
        "retention": retention.retain,
        "preflight": preflight.preflight,
        "alive": alive.say_alive,
        "backup": backups.back_up,
        "rehearsal": backups.rehearse,
        "alarm": alarms.tell,
        "alarm-over": alarms.tell_over,
        "second-look": second_look.second_look,
        "quota": quota.tell_usage,
        "held-back": quota.tell_held,
        "newcomers": quota.count_newcomers,
        "crowded": quota.tell_crowded,
        **handoff.tasks(),
    }


def plan(campaign: Campaign, since: datetime, until: datetime, *, backup_at: time | None = None) -> list[Planned]:
    """What falls due in that stretch of time; backups where an hour for them is given."""
    planned = [
        *deadlines.plan(campaign, since, until),
        *draft.plan(campaign, since, until),
        *overviews.plan(campaign, since, until),
        *statement.plan(campaign, since, until),
        *learning.plan(since, until, campaign),
        *preflight.plan(campaign, since, until),
        *alive.plan(since, until),
        *tidying.plan(since, until),
        *(backups.plan(backup_at, since, until) if backup_at is not None else ()),
        *retention.plan(since, until),
    ]
    return sorted(planned, key=lambda one: one.due_at)


async def planned(
    tx: Tx, campaign: Campaign, since: datetime, until: datetime, *, backup_at: time | None = None
) -> list[Planned]:
    """The same with what officers changed and added by chat, and the outings of the support points."""
    now = await in_force(tx, campaign)
    return [
        *plan(now, since, until, backup_at=backup_at),
        *await rules.plan(tx, campaign, since, until),
        *await places.plan(tx, campaign, since, until),
        *await checkin.plan(tx, campaign, since, until),
    ]
