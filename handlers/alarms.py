"""Tell technicians and officers privately what is wrong with a channel – over another one, because that one fails."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.errors import TryAgainLater
from bot.mail import MailFailed
from bot.post import awake
from bot.types import Address, Reply
from handlers.phrases import alarm as say
from handlers.phrases import words
from handlers.reach import each_once, groups, privately
from handlers.tools import Job
from storage.tx import Tx

log = logging.getLogger("trolyso.alarm")

MAIL_ATTEMPTS = 20
MAIL_PAUSE = 60.0
"""Seconds until a mail server that failed is tried again."""


def alarm_text(kind: str, channel: str, detail: str, since: datetime) -> str:
    """What is wrong, since when, and the first thing to do."""
    cause, step = say.CAUSES.get(kind, (say.UNKNOWN_CAUSE, say.UNKNOWN_STEP))
    template = say.ALARM if channel else say.ALARM_HOUSE
    cause = cause.format(kind=kind, detail=detail)
    return template.format(channel=channel, since=words.moment(since), cause=cause, step=step)


def over_text(kind: str, channel: str, since: datetime) -> str:
    """That it is over."""
    what = say.OVER_WHAT.get(kind) or say.OVER_UNKNOWN.format(kind=kind)
    template = say.OVER if channel else say.OVER_HOUSE
    return template.format(channel=channel, since=words.moment(since), what=what)


class AlarmWords:
    """The sentences of the watch."""

    def __init__(self, place: str) -> None:
        self._place = place

    def alarm(self, kind: str, channel: str, detail: str, since: datetime) -> str:
        return alarm_text(kind, channel, detail, since)

    def over(self, kind: str, channel: str, since: datetime) -> str:
        return over_text(kind, channel, since)

    def subject(self) -> str:
        return say.SUBJECT.format(place=self._place)

    def minutes(self, lasted: timedelta) -> str:
        return say.FOR_MINUTES.format(minutes=max(1, int(lasted.total_seconds() // 60)))


async def contacts(tx: Tx, now: datetime) -> list[Address]:
    """Whom to wake past the database: technicians, and by day the officers; without a technician officers at night."""
    technicians = await privately(tx, "technician")
    officers = await privately(tx, "officer") if awake(now) == now or not technicians else []
    return [reader.address for reader in each_once([*technicians, *officers])]


async def tell(work: Job) -> None:
    """Something is wrong with a channel, or with the house itself."""
    values = work.row.values
    since = datetime.fromisoformat(values["since"])
    text = alarm_text(values["kind"], values["channel"], values["detail"], since)
    await wake(work, text, [values["channel"]])
    await post(work, text)


async def tell_over(work: Job) -> None:
    """What was told of is over."""
    values = work.row.values
    text = over_text(values["kind"], values["channel"], datetime.fromisoformat(values["since"]))
    await wake(work, text, [values["channel"]], speaks=True)
    await post(work, text)


async def post(work: Job, text: str) -> bool:
    """The same by mail, where a mailbox is set; False when there is none. A server that fails is tried again."""
    mail = work.tools.mail
    if mail is None:
        return False
    try:
        await mail.send(say.SUBJECT.format(place=work.tools.campaign.place.commune), text)
    except MailFailed as fault:
        extra = {"action": "mail-failed", "fault": str(fault), "task": work.row.key}
        log.error("the mail server did not take an alarm", extra=extra)
        if work.row.attempts < MAIL_ATTEMPTS:
            raise TryAgainLater(MAIL_PAUSE) from None
        return False
    return True


async def wake(
    work: Job,
    text: str,
    failing: Collection[str],
    *,
    speaks: bool = False,
    urgent: bool = True,
    to_officers: str | None = None,
) -> bool:
    """Tell everybody who looks after the bot, over other channels than the `failing` ones; over those only if they
    still `speak` and there is no other way. Technicians hear what is urgent at once; officers, where a technician does,
    not at night, and in words of their own if `to_officers` are given. False: there is nobody to be told."""
    async with work.begin() as desk:
        technicians = [r for r in await privately(desk.tx, "technician") if desk.voice.can_reach(r.address.channel)]
        officers = [r for r in await privately(desk.tx, "officer") if desk.voice.can_reach(r.address.channel)]
        private = each_once([*technicians, *officers])
        grouped = [r for r in await groups(desk.tx, "officers") if desk.voice.can_reach(r.address.channel)]
        heard_as_technician = {r.name for r in technicians} - {r.name for r in officers}
        awaken = {r.name for r in technicians if r.address.channel not in failing or speaks}
        readers = (
            [r for r in private if r.address.channel not in failing]
            or [r for r in grouped if r.address.channel not in failing]
            or (private or grouped if speaks else [])
        )
        for reader in readers:
            at_once = urgent and (not awaken or reader.name in awaken)
            due = None if at_once else awake(work.now)
            key = f"{work.row.key}:{reader.name}"
            words_ = text if to_officers is None or reader.name in heard_as_technician else to_officers
            desk.tell(reader.address, Reply(words_), private=reader.private, key=key, due=due)
    if not readers:
        extra = {"action": "alarm-unheard", "channel": ", ".join(failing), "task": work.row.key}
        log.error("nobody can be told what is wrong with %s", ", ".join(failing), extra=extra)
    return bool(readers)
