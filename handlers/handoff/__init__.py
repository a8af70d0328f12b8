"""A person when the bot is not enough: «Kẹt ở đây» and «gặp người» find one helper; the two talk through the bot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from handlers.handoff import candidates, files, hearing, offering, talking, watching
from handlers.handoff.base import routes
from handlers.tools import Job

__all__ = ["hearing", "routes", "tasks"]


def tasks() -> Mapping[str, Callable[[Job], Awaitable[None]]]:
    """Its tasks by the names under which they are planned."""
    return {
        "case-area": offering.without_area,
        "case-offer": offering.offer,
        "case-told": offering.told,
        "case-unsent": talking.unsent,
        "case-watch": watching.watch,
        "case-idle": watching.asleep,
        "case-candidate": candidates.propose,
        "case-file": files.pass_on,
        "case-file-gone": files.gone,
    }
