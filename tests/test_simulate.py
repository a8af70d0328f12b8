"""Every preset, played through the real core: the bot's figures equal an account kept by the writers themselves."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app import build
from cli.main import run
from cli.simulation import checks
from cli.simulation.ledger import Ledger
from cli.simulation.stage import Heard
from handlers.presets import load_named, names

DAY = date(2025, 10, 18)
CELL = ("ap-cho", DAY)
AT = datetime(2025, 10, 18, 3, tzinfo=UTC)


def play(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run(["simulate", *words], build)
    return code, capsys.readouterr().out


@pytest.mark.parametrize("campaign", names())
def test_ten_days_are_counted_as_they_were_meant(campaign: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = play(capsys, "--campaign", campaign, "--days", "10", "--seed", "1", "--json")

    result: dict[str, Any] = json.loads(out)
    assert result["differences"] == []
    assert code == 0
    assert (result["campaign"], result["days"], result["seed"]) == (campaign, 10, 1)
    assert sum(one["total"] for one in result["periods"][-1]["indicators"]) > 0


def test_the_same_seed_plays_the_same_and_tells_it_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    first = play(capsys, "--campaign", "nhon-trach-2025", "--days", "3", "--seed", "7")
    second = play(capsys, "--campaign", "nhon-trach-2025", "--days", "3", "--seed", "7")

    assert first == second
    assert "16:30  → nhóm Đội 1" in first[1]
    assert "📊 **Số liệu tuần 41 (06/10–12/10)**" in first[1]
    assert "📊 Tổng hợp cả chiến dịch, từ 10/10 đến 12/10" in first[1]
    assert "Xếp hạng – chữ ký số" in first[1]
    assert "Từng đội – từ 10/10 đến 12/10" in first[1]
    assert "khớp hết." in first[1]


def test_no_days_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "--days", "0"], build) == 1
    assert "--days" in capsys.readouterr().err


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(load_named("nhon-trach-2025"))


def test_the_account_adds_takes_back_and_remembers_the_first_time(ledger: Ledger) -> None:
    ledger.put(CELL, {"cks": 5, "luot": 30}, AT)
    ledger.add(CELL, {"cks": 2}, AT + timedelta(hours=1))
    before = ledger.held(CELL)
    ledger.put(CELL, {"cks": 1, "vneid2": 3}, AT + timedelta(hours=2))
    ledger.restore(CELL, before, ["cks", "vneid2"])

    assert ledger.held(CELL) == {"cks": 7, "luot": 30}
    assert ledger.first == {(CELL, "cks"): AT, (CELL, "luot"): AT}


def test_a_figure_that_nobody_meant_is_found(ledger: Ledger) -> None:
    ledger.put(CELL, {"cks": 5}, AT)

    assert checks.cells({("ap-cho", DAY, "cks"): (5, AT)}, ledger) == []
    assert checks.cells({("ap-cho", DAY, "cks"): (6, AT)}, ledger) != []
    assert checks.cells({}, ledger) != []
    assert checks.cells({("ap-cho", DAY, "cks"): (5, AT + timedelta(seconds=1))}, ledger) != []


def test_a_summary_with_another_number_is_found(ledger: Ledger) -> None:
    ledger.put(CELL, {"cks": 5, "vneid2": 1, "luot": 2}, AT)
    period = ledger.campaign.period("2025-W42")
    told = (
        "📊 **Số liệu tuần 42**\nĐủ báo cáo: 1/5 ấp (20 %); đúng hạn: 1/5 (20 %).\n"
        "• Chữ ký số: **5**, luỹ kế 5/4.875 (0,1 %)\n• VNeID mức 2: **1**\n• Lượt hướng dẫn: **2**"
    )

    assert checks.summary(told, ledger, period) == []
    for wrong in (
        told.replace("**5**", "**6**"),
        told.replace("đúng hạn: 1", "đúng hạn: 0"),
        told.replace("kế 5", "kế 4"),
    ):
        assert len(checks.summary(wrong, ledger, period)) == 1


def test_missing_repeated_and_nightly_posts_are_found() -> None:
    campaign = load_named("nhon-trach-2025")
    deadline = campaign.period("2025-W41").deadline
    due = [
        Heard(deadline, "g-doi-1", "Đã đến hạn", ()),
        Heard(deadline + timedelta(seconds=20), "g-can-bo", "Số liệu", ()),
    ]
    night = Heard(deadline.replace(hour=23), "g-doi-1", "Nhắc các đội", ())
    until = deadline + timedelta(days=1)

    def found(*said: Heard) -> int:
        return len(checks.posts(said, campaign, ["g-doi-1"], "g-can-bo", until))

    assert found(*due) == 0
    assert found(due[0]) == found(due[1]) == 1
    assert found(*due, night) == 1
    assert found(*due, Heard(deadline + timedelta(minutes=5), "g-doi-1", "Đã đến hạn", ())) == 1
