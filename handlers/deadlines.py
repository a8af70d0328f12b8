"""The heartbeat: reminders, the deadline post, summaries and the campaign's own posts, each said once for ever.

`plan` says what is to come, under keys that tell the same event every time; the tasks say it. Up again within the
rhythm's window after an outage, a post is made late and says so; later than that, the group hears nothing and the
officers are told privately what was missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import VIETNAM
from bot.context import Desk
from bot.types import Reply, Timely
from handlers.campaign import Campaign, Period, Post
from handlers.duty_days import free_days
from handlers.officer import figures_of
from handlers.phrases import deadline as say
from handlers.phrases import summary, words
from handlers.reach import Reader, each_once, officers, privately, recipients, responsible
from handlers.summaries.figures import Figures, Standing
from handlers.tools import Job
from storage.tasks import Planned
from storage.tx import Tx

SUMMARY_AFTER = timedelta(seconds=20)
"""How long after the deadline post the officers' summary follows."""


def plan(campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """What falls due after `since` and not after `until`. Pure: the same events have the same keys every time."""
    found: list[Planned] = []
    day = since.astimezone(VIETNAM).date() - timedelta(days=40)
    last = until.astimezone(VIETNAM).date() + timedelta(days=40)
    for period in campaign.periods(day, last):
        rhythm = campaign.rhythm_on(period.start)
        for before in rhythm.remind_before:
            minutes = int(before.total_seconds() // 60)
            values = {"period": period.id, "minutes": minutes}
            found.append(
                Planned("remind", period.deadline - before, values, f"{campaign.id}:remind:{period.id}:{minutes}")
            )
        due = period.deadline
        found.append(Planned("deadline", due, {"period": period.id}, f"{campaign.id}:deadline:{period.id}"))
        found.append(
            Planned("summary", due + SUMMARY_AFTER, {"period": period.id}, f"{campaign.id}:summary:{period.id}")
        )
    # From `since` up to, but not at, the end that is given: one step further, so that `until` belongs to this plan.
    for moment, post in campaign.posts_between(since, until + timedelta(microseconds=1)):
        key = f"{campaign.id}:post:{post.id}:{moment:%Y-%m-%dT%H:%M}"
        if post.anchor not in ("remind", "deadline"):
            found.append(Planned("post", moment, {"post": post.id}, key))
    return sorted((p for p in found if since < p.due_at <= until), key=lambda planned: planned.due_at)


async def remind(work: Job) -> None:
    """Before the deadline: the squads hear who is missing, and each missing leader gets a line to copy."""
    campaign = work.tools.campaign
    period = campaign.period(work.row.values["period"])
    if work.now >= period.deadline:
        return  # the deadline post says it all
    async with work.begin() as desk:
        figures = await figures_of(desk.tx, work.tools, period)
        if not figures.missing:
            return
        post = _anchored(campaign, "remind")
        text = _fill(post.text if post else say.REMIND, campaign, figures)
        readers = await recipients(desk.tx, post.to if post else ("squads",))
        for reader in _concerned(campaign, figures, readers):
            desk.tell(
                reader.address, Reply(text), private=reader.private, bulk=True, key=f"{work.row.key}:{reader.name}"
            )
        resting = await off_duty(desk.tx, campaign, work.now)
        for owed in figures.units:
            if owed.excused or owed.complete or owed.area.id in resting:
                continue
            await _remind_leaders(work, desk, period, owed)


async def _remind_leaders(work: Job, desk: Desk, period: Period, owed: Standing) -> None:
    """Whoever reports for a hamlet gets a line to copy, once for each hamlet that is owed."""
    campaign = work.tools.campaign
    still = summary.still(campaign, owed) if owed.reported else ""
    personal = say.REMIND_LEADER.format(
        deadline=words.moment(period.deadline),
        period=words.period(campaign, period),
        area=owed.area.full_name,
        still=say.REMIND_STILL.format(labels=still) if still else "",
        example=words.example(campaign),
    )
    for reader in await responsible(desk.tx, campaign, owed.area.id):
        key = f"{work.row.key}:{owed.area.id}:{reader.name}"
        desk.tell(reader.address, Reply(personal), private=True, bulk=True, key=key)


async def off_duty(tx: Tx, campaign: Campaign, now: datetime) -> set[str]:
    """The leaves that have no duty today."""
    today = now.astimezone(VIETNAM).date()
    return set(free_days(campaign, await tx.excuses.between(campaign.id, today, today), today, today))


def _concerned(campaign: Campaign, figures: Figures, readers: Sequence[Reader]) -> list[Reader]:
    """A squad whose areas have all reported is not reminded."""
    late = {area.id for area in figures.missing}
    squads = {squad.id: set(squad.areas) for squad in campaign.squads}
    return [reader for reader in readers if reader.private or reader.area not in squads or squads[reader.area] & late]


async def deadline(work: Job) -> None:
    """At the deadline: one post in every squad's group."""
    campaign = work.tools.campaign
    period = campaign.period(work.row.values["period"])
    post = _anchored(campaign, "deadline")
    await _say(work, period, post.text if post else say.DEADLINE, post.to if post else ("squads",), "deadline")


async def post(work: Job) -> None:
    """One of the campaign's own posts."""
    campaign = work.tools.campaign
    found = next((one for one in campaign.posts if one.id == work.row.values["post"]), None)
    if found is None:
        return  # the operator took it out of the preset meanwhile
    day = min(max(work.row.due_at.astimezone(VIETNAM).date(), campaign.start), campaign.end)
    text = f"({found.addressee}) {found.text}" if found.addressee else found.text
    if found.approval:
        await _hold(work, campaign.period_of(day), text, found.to)
        return
    await _say(work, campaign.period_of(day), text, found.to, "post")


async def _hold(work: Job, period: Period, text: str, to: tuple[str, ...]) -> None:
    """A post that an officer must release: it stays here, and the officers are shown it."""
    async with work.begin() as desk:
        words_ = _fill(text, work.tools.campaign, await figures_of(desk.tx, work.tools, period))
        count = sum(not reader.private for reader in await recipients(desk.tx, to))
        note = say.HELD.format(when=words.moment(work.row.due_at), count=count, text=words_)
        for reader in await officers(desk.tx):
            key = f"{work.row.key}:held:{reader.name}"
            desk.tell(reader.address, Reply(note), private=reader.private, bulk=True, key=key)


async def summarise(work: Job) -> None:
    """After the deadline: the figures, to whom the campaign names; long after it, to each of them alone."""
    campaign = work.tools.campaign
    period = campaign.period(work.row.values["period"])
    async with work.reading() as tx:
        figures = await figures_of(tx, work.tools, period)
    text = summary.summary(campaign, figures)
    too_late = work.now - work.row.due_at > campaign.rhythm_on(period.start).window
    async with work.begin() as desk:
        readers = await recipients(desk.tx, campaign.recipients.summary)
        if "officers" in campaign.recipients.summary:
            readers = each_once([*readers, *await officers(desk.tx)])
        for reader in readers:
            if too_late and not reader.private:
                continue
            desk.tell(reader.address, Reply(text), private=reader.private, key=f"{work.row.key}:{reader.name}")


async def _say(work: Job, period: Period, text: str, to: tuple[str, ...], title: str) -> None:
    """Say it in time or late; when it is too late for that, tell the officers privately."""
    campaign = work.tools.campaign
    late = work.now - work.row.due_at
    window = campaign.rhythm_on(period.start).window
    async with work.begin() as desk:
        figures = await figures_of(desk.tx, work.tools, period)
        if title == "deadline" and not figures.missing:
            text = say.DEADLINE_ALL_IN
        words_ = _fill(text, campaign, figures)
        readers = await recipients(desk.tx, to)
        if late > window:
            note = say.MISSED.format(
                when=words.moment(work.row.due_at),
                title=period.id if title == "deadline" else str(work.row.values.get("post", title)),
                count=sum(not reader.private for reader in readers),
                window=int(window.total_seconds() // 60),
                text=words_,
            )
            for reader in await privately(desk.tx, "officer") or await officers(desk.tx):
                desk.tell(
                    reader.address, Reply(note), private=reader.private, key=f"{work.row.key}:missed:{reader.name}"
                )
            return
        timely = Timely(work.row.due_at, work.row.due_at + window, say.LATE, str(work.row.key))
        for reader in readers:
            # The deadline itself is asked for: it is never moved out of the quiet hours.
            desk.tell(
                reader.address,
                Reply(words_),
                private=reader.private,
                bulk=title != "deadline",
                key=f"{work.row.key}:{reader.name}",
                timely=timely,
            )


def _anchored(campaign: Campaign, anchor: str) -> Post | None:
    return next((post for post in campaign.posts if post.anchor == anchor), None)


def _fill(text: str, campaign: Campaign, figures: Figures) -> str:
    return text.format(**summary.blanks(campaign, figures))
