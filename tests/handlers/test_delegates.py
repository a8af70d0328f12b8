"""The list of delegates by unit: which lines are units and which are totals."""

from __future__ import annotations

import pytest

import app
from handlers.checkin.delegates import Row, read_delegates
from handlers.presets import load_named

CAMPAIGN = load_named("nhon-trach-2025", app.CAMPAIGNS)
HEAD = ["Đơn vị", "Số lượng"]


@pytest.mark.parametrize(
    "unit", ["Công an xã", "CÔNG AN TỈNH", "Công đoàn xã", "Cộng đồng khu 2", "Tổng công ty Tín Nghĩa", "Tổng đội TNXP"]
)
def test_a_unit_whose_name_begins_like_a_total_is_a_unit(unit: str) -> None:
    found = read_delegates([HEAD, [unit, 4], ["Sở KH&CN", 2]], CAMPAIGN)

    assert (found.rows, found.faults) == ([Row(unit, 4, None, ""), Row("Sở KH&CN", 2, None, "")], [])


@pytest.mark.parametrize(
    "total", ["Tổng", "Tổng cộng", "TỔNG CỘNG:", "Cộng", "Cộng dồn", "Tổng số đại biểu", "Tổng số"]
)
def test_a_line_of_totals_is_no_unit(total: str) -> None:
    found = read_delegates([HEAD, ["Sở KH&CN", 2], [total, 2]], CAMPAIGN)

    assert (found.rows, found.faults) == ([Row("Sở KH&CN", 2, None, "")], [])
