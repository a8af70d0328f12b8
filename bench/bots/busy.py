"""Our bot, while a thread of the same process writes one workbook of 10,000 rows after the other.

The bot has no Excel file of its own yet; this writes a real .xlsx with the standard library (rows made in Python, then
deflated), read from the database in a reading transaction each time: the same kind of work, for the loop and the GIL.
"""

from __future__ import annotations

import asyncio
import os
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import app
from storage.database import Database
from storage.tx import reading

ROWS = 10_000
COLUMNS = 8
FOLDER = Path(os.environ["BENCH_FOLDER"])

_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KINDS}.worksheet+xml"/></Types>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Số liệu" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
}


async def keep_writing(database: Database) -> None:
    """Until cancelled."""
    while True:
        async with reading(database) as tx:
            states = await tx.outbox.states()
        await asyncio.to_thread(write, FOLDER / "book.xlsx", states)
        with (FOLDER / "workbooks").open("a") as log:
            log.write("written\n")


def write(path: Path, states: dict[str, int]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _PARTS.items():
            book.writestr(name, content)
        book.writestr("xl/worksheets/sheet1.xml", "".join(_sheet(states)))


def _sheet(states: dict[str, int]) -> Iterable[str]:
    yield '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    for row in range(1, ROWS + 1):
        yield f'<row r="{row}">'
        for column in range(COLUMNS):
            cell = f"{chr(65 + column)}{row}"
            if column % 2:
                yield f'<c r="{cell}"><v>{row * column + sum(states.values())}</v></c>'
            else:
                yield f'<c r="{cell}" t="inlineStr"><is><t>{escape(f"Ấp {row} & khu phố {column}")}</t></is></c>'
        yield "</row>"
    yield "</sheetData></worksheet>"


async def build(*given: Any, **named: Any) -> app.App:
    """The whole bot, and the thread beside it."""
    whole = await app.build(*given, **named)
    whole.writing = asyncio.ensure_future(keep_writing(whole.database))  # type: ignore[attr-defined]
    return whole


if __name__ == "__main__":
    from cli.main import run

    sys.exit(run(["run"], build))
