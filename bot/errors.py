"""What a failure means for us: each is named after what we will do about it."""

from __future__ import annotations

from typing import Literal


class SendError(Exception):
    """A platform did not take our message. The docstring of each kind is what the log says."""


class Unreachable(SendError):
    """The platform could not be reached and has certainly not taken the message; try again later."""


class Throttled(SendError):
    """The platform asks us to wait; the same message may be sent again after that many seconds."""

    def __init__(self, after: float = 1.0) -> None:
        super().__init__(f"wait {after:g} s")
        self.after = after


class Uncertain(SendError):
    """The message left us but no answer came back; it may or may not have been shown."""


class Rejected(SendError):
    """The platform will never take this message as it is: our mistake, do not repeat."""


class Gone(SendError):
    """The reader blocked the bot, left, or closed the account; stop writing to them."""


class Moved(SendError):
    """The chat has another id now; write there instead."""

    def __init__(self, to: str) -> None:
        super().__init__("the chat moved")
        self.to = to


class OutsideWindow(SendError):
    """The platform lets us answer only for a while after the person's last word; wait until they write."""


class QuotaSpent(SendError):
    """The month's messages are used up; only a new month or another package helps."""


class Misconfigured(SendError):
    """Token, permission or address is wrong; nothing will work until a person mends it. Wake one."""


class TryAgainLater(Exception):
    """Raised by a task: not now, but again after that many seconds."""

    def __init__(self, after: float) -> None:
        super().__init__(f"again in {after:g} s")
        self.after = after


class TaskEnded(Exception):
    """Raised by a task when its work is over but was not done: the row ends in that state, and nothing is repeated."""

    def __init__(self, state: Literal["skipped-late", "cancelled"], why: str) -> None:
        super().__init__(why)
        self.state = state
        self.why = why
