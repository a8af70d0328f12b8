"""The pages about figures: today, a period, the campaign, one area, and where a figure comes from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from handlers.campaign import Area, Period
from handlers.dashboard.helping import waiting
from handlers.dashboard.look import Forbidden, Look, NotFound, Page
from handlers.dashboard.numbers import Kind, board, keys_of, neighbours, span_words, sum_of, within
from handlers.dashboard.sources import obstacles, sources
from handlers.gathering import source_of
from handlers.phrases import words
from handlers.summaries.figures import Figures
from handlers.summaries.source import Source


@dataclass(frozen=True, slots=True)
class Scope:
    """What the figures on a page are about, as their links name it."""

    period: Period
    name: str
    field: str
    """«values» of the period or «totals» since the campaign began."""
    since: date

    @property
    def until(self) -> date:
        return self.period.end


async def today(look: Look) -> Page:
    """What has come in today."""
    day = look.day("ngay", look.today)
    title = "Hôm nay" if day == look.today else "Một ngày"
    return await _figures_page(look, "hom-nay", title, day, lambda source: source.between(day, day))


async def period(look: Look) -> Page:
    """The running reporting period, or the one that is asked for."""
    which = look.period()
    return await _figures_page(look, "ky", "Kỳ báo cáo", which.end, lambda source: source.period(which))


async def campaign(look: Look) -> Page:
    """Everything since the first day."""
    last = within(look.campaign, look.today)
    return await _figures_page(
        look, "chien-dich", "Chiến dịch", last, lambda source: source.between(look.campaign.start, last)
    )


async def _figures_page(look: Look, here: Kind, title: str, day: date, reckon: Callable[[Source], Figures]) -> Page:
    source = await source_of(look.tx, look.campaign, look.today, look.areas())
    found = await asyncio.to_thread(reckon, source)  # a year of a commune: nobody's answer waits for it
    whole = here == "chien-dich"
    main = look.query.get("chi", "")
    shown = await asyncio.to_thread(board, source, found, main, kind=here, curve=here != "hom-nay")
    which = found.period
    running = look.campaign.period_of(within(look.campaign, day))
    before, after = neighbours(look.campaign, which, look.today) if here == "ky" else (None, None)
    since = look.campaign.start if whole else which.start
    values = {
        "board": shown,
        "scope": Scope(
            which, span_words(look.campaign, found, here, look.today), "totals" if whole else "values", since
        ),
        "before": before,
        "after": after,
        "parents": _parents(look),
        "chosen": look.query.get("noi", ""),
        "kind": here,
        "waiting": await waiting(look) if here == "hom-nay" else 0,
        "deadline": words.moment(running.deadline),
        "overdue": look.now > running.deadline,
    }
    return Page("figures.html", title, values, here)


def _parents(look: Look) -> list[Area]:
    """The areas above leaves by which the viewer may narrow the page."""
    with_leaves = [area for area in look.campaign.areas if area not in look.campaign.leaves]
    return [a for a in with_leaves if all(look.viewer.sees(leaf.id) for leaf in look.campaign.below(a.id))]


async def area(look: Look, id_: str) -> Page:
    """One area's period, day by day, and what was in the way."""
    leaves = look.below(id_)
    if len(leaves) != 1 or leaves[0].id != id_:
        raise NotFound
    which, place = look.period(), leaves[0]
    source = await source_of(look.tx, look.campaign, look.today, leaves)
    found = source.period(which)
    shown = await asyncio.to_thread(board, source, found, look.query.get("chi", ""), kind="ky", curve=True)
    days = [day for day in which.days() if day <= look.today]
    by_day = {day: {count.key: count.value for count in source.counts if count.day == day} for day in days}
    before, after = neighbours(look.campaign, which, look.today)
    squad = look.campaign.squad_of(id_)
    values = {
        "area": place,
        "squad": squad,
        "board": shown,
        "row": shown.rows[0],
        "scope": Scope(which, span_words(look.campaign, found, "ky", look.today), "values", which.start),
        "days": by_day,
        "before": before,
        "after": after,
        "obstacles": await obstacles(look.tx, look.campaign, [id_], which.start, which.end),
        "deadline": words.moment(which.deadline),
    }
    return Page("area.html", place.full_name, values, "ky")


async def source(look: Look) -> Page:
    """Behind a figure: what stands, and every version of it with its words, masked."""
    areas = look.areas()
    key = look.query.get("chi", "")
    keys = keys_of(look.campaign, key) if key else look.campaign.keys
    if not keys:
        raise NotFound
    since, until = look.day("tu", look.campaign.start), look.day("den", look.today)
    found = await sources(look.tx, look.campaign, [one.id for one in areas], since, until, keys)
    total = None
    if key:
        total = sum_of(await source_of(look.tx, look.campaign, look.today, areas), key, since, until)
    values = {
        "found": found,
        "label": look.campaign.label(key, short=False) if key else "Mọi chỉ tiêu",
        "place": areas[0].full_name if len(areas) == 1 else f"{len(areas)} {look.campaign.unit}",
        "since": since,
        "until": until,
        "total": total,
        "stock": bool(key) and look.campaign.indicator(key).kind == "stock",
    }
    return Page("source.html", "Số này từ đâu", values, "")


async def history(look: Look, receipt: str) -> Page:
    """The area and day of a receipt: every version."""
    found = await look.tx.reports.get(int(receipt)) if receipt.isdecimal() and len(receipt) < 16 else None
    if found is None or found.campaign != look.campaign.id:
        raise NotFound
    if not look.viewer.sees(found.area):
        raise Forbidden
    versions = await sources(look.tx, look.campaign, [found.area], found.day, found.day, look.campaign.keys)
    values = {
        "found": versions,
        "label": "Mọi chỉ tiêu",
        "place": look.campaign.area(found.area).full_name,
        "since": found.day,
        "until": found.day,
        "total": None,
        "stock": False,
    }
    return Page("source.html", f"Biên nhận {receipt}", values, "")
