"""From a question to what is said: the guide, two or three to choose from, or an honest «chưa biết»."""

from __future__ import annotations

from bot.shield import mask
from bot.types import Choice, Reply
from handlers.feedback import note_asked
from handlers.greeting import contact, greeting, group_greeting, menu_choices
from handlers.local import refresh
from handlers.opening import open_guide
from handlers.phrases import ask
from handlers.second_look import forget, look_again
from handlers.tools import Ctx

LONGEST = 1500
"""Characters of a question that are listened to."""
REMEMBERED = 300
"""Characters of a question that are remembered until the guide is left."""


async def answer(ctx: Ctx, text: str) -> list[Reply]:
    """Answer, ask back between two or three guides, or say honestly that we do not know. Keeps the question, masked."""
    await refresh(ctx)
    heard = ctx.tools.hear(text[:LONGEST], ctx.conversation.memory.get("intent"))
    best = heard.ranked[0] if heard.ranked else None
    kept = mask(text).text[:LONGEST]
    await ctx.tx.questions.add(kept, best.intent if best else None, heard.decision, ctx.now, person=ctx.person.id)
    if heard.decision == "answer":
        forget(ctx)
    else:
        look_again(ctx, kept, heard)
    if best is not None and heard.decision == "answer":
        small_talk = _small_talk(ctx, best.intent)
        if small_talk is not None:
            return [small_talk]
        if best.intent == "ngoai-pham-vi":
            return [unknown(ctx)]
        replies = [open_guide(ctx, best.intent)]
        note_asked(ctx, kept[:REMEMBERED], ctx.tools.book.intents.get(best.intent, ""))
        second = next((intent for intent in heard.also if ctx.tools.book.for_intent(intent)), None)
        if second is not None and ctx.private:
            replies.append(_also(ctx, second))
        return replies
    if heard.decision == "clarify":
        choices = _proposals(ctx, [hit.intent for hit in heard.ranked[:3]])
        if choices:
            note_asked(ctx, kept[:REMEMBERED], "")
            return [Reply(ask.CLARIFY, choices=(*choices, Choice(ask.NONE_OF_THESE, "ask:none")))]
    return [unknown(ctx)]


def _proposals(ctx: Ctx, intents: list[str]) -> tuple[Choice, ...]:
    choices: dict[str, Choice] = {}
    for intent in intents:
        found = ctx.tools.book.for_intent(intent)
        if found is not None:
            guide, _ = found
            choices.setdefault(guide.id, Choice(guide.title, f"guide:open:{guide.id}"))
    return tuple(choices.values())


def _also(ctx: Ctx, intent: str) -> Reply:
    found = ctx.tools.book.for_intent(intent)
    assert found is not None
    guide, _ = found
    return Reply(
        ask.ALSO.format(titles=f"«{guide.title}»") + f"\n{guide.summary}",
        choices=(Choice(guide.title, f"guide:open:{guide.id}"),),
    )


def _small_talk(ctx: Ctx, intent: str) -> Reply | None:
    if intent == "chao-hoi":
        return greeting(ctx) if ctx.private else group_greeting(ctx)
    if intent == "cam-on-tam-biet":
        return Reply(ask.THANKS)
    return None


def unknown(ctx: Ctx) -> Reply:
    """An honest «I do not know», with a way to a person."""
    return Reply(ask.NONE.format(contact=contact(ctx.tools)), choices=menu_choices(ctx.tools) if ctx.private else ())
