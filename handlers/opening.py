"""How a guide is opened: the answer at once, what to have ready, and the way into its steps."""

from __future__ import annotations

from bot.types import Choice, Reply
from guides.book import Guide, Section
from handlers.local import is_local
from handlers.papers import PRINTERS
from handlers.phrases import ask, share
from handlers.tools import Ctx


def open_guide(ctx: Ctx, intent: str) -> Reply:
    """Answer an intent: the summary at once, then step by step."""
    found = ctx.tools.book.for_intent(intent)
    if found is None:
        return Reply(ask.GONE_GUIDE)
    guide, section = found
    ctx.conversation.memory["intent"] = intent
    return opening(ctx, guide, section)


def opening(ctx: Ctx, guide: Guide, section: Section | None) -> Reply:
    """The first screen of a guide; in a group one short answer."""
    if not ctx.private:
        return Reply(ask.GROUP_SHORT.format(summary=f"**{guide.title}**\n{guide.summary}{_group_note(ctx, guide)}"))
    lines = [f"**{guide.title}**", guide.summary]
    prepare = next((s for s in guide.sections if s.bullets and not s.steps and s.title == "Cần chuẩn bị"), None)
    if prepare is not None:
        lines += ["", ask.PREPARE, *(f"• {bullet}" for bullet in prepare.bullets)]
    steps = section.steps if section is not None and section.steps else guide.steps
    choices = [Choice(ask.WHOLE, f"guide:whole:{guide.id}")] if guide.sections else []
    if steps:
        anchor = section.anchor if section is not None and section.anchor else ""
        choices.insert(0, Choice(ask.START_STEPS.format(count=len(steps)), f"guide:step:{guide.id}.1.{anchor}"[:64]))
    choices.append(Choice(ask.STUCK, "guide:person"))
    if ctx.person.roles & PRINTERS:
        choices.append(Choice(share.PRINT_BUTTON, f"print:guide:{guide.id}"))
    related = [ctx.tools.book.guides[r] for r in guide.related if r in ctx.tools.book.guides]
    choices += [Choice(r.title, f"guide:open:{r.id}") for r in related[:2]]
    lines += ["", source(ctx, guide)]
    return Reply("\n".join(lines), choices=tuple(choices))


def source(ctx: Ctx, guide: Guide) -> str:
    """When it was checked and by what, and a warning when it is past its date."""
    if is_local(guide):
        line = ask.LOCAL_CHECKED.format(day=f"{guide.checked:%d/%m/%Y}", who=guide.sources[0].name)
    else:
        line = ask.CHECKED.format(day=f"{guide.checked:%d/%m/%Y}", source=guide.sources[0].name.partition(" (")[0])
    if guide.stale(ctx.now.date()):
        line += " " + ask.STALE_GUIDE.format(day=f"{guide.review_by:%d/%m/%Y}")
    return line


def _group_note(ctx: Ctx, guide: Guide) -> str:
    """In a group only what must not be missed: an officer's name, or that the guide is past its date."""
    return f"\n{source(ctx, guide)}" if is_local(guide) or guide.stale(ctx.now.date()) else ""
