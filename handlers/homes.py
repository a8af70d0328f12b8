"""The hamlet where somebody lives: whoever of us asked, all of us know it from then on, in that talk."""

from __future__ import annotations

from handlers.tools import Ctx

_HOME = "home"


def told_home(ctx: Ctx) -> str | None:
    """The hamlet that this person told; "" for elsewhere; None: they were never asked."""
    told = ctx.conversation.memory.get(_HOME)
    return told if isinstance(told, str) and (not told or told in _leaves(ctx)) else None


def home_of(ctx: Ctx) -> str | None:
    """The same, or the only hamlet there is."""
    told, leaves = told_home(ctx), _leaves(ctx)
    return leaves[0] if told is None and len(leaves) == 1 else told


def remember_home(ctx: Ctx, area: str | None) -> None:
    """They told it about themselves; None: elsewhere, or not to be told. A hamlet that a question names is none."""
    ctx.conversation.memory[_HOME] = area or ""


def _leaves(ctx: Ctx) -> list[str]:
    return [leaf.id for leaf in ctx.tools.campaign.leaves]
