"""«/dulieucuatoi», «/xoadulieu»: what is kept about me, and away with it. Erasing is a task, after the last word."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.clock import VIETNAM
from bot.errors import TryAgainLater
from bot.router import Routes
from bot.types import Choice, Reply
from handlers.passed import remove
from handlers.phrases import common, words
from handlers.phrases import privacy as say
from handlers.reach import officers
from handlers.rights import area_names
from handlers.tools import Ctx, Job, Tools
from storage.erasing import erase as erase_rows
from storage.erasing import note
from storage.people import Person
from storage.privacy import erased

routes: Routes[Tools] = Routes("privacy")

SOON = timedelta(minutes=1)
"""So long after the word it is done: the last answer has left by then."""
AGAIN = 60.0
"""Seconds until we look again whether that answer has left."""
PATIENCE = 12 * 60
"""So often we look; a platform that does not take it for half a day is waited for no longer."""
PATH = "/rieng-tu"


@routes.command(
    "dulieucuatoi", "dữ liệu của tôi", "du lieu cua toi", summary="Cháu giữ gì về bác, xoá ở đâu", where="private"
)
async def mine(ctx: Ctx) -> Reply:
    """What is kept about me, in plain words, and a button that erases it."""
    about, privacy = await ctx.tx.privacy.about(ctx.person), ctx.tools.privacy
    wish = await ctx.tx.manners.get(ctx.chat.place)
    lines = [say.SHOWN.format(channel=ctx.person.channel)]
    lines.append(say.NAME.format(name=ctx.person.name) if ctx.person.name else say.NO_NAME)
    if about.since is not None:
        since = f"{about.since.astimezone(VIETNAM):%d/%m/%Y}"
        count = words.number(about.messages)
        lines.append(say.MESSAGES.format(count=count, since=since, days=privacy.messages_days))
    counted = (
        (say.QUESTIONS, about.questions),
        (say.WALKS, about.walks),
        (say.REPORTS, about.reports),
        (say.MARKS, about.others["marks"]),
        (say.SESSIONS, about.others["sessions"]),
    )
    lines += [text.format(count=words.number(n), days=privacy.questions_days) for text, n in counted if n]
    if ctx.person.duties:
        lines.append(say.DUTIES.format(duties=duties_of(ctx, ctx.person)))
    if wish.muted:
        lines.append(say.MUTED)
    lines += ["", say.NOTHING_ELSE]
    lines.append(say.WHO_SEES.format(commune=ctx.tools.campaign.place.commune, link=_link(ctx.tools)))
    return Reply("\n".join(lines), choices=(Choice(say.ERASE, "privacy:ask"),))


@routes.command(
    "xoadulieu",
    "xoá dữ liệu",
    "xóa dữ liệu của tôi",
    "xoá dữ liệu của tôi",
    summary="Xoá dữ liệu của tôi",
    where="private",
)
async def erase(ctx: Ctx) -> Reply:
    """Erase everything about me, after one question."""
    duties = duties_of(ctx, ctx.person) if ctx.person.duties else ""
    text = say.SURE.format(duties=say.SURE_DUTIES.format(duties=duties) if duties else "")
    return Reply(text, choices=(Choice(say.YES, "privacy:yes"), Choice(say.NO, "privacy:no")))


@routes.choice("ask")
async def ask(ctx: Ctx) -> Reply:
    """The button under what is kept."""
    return await erase(ctx) if ctx.private else Reply(common.STALE)


@routes.choice("no")
async def no(ctx: Ctx) -> Reply:
    """It stays."""
    return Reply(say.LEFT)


@routes.choice("yes")
async def yes(ctx: Ctx) -> Reply:
    """The last word; the rest happens when it has left."""
    if not ctx.private:
        return Reply(common.STALE)
    ctx.conversation.end()
    ctx.conversation.memory.clear()
    who = f"{ctx.person.channel}:{ctx.person.author}"
    await ctx.tx.audit.add(who, "erasure-asked", {"person": ctx.person.id}, ctx.now)
    ctx.later("erase", key=f"erase:{ctx.row}", due=ctx.now + SOON, person=ctx.person.id)
    return Reply(say.ASKED)


async def erase_person(work: Job) -> None:
    """Everything about that person goes, in one transaction; then the files are scrubbed. Harmless when it was done."""
    number = int(work.row.values["person"])
    async with work.reading() as tx:
        person = next(iter(await tx.people.by_ids([number])), None)
        if person is None:
            return
        busy = await tx.privacy.unsaid(person, work.now)
        places = await tx.privacy.places(person)
    if busy and work.row.attempts < PATIENCE:
        raise TryAgainLater(AGAIN)
    if not erased(person):
        await noted(work, person)
        await _erase(work, number, places)
    await forget_files(work, number)
    if not await work.database.scrub() and work.row.attempts < PATIENCE:
        raise TryAgainLater(AGAIN)


async def noted(work: Job, person: Person) -> None:
    """Into the journal first. Where it cannot be kept for half a day, the wish still counts for more."""
    try:
        await note(work.database, work.tools.erasures, person, work.now)
    except OSError:
        if work.row.attempts < PATIENCE:
            raise TryAgainLater(AGAIN) from None


async def forget_files(work: Job, number: int) -> None:
    """Pictures and voices that were passed on in their calls for help, or by them, go from our disk."""
    async with work.reading() as tx:
        lines = await tx.privacy.lines_of(number)
    if work.tools.passed_files is not None:
        await asyncio.to_thread(remove, work.tools.passed_files, lines)


async def _erase(work: Job, number: int, places: list[tuple[str, str]]) -> None:
    async with work.begin() as desk:
        tx = desk.tx
        await tx.inbox.lock(places)
        (person,) = await tx.people.by_ids([number])
        duties = [duty for duty in person.duties if duty.role != "citizen"]
        await erase_rows(tx, person, work.now)
        await tx.audit.add(f"{person.channel}:", "erased", {"person": number}, work.now)
        if duties:
            told = _named(work.tools, person)
            for reader in await officers(tx):
                text = Reply(say.TO_OFFICERS.format(duties=told))
                desk.tell(reader.address, text, private=reader.private, key=f"{work.row.key}:{reader.name}")


def duties_of(ctx: Ctx, person: Person) -> str:
    """«đội trưởng ấp Chợ, cán bộ»."""
    return _named(ctx.tools, person)


def _named(tools: Tools, person: Person) -> str:
    return words.listed(
        common.ROLE_NAMES.get(duty.role, duty.role)
        + (f" {area_names(tools.campaign, [duty.area])}" if duty.area is not None else "")
        for duty in person.duties
    )


def _link(tools: Tools) -> str:
    return say.FIRST_LINK.format(link=f"{tools.public_url}{PATH}") if tools.public_url else ""


def first_words(ctx: Ctx) -> str:
    """What everybody hears once, under our first private answer."""
    return say.FIRST.format(days=ctx.tools.privacy.messages_days, link=_link(ctx.tools))
