"""A period's files: which there are, what they are called, and what draws each of them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from handlers import paper
from handlers.summaries import letter, sheet
from handlers.summaries.bundle import Bundle
from handlers.summaries.chart import chart_of

Kind = Literal["docx", "xlsx", "png"]


def picture(bundle: Bundle) -> bytes:
    """The chart, as the chat shows it under a summary."""
    return paper.chart(chart_of(bundle.source, bundle.figures, bundle.made_at))


DRAWERS: Mapping[str, Callable[[Bundle], bytes]] = {"docx": letter.draw, "xlsx": sheet.draw, "png": picture}
"""By kind; each is meant for a process of its own (`bot/press.py`)."""
MIMES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
}


def file_name(bundle: Bundle, kind: str, part: str = "") -> str:
    """«bao-cao-nhon-trach-2025-2025-W42.docx», with the `part` before its ending."""
    return f"bao-cao-{bundle.campaign.id}-{bundle.figures.period.id}{part}.{kind}"
