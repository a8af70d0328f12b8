"""A seeded stretch of a campaign as it is played, every message of it kept, and its Excel as it is drawn."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from app import build
from bot.clock import VIETNAM, VirtualClock
from bot.config import Settings
from bot.types import Incoming
from cli.simulation.play import Play
from cli.simulation.stage import Heard, ListChannel, Stage
from handlers.bundling import bundle_of
from handlers.campaign import Campaign, Period
from handlers.presets import load_named
from handlers.summaries import sheet
from storage.tx import reading


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
    with tempfile.TemporaryDirectory() as home:
        clock = VirtualClock(datetime.combine(campaign.start - timedelta(days=1), time(14), VIETNAM))
        channel = ListChannel(clock)
        settings = Settings(database=f"sqlite:///{Path(home) / 'play.sqlite3'}", campaign=name)
        app = await build(settings, clock, channels={channel.name: channel})
        try:
            stage = Listening(app, clock, channel)
            play = Play(stage, campaign, Random(seed))
            await play.run(days)
            over = [one for one in play.periods() if one.deadline <= clock.now()]
            period = over[-1] if over else next(iter(play.periods()))
            async with reading(app.database) as tx:
                made = await bundle_of(tx, campaign, period, max(clock.now(), period.deadline))
        finally:
            await app.database.close()
    book = openpyxl.load_workbook(BytesIO(sheet.draw(made)))
    sheets = {page.title: [tuple(row) for row in page.iter_rows(min_row=2, values_only=True)] for page in book}
    return Played(campaign, period, stage.heard, play.ledger.cells(), sheets)
