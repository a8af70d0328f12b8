"""Manners in a class group: only when named, one short line, and the rest in private."""

from __future__ import annotations

import re

from bot.router import PassOn
from bot.shield import mask
from bot.text import fold, shorten
from bot.types import Reply
from guides.match import SMALL_TALK
from handlers.answering import LONGEST
from handlers.local import refresh
from handlers.papers import link
from handlers.phrases import share as say
from handlers.share.base import routes, schedule
from handlers.tools import Ctx

SCHEDULE_INTENT = "diem-ho-tro-o-dau"
LONGEST_SENTENCE = 160
_SCHEDULE = re.compile(r"\b(lich|may gio|diem ho tro|to ho tro)\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")


@routes.text(rank=80)
async def in_class(ctx: Ctx) -> Reply:
    """A parent names us in the class group."""
    text = ctx.incoming.text
    if ctx.private or ctx.chat.purpose != "class" or not ctx.incoming.mentioned or not text or text.startswith("/"):
        raise PassOn
    await refresh(ctx)
    heard = ctx.tools.hear(text[:LONGEST], None)
    best = heard.ranked[0].intent if heard.ranked else None
    if heard.decision == "answer" and best in SMALL_TALK:
        raise PassOn
    await ctx.tx.questions.add(mask(text).text[:LONGEST], best, heard.decision, ctx.now, person=ctx.person.id)
    if _SCHEDULE.search(fold(text[:LONGEST])) or (heard.decision == "answer" and best == SCHEDULE_INTENT):
        return Reply(await schedule(ctx))
    found = ctx.tools.book.for_intent(best) if best is not None and heard.decision == "answer" else None
    if found is None:
        return Reply(say.GROUP_UNSURE.format(private=_private(ctx, "")))
    guide, _ = found
    sentence = shorten(_SENTENCE.split(guide.summary, maxsplit=1)[0], LONGEST_SENTENCE)
    return Reply(say.GROUP_ANSWER.format(title=guide.title, sentence=sentence, private=_private(ctx, guide.id)))


def _private(ctx: Ctx, guide: str) -> str:
    """How to go on alone with us: a link that opens the guide, else the words."""
    where = link(ctx.tools, guide) if guide else (f"{ctx.tools.public_url}/chat/" if link(ctx.tools, "") else "")
    where = where or ctx.tools.deep_link(ctx.incoming.address.channel, guide or "menu", False) or ""
    return (say.GROUP_LINK.format(link=where) if where else "") + say.GROUP_PRIVATE
