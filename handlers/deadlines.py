"""The heartbeat: what a campaign says by itself, planned under keys that tell the same event every time.

`plan` says what is to come; `posting`, `reminding` and the tasks here say it. What nobody asked for is planned outside
the quiet hours, so that the list of the week tells the hour at which it will come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.post import awake
from bot.types import Choice, Reply
from handlers.campaign import Campaign, Period, Post
from handlers.officer import figures_of
from handlers.phrases import deadline as say
from handlers.phrases import summary, words
from handlers.picture import order
from handlers.reach import each_once, officers, recipients
from handlers.spoken import anchored, spoken
from handlers.tools import Job
from storage.tasks import Moved, Planned

RULED = ("remind", "deadline", "summary", "post", "rule", "ask", "deputy", "officer")
"""The tasks whose rows follow their rule while nothing was done with them."""
SUMMARY_AFTER = timedelta(seconds=20)
"""How long after the deadline post the officers' summary follows."""
EVENING = time(21, 0)
"""When a reminder comes whose deadline would be over by the morning."""
ASK_BEFORE = timedelta(days=1)
"""How long before its hour officers are asked to release a post."""
ANNOUNCED_AT = time(8, 0)


def plan(campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """What falls due after `since` and not after `until`. Pure: the same events have the same keys every time."""
    found: list[Planned] = []
    day = since.astimezone(VIETNAM).date() - timedelta(days=40)
    last = until.astimezone(VIETNAM).date() + timedelta(days=40)
    for period in campaign.periods(day, last):
        found += _of_period(campaign, period)
    # A day more on both sides: the quiet hours move what falls into them, and officers are asked a day before.
    for moment, post in campaign.posts_between(since - timedelta(days=1), until + timedelta(days=2)):
        if post.anchor not in ("remind", "deadline"):
            found += _of_post(campaign, post, moment)
    return sorted((p for p in found if since < p.due_at <= until), key=lambda planned: planned.due_at)


def _of_period(campaign: Campaign, period: Period) -> Iterator[Planned]:
    rhythm, due = campaign.rhythm_on(period.start), period.deadline
    values = {"period": period.id}
    taken: set[datetime] = set()
    for before in sorted(rhythm.remind_before, reverse=True):
        minutes = int(before.total_seconds() // 60)
        moment = rested(due - before, due)
        if moment not in taken and not campaign.exempt(moment.astimezone(VIETNAM).date()):
            taken.add(moment)
            key = f"{campaign.id}:remind:{period.id}:{minutes}"
            yield Planned("remind", moment, {**values, "minutes": minutes}, key)
    yield Planned("deadline", due, values, f"{campaign.id}:deadline:{period.id}")
    yield Planned("summary", due + SUMMARY_AFTER, values, f"{campaign.id}:summary:{period.id}")
    if rhythm.deputy is not None:
        moment = rested(due + rhythm.deputy, due) if rhythm.deputy < timedelta() else awake(due + rhythm.deputy)
        yield Planned("deputy", moment, values, f"{campaign.id}:deputy:{period.id}")
    if rhythm.officer is not None:
        yield Planned("officer", awake(due + rhythm.officer), values, f"{campaign.id}:officer:{period.id}")
    if period.usual is not None:
        yield _announcement(campaign.id, period.id, period.usual, due, _working_day_before(campaign, period.usual))


def _of_post(campaign: Campaign, post: Post, moment: datetime) -> Iterator[Planned]:
    """Its key names the day, not the hour: with another hour in the preset it is the same post."""
    values = {"post": post.id, "day": f"{moment:%Y-%m-%d}"}
    yield Planned("post", awake(moment), values, f"{campaign.id}:post:{post.id}:{moment:%Y-%m-%d}")
    if post.approval:
        key = f"{campaign.id}:ask:{post.id}:{moment:%Y-%m-%d}"
        yield Planned("ask", awake(awake(moment) - ASK_BEFORE), values, key)


def rested(moment: datetime, deadline: datetime) -> datetime:
    """That moment out of the quiet hours: 07:00, or the evening before when the deadline is earlier than that."""
    morning = awake(moment)
    if morning == moment or morning < deadline:
        return morning
    evening = datetime.combine(moment.astimezone(VIETNAM).date(), EVENING, VIETNAM)
    return evening if evening <= moment else evening - timedelta(days=1)


def _working_day_before(campaign: Campaign, usual: datetime) -> datetime:
    """The morning of the last day that is not off before the usual deadline."""
    day: date = usual.astimezone(VIETNAM).date() - timedelta(days=1)
    while day in campaign.days_off:
        day -= timedelta(days=1)
    return datetime.combine(day, ANNOUNCED_AT, VIETNAM)


def _announcement(campaign: str, period: str, was: datetime, now: datetime, due: datetime) -> Planned:
    values = {"period": period, "was": was.isoformat(), "now": now.isoformat()}
    key = f"{campaign}:moved:{period}:{now.astimezone(VIETNAM):%Y-%m-%dT%H:%M}"
    return Planned("moved", due, values, key)


def announce(moved: Sequence[Moved], now: datetime) -> list[Planned]:
    """Deadlines that moved because the campaign was changed are told at once, each new moment once."""
    found = []
    for one in moved:
        if one.name == "deadline":
            campaign, period = one.key.split(":deadline:", 1)
            found.append(_announcement(campaign, period, one.was, one.now, awake(now)))
    return found


async def tell_moved(work: Job) -> None:
    """«Hạn dời sang …», to whom the deadline post goes; nothing when it moved on or is over."""
    campaign, values = work.tools.campaign, work.row.values
    period = campaign.period(values["period"])
    if period.deadline != datetime.fromisoformat(values["now"]) or work.now >= period.deadline:
        return
    text = say.MOVED.format(
        period=words.period(campaign, period),
        now=words.moment(period.deadline),
        was=words.moment(datetime.fromisoformat(values["was"])),
    )
    post = anchored(campaign, "deadline")
    async with work.begin() as desk:
        for reader in await recipients(desk.tx, post.to if post else ("squads",)):
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply(text), private=reader.private, bulk=True, key=key)


async def ask_approval(work: Job) -> None:
    """The day before: officers see the very words and may release or drop them."""
    campaign, values = work.tools.campaign, work.row.values
    async with work.begin() as desk:
        row = await desk.tx.tasks.keyed(f"{campaign.id}:post:{values['post']}:{values['day']}")
        own = await spoken(desk.tx, campaign, row) if row is not None and row.state == "planned" else None
        post = next((one for one in campaign.posts if one.id == values["post"]), None)
        if row is None or own is None or post is None or not own.waits:
            return
        await desk.tx.approvals.ask(str(row.key), row.due_at, work.now)
        otherwise = say.OTHERWISE_PLAIN.format(plain=post.plain) if post.unapproved == "plain" else say.OTHERWISE_HOLD
        text = say.ASK_APPROVAL.format(
            when=words.moment(row.due_at), count=len(own.readers), text=post.text, otherwise=otherwise
        )
        choices = (Choice(say.APPROVE, f"post:yes:{row.id}"), Choice(say.DROP, f"post:no:{row.id}"))
        for reader in await officers(desk.tx):
            key = f"{work.row.key}:{reader.name}"
            reply = Reply(text, choices=choices if reader.private else ())
            desk.tell(reader.address, reply, private=reader.private, bulk=True, key=key, duty=True)


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
        readers = [reader for reader in readers if reader.private or not too_late]
        desk.planned.append(order(f"{work.row.key}:chart", work.now, readers, period=period))
        for reader in readers:
            desk.tell(reader.address, Reply(text), private=reader.private, key=f"{work.row.key}:{reader.name}")
