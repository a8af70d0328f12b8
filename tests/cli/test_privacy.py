"""`trolyso privacy`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.cli.conftest import Shell
from tests.support.house import House


def test_the_record_names_every_kind_its_time_and_who_answers_for_it(shell: Shell, tmp_path: Path) -> None:
    code, told = shell.run("privacy", "record")
    assert code == 0
    assert "UBND xã Nhơn Trạch" in told and "180 ngày" in told and "không quá 35 ngày" in told

    path = tmp_path / "ho-so.docx"
    assert shell.run("privacy", "record", "--out", str(path)) == (0, f"{path}\n")

    paper = Document(BytesIO(path.read_bytes()))
    words = "\n".join(
        [p.text for p in paper.paragraphs] + [c.text for t in paper.tables for r in t.rows for c in r.cells]
    )
    assert [line for line in told.splitlines() if line.startswith("- ") and line[2:] not in words] == []
    assert [one["action"] for one in shell.json("audit", "--json")] == ["record-printed"] * 2


def test_somebody_is_erased_by_number(shell: Shell) -> None:
    async def come(house: House) -> None:
        await house.phone("u-canary", "Lò Thị Mẩy").says("chẳng ai hiểu xyzzycanary")

    shell.live(come)

    assert shell.run("privacy", "erase", "1")[0] == 0

    folder = Path(shell.database.removeprefix("sqlite:///")).parent
    assert [path.name for path in folder.glob("house.*") if b"canary" in path.read_bytes()] == []
    assert [one["action"] for one in shell.json("audit", "--json")] == ["erased"]


@pytest.mark.parametrize(
    ("words", "told"),
    [(("erase",), "PERSON"), (("erase", "77"), "không có người"), (("record", "--out", "x.pdf"), ".docx")],
)
def test_a_mistake_is_named(words: tuple[str, ...], told: str, shell: Shell) -> None:
    assert shell.run("privacy", *words) == (1, "")
    assert told in shell.errors
