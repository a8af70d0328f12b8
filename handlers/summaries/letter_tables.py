"""The tables of the written report: results against the targets, and every unit's figures. Ready to be put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.phrases import letter as say
from handlers.phrases import words
from handlers.summaries._word import Run, mm, paragraph, table
from handlers.summaries.bundle import Bundle
from handlers.summaries.letter_words import Words, capital

TABLE, SMALL_TABLE = 12, 11
COLUMNS = 8
"""Figures abreast in a table of units; more of them go into a further table."""
PORTRAIT_COLUMNS = 4
LANDSCAPE = 200
"""From so many millimetres of room on, all of `COLUMNS` can be read."""
SHORT = 14
"""A table of so few units stays on one page."""
_RESULTS = (11, 54, 22, 21, 19, 19, 19)


def results(said: Words, room: float) -> str:
    """Each indicator and its groups, in so many millimetres."""
    widths = [mm(length * room / sum(_RESULTS)) for length in _RESULTS]
    heads = tuple(cell(text, bold=True) for text in say.HEAD)
    rows = [
        tuple(
            cell(text, align="both" if at == 1 else "center" if at in (0, 2) else "right")
            for at, text in enumerate(row)
        )
        for row in said.results
    ]
    return table([heads, *rows], widths, heads=1)


def parts(bundle: Bundle, abreast: int = COLUMNS) -> list[tuple[str, ...]]:
    """The keys of the tables of units, so many abreast."""
    keys = bundle.campaign.keys
    count = max(-(-len(keys) // abreast), 1)
    each = -(-len(keys) // count)
    return [keys[at : at + each] for at in range(0, len(keys), each)]


def units(bundle: Bundle, said: Words, keys_apart: Sequence[Sequence[str]], room: float) -> list[str]:
    """Each unit's figures in the period and since the campaign began, every table below its caption."""
    found = []
    for number, caption in enumerate((say.TABLE_PERIOD, say.TABLE_TOTAL), start=1):
        for at, keys in enumerate(keys_apart):
            title = caption.format(number=number) + (say.TABLE_MORE if at else "")
            found.append(
                paragraph(Run(title, 14, bold=True), first=10, before=8, after=6, line=1.1, keep=True),
            )
            found.append(_units(bundle, said, keys, room, total=number == 2, state=number == 1 and at == 0))
    return found


def _units(bundle: Bundle, said: Words, keys: Sequence[str], room: float, *, total: bool, state: bool) -> str:
    campaign, figures = bundle.campaign, bundle.figures
    keep = len(figures.units) <= SHORT
    heads = [say.STT, say.UNIT, *([say.STATE] if state else []), *(capital(campaign.label(key)) for key in keys)]
    rows = [[cell(text, SMALL_TABLE, bold=True, keep=keep) for text in heads]]
    for place, unit in enumerate(figures.units, start=1):
        values = unit.totals if total else unit.values
        rows.append(
            [
                cell(str(place), SMALL_TABLE, align="center", keep=keep),
                cell(capital(unit.area.full_name), SMALL_TABLE, align="left", keep=keep),
                *([cell(said.state(unit), SMALL_TABLE, align="center", keep=keep)] if state else []),
                *(cell(number(values.get(key)), SMALL_TABLE, align="right", keep=keep) for key in keys),
            ]
        )
    sums = [figures.of(key) for key in keys]
    last = [one.total if total else one.period for one in sums]
    rows.append(
        [
            cell("", SMALL_TABLE),
            cell(say.SUM, SMALL_TABLE, bold=True, align="left"),
            *([cell("", SMALL_TABLE)] if state else []),
            *(cell(number(value), SMALL_TABLE, bold=True, align="right") for value in last),
        ]
    )
    fixed = [mm(11), mm(36), *([mm(24)] if state else [])]
    each = (mm(room) - sum(fixed)) // max(len(keys), 1)
    return table(rows, [*fixed, *[each] * len(keys)], heads=1)


def cell(text: str, size: float = TABLE, *, bold: bool = False, align: Any = "center", keep: bool = False) -> str:
    return paragraph(Run(text, size, bold=bold), align=align, before=2, after=2, keep=keep)


def number(value: int | None) -> str:
    """«–» where nothing was told."""
    return say.NO_VALUE if value is None else words.number(value)
