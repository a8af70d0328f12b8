"""Nobody is left waiting: a silent helper is reminded, then relieved; a talk that fell asleep is closed."""

from __future__ import annotations

from bot.context import Desk
from bot.text import shorten
from bot.types import Reply
from handlers.handoff import ladder
from handlers.handoff.base import ANSWER_WITHIN, address_of, person_of
from handlers.handoff.card import about, with_files
from handlers.handoff.closing import idle
from handlers.handoff.offering import plan
from handlers.helping import title_of
from handlers.phrases import handoff as say
from handlers.tools import Job
from storage.cases import Case, CaseLine


async def watch(work: Job) -> None:
    """After a citizen's word, or a claim, the helper has said nothing: remind first, then ask somebody else.

    While nobody is there the watch rests until somebody is.
    """
    values = work.row.values
    line, stage = int(values["line"]), int(values["stage"])
    campaign = work.tools.campaign
    async with work.begin() as desk:
        case = await desk.tx.cases.get(int(values["case"]))
        if case is None or case.state != "helped" or case.turn != values["turn"]:
            return
        lines = await desk.tx.cases.lines(case.id)
        since = [one for one in lines if one.id > line and (line or one.at >= (case.claimed_at or one.at))]
        if any(one.side == "helper" and one.person == case.helper for one in since):
            return
        steps = ladder.rungs(campaign, case)
        if ladder.first_open(campaign, steps, 0, work.now) is None:
            due = ladder.next_opening(campaign, steps, work.now)
            if due is not None:
                desk.later("case-watch", key=f"{work.row.key}:rest", due=due, **{**values})
            return
        if stage == 1:
            await _remind(desk, case, lines, work)
            again = {**values, "stage": 2}
            key = f"case-watch:{case.id}:{case.turn}:{line}:2"
            desk.later("case-watch", key=key, due=work.now + ANSWER_WITHIN, **again)
            return
        await _relieve(work, desk, case)


async def _remind(desk: Desk, case: Case, lines: list[CaseLine], work: Job) -> None:
    helper = await person_of(desk.tx, case.helper)
    where = address_of(helper) if helper is not None else None
    said = [one for one in lines if one.side == "citizen"]
    text = shorten(with_files(said[-1]), 200) if said else shorten(about(case, work.tools), 200)
    if where is not None:
        desk.tell(where, Reply(say.REMIND_HELPER.format(number=case.id, text=text)), key=work.row.key)


async def _relieve(work: Job, desk: Desk, case: Case) -> None:
    if not await desk.tx.cases.give_back(case.id, case.turn, "silent", work.now):
        return
    helper, citizen = await person_of(desk.tx, case.helper), await person_of(desk.tx, case.citizen)
    there = address_of(helper) if helper is not None else None
    if there is not None:
        desk.tell(there, Reply(say.TAKEN_AWAY.format(number=case.id)), key=f"case:{case.id}:{case.turn}:away")
    where = address_of(citizen) if citizen is not None else None
    if where is not None:
        text = say.WENT_SILENT.format(helper=title_of(helper, work.tools.campaign), number=case.id)
        desk.tell(where, Reply(text), key=f"case:{case.id}:{case.turn}:silent")
    fresh = await desk.tx.cases.get(case.id) or case
    plan(desk, fresh, 0, 0, work.now)


async def asleep(work: Job) -> None:
    """A day without a word after the helper's last one: closed, with the question whether it helped."""
    values = work.row.values
    async with work.begin() as desk:
        case = await desk.tx.cases.get(int(values["case"]))
        if case is None or case.state != "helped" or case.turn != values["turn"]:
            return
        lines = await desk.tx.cases.lines(case.id)
        if lines and lines[-1].id != values["line"]:
            return
        if await desk.tx.cases.close(case.id, "idle", work.now):
            await idle(desk, case, say.IDLE_HELPER)
