"""Tell technicians and officers privately what is wrong with a channel – over another one, because that one fails."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.post import awake
from bot.types import Reply
from handlers.phrases import alarm as say
from handlers.phrases import words
from handlers.reach import each_once, groups, privately
from handlers.tools import Job

log = logging.getLogger("trolyso.alarm")


async def tell(work: Job) -> None:
    """Something is wrong with a channel."""
    values = work.row.values
    kind, channel, detail = values["kind"], values["channel"], values["detail"]
    cause, step = say.CAUSES.get(kind, (say.UNKNOWN_CAUSE, say.UNKNOWN_STEP))
    since = words.moment(datetime.fromisoformat(values["since"]))
    cause = cause.format(kind=kind, detail=detail)
    await wake(work, say.ALARM.format(channel=channel, since=since, cause=cause, step=step), channel)


async def tell_over(work: Job) -> None:
    """What was told of is over."""
    values = work.row.values
    what = say.OVER_WHAT.get(values["kind"]) or say.OVER_UNKNOWN.format(kind=values["kind"])
    since = words.moment(datetime.fromisoformat(values["since"]))
    text = say.OVER.format(channel=values["channel"], since=since, what=what)
    await wake(work, text, values["channel"], speaks=True)


async def wake(work: Job, text: str, channel: str, *, speaks: bool = False, urgent: bool = True) -> None:
    """Tell everybody who looks after the bot, over other channels than that one; over it only if it still `speaks` and
    there is no other way. Technicians hear what is urgent at once; officers, where a technician does, not at night."""
    async with work.begin() as desk:
        technicians = [r for r in await privately(desk.tx, "technician") if desk.voice.can_reach(r.address.channel)]
        officers = [r for r in await privately(desk.tx, "officer") if desk.voice.can_reach(r.address.channel)]
        private = each_once([*technicians, *officers])
        grouped = [r for r in await groups(desk.tx, "officers") if desk.voice.can_reach(r.address.channel)]
        awaken = {r.name for r in technicians if r.address.channel != channel or speaks}
        readers = (
            [r for r in private if r.address.channel != channel]
            or [r for r in grouped if r.address.channel != channel]
            or (private or grouped if speaks else [])
        )
        for reader in readers:
            at_once = urgent and (not awaken or reader.name in awaken)
            due = None if at_once else awake(work.now)
            key = f"{work.row.key}:{reader.name}"
            desk.tell(reader.address, Reply(text), private=reader.private, key=key, due=due)
    if not readers:
        extra = {"action": "alarm-unheard", "channel": channel, "task": work.row.key}
        log.error("nobody can be told what is wrong with %s", channel, extra=extra)
