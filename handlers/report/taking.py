"""Take a line: where it belongs, what is stored at once with its receipt, and the one short question about the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.router import PassOn
from bot.types import Choice, Reply
from handlers.campaign import Area
from handlers.counts import Reading, read
from handlers.phrases import report as say
from handlers.reach import areas_of
from handlers.report.adjusting import offer_adjustment
from handlers.report.asking import ask_next, capital, odd_ones, split
from handlers.report.base import Confirmation, Said, leaf, open_question
from handlers.report.practice import explained, rehearse
from handlers.report.receipt import receipt
from handlers.report.record import locked, obstacle_only, refusal, store, tell_obstacle
from handlers.report.undoing import undo
from handlers.rights import OFFICERS, covered, leaves_of, reports_for
from handlers.tools import Ctx
from storage.reports import Report


async def take(
    ctx: Ctx,
    line: Said,
    *,
    form: bool = False,
    area: str | None = None,
    day: date | None = None,
    instead: Report | None = None,
    confirmed: Confirmation | None = None,
    practice: bool | None = None,
) -> Reply:
    """Read a line, store what is beyond doubt, ask one question about the rest.

    `area`: chosen by the person for a line that names none; `day`: meant by a line that names none. `instead`: an
    earlier version that this line replaces. `confirmed`: the line is the answer to a question of ours. `practice`:
    whether it counts nowhere; None: as it is for this person now.
    Raises PassOn when the words are no report.
    """
    campaign = ctx.tools.campaign
    practising = ctx.person.practising(ctx.now) if practice is None else practice
    reading = read(line.line, campaign, sent_at=line.at, form=form)
    if reading.decision == "chat":
        raise PassOn
    if reading.operation == "undo":
        return await undo(ctx)
    case = _Case(ctx, line, reading, area, day, instead, confirmed)
    if practising:
        return explained(reading, await case.settle(form=form, practising=True))
    return await case.settle(form=form, practising=False)


@dataclass(frozen=True, slots=True)
class _Case:
    """One line with all that bears upon it."""

    ctx: Ctx
    line: Said
    reading: Reading
    area: str | None
    day: date | None
    instead: Report | None
    confirmed: Confirmation | None

    async def settle(self, *, form: bool, practising: bool) -> Reply:
        ctx, line, reading = self.ctx, self.line, self.reading
        if reading.decision == "error" and not reading.obstacle:
            return Reply(reading.question or "")
        place = _where(ctx, line, reading, self.area, form=form)
        if isinstance(place, Reply):
            return place
        if practising and (reading.decision == "error" or await refusal(ctx, line, self._on()) is None):
            return await rehearse(ctx, line, reading, place, self._on(), self.instead)
        if reading.decision == "error":
            return await obstacle_only(ctx, line, reading.obstacle, place)
        day = self._on()
        refused = await refusal(ctx, line, day)
        if refused is not None:
            return refused if practising else await self._refused(refused, place, day)
        ctx.conversation.end()
        ctx.conversation.memory["area"] = place.id
        return await self._store(place, day)

    def _on(self) -> date:
        """The day that the figures are about."""
        if self.day is None or self.reading.day not in (None, self.line.today):
            return self.reading.day or self.line.today
        return self.day

    async def _refused(self, refused: Reply, place: Area, day: date) -> Reply:
        """Nothing can be written for that day; a locked period may be adjusted in the one that is open now."""
        ctx, line, reading = self.ctx, self.line, self.reading
        parts = []
        if reading.obstacle:
            parts.append((await obstacle_only(ctx, line, reading.obstacle, place)).text)
        offered = None
        values = dict(reading.values) | self._too_large()  # the question for a reason shows each with its difference
        if values and await locked(ctx, line, day) is not None:
            ctx.conversation.end()
            operation = "correct" if self.instead is not None else reading.operation
            offered = await offer_adjustment(ctx, line, place, day, values, operation=operation)
        reply = offered or refused
        return Reply("\n\n".join([reply.text, *parts] if offered is None else [*parts, reply.text]), reply.choices)

    async def _store(self, place: Area, day: date) -> Reply:
        """Store the clear part with its receipt; then one question: a clash first, else what is odd, else the doubt."""
        ctx, line, reading = self.ctx, self.line, self.reading
        await ctx.tx.reports.hold(ctx.tools.campaign.id, place.id, day)
        clear, clash, strange = dict(reading.values), dict[str, int](), dict[str, int]()
        if reading.operation == "set" and self.instead is None:
            clear, clash = await split(ctx, place, day, clear)
        if self.confirmed is None or self.confirmed.why != "implausible":
            strange = await odd_ones(ctx, place, day, clear, added=reading.operation == "add")
            clear = {key: value for key, value in clear.items() if key not in strange}
            strange |= self._too_large()
        parts: list[str] = []
        done: Report | None = None
        if clear or (self.instead is not None and not strange):
            done = await store(
                ctx,
                line,
                place,
                day,
                clear,
                operation="add" if reading.operation == "add" else "set",
                obstacle=reading.obstacle,
                instead=self.instead,
                held=strange,
                confirmed=self.confirmed,
            )
            parts.append(await receipt(ctx, place, done, line.today))
            if reading.obstacle:
                await tell_obstacle(ctx, place, done.id, reading.obstacle)
                parts.append(say.OBSTACLE)
        elif reading.obstacle:
            # Whatever is asked about the figures: the obstacle is passed on at once.
            parts.append((await obstacle_only(ctx, line, reading.obstacle, place)).text)
        operation = reading.operation if self.instead is None else "correct"
        pending: dict[str, object] = {"clash": clash, "odd": strange, "operation": operation}
        if reading.decision == "ask" and not (reading.reason == "implausible" and strange):
            options = [[option.label, option.line] for option in reading.options]
            pending["doubt"] = [reading.question or "", options, reading.reason or ""]
        question = await ask_next(ctx, line, place, day, pending)
        if question is None:
            return Reply("\n\n".join(parts))
        if done is not None:
            ctx.conversation.answers["stored"] = done.id  # «huỷ» takes this back
        return Reply("\n\n".join([*parts, question.text]), choices=question.choices, wants_number=True)

    def _too_large(self) -> dict[str, int]:
        """The figures that the line itself shows to be too large: they are asked about like all that do not fit."""
        reading = self.reading
        if reading.reason != "implausible" or not reading.options:
            return {}
        sure = read(reading.options[0].line, self.ctx.tools.campaign, sent_at=self.line.at, form=True)
        return dict(sure.values)


def _where(ctx: Ctx, line: Said, reading: Reading, chosen: str | None, *, form: bool) -> Area | Reply:
    """The leaf area that the line is about, or the question which."""
    own = areas_of(ctx.person, ctx.tools.campaign)
    named = leaf(ctx, chosen or reading.area or "")
    if named is not None:
        if chosen is not None or reports_for(ctx.person, ctx.tools.campaign, named.id):
            return named
        open_question(ctx, "area", line, form=form, allowed=[named.id])
        yes = Choice(say.FOREIGN_YES.format(area=named.full_name), f"report:area:{named.id}")
        return Reply(capital(say.FOREIGN.format(area=named.full_name)), choices=(yes, Choice(say.NO, "report:no")))
    if len(own) == 1:
        return ctx.tools.campaign.area(own[0])
    remembered = ctx.conversation.memory.get("area")
    if remembered in own:
        return ctx.tools.campaign.area(str(remembered))
    return ask_area(ctx, line, form=form)


def ask_area(ctx: Ctx, line: Said, *, form: bool, text: str = say.WHICH_AREA) -> Reply:
    """Which of their areas is meant?"""
    campaign = ctx.tools.campaign
    officer = leaves_of(campaign, covered(ctx.person, campaign, OFFICERS))
    ids = areas_of(ctx.person, campaign) or tuple(area.id for area in officer)
    if not ids:
        return Reply(say.NO_AREA.format(unit=campaign.unit))
    open_question(ctx, "area", line, form=form, allowed=list(ids))
    choices = tuple(Choice(campaign.area(id_).full_name, f"report:area:{id_}") for id_ in ids)
    return Reply(text.format(unit=campaign.unit), choices=choices)
