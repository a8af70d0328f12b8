"""The three ways on for whoever opened a shared link."""

from __future__ import annotations

from bot.types import Choice, Reply
from handlers.phrases import share as say
from handlers.share.base import routes, schedule
from handlers.tools import Ctx


@routes.choice("schedule")
async def show_schedule(ctx: Ctx) -> Reply:
    """Where a person helps, and when."""
    return Reply(await schedule(ctx), choices=(Choice(say.ASK_CHOICE, "share:ask"),) if ctx.private else ())


@routes.choice("parents")
async def for_parents(ctx: Ctx) -> Reply:
    """What parents most often need, for themselves and for a child."""
    known = ctx.tools.book.guides
    choices = tuple(Choice(label, f"guide:open:{id_}") for label, id_ in say.PARENT_ITEMS if id_ in known)
    return Reply(say.PARENTS, choices=choices)


@routes.choice("ask")
async def something_else(ctx: Ctx) -> Reply:
    """Any other question."""
    return Reply(say.ASK)
