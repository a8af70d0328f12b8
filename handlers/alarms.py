"""Tell technicians and officers privately what is wrong with a channel – over another one, because that one fails."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.context import Desk
from bot.post import awake
from bot.types import Reply
from handlers.phrases import alarm as say
from handlers.phrases import words
from handlers.reach import Reader, each_once, groups, privately
from handlers.tools import Job

log = logging.getLogger("trolyso.alarm")

STILL_SPEAKS: frozenset[str] = frozenset()
"""Kinds of trouble in which the channel itself can still carry the news, if there is no other."""


async def tell(work: Job) -> None:
    """Something is wrong: technicians hear it at once, officers too but not at night when a technician does."""
    values = work.row.values
    kind, channel, detail = values["kind"], values["channel"], values["detail"]
    cause, step = say.CAUSES.get(kind, (say.UNKNOWN_CAUSE, say.UNKNOWN_STEP))
    since = words.moment(datetime.fromisoformat(values["since"]))
    cause = cause.format(kind=kind, detail=detail)
    await _tell(work, say.ALARM.format(channel=channel, since=since, cause=cause, step=step))


async def tell_over(work: Job) -> None:
    """What was told of is over."""
    values = work.row.values
    what = say.OVER_WHAT.get(values["kind"]) or say.OVER_UNKNOWN.format(kind=values["kind"])
    since = words.moment(datetime.fromisoformat(values["since"]))
    await _tell(work, say.OVER.format(channel=values["channel"], since=since, what=what))


async def _tell(work: Job, text: str) -> None:
    kind, channel = work.row.values["kind"], work.row.values["channel"]
    speaks = kind in STILL_SPEAKS or work.row.name == "alarm-over"
    async with work.begin() as desk:
        technicians = [r for r in await privately(desk.tx, "technician") if desk.voice.can_reach(r.address.channel)]
        officers = [r for r in await privately(desk.tx, "officer") if desk.voice.can_reach(r.address.channel)]
        readers = each_once([*technicians, *officers])
        awaken = {reader.name for reader in technicians if reader.address.channel != channel}
        for wanted in (
            [reader for reader in readers if reader.address.channel != channel],
            [reader for reader in await groups(desk.tx, "officers") if reader.address.channel != channel],
            readers if speaks else [],
        ):
            told = [_say(work, desk, reader, text, at_once=not awaken or reader.name in awaken) for reader in wanted]
            if any(told):
                return
    extra = {"action": "alarm-unheard", "kind": kind, "channel": channel, "task": work.row.key}
    log.error("nobody can be told of %s on another channel than %s", kind, channel, extra=extra)


def _say(work: Job, desk: Desk, reader: Reader, text: str, *, at_once: bool) -> bool:
    due = None if at_once else awake(work.now)
    return desk.tell(reader.address, Reply(text), private=reader.private, key=f"{work.row.key}:{reader.name}", due=due)
