"""Our bot, while one workbook of 10,000 rows after the other is written: in a thread of it, or in a process of its own.

The bot has no Excel file of its own yet; this writes a real .xlsx with the standard library (rows made in Python, then
deflated), after a reading transaction each time: the same kind of work, for the disk, the loop and the interpreter.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

if TYPE_CHECKING:  # the process that only writes a workbook needs none of it
    from app import App
    from storage.database import Database

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
    from storage.tx import reading

    while True:
        async with reading(database) as tx:
            states = await tx.outbox.states()
        if os.environ["BENCH_BUSY"] == "thread":
            await asyncio.to_thread(write, FOLDER / "book.xlsx", states)
        else:
            command = (sys.executable, "-m", "bench.bots.busy", json.dumps(states))
            await (await asyncio.create_subprocess_exec(*command)).wait()
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


async def build(*given: Any, **named: Any) -> App:
    """The whole bot, and the writing beside it."""
    import app

    whole = await app.build(*given, **named)
    whole.writing = asyncio.ensure_future(keep_writing(whole.database))  # type: ignore[attr-defined]
    return whole


def main() -> int:
    if len(sys.argv) > 1:
        write(FOLDER / "book.xlsx", json.loads(sys.argv[1]))
        return 0
    from cli.main import run

    return run(["run"], build)


if __name__ == "__main__":
    sys.exit(main())
