"""`trolyso checkin`: delegates by unit in, what there is out."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Shell
from tests.cli.test_places import _morning
from tests.support.house import House

TABLE = "Đơn vị;Số lượng;Ấp\nSở KH&CN;2;\nHội Nông dân;3;ấp Chợ\nTổng cộng;5;\n"


async def eve(house: House) -> None:
    """The afternoon before the launch is what the database remembers as now."""
    from datetime import datetime

    house.clock._now = datetime.fromisoformat("2025-10-09T15:00:00+07:00")
    await _morning(house)


def table(folder: Path, text: str) -> str:
    path = folder / "dai-bieu.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_delegates_are_imported_once_and_topped_up(shell: Shell, tmp_path: Path) -> None:
    shell.live(eve)

    code, out = shell.run("checkin", "import", table(tmp_path, TABLE))
    assert (code, shell.errors) == (0, "")
    assert out.startswith("Đã có 5 phiếu đại biểu của 2 đơn vị cho Lễ ra quân")
    assert "(mới: 0)" in shell.run("checkin", "import", table(tmp_path, TABLE))[1]
    assert "(mới: 1)" in shell.run("checkin", "import", table(tmp_path, TABLE.replace(";3;", ";4;")))[1]

    (status,) = shell.json("checkin", "show")
    assert (status["event"], status["expected"], status["present"]) == ("le-ra-quan:2025-10-10:0700", 6, 0)
    assert status["units"] == [
        {"unit": "Sở KH&CN", "expected": 2, "present": 0},
        {"unit": "Hội Nông dân", "expected": 4, "present": 0},
    ]
    assert len(status["desks"]) == 8
    lines = shell.run("checkin", "tickets")[1].splitlines()
    assert len(lines) == 7
    assert lines[1].startswith("Sở KH&CN,1,")


def test_wrong_cells_are_named_and_nothing_is_kept(shell: Shell, tmp_path: Path) -> None:
    shell.live(eve)
    wrong = "Đơn vị;Số lượng;Ấp\nSở;hai;\nSở;2;ấp Lạ\n;3;\n"

    code, _ = shell.run("checkin", "import", table(tmp_path, wrong))

    assert code == 1
    for told in ("B2: «hai»", "A3: đơn vị «Sở» có hai dòng", "C3: không có ấp «ấp Lạ»", "A4: thiếu tên đơn vị"):
        assert told in shell.errors
    assert shell.json("checkin", "show")[0]["expected"] == 0


def test_an_unknown_event_is_named_with_those_there_are(shell: Shell) -> None:
    shell.live(eve)

    code, _ = shell.run("checkin", "show", "--event", "x")

    assert code == 1
    assert "le-ra-quan:2025-10-10:0700" in shell.errors


def test_posters_and_labels_are_written(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.live(eve)
    shell.run("checkin", "import", table(tmp_path, TABLE))
    folder = tmp_path / "ban-in"

    code, _ = shell.run("checkin", "print", "--out", str(folder))
    assert (code, "server.public_url" in shell.errors) == (1, True)
    monkeypatch.setenv("TROLYSO_SERVER__PUBLIC_URL", "https://troly.nhontrach.example.vn")
    code, out = shell.run("checkin", "print", "--out", str(folder))

    assert (code, shell.errors) == (0, "")
    names = [Path(line).name for line in out.splitlines()]
    assert names[0] == "dang-ky-a4.pdf" and names[-1] == "phieu-dai-bieu-a4.pdf"
    assert len(names) == 10
    for name in names:
        assert (folder / name).read_bytes().startswith(b"%PDF")
    pages = PdfReader(folder / names[-1]).pages
    assert len(pages) == 1
    assert pages[0].extract_text().count("Phiếu") == 5
    register = " ".join(PdfReader(folder / names[0]).pages[0].extract_text().split())
    assert "Khi nào, ở đâu Thứ Sáu 10/10, 7:00–11:00 Trụ sở UBND xã Phước Thiền cũ Mang theo căn cước" in register
