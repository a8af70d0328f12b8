"""A campaign's counts made up from a seed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from bot.clock import VIETNAM
from handlers.presets import load_named
from handlers.summaries.source import Source
from tests.handlers.summaries.test_figures import Row


def seeded(name: str, days: int, seed: int = 1) -> Source:
    """The first days of a preset, with gaps and late reports."""
    campaign, random = load_named(name), Random(seed)
    rows = []
    for leaf in campaign.leaves:
        diligence = random.uniform(0.4, 1.6)
        for step in range(days):
            day = campaign.start + timedelta(days=step)
            if day > campaign.end or random.random() < 0.25:
                continue
            for key in campaign.keys:
                if random.random() < 0.3 and not campaign.indicator(key).obligatory:
                    continue
                value = int(random.randint(0, 12) * diligence) + (40 if key == "ho-so" else 0)
                sent = datetime.combine(day, time(random.choice((9, 15, 19, 21))), VIETNAM)
                rows.append(Row(leaf.id, day, key, value, sent))
    return Source(campaign, rows, campaign.start + timedelta(days=days - 1))
