"""Words between a citizen and their helper: kept once, passed on once, each side in the app that it already uses.

A line is kept and put into the outbox in the transaction that answers it, so it is neither lost nor doubled, whatever
dies. Where a platform may have shown it before a crash, the repeat says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bot.router import PassOn
from bot.shield import mask
from bot.text import fold, shorten
from bot.types import Choice, Reply
from handlers.counts import read
from handlers.handoff.base import (
    ANSWER_WITHIN,
    HELPING,
    IDLE,
    address_of,
    case_of_key,
    line_key,
    name_of,
    person_of,
    remember,
)
from handlers.handoff.card import with_files
from handlers.handoff.opening import backs_out, cancelled, way_out
from handlers.helping import title_of
from handlers.phrases import handoff as say
from handlers.phrases import safety
from handlers.tools import Ctx, Job
from storage.cases import Case, Side
from storage.outbox import After

PASSED_ON = ("photo", "voice")
"""What is passed on besides words."""
_REPORT = re.compile(r"\s*(?:bc|b/c|bao cao|vuong mac|sua|them|huy)\b")


# -- from the citizen --------------------------------------------------------------------------------------------------


async def from_citizen(ctx: Ctx, case: Case) -> Reply | None:
    """A citizen's words about their open case: to the helper, or kept until there is one."""
    if case.state != "helped":
        return await _while_waiting(ctx, case)
    helper = await person_of(ctx.tx, case.helper)
    before = await ctx.tx.cases.lines(case.id)
    unanswered = bool(before) and before[-1].side == "citizen" and before[-1].at >= (case.claimed_at or ctx.now)
    line = await keep(ctx, case, "citizen", ctx.text)
    if line is None or helper is None:
        return None
    text = say.TO_HELPER.format(number=case.id, name=name_of(ctx.person), text=_shown(ctx))
    where = address_of(helper)
    after = After("case-unsent", {"line": line}, ends=("failed", "unknown", "cancelled"))
    if where is not None:
        ctx.tell(where, Reply(text), key=line_key(case.id, line), after=after, again=say.AGAIN)
    if not unanswered:
        watch(ctx, case, line, ctx.now)
    pass_files(ctx, case, line, [one.kind for one in ctx.incoming.attachments])
    return _warned(ctx) or _not_taken(ctx)


async def _while_waiting(ctx: Ctx, case: Case) -> Reply | None:
    """Nobody took it yet: the words are kept for who does. What the guides know for sure is answered besides."""
    if backs_out(ctx.text):
        return await cancelled(ctx, case)
    await keep(ctx, case, "citizen", ctx.text)
    if ctx.text and not case.words:
        await ctx.tx.cases.put_words(case.id, mask(ctx.text).text[:600])
    warning = _warned(ctx)
    if warning is not None:
        return warning
    if ctx.text and ctx.tools.hear(ctx.text, None).decision == "answer":
        raise PassOn
    return way_out(ctx, case, say.NOTED.format(number=case.id))


def watch(ctx: Ctx, case: Case, line: int, now: datetime) -> None:
    """Look after a while whether the helper has answered."""
    ctx.later(
        "case-watch",
        key=f"case-watch:{case.id}:{case.turn}:{line}:1",
        due=now + ANSWER_WITHIN,
        case=case.id,
        turn=case.turn,
        line=line,
        stage=1,
    )


# -- from the helper ---------------------------------------------------------------------------------------------------


async def helping(ctx: Ctx) -> Case | Reply | None:
    """The case that these words of a helper are for; a question when that is not clear; None: for none."""
    if _report(ctx):
        raise PassOn
    meant = await quoted(ctx)
    known = meant if meant is not None else ctx.conversation.memory.get(HELPING)
    if known is None:
        mine = await ctx.tx.cases.helped_by(ctx.person.id)
        if len(mine) > 1:
            choices = tuple(Choice(say.TURN_TO.format(number=one.id), f"handoff:turn:{one.id}") for one in mine[:8])
            return Reply(say.WHICH_CASE.format(count=len(mine)), choices=choices, wants_number=True)
        return mine[0] if mine else None
    case = await ctx.tx.cases.get(int(known))
    if case is None:
        ctx.conversation.memory.pop(HELPING, None)
        return None
    if case.state == "helped" and case.helper == ctx.person.id:
        return case
    if ctx.conversation.memory.get(HELPING) == case.id:
        ctx.conversation.memory.pop(HELPING)
        others = await ctx.tx.cases.helped_by(ctx.person.id)
        if not others and ctx.conversation.flow == "handoff":
            ctx.conversation.end()
    elif meant is None:
        return None
    words = say.NOT_WITH_YOU if case.open else say.CASE_OVER
    return Reply(words.format(number=case.id))


async def quoted(ctx: Ctx) -> int | None:
    """The case whose message they reply to."""
    if ctx.incoming.reply_to is None:
        return None
    address = ctx.incoming.address
    sent = await ctx.tx.outbox.sent_as(address.channel, address.chat, ctx.incoming.reply_to)
    return case_of_key(sent[1]) if sent is not None else None


def _report(ctx: Ctx) -> bool:
    """A report line is never somebody else's word: «bc …», or what is surely a report."""
    if not ctx.person.roles & {"leader", "deputy", "officer"}:
        return False
    if _REPORT.match(fold(ctx.text)):
        return True
    return _reading(ctx) == "store"


def _reading(ctx: Ctx) -> str:
    return read(ctx.text, ctx.tools.campaign, sent_at=ctx.incoming.sent_at).decision


async def from_helper(ctx: Ctx, case: Case) -> Reply | None:
    """A helper's words to the citizen of that case."""
    citizen = await person_of(ctx.tx, case.citizen)
    sent = await pass_on(ctx, case, ctx.text, _shown(ctx))
    if sent is None or citizen is None:
        return None
    if ctx.conversation.memory.get(HELPING) != case.id:
        remember(ctx, HELPING, case.id)
    line, reached = sent
    name = name_of(citizen)
    if not reached:
        return Reply(
            say.NOT_DELIVERED_TO_CITIZEN.format(
                name=name, number=case.id, text=shorten(ctx.text, 80), why=say.WHY_OTHER
            )
        )
    pass_files(ctx, case, line, [one.kind for one in ctx.incoming.attachments])
    answer = _warned(ctx) or _not_taken(ctx)
    if answer is not None:
        return answer
    if ctx.person.roles & {"leader", "deputy", "officer"} and _reading(ctx) == "ask":
        return Reply(say.MAYBE_REPORT.format(name=name, number=case.id))
    if len(await ctx.tx.cases.helped_by(ctx.person.id)) > 1:
        return Reply(say.SENT_TO.format(number=case.id, name=name))
    return None


async def pass_on(ctx: Ctx, case: Case, text: str, shown: str) -> tuple[int, bool] | None:
    """A helper's words to the citizen: the line and whether their channel is there; None: passed on before."""
    line = await keep(ctx, case, "helper", text)
    if line is None:
        return None
    citizen = await person_of(ctx.tx, case.citizen)
    where = address_of(citizen) if citizen is not None else None
    reply = Reply(say.TO_CITIZEN.format(helper=title_of(ctx.person, ctx.tools.campaign), text=shown))
    after = After("case-unsent", {"line": line}, ends=("failed", "unknown", "cancelled"))
    reached = where is not None and ctx.tell(where, reply, key=line_key(case.id, line), after=after, again=say.AGAIN)
    ctx.later(
        "case-idle",
        key=f"case-idle:{case.id}:{case.turn}:{line}",
        due=ctx.now + IDLE,
        case=case.id,
        turn=case.turn,
        line=line,
    )
    return line, reached


# -- both sides --------------------------------------------------------------------------------------------------------


def _shown(ctx: Ctx) -> str:
    """The words as the other side reads them, with what is sent along named."""
    names = {"photo": say.PHOTO, "voice": say.VOICE}
    files = [names.get(one.kind, say.FILE) for one in ctx.incoming.attachments]
    text = " ".join([*([ctx.incoming.text] if ctx.incoming.text else []), *files])
    return say.EDITED.format(text=text) if ctx.incoming.edited else text


async def keep(ctx: Ctx, case: Case, side: Side, text: str) -> int | None:
    """What was said, once; None when this update was kept before."""
    files = [(one.kind, one.id) for one in ctx.incoming.attachments]
    return await ctx.tx.cases.say(case.id, side, ctx.person.id, ctx.row, text, ctx.now, files=files)


def pass_files(ctx: Ctx, case: Case, line: int, kinds: Sequence[str]) -> None:
    """Pictures and voices of a line are fetched and passed on by tasks, outside this transaction; once in a turn."""
    for at, kind in enumerate(kinds):
        if kind in PASSED_ON:
            key = f"case-file:{line}:{at}:{case.turn}"
            ctx.later("case-file", key=key, case=case.id, line=line, at=at, turn=case.turn)


def _warned(ctx: Ctx) -> Reply | None:
    """What to do for who sent a secret; it was hidden before anybody could read it."""
    kinds = [kind for kind in safety.NAMES if kind in ctx.incoming.masked]
    if not kinds:
        return None
    what = ", ".join(safety.NAMES[kind] for kind in kinds)
    return Reply(safety.WARNING.format(what=what, todo=safety.TODO[kinds[0]]))


def _not_taken(ctx: Ctx) -> Reply | None:
    """Said when something was sent along that is not passed on."""
    if any(one.kind not in PASSED_ON for one in ctx.incoming.attachments):
        return Reply(say.FILE_NOT_TAKEN)
    return None


async def unsent(work: Job) -> None:
    """A line did not arrive: who wrote it hears so, and a citizen whose helper is gone gets another."""
    async with work.begin() as desk:
        line = await desk.tx.cases.line(int(work.row.values["line"]))
        case = await desk.tx.cases.get(line.case) if line is not None else None
        if line is None or case is None:
            return
        writer = await person_of(desk.tx, line.person)
        where = address_of(writer) if writer is not None else None
        text = shorten(with_files(line), 120)
        key = f"case:{case.id}:unsent:{line.id}"
        if line.side == "helper":
            row = await desk.tx.outbox.get(int(work.row.values["row"]))
            citizen = await person_of(desk.tx, case.citizen)
            gone = False
            if row is not None:
                chat = await desk.tx.chats.get((row.channel, row.chat))
                gone = chat is not None and chat.gone
            why = say.WHY_GONE if gone else say.WHY_OTHER
            if where is not None:
                words_ = say.NOT_DELIVERED_TO_CITIZEN.format(name=name_of(citizen), number=case.id, text=text, why=why)
                desk.tell(where, Reply(words_), key=key)
            return
        helper = await person_of(desk.tx, case.helper)
        if where is not None:
            words_ = say.NOT_DELIVERED_TO_HELPER.format(helper=title_of(helper, work.tools.campaign), text=text)
            desk.tell(where, Reply(words_), key=key)
        if case.state == "helped" and await desk.tx.cases.give_back(case.id, case.turn, "silent", work.now):
            desk.later(
                "case-offer",
                key=f"case-ask:{case.id}:{case.turn + 1}:0:0",
                due=work.now,
                case=case.id,
                turn=case.turn + 1,
                round=0,
                rung=0,
            )
