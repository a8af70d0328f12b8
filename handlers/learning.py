"""What officers learn from people: open questions grouped by likeness, where people get stuck, what they disliked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import VIETNAM
from bot.text import shorten
from bot.types import Reply
from guides.book import Book, Guide
from guides.likeness import groups
from handlers.campaign import Campaign
from handlers.local import is_local, reread
from handlers.phrases import learning as say
from handlers.reach import officers
from handlers.tools import Job
from storage.learning import Asked, Walk
from storage.tasks import Planned
from storage.tx import Tx

WEEK = timedelta(days=7)
LIST_AT = time(8, 0)
"""When the list of the week comes, on Mondays."""
SHOWN = 8
"""Groups of questions in one list."""
FEWEST = 5
"""People who must have begun a guide before its shares mean anything."""
RESTED = timedelta(hours=1)
"""Who turned a page within this time may still be reading."""
SHARE = 0.25
"""From this share on a step is worth an officer's look."""


@dataclass(frozen=True, slots=True)
class Group:
    """Open questions that ask the same."""

    asked: tuple[Asked, ...]

    @property
    def people(self) -> int:
        """Different people; whom we do not know counts each time."""
        return len({a.person if a.person is not None else -a.id for a in self.asked})

    @property
    def text(self) -> str:
        """The shortest wording that is more than a word: the easiest to read."""
        full = [a.text for a in self.asked if len(a.text.split()) > 2] or [a.text for a in self.asked]
        return min(full, key=lambda text: (len(text), text))


@dataclass(frozen=True, slots=True)
class Drop:
    """The step of a guide at which most people stopped."""

    guide: Guide
    step: int
    text: str
    stopped: int
    started: int


def grouped(open_: Sequence[Asked]) -> list[Group]:
    """The groups of open questions, those of most people first, then the oldest."""
    found = [Group(tuple(open_[at] for at in places)) for places in groups([asked.text for asked in open_])]
    return sorted(found, key=lambda group: (-group.people, group.asked[0].id))


def drops(book: Book, walks: Sequence[Walk]) -> list[Drop]:
    """For each guide the step at which the largest share of its readers stopped, worst first.

    Who reached the last step is through, unless they asked for help there.
    """
    by_section: dict[tuple[str, str], list[Walk]] = {}
    for walk in walks:
        by_section.setdefault((walk.guide, walk.anchor), []).append(walk)
    found: list[Drop] = []
    for (id_, anchor), of in by_section.items():
        guide = book.guides.get(id_)
        started = sum(walk.people for walk in of)
        if guide is None or started < FEWEST:
            continue
        stopped: dict[int, int] = {}
        for walk in of:
            if walk.state == "stuck" or (walk.state == "open" and walk.step < walk.total):
                stopped[walk.step] = stopped.get(walk.step, 0) + walk.people
        step, count = max(stopped.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
        section = guide.section(anchor) if anchor else None
        steps = section.steps if section is not None and section.steps else guide.steps
        if count / started >= SHARE and step <= len(steps):
            found.append(Drop(guide, step, steps[step - 1].text, count, started))
    return sorted(found, key=lambda drop: (-drop.stopped / drop.started, -drop.started, drop.guide.id))


def plan(since: datetime, until: datetime, campaign: Campaign) -> list[Planned]:
    """The list of every Monday in that stretch of time."""
    found: list[Planned] = []
    day = since.astimezone(VIETNAM).date()
    while day <= until.astimezone(VIETNAM).date():
        due = datetime.combine(day, LIST_AT, VIETNAM)
        if day.weekday() == 0 and since < due <= until:
            found.append(Planned("learning", due, {}, f"{campaign.id}:learning:{day}"))
        day += timedelta(days=1)
    return found


async def monday(work: Job) -> None:
    """Every Monday: what people asked in vain last week, where they got stuck, which guides are past their date."""
    async with work.begin() as desk:
        await reread(desk.tx, work.tools, work.now)
        text = await overview(desk.tx, work.tools.book, work.row.due_at - WEEK, work.row.due_at)
        if text is None:
            return
        for reader in await officers(desk.tx):
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply(f"{text}\n\n{say.HOW}"), private=reader.private, bulk=True, key=key)


async def overview(tx: Tx, book: Book, since: datetime, until: datetime) -> str | None:
    """The whole list in words; None when there is nothing to tell."""
    open_ = grouped(await tx.questions.unanswered(since))
    parts = [_questions(book, open_), *await _guides(tx, book, since, until)]
    told = [part for part in parts if part]
    if not told:
        return None
    last = until.astimezone(VIETNAM) - timedelta(minutes=1)
    head = say.WEEK.format(since=f"{since.astimezone(VIETNAM):%d/%m}", until=f"{last:%d/%m/%Y}")
    return "\n\n".join([head, *told])


def _questions(book: Book, open_: Sequence[Group]) -> str:
    if not open_:
        return ""
    people = len({a.person if a.person is not None else -a.id for group in open_ for a in group.asked})
    lines = [say.OPEN.format(people=people, groups=len(open_))]
    lines += [line(book, number, group) for number, group in enumerate(open_[:SHOWN], 1)]
    if len(open_) > SHOWN:
        lines.append(say.MORE_GROUPS.format(count=len(open_) - SHOWN))
    return "\n".join(lines)


def line(book: Book, number: int, group: Group) -> str:
    """One group: a wording, how many people, and what was wrong when it was not simply unknown."""
    note = ""
    disliked = next((a.guide for a in group.asked if a.decision == "down" and a.guide in book.guides), None)
    if disliked is not None:
        note = say.DOWN.format(guide=book.guides[disliked].title)
    elif any(a.decision == "suspicious" for a in group.asked):
        note = say.SUSPICIOUS
    text = " ".join(shorten(group.text, 120).split())
    return say.GROUP.format(number=number, text=text, people=group.people, note=note)


async def _guides(tx: Tx, book: Book, since: datetime, until: datetime) -> list[str]:
    told: list[str] = []
    stuck = drops(book, await tx.readers.walks(since, until - RESTED))
    if stuck:
        told.append("\n".join([say.STUCK, *map(_stuck, stuck[:5])]))
    thumbs = [(guide, up, down) for guide, (up, down) in (await tx.readers.thumbs(since)).items() if down]
    thumbs.sort(key=lambda one: (-one[2], one[1], one[0]))
    disliked = [
        say.THUMBS_OF.format(title=book.guides[guide].title, up=up, down=down)
        for guide, up, down in thumbs[:5]
        if guide in book.guides
    ]
    if disliked:
        told.append("\n".join([say.THUMBS, *disliked]))
    today = until.astimezone(VIETNAM).date()
    stale = sorted((g for g in book.guides.values() if g.stale(today)), key=lambda guide: (guide.review_by, guide.id))
    if stale:
        lines = [_stale(guide) for guide in stale[:10]]
        more = [say.MORE_GROUPS.format(count=len(stale) - 10)] if len(stale) > 10 else []
        told.append("\n".join([say.STALE, *lines, *more]))
    return told


def _stuck(drop: Drop) -> str:
    return say.STUCK_AT.format(
        title=drop.guide.title,
        share=round(100 * drop.stopped / drop.started),
        count=drop.stopped,
        all=drop.started,
        number=drop.step,
        step=shorten(drop.text, 80),
    )


def _stale(guide: Guide) -> str:
    words = say.STALE_LOCAL if is_local(guide) else say.STALE_OF
    return words.format(title=guide.title, who=guide.sources[0].name, day=f"{guide.review_by:%d/%m/%Y}")
