"""«/nhac»: officers add, move, skip, pause, edit and remove what the bot says by itself, each after a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.clock import VIETNAM
from bot.post import awake
from bot.router import Routes
from bot.text import fold, shorten
from bot.types import Choice, Reply
from handlers.campaign import Campaign
from handlers.phrases import amending, common, words
from handlers.phrases import rules as say
from handlers.rule_words import read_moment, read_readers, read_rule
from handlers.spoken import as_post, readers_of
from handlers.tools import Ctx, Tools
from storage.rules import Rule
from storage.tasks import Planned
from storage.tx import Tx

routes: Routes[Tools] = Routes("rules")

OFFICERS = frozenset({"officer"})
OPEN_FOR = timedelta(hours=2)
LONGEST = 1200
AHEAD = timedelta(days=45)
"""How far we look for a rule's next moments."""
PLANNED_AHEAD = timedelta(days=8)


# -- what is to come ---------------------------------------------------------------------------------------------------


async def plan(tx: Tx, campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """What the live rules let fall due after the first moment and not after the second."""
    standing = await tx.rules.standing(campaign.id)
    found = [one for rule in standing for one in planned(campaign, rule, since, until)]
    return sorted(found, key=lambda one: one.due_at)


def planned(campaign: Campaign, rule: Rule, since: datetime, until: datetime) -> list[Planned]:
    """The same of one rule. The key names the day: with another hour it is the same message."""
    found = []
    if rule.state == "live":
        for moment in campaign.dated(as_post(rule), since - timedelta(days=1), until + timedelta(days=1)):
            day = moment.date()
            due = awake(moment)
            if (
                since < due <= until
                and str(day) not in rule.skips
                and (rule.when.get("on") or not campaign.exempt(day))
            ):
                found.append(Planned("rule", due, {"rule": rule.id, "day": str(day)}, f"{rule.key}{day}"))
    return sorted(found, key=lambda one: one.due_at)


async def _replan(ctx: Ctx, rule: Rule) -> None:
    """Let the rows of a rule agree with it at once."""
    wanted = planned(ctx.tools.campaign, rule, ctx.now, ctx.now + AHEAD)
    await ctx.tx.tasks.plan([one for one in wanted if one.due_at <= ctx.now + PLANNED_AHEAD])
    await ctx.tx.tasks.agree(wanted, names=("rule",), now=ctx.now, prefix=rule.key)


# -- adding ------------------------------------------------------------------------------------------------------------


@routes.command(
    "nhac",
    "nhắc",
    "lời nhắc",
    "đặt lời nhắc",
    summary="Đặt lời nhắc cho nhóm",
    roles=OFFICERS,
    whole=True,
    where="private",
)
async def reminders(ctx: Ctx) -> Reply:
    """The rules made by chat; with words behind it a new one: «/nhac thứ hai 8:00 các đội: Chúc tuần mới»."""
    if not ctx.text.strip():
        return await _list(ctx)
    draft = read_rule(ctx.text, ctx.tools.campaign, _today(ctx))
    kept = {"text": draft.text, "at": draft.at, "when": draft.when, "to": list(draft.to) if draft.to else None}
    ctx.conversation.start("rules", "text", until=ctx.now + OPEN_FOR, **kept)
    return await _go_on(ctx)


async def _list(ctx: Ctx) -> Reply:
    standing = await ctx.tx.rules.standing(ctx.tools.campaign.id)
    how = f"{say.HOW.format(example=say.EXAMPLE)}\n{amending.HOW}"
    if not standing:
        return Reply(f"{say.NONE}\n{how}")
    shown = standing[-8:]
    lines = [say.LIST.format(count=len(standing))]
    lines += [
        say.LINE.format(
            number=rule.id,
            when=moments_of(rule),
            to=readers_in_words(ctx.tools.campaign, rule.to),
            text=shorten(rule.text, 60),
            state=say.PAUSED if rule.state == "paused" else "",
        )
        for rule in shown
    ]
    choices = tuple(Choice(say.OPEN.format(number=rule.id), f"rules:open:{rule.id}") for rule in shown)
    return Reply("\n".join([*lines, "", how]), choices=choices)


async def _go_on(ctx: Ctx) -> Reply:
    """Ask for what is still missing, one thing at a time, then show the whole."""
    kept = ctx.conversation.answers
    if not kept.get("text"):
        ctx.conversation.step = "text"
        return Reply(say.ASK_TEXT)
    if len(kept["text"]) > LONGEST:
        ctx.conversation.step = "text"
        return Reply(say.TOO_LONG.format(length=len(kept["text"]), limit=LONGEST))
    if not kept.get("when") or not kept.get("at"):
        ctx.conversation.step = "when"
        asked = say.ASK_HOUR if kept.get("when") else say.ASK_DAY if kept.get("at") else say.ASK_WHEN
        return Reply(asked)
    if not kept.get("to"):
        ctx.conversation.step = "to"
        choices = tuple(Choice(label[:1].upper() + label[1:], f"rules:to:{kind}") for kind, label in say.TO.items())
        return Reply(say.ASK_TO, choices=choices)
    return await _preview(ctx)


async def _preview(ctx: Ctx) -> Reply:
    rule = await _drafted(ctx)
    coming = _moments(ctx, rule)
    if rule is None or not coming:
        ctx.conversation.step = "when"
        return Reply(say.PAST)
    ctx.conversation.step = "review"
    campaign = ctx.tools.campaign
    cost = len(await readers_of(ctx.tx, rule.to))
    month = sum(moment <= ctx.now + timedelta(days=30) for moment in coming)
    said_at = time.fromisoformat(rule.at)
    text = say.PREVIEW.format(
        when=moments_of(rule),
        to=readers_in_words(campaign, rule.to),
        next=_next(coming) + ("" if cost else f"\n{say.NOBODY}"),
        cost=cost,
        month=cost * month,
        night=say.NIGHT if awake(datetime.combine(_today(ctx), said_at, VIETNAM)).time() != said_at else "",
        text=rule.text,
    )
    choices = (
        Choice(say.YES, "rules:yes"),
        Choice(say.CHANGE_TEXT, "rules:again:text"),
        Choice(say.CHANGE_WHEN, "rules:again:when"),
        Choice(say.LEAVE, "rules:leave"),
    )
    return Reply(text, choices=choices)


async def _drafted(ctx: Ctx) -> Rule | None:
    """The rule as it would be kept: a new one, or one that stands with its changes."""
    kept = ctx.conversation.answers
    if ctx.conversation.flow != "rules" or not all(kept.get(key) for key in ("text", "at", "when", "to")):
        return None
    changed: dict[str, Any] = {"text": kept["text"], "at": kept["at"], "when": kept["when"], "to": tuple(kept["to"])}
    if kept.get("rule"):
        standing = await _standing(ctx, str(kept["rule"]))
        return replace(standing, **changed) if standing is not None else None
    return Rule(id=0, campaign=ctx.tools.campaign.id, skips=(), state="live", who=_who(ctx), **changed)


@routes.step("text")
async def typed_text(ctx: Ctx) -> Reply:
    """The words that will be said, as they are."""
    return await _typed(ctx, text=ctx.text.strip())


@routes.step("when")
async def typed_moment(ctx: Ctx) -> Reply:
    """Days and hour; what is left out stays as it was."""
    at, when = read_moment(ctx.text, _today(ctx))
    if at is None and when is None:
        return Reply(say.NOT_UNDERSTOOD + say.ASK_WHEN)
    found: dict[str, Any] = {"at": at} if at else {}
    return await _typed(ctx, **found, **({"when": dict(when)} if when else {}))


@routes.step("to")
async def typed_readers(ctx: Ctx) -> Reply:
    """Kinds of readers, or squads by name."""
    to, _ = read_readers(fold(ctx.text), ctx.tools.campaign)
    if to is None:
        return Reply(say.NOT_UNDERSTOOD + say.ASK_TO)
    return await _typed(ctx, to=list(to))


@routes.step("review")
async def typed_review(ctx: Ctx) -> Reply:
    """Anything but «duyệt» while the preview stands there: show it again."""
    return await _typed(ctx)


async def _typed(ctx: Ctx, **found: Any) -> Reply:
    if "officer" not in ctx.person.roles:
        ctx.conversation.end()
        return Reply(common.STALE)
    ctx.conversation.answers.update(found)
    return await _go_on(ctx)


@routes.choice("to", roles=OFFICERS, whole=True)
async def chosen_readers(ctx: Ctx) -> Reply:
    """One kind of readers."""
    if ctx.conversation.flow != "rules" or ctx.argument not in say.TO:
        return Reply(common.STALE)
    return await _typed(ctx, to=[ctx.argument])


@routes.choice("again", roles=OFFICERS, whole=True)
async def again(ctx: Ctx) -> Reply:
    """Other words, or another moment."""
    if ctx.conversation.flow != "rules" or ctx.argument not in ("text", "when"):
        return Reply(common.STALE)
    ctx.conversation.step = ctx.argument
    return Reply(say.ASK_TEXT if ctx.argument == "text" else say.ASK_WHEN)


@routes.choice("leave", roles=OFFICERS, whole=True)
async def leave(ctx: Ctx) -> Reply:
    """Nothing is kept."""
    ctx.conversation.end()
    return Reply(say.LEFT)


@routes.choice("yes", roles=OFFICERS, whole=True)
async def approve(ctx: Ctx) -> Reply:
    """Exactly what the preview showed is kept and planned."""
    rule = await _drafted(ctx) if ctx.conversation.step == "review" else None
    if rule is None:
        return Reply(common.STALE)
    ctx.conversation.end()
    if rule.id:
        await ctx.tx.rules.change(rule, ctx.now)
    else:
        rule = await ctx.tx.rules.add(
            rule.campaign, text=rule.text, to=rule.to, at=rule.at, when=rule.when, who=rule.who, moment=ctx.now
        )
        await _audit(ctx, rule, "rule-added")
        await _replan(ctx, rule)
        return Reply(say.SAVED.format(number=rule.id, next=_next(_moments(ctx, rule))))
    await _audit(ctx, rule, "rule-changed")
    await _replan(ctx, rule)
    return Reply(say.CHANGED.format(number=rule.id, next=_next(_moments(ctx, rule))))


# -- changing ----------------------------------------------------------------------------------------------------------


@routes.choice("open", roles=OFFICERS, whole=True)
async def open_one(ctx: Ctx) -> Reply:
    """One rule with everything that can be done about it."""
    rule = await _standing(ctx, ctx.argument)
    if rule is None:
        return Reply(say.GONE)
    text = say.ONE.format(
        number=rule.id,
        when=moments_of(rule),
        to=readers_in_words(ctx.tools.campaign, rule.to),
        state=say.PAUSED if rule.state == "paused" else "",
        next=_next(_moments(ctx, rule)),
        text=rule.text,
    )
    pause = (say.RESUME, "resume") if rule.state == "paused" else (say.PAUSE, "pause")
    deeds = ((say.SKIP, "skip"), pause, (say.REMOVE, "remove"))
    choices = [
        Choice(say.CHANGE_TEXT, f"rules:edit:{rule.id}.text"),
        Choice(say.CHANGE_WHEN, f"rules:edit:{rule.id}.when"),
    ]
    choices += [Choice(label, f"rules:sure:{rule.id}.{deed}") for label, deed in deeds]
    return Reply(text, choices=tuple(choices))


@routes.choice("edit", roles=OFFICERS, whole=True)
async def edit(ctx: Ctx) -> Reply:
    """Ask for other words or another moment of a rule that stands; the preview follows."""
    number, _, what = ctx.argument.partition(".")
    rule = await _standing(ctx, number)
    if rule is None or what not in ("text", "when"):
        return Reply(say.GONE)
    kept = {"text": rule.text, "at": rule.at, "when": dict(rule.when), "to": list(rule.to), "rule": rule.id}
    ctx.conversation.start("rules", what, until=ctx.now + OPEN_FOR, **kept)
    return Reply(say.ASK_TEXT if what == "text" else say.ASK_WHEN)


@routes.choice("sure", roles=OFFICERS, whole=True)
async def sure(ctx: Ctx) -> Reply:
    """Say what would happen, and ask for the one word."""
    number, _, deed = ctx.argument.partition(".")
    rule = await _standing(ctx, number)
    if rule is None:
        return Reply(say.GONE)
    coming = _moments(ctx, replace(rule, state="live"))
    yes = (Choice(say.YES, f"rules:do:{rule.id}.{deed}"), Choice(say.LEAVE, "rules:leave"))
    match deed:
        case "skip" if coming and rule.state == "live":
            yes = (Choice(say.YES, f"rules:do:{rule.id}.skip.{_day_of(rule, coming[0], ctx)}"), yes[1])
            return Reply(say.SURE_SKIP.format(number=rule.id, moment=words.moment(coming[0])), choices=yes)
        case "pause":
            return Reply(say.SURE_PAUSE.format(number=rule.id), choices=yes)
        case "resume":
            return Reply(say.SURE_RESUME.format(number=rule.id, next=_next(coming)), choices=yes)
        case "remove":
            return Reply(say.SURE_REMOVE.format(number=rule.id), choices=yes)
    return Reply(say.NO_NEXT)


@routes.choice("do", roles=OFFICERS, whole=True)
async def do(ctx: Ctx) -> Reply:
    """Skip one day, pause, resume, remove."""
    number, _, rest = ctx.argument.partition(".")
    deed, _, day = rest.partition(".")
    rule = await _standing(ctx, number)
    if rule is None:
        return Reply(say.GONE)
    match deed:
        case "skip" if day:
            changed = replace(rule, skips=(*rule.skips, day))
            text = say.SKIPPED.format(moment=words.day(date.fromisoformat(day)), next=_next(_moments(ctx, changed)))
        case "pause":
            changed, text = replace(rule, state="paused"), say.DONE_PAUSE.format(number=rule.id)
        case "resume":
            changed = replace(rule, state="live")
            text = say.DONE_RESUME.format(number=rule.id, next=_next(_moments(ctx, changed)))
        case "remove":
            changed, text = replace(rule, state="removed"), say.DONE_REMOVE.format(number=rule.id)
        case _:
            return Reply(common.STALE)
    await ctx.tx.rules.change(changed, ctx.now)
    await _audit(ctx, changed, f"rule-{deed}")
    await _replan(ctx, changed)
    return Reply(text)


# -- in words ----------------------------------------------------------------------------------------------------------


def moments_of(rule: Rule) -> str:
    """«thứ Hai lúc 08:00»."""
    return moments_in_words(rule.when, rule.at)


def moments_in_words(when: Mapping[str, Any], at: str) -> str:
    """The same of days and an hour alone."""
    if when.get("on"):
        days = words.listed(f"{date.fromisoformat(day):%d/%m/%Y}" for day in when["on"])
    elif when.get("monthday"):
        days = say.EVERY_MONTH.format(day=when["monthday"])
    elif when.get("lunar"):
        days = words.listed(say.LUNAR.get(day, say.LUNAR_DAY.format(day=day)) for day in when["lunar"])
    elif len(when.get("weekdays", ())) == 7:
        days = say.EVERY_DAY
    else:
        days = words.listed(words.WEEKDAYS[day] for day in when.get("weekdays", ()))
    return say.AT.format(days=days, at=at)


def readers_in_words(campaign: Campaign, to: Sequence[str]) -> str:
    """«nhóm các đội và cán bộ»."""
    squads = {f"squad:{squad.id}": squad.name for squad in campaign.squads}
    return words.listed(say.TO.get(kind) or squads.get(kind, kind) for kind in to)


def _moments(ctx: Ctx, rule: Rule | None) -> list[datetime]:
    if rule is None:
        return []
    return [one.due_at for one in planned(ctx.tools.campaign, rule, ctx.now, ctx.now + AHEAD)]


def _next(coming: Sequence[datetime]) -> str:
    return say.NEXT.format(moments=", ".join(words.moment(one) for one in coming[:3])) if coming else say.NO_NEXT


def _day_of(rule: Rule, moment: datetime, ctx: Ctx) -> str:
    """The day by which the row of that moment is known: before midnight where the quiet hours moved it."""
    rows = planned(ctx.tools.campaign, rule, ctx.now, ctx.now + AHEAD)
    return str(next(one.values["day"] for one in rows if one.due_at == moment))


async def _standing(ctx: Ctx, number: str) -> Rule | None:
    rule = await ctx.tx.rules.get(int(number)) if number.isdecimal() and len(number) < 12 else None
    fits = rule is not None and rule.state != "removed" and rule.campaign == ctx.tools.campaign.id
    return rule if fits else None


async def _audit(ctx: Ctx, rule: Rule, action: str) -> None:
    await ctx.tx.audit.add(_who(ctx), action, {"rule": rule.id, "state": rule.state}, ctx.now)


def _who(ctx: Ctx) -> str:
    return f"{ctx.person.channel}:{ctx.person.author}"


def _today(ctx: Ctx) -> date:
    return ctx.now.astimezone(VIETNAM).date()
