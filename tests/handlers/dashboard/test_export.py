"""The CSV of the dashboard: whatever people typed stays text."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from handlers.dashboard.export import _csv
from tests.handlers.summaries.test_sheet import HOW_MANY, hostile


def test_no_hostile_text_begins_like_a_formula() -> None:
    texts = hostile(HOW_MANY)

    body = _csv([[text, number] for number, text in enumerate(texts)]).decode("utf-8")
    rows = list(csv.reader(io.StringIO(body.removeprefix("\ufeff"), newline="")))

    assert len(rows) == HOW_MANY
    assert [row[1] for row in rows] == [str(number) for number in range(HOW_MANY)]
    assert not [
        row[0] for row in rows if row[0].strip(" \t\r\n\u200b\ufeff\"'")[:1] in {*"=+-@＝"} and row[0][0] != "'"
    ]


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert _csv([["ấp Chợ", -3, 0, "5 – 7", ""]]).decode("utf-8") == "\ufeffấp Chợ,-3,0,5 – 7,\r\n"


@pytest.mark.slow
def test_libreoffice_reads_no_formula_out_of_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed here")
    (tmp_path / "a.csv").write_bytes(_csv([[text] for text in hostile(2000)]))

    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    command = [office, "--headless", home, "--convert-to", "xlsx", "--outdir", str(tmp_path), str(tmp_path / "a.csv")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)

    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert re.search("<f[ >]", sheet) is None
    assert sheet.count("<row") >= 1500  # rows without anything to see are left out
