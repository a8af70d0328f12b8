"""A case ends: the helper says so, the citizen rates it with one tap or opens it again."""

from __future__ import annotations

from bot.context import Desk
from bot.text import fold
from bot.types import Choice, Reply
from handlers.handoff.base import HELPING, REOPEN_WITHIN, address_of, forget, number_of, only_pressed, person_of, routes
from handlers.handoff.opening import sent_off
from handlers.helping import HELPERS, title_of
from handlers.phrases import common
from handlers.phrases import handoff as say
from handlers.tools import Ctx
from storage.cases import Case

UP = frozenset({"duoc", "duoc roi", "da duoc", "ok", "xong", "xong roi", "tot", "cam on", "cam on chau", "giup duoc"})
DOWN = frozenset({"chua", "chua duoc", "khong duoc", "chua xong", "van chua duoc"})
AGAIN = frozenset({"mo lai", "mo lai viec"})


@routes.choice("done", roles=HELPERS)
async def chosen_done(ctx: Ctx) -> Reply:
    """The helper says that it is done."""
    only_pressed(ctx)
    return await _done(ctx, number_of(ctx.argument))


@routes.command("xongviec", roles=HELPERS)
async def done(ctx: Ctx) -> Reply:
    """The same typed, with a number or for the case to which their words go."""
    return await _done(ctx, await current(ctx))


async def current(ctx: Ctx) -> int:
    """The case that a helper's command is about: its number, else the one being talked about, else the only one."""
    number = number_of(ctx.text)
    if number:
        return number
    known = ctx.conversation.memory.get(HELPING)
    if known is not None:
        return int(known)
    mine = await ctx.tx.cases.helped_by(ctx.person.id)
    return mine[0].id if len(mine) == 1 else 0


async def _done(ctx: Ctx, number: int) -> Reply:
    case = await ctx.tx.cases.get(number)
    if case is None:
        return Reply(say.NO_SUCH)
    if not case.open:
        return Reply(say.OVER_BEFORE.format(number=case.id))
    if case.helper != ctx.person.id or case.state != "helped":
        return Reply(say.NOT_WITH_YOU.format(number=case.id))
    await ctx.tx.cases.close(case.id, "done", ctx.now)
    await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", "case-closed", {"case": case.id}, ctx.now)
    if ctx.conversation.memory.get(HELPING) == case.id:
        forget(ctx, HELPING)
    citizen = await person_of(ctx.tx, case.citizen)
    where = address_of(citizen) if citizen is not None else None
    if where is not None:
        helper = title_of(ctx.person, ctx.tools.campaign)
        text = say.HELPER_DONE.format(helper=helper[:1].upper() + helper[1:], number=case.id)
        buttons = ctx.voice.has_buttons(where.channel)
        ctx.tell(where, rating(case, text, buttons=buttons), key=f"case:{case.id}:{case.turn}:done")
    return Reply(say.CLOSED_BY_YOU.format(number=case.id))


def rating(case: Case, text: str, *, buttons: bool) -> Reply:
    """The question whether it helped, with one tap or one word."""
    if not buttons:
        return Reply(text + say.RATE_TYPED)
    choices = (
        Choice(say.UP, f"handoff:up:{case.id}"),
        Choice(say.DOWN, f"handoff:down:{case.id}"),
        Choice(say.REOPEN, f"handoff:reopen:{case.id}"),
    )
    return Reply(text, choices=choices)


async def idle(desk: Desk, case: Case, helper_words: str) -> None:
    """Closed because nobody said anything any more: both sides hear it."""
    citizen, helper = await person_of(desk.tx, case.citizen), await person_of(desk.tx, case.helper)
    where = address_of(citizen) if citizen is not None else None
    if where is not None:
        text = say.IDLE_DONE.format(number=case.id)
        buttons = desk.voice.has_buttons(where.channel)
        desk.tell(where, rating(case, text, buttons=buttons), bulk=True, key=f"case:{case.id}:{case.turn}:done")
    there = address_of(helper) if helper is not None else None
    if there is not None:
        desk.tell(there, Reply(helper_words.format(number=case.id)), bulk=True, key=f"case:{case.id}:{case.turn}:idle")


@routes.choice("up")
async def up(ctx: Ctx) -> Reply:
    """It helped."""
    return await _rated(ctx, await _own(ctx), "up")


@routes.choice("down")
async def down(ctx: Ctx) -> Reply:
    """It did not."""
    return await _rated(ctx, await _own(ctx), "down")


@routes.choice("reopen")
async def again(ctx: Ctx) -> Reply:
    """The citizen still needs help."""
    return await reopened(ctx, await _own(ctx))


async def _own(ctx: Ctx) -> Case | None:
    case = await ctx.tx.cases.get(number_of(ctx.argument))
    return case if case is not None and case.citizen == ctx.person.id else None


async def _rated(ctx: Ctx, case: Case | None, verdict: str) -> Reply:
    if case is None:
        return Reply(common.STALE)
    if case.open:
        return Reply(say.STILL_OPEN.format(number=case.id))
    fresh = await ctx.tx.cases.rate(case.id, verdict)
    if fresh and verdict == "up":
        ctx.later("case-candidate", key=f"case-candidate:{case.id}:{case.turn}", case=case.id)
    if fresh and verdict == "down":
        return Reply(say.SORRY_DOWN, choices=(Choice(say.REOPEN, f"handoff:reopen:{case.id}"),), wants_number=True)
    return Reply(say.THANKS_UP if fresh else say.RATED_BEFORE)


async def reopened(ctx: Ctx, case: Case | None) -> Reply:
    """The case waits anew; who helped before is asked first."""
    if case is None:
        return Reply(common.STALE)
    if case.open:
        return Reply(say.STILL_OPEN.format(number=case.id))
    if case.closed_at is None or ctx.now - case.closed_at > REOPEN_WITHIN:
        return Reply(say.TOO_OLD.format(number=case.id))
    other = await ctx.tx.cases.of(ctx.person.id)
    if other is not None:
        return Reply(say.STILL_OPEN.format(number=other.id))
    await ctx.tx.cases.reopen(case.id)
    await ctx.tx.audit.add(f"{ctx.person.channel}:{ctx.person.author}", "case-reopened", {"case": case.id}, ctx.now)
    fresh = await ctx.tx.cases.get(case.id)
    return await sent_off(ctx, fresh or case)


async def closed_words(ctx: Ctx, case: Case) -> Reply | None:
    """A typed answer to the question at the end of a case; None: these words are something else."""
    word = fold(ctx.text).strip(" .!")
    if case.open:
        return None
    if word in AGAIN:
        return await reopened(ctx, case)
    if case.rating is None and case.why in ("done", "idle") and (word in UP or word in DOWN):
        ctx.conversation.end()
        return await _rated(ctx, case, "up" if word in UP else "down")
    return None
