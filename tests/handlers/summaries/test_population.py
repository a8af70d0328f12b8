"""The import of numbers of people: what is taken, and every fault with its cell."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from handlers.presets import load_named
from handlers.summaries.population import Entry, NotATable, read, rows_of

CAMPAIGN = load_named("nhon-trach-2025")
PEOPLE = "người trưởng thành"


def faults(csv: str) -> list[tuple[str, str]]:
    found = read(rows_of(csv.encode(), "so.csv"), CAMPAIGN)
    return [(fault.cell, fault.message.split(";")[0]) for fault in found.faults]


def test_an_excel_table_with_title_and_total_is_read() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["DÂN SỐ XÃ NHƠN TRẠCH"],
        ["STT", "Ấp", "Người trưởng thành", "Hộ gia đình", "Đã có trước: chữ ký số", "Ghi chú"],
        [1, "Ấp Chợ", 2400, 950, None, "đủ"],
        [2, "trau", 1900.0, "1.020", 12, None],
        [None, "Tổng cộng", 4300, 1970, 12, None],
    ):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)

    found = read(rows_of(out.getvalue(), "dan-so.xlsx"), CAMPAIGN)

    assert found.faults == []
    assert found.entries == [
        Entry("ap-cho", "population", "nguoi-lon", 2400),
        Entry("ap-cho", "population", "ho", 950),
        Entry("ap-trau", "population", "nguoi-lon", 1900),
        Entry("ap-trau", "population", "ho", 1020),
        Entry("ap-trau", "baseline", "cks", 12),
    ]


def test_a_csv_with_semicolons_and_ids_is_read() -> None:
    found = read(rows_of("﻿area;nguoi-lon\nap-cho;2 450\n\nap-trau;\n".encode(), "a.csv"), CAMPAIGN)

    assert (found.entries, found.faults) == ([Entry("ap-cho", "population", "nguoi-lon", 2450)], [])


@pytest.mark.parametrize("cell", ["12a", "-5", "1.5", "một trăm", "=A1", "99999999999", "1.25,0", "1,2345"])
def test_what_is_no_number_of_people_is_told_with_its_cell(cell: str) -> None:
    assert faults(f"đơn vị;{PEOPLE};ho\nấp Chợ;100;40\nấp Trầu;{cell};50\n") == [
        ("B3", f"«{cell}» không phải số người (số nguyên, từ 0)")
    ]


def test_all_faults_are_told_at_once() -> None:
    text = f"đơn vị;{PEOPLE};Người già\nấp Chợ;100;1\nấp Lạ;5;1\nap cho;7;1\nTổng;300;3\n"

    assert faults(text) == [
        ("C1", "cột «Người già» chưa rõ là nhóm nào"),
        ("A3", "không có nơi «ấp Lạ»"),
        ("A4", "«ap cho» đã có ở dòng 2"),
        ("B5", "dòng tổng ghi 300 nhưng các dòng cộng lại là 100"),
    ]


@pytest.mark.parametrize(
    ("csv", "cell"),
    [("", "A1"), ("xin chào\n", "A1"), (f"{PEOPLE};ho\n1;2\n", "A1"), (f"đơn vị;{PEOPLE}\n", "A2")],
)
def test_a_table_without_heading_places_or_rows_is_refused(csv: str, cell: str) -> None:
    assert [fault for fault, _ in faults(csv)] == [cell]


@pytest.mark.parametrize(
    ("data", "name"), [(b"\xff\xfe\x00\xd8", "a.csv"), (b"PK\x03\x04no", "a.xlsx"), (b"x", "a.xlsx")]
)
def test_a_file_that_is_no_table_says_why(data: bytes, name: str) -> None:
    with pytest.raises(NotATable):
        rows_of(data, name)
