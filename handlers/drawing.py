"""Have a period's files made elsewhere, for whoever sends them or hands them out."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from bot.press import PressDied
from bot.types import File
from handlers.campaign import Area
from handlers.presswork import OURS, Files, Printed, print_files
from handlers.summaries.documents import MIMES
from handlers.tools import Tools

log = logging.getLogger("trolyso.drawing")


@dataclass(frozen=True, slots=True)
class Finished:
    """The files in the order of their kinds, and what whoever passes them on should know."""

    files: tuple[File, ...]
    missing: tuple[Area, ...]
    doubts: int


async def drawn(tools: Tools, order: Files, now: datetime) -> Finished:
    """All kinds that were ordered, or none: raises PressFailed.

    Where the commune's own template fails, ours is drawn, and the file's name says so.
    """
    made = await _printed(tools, order)
    if made.fault:
        log.error("the own template failed", extra={"action": "template-failed", "told": made.fault[-2000:]})
    files = [
        File(str(await tools.drawn.put(paper, now)), paper.name, MIMES[kind], photo=kind == "png")
        for kind, paper in zip(order.kinds, made.papers, strict=True)
    ]
    return Finished(tuple(files), made.missing, made.doubts)


async def _printed(tools: Tools, order: Files) -> Printed:
    press = tools.drawn.press
    try:
        return await press.run(print_files, order)
    except PressDied:
        if "docx" not in order.kinds or not order.campaign.letterhead.template:
            raise
        # A template may be more than a small machine can hold: then it took the whole process with it.
        log.exception("perhaps of the own template", extra={"action": "template-failed"})
    return await press.run(print_files, replace(order, ours=True))


def in_our_layout(file: File) -> bool:
    """Whether the commune's own template could not be used."""
    return OURS in file.name
