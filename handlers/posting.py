"""Say what is due in groups, once for ever: in time, late and said so, together as one digest – or ask a person.

Whoever runs first of the rows that fall due in the same minute says them all to the readers they share; the keys of
the others are kept as standing within that message, so that they are never said again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import VIETNAM
from bot.context import Desk
from bot.errors import TaskEnded
from bot.post import awake
from bot.sender import LATE_FROM
from bot.types import Choice, Reply, Timely
from handlers.campaign import Campaign
from handlers.phrases import deadline as say
from handlers.phrases import words
from handlers.reach import Reader, officers, privately
from handlers.spoken import POSTS, Spoken, spoken
from handlers.tools import Job
from storage.generation import doubt
from storage.manners import Manners
from storage.tasks import TaskRow


async def say_it(work: Job) -> None:
    """Say one row in time or late; when it is too late or doubtful for that, tell the officers privately."""
    campaign, row = work.tools.campaign, work.row
    end: TaskEnded | None = None
    async with work.begin() as desk:
        own = await spoken(desk.tx, campaign, row)
        if own is None:
            return
        maybe = await doubt(desk.tx)
        if maybe is not None and row.due_at in maybe:
            await _ask(work, desk, own, say.MAYBE_SAID)
            end = TaskEnded("skipped-late", "maybe said")
        elif too_late(row, own, work.now):
            # What stands in the outbox was said, or its sender tells: a life before us got so far.
            if not await desk.tx.outbox.known([_key(row, reader) for reader in own.readers]):
                await _ask(work, desk, own, say.MISSED)
            end = TaskEnded("skipped-late", "late")
        elif own.waits and not _plainly(campaign, row):
            await _ask(work, desk, own, say.HELD, button=say.APPROVE_NOW)
            await desk.tx.approvals.ask(str(row.key), row.due_at, work.now)
            end = TaskEnded("cancelled", "held")
        else:
            await _together(work, desk, own)
    if end is not None:
        raise end


def too_late(row: TaskRow, own: Spoken, now: datetime) -> bool:
    """Whether its window is over, or would be by the morning until which it had to rest."""
    return (now if own.must else awake(now)) - row.due_at > own.window


def _plainly(campaign: Campaign, row: TaskRow) -> bool:
    """Whether an unapproved post is to be said in its plain words."""
    post = next((one for one in campaign.posts if one.id == row.values.get("post")), None)
    return post is not None and post.unapproved == "plain"


async def _together(work: Job, desk: Desk, own: Spoken) -> None:
    """Say this row, and with it what else is due this minute to the same readers."""
    minute = work.row.due_at.replace(second=0, microsecond=0)
    until = min(work.now, minute + timedelta(seconds=59))
    due: list[tuple[TaskRow, Spoken]] = []
    for row in await desk.tx.tasks.together(POSTS, minute, max(until, work.row.due_at)):
        if row.id == work.row.id:
            due.append((row, own))
            continue
        other = await spoken(desk.tx, work.tools.campaign, row)
        held = other is not None and other.waits and not _plainly(work.tools.campaign, row)
        if other is not None and not held and not too_late(row, other, work.now):
            due.append((row, other))
    due.sort(key=lambda one: (not one[1].must, one[0].id))
    known = await desk.tx.outbox.known([_key(row, reader) for row, one in due for reader in one.readers])
    wishes = await desk.tx.manners.of([reader.place for reader in own.readers])
    full: list[Reader] = []
    for reader in own.readers:
        if _key(work.row, reader) in known:
            continue
        sharing = [(row, one) for row, one in due if reader in one.readers and _key(row, reader) not in known]
        if not await _tell(work, desk, reader, sharing, wishes.get(reader.place, Manners())):
            full.append(reader)
    if full:
        await _tell_full(work, desk, own, full)


def _key(row: TaskRow, reader: Reader) -> str:
    return f"{row.key}:{reader.name}"


async def _tell(work: Job, desk: Desk, reader: Reader, sharing: list[tuple[TaskRow, Spoken]], wish: Manners) -> bool:
    """One message with all of these; False when the group has heard enough this week."""
    must = any(one.must for _, one in sharing)
    keys = [_key(row, reader) for row, _ in sharing]
    if not reader.private and not must and not await _room(work, desk, reader, wish):
        for key in keys:
            desk.voice.stands_within(reader.address, key, "ceiling", private=False)
        return False
    texts = list(dict.fromkeys(one.text for _, one in sharing))
    timely = None
    if any(one.labelled for _, one in sharing):
        until = min(row.due_at + one.window for row, one in sharing if one.labelled)
        timely = Timely(sharing[0][0].due_at, until, say.LATE, str(sharing[0][0].key))
    reply = Reply("\n\n".join(texts))
    desk.tell(reader.address, reply, private=reader.private, bulk=not must, key=keys[0], timely=timely)
    for key in keys[1:]:
        desk.voice.stands_within(reader.address, key, f"digest:{keys[0]}", private=reader.private)
    return True


async def _room(work: Job, desk: Desk, reader: Reader, wish: Manners) -> bool:
    """Whether that group may hear one more this week; if so, it is counted."""
    if wish.muted:
        return True  # it goes no further than the outbox's door
    week = week_of(awake(work.now))
    if wish.ceiling is not None and await desk.tx.manners.heard(reader.place, week) >= wish.ceiling:
        return False
    await desk.tx.manners.count(reader.place, week)
    return True


def week_of(moment: datetime) -> str:
    """«2025-W42», Vietnam's."""
    year, week, _ = moment.astimezone(VIETNAM).isocalendar()
    return f"{year}-W{week:02d}"


async def _tell_full(work: Job, desk: Desk, own: Spoken, full: list[Reader]) -> None:
    """Officers hear once a week and group that its ceiling is reached, with the first post that fell out."""
    week = week_of(work.now)
    for group in full:
        wish = await desk.tx.manners.get(group.place)
        note = say.FULL.format(
            group=group_name(work.tools.campaign, group), ceiling=wish.ceiling, title=own.title, text=own.text
        )
        for reader in await privately(desk.tx, "officer"):
            key = f"full:{week}:{group.name}:{reader.name}"
            desk.tell(reader.address, Reply(note), private=True, bulk=True, key=key, duty=True)


def group_name(campaign: Campaign, reader: Reader) -> str:
    """A group by its squad's name, else as what it is."""
    squad = next((squad for squad in campaign.squads if squad.id == reader.area), None)
    return squad.name if squad is not None else say.SOME_GROUP


async def _ask(work: Job, desk: Desk, own: Spoken, note: str, *, button: str = say.SEND_NOW) -> None:
    """One private word to every officer, with one button that lets it be said now."""
    row = work.row
    text = note.format(
        when=words.moment(row.due_at),
        title=own.title,
        count=sum(not reader.private for reader in own.readers),
        window=int(own.window.total_seconds() // 60),
        text=own.text,
    )
    choices = (Choice(button, f"post:now:{row.id}"),)
    for reader in await privately(desk.tx, "officer") or await officers(desk.tx):
        key = f"{row.key}:missed:{reader.name}"
        reply = Reply(text, choices=choices if reader.private else ())
        desk.tell(reader.address, reply, private=reader.private, key=key)


async def send_now(work: Job) -> None:
    """What an officer asked for by one tap: the post is said now, where it was not said before, at any hour."""
    async with work.begin() as desk:
        row = await desk.tx.tasks.get(int(work.row.values["task"]))
        own = await spoken(desk.tx, work.tools.campaign, row) if row is not None else None
        if row is None or own is None:
            return
        text = own.text
        if work.now - row.due_at >= LATE_FROM:
            text = say.BY_HAND.format(when=words.moment(row.due_at)) + text
        for reader in own.readers:
            desk.tell(reader.address, Reply(text), private=reader.private, key=_key(row, reader))
