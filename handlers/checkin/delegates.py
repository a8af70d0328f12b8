"""The list of delegates by unit: how many each sends, from which hamlet; no names. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.text import fold, nfc
from handlers.campaign import Campaign
from handlers.phrases import checkin as say
from handlers.phrases import places
from handlers.summaries.population import Fault, cell_name

_UNIT = ("don vi", "co quan", "thanh phan", "dai bieu")
_COUNT = ("so luong", "so nguoi", "so dai bieu", "sl")
_AREA = ("ap", "thon", "khu pho", "noi", "o")
_NEED = ("viec", "nhu cau", "can lam")
_TOTAL = re.compile(r"(tong|cong)( so| cong| don)?( dai bieu| nguoi| phieu)?\W*$")
"""A line of totals; «Công an», «Tổng công ty» and «Cộng đoàn» are units."""
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """One unit."""

    unit: str
    count: int
    area: str | None
    need: str


@dataclass(slots=True)
class Delegates:
    """What a table says: all of it counts, or nothing."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_delegates(rows: Sequence[Sequence[object]], campaign: Campaign) -> Delegates:
    """Units with their numbers; lines without any word are skipped, a line of totals too."""
    found = Delegates()
    heads = dict.fromkeys(_UNIT, "unit") | dict.fromkeys(_COUNT, "count") | dict.fromkeys(_NEED, "need")
    heads |= dict.fromkeys([*_AREA, *(fold(one) for one in campaign.unit.split(" / "))], "area")
    tops = [{heads[_head(cell)]: n for n, cell in enumerate(row) if _head(cell) in heads} for row in rows[:20]]
    at = next((n for n, columns in enumerate(tops) if {"unit", "count"} <= columns.keys()), None)
    if at is None:
        found.faults.append(Fault("A1", say.TABLE_HEADS))
        return found
    columns = tops[at]
    seen: set[str] = set()
    for number, row in enumerate(rows[at + 1 :], start=at + 1):
        cells = {key: row[column] if column < len(row) else None for key, column in columns.items()}
        unit = _text(cells["unit"])
        if not any(_text(cell) for cell in row) or _TOTAL.match(fold(unit)):
            continue
        count = _count(cells["count"])
        area = _area(campaign, _text(cells.get("area")))
        if not unit:
            found.faults.append(Fault(cell_name(number, columns["unit"]), say.TABLE_UNIT))
        elif fold(unit) in seen:
            found.faults.append(Fault(cell_name(number, columns["unit"]), say.TABLE_TWICE.format(unit=unit[:60])))
        seen.add(fold(unit))
        if count is None:
            told = say.TABLE_COUNT.format(text=_text(cells["count"])[:20])
            found.faults.append(Fault(cell_name(number, columns["count"]), told))
        if area == "":
            known = ", ".join(leaf.full_name for leaf in campaign.leaves[:12])
            text = _text(cells.get("area"))[:40]
            told = places.TABLE_UNKNOWN_AREA.format(unit=campaign.unit, text=text, known=known)
            found.faults.append(Fault(cell_name(number, columns["area"]), told))
        elif unit and count is not None:
            found.rows.append(Row(unit[:120], count, area, _text(cells.get("need"))[:80]))
    if not found.rows and not found.faults:
        found.faults.append(Fault(cell_name(at + 1, 0), say.TABLE_HEADS))
    return found


def _area(campaign: Campaign, text: str) -> str | None:
    """The leaf's id; None where none is named, "" where it is unknown."""
    if not text:
        return None
    wanted = fold(text)
    for leaf in campaign.leaves:
        if wanted in {fold(one) for one in (leaf.id, leaf.name, leaf.full_name, *leaf.aliases)}:
            return leaf.id
    return ""


def _count(cell: object) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if float(cell).is_integer() and 0 <= cell <= MOST else None
    text = _text(cell)
    return int(text) if text.isdecimal() and int(text) <= MOST else None


def _text(cell: object) -> str:
    return nfc(" ".join(str(cell).split())) if cell is not None else ""


def _head(cell: object) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", fold(str(cell if cell is not None else ""))).split())
