"""Step by step through a guide: next, back, the whole, and on again days later."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.router import PassOn, Routes
from bot.text import fold
from bot.types import Choice, Reply
from guides.book import Guide, Step
from handlers.feedback import asked_about, note_chosen, with_thumbs
from handlers.greeting import menu_choices
from handlers.local import refresh
from handlers.opening import opening, source
from handlers.phrases import ask
from handlers.second_look import forget
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("guide")

READING = timedelta(minutes=30)
"""Within these a bare «tiếp» means the next step; later, and with «xem tiếp», the step at which one stopped."""


@routes.choice("open")
async def chosen(ctx: Ctx) -> Reply:
    """A guide picked from a list."""
    await refresh(ctx)
    guide = ctx.tools.book.guides.get(ctx.argument)
    if guide is None:
        return Reply(ask.GONE_GUIDE)
    note_chosen(ctx, guide.id)
    forget(ctx)
    if guide.intents:
        ctx.conversation.memory["intent"] = guide.intents[0][0]
    return opening(ctx, guide, None)


def _steps(guide: Guide, anchor: str) -> tuple[Step, ...]:
    section = guide.section(anchor) if anchor else None
    return section.steps if section is not None and section.steps else guide.steps


@routes.choice("step")
async def step(ctx: Ctx) -> Reply:
    """One step, with what one should see and the usual faults."""
    id_, _, rest = ctx.argument.partition(".")
    number_text, _, anchor = rest.partition(".")
    guide = ctx.tools.book.guides.get(id_)
    steps = _steps(guide, anchor) if guide is not None else ()
    number = int(number_text) if number_text.isdecimal() else 0
    if guide is None or not 1 <= number <= len(steps):
        return Reply(ask.GONE_GUIDE)
    ctx.conversation.memory["guide"] = [id_, number, anchor, ctx.now.isoformat()]
    if ctx.private:
        await ctx.tx.readers.walked(ctx.person.id, id_, anchor, number, len(steps), ctx.now)
    this = steps[number - 1]
    lines = [f"{guide.title}", ask.STEP.format(number=number, total=len(steps), text=this.text)]
    if this.sees:
        lines.append(ask.SEES.format(sees=this.sees))
    lines += [ask.TROUBLE.format(fault=fault, remedy=remedy) for fault, remedy in this.troubles]
    choices = []
    if number < len(steps):
        choices.append(Choice(ask.NEXT, f"guide:step:{id_}.{number + 1}.{anchor}"))
    else:
        choices.append(Choice(ask.DONE, f"guide:done:{id_}"))
    if number > 1:
        choices.append(Choice(ask.BACK, f"guide:step:{id_}.{number - 1}.{anchor}"))
    choices += [Choice(ask.WHOLE, f"guide:whole:{id_}"), Choice(ask.STUCK, f"guide:person:{id_}.{number}.{anchor}")]
    return Reply("\n".join(lines), choices=tuple(choices), edits=True)


@routes.choice("done")
async def done(ctx: Ctx) -> Reply:
    """The last step is done."""
    kept = ctx.conversation.memory.pop("guide", None)
    guide = ctx.tools.book.guides.get(ctx.argument)
    if guide is None:
        return Reply(ask.GONE_GUIDE)
    anchor = kept[2] if kept and kept[0] == guide.id else ""
    total = len(_steps(guide, anchor))
    if ctx.private:
        await ctx.tx.readers.walked(ctx.person.id, guide.id, anchor, total, total, ctx.now, state="done")
    return await with_thumbs(ctx, guide, Reply(ask.FINISHED.format(title=guide.title)))


@routes.choice("whole")
async def whole(ctx: Ctx) -> Reply:
    """Everything at once, to keep or to read aloud."""
    guide = ctx.tools.book.guides.get(ctx.argument)
    if guide is None:
        return Reply(ask.GONE_GUIDE)
    lines = [f"**{guide.title}**", guide.summary]
    for section in guide.sections:
        lines += ["", f"**{section.title}**"]
        if section.intro:
            lines.append(section.intro)
        for one in section.steps:
            lines.append(f"{one.number}. {one.text}")
            if one.sees:
                lines.append(ask.WHOLE_SEES.format(sees=one.sees))
            lines += [ask.WHOLE_TROUBLE.format(fault=fault, remedy=remedy) for fault, remedy in one.troubles]
        lines += [f"• {bullet}" for bullet in section.bullets]
    lines += ["", source(ctx, guide)]
    whole_ = Reply("\n".join(lines), choices=(Choice(ask.STUCK, "guide:person"),))
    return await with_thumbs(ctx, guide, whole_)


@routes.choice("up")
async def helped(ctx: Ctx) -> Reply:
    """The guide helped."""
    if ctx.argument in ctx.tools.book.guides:
        await ctx.tx.readers.thumb(ctx.person.id, ctx.argument, "up", ctx.now)
    return Reply(ask.THANKS_UP)


@routes.choice("down")
async def did_not_help(ctx: Ctx) -> Reply:
    """The guide did not help: the question stays open for an officer, once, and a person is one tap away."""
    guide = ctx.tools.book.guides.get(ctx.argument)
    if guide is None:
        return Reply(ask.GONE_GUIDE)
    if await ctx.tx.readers.verdict(ctx.person.id, guide.id) != "down":
        await ctx.tx.readers.thumb(ctx.person.id, guide.id, "down", ctx.now)
        text = asked_about(ctx, guide.id) or guide.title
        await ctx.tx.questions.add(text, None, "down", ctx.now, person=ctx.person.id, guide=guide.id)
    return Reply(ask.SORRY_DOWN, choices=(Choice(ask.STUCK, "guide:person"),))


@routes.command("xong", "xong rồi", "đã xong", "làm xong", takes_line=True)
async def finished_step(ctx: Ctx) -> Reply:
    """«xong» while a step is on the screen: the next one."""
    return await _turn(ctx, 1)


@routes.command("quay lại", "bước trước", "lùi lại", takes_line=True)
async def step_before(ctx: Ctx) -> Reply:
    """«quay lại» while a step is on the screen: the one before."""
    return await _turn(ctx, -1)


async def _turn(ctx: Ctx, by: int) -> Reply:
    """Turn a page of the guide being read; PassOn when none is, or when more words follow."""
    kept = ctx.conversation.memory.get("guide")
    guide = ctx.tools.book.guides.get(kept[0]) if kept else None
    fresh = kept is not None and len(kept) > 3 and ctx.now - datetime.fromisoformat(kept[3]) < READING
    if guide is None or kept is None or not fresh or ctx.text.strip():
        raise PassOn
    number = max(int(kept[1]) + by, 1)
    if number > len(_steps(guide, kept[2])):
        ctx.argument = guide.id
        return await done(ctx)
    ctx.argument = f"{kept[0]}.{number}.{kept[2]}"
    return await step(ctx)


@routes.command("tiep", "xem tiếp", "tiếp tục", "tiếp", "bước tiếp", summary="Xem tiếp bài đang dở")
async def resume(ctx: Ctx) -> Reply:
    """Go on where the person stopped, even days ago."""
    kept = ctx.conversation.memory.get("guide")
    guide = ctx.tools.book.guides.get(kept[0]) if kept else None
    if guide is None or not kept:
        return Reply(ask.MENU, choices=menu_choices(ctx.tools))
    bare = fold(ctx.incoming.text) in ("tiep", "buoc tiep")
    if bare and len(kept) > 3 and ctx.now - datetime.fromisoformat(kept[3]) < READING:
        return await _turn(ctx, 1)  # the step is still on the screen: they want the next one
    ctx.argument = f"{kept[0]}.{kept[1]}.{kept[2]}"
    return await step(ctx)
