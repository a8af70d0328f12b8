"""After the hour: officers hear what moved since their draft, and when nobody had said a word."""

from __future__ import annotations

from collections.abc import Mapping

from bot.types import Reply
from handlers.books import closes
from handlers.campaign import Campaign, Period
from handlers.draft.base import deciders, post_of
from handlers.gathering import figures_in
from handlers.phrases import draft as say
from handlers.phrases import words
from handlers.picture import order
from handlers.spoken import spoken
from handlers.tools import Job
from storage.tx import Tx

PLACES = 6
"""Places whose changes are told one by one."""


async def tell_outcome(work: Job) -> None:
    """One private word, where there is something to say; the groups of an approved post get the picture."""
    campaign = work.tools.campaign
    period = campaign.period(work.row.values["period"])
    late = work.now - work.row.due_at > campaign.rhythm_on(period.start).window
    async with work.begin() as desk:
        row = await post_of(desk.tx, campaign, period)
        book = await desk.tx.books.get(campaign.id, period.id)
        if row is None or book.drafted is None or late:
            return
        word = await desk.tx.approvals.get(str(row.key))
        lines = []
        if row.state == "done" and (word is None or word.state == "asked"):
            locks = words.moment(await closes(desk.tx, campaign, period))
            lines.append(say.UNAPPROVED.format(period=words.period(campaign, period), locks=locks))
        if row.state == "done" and word is not None and word.state == "approved":
            own = await spoken(desk.tx, campaign, row)
            groups = [reader for reader in own.readers if not reader.private] if own is not None else []
            desk.planned.append(order(f"{work.row.key}:chart", work.now, groups, period=period))
        if changes := await moved(desk.tx, campaign, period):
            lines.append(changes)
        if not lines:
            return
        for reader in await deciders(desk.tx):
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply("\n\n".join(lines)), private=True, bulk=True, key=key, duty=True)


async def moved(tx: Tx, campaign: Campaign, period: Period) -> str:
    """What is otherwise now than officers last saw it; empty when nothing is."""
    seen = (await tx.books.get(campaign.id, period.id)).drafted
    if seen is None:
        return ""
    found = []
    for unit in (await figures_in(tx, campaign, period)).units:
        was: Mapping[str, int] = seen.get(unit.area.id, {})
        changes = [
            say.CHANGE.format(label=campaign.label(key), old=_number(was.get(key)), new=_number(unit.values.get(key)))
            for key in campaign.keys
            if was.get(key) != unit.values.get(key)
        ]
        if changes:
            found.append(say.MOVED_LINE.format(area=unit.area.full_name, changes=", ".join(changes)))
    if not found:
        return ""
    lines = found[:PLACES]
    if len(found) > PLACES:
        lines.append(say.MOVED_MORE.format(count=len(found) - PLACES))
    return say.MOVED.format(period=words.period(campaign, period), lines="\n".join(lines))


def _number(value: int | None) -> str:
    return say.NONE_YET if value is None else words.number(value).replace("-", "−")
