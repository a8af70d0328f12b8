"""Saturday in one word: the draft before a deadline, «duyệt», «nhắc thiếu», and the free words of the report."""

from handlers.draft import deciding, reminding, showing, wording
from handlers.draft.base import routes
from handlers.draft.deciding import decided_by, release, too_late
from handlers.draft.outcome import tell_outcome
from handlers.draft.showing import RULED, plan, send_draft

__all__ = [
    "RULED",
    "decided_by",
    "deciding",
    "plan",
    "release",
    "reminding",
    "routes",
    "send_draft",
    "showing",
    "tell_outcome",
    "too_late",
    "wording",
]
