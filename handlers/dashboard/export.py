"""Files to take along: the figures of a period and the raw reports, as CSV that spreadsheets open as it is."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.clock import VIETNAM
from handlers.dashboard.look import Look, NotFound
from handlers.dashboard.numbers import within
from handlers.dashboard.sources import sources
from handlers.gathering import source_of
from handlers.summaries.bundle import written

CSV = "text/csv"
_UNSEEN = " \t\r\n\v\f\u00a0\u00ad\u200b\u200c\u200d\u2028\u2029\u2060\u3000\ufeff'\""
"""What stands before a formula without being seen, and quotes that a spreadsheet may take off."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file made for one download."""

    name: str
    body: bytes
    mime: str = CSV


async def file(look: Look, name: str) -> Made:
    """The file of that name. Raises NotFound."""
    match name:
        case "so-lieu.csv":
            return await _figures(look)
        case "tin-goc.csv":
            return await _raw(look)
    raise NotFound


async def _figures(look: Look) -> Made:
    """A period's figures by area, with a line of totals; `ky=all` is the campaign so far."""
    campaign = look.campaign
    whole = look.query.get("ky") == "all"
    source = await source_of(look.tx, campaign, look.today, look.areas())
    last = within(campaign, look.today)
    found = source.between(campaign.start, last) if whole else source.period(look.period())
    head = [campaign.unit.capitalize(), *(campaign.label(key, short=False) for key in campaign.keys), "Đủ", "Đúng hạn"]
    rows: list[Sequence[object]] = [head]
    for unit in found.units:
        values = unit.totals if whole else unit.values
        cells = [values.get(key, "") for key in campaign.keys]
        rows.append([unit.area.full_name, *cells, unit.completed, unit.in_time])
    sums = [progress.total if whole else progress.period for progress in found.progress]
    rows.append(["Tổng", *sums, found.complete, found.timely])
    return Made(f"so-lieu-{'den-' + last.isoformat() if whole else found.period.id}.csv", _csv(rows))


async def _raw(look: Look) -> Made:
    """Every version of a period's reports, newest first, masked."""
    which = look.period()
    areas = [area.id for area in look.areas()]
    found = await sources(look.tx, look.campaign, areas, which.start, which.end, look.campaign.keys)
    rows: list[Sequence[object]] = [
        [
            "Biên nhận",
            look.campaign.unit.capitalize(),
            "Ngày",
            "Người gửi",
            "Lúc",
            "Việc",
            "Thay đổi",
            "Nguyên văn",
            "Vướng mắc",
        ]
    ]
    for one in found.versions:
        sent = one.sent_at.astimezone(VIETNAM)
        changes = "; ".join(f"{label}: {_told(old)} → {_told(new)}" for label, old, new in one.changes)
        day, moment = f"{one.day:%d/%m/%Y}", f"{sent:%H:%M %d/%m/%Y}"
        rows.append([one.receipt, one.area, day, one.who, moment, one.operation, changes, one.text, one.obstacle])
    return Made(f"tin-goc-{which.id}.csv", _csv(rows))


def _told(value: int | None) -> str:
    return "trống" if value is None else str(value)


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula is marked as text; what no file may hold is left out."""
    if not isinstance(cell, str):
        return cell
    text = written(cell)
    first = unicodedata.normalize("NFKC", text).lstrip(_UNSEEN)[:1]  # «＝» is «=» to some
    return f"'{text}" if first and first in "=+-@|%" else text
