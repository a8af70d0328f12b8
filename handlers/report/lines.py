"""What is typed and pressed around a report: the command, a bare line, and the answers to our questions."""

from __future__ import annotations

from datetime import date

from bot.router import PassOn
from bot.text import fold
from bot.types import Choice, Reply
from handlers.counts import canonical, read
from handlers.obstacles import looked_up
from handlers.phrases import report as say
from handlers.phrases.common import STALE
from handlers.report.asking import ask_next, odd_ones, split, then
from handlers.report.base import Confirmation, Said, kept, may_report, routes, said
from handlers.report.form import open_form, resume
from handlers.report.receipt import receipt
from handlers.report.record import refusal, store
from handlers.report.taking import take
from handlers.tools import Ctx


@routes.command("baocao", "báo cáo", "bc", "b/c", "báo", summary="Báo cáo số liệu", takes_line=True)
async def report(ctx: Ctx) -> Reply:
    """Report today's counts in one line, or let the form ask."""
    line = ctx.text
    if not may_report(ctx):
        reading = read(ctx.incoming.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
        asks = reading.decision == "chat" or (line.strip() and not any(ch.isdigit() for ch in line))
        if asks and not ctx.incoming.text.startswith("/"):
            raise PassOn  # «báo cáo lừa đảo cho ai»
        return Reply(say.NO_REPORTER)
    if not line.strip():
        if (ctx.conversation.flow, ctx.conversation.step) == ("report", "form"):
            return await resume(ctx)
        return await open_form(ctx, None)
    if ctx.incoming.edited or ctx.incoming.reply_to:
        from handlers.report.correct import amend

        amended = await amend(ctx)
        if amended is not None:
            return amended
    if not ctx.incoming.text.startswith("/"):
        reading = read(ctx.incoming.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
        if reading.decision == "chat":
            raise PassOn
        line = ctx.incoming.text
    return await take(ctx, said(ctx, line), form=True)


@routes.command("vuongmac", "vướng mắc", "vướng", "khó khăn", summary="Báo vướng mắc", takes_line=True)
async def obstacle(ctx: Ctx) -> Reply:
    """Report what stands in the way, without any count: «vướng mắc mạng yếu»; alone or with a number: look it up."""
    if not may_report(ctx) or _asks(ctx.text):
        raise PassOn
    shown = await looked_up(ctx, ctx.text)
    if shown is not None:
        return shown
    return await take(ctx, said(ctx, f"bc vướng: {ctx.text}"), form=True)


@routes.text(rank=10, roles=["leader", "deputy", "officer"])
async def attempt(ctx: Ctx) -> Reply:
    """Words that hold counts are a report even without the command."""
    reading = read(ctx.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
    if reading.decision == "chat" or (reading.decision == "error" and not _for_us(ctx)):
        raise PassOn
    return await take(ctx, said(ctx, ctx.text))


def _asks(text: str) -> bool:
    """«vướng mắc thì hỏi ai»: a question about obstacles is none itself."""
    plain = f" {fold(text)} "
    return text.rstrip().endswith("?") or any(
        f" {words} " in plain for words in ("hoi ai", "lam sao", "the nao", "phai lam", "bao ai", "gui ai", "gi khong")
    )


def _for_us(ctx: Ctx) -> bool:
    return ctx.private or ctx.incoming.mentioned


@routes.choice("area", roles=["leader", "deputy", "officer"])
async def chosen_area(ctx: Ctx) -> Reply:
    """The person picked the area of a line, or of the form."""
    line = kept(ctx)
    answers = ctx.conversation.answers
    if ctx.conversation.flow != "report" or line is None or ctx.argument not in answers.get("allowed", ()):
        return Reply(STALE)
    ctx.conversation.memory["area"] = ctx.argument
    if not line.line:
        return await open_form(ctx, ctx.argument)
    return await take(ctx, line, form=True, area=ctx.argument)


@routes.choice("no")
async def no(ctx: Ctx) -> Reply:
    """The person wants nothing of it."""
    ctx.conversation.end()
    return Reply(say.KEPT)


@routes.step("area")
async def typed_area(ctx: Ctx) -> Reply:
    """An area typed instead of picked, or another line altogether."""
    line = kept(ctx)
    campaign = ctx.tools.campaign
    for id_ in ctx.conversation.answers.get("allowed", ()):
        place = campaign.area(id_)
        if fold(ctx.text) in {fold(name) for name in (place.name, place.full_name, *place.aliases)}:
            ctx.argument = place.id
            return await chosen_area(ctx)
    reading = read(f"bc {ctx.text}", ctx.tools.campaign, sent_at=ctx.incoming.sent_at, form=True)
    if line is not None and reading.area in ctx.conversation.answers.get("allowed", ()) and not reading.values:
        ctx.argument = str(reading.area)
        return await chosen_area(ctx)
    return await another_line(ctx)


@routes.choice("option", roles=["leader", "deputy", "officer"])
async def chosen_option(ctx: Ctx) -> Reply:
    """One of the offered readings."""
    line, answers = kept(ctx), ctx.conversation.answers
    options = answers.get("options", []) if ctx.conversation.step == "doubt" else []
    number = int(ctx.argument) if ctx.argument.isdecimal() else len(options)
    if ctx.conversation.flow != "report" or line is None or number >= len(options):
        return Reply(STALE)
    label, chosen = options[number]
    confirmed = _answered(ctx, line, label)
    return await _take_answer(ctx, Said(chosen, line.at), confirmed)


@routes.step("doubt")
async def typed_doubt(ctx: Ctx) -> Reply:
    """Words instead of a pick: the number that was asked for, a clearer line, or something else altogether."""
    line, answers = kept(ctx), ctx.conversation.answers
    if line is not None:
        word, labels = fold(ctx.text), [option[0] for option in answers.get("options", ())]
        start = "Đúng," if word in _YES else "Không," if word in _DENIALS else None
        if start is not None and (meant := [n for n, label in enumerate(labels) if label.startswith(start)]):
            ctx.argument = str(meant[0])
            return await chosen_option(ctx)
        completed = _completed(ctx, line, answers.get("area"))
        if completed is not None:
            confirmed = _answered(ctx, line, ctx.text)
            return await _take_answer(ctx, Said(completed, line.at), confirmed)
        if word in _DENIALS or (not labels and word.isdecimal()):
            question = read(line.line, ctx.tools.campaign, sent_at=line.at, form=True).question
            choices = tuple(Choice(label, f"report:option:{n}") for n, label in enumerate(labels))
            return Reply(say.ASK_AGAIN.format(question=question or ""), choices=choices)
    return await another_line(ctx)


async def _take_answer(ctx: Ctx, line: Said, confirmed: Confirmation) -> Reply:
    """The line that an answer makes, taken as the question was meant: for practice, or to count."""
    answers = ctx.conversation.answers
    practice = True if answers.get("practice") else None
    return await take(ctx, line, form=True, area=answers.get("area"), confirmed=confirmed, practice=practice)


def _answered(ctx: Ctx, line: Said, answer: str) -> Confirmation:
    """What the open question was, and the answer to it."""
    answers = ctx.conversation.answers
    return Confirmation(answers.get("why") or "doubt", answers.get("question", ""), answer.strip()[:200], line.line)


def _completed(ctx: Ctx, line: Said, area: str | None) -> str | None:
    """The line that a bare «12» means after our question about «bc vneid»; None when it is not that clear."""
    campaign = ctx.tools.campaign
    if read(ctx.text, campaign, sent_at=line.at, form=True).values:
        return None
    before = read(line.line, campaign, sent_at=line.at, form=True)
    asked = [key for key in campaign.keys if f"«{campaign.label(key)}»" in (before.question or "")]
    if len(asked) != 1 or asked[0] in before.values or before.operation != "set" or before.reason == "two-readings":
        return None
    if before.reason != "no-number" and fold(ctx.text) in _DENIALS:
        return None  # «không, nhầm rồi», and no nought
    answer = read(f"bc {campaign.label(asked[0])}: {ctx.text.strip()}", campaign, sent_at=line.at, form=True)
    if answer.decision != "store" or set(answer.values) != set(asked):
        return None
    return canonical(answer.values, campaign, day=before.day or line.today, area=area)


async def another_line(ctx: Ctx) -> Reply:
    """Take the words as a new line for the same area; words without counts are somebody else's business."""
    if fold(ctx.text).lstrip("/") in ("bao cao", "bc", "baocao", "bao"):
        ctx.conversation.end()
        raise PassOn  # they begin anew
    if ctx.incoming.edited:
        from handlers.report.correct import amend

        amended = await amend(ctx)
        if amended is not None:
            return amended
    area = ctx.conversation.answers.get("area")
    reading = read(ctx.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at)
    if reading.decision == "chat":
        reading = read(ctx.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at, form=True)
        if reading.decision in ("chat", "error"):
            raise PassOn
    return await take(ctx, said(ctx, ctx.text), form=True, area=area if reading.area is None else None)


@routes.choice("clash", roles=["leader", "deputy", "officer"])
async def chosen_clash(ctx: Ctx) -> Reply:
    """Replace, add, or keep what stood there."""
    line, answers = kept(ctx), ctx.conversation.answers
    if ctx.conversation.flow != "report" or ctx.conversation.step != "clash" or line is None:
        return Reply(STALE)
    place, day = ctx.tools.campaign.area(answers["area"]), date.fromisoformat(answers["day"])
    values, pending = dict(answers["values"]), answers.get("pending", {})
    ctx.conversation.end()
    if ctx.argument in ("set", "add"):
        refused = await refusal(ctx, line, day)
        if refused is not None:
            return refused
        done = await store(ctx, line, place, day, values, operation="add" if ctx.argument == "add" else "set")
        text = await receipt(ctx, place, done, line.today)
    else:
        text = say.KEPT
    return await then(ctx, line, place, day, text, pending)


@routes.step("clash")
async def typed_clash(ctx: Ctx) -> Reply:
    """«thay», «cộng thêm», or a new line."""
    word = fold(ctx.text)
    if word in ("thay", "thay the", "thay bang", "sua", "ghi de"):
        ctx.argument = "set"
    elif word in ("cong", "cong them", "them", "cong vao"):
        ctx.argument = "add"
    elif word in (*_KEEP, "khong", "thoi", "bo"):
        ctx.argument = "keep"
    else:
        return await another_line(ctx)
    return await chosen_clash(ctx)


@routes.choice("odd", roles=["leader", "deputy", "officer"])
async def chosen_odd(ctx: Ctx) -> Reply:
    """The figure that did not fit is right, has a digit too many, or is to be typed again."""
    line, answers = kept(ctx), ctx.conversation.answers
    if ctx.conversation.flow != "report" or ctx.conversation.step != "odd" or line is None:
        return Reply(STALE)
    values = dict(answers["values"])
    match ctx.argument:
        case "yes":
            return await _settle_odd(ctx, line, values, say.ODD_YES.format(values=_told(values)))
        case "tenth" if answers.get("tenth") is not None:
            tenth = int(answers["tenth"])
            return await _settle_odd(ctx, line, dict.fromkeys(values, tenth), say.ODD_TENTH.format(value=tenth))
    place, day, pending = ctx.tools.campaign.area(answers["area"]), answers["day"], answers.get("pending", {})
    ctx.conversation.end()
    campaign = ctx.tools.campaign
    labels = ", ".join(campaign.label(key) for key in campaign.keys if key in values)
    on = date.fromisoformat(day)
    example = canonical({key: value // 10 for key, value in values.items()}, campaign, day=_other(on, line))
    return await then(ctx, line, place, on, say.ODD_AGAIN.format(labels=labels, example=example), pending)


_KEEP = ("giu", "giu nhu cu", "giu nguyen")
"""Words by which nothing is to change."""
_YES = ("dung", "dung roi", "dung vay", "dung the", "phai", "vang", "da dung", "da", "u", "uh", "ok", "chinh xac")
_DENIALS = ("khong", "ko", "hong", "nham", "sai", "sai roi", "khong phai", "khong dung", "go nham")
"""Words by which what we asked about is not so."""


@routes.step("odd")
async def typed_odd(ctx: Ctx) -> Reply:
    """«đúng», «không», the right number, or a new line."""
    word, line, answers = fold(ctx.text), kept(ctx), ctx.conversation.answers
    if word in _YES:
        ctx.argument = "yes"
        return await chosen_odd(ctx)
    if word in (*_DENIALS, "thoi", "bo", *_KEEP):
        ctx.argument = "no"
        return await chosen_odd(ctx)
    values = dict(answers["values"])
    if line is not None and len(values) == 1:
        (key,) = values
        campaign = ctx.tools.campaign
        text = ctx.text.strip()
        if not read(text, campaign, sent_at=line.at, form=True).values:
            again = read(f"bc {campaign.label(key)}: {text}", campaign, sent_at=line.at, form=True)
            if again.decision == "store" and set(again.values) == {key}:
                return await _settle_odd(ctx, line, dict(again.values), text)
    return await another_line(ctx)


async def _settle_odd(ctx: Ctx, line: Said, values: dict[str, int], answer: str) -> Reply:
    """Store what the person stands by; a number that was not shown to them yet and fits no better is asked about."""
    answers, campaign = ctx.conversation.answers, ctx.tools.campaign
    place, day = campaign.area(answers["area"]), date.fromisoformat(answers["day"])
    asked, pending = dict(answers["values"]), dict(answers.get("pending", {}))
    confirmed = Confirmation("implausible", answers.get("question", ""), answer[:200], line.line)
    operation = pending.get("operation", "set")
    ctx.conversation.end()
    refused = await refusal(ctx, line, day)
    if refused is not None:
        return refused
    await ctx.tx.reports.hold(campaign.id, place.id, day)
    if values != asked and await odd_ones(ctx, place, day, values, added=operation == "add"):
        question = await ask_next(ctx, line, place, day, {**pending, "odd": values})
        assert question is not None, "what is odd is asked about"
        return question
    if operation == "set":
        values, clash = await split(ctx, place, day, values)  # somebody else may have told it while we asked
        pending["clash"] = clash
    if not values:
        question = await ask_next(ctx, line, place, day, pending)
        assert question is not None, "a clash is asked about"
        return question
    done = await store(
        ctx, line, place, day, values, operation="add" if operation == "add" else "set", confirmed=confirmed
    )
    return await then(ctx, line, place, day, await receipt(ctx, place, done, line.today), pending)


def _told(values: dict[str, int]) -> str:
    return ", ".join(str(value) for value in values.values())


def _other(day: date, line: Said) -> date | None:
    return day if day != line.today else None
