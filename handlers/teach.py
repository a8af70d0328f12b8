"""Officers answer by chat what nobody could answer: a draft, a preview, «duyệt» – and the bot knows it from then on."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import VIETNAM
from bot.router import Routes
from bot.shield import HIDDEN
from bot.text import shorten
from bot.types import Address, Choice, Reply
from handlers.learning import WEEK, Group, grouped, line, overview
from handlers.local import as_guide, guide_id
from handlers.phrases import common
from handlers.phrases import learning as say
from handlers.tools import Ctx, Job, Tools
from storage.learning import LocalGuide

routes: Routes[Tools] = Routes("teach")

OFFICERS = frozenset({"officer"})
OPEN_FOR = timedelta(hours=2)
LOOK_BACK = timedelta(days=60)
"""How old an open question may be and still be offered."""
PAGE = 5
SHORTEST, LONGEST = 15, 1200
PHRASINGS = 20


@routes.command(
    "cauhoi", "câu hỏi", "câu hỏi chưa trả lời", summary="Câu bà con hỏi chưa ai đáp", roles=OFFICERS, where="private"
)
async def open_questions(ctx: Ctx) -> Reply:
    """What people asked in vain, how they fared with the guides this week, and a choice of what to answer."""
    return await _page(ctx, 0)


@routes.choice("page", roles=OFFICERS)
async def page(ctx: Ctx) -> Reply:
    """More of the open questions."""
    return await _page(ctx, int(ctx.argument) if ctx.argument.isdecimal() else 0)


async def _page(ctx: Ctx, start: int) -> Reply:
    open_ = await _open(ctx)
    shown = open_[start : start + PAGE]
    choices = [
        Choice(say.ANSWER.format(number=number), f"teach:answer:{group.asked[0].id}")
        for number, group in enumerate(shown, start + 1)
    ]
    if len(open_) > start + PAGE:
        choices.append(Choice(say.NEXT_PAGE, f"teach:page:{start + PAGE}"))
    lines = [line(ctx.tools.book, number, group) for number, group in enumerate(shown, start + 1)]
    text = "\n".join([say.PICK, *lines]) if shown else say.NOTHING_OPEN
    if start == 0:
        week = await overview(ctx.tx, ctx.tools.book, ctx.now - WEEK, ctx.now)
        text = f"{week}\n\n{text}" if week else text
    return Reply(text, choices=tuple(choices))


async def _open(ctx: Ctx) -> list[Group]:
    return grouped(await ctx.tx.questions.unanswered(ctx.now - LOOK_BACK))


async def _group(ctx: Ctx, id_: str) -> Group | None:
    return next((group for group in await _open(ctx) if any(str(a.id) == id_ for a in group.asked)), None)


@routes.choice("answer", roles=OFFICERS)
async def choose(ctx: Ctx) -> Reply:
    """A question was picked: ask for the answer."""
    group = await _group(ctx, ctx.argument)
    if group is None:
        return Reply(say.GONE_QUESTION)
    first = str(group.asked[0].id)
    ctx.conversation.start("teach", "text", until=ctx.now + OPEN_FOR, question=first)
    texts = list(dict.fromkeys(" ".join(a.text.split()) for a in group.asked))
    text = say.ASK_ANSWER.format(texts="\n".join(f"• «{shorten(one, 160)}»" for one in texts[:4]))
    heard = ctx.tools.ear.hear(group.text)
    near = ctx.tools.book.for_intent(heard.ranked[0].intent) if heard.ranked and heard.decision != "none" else None
    if near is not None:
        text += say.EXISTS.format(title=near[0].title)
    return Reply(text, choices=(Choice(say.LEAVE, f"teach:leave:{first}"),))


@routes.choice("leave", roles=OFFICERS)
async def leave(ctx: Ctx) -> Reply:
    """Nothing to answer here: the question leaves the list."""
    ctx.conversation.end()
    group = await _group(ctx, ctx.argument)
    if group is None:
        return Reply(say.GONE_QUESTION)
    await ctx.tx.questions.settle([a.id for a in group.asked], "-")
    return Reply(say.LEFT.format(count=len(group.asked)))


@routes.step("text")
async def answer(ctx: Ctx) -> Reply:
    """The officer's words: kept as a draft and shown as people will see them."""
    if "officer" not in ctx.person.roles:
        ctx.conversation.end()
        return Reply(common.STALE)
    words = ctx.text.strip()
    if len(words) < SHORTEST:
        return Reply(say.TOO_SHORT)
    if len(words) > LONGEST:
        return Reply(say.TOO_LONG.format(length=len(words), limit=LONGEST))
    draft = ctx.conversation.answers.get("draft")
    if draft is not None and await ctx.tx.local_guides.rewrite(int(draft), words):
        return await _preview(ctx, int(draft))
    group = await _group(ctx, str(ctx.conversation.answers.get("question", "")))
    if group is None:
        ctx.conversation.end()
        return Reply(say.GONE_QUESTION)
    texts = list(dict.fromkeys(" ".join(a.text.split()) for a in group.asked))[:PHRASINGS]
    title = _title(group.text)
    who = say.OFFICER.format(name=ctx.person.name) if ctx.person.name else say.SOMEBODY
    made = await ctx.tx.local_guides.draft(title, texts, words, who, [a.id for a in group.asked], ctx.now)
    ctx.conversation.advance("review", draft=made)
    return await _preview(ctx, made)


@routes.step("review")
async def review(ctx: Ctx) -> Reply:
    """Other words while the preview is on the screen are the answer anew."""
    return await answer(ctx)


async def _preview(ctx: Ctx, id_: int) -> Reply:
    local = await ctx.tx.local_guides.get(id_)
    if local is None:
        return Reply(say.ALREADY)
    ctx.conversation.step = "review"
    text = say.PREVIEW.format(
        title=local.title,
        answer=local.answer,
        who=local.who,
        day=f"{ctx.now.astimezone(VIETNAM):%d/%m/%Y}",
        hidden=say.HIDDEN if HIDDEN in local.answer else "",
    )
    choices = (
        Choice(say.APPROVE, f"teach:approve:{id_}"),
        Choice(say.REWRITE, f"teach:rewrite:{id_}"),
        Choice(say.DROP, f"teach:drop:{id_}"),
    )
    return Reply(text, choices=choices)


def _title(text: str) -> str:
    """A question as a title: one line, a capital first."""
    plain = shorten(" ".join(text.split()), 90)
    return plain[:1].upper() + plain[1:]


def _number(ctx: Ctx) -> int:
    return int(ctx.argument) if ctx.argument.isdecimal() and len(ctx.argument) < 12 else 0


@routes.choice("approve", roles=OFFICERS)
async def approve(ctx: Ctx) -> Reply:
    """The draft goes live; who asked is told."""
    local = await ctx.tx.local_guides.get(_number(ctx))
    if local is None or not await ctx.tx.local_guides.approve(local.id, ctx.now):
        return Reply(say.ALREADY)
    ctx.conversation.end()
    askers = [one for one in await ctx.tx.questions.askers(local.questions) if one != ctx.person.id]
    await ctx.tx.questions.settle(local.questions, guide_id(local.id))
    await ctx.tx.audit.add(_who(ctx), "local-guide-approved", {"guide": local.id, "title": local.title}, ctx.now)
    ctx.later("tell-askers", key=f"local:{local.id}", guide=local.id)
    ctx.tools.local.read_at = None  # the next question sees it in this process, soon after in the others
    return Reply(say.APPROVED.format(title=local.title, told=say.TOLD.format(count=len(askers)) if askers else ""))


@routes.choice("rewrite", roles=OFFICERS)
async def rewrite(ctx: Ctx) -> Reply:
    """Other words, please."""
    local = await ctx.tx.local_guides.get(_number(ctx))
    if local is None or local.state != "draft":
        return Reply(say.ALREADY)
    ctx.conversation.start("teach", "text", until=ctx.now + OPEN_FOR, draft=local.id, question=str(local.questions[0]))
    return Reply(say.ASK_AGAIN)


@routes.choice("drop", roles=OFFICERS)
async def drop(ctx: Ctx) -> Reply:
    """The draft is thrown away; the question stays open."""
    local = await ctx.tx.local_guides.get(_number(ctx))
    if local is None or local.state != "draft":
        return Reply(say.ALREADY)
    await ctx.tx.local_guides.remove(local.id, ctx.now)
    ctx.conversation.end()
    return Reply(say.DROPPED)


@routes.command("traloi", "câu trả lời của xã", summary="Các câu trả lời của xã", roles=OFFICERS, where="private")
async def live(ctx: Ctx) -> Reply:
    """The commune's own answers, each with who gave it and when; they can be removed here."""
    found = await ctx.tx.local_guides.live()
    if not found:
        return Reply(say.NO_LIVE)
    newest = found[::-1][:PAGE]
    lines = [say.LIVE.format(count=len(found))]
    lines += [_live(number, local) for number, local in enumerate(newest, 1)]
    choices = [Choice(say.REMOVE.format(number=n), f"teach:remove:{local.id}") for n, local in enumerate(newest, 1)]
    return Reply("\n".join(lines), choices=tuple(choices))


def _live(number: int, local: LocalGuide) -> str:
    return say.LIVE_OF.format(
        number=number, title=local.title, who=local.who, day=f"{as_guide(local).checked:%d/%m/%Y}"
    )


@routes.choice("remove", roles=OFFICERS)
async def remove(ctx: Ctx) -> Reply:
    """An answer of the commune is taken away."""
    local = await ctx.tx.local_guides.get(_number(ctx))
    if local is None or not await ctx.tx.local_guides.remove(local.id, ctx.now):
        return Reply(say.ALREADY)
    await ctx.tx.audit.add(_who(ctx), "local-guide-removed", {"guide": local.id, "title": local.title}, ctx.now)
    ctx.tools.local.read_at = None
    return Reply(say.REMOVED.format(title=local.title))


def _who(ctx: Ctx) -> str:
    return f"{ctx.person.channel}:{ctx.person.author}"


async def tell_askers(work: Job) -> None:
    """Who asked in vain and can be written to hears the answer, once."""
    async with work.begin() as desk:
        local = await desk.tx.local_guides.get(int(work.row.values["guide"]))
        if local is None or local.state != "live":
            return
        people = await desk.tx.people.by_ids(await desk.tx.questions.askers(local.questions))
        places = {person.id: (person.channel, person.chat) for person in people if person.chat}
        chats = await desk.tx.chats.of(list(places.values()))
        for id_, place in places.items():
            if place in chats and chats[place].gone:
                continue
            words = say.ANSWERED.format(
                question=shorten(local.title, 120),
                title=local.title,
                answer=local.answer,
                who=local.who,
                day=f"{as_guide(local).checked:%d/%m/%Y}",
            )
            desk.tell(Address(*place), Reply(words), private=True, bulk=True, key=f"local:{local.id}:{id_}")
