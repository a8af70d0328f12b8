"""What a refusal that Zalo does not explain comes to mean when it is met again and again."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.channels._zalo_bot_call import BUSY_SECONDS
from bot.clock import Clock
from bot.errors import Misconfigured, QuotaSpent, Rejected, SendError, Throttled, Unreachable

TRIES = 5
"""So often a 403, «an internal error», is believed."""
BUSY_FOR = timedelta(minutes=30)
"""A 429 that lasts so long is not about haste: the month's messages are used up."""
KEPT = 10_000


class Refusals:
    """Counts refusals per chat. It decides nothing by itself: each failure is handed through, or renamed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._forbidden: OrderedDict[str, int] = OrderedDict()
        self._said_since: set[str] = set()
        """The chats refused by 403 while something was said elsewhere."""
        self._busy_since: datetime | None = None
        self._busy = 0

    def well(self, chat: str) -> None:
        """Something was said there."""
        self._forbidden.pop(chat, None)
        self._said_since.discard(chat)
        self._said_since.update(self._forbidden)
        self._busy_since, self._busy = None, 0

    def judged(self, chat: str, error: SendError) -> SendError:
        """What this failure means after those before it."""
        if isinstance(error, Throttled):
            return self._throttled(error)
        if isinstance(error, Unreachable) and str(error).startswith("403"):
            return self._refused(chat, error)
        return error

    def _throttled(self, error: Throttled) -> SendError:
        """No time is told: wait a minute each time, and after a while take it for the month's end."""
        now = self._clock.now()
        self._busy_since = self._busy_since or now
        self._busy += 1
        if self._busy >= TRIES and now - self._busy_since >= BUSY_FOR:
            return QuotaSpent("refused as too many for half an hour (429)")
        return Throttled(max(error.after, BUSY_SECONDS))

    def _refused(self, chat: str, error: SendError) -> SendError:
        """Believed a few times; then it is this chat alone, or, when nothing is said anywhere, all of us."""
        count = self._forbidden[chat] = self._forbidden.pop(chat, 0) + 1
        if len(self._forbidden) > KEPT:
            self._said_since.discard(self._forbidden.popitem(last=False)[0])
        if count <= TRIES:
            return error
        if chat in self._said_since:
            self._forbidden.pop(chat)
            self._said_since.discard(chat)
            return Rejected("refused again and again, though others are not (403)")
        return Misconfigured("refused again and again (403)")
