"""Hello, help, stop: the first words between a person and the bot."""

from __future__ import annotations

from bot.router import PassOn, Routes
from bot.text import fold
from bot.types import Choice, Reply
from handlers.arrival import PREFIX, arrive
from handlers.codes import redeem
from handlers.greeting import example_line, greeting, group_greeting, menu_choices
from handlers.manners import mute
from handlers.opening import opening
from handlers.papers import PRINTERS
from handlers.phrases import ask, common
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("start")

MARKS = frozenset("abcdefgh")
"""What a list to answer is marked with where the question itself wants a number, as far as lists go."""


@routes.command("start", "bắt đầu", "bat dau")
async def start(ctx: Ctx) -> Reply:
    """Greet by role; a link that carries a code redeems it, one that names a guide opens it."""
    payload = ctx.text.strip()
    if payload.startswith("ma-"):
        return await redeem(ctx, payload.removeprefix("ma-"))
    if payload.startswith(PREFIX) and ctx.private:
        return await arrive(ctx, payload.removeprefix(PREFIX))
    guide = ctx.tools.book.guides.get(payload)
    if guide is not None:
        return opening(ctx, guide, None)
    if not ctx.private:
        return group_greeting(ctx)
    ctx.conversation.end()
    return half_read(ctx) or greeting(ctx)


def half_read(ctx: Ctx) -> Reply | None:
    """Offer the guide that the person left half-way, however long ago."""
    kept = ctx.conversation.memory.get("guide")
    guide = ctx.tools.book.guides.get(kept[0]) if kept else None
    if guide is None or kept is None:
        return None
    on = Choice(ask.RESUME_YES.format(number=kept[1]), f"guide:step:{kept[0]}.{kept[1]}.{kept[2]}")
    text = ask.RESUME.format(title=guide.title, number=kept[1])
    return Reply(text, choices=(on, Choice(ask.SOMETHING_ELSE, "ask:menu")))


@routes.command("help", "trợ giúp", "giúp", "hướng dẫn sử dụng", summary="Cách dùng")
async def help_(ctx: Ctx) -> Reply:
    """What can be typed, by role."""
    text = common.HELP
    if ctx.person.roles & {"leader", "deputy"}:
        text += common.HELP_LEADER.format(example=example_line(ctx))
    if "officer" in ctx.person.roles:
        text += common.HELP_OFFICER
    if ctx.person.roles & {"helper", "leader", "deputy", "officer"}:
        text += common.HELP_HELPER
    if ctx.person.roles & PRINTERS:
        text += common.HELP_SHARING
    return Reply(text, choices=menu_choices(ctx.tools) if ctx.private else ())


@routes.command("thoi", "thôi", "cancel", "dừng lại", "không làm nữa", summary="Dừng việc đang làm")
async def stop(ctx: Ctx) -> Reply:
    """Close the open form or guide."""
    reading = ctx.conversation.memory.pop("guide", None)
    if not ctx.conversation.flow and reading is None:
        # With nothing open, the bare word of a citizen means: no more messages.
        stays = ctx.person.roles != {"citizen"} or not ctx.private or ctx.incoming.text.startswith("/")
        return Reply(common.NOTHING_OPEN) if stays else await mute(ctx)
    ctx.conversation.end()
    return Reply(common.STOPPED)


@routes.event("joined")
async def joined(ctx: Ctx) -> Reply:
    """Greet a group that took us in."""
    return greeting(ctx) if ctx.private else group_greeting(ctx)


@routes.text(rank=5)
async def stray_key(ctx: Ctx) -> Reply:
    """The mark of a list that is not open any more – a number or one plain letter – opens nothing, and says so."""
    number = fold(ctx.text)
    if not ctx.private or not ((number.isdecimal() and len(number) <= 2) or ctx.text.strip().lower() in MARKS):
        raise PassOn
    return Reply(common.STALE_NUMBER, choices=(Choice("Xem các mục", "ask:menu"),))
