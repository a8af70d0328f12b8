"""The tables of the written report: results against the targets, and every unit's figures. Ready to be put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.phrases import letter as say
from handlers.phrases import words
from handlers.summaries._word import Run, mm, paragraph, table
from handlers.summaries.bundle import Bundle
from handlers.summaries.columns import in_period, in_total
from handlers.summaries.letter_words import Words, capital, percent
from handlers.summaries.tables import Cell, Percent, Table, doubt_notes, own_tables, shown, squads_table

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
            cell(text, align="left" if at == 1 else "center" if at in (0, 2) else "right")
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
    last = [(in_total if total else in_period)(campaign, figures, key) for key in keys]
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


def own(bundle: Bundle, room: float) -> list[str]:
    """The tables that only this campaign's preset asks for, each with its caption and notes."""
    campaign, figures = bundle.campaign, bundle.figures
    told = doubt_notes(campaign, figures)  # they stand in the report's first section
    obligatory = [key for one in campaign.indicators if one.obligatory for key in one.keys]
    found: list[str] = []
    for table_ in own_tables(bundle.source, figures):
        if table_.id == "hamlets":
            continue
        shown_ = squads_table(campaign, figures, obligatory) if table_.id == "squads" else table_
        number = 3 + sum(xml.startswith("<w:tbl") for xml in found)
        caption = Run(say.TABLE_OWN.format(number=number, title=shown_.title), 14, bold=True)
        found.append(paragraph(caption, first=10, before=8, after=6, line=1.1, keep=True))
        notes = " ".join(note for note in shown_.notes if note not in told)
        found.append(_own(shown_, room, followed=bool(notes)))
        if notes:
            found.append(paragraph(Run(notes, SMALL_TABLE, italic=True), first=10, before=3))
    return found


def _own(one: Table, room: float, *, followed: bool) -> str:
    keep = len(one.rows) <= SHORT + 1
    grid = [[_told(cell_, bare=one.sums and row is one.rows[-1]) for cell_ in row] for row in one.rows]
    texts = [any(isinstance(row[at], str) for row in one.rows) for at in range(len(one.headings))]
    widths = _widths(one.headings, grid, texts, mm(room))
    rows = [[cell(head, SMALL_TABLE, bold=True, keep=keep) for head in one.headings]]
    for place, row in enumerate(grid, start=1):
        last = place == len(grid)
        rows.append(
            [
                cell(
                    text,
                    SMALL_TABLE,
                    bold=one.sums and last,
                    align="left" if texts[at] else "right",
                    keep=keep and (followed or not last),
                )
                for at, text in enumerate(row)
            ]
        )
    return table(rows, widths, heads=1)


def _told(value: Cell, *, bare: bool) -> str:
    """A cell as the document says it; in the row of sums nothing stands where nothing is summed up."""
    match value:
        case None:
            return "" if bare else say.NO_VALUE
        case Percent(share):
            return percent(share)
        case str():
            return capital(value)
        case _:
            return shown(value)


def _widths(heads: Sequence[str], grid: Sequence[Sequence[str]], texts: Sequence[bool], room: int) -> list[int]:
    """Figures get what they need, texts share the rest by their length."""
    needed = [
        max(max(map(len, head.split()), default=0) + 2, len(head) // 3 + 2, *(min(len(row[at]), 30) for row in grid), 4)
        for at, head in enumerate(heads)
    ]
    widths = [max(mm(2.1 * need + 3), mm(17)) for need in needed]
    free = room - sum(width for width, text in zip(widths, texts, strict=True) if not text)
    wordy = sum(need for need, text in zip(needed, texts, strict=True) if text)
    if not wordy or free < mm(1) * wordy:
        return [room * need // sum(needed) for need in needed]
    return [free * need // wordy if text else width for need, width, text in zip(needed, widths, texts, strict=True)]


def cell(text: str, size: float = TABLE, *, bold: bool = False, align: Any = "center", keep: bool = False) -> str:
    return paragraph(Run(text, size, bold=bold), align=align, before=2, after=2, keep=keep)


def number(value: int | None) -> str:
    """«–» where nothing was told."""
    return say.NO_VALUE if value is None else words.number(value)
