"""The alarm of silence: looks at the signs of life once a minute and wakes a person when one is missing too long.

What the database can carry goes the way of every alarm: a task, told over channels that work, and by mail. When the
database itself or the clockwork of tasks fails, nothing of that moves, so it is told directly: by mail, and to the
technicians' and officers' chats as they were last known.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.alarm import PATIENCE as ALARMS_OWN
from bot.alarm import Alarms
from bot.allowance import Allowance
from bot.channels.base import Channel, Listening
from bot.clock import Clock
from bot.errors import SendError
from bot.finding import Finding
from bot.inspection import Inspection
from bot.mail import Mail, MailFailed
from bot.sender import Sender
from bot.types import Address, Part
from storage.database import Database
from storage.tx import Tx, begin

log = logging.getLogger("trolyso.watch")

LOOK_EVERY = 60.0
PROBE_EVERY = timedelta(minutes=5)
LOOKS = 2
"""How often a channel must have been found silent."""
SOON = timedelta(minutes=1)
"""Nothing waits so long where all is well, but it may when much happens at once."""
AGAIN = timedelta(hours=6)
"""Between two direct words about the same trouble."""
DIRECT = frozenset({"database", "late-tasks"})
"""Troubles in which the usual way of an alarm does not work."""
AT_ONCE = frozenset({"disk", "webhook", "silent", "task-failed", "misconfigured", "token-ends"})
"""Told when seen: they are proven by what was looked at. Everything else must last."""
SAME: Mapping[str, str] = {"token": "misconfigured"}
"""Findings of a probe that channels themselves give another name."""
PROBED = frozenset({"token", "unreachable", "webhook"})


class Words(Protocol):
    """The features' sentences."""

    def alarm(self, kind: str, channel: str, detail: str, since: datetime) -> str: ...

    def over(self, kind: str, channel: str, since: datetime) -> str: ...

    def subject(self) -> str: ...

    def minutes(self, lasted: timedelta) -> str: ...


Contacts = Callable[[Tx], Awaitable[Sequence[Address]]]
"""Who looks after the bot: technicians first, then officers."""


@dataclass(slots=True)
class _Seen:
    """One trouble, since when it is seen without a break, and whether a person was told."""

    since: datetime
    detail: str
    told: bool = False


class Watch:
    """One per process."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        alarms: Alarms,
        channels: Mapping[str, Channel],
        senders: Mapping[str, Sender],
        inspection: Inspection,
        words: Words,
        contacts: Contacts,
        *,
        patience: timedelta,
        mail: Mail | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._alarms = alarms
        self._channels = channels
        self._senders = senders
        self._inspection = inspection
        self._words = words
        self._read_contacts = contacts
        self._patience = patience
        self._mail = mail
        self._allowances = {name: Allowance(name, channel.pace) for name, channel in channels.items()}
        self._seen: dict[tuple[str, str], _Seen] = {}
        self._heard: dict[str, tuple[int, datetime, int]] = {}
        self._contacts: Sequence[Address] = ()
        self._probed: list[Finding] = []
        self._probed_at: datetime | None = None
        self._failed_until: datetime | None = None
        self._told_directly: dict[str, datetime] = {}
        self.looked_at: datetime | None = None
        """When all was last looked at."""
        self.well = False
        """Whether the database could be written then."""

    @property
    def troubles(self) -> list[tuple[str, str]]:
        """The kinds and channels of what is seen now."""
        return sorted(self._seen)

    @property
    def stopped(self) -> list[str]:
        """What of the clockwork does not move."""
        return ["tasks"] if any(kind == "late-tasks" and seen.told for (kind, _), seen in self._seen.items()) else []

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("cannot watch", extra={"action": "watch-outage"})
            await self._clock.wait(LOOK_EVERY)

    async def look(self) -> None:
        """Look at everything once, and tell what must be told."""
        now = self._clock.now()
        found = [*self._inspection.disk(), *self._inspection.clocks(), *self._listening(now)]
        stored = await self._inspection.database()
        self.well = not stored
        if self.well:
            found += await self._waiting(now)
        found += stored or await self._platforms(now)
        await self._judge(found, now)
        self.looked_at = now

    # -- what can be seen ------------------------------------------------------------------------------------------

    def _listening(self, now: datetime) -> list[Finding]:
        """Channels that ask and hear nothing, not even «nothing new», though they do not know why themselves."""
        silent: list[Finding] = []
        for name, channel in self._channels.items():
            if not isinstance(channel, Listening):
                continue
            contacts, at, looks = self._heard.get(name, (-1, now, 0))
            if channel.contacts != contacts or channel.alarming or not channel.polls:
                self._heard[name] = (channel.contacts, now, 0)
                continue
            self._heard[name] = (contacts, at, looks + 1)
            # Looked at often enough, too: a machine that slept has heard nothing, and is not silent for that.
            if now - at >= self._patience and looks + 1 >= LOOKS:
                silent.append(Finding("silent", name, detail=self._words.minutes(now - at)))
        return silent

    async def _waiting(self, now: datetime) -> list[Finding]:
        """What waits in the database and should not; by the way, who is to be told if it goes away."""
        found: list[Finding] = []
        async with begin(self._database) as tx:
            self._contacts = await self._read_contacts(tx)
            for allowance in self._allowances.values():
                await allowance.tell(tx, now)
            sending = {c for c, state, since, _ in await tx.outbox.standing(now - SOON) if state == "sending"}
            for name in sorted(await tx.outbox.ready(now - SOON, now) | sending):
                sender = self._senders.get(name)
                if sender is not None and not self._lately(sender.ended_at, now):
                    found.append(Finding("stuck", name))
            for name in sorted(await tx.outbox.held_off(now - SOON)):
                sender = self._senders.get(name)
                if sender is not None and not self._lately(sender.sent_at, now):
                    found.append(Finding("throttled", name))
            oldest = await tx.inbox.oldest()
            waits = [at for name, (at, _) in oldest.items() if name in self._channels]
            if waits and now - min(waits) > SOON:
                found.append(Finding("unanswered"))
            due = await tx.tasks.next_due()
            if due is not None and now - due > SOON:
                found.append(Finding("late-tasks"))
            if self._failed_until is not None:
                found += [
                    Finding("task-failed", detail=why) for why in await tx.tasks.given_up(self._failed_until, now)
                ]
            self._failed_until = now
        return found

    @staticmethod
    def _lately(moment: datetime | None, now: datetime) -> bool:
        return moment is not None and now - moment <= SOON

    async def _platforms(self, now: datetime) -> list[Finding]:
        """What the platforms say of our tokens and webhooks, as of a few minutes ago."""
        if self._probed_at is None:
            self._probed_at = now  # at the start the channels themselves introduce themselves
        elif now - self._probed_at >= PROBE_EVERY:
            self._probed_at = now
            self._probed = [one for one in await self._inspection.platforms({}) if one.kind in PROBED]
        return self._probed

    # -- what is told ----------------------------------------------------------------------------------------------

    async def _judge(self, found: Sequence[Finding], now: datetime) -> None:
        present = {(SAME.get(one.kind, one.kind), one.channel): one for one in found}
        for key, one in present.items():
            seen = self._seen.setdefault(key, _Seen(now, one.detail))
            seen.detail = one.detail or self._words.minutes(now - seen.since)
            kind = key[0]
            if kind in AT_ONCE or kind in ALARMS_OWN or now - seen.since >= self._patience_for(kind):
                await self._tell(kind, one.channel, seen)
        for key in [key for key in self._seen if key not in present]:
            seen = self._seen.pop(key)
            if seen.told:
                await self._tell_over(*key)

    def _patience_for(self, kind: str) -> timedelta:
        """The database and the clock are looked at again once; what waits may do so for a few minutes."""
        return SOON if kind in ("database", "clock") else self._patience - SOON

    async def _tell(self, kind: str, channel: str, seen: _Seen) -> None:
        if kind not in DIRECT:
            seen.told = kind != "task-failed"
            await self._alarms(kind, channel, seen.detail)
            return
        if seen.told:
            return
        seen.told = True
        now = self._clock.now()
        if now - self._told_directly.get(kind, now - AGAIN) < AGAIN:
            return
        self._told_directly[kind] = now
        log.error("alarm: %s", kind, extra={"action": "alarm", "kind": kind, "detail": seen.detail})
        await self.say_directly(self._words.alarm(kind, channel, seen.detail, seen.since))

    async def _tell_over(self, kind: str, channel: str) -> None:
        if kind not in DIRECT:
            await self._alarms.over(kind, channel)
            return
        await self.say_directly(self._words.over(kind, channel, self._clock.now()))

    async def say_directly(self, text: str) -> bool:
        """By mail, and to whoever looks after the bot, past the database; whether anybody took it."""
        heard = False
        if self._mail is not None:
            try:
                await self._mail.send(self._words.subject(), text)
                heard = True
            except MailFailed as fault:
                log.error("the mail server did not take an alarm", extra={"action": "mail-failed", "fault": str(fault)})
        for to in self._contacts:
            channel = self._channels.get(to.channel)
            if channel is None:
                continue
            try:
                await channel.send(to, Part(text))
                heard = True
            except SendError as fault:
                known = {"action": "alarm-unsent", "channel": to.channel, "fault": type(fault).__name__}
                log.error("an alarm was not taken", extra=known)
            except Exception as fault:  # the web chat's lines live in the database that fails
                known = {"action": "alarm-unsent", "channel": to.channel, "fault": type(fault).__name__}
                log.error("an alarm could not be said", extra=known)
        if not heard:
            log.error("nobody can be told", extra={"action": "alarm-unheard"})
        return heard
