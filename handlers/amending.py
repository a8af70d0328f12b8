"""«/tinkehoach»: officers change a post of the campaign's plan – words, hour, pause – each after a preview."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.router import Routes
from bot.text import shorten
from bot.types import Choice, Reply
from handlers import deadlines
from handlers.amended import changed, changes_of, in_force, note_of
from handlers.campaign import PLACEHOLDERS, Post
from handlers.gathering import figures_in
from handlers.phrases import amending as say
from handlers.phrases import common, words
from handlers.phrases import rules as rule_say
from handlers.rule_words import read_moment
from handlers.rules import AHEAD, LONGEST, OPEN_FOR, PLANNED_AHEAD, moments_in_words
from handlers.spoken import fill, period_at
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("amend")

OFFICERS = frozenset({"officer"})
PAGE = 6


# -- looking -----------------------------------------------------------------------------------------------------------


@routes.command(
    "tinkehoach",
    "tin kế hoạch",
    "tin theo kế hoạch",
    summary="Sửa tin đã có trong kế hoạch",
    roles=OFFICERS,
    whole=True,
    where="private",
)
async def posts(ctx: Ctx) -> Reply:
    """The posts of the campaign's plan, each to be opened and changed."""
    return await _list(ctx, 0)


@routes.choice("list", roles=OFFICERS, whole=True)
async def further(ctx: Ctx) -> Reply:
    """The next ones of the list."""
    return await _list(ctx, int(ctx.argument) if ctx.argument.isdecimal() and len(ctx.argument) < 4 else 0)


async def _list(ctx: Ctx, first: int) -> Reply:
    campaign = ctx.tools.campaign
    shown = list(enumerate(campaign.posts, 1))[first : first + PAGE]
    if not shown:
        return Reply(say.NONE)
    changes = await changes_of(ctx.tx, campaign)
    lines = [say.LIST.format(count=len(campaign.posts))]
    for number, post in shown:
        now = changed(post, {**changes.get(post.id, {}), "paused": False}) or post
        lines.append(
            say.LINE.format(
                number=number, when=_when(now), text=shorten(now.text, 60), state=_state(changes.get(post.id, {}))
            )
        )
    choices = [Choice(say.OPEN.format(number=number), f"amend:open:{number}") for number, _ in shown]
    if first + PAGE < len(campaign.posts):
        choices.append(Choice(say.MORE, f"amend:list:{first + PAGE}"))
    return Reply("\n".join(lines), choices=tuple(choices))


@routes.choice("open", roles=OFFICERS, whole=True)
async def open_one(ctx: Ctx) -> Reply:
    """One post with what can be done about it."""
    post = _numbered(ctx, ctx.argument)
    if post is None:
        return Reply(common.STALE)
    change = (await changes_of(ctx.tx, ctx.tools.campaign)).get(post.id, {})
    now = changed(post, {**change, "paused": False}) or post
    text = say.ONE.format(
        number=ctx.argument, when=_when(now), state=_state(change), text=change.get("text") or post.text
    )
    choices = [Choice(rule_say.CHANGE_TEXT, f"amend:edit:{ctx.argument}.text")]
    if post.at is not None:
        choices.append(Choice(rule_say.CHANGE_WHEN, f"amend:edit:{ctx.argument}.at"))
    if post.anchor is None:
        deed = (rule_say.RESUME, "resume") if change.get("paused") else (rule_say.PAUSE, "pause")
        choices.append(Choice(deed[0], f"amend:sure:{ctx.argument}.{deed[1]}"))
    if change:
        choices.append(Choice(say.AS_PLANNED, f"amend:sure:{ctx.argument}.undo"))
    return Reply(text, choices=tuple(choices))


# -- changing ----------------------------------------------------------------------------------------------------------


@routes.choice("edit", roles=OFFICERS, whole=True)
async def edit(ctx: Ctx) -> Reply:
    """Ask for other words, or another hour."""
    number, _, what = ctx.argument.partition(".")
    post = _numbered(ctx, number)
    if post is None or what not in ("text", "at"):
        return Reply(common.STALE)
    ctx.conversation.start("amend", what, until=ctx.now + OPEN_FOR, post=number)
    return Reply(_ask_text(post) if what == "text" else rule_say.ASK_HOUR)


def _ask_text(post: Post) -> str:
    used = [f"{{{name}}}" for name in PLACEHOLDERS if f"{{{name}}}" in post.text]
    return rule_say.ASK_TEXT + (say.BLANKS.format(blanks=", ".join(used)) if used else "")


@routes.step("text")
async def typed_text(ctx: Ctx) -> Reply:
    """The words that will be said."""
    text = ctx.text.strip()
    if len(text) > LONGEST:
        return Reply(rule_say.TOO_LONG.format(length=len(text), limit=LONGEST))
    return await _preview(ctx, text=text)


@routes.step("at")
async def typed_hour(ctx: Ctx) -> Reply:
    """The hour of the day; its days stay."""
    at, _ = read_moment(ctx.text, ctx.now.date())
    if at is None:
        return Reply(rule_say.NOT_UNDERSTOOD + rule_say.ASK_HOUR)
    return await _preview(ctx, at=at)


async def _preview(ctx: Ctx, **found: str) -> Reply:
    number = str(ctx.conversation.answers.get("post"))
    post = _numbered(ctx, number)
    if post is None or "officer" not in ctx.person.roles:
        ctx.conversation.end()
        return Reply(common.STALE)
    ctx.conversation.answers.update(found)
    ctx.conversation.step = "review"
    campaign = ctx.tools.campaign
    change = (await changes_of(ctx.tx, campaign)).get(post.id, {})
    then = changed(post, {**change, **found, "paused": False}) or post
    filled = fill(then.text, campaign, await figures_in(ctx.tx, campaign, period_at(campaign, ctx.now)))
    choices = (Choice(rule_say.YES, "amend:yes"), Choice(rule_say.LEAVE, "amend:leave"))
    return Reply(say.PREVIEW.format(number=number, when=_when(then), text=filled), choices=choices)


@routes.step("review")
async def typed_review(ctx: Ctx) -> Reply:
    """Anything but «duyệt» while the preview stands there: show it again."""
    return await _preview(ctx)


@routes.choice("leave", roles=OFFICERS, whole=True)
async def leave(ctx: Ctx) -> Reply:
    """Nothing is changed."""
    ctx.conversation.end()
    return Reply(rule_say.LEFT)


@routes.choice("yes", roles=OFFICERS, whole=True)
async def approve(ctx: Ctx) -> Reply:
    """Exactly what the preview showed is kept."""
    kept = ctx.conversation.answers
    post = _numbered(ctx, str(kept.get("post")))
    if ctx.conversation.flow != "amend" or ctx.conversation.step != "review" or post is None:
        return Reply(common.STALE)
    number = kept["post"]
    found = {name: kept[name] for name in ("text", "at") if kept.get(name)}
    ctx.conversation.end()
    return await _keep(ctx, post, number, found)


@routes.choice("sure", roles=OFFICERS, whole=True)
async def sure(ctx: Ctx) -> Reply:
    """Say what would happen, and ask for the one word."""
    number, _, deed = ctx.argument.partition(".")
    post = _numbered(ctx, number)
    if post is None or deed not in say.SURE or (deed == "pause" and post.anchor is not None):
        return Reply(common.STALE)
    choices = (Choice(rule_say.YES, f"amend:do:{number}.{deed}"), Choice(rule_say.LEAVE, "amend:leave"))
    return Reply(say.SURE[deed].format(number=number), choices=choices)


@routes.choice("do", roles=OFFICERS, whole=True)
async def do(ctx: Ctx) -> Reply:
    """Pause, resume, or as the plan has it."""
    number, _, deed = ctx.argument.partition(".")
    post = _numbered(ctx, number)
    if post is None or deed not in say.SURE or (deed == "pause" and post.anchor is not None):
        return Reply(common.STALE)
    return await _keep(ctx, post, number, None if deed == "undo" else {"paused": deed == "pause"})


async def _keep(ctx: Ctx, post: Post, number: str, found: Mapping[str, Any] | None) -> Reply:
    name = note_of(ctx.tools.campaign, post.id)
    change = {} if found is None else {**(await ctx.tx.notes.get(name) or {}), **found}
    await ctx.tx.notes.put(name, {key: value for key, value in change.items() if value})
    who = f"{ctx.person.channel}:{ctx.person.author}"
    await ctx.tx.audit.add(who, "post-amended", {"post": post.id, "what": sorted(found or {"undo": True})}, ctx.now)
    coming = await _replanned(ctx, post)
    told = rule_say.NEXT.format(moments=", ".join(words.moment(one) for one in coming[:3])) if coming else ""
    return Reply(say.DONE.format(number=number, next=told).strip())


async def _replanned(ctx: Ctx, post: Post) -> list[datetime]:
    """Let the rows of a post agree with it at once; when it is said next."""
    campaign = await in_force(ctx.tx, ctx.tools.campaign)
    found: list[datetime] = []
    for name in ("post", "ask"):
        key = f"{campaign.id}:{name}:{post.id}:"
        planned = deadlines.plan(campaign, ctx.now, ctx.now + AHEAD)
        wanted = [one for one in planned if str(one.key).startswith(key)]
        await ctx.tx.tasks.plan([one for one in wanted if one.due_at <= ctx.now + PLANNED_AHEAD])
        await ctx.tx.tasks.agree(wanted, names=(name,), now=ctx.now, prefix=key)
        found += [one.due_at for one in wanted if name == "post"]
    return found


def _numbered(ctx: Ctx, number: str) -> Post | None:
    """The post that stands in the list under that number."""
    at = int(number) if number.isdecimal() and len(number) < 4 else 0
    return ctx.tools.campaign.posts[at - 1] if 1 <= at <= len(ctx.tools.campaign.posts) else None


def _state(change: Mapping[str, Any]) -> str:
    return rule_say.PAUSED if change.get("paused") else say.CHANGED if change else ""


def _when(post: Post) -> str:
    if post.anchor is not None:
        return say.ANCHORS[post.anchor]
    assert post.at is not None
    when = {"on": [str(day) for day in post.on], "monthday": post.monthday, "lunar": list(post.lunar)}
    return moments_in_words({**when, "weekdays": list(post.weekdays)}, f"{post.at:%H:%M}")
