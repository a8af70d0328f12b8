"""Whoever opens a shared link: counted once a day, and greeted at the right place."""

from __future__ import annotations

from bot.clock import VIETNAM
from bot.types import Choice, Reply
from handlers.greeting import menu_choices
from handlers.local import refresh
from handlers.opening import opening
from handlers.phrases import share as say
from handlers.tools import Ctx
from storage.marks import Mark

PREFIX = "l-"
"""A start payload that comes from a shared link begins so."""
REMEMBERED = 20
"""Links that one visitor opens in a day; more are somebody trying them out."""


async def arrive(ctx: Ctx, id_: str) -> Reply:
    """The first words to somebody who followed a link with that mark, or with a guide's id."""
    await refresh(ctx)
    guide = ctx.tools.book.guides.get(id_)
    if guide is not None:
        await _count(ctx, guide.id)
        if guide.intents:
            ctx.conversation.memory["intent"] = guide.intents[0][0]
        return opening(ctx, guide, None)
    mark = await ctx.tx.marks.get(ctx.tools.campaign.id, id_.lower())
    if mark is None:
        text = say.OLD_LINK.format(commune=ctx.tools.campaign.place.commune)
        return Reply(text, choices=menu_choices(ctx.tools))
    await _count(ctx, mark.id)
    return landing(ctx, mark)


def landing(ctx: Ctx, mark: Mark) -> Reply:
    """Who we are, and three ways on."""
    for_class = mark.kind == "class"
    hello = say.HELLO_CLASS if for_class else say.HELLO_AREA
    guides = Choice(say.PARENTS_CHOICE, "share:parents") if for_class else Choice(say.GUIDES_CHOICE, "ask:menu")
    return Reply(
        hello.format(label=mark.label, commune=ctx.tools.campaign.place.commune),
        choices=(Choice(say.SCHEDULE_CHOICE, "share:schedule"), guides, Choice(say.ASK_CHOICE, "share:ask")),
    )


async def _count(ctx: Ctx, id_: str) -> None:
    """One opening more, unless this visitor was counted for it today. Only the number is kept; the visitor's own
    conversation remembers today's links, and nothing older."""
    day = ctx.now.astimezone(VIETNAM).date()
    seen = ctx.conversation.memory.get("links")
    today: list[str] = seen[1:] if seen and seen[0] == day.isoformat() else []
    if id_ in today or len(today) >= REMEMBERED:
        return
    ctx.conversation.memory["links"] = [day.isoformat(), *today, id_]
    await ctx.tx.marks.opened(id_, day)
