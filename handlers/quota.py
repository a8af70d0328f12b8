"""The month's messages: warnings, what was held back, and the table that officers look up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.allowance import HELD, SPENT
from bot.clock import VIETNAM
from bot.quota import month_of, runs_out
from bot.router import Routes
from bot.text import shorten
from bot.types import Reply
from handlers.alarms import wake
from handlers.phrases import quota as say
from handlers.phrases import words
from handlers.tools import Ctx, Job, Tools
from storage.outbox import Leased
from storage.tasks import Planned

routes: Routes[Tools] = Routes("quota")

ROOM = 5
"""How many people before the last one we say that it gets full."""
SHOWN = 4
"""How many different held-back messages are shown word by word."""


@routes.command("hanmuc", "hạn mức", "số tin tháng này", summary="Số tin tháng này", roles=["officer", "technician"])
async def allowance(ctx: Ctx) -> Reply:
    """How many messages each channel carried this month, and how far it will reach."""
    carried = await ctx.tx.tallies.of_month(month_of(ctx.now))
    lines = [say.TITLE.format(month=month(ctx.now))]
    for channel, pace in ctx.tools.paces.items():
        used = carried[channel].total if channel in carried else 0
        if pace.per_month is None:
            line = say.LINE.format(channel=channel, used=words.number(used))
        else:
            line = say.LINE_OF.format(
                channel=channel,
                used=words.number(used),
                limit=words.number(pace.per_month),
                share=words.percent(used / pace.per_month),
                forecast=forecast(used, pace.per_month, ctx.now),
            )
        people = []
        if pace.users is not None:
            people.append(say.LINE_PEOPLE.format(users=await ctx.tx.people.count(channel), limit=pace.users))
        if pace.groups is not None:
            people.append(say.LINE_GROUPS.format(groups=await ctx.tx.chats.groups(channel), limit=pace.groups))
        lines.append(" ".join([line, f"({', '.join(people)})"]) if people else line)
    return Reply("\n".join(lines))


async def tell_usage(work: Job) -> None:
    """A share of the month's messages is used up."""
    channel, used, limit = (work.row.values[key] for key in ("channel", "used", "limit"))
    mark, counted_at = work.row.values["mark"], work.row.due_at
    text = say.SPENT if mark >= 100 else say.LAST if mark >= 99 else say.WARN if mark == 80 else say.STOPPED
    pace = work.tools.paces.get(channel)
    words_ = text.format(
        channel=channel,
        used=words.number(used),
        limit=words.number(limit),
        month=month(counted_at),
        share=words.percent(used / limit),
        forecast=forecast(used, limit, counted_at),
        stop=words.percent(pace.bulk_until if pace else 0.95),
    )
    await wake(work, words_, [channel], speaks=mark < 100, urgent=False)


async def tell_held(work: Job) -> None:
    """What was not said to spare the month's last messages, or because the platform took no more of them."""
    channel = work.row.values["channel"]
    since, until = (datetime.fromisoformat(work.row.values[key]) for key in ("since", "until"))
    async with work.reading() as tx:
        held = await tx.outbox.failed(channel, [HELD], since, until)
        refused = await tx.outbox.failed(channel, [SPENT], since, until)
    parts = [_account(text, channel, rows) for text, rows in ((say.HELD, held), (say.REFUSED, refused)) if rows]
    if parts:
        await wake(work, "\n\n".join(parts), channel, speaks=not refused)


def _account(text: str, channel: str, rows: Sequence[Leased]) -> str:
    """Each different message once, with the number of its readers. What was an answer to somebody is not shown."""
    said = Counter(str(row.part["text"]) for row in rows if row.answers is None)
    lines = [
        say.HELD_LINE.format(to=say.HELD_TO.format(count=count), text=shorten(words_, 400))
        for words_, count in said.most_common(SHOWN)
    ]
    more = len(rows) - sum(count for _, count in said.most_common(SHOWN))
    if more:
        lines.append(say.HELD_MORE.format(count=more))
    people = sum(row.private for row in rows)
    return text.format(
        channel=channel, count=len(rows), groups=len(rows) - people, people=people, texts="\n".join(lines)
    )


async def count_newcomers(work: Job) -> None:
    """Somebody, or a group, came to a channel that serves only so many."""
    channel = work.row.values["channel"]
    pace = work.tools.paces.get(channel)
    if pace is None:
        return
    async with work.begin() as desk:
        users, groups = await desk.tx.people.count(channel), await desk.tx.chats.groups(channel)
        if pace.users is not None and users >= pace.users - ROOM:
            values = {"channel": channel, "users": users, "limit": pace.users}
            key = f"crowded:{channel}:users:{pace.users if users >= pace.users else pace.users - ROOM}"
            desk.planned.append(Planned("crowded", work.now, values, key))
        if pace.groups is not None and groups >= pace.groups:
            values = {"channel": channel, "groups": groups, "limit": pace.groups}
            desk.planned.append(Planned("crowded", work.now, values, f"crowded:{channel}:groups:{pace.groups}"))


async def tell_crowded(work: Job) -> None:
    """A channel has nearly as many people, or as many groups, as its platform serves."""
    values = work.row.values
    text = say.NEARLY_FULL if "users" in values else say.GROUPS_FULL
    await wake(work, text.format(**values), values["channel"], speaks=True, urgent=False)


def forecast(used: int, limit: int, now: datetime) -> str:
    """«Với mức này hết vào ngày 24.»"""
    day = runs_out(used, limit, now)
    return say.LASTS if day is None else say.RUNS_OUT.format(day=day.day)


def month(moment: datetime) -> str:
    """«11/2026»."""
    return f"{moment.astimezone(VIETNAM):%m/%Y}"
