"""`trolyso places`: an officer's own table in, the schedule out; a wrong cell keeps nothing."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from handlers.presets import load_named
from tests.cli.conftest import Shell
from tests.support.house import House

HEAD = ["Tên điểm", "Ấp", "Địa chỉ", "Ngày", "Từ giờ", "Đến giờ", "Người trực", "Điện thoại"]
ROWS: list[list[object]] = [
    ["Đội 1 về ấp", "ấp Chợ", "nhà văn hoá", date(2025, 10, 25), time(8), time(11), "chị Hoa", "0251 000 111"],
    ["Đội 1 về ấp", "ấp Chợ", "trường tiểu học", "26/10", "18h30", "20:00", "", ""],
    ["Bàn tối", None, "UBND xã", "thứ ba, thứ năm", 0.75, "21:00", "Đoàn xã", ""],
]


def excel(folder: Path, rows: list[list[object]], head: list[str] = HEAD) -> str:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["LỊCH HỖ TRỢ THÁNG 10"])
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    path = folder / "lich.xlsx"
    book.save(path)
    return str(path)


def test_a_table_of_days_and_hours_becomes_points(shell: Shell, tmp_path: Path) -> None:
    shell.live(_morning)

    code, out = shell.run("places", "import", excel(tmp_path, ROWS))

    assert (code, shell.errors) == (0, "")
    assert out.splitlines() == [
        "Đã ghi 2 điểm hỗ trợ (3 khung giờ) vào chiến dịch «30 ngày ra quân phổ cập chữ ký số cho người dân».",
        "  thêm: Đội 1 về ấp (doi-1-ve-ap-ap-cho)",
        "  thêm: Bàn tối (ban-toi)",
    ]
    found = {one["id"]: one for one in shell.json("places", "show", "--json")}
    outing = found["doi-1-ve-ap-ap-cho"]
    assert (outing["kind"], outing["area"], outing["who"], outing["phone"]) == (
        "outing",
        "ap-cho",
        "chị Hoa",
        "0251 000 111",
    )
    assert [(one["begins"], one["where"]) for one in outing["openings"]] == [
        ("2025-10-25T08:00:00+07:00", "nhà văn hoá"),
        ("2025-10-26T18:30:00+07:00", "trường tiểu học"),
    ]
    assert found["ban-toi"]["openings"][0]["begins"] == "2025-10-21T18:00:00+07:00"
    assert len(found) == 2 + len(load_named("nhon-trach-2025").points)


def test_the_same_table_twice_changes_nothing_and_keeps_what_was_moved_by_chat(shell: Shell, tmp_path: Path) -> None:
    table = excel(tmp_path, ROWS)
    shell.live(_morning)
    shell.run("places", "import", table)

    async def move(house: House) -> None:
        leader = await house.leader("ap-cho")
        await leader.says("dời 26/10 sang 19h-21h")
        await leader.presses("Duyệt")

    shell.live(move)

    assert "giữ nguyên: Đội 1 về ấp" in shell.run("places", "import", table)[1]
    (outing,) = [one for one in shell.json("places", "show", "--json") if one["id"] == "doi-1-ve-ap-ap-cho"]
    assert [one["begins"] for one in outing["openings"]] == ["2025-10-25T08:00:00+07:00", "2025-10-26T19:00:00+07:00"]


def test_every_wrong_cell_is_named_and_nothing_is_kept(shell: Shell, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Đội 1", "ấp Lạ", "x", "32/10", "8h", "7h", "", ""],
        ["", "ấp Chợ", "x", "25/10", "hai giờ", "9h", "", ""],
    ]

    code, _ = shell.run("places", "import", excel(tmp_path, rows))

    assert code == 1
    for told in ("B3: không có ấp «ấp Lạ»", "D3: «32/10»", "A4: thiếu tên điểm", "E4: «hai giờ»"):
        assert told in shell.errors
    assert len(shell.json("places", "show", "--json")) == len(load_named("nhon-trach-2025").points)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (["Tên điểm", "Lịch", "Chủ hộ"], "C2: cột «Chủ hộ» chưa rõ"),
        (["Ấp", "Lịch"], "thiếu cột «Tên điểm»"),
        (["Tên điểm", "Địa chỉ"], "thiếu lịch mở"),
        (["a", "b"], "A1: không thấy dòng tiêu đề"),
    ],
)
def test_a_wrong_heading_is_told(shell: Shell, tmp_path: Path, head: list[str], told: str) -> None:
    code, _ = shell.run("places", "import", excel(tmp_path, [["x", "y", "z"]], head))

    assert code == 1
    assert told in shell.errors


def test_the_points_are_shown_with_what_is_next(shell: Shell) -> None:
    shell.live(_morning)

    code, out = shell.run("places", "show")

    assert code == 0
    assert "to-ap-cho" in out
    assert "thứ Bảy 18/10, 8:00–11:00, nhà văn hóa ấp Chợ" in out


async def _morning(house: House) -> None:
    """Saturday 18/10/2025, 09:00, is what the database remembers as now."""
    from bot.clock import SystemClock
    from storage.tx import begin

    async with begin(house.app.database) as tx:
        await tx.notes.put("clock-offset", (house.clock.now() - SystemClock().now()).total_seconds())
