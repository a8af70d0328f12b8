"""A second look at a question that the ear was not sure of: the model may point at one of the guides, later.

The person is answered at once, as ever: asked back, or told honestly that we do not know. So nothing waits for a
network, and whatever dies, nobody is left without an answer. When the model then chooses one of the guides that the
ear had in mind, and the person has not gone on meanwhile, that guide is offered.
"""

from __future__ import annotations

from datetime import timedelta

from bot.types import Address, Choice, Reply
from guides.book import Guide
from guides.match import OUT_OF_SCOPE, Answer
from handlers.phrases import ask
from handlers.tools import Ctx, Job

CLEARLY_OUTSIDE = 0.9
"""From this chance of being out of scope on nobody is asked."""
FRESH = timedelta(minutes=2)
"""An older question is left as it was answered."""
_MARK = "second"


def look_again(ctx: Ctx, question: str, heard: Answer) -> None:
    """Let the model look at this masked question, if there is one; in private only."""
    forget(ctx)
    if ctx.tools.choose is None or not ctx.private:
        return
    if heard.ranked and heard.ranked[0].intent == OUT_OF_SCOPE and heard.ranked[0].score >= CLEARLY_OUTSIDE:
        return
    guides = list(dict.fromkeys(hit.guide for hit in heard.ranked if hit.guide in ctx.tools.book.guides))
    if not guides:
        return
    ctx.conversation.memory[_MARK] = ctx.row
    ctx.later(
        "second-look",
        key=f"second-look:{ctx.row}",
        question=question,
        guides=guides,
        talk=[ctx.incoming.address.channel, ctx.incoming.address.chat, ctx.incoming.author],
        row=ctx.row,
    )


def forget(ctx: Ctx) -> None:
    """The person goes on: what is being looked at is not wanted any more."""
    ctx.conversation.memory.pop(_MARK, None)


async def second_look(work: Job) -> None:
    """Ask the model, and offer the guide that it chose while the person still waits for one."""
    values = work.row.values
    guides = [work.tools.book.guides[id_] for id_ in values["guides"] if id_ in work.tools.book.guides]
    if work.tools.choose is None or work.now - work.row.due_at > FRESH:
        return
    chosen = await work.tools.choose(values["question"], [guide.title for guide in guides])
    if chosen is None:
        return
    channel, chat, author = values["talk"]
    async with work.begin() as desk:
        kept = (await desk.tx.conversations.of([(channel, chat, author)])).get((channel, chat, author))
        if kept is None or kept.answers.get("memory", {}).get(_MARK) != values["row"]:
            return
        buttons = work.capabilities[channel].button_limit > 0 if channel in work.capabilities else False
        desk.tell(Address(channel, chat), _offer(guides[chosen], buttons), key=work.row.key)


def _offer(guide: Guide, buttons: bool) -> Reply:
    """The guide's answer and the way into it; a list to answer would clash with the one that was just shown."""
    text = ask.SECOND_LOOK.format(title=guide.title, summary=guide.summary)
    if buttons:
        return Reply(text, choices=(Choice(guide.title, f"guide:open:{guide.id}"),))
    return Reply(f"{text}\n{ask.SECOND_LOOK_TYPE.format(title=guide.title)}")
