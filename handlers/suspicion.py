"""«Tin này có phải lừa đảo không?» – a known trick is named at once, an unknown one goes to an officer."""

from __future__ import annotations

from bot.router import PassOn, Routes
from bot.shield import mask
from bot.text import shorten
from bot.types import Choice, Reply
from guides.suspicious import suspicion
from handlers.greeting import contact
from handlers.phrases import learning as say
from handlers.reach import officers
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("suspicion")

KEPT = 600
"""Characters of a doubtful message that are kept and passed on."""


@routes.text(rank=60)
async def doubtful(ctx: Ctx) -> Reply:
    """A forwarded message or link: known trick, official address, or unknown and passed on masked."""
    if not ctx.private and not ctx.incoming.mentioned:
        raise PassOn
    found = suspicion(ctx.text)
    if found is None:
        raise PassOn
    person = ctx.person.id
    text = mask(ctx.text).text[:KEPT]
    where = contact(ctx.tools)
    if found.kind == "official":
        await ctx.tx.questions.add(text, "lua-dao-link-tin-nhan", "answer", ctx.now, person=person)
        return Reply(say.OFFICIAL)
    if found.pattern is not None:
        await ctx.tx.questions.add(text, found.pattern.intent, "answer", ctx.now, person=person)
        guide = ctx.tools.book.for_intent(found.pattern.intent)
        choices = (Choice(say.MORE_ABOUT, f"guide:open:{guide[0].id}"),) if guide and ctx.private else ()
        warning = say.WARNING.format(what=say.KNOWN[found.pattern.key], contact=where)
        return Reply(warning.rstrip(), choices=choices)
    if not found.asks and ctx.tools.hear(ctx.text, None).decision == "answer":
        raise PassOn  # a question about something else that happens to name an address
    await ctx.tx.questions.add(text, None, "suspicious", ctx.now, person=person)
    note = Reply(say.TO_OFFICER.format(text=shorten(text, 400)))
    for reader in await officers(ctx.tx):
        if reader.address != ctx.incoming.address:
            key = f"suspicious:{ctx.row}:{reader.name}"
            ctx.tell(reader.address, note, private=reader.private, bulk=True, key=key)
    return Reply(say.UNKNOWN.format(contact=where).rstrip())
