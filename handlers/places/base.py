"""What the parts of this feature have in common: its routes, whose hamlet is whose, remembering who asked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import VIETNAM
from bot.router import Routes
from bot.types import Choice
from handlers.campaign import Area
from handlers.homes import told_home
from handlers.points.hours import Opening
from handlers.reach import areas_of
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("places")

EDITORS = frozenset({"officer", "leader", "deputy"})
MOST_AREAS = 12
"""So many hamlets are offered to choose from; the others are typed."""


def known_area(ctx: Ctx) -> Area | None:
    """The hamlet that this person named last, lives in, or works for."""
    campaign = ctx.tools.campaign
    named = ctx.conversation.memory.get("hamlet")
    if isinstance(named, str) and named in {leaf.id for leaf in campaign.leaves}:
        return campaign.area(named)
    home = told_home(ctx)
    if home:
        return campaign.area(home)
    own = areas_of(ctx.person, campaign)
    return campaign.area(own[0]) if len(own) == 1 else None


def remember_area(ctx: Ctx, area: Area) -> None:
    """Answer for that hamlet from now on."""
    ctx.conversation.memory["hamlet"] = area.id


def area_choices(ctx: Ctx, verb: str) -> tuple[Choice, ...]:
    """The hamlets to choose from."""
    return tuple(Choice(leaf.full_name, f"places:{verb}:{leaf.id}") for leaf in ctx.tools.campaign.leaves[:MOST_AREAS])


async def note_asked(ctx: Ctx, shown: Sequence[Opening]) -> None:
    """Whoever was told of an opening in private hears when it changes."""
    if ctx.private and shown:
        named = [(one.key, one.begins.astimezone(VIETNAM).date()) for one in shown]
        await ctx.tx.places.asked(ctx.tools.campaign.id, named, ctx.chat.place, ctx.now)
