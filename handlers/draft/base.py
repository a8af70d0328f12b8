"""What the parts of the draft share: its routes, the post that it is the draft of, and the people concerned."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import VIETNAM
from bot.router import Routes
from bot.types import Address
from handlers.campaign import Campaign, Period
from handlers.phrases import draft as say
from handlers.reach import Reader, each_once
from handlers.rights import OFFICERS
from handlers.tools import Ctx, Tools
from storage.tasks import TaskRow
from storage.tx import Tx

__all__ = ["OFFICERS", "deciders", "name_of", "named", "post_of", "routes", "running", "who"]

routes: Routes[Tools] = Routes("draft")


def who(ctx: Ctx) -> str:
    """As the audit names the person."""
    return f"{ctx.person.channel}:{ctx.person.author}"


async def name_of(tx: Tx, who: str) -> str:
    """Somebody whom the audit names, as people call them."""
    channel, _, author = who.partition(":")
    person = (await tx.people.of([(channel, author)])).get((channel, author))
    return person.name if person is not None and person.name else say.SOMEBODY


async def deciders(tx: Tx) -> list[Reader]:
    """The private chats of the officers whose word holds for the whole campaign."""
    people = [person for person in await tx.people.in_role("officer") if person.chat and person.everywhere(OFFICERS)]
    chats = await tx.chats.of([(person.channel, person.chat or "") for person in people])
    places = [(person.channel, person.chat or "") for person in people]
    return each_once(Reader(Address(*p), True) for p in places if p not in chats or not chats[p].gone)


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
