"""What the parts of the draft share: its routes, the post that it is the draft of, and the people concerned."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import VIETNAM
from bot.router import Routes
from handlers.campaign import Campaign, Period
from handlers.phrases import draft as say
from handlers.tools import Ctx, Tools
from storage.tasks import TaskRow
from storage.tx import Tx

routes: Routes[Tools] = Routes("draft")

OFFICERS = frozenset({"officer"})


def who(ctx: Ctx) -> str:
    """As the audit names the person."""
    return f"{ctx.person.channel}:{ctx.person.author}"


async def name_of(tx: Tx, who: str) -> str:
    """Somebody whom the audit names, as people call them."""
    channel, _, author = who.partition(":")
    person = (await tx.people.of([(channel, author)])).get((channel, author))
    return person.name if person is not None and person.name else say.SOMEBODY


async def post_of(tx: Tx, campaign: Campaign, period: Period) -> TaskRow | None:
    """The planned deadline post of a period."""
    return await tx.tasks.keyed(f"{campaign.id}:deadline:{period.id}")


def running(campaign: Campaign, moment: datetime) -> Period:
    """The period of that day, or the one before while its deadline is still to come."""
    day = min(max(moment.astimezone(VIETNAM).date(), campaign.start), campaign.end)
    period = campaign.period_of(day)
    before = campaign.period_of(max(period.start - timedelta(days=1), campaign.start))
    return before if moment < before.deadline else period


def named(campaign: Campaign, id_: str) -> Period | None:
    """The period that a button names; None when the campaign was changed meanwhile."""
    try:
        period = campaign.period(id_)
    except ValueError:
        return None
    return period if period.end >= campaign.start and period.start <= campaign.end else None
