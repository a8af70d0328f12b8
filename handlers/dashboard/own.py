"""The page of the campaign's own tables: comparison, groups and phases, parts by month, criteria, squads."""

from __future__ import annotations

import asyncio

from handlers.dashboard.look import Look, Page
from handlers.dashboard.numbers import neighbours
from handlers.gathering import source_of
from handlers.phrases import words
from handlers.summaries.tables import Table, own_tables, shown


async def tables(look: Look) -> Page:
    """What this campaign's preset asks for, of the running period or of the one that is asked for."""
    look.officer_only()
    which = look.period()
    source = await source_of(look.tx, look.campaign, look.today, look.areas())

    def reckoned() -> tuple[Table, ...]:
        return tuple(one for one in own_tables(source, source.period(which)) if one.id != "hamlets")

    before, after = neighbours(look.campaign, which, look.today)
    values = {
        "tables": await asyncio.to_thread(reckoned),
        "shown": shown,
        "name": words.period(look.campaign, which),
        "before": before,
        "after": after,
    }
    return Page("tables.html", "Bảng của chiến dịch", values, "bang")
