"""The three ways on for whoever opened a shared link."""

from __future__ import annotations

from bot.types import Choice, Reply
from handlers.phrases import share as say
from handlers.share.base import routes, schedule
from handlers.tools import Ctx


@routes.choice("schedule")
async def show_schedule(ctx: Ctx) -> Reply:
    """Where a person helps, and when."""
    return Reply(schedule(ctx.tools), choices=(Choice(say.ASK_CHOICE, "share:ask"),) if ctx.private else ())


@routes.choice("parents")
async def for_parents(ctx: Ctx) -> Reply:
    """The guides that are written for parents."""
    found = [guide for guide in ctx.tools.book.guides.values() if "parent" in guide.audience]
    # Those written for parents first stand first; the rest by title.
    found.sort(key=lambda guide: (guide.audience[0] != "parent", guide.title))
    return Reply(say.PARENTS, choices=tuple(Choice(guide.title, f"guide:open:{guide.id}") for guide in found[:7]))


@routes.choice("ask")
async def something_else(ctx: Ctx) -> Reply:
    """Any other question."""
    return Reply(say.ASK)
