"""Figures, history, routes, guides and tables, as they are printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cli.look import NotThere, choose
from handlers.presets import load_named
from tests.cli.conftest import Shell
from tests.support.house import House


async def two_reports(house: House) -> None:
    market = await house.leader("ap-cho")
    await market.says("bc cks 5 vneid 12 lượt 30")
    await market.says("sửa cks 6")
    trau = await house.leader("ap-trau")
    await trau.says("bc cks 2")


def test_figures_have_totals_shares_and_who_is_missing(shell: Shell) -> None:
    shell.live(two_reports)

    (figures,) = shell.json("figures", "--period", "2025-W42", "--json")

    assert figures["campaign"] == "nhon-trach-2025"
    assert figures["period"] == {
        "id": "2025-W42",
        "start": "2025-10-13",
        "end": "2025-10-19",
        "deadline": "2025-10-18T16:30:00+07:00",
    }
    cks = figures["indicators"][0]
    assert (cks["key"], cks["period"], cks["total"]) == ("cks", 8, 8)
    assert cks["share"] == 8 / cks["wanted"]
    assert (figures["expected"], figures["complete"], figures["timely"]) == (5, 1, 1)
    assert figures["missing"] == ["ap-trau", "ap-my-khoan", "ap-phuoc-my", "ap-ben-san"]
    market = figures["areas"][0]
    assert market["id"] == "ap-cho"
    assert market["values"] == market["totals"] == {"cks": 6, "vneid2": 12, "luot": 30}
    assert market["complete"] and market["timely"]


def test_an_area_above_rolls_up_the_leaves_below_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLYSO_CAMPAIGN", "bim-son-2023")

    (figures,) = shell.json("figures", "--period", "2023-03-24", "--area", "ba-dinh", "--json")

    assert [area["id"] for area in figures["areas"]] == ["ba-dinh-kp-1", "ba-dinh-kp-2"]
    assert figures["missing"] == ["ba-dinh-kp-1", "ba-dinh-kp-2"]


def test_figures_to_read_name_the_missing_in_words(shell: Shell) -> None:
    shell.live(two_reports)

    code, out = shell.run("figures", "--period", "2025-w42")

    assert code == 0
    assert "Đủ báo cáo: 1/5 ấp (20 %); đúng hạn: 1/5 (20 %)." in out
    assert "Còn thiếu: ấp Trầu, ấp Mỹ Khoan, ấp Phước Mỹ, ấp Bến Sắn." in out


def test_an_unknown_period_and_area_are_told_together_with_the_nearest(shell: Shell) -> None:
    code, out = shell.run("figures", "--period", "2025-W43x", "--area", "ap-choo")

    assert (code, out) == (1, "")
    assert "không có kỳ «2025-W43x»; gần nhất: 2025-W43" in shell.errors
    assert "không có nơi «ap-choo»; gần nhất: ap-cho" in shell.errors


@pytest.mark.parametrize(
    ("today", "period"),
    [(date(2025, 9, 1), "2025-W41"), (date(2025, 10, 18), "2025-W42"), (date(2027, 1, 1), "2026-W01")],
)
def test_without_a_period_it_is_the_running_one_within_the_campaign(today: date, period: str) -> None:
    assert choose(load_named("nhon-trach-2025"), None, None, today)[0].id == period


def test_a_period_of_another_rhythm_is_not_there() -> None:
    with pytest.raises(NotThere, match="2025-10-18"):
        choose(load_named("nhon-trach-2025"), "2025-10-18", None, date(2025, 10, 18))


def test_history_tells_who_wrote_what_when_and_what_it_changed(shell: Shell) -> None:
    shell.live(two_reports)

    versions = shell.json("history", "2", "--json")

    assert [(v["receipt"], v["operation"], v["text"], v["before"], v["after"]) for v in versions] == [
        (
            1,
            "set",
            "bc cks 5 vneid 12 lượt 30",
            _nothing("cks", "vneid2", "luot"),
            {"cks": 5, "vneid2": 12, "luot": 30},
        ),
        (2, "set", "sửa cks 6", {"cks": 5}, {"cks": 6}),
    ]
    assert {v["who"] for v in versions} == {"Chị Hoa (phone)"}
    assert versions[0]["sent_at"] == "2025-10-18T09:00:00+07:00"


def _nothing(*keys: str) -> dict[str, None]:
    return dict.fromkeys(keys)


def test_history_to_read_shows_old_and_new(shell: Shell) -> None:
    shell.live(two_reports)

    code, out = shell.run("history", "1")

    assert code == 0
    assert "ấp Chợ, thứ Bảy 18/10: 2 lần ghi" in out
    assert "«sửa cks 6»" in out
    assert "chữ ký số: 5 → 6" in out


def test_history_of_no_receipt_says_so(shell: Shell) -> None:
    assert shell.run("history", "77") == (1, "")
    assert "không có biên nhận số 77" in shell.errors


def test_routes_list_every_command_with_roles_place_and_promise(shell: Shell) -> None:
    routes = {route["commands"][0]: route for route in shell.json("routes", "--json")}

    assert routes["sua"]["roles"] == ["deputy", "leader", "officer"]
    assert routes["nhom"]["where"] == "group"
    assert "bc" in routes["baocao"]["commands"]
    assert all(route["does"].endswith((".", "?", "»")) for route in routes.values())


def test_routes_to_read_have_one_line_a_command(shell: Shell) -> None:
    code, out = shell.run("routes")

    assert code == 0
    assert len(out.splitlines()) == len(shell.json("routes", "--json")) + 2


def test_the_guides_of_this_house_are_counted(shell: Shell) -> None:
    code, out = shell.run("guides", "lint")

    *problems, last = out.splitlines()
    assert last.endswith(".") and " bài, " in last
    assert code == (1 if problems else 0)


def test_tables_are_made_once(shell: Shell) -> None:
    assert shell.run("migrate")[1].startswith("Đã nâng cơ sở dữ liệu lên bản ")
    assert shell.run("migrate") == (0, "Cơ sở dữ liệu đã mới nhất.\n")


def test_history_tells_what_was_asked_and_answered_and_what_was_only_practice(shell: Shell) -> None:
    async def play(house: House) -> None:
        leader = await house.leader()
        for line in ("tập", "bc cks 9", "bc đúng ngày 17/10/2025 cks 12", "bc cks 120", "đúng"):
            await leader.says(line)

    shell.live(play)

    (odd,) = shell.json("history", "3", "--json")[-1:]
    code, text = shell.run("history", "3")
    assert odd["confirmed"]["answer"] == "Đúng, ghi 120"
    assert odd["confirmed"]["by"].startswith("Chị Hoa")
    assert shell.json("history", "1", "--json")[0]["practice"] is True
    assert code == 0
    assert "(tập, không tính) ghi" in text
    assert "đã hỏi: «Chữ ký số: hôm qua 12, hôm nay **120**" in text
    assert "tin gốc: «bc cks 120»" in text


def test_imported_numbers_of_people_are_used_at_once(shell: Shell, tmp_path: Path) -> None:
    table = tmp_path / "dan-so.csv"
    table.write_text("Ấp;Người trưởng thành\nấp Chợ;2650\n", encoding="utf-8")

    code, out = shell.run("population", "import", str(table))

    assert (code, out) == (
        0,
        "Đã ghi 1 con số của 1/5 ấp vào chiến dịch «30 ngày ra quân phổ cập chữ ký số cho người dân».\n"
        "  ấp Chợ: người trưởng thành 2.400 → 2.650\n",
    )
    (figures,) = shell.json("figures", "--period", "2025-W42", "--json")
    assert figures["indicators"][0]["wanted"] == 5000


def test_a_wrong_cell_keeps_nothing_of_the_table(shell: Shell, tmp_path: Path) -> None:
    table = tmp_path / "dan-so.csv"
    table.write_text("Ấp;Người trưởng thành\nấp Chợ;2650\nấp Trầu;nhiều\n", encoding="utf-8")

    code, _ = shell.run("population", "import", str(table))

    assert code == 1
    assert shell.json("population", "show", "--json")[0]["populations"]["nguoi-lon"] == 2400
