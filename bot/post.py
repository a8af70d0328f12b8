"""The only door into the outbox: what is said, to whom, as the parts their channel can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.clock import VIETNAM
from bot.render import show
from bot.types import Address, Capabilities, Incoming, Reply, Timely
from bot.wire import part_to_json, timely_to_json
from storage.outbox import After, Saying

QUIET_FROM, QUIET_UNTIL = time(22, 0), time(7, 0)
"""Between these nothing is said that was not asked for."""


class Voice:
    """Collects what is to be said in one transaction; whoever holds it puts `sayings` into the outbox."""

    def __init__(self, capabilities: Mapping[str, Capabilities], now: datetime) -> None:
        self._capabilities = capabilities
        self._now = now
        self.sayings: list[Saying] = []
        self.acknowledges = False
        """What is answered tells of something that was stored: it goes out even with the last of a month's messages."""

    def can_reach(self, channel: str) -> bool:
        """Whether that channel entry is there and on."""
        return channel in self._capabilities

    def has_buttons(self, channel: str, *, private: bool = True) -> bool:
        """Whether a choice can be pressed there; where not, what may be typed must stand in the words."""
        known = self._capabilities.get(channel)
        return known is not None and known.button_limit > 0 and (private or known.group_buttons)

    def answer(self, reply: Reply, update: Incoming, *, row: int) -> dict[str, str]:
        """Say it to who wrote; returns the keys that may be typed back."""
        parts, keys = show(reply, self._capabilities[update.address.channel], private=update.private, answering=update)
        more = {"must": True} if self.acknowledges else {}
        self.sayings += [
            Saying(
                update.address.channel,
                update.address.chat,
                update.private,
                part_to_json(part) | more,
                self._now,
                author=update.author,
                answers=row,
            )
            for part in parts
        ]
        return keys

    def tell(
        self,
        to: Address,
        reply: Reply,
        *,
        private: bool = True,
        bulk: bool = False,
        key: str | None = None,
        due: datetime | None = None,
        timely: Timely | None = None,
        duty: bool = False,
        after: After | None = None,
        again: str = "",
    ) -> bool:
        """Say it to somebody else; False when their channel is not there.

        `bulk` is for what nobody asked for: it waits behind answers and never comes at night. With a `key` it is
        said once for ever, however often this is called. What is `timely` says by itself how late it is; moved out of
        the night it is not late. A `duty` reminder is turned off by an officer only. `after` is done when its last
        part ends. `again` stands before words that may have been shown already, where a platform cannot know a repeat.
        """
        if not self.can_reach(to.channel):
            return False
        wanted = due or self._now
        due = awake(wanted) if bulk else wanted
        if timely is not None and due > wanted:
            timely = replace(timely, since=due, until=due + (timely.until - timely.since))
        parts, _ = show(reply, self._capabilities[to.channel], private=private)
        for number, part in enumerate(parts):
            part_key = None if key is None else key if number == 0 else f"{key}#{number}"
            plain = part_to_json(part)
            if timely is not None:
                plain["timely"] = timely_to_json(timely if number == 0 else replace(timely, late=""))
            if again:
                plain["again"] = again
            last = after if number == len(parts) - 1 else None
            saying = Saying(to.channel, to.chat, private, plain, due, bulk=bulk, key=part_key, duty=duty, after=last)
            self.sayings.append(saying)
        return True

    def stands_within(self, to: Address, key: str, why: str, *, private: bool) -> None:
        """Remember that this is not said by itself, now or ever."""
        self.sayings.append(
            Saying(to.channel, to.chat, private, {"text": ""}, self._now, bulk=True, key=key, within=why)
        )


def awake(moment: datetime) -> datetime:
    """That moment, or the next 07:00 when it falls into the quiet hours."""
    local = moment.astimezone(VIETNAM)
    if local.time() >= QUIET_FROM:
        return datetime.combine(local.date() + timedelta(days=1), QUIET_UNTIL, VIETNAM)
    if local.time() < QUIET_UNTIL:
        return datetime.combine(local.date(), QUIET_UNTIL, VIETNAM)
    return moment
