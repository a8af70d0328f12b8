"""The commune's own answers, written by officers in the chat: they join the book in every process, at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import VIETNAM
from guides.book import Book, Guide, Source
from guides.lint import LONGEST_TRUST
from handlers.tools import Ctx, Tools, remembering
from storage.learning import LocalGuide
from storage.tx import Tx

PREFIX = "xa-"
REREAD = timedelta(seconds=5)
"""How long an answer that was approved or removed in another process may go unnoticed."""


def is_local(guide: Guide) -> bool:
    """Whether an officer of the commune wrote it."""
    return guide.id.startswith(PREFIX)


def guide_id(id_: int) -> str:
    return f"{PREFIX}{id_}"


async def refresh(ctx: Ctx) -> None:
    """See the answers that are live now, at most every few seconds."""
    read_at = ctx.tools.local.read_at
    if read_at is None or abs(ctx.now - read_at) >= REREAD:
        await reread(ctx.tx, ctx.tools, ctx.now)


async def reread(tx: Tx, tools: Tools, now: datetime) -> None:
    """Read the live answers; where they changed, the book and the ear know them from now on."""
    live = tuple(await tx.local_guides.live())
    state = tools.local
    state.read_at = now
    if live == state.live:
        return
    state.live = live
    built_in = [guide for guide in tools.book.guides.values() if not is_local(guide)]
    tools.book = Book.of([*built_in, *map(as_guide, live)])
    tools.ear = tools.ear.knowing(tools.book)
    tools.hear = remembering(tools.ear)


def as_guide(local: LocalGuide) -> Guide:
    """An officer's answer as a guide: its words, who gave it, and half a year of trust."""
    day = (local.approved_at or local.drafted_at).astimezone(VIETNAM).date()
    id_ = guide_id(local.id)
    return Guide(
        id=id_,
        title=local.title,
        intents=((id_, None),),
        audience=("citizen",),
        asked_as=local.asked_as,
        summary=local.answer,
        sections=(),
        sources=(Source(local.who, "", day),),
        checked=day,
        review_by=day + LONGEST_TRUST,
    )
