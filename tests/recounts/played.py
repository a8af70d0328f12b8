"""A seeded stretch of a campaign as it is played, every message of it kept, and its Excel as it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl

from app import build
from bot.types import Incoming
from cli.simulation.playing import bundle_so_far, playing
from cli.simulation.stage import Heard, Stage
from handlers.campaign import Campaign, Period
from handlers.presets import load_named
from handlers.summaries import sheet


class Listening(Stage):
    """Keeps every message as it came in, once, with what was answered."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.heard: list[tuple[datetime, Incoming, tuple[str, ...]]] = []

    async def deliver(self, update: Incoming) -> list[Heard]:
        at = self.clock.now()
        answers = await super().deliver(update)
        self.heard.append((at, update, tuple(one.text for one in answers)))
        return answers


@dataclass(frozen=True)
class Played:
    """What was typed, what was meant by it, and the sheets that came of it."""

    campaign: Campaign
    period: Period
    messages: list[tuple[datetime, Incoming, tuple[str, ...]]]
    meant: Mapping[tuple[str, Any, str], int]
    sheets: dict[str, list[tuple[Any, ...]]]


async def played(name: str, seed: int, days: int) -> Played:
    """So many days of a preset; the sheets are those of the last period that is over, else of the first."""
    campaign = load_named(name)
    async with playing(campaign, seed, build, Listening) as play:
        await play.run(days)
        made = await bundle_so_far(play)
    assert isinstance(play.stage, Listening)
    book = openpyxl.load_workbook(BytesIO(sheet.draw(made)))
    sheets = {page.title: [tuple(row) for row in page.iter_rows(min_row=2, values_only=True)] for page in book}
    return Played(campaign, made.figures.period, play.stage.heard, play.ledger.cells(), sheets)
