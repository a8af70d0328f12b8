"""A small week of Nhơn Trạch as a bundle, with whatever words a test wants in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from handlers.presets import CAMPAIGNS, load_named
from handlers.summaries.bundle import Bundle, Obstacle, Raw, Told, bundle
from handlers.summaries.figures import figures

MADE = datetime.fromisoformat("2025-10-18T16:31:00+07:00")


def week(*texts: str, campaign: str = "nhon-trach-2025", **more: Any) -> Bundle:
    """Four of five hamlets have reported; each text is somebody's name, line, reason, obstacle and answer."""
    preset = load_named(campaign, CAMPAIGNS)
    first = preset.start + timedelta(days=4)
    period = preset.period_of(first)
    counts = [
        Told(leaf.id, day, key, 3 + at + number, datetime(2025, 1, 1, tzinfo=MADE.tzinfo))
        for at, leaf in enumerate(preset.leaves[:-1] or preset.leaves)
        for number, key in enumerate(preset.keys)
        for day in (preset.start, first)
    ]
    place = preset.leaves[0].id
    raw = [
        Raw(number, place, first, "set", {}, {preset.keys[0]: number}, text, MADE, MADE, text, text)
        for number, text in enumerate(texts, start=1)
    ]
    told = [
        Obstacle(number, place, MADE, text, "answered" if number % 2 else "new", text)
        for number, text in enumerate(texts, start=1)
    ]
    today: date = period.end
    return bundle(preset, figures(preset, period, counts, today=today), counts, MADE, raw=raw, obstacles=told, **more)
