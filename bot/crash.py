"""Named points at which a test may pull the plug.

`TROLYSO_CRASH_AT=answer.committed:7` kills this process, as a power cut would, when that point is reached for the
seventh time. Without the variable, reaching a point costs one comparison.
"""

from __future__ import annotations

import os
import signal

POINTS = (
    "accept.kept",
    "accept.committed",
    "answer.read",
    "answer.handled",
    "answer.written",
    "answer.committed",
    "send.leased",
    "send.calling",
    "send.called",
    "send.settling",
    "send.settled",
    "task.taken",
    "task.worked",
    "task.done",
)


class _Fuse:
    point = ""
    left = 0


def arm(where: str | None) -> None:
    """«point:n», or None: never."""
    if not where:
        _Fuse.point = ""
        return
    point, _, times = where.partition(":")
    if point not in POINTS:
        raise ValueError(f"no such point: {point}")
    _Fuse.point, _Fuse.left = point, int(times or 1)


def reach(point: str) -> None:
    """We are here."""
    if point == _Fuse.point:
        _Fuse.left -= 1
        if _Fuse.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
