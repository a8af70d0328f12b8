"""A secret was sent: it has been hidden before anything was kept; say at once what to do, without repeating it."""

from __future__ import annotations

import re

from bot.router import PassOn, Routes
from bot.shield import HIDDEN
from bot.types import Choice, Reply
from handlers.answering import answer
from handlers.counts import read
from handlers.phrases import safety
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("safety")

GUIDE = "lo-thong-tin-otp"
SECRET = tuple(safety.NAMES)


@routes.text(rank=2)
async def warn(ctx: Ctx) -> list[Reply]:
    """Warn who sent a code, a password, a card's or an identity number, in groups too; then answer the rest."""
    kinds = [kind for kind in SECRET if kind in ctx.incoming.masked]
    if not kinds:
        raise PassOn
    if ctx.person.roles & {"leader", "deputy", "officer"}:
        reading = read(ctx.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
        if reading.decision != "chat":
            raise PassOn  # a report line that happens to name a number: it is hidden already
    what = ", ".join(safety.NAMES[kind] for kind in kinds)
    choices = (Choice(safety.MORE, f"guide:open:{GUIDE}"),) if GUIDE in ctx.tools.book.guides else ()
    warning = Reply(safety.WARNING.format(what=what, todo=safety.TODO[kinds[0]]), choices=choices)
    if not _asks_something(ctx.text) or not (ctx.private or ctx.incoming.mentioned):
        return [warning]
    return [Reply(warning.text), *await answer(ctx, ctx.text)]


def _asks_something(text: str) -> bool:
    """Whether words beside the secret are left that may be a question."""
    return len(re.findall(r"[^\W\d_]+", text.replace(HIDDEN, " "))) > 3
