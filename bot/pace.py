"""How fast we may speak: to a platform as a whole, to one chat, to one group."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from bot.types import Pace

KEPT = 20_000
"""Chats whose pace is remembered; the least recently spoken to is forgotten first."""

EVENLY_BELOW = 60
"""Messages a second up to which each leaves alone: in bundles, the last ones of a second would be given away."""


@dataclass(slots=True)
class _Window:
    """At most `limit` moments within any `span` seconds."""

    limit: int
    span: float
    moments: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        while self.moments and self.moments[0] <= now - self.span:
            self.moments.popleft()
        if len(self.moments) < self.limit:
            return 0.0
        return self.moments[len(self.moments) - self.limit] + self.span - now


class Pacer:
    """Says how long to wait before the next send; a send that goes ahead is written down by `spend`."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        # Evenly, so that a whole second's allowance never leaves at once; where much leaves, about ten times a second.
        at_once = max(1, int(pace.per_second / 10)) if pace.per_second >= EVENLY_BELOW else 1
        times = pace.per_second // at_once if pace.per_second >= 1 else pace.per_second
        self._all = _Window(at_once, 1 / times)
        self._chats: OrderedDict[str, list[_Window]] = OrderedDict()
        self._stopped: dict[str, float] = {}

    def room(self, now: float) -> int:
        """How many messages may leave at once now, to whomever."""
        self._all.wait(now)
        return 0 if self.pause(now) > 0 else self._all.limit - len(self._all.moments)

    def pause(self, now: float) -> float:
        """Seconds until anybody may be spoken to."""
        return max(self._stopped.get("", 0.0) - now, self._all.wait(now), 0.0)

    def wait(self, chat: str, *, private: bool, now: float) -> float:
        """Seconds until this chat may be spoken to; 0: now."""
        stopped = max(self._stopped.get(chat, 0.0), self._stopped.get("", 0.0)) - now
        return max(stopped, self._all.wait(now), *(window.wait(now) for window in self._windows(chat, private)), 0.0)

    def spend(self, chat: str, *, private: bool, now: float) -> None:
        """This chat is being spoken to now."""
        for window in (self._all, *self._windows(chat, private)):
            window.moments.append(now)

    def stop(self, chat: str, until: float) -> None:
        """The platform asked for silence in this chat until then; "" is the whole platform."""
        self._stopped[chat] = until
        if len(self._stopped) > KEPT:
            self._stopped = {chat: moment for chat, moment in self._stopped.items() if moment > until - 60}

    def _windows(self, chat: str, private: bool) -> list[_Window]:
        windows = self._chats.get(chat)
        if windows is None:
            pace = self._pace
            windows = [_Window(pace.chat_burst, pace.chat_burst / pace.per_chat_per_second)]
            if not private:
                windows.append(_Window(int(pace.per_group_per_minute), 60.0))
            self._chats[chat] = windows
            if len(self._chats) > KEPT:
                self._chats.popitem(last=False)
        else:
            self._chats.move_to_end(chat)
        return windows
