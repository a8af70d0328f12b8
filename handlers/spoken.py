"""What a planned row would say now, and to whom: the one answer for posting, previews and the list of the week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from handlers.amended import in_force
from handlers.books import closes
from handlers.campaign import Campaign, Period, Post
from handlers.gathering import figures_in, numbered
from handlers.phrases import deadline as say
from handlers.phrases import summary
from handlers.reach import Reader, groups, recipients
from handlers.summaries.figures import Figures
from storage.rules import Rule
from storage.tasks import TaskRow
from storage.tx import Tx

POSTS = ("remind", "deadline", "post", "rule")
"""The tasks that say something in groups."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of one row, filled in, and its readers now."""

    title: str
    text: str
    readers: tuple[Reader, ...]
    window: timedelta
    labelled: bool = True
    """Whether it says that it comes late; a reminder names its deadline anyway."""
    must: bool = False
    """The deadline post: never moved by quiet hours, counted against no ceiling."""
    waits: bool = False
    """It needs an officer's word first and has none; the text is then what is said in its stead."""


async def spoken(tx: Tx, campaign: Campaign, row: TaskRow) -> Spoken | None:
    """What that row says now; None when it has nothing (any more) to say."""
    campaign = await in_force(tx, campaign)
    match row.name:
        case "remind":
            return await _reminder(tx, campaign, row)
        case "deadline":
            return await _deadline(tx, campaign, row)
        case "post":
            return await _post(tx, campaign, row)
        case "rule":
            return await _rule(tx, campaign, row)
    return None


async def _reminder(tx: Tx, campaign: Campaign, row: TaskRow) -> Spoken | None:
    period = campaign.period(row.values["period"])
    figures = await figures_in(tx, campaign, period)
    if not figures.missing:
        return None
    post = anchored(campaign, "remind")
    text = fill(post.text if post else say.REMIND, campaign, figures)
    readers = concerned(campaign, figures, await recipients(tx, post.to if post else ("squads",)))
    return Spoken(say.TITLE_REMIND, text, tuple(readers), period.deadline - row.due_at, labelled=False)


async def _deadline(tx: Tx, campaign: Campaign, row: TaskRow) -> Spoken:
    period = campaign.period(row.values["period"])
    figures = await figures_in(tx, campaign, period)
    post = anchored(campaign, "deadline")
    readers = tuple(await recipients(tx, post.to if post else ("squads",)))
    rhythm = campaign.rhythm_on(period.start)
    word = await tx.approvals.get(str(row.key))
    if word is not None and word.state == "approved":
        end = await closes(tx, campaign, period)
        text = summary.posted(await numbered(tx, campaign), figures, end if end < period.locks else None)
        return Spoken(period.id, text, readers, rhythm.window, must=True)
    text = say.DEADLINE_ALL_IN if not figures.missing else post.text if post else say.DEADLINE
    # Only where an officer was asked: nobody else could say the word that it would wait for.
    waits = rhythm.unapproved == "hold" and word is not None
    return Spoken(period.id, fill(text, campaign, figures), readers, rhythm.window, must=True, waits=waits)


async def _post(tx: Tx, campaign: Campaign, row: TaskRow) -> Spoken | None:
    post = next((one for one in campaign.posts if one.id == row.values["post"]), None)
    if post is None:
        return None  # the operator took it out of the preset meanwhile
    period = period_at(campaign, row.due_at)
    text, waits = post.text, False
    if post.approval:
        word = await tx.approvals.get(str(row.key))
        if word is not None and word.state == "dropped":
            return None
        if word is None or word.state == "asked":
            text, waits = post.plain or post.text, True
    figures = await figures_in(tx, campaign, period)
    filled = fill(f"({post.addressee}) {text}" if post.addressee else text, campaign, figures)
    readers = tuple(await recipients(tx, post.to))
    return Spoken(post.id, filled, readers, campaign.rhythm_on(period.start).window, waits=waits)


async def _rule(tx: Tx, campaign: Campaign, row: TaskRow) -> Spoken | None:
    rule = await tx.rules.get(int(row.values["rule"]))
    if rule is None or rule.state != "live" or row.values["day"] in rule.skips:
        return None
    window = campaign.rhythm_on(period_at(campaign, row.due_at).start).window
    return Spoken(say.TITLE_RULE.format(number=rule.id), rule.text, tuple(await readers_of(tx, rule.to)), window)


def concerned(campaign: Campaign, figures: Figures, readers: Sequence[Reader]) -> list[Reader]:
    """Without the squads whose areas have all reported: they are not reminded."""
    late = {area.id for area in figures.missing}
    squads = {squad.id: set(squad.areas) for squad in campaign.squads}
    return [reader for reader in readers if reader.private or reader.area not in squads or squads[reader.area] & late]


async def readers_of(tx: Tx, to: Sequence[str]) -> list[Reader]:
    """The readers of a rule: kinds of readers, or single squads («squad:doi-1»)."""
    kinds = tuple(kind for kind in to if not kind.startswith("squad:"))
    squads = {kind.removeprefix("squad:") for kind in to if kind.startswith("squad:")}
    found = await recipients(tx, kinds)
    if squads:
        found += [reader for reader in await groups(tx, "squad") if reader.area in squads and reader not in found]
    return found


def anchored(campaign: Campaign, anchor: str) -> Post | None:
    """The post that words that moment of every period."""
    return next((post for post in campaign.posts if post.anchor == anchor), None)


def fill(text: str, campaign: Campaign, figures: Figures) -> str:
    """The text with its blanks filled in."""
    return text.format(**summary.blanks(campaign, figures))


def period_at(campaign: Campaign, moment: datetime) -> Period:
    """The period of a moment; the campaign's first or last where it lies outside."""
    return campaign.period_of(min(max(moment.astimezone(VIETNAM).date(), campaign.start), campaign.end))


def as_post(rule: Rule) -> Post:
    """A rule as the campaign's own posts are: with its days and its hour."""
    when = rule.when
    return Post(
        id=f"rule-{rule.id}",
        text=rule.text,
        to=tuple(kind for kind in rule.to if not kind.startswith("squad:")) or ("squads",),
        at=time.fromisoformat(rule.at),
        on=tuple(date.fromisoformat(day) for day in when.get("on", ())),
        weekdays=tuple(when.get("weekdays", ())),
        monthday=when.get("monthday"),
        lunar=tuple(when.get("lunar", ())),
    )


def with_text(row: TaskRow, **values: object) -> TaskRow:
    """The same row with other values: for previews."""
    return replace(row, values={**row.values, **values})
