"""The case climbs the ladder: a rung is asked, then the next one too, until somebody takes it.

That an offer arrived is only said when a platform took it: each offer leaves a task behind in the transaction that
settles its send (`After`), and that task tells the citizen.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.clock import VIETNAM
from bot.context import Desk
from bot.types import Choice, Reply
from handlers.handoff import ladder
from handlers.handoff.base import address_of, person_of, urgent
from handlers.handoff.card import about, question
from handlers.handoff.opening import offer_key
from handlers.phrases import handoff as say
from handlers.phrases import words
from handlers.reach import Reader, privately
from handlers.tools import Job
from storage.cases import Case
from storage.outbox import After

AGAIN_AFTER = timedelta(minutes=30)
"""When nobody took a case, everybody is asked again after so long, or when they are there again."""
ROUNDS = 6
"""So often everybody is asked."""


async def without_area(work: Job) -> None:
    """The citizen did not tell the hamlet: help must not wait for it."""
    async with work.begin() as desk:
        case = await desk.tx.cases.get(int(work.row.values["case"]))
        if case is None or not await desk.tx.cases.place(case.id, None):
            return
        steps = await ladder.staffed(desk.tx, work.tools.campaign, case)
        due = ladder.next_opening(work.tools.campaign, steps, work.now) or work.now
        plan(desk, case, 0, 0, due)
        citizen = await person_of(desk.tx, case.citizen)
        where = address_of(citizen) if citizen is not None else None
        if where is not None:
            at = ladder.first_open(work.tools.campaign, steps, 0, due) or 0
            text = say.PASSING_ON.format(number=case.id, whom=ladder.words_of(steps[at], case, work.tools.campaign))
            if due > work.now:
                text = say.CLOSED_NOW.format(number=case.id, when=words.moment(due), urgent=urgent(work.tools.campaign))
            desk.tell(where, Reply(text), key=f"case:{case.id}:{case.turn}:off")


def plan(desk: Desk, case: Case, round_: int, rung: int, due: datetime, *, mark: str = "") -> None:
    """Let that rung be asked at that moment."""
    desk.later(
        "case-offer",
        key=offer_key(case, round_, rung) + mark,
        due=due,
        case=case.id,
        turn=case.turn,
        round=round_,
        rung=rung,
    )


def offers(case: Case, round_: int) -> str:
    """The beginning of the keys of a round's offers."""
    return f"case-offer:{case.id}:{case.turn}:{round_}"


async def offer(work: Job) -> None:
    """Ask the first rung from here on whose people are there; plan the one after it."""
    values = work.row.values
    round_, rung = int(values["round"]), int(values["rung"])
    campaign = work.tools.campaign
    async with work.begin() as desk:
        case = await desk.tx.cases.get(int(values["case"]))
        if case is None or case.state != "waiting" or case.turn != values["turn"]:
            return
        steps = ladder.rungs(campaign, case)
        while (at := ladder.first_open(campaign, steps, rung, work.now)) is not None:
            readers = await ladder.standing_on(desk.tx, campaign, case, steps[at])
            if rung == 0:
                readers = await _with_the_last(desk, case, readers)
            if readers:
                await _ask(work, desk, case, readers, round_, at)
                plan(desk, case, round_, at + 1, work.now + steps[at].wait)
                return
            rung = at + 1
        await _nobody(work, desk, case, round_)


async def _with_the_last(desk: Desk, case: Case, readers: list[Reader]) -> list[Reader]:
    """When a citizen opens a case again, who helped before is asked first, too."""
    past = await desk.tx.cases.helpers(case.id)
    if not past or past[-1][1] in ladder.SPOILT:
        return readers
    helper = await person_of(desk.tx, past[-1][0])
    where = address_of(helper) if helper is not None else None
    if where is None or any(reader.address == where for reader in readers):
        return readers
    return [Reader(where, True), *readers]


async def _ask(work: Job, desk: Desk, case: Case, readers: list[Reader], round_: int, rung: int) -> None:
    past = await desk.tx.cases.helpers(case.id)
    again = say.STILL if round_ else ""
    if past and not again:
        again = say.HANDED if past[-1][1] in ladder.SPOILT else say.REOPENED
    text = say.OFFER.format(
        number=case.id, again=again, what=about(case, work.tools, await desk.tx.cases.lines(case.id))
    )
    values = {"case": case.id, "turn": case.turn, "round": round_, "rung": rung}
    for reader in readers:
        buttons = desk.voice.has_buttons(reader.address.channel, private=reader.private)
        typed = say.TAKE_TYPED if reader.private else say.TAKE_TYPED_GROUP
        how = say.ONE_ONLY if buttons else f"{typed.format(number=case.id)} {say.ONE_ONLY}"
        choices = (Choice(say.TAKE.format(number=case.id), f"handoff:take:{case.id}"),) if buttons else ()
        desk.tell(
            reader.address,
            Reply(f"{text}\n{how}", choices=choices),
            private=reader.private,
            key=f"{offers(case, round_)}:{reader.name}",
            after=After("case-told", values),
        )


async def told(work: Job) -> None:
    """An offer's send ended: taken by the platform, the citizen hears where the words arrived; all refused, the next
    rung is asked at once."""
    values = work.row.values
    round_, rung = int(values["round"]), int(values["rung"])
    campaign = work.tools.campaign
    async with work.begin() as desk:
        case = await desk.tx.cases.get(int(values["case"]))
        if case is None or case.state != "waiting" or case.turn != values["turn"]:
            return
        if values["end"] != "sent":
            ends = await desk.tx.outbox.ends(offers(case, round_))
            if not ends.keys() & {"sent", "waiting", "sending"}:
                plan(desk, case, round_, rung + 1, work.now, mark=":now")
            return
        steps = ladder.rungs(campaign, case)
        citizen = await person_of(desk.tx, case.citizen)
        where = address_of(citizen) if citizen is not None else None
        if where is None or round_ or rung >= len(steps):
            return
        step = steps[rung]
        text = say.REACHED.format(number=case.id, whom=ladder.words_of(step, case, campaign))
        desk.tell(where, Reply(text), key=f"case:{case.id}:{case.turn}:told:{step.who}")


async def _nobody(work: Job, desk: Desk, case: Case, round_: int) -> None:
    """The ladder ended: the citizen hears it once, everybody is asked again later, and in the end it is left.

    The second round comes half an hour later, each one after it on another day: so every rung is asked at its hours
    before anything is given up.
    """
    campaign = work.tools.campaign
    steps = ladder.rungs(campaign, case)
    asked = await desk.tx.outbox.ends(offers(case, round_))
    citizen = await person_of(desk.tx, case.citizen)
    where = address_of(citizen) if citizen is not None else None
    if round_ + 1 >= ROUNDS:
        await _give_up(work, desk, case)
        return
    tomorrow = datetime.combine(work.now.astimezone(VIETNAM).date() + timedelta(days=1), time(), VIETNAM)
    after = work.now + AGAIN_AFTER if round_ == 0 else tomorrow
    people = await ladder.staffed(desk.tx, campaign, case)
    due = ladder.next_opening(campaign, people, after) or work.now + timedelta(days=1)
    plan(desk, case, round_ + 1, 0, due)
    somebody_is_there = ladder.first_open(campaign, steps, 0, work.now) is not None
    if where is not None and (asked or somebody_is_there):
        text = say.NOBODY_YET.format(number=case.id, when=words.moment(due), urgent=urgent(campaign))
        desk.tell(where, Reply(text), key=f"case:{case.id}:{case.turn}:nobody")
    if not asked and somebody_is_there:
        note = Reply(say.NO_HELPERS.format(number=case.id, what=about(case, work.tools)))
        for reader in await privately(desk.tx, "technician"):
            desk.tell(reader.address, note, key=f"case:{case.id}:{case.turn}:no-helpers:{reader.name}")


async def _give_up(work: Job, desk: Desk, case: Case) -> None:
    """Asked often enough: closed, told to both sides, and left among the open questions."""
    campaign = work.tools.campaign
    if not await desk.tx.cases.close(case.id, "nobody", work.now):
        return
    text = question(case, work.tools)
    if text:
        await desk.tx.questions.add(text, None, "other", work.now, person=case.citizen, guide=case.guide or None)
    citizen = await person_of(desk.tx, case.citizen)
    where = address_of(citizen) if citizen is not None else None
    if where is not None:
        desk.tell(where, Reply(say.GIVEN_UP.format(number=case.id, urgent=urgent(campaign))), key=f"case:{case.id}:up")
    note = Reply(say.OFFICERS_GIVEN_UP.format(number=case.id, rounds=ROUNDS, what=about(case, work.tools)))
    for reader in await privately(desk.tx, "officer"):
        desk.tell(reader.address, note, bulk=True, key=f"case:{case.id}:up:{reader.name}")
