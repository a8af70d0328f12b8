"""What a process of its own does for a period's files and pictures: read the database itself, fold, draw, hand back.

So the serving process neither reads, folds nor packs a season: what goes over is small, and what comes back are the
files and the little that is said with them.

    made = await press.run(print_files, order)
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.clock import VIETNAM
from handlers import paper
from handlers.bundling import bundle_of
from handlers.campaign import Area, Campaign, Period
from handlers.gathering import source_of
from handlers.paper import Chart
from handlers.paper.drawn import Paper, kept_as
from handlers.summaries import letter
from handlers.summaries.bundle import Bundle
from handlers.summaries.chart import chart_of
from handlers.summaries.documents import DRAWERS, file_name
from handlers.summaries.source import is_span
from storage.address import secrets_of
from storage.backups.reach import file_of
from storage.database import Database
from storage.tx import Tx, reading

Drawers = Mapping[str, Callable[[Bundle], bytes]]

OURS = "-mau-chung"
"""In the name of a report that was to follow the commune's own template, and could not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be shown, and where it is read."""

    database: str = field(repr=False)  # may hold a password
    campaign: Campaign = field(repr=False)
    """As its preset has it; imported numbers are read with the rest."""
    period: Period
    """Of the rhythm, or any stretch of days for a picture."""
    now: datetime
    """The moment that is shown, and stands on it."""
    areas: tuple[str, ...] | None = None
    """The leaves; None: the whole campaign, with what an officer wrote of it."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What the press cuts out of all that is said of this order."""
        return secrets_of(self.database)

    @property
    def leaves(self) -> tuple[Area, ...] | None:
        return None if self.areas is None else tuple(map(self.campaign.area, self.areas))


@dataclass(frozen=True, slots=True, kw_only=True)
class Files(Order):
    """Some of a period's files."""

    kinds: tuple[str, ...]
    part: str = ""
    """Which part of the campaign it is, as the files' names say it."""
    ours: bool = False
    """In our layout, whatever template there is: it failed so badly that nothing came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Order):
    """The picture under a summary."""

    folder: str
    """Where it may lie already, if somebody asked for the same."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The files in the order of their kinds, and what the figures in them lack."""

    papers: tuple[Paper, ...]
    missing: tuple[Area, ...]
    doubts: int
    fault: str = ""
    """Why the commune's own template could not be used, where our layout stands in for it."""


# -- in the process of its own -----------------------------------------------------------------------------------------


def print_files(order: Files) -> Printed:
    """The files, drawn of what the database holds."""
    return printed(asyncio.run(bundled(order)), order)


def print_picture(order: Picture) -> Paper:
    """The picture; without its bytes where it lies there already."""
    return pictured(asyncio.run(charted(order)), order)


async def bundled(order: Files) -> Bundle:
    """What its files are made of."""
    async with _looking(order.database) as tx:
        return await bundle_of(tx, order.campaign, order.period, order.now, order.leaves)


async def charted(order: Picture) -> Chart:
    """What stands in the picture."""
    async with _looking(order.database) as tx:
        source = await source_of(tx, order.campaign, order.now.astimezone(VIETNAM).date(), order.leaves)
    span = order.period
    figures = source.between(span.start, span.end) if is_span(span) else source.period(span)
    return chart_of(source, figures, order.now)


def printed(made: Bundle, order: Files, drawers: Drawers = DRAWERS) -> Printed:
    """Each kind drawn; a template that fails is not worth a missing report: then ours is, and its name says so."""
    papers, fault = [], ""
    for kind in order.kinds:
        ours = order.ours and kind == "docx"
        try:
            body = letter.ours(made) if ours else drawers[kind](made)
        except Exception:
            if ours or kind != "docx" or not made.campaign.letterhead.template:
                raise
            fault, ours = traceback.format_exc(), True
            body = letter.ours(made)
        papers.append(Paper.of(file_name(made, kind, order.part + OURS if ours else order.part), body))
    return Printed(tuple(papers), made.figures.missing, len(made.doubts), fault)


def pictured(chart: Chart, order: Picture, draw: Callable[[Chart], bytes] = paper.chart) -> Paper:
    """The chart drawn; the same one only once."""
    kept = kept_as("bieu-do.png", paper.chart, chart)
    there = (Path(order.folder) / kept).exists()
    return Paper("bieu-do.png", kept, None if there else draw(chart))


@asynccontextmanager
async def _looking(url: str) -> AsyncIterator[Tx]:
    """The database as it stands at one moment. Where there is none, none is made by looking for it."""
    file = file_of(url)
    if file is not None and not file.is_file():
        raise FileNotFoundError(2, "no database", str(file))
    async with await Database.open(url) as database, reading(database) as tx:
        yield tx
