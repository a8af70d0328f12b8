"""One hour before every deadline: could its post be said, and is its summary complete?

Nothing is said when all is well. What is wrong goes privately to officers and technicians, over channels that work,
and by mail where one is set. What the summary lacks concerns the officers alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.clock import VIETNAM
from bot.finding import Finding
from bot.types import Reply
from handlers.alarms import post, wake
from handlers.campaign import Campaign
from handlers.groups import group_name
from handlers.officer import figures_of
from handlers.phrases import preflight as say
from handlers.phrases import summary, words
from handlers.reach import privately
from handlers.summaries.figures import Figures
from handlers.tools import Job
from storage.tasks import Planned

BEFORE = timedelta(hours=1)
DUMB = frozenset({"token", "unreachable"})
"""Kinds of findings that leave a channel without a voice: they are told over another one."""


def plan(campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """An hour before each deadline. The deadline stands in the key: one that is moved is looked at anew."""
    found: list[Planned] = []
    day = since.astimezone(VIETNAM).date() - timedelta(days=40)
    last = until.astimezone(VIETNAM).date() + timedelta(days=40)
    for period in campaign.periods(day, last):
        moment = period.deadline - BEFORE
        if since < moment <= until:
            values = {"period": period.id, "deadline": period.deadline.isoformat()}
            key = f"{campaign.id}:preflight:{period.id}:{period.deadline:%Y-%m-%dT%H:%M}"
            found.append(Planned("preflight", moment, values, key))
    return found


async def preflight(work: Job) -> None:
    """Look, and tell whoever can mend it. Too late for that, or moved meanwhile: nothing."""
    campaign = work.tools.campaign
    period = campaign.period(work.row.values["period"])
    if period.deadline != datetime.fromisoformat(work.row.values["deadline"]) or work.now >= period.deadline:
        return
    async with work.reading() as tx:
        bound = [chat for chat in await tx.chats.bound(None) if chat.channel in work.capabilities]
        lost = [chat for chat in await tx.chats.lost() if chat.channel in work.capabilities]
        figures = await figures_of(tx, work.tools, period)
    groups: dict[str, list[str]] = {}
    for chat in bound:
        if chat.purpose in ("squad", "officers"):
            groups.setdefault(chat.channel, []).append(chat.chat)
    found = await work.tools.inspect(groups) if work.tools.inspect is not None else []
    found += [Finding("not-member", chat.channel, chat.chat) for chat in lost]
    draft = _draft(campaign, figures)
    head = say.HEAD.format(deadline=words.moment(period.deadline))
    if not found:
        if draft:
            await _tell_officers(work, f"{head}\n{draft}")
        return
    names = {chat.place: group_name(campaign, chat) for chat in [*bound, *lost]}
    lines = [head, say.TECHNICAL, *_lines(found, names), say.FIX.format(deadline=words.moment(period.deadline))]
    text = "\n".join(lines)
    failing = {finding.channel for finding in found if finding.kind in DUMB}
    await wake(work, text, failing, to_officers=f"{text}\n{draft}" if draft else None)
    await post(work, text)


def _lines(found: Iterable[Finding], names: dict[tuple[str, str], str]) -> list[str]:
    return [
        say.LINE.format(
            what=say.WHAT.get(one.kind, say.OTHER).format(
                kind=one.kind,
                channel=one.channel,
                group=names.get((one.channel, one.chat), ""),
                bare=one.detail,
                detail=f" ({one.detail})" if one.detail else "",
            )
        )
        for one in found
    ]


def _draft(campaign: Campaign, figures: Figures) -> str:
    """Which places the summary still lacks, and what of them; empty when it is complete."""
    owed = [unit for unit in figures.on_duty if not unit.complete]
    if not owed:
        return ""
    names = [
        say.INCOMPLETE.format(area=unit.area.full_name, labels=summary.still(campaign, unit))
        if unit.reported
        else unit.area.full_name
        for unit in owed
    ]
    return say.DRAFT.format(
        period=words.period(campaign, figures.period),
        complete=figures.complete,
        expected=figures.expected,
        unit=campaign.unit,
        missing=words.listed(names),
    )


async def _tell_officers(work: Job, text: str) -> None:
    """Only what officers can do something about; it is not urgent enough for the night."""
    async with work.begin() as desk:
        for reader in await privately(desk.tx, "officer"):
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply(text), private=True, bulk=True, key=key)
