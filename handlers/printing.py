"""«/in»: a guide as a handout, for those who sit at a desk or go from door to door."""

from __future__ import annotations

import logging

from bot.clock import VIETNAM
from bot.press import PressFailed
from bot.router import Routes
from bot.text import fold
from bot.types import Address, Choice, Reply
from guides.book import Guide
from handlers.local import refresh
from handlers.papers import PRINTERS, link, of_guide
from handlers.phrases import ask
from handlers.phrases import share as say
from handlers.tools import Ctx, Job, Tools

log = logging.getLogger("trolyso.print")

routes: Routes[Tools] = Routes("print")

SIZES = ("a4", "a5")
ATTEMPTS = 3


@routes.command("in", "in bài", "in hướng dẫn", summary="In một bài hướng dẫn (A4, A5)", roles=PRINTERS)
async def print_guide(ctx: Ctx) -> Reply:
    """A guide to print: the one just read, or «/in quên mật khẩu vneid»."""
    await refresh(ctx)
    words = ctx.text.strip()
    if not words:
        guide = _just_read(ctx)
        return _ordered(ctx, guide) if guide is not None else Reply(say.PRINT_WHICH)
    book = ctx.tools.book
    guide = book.guides.get(fold(words)) or next(
        (g for g in book.guides.values() if fold(g.title) == fold(words)), None
    )
    if guide is not None:
        return _ordered(ctx, guide)
    heard = ctx.tools.hear(words[:300], None)
    found = [book.for_intent(hit.intent) for hit in heard.ranked[:3]]
    guides = list({one[0].id: one[0] for one in found if one is not None}.values())
    if heard.decision == "none" or not guides:
        return Reply(say.PRINT_WHICH)
    if heard.decision == "answer":
        return _ordered(ctx, guides[0])
    return Reply(say.PRINT_CHOOSE, choices=tuple(Choice(one.title, f"print:guide:{one.id}") for one in guides))


@routes.choice("guide", roles=PRINTERS)
async def chosen(ctx: Ctx) -> Reply:
    """The button under a guide."""
    guide = ctx.tools.book.guides.get(ctx.argument)
    return _ordered(ctx, guide) if guide is not None else Reply(ask.GONE_GUIDE)


def _just_read(ctx: Ctx) -> Guide | None:
    """The guide opened last, else the one left half-way."""
    memory, book = ctx.conversation.memory, ctx.tools.book
    found = book.for_intent(memory["intent"]) if "intent" in memory else None
    if found is not None:
        return found[0]
    kept = memory.get("guide")
    return book.guides.get(kept[0]) if kept else None


def _ordered(ctx: Ctx, guide: Guide) -> Reply:
    here = ctx.incoming.address
    ctx.later(
        "print-guide",
        key=f"print-guide:{guide.id}:{ctx.row}",
        guide=guide.id,
        channel=here.channel,
        chat=here.chat,
        private=ctx.private,
    )
    return Reply(say.PRINTING.format(title=guide.title))


async def send_handout(work: Job) -> None:
    """Draw the handout in both sizes and send it to who asked; as links where their channel takes no files."""
    values = work.row.values
    to, guide = Address(values["channel"], values["chat"]), work.tools.book.guides.get(values["guide"])
    if guide is None or to.channel not in work.capabilities:
        return
    drawings = of_guide(work.tools, guide, work.now.astimezone(VIETNAM).date())
    replies: list[Reply] = []
    if work.capabilities[to.channel].file:
        try:
            for size in SIZES:
                file = await drawings[f"{size}.pdf"].drawn(work.tools, work.now)
                replies.append(Reply(say.PRINTED.format(title=guide.title, size=size.upper()), file=file))
        except PressFailed:
            if work.row.attempts < ATTEMPTS:
                raise
            log.exception("no handout", extra={"action": "handout-failed", "guide": guide.id})
            replies = [Reply(say.NOT_PRINTED.format(title=guide.title))]
    elif base := link(work.tools, guide.id):
        lines = [say.LINK_LINE.format(what=say.LINK_NAMES[f"{s}.pdf"], link=f"{base}/{s}.pdf") for s in SIZES]
        replies = [Reply(say.LINKS.format(lines="\n".join(lines)))]
    else:
        replies = [Reply(say.NO_FILES.format(guide=guide.id))]
    async with work.begin() as desk:
        for number, reply in enumerate(replies):
            desk.tell(to, reply, private=values["private"], key=f"{work.row.key}:{number}")
