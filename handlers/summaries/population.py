"""A table of people by area and group, as an officer keeps it, read strictly: every doubt is told with its cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.text import fold
from handlers.campaign import Area, Campaign
from handlers.phrases import population as say

Kind = Literal["population", "baseline"]
MOST_ROWS, MOST_COLUMNS, LARGEST = 5000, 60, 50_000_000
_NUMBER = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+|\d+(?:[.,]0+)?")
_PLACE_HEADS = ("don vi", "noi", "khu vuc", "dia ban", "ten", "area", "ma", "id")
_IDLE_HEADS = ("stt", "tt", "so tt", "so thu tu", "ghi chu", "note", "cap tren", "thuoc", "")
_TOTALS = ("tong", "tong cong", "cong", "toan xa", "ca xa", "total")
_BEFORE = ("nen", "da co truoc", "truoc", "truoc chien dich", "baseline")


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of the table."""

    area: str
    kind: Kind
    key: str
    value: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell, and the way out."""

    cell: str
    message: str


@dataclass(slots=True)
class Reading:
    """What a table says. Whoever imports it takes all or, where anything is wrong, nothing."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class NotATable(Exception):
    """The file cannot be opened as a table; the message says why."""


def rows_of(data: bytes, name: str) -> list[list[object]]:
    """The first sheet of an Excel file, or the lines of a CSV file. Raises NotATable."""
    if name.lower().endswith((".xlsx", ".xlsm")) or data[:2] == b"PK":
        return _excel(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotATable(say.NOT_UTF8) from None
    head = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=head.count)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    return [list[object](line) for line in lines][: MOST_ROWS + 1]


def read(rows: Sequence[Sequence[object]], campaign: Campaign) -> Reading:
    """The numbers by leaf; rows above the heading are skipped, a row of totals must be right."""
    found = Reading()
    if len(rows) > MOST_ROWS:
        found.faults.append(Fault(f"A{MOST_ROWS + 1}", say.TOO_LONG.format(most=MOST_ROWS)))
        return found
    columns = _columns(campaign)
    at = next((n for n, row in enumerate(rows[:20]) if any(_head(cell) in columns for cell in row)), None)
    if at is None:
        found.faults.append(Fault("A1", say.NO_HEADING.format(known=", ".join(campaign.populations.values()))))
        return found
    named: dict[int, tuple[Kind, str]] = {}
    place: int | None = None
    for column, cell in enumerate(rows[at][:MOST_COLUMNS]):
        head = _head(cell)
        if head in columns:
            if columns[head] in named.values():
                found.faults.append(Fault(cell_name(at, column), say.TWICE.format(what=str(cell).strip())))
            named[column] = columns[head]
        elif place is None and (head in _PLACE_HEADS or head == fold(campaign.unit) or head in _units(campaign)):
            place = column
        elif head not in _IDLE_HEADS:
            known = ", ".join(campaign.populations.values())
            found.faults.append(
                Fault(cell_name(at, column), say.UNKNOWN_HEAD.format(head=str(cell).strip(), known=known))
            )
    if place is None:
        found.faults.append(Fault(cell_name(at, 0), say.NO_PLACE.format(unit=campaign.unit)))
        return found
    _read_rows(rows, at, place, named, campaign, found)
    if not found.entries and not found.faults:
        found.faults.append(Fault(cell_name(at + 1, 0), say.EMPTY))
    return found


def _read_rows(
    rows: Sequence[Sequence[object]],
    at: int,
    place: int,
    named: dict[int, tuple[Kind, str]],
    campaign: Campaign,
    found: Reading,
) -> None:
    areas = _areas(campaign)
    seen: dict[str, int] = {}
    sums = dict.fromkeys(named, 0)
    for line, row in enumerate(rows[at + 1 :], start=at + 1):
        text = str(row[place]).strip() if place < len(row) and row[place] is not None else ""
        if not any(str(cell).strip() for cell in row if cell is not None):
            continue
        total = fold(text) in _TOTALS
        known = areas.get(fold(text), ())
        if not total and len(known) != 1:
            message = say.SEVERAL if known else say.UNKNOWN_AREA
            names = ", ".join(area.id for area in known) or ", ".join(leaf.full_name for leaf in campaign.leaves[:12])
            found.faults.append(Fault(cell_name(line, place), message.format(text=text, known=names)))
            continue
        if not total:
            if known[0].id in seen:
                message = say.AREA_TWICE.format(text=text, row=seen[known[0].id] + 1)
                found.faults.append(Fault(cell_name(line, place), message))
                continue
            seen[known[0].id] = line
        for column, (kind, key) in named.items():
            cell = row[column] if column < len(row) else None
            if cell is None or not str(cell).strip():
                continue
            value = _number(cell)
            if value is None:
                found.faults.append(
                    Fault(cell_name(line, column), say.NOT_A_NUMBER.format(text=str(cell).strip()[:40]))
                )
            elif not total:
                sums[column] += value
                found.entries.append(Entry(known[0].id, kind, key, value))
            elif value != sums[column]:
                found.faults.append(
                    Fault(cell_name(line, column), say.WRONG_TOTAL.format(told=value, sum=sums[column]))
                )


def _excel(data: bytes) -> list[list[object]]:
    import zipfile

    from openpyxl import load_workbook  # 15 MB, and only here

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
        return [list(row) for row in rows]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise NotATable(say.NOT_EXCEL) from None


def _columns(campaign: Campaign) -> dict[str, tuple[Kind, str]]:
    """What a heading may say: a population's id or label, or «đã có trước: …» with a figure's name."""
    found: dict[str, tuple[Kind, str]] = {}
    for id_, label in campaign.populations.items():
        found |= {fold(id_): ("population", id_), _head(label): ("population", id_)}
        found.setdefault(_head(f"số {label}"), ("population", id_))
    for key in campaign.keys:
        for name in (key, campaign.label(key), campaign.label(key, short=False)):
            for word in _BEFORE:
                found.setdefault(_head(f"{word} {name}"), ("baseline", key))
    return found


def _head(cell: object) -> str:
    return " ".join(re.sub(r"[^\w/-]+", " ", fold(str(cell if cell is not None else ""))).split())


def _units(campaign: Campaign) -> set[str]:
    words = {area.unit for area in campaign.leaves} | {campaign.unit, *campaign.unit.split(" / ")}
    return {prefix + _head(word) for word in words for prefix in ("", "ten ")}


def _areas(campaign: Campaign) -> dict[str, tuple[Area, ...]]:
    """How a leaf may be written: its id, its name with or without the unit word, an alias."""
    found: dict[str, dict[str, Area]] = {}
    for leaf in campaign.leaves:
        for name in (leaf.id, leaf.name, leaf.full_name, *leaf.aliases):
            found.setdefault(fold(name), {})[leaf.id] = leaf
    return {name: tuple(areas.values()) for name, areas in found.items()}


def _number(cell: object) -> int | None:
    """A whole number of people, however the table writes it; None where it is none."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return int(cell) if float(cell).is_integer() and 0 <= cell <= LARGEST else None
    text = str(cell).strip()
    if not _NUMBER.fullmatch(text):
        return None
    whole = re.sub(r"[.,\s]", "", text) if re.search(r"[.,\s]\d{3}(?!\d)", text) else re.split(r"[.,]", text)[0]
    return int(whole) if int(whole) <= LARGEST else None


def cell_name(row: int, column: int) -> str:
    """«B7»."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def listed(faults: Iterable[Fault], most: int = 30) -> list[str]:
    """The faults as lines to read, in the order of the table."""
    every = list(faults)
    lines = [f"{fault.cell}: {fault.message}" for fault in every[:most]]
    return [*lines, say.MORE.format(count=len(every) - most)] if len(every) > most else lines
