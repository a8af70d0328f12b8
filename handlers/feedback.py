"""«Có giúp được bác không?» – asked once of each person and guide, answered by a thumb."""

from __future__ import annotations

from dataclasses import replace

from bot.types import Choice, Reply
from guides.book import Guide
from handlers.phrases import ask
from handlers.tools import Ctx


async def with_thumbs(ctx: Ctx, guide: Guide, reply: Reply) -> Reply:
    """The reply, with the question after it unless this person was asked about this guide before."""
    if not ctx.private or await ctx.tx.readers.verdict(ctx.person.id, guide.id) is not None:
        return reply
    await ctx.tx.readers.thumb(ctx.person.id, guide.id, "asked", ctx.now)
    thumbs = (Choice(ask.THUMB_UP, f"guide:up:{guide.id}"), Choice(ask.THUMB_DOWN, f"guide:down:{guide.id}"))
    return replace(reply, text=f"{reply.text}\n\n{ask.HELPED}", choices=(*thumbs, *reply.choices))


def asked_about(ctx: Ctx, guide: str) -> str:
    """The question, masked, that led this person to the guide; empty when they came another way."""
    text, of = ctx.conversation.memory.get("asked", ("", ""))
    return str(text) if of == guide else ""


def note_asked(ctx: Ctx, text: str, guide: str) -> None:
    """Remember which question led where; "" while the person has still to choose."""
    ctx.conversation.memory["asked"] = [text, guide]


def note_chosen(ctx: Ctx, guide: str) -> None:
    """A guide was picked: the question that was asked back belongs to it, an older one does not."""
    asked = ctx.conversation.memory.get("asked")
    if asked and asked[1] in ("", guide):
        asked[1] = guide
    else:
        ctx.conversation.memory.pop("asked", None)
