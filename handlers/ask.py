"""A citizen asks: free text finds the right guide, or an honest «chưa biết»."""

from __future__ import annotations

from bot.router import Routes
from bot.types import Reply
from handlers.answering import answer, unknown
from handlers.greeting import group_greeting, menu_choices
from handlers.phrases import ask, common
from handlers.second_look import forget
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("ask")


@routes.command("menu", "mục lục", "các mục", summary="Các việc hay hỏi")
async def menu(ctx: Ctx) -> Reply:
    """The things most asked for."""
    return Reply(ask.MENU, choices=menu_choices(ctx.tools))


@routes.choice("menu")
async def menu_again(ctx: Ctx) -> Reply:
    """The same by a button."""
    return await menu(ctx)


@routes.choice("none")
async def none_of_these(ctx: Ctx) -> Reply:
    """None of the proposed guides was meant: the question stays open for an officer."""
    forget(ctx)
    text, guide = ctx.conversation.memory.pop("asked", ("", ""))
    if text and not guide:
        await ctx.tx.questions.add(text, None, "other", ctx.now, person=ctx.person.id)
    return unknown(ctx)


@routes.text(rank=90)
async def question(ctx: Ctx) -> list[Reply] | None:
    """Answer whoever asks us: anybody in private, in a group only who names us."""
    update = ctx.incoming
    if not ctx.private and not update.mentioned:
        return None
    if update.text.startswith("/"):
        return [Reply(common.UNKNOWN_COMMAND)] if ctx.private else None
    if not update.text:
        if update.attachments:
            return [Reply(ask.NO_TEXT)] if ctx.private else None
        return None if ctx.private else [group_greeting(ctx)]  # they said our name and nothing else
    return await answer(ctx, update.text)
