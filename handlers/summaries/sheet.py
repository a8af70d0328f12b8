"""The Excel of a period: real numbers and dates, sheets to filter and to print, and no text that could calculate."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from handlers.phrases import sheet as say
from handlers.phrases import words
from handlers.summaries._book import Book, capital, plain, state_of, title_of
from handlers.summaries.bundle import Bundle
from handlers.summaries.sheet_figures import days, keys, own, people, ranked, summary, units

MANY_ROWS = 20_000
"""From so many raw reports on, rows go to disk as they are written."""


def draw(bundle: Bundle) -> bytes:
    """The workbook."""
    from xlsxwriter.workbook import Workbook

    out = BytesIO()
    options = {
        "in_memory": len(bundle.raw) < MANY_ROWS,
        "constant_memory": len(bundle.raw) >= MANY_ROWS,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    workbook = Workbook(out, options)
    workbook.set_properties(
        {"title": title_of(bundle), "author": bundle.campaign.place.commune, "created": plain(bundle.made_at)}
    )
    book = Book(workbook, bundle)
    for fill in SHEETS:
        fill(book)
    workbook.close()
    return out.getvalue()


def raw(book: Book) -> None:
    """Every version in the record."""
    rows = (
        (
            one.receipt,
            _place(book.bundle, one.area),
            one.day,
            say.OPERATIONS.get(one.operation, one.operation),
            _changes(book.bundle, one.before, one.after),
            one.who,
            one.sent_at,
            one.stored_at,
            one.text,
            one.reason,
            one.replaces,
            say.PRACTICE if one.practice else say.ANSWERED.format(answer=one.answered) if one.answered else None,
        )
        for one in book.bundle.raw
    )
    book.listed(say.RAW, (9, 18, 12, 11, 38, 15, 17, 17, 40, 14, 9, 20), say.RAW_HEAD, rows)


def obstacles(book: Book) -> None:
    """What is in the way, and what became of it."""
    rows = [
        (
            one.number,
            _place(book.bundle, one.area),
            one.said_at,
            one.text,
            say.OBSTACLE_STATES[one.state],
            one.answer or None,
            one.owner or None,
        )
        for one in book.bundle.obstacles
    ]
    sheet = book.listed(say.OBSTACLES, (8, 20, 17, 44, 14, 40, 18), say.OBSTACLES_HEAD, rows)
    if not rows:
        sheet.write_string(1, 0, say.NO_OBSTACLES, book.note)


def missing(book: Book) -> None:
    """Who has not told everything, and which figures to look at again."""
    campaign, found = book.campaign, book.bundle.figures
    rows = []
    for unit in found.units:
        if unit.complete and not unit.excused:
            continue
        squad = campaign.squad_of(unit.area.id)
        owed = [
            one.short
            for one in campaign.indicators
            if one.obligatory and not unit.excused and not any(key in unit.told for key in one.keys)
        ]
        rows.append(
            (capital(unit.area.full_name), squad.name if squad else None, state_of(unit), ", ".join(owed) or None)
        )
    sheet = book.listed(say.MISSING, (24, 30, 16, 44, 38), say.MISSING_HEAD, rows)
    if not rows:
        sheet.write_string(1, 0, say.NONE_MISSING, book.note)
    at = max(len(rows), 1) + 3
    sheet.write_string(at, 0, say.DOUBTS_TITLE, book.title)
    doubts = [
        (
            capital(one.area.full_name),
            campaign.label(one.key),
            one.value,
            one.limit,
            say.NEGATIVE
            if not one.of
            else say.PART_ABOVE.format(whole=campaign.label(one.of))
            if one.of in campaign.flows
            else say.TOO_MANY_PEOPLE.format(people=campaign.populations.get(one.of, one.of)),
        )
        for one in book.bundle.doubts
    ]
    if doubts:
        book.table(sheet, at + 1, say.DOUBTS_HEAD, doubts)
    else:
        sheet.write_string(at + 1, 0, say.NO_DOUBTS, book.note)


SHEETS = (summary, units, days, keys, ranked, own, people, raw, obstacles, missing)
"""What fills the workbook, sheet by sheet."""


def _place(bundle: Bundle, area: str) -> str:
    return capital(bundle.campaign.area(area).full_name) if bundle.campaign.has_area(area) else area


def _changes(bundle: Bundle, before: Any, after: Any) -> str:
    """«chữ ký số: 3 → 5; VNeID mức 2: – → 12»."""
    campaign = bundle.campaign

    def number(value: int | None) -> str:
        return "–" if value is None else words.number(value)

    return "; ".join(
        f"{campaign.label(key) if key in campaign.flows else key}: {number(before.get(key))} → {number(value)}"
        for key, value in after.items()
    )
