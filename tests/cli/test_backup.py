"""`trolyso backup` and `trolyso restore` as they are typed: one command, equal totals, and no post a second time."""

from __future__ import annotations

import asyncio
import itertools
import json
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import cli.restore
from app import build
from cli.main import run
from storage.tx import begin
from tests.cli.conftest import Shell
from tests.support.house import House
from tests.test_scheduler import DEADLINE, SATURDAY, furnished, heard

KEY = "khoá của xã Nhơn Trạch"


async def reported(house: House) -> None:
    leader = await house.leader()
    await leader.says("bc cks 5 vneid 12")


@pytest.fixture
def lived(shell: Shell) -> Shell:
    """A commune's database after a report."""
    shell.live(reported)
    return shell


def test_made_looked_through_rehearsed_and_added_up(lived: Shell, tmp_path: Path) -> None:
    (made,) = lived.json("backup", "--json")

    assert Path(made["file"]).parent == tmp_path / "backups"
    assert stat.S_IMODE(Path(made["file"]).stat().st_mode) == 0o600
    assert made["totals"] == {"nhon-trach-2025": {"cks": 5, "vneid2": 12}}
    assert (made["why"], made["sealed"], made["reports"], made["dialect"]) == ("by-hand", False, 1, "sqlite")
    assert "config.toml" in made["files"] and "campaigns/nhon-trach-2025.toml" in made["files"]
    assert lived.json("backup", "check", made["file"], "--json") == [made]
    (drilled,) = lived.json("backup", "drill", "--json")
    assert {**made, "seconds": drilled["seconds"]} == drilled
    (totals,) = lived.json("backup", "totals", "--json")
    assert totals == {key: made[key] for key in ("checksum", "reports", "totals")}


def test_in_words(lived: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLYSO_BACKUP__KEY", KEY)
    target = tmp_path / "mine.backup"

    code, out = lived.run("backup", "--out", str(target))

    assert code == 0 and f"Đã sao lưu: {target}" in out and "đã mã hoá" in out and "cks 5, vneid2 12" in out
    checksum = next(line for line in out.splitlines() if "mã tổng" in line)
    assert checksum in lived.run("backup", "totals")[1]
    assert "nguyên vẹn" in lived.run("backup", "check", str(target))[1]


def test_one_command_on_a_blank_directory_brings_everything_back(
    lived: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROLYSO_BACKUP__KEY", KEY)
    (made,) = lived.json("backup", "--json", "--out", str(tmp_path / "mine.backup"))
    blank = tmp_path / "blank"
    blank.mkdir()
    monkeypatch.chdir(blank)
    monkeypatch.setenv("TROLYSO_CONFIG", str(blank / "config.toml"))
    monkeypatch.delenv("TROLYSO_DATABASE")

    (done,) = lived.json("restore", made["file"], "--json")

    assert done["checksum"] == made["checksum"] and done["totals"] == made["totals"]
    assert done["written"] == [str(blank / "config.toml")] and done["differs"] == []
    assert (blank / "data" / "trolyso.sqlite3").is_file()
    (totals,) = lived.json("backup", "totals", "--json")
    assert totals["checksum"] == made["checksum"]
    assert lived.json("figures", "--json")[0]["campaign"] == "nhon-trach-2025"


def test_settings_that_came_with_the_program_are_left_to_it(
    lived: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (made,) = lived.json("backup", "--json")
    blank = tmp_path / "blank"
    blank.mkdir()
    monkeypatch.chdir(blank)
    monkeypatch.setenv("TROLYSO_CONFIG", str(cli.restore.HERE / "config.toml"))
    monkeypatch.delenv("TROLYSO_DATABASE")

    (done,) = lived.json("restore", made["file"], "--files", "--json")

    assert done["written"] == ["config.toml"] and (blank / "config.toml").is_file()


def test_what_differs_is_left_alone_unless_that_was_asked_for(
    lived: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.restore, "HERE", tmp_path / "house")
    (made,) = lived.json("backup", "--json")
    config = tmp_path / "config.toml"
    before = config.read_text(encoding="utf-8")
    config.write_text(f"# mine\n{before}", encoding="utf-8")

    (left,) = lived.json("restore", made["file"], "--replace", "--json")
    assert left["differs"] == [str(config)] and config.read_text(encoding="utf-8").startswith("# mine")
    assert str(tmp_path / "house" / "campaigns" / "nhon-trach-2025.toml") in left["written"]
    (put,) = lived.json("restore", made["file"], "--replace", "--files", "--json")
    assert put["written"] == [str(config)] and config.read_text(encoding="utf-8") == before
    (aside,) = tmp_path.glob("config.toml.before-restore-*")
    assert aside.read_text(encoding="utf-8").startswith("# mine")


@pytest.mark.parametrize(
    ("spoil", "key", "words"),
    [
        ("", "", "đặt khoá"),
        ("", "một khoá khác hẳn", "khoá không đúng"),
        ("cut", KEY, "đã hỏng"),
        ("other", KEY, "không phải tệp sao lưu"),
        ("gone", KEY, "không có tệp này"),
    ],
)
def test_what_cannot_be_put_back_says_why_and_changes_nothing(
    lived: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str, key: str, words: str
) -> None:
    monkeypatch.setenv("TROLYSO_BACKUP__KEY", KEY)
    (made,) = lived.json("backup", "--json")
    path = Path(made["file"])
    if spoil == "cut":
        path.write_bytes(path.read_bytes()[:-300])
    elif spoil == "other":
        path.write_bytes(b"%PDF-1.7 " * 200)
    elif spoil == "gone":
        path.unlink()
    monkeypatch.setenv("TROLYSO_BACKUP__KEY", key)
    before = (tmp_path / "house.sqlite3").read_bytes()

    code, out = lived.run("restore", str(path), "--replace")

    assert (code, out) == (1, "") and words in lived.errors and "Traceback" not in lived.errors
    assert key not in lived.errors or not key
    assert (tmp_path / "house.sqlite3").read_bytes() == before


def test_a_database_with_something_in_it_is_not_replaced_by_accident(lived: Shell) -> None:
    (made,) = lived.json("backup", "--json")

    assert lived.run("restore", made["file"])[0] == 1
    assert "--replace" in lived.errors


def test_an_empty_place_has_nothing_to_back_up(shell: Shell) -> None:
    assert shell.run("backup")[0] == 1
    assert "chưa có cơ sở dữ liệu" in shell.errors
    assert shell.run("backup", "drill")[0] == 1
    assert "Chưa có bản sao lưu nào" in shell.errors


@pytest.mark.parametrize("onto", ["blank", "the old place"])
def test_a_restored_bot_posts_nothing_a_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], onto: str
) -> None:
    def command(*words: str) -> dict[str, Any]:
        assert run([*words, "--json"], build) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
        return found

    def use(folder: Path) -> str:
        url = f"sqlite:///{folder / 'house.sqlite3'}"
        monkeypatch.setenv("TROLYSO_DATABASE", url)
        return url

    old = tmp_path / "old"
    url = use(old)

    async def until_backup() -> None:
        house = await furnished(url, SATURDAY)
        await house.until((DEADLINE - timedelta(minutes=30)).isoformat())
        await house.close()

    async def over_the_deadline() -> None:
        house = await furnished(url, DEADLINE - timedelta(minutes=29))
        await house.until((DEADLINE + timedelta(minutes=10)).isoformat())
        assert heard(house, "Đã đến hạn").get("doi-1") == 1
        await house.close()

    asyncio.run(until_backup())
    made = command("backup", "--out", str(tmp_path / "kept.backup"))
    asyncio.run(over_the_deadline())
    if onto == "blank":
        url = use(tmp_path / "new")
    done = command("restore", made["file"], *(["--replace"] if onto != "blank" else []))
    assert done["checksum"] == made["checksum"]

    async def afterwards() -> None:
        house = await furnished(url, DEADLINE + timedelta(minutes=20))
        house._events = itertools.count(1000)
        await house.app.scheduler.tick()
        await house.app.settle()
        assert "doi-1" not in heard(house, "Đã đến hạn")
        assert heard(house, "bản sao cũ", "Đã đến hạn").get("c-officer") == 1
        house.clock.move_to(datetime.fromisoformat("2027-01-01T09:00:00+07:00"))
        async with begin(house.app.database) as tx:
            planned = [row for row in await tx.tasks.between(SATURDAY, house.clock.now()) if row.name == "alarm"]
        assert [row.values["kind"] for row in planned] == ["restored"]
        await house.close()

    asyncio.run(afterwards())
