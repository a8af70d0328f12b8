"""Draw one of a period's files in a process of its own, for whoever sends it or hands it out."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.press import PressFailed
from bot.types import File
from handlers.summaries import letter
from handlers.summaries.bundle import Bundle
from handlers.summaries.documents import DRAWERS, MIMES, file_name
from handlers.tools import Tools

log = logging.getLogger("trolyso.drawing")

OURS = "-mau-chung"
"""In the name of a report that was to follow the commune's own template, and could not."""


async def drawn(tools: Tools, made: Bundle, kind: str, now: datetime, *, part: str = "") -> File:
    """The file; `part` of the campaign stands in its name. Raises PressFailed.

    A template that fails is not worth a missing report: then ours is drawn, and the file's name says so.
    """
    name = file_name(made, kind, part)
    try:
        path = await tools.drawn.file(name, now, DRAWERS[kind], made)
    except PressFailed:
        if kind != "docx" or not made.campaign.letterhead.template:
            raise
        log.exception("the own template failed", extra={"action": "template-failed"})
        name = file_name(made, kind, part + OURS)
        path = await tools.drawn.file(name, now, letter.ours, made)
    return File(str(path), name, MIMES[kind], photo=kind == "png")


def in_our_layout(file: File) -> bool:
    """Whether the commune's own template could not be used."""
    return OURS in file.name
