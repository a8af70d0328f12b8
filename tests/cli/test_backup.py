"""`trolyso backup` and `trolyso restore` as they are typed: one command, equal totals, and no post a second time."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import shutil
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import cli.restore
from app import build
from cli.main import run
from storage.tables import metadata
from storage.tx import begin
from tests.cli.conftest import Shell
from tests.support.house import House
from tests.test_scheduler import DEADLINE, SATURDAY, furnished, heard

FAR = datetime.fromisoformat("2099-01-01T09:00:00+07:00")
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


class Machines:
    """Commands on one machine after the other, each with nothing but the program at first."""

    def __init__(
        self,
        blank: Callable[[], str],
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self._blank, self._folder, self._monkeypatch, self._capsys = blank, folder, monkeypatch, capsys
        self.url = ""

    def another(self, name: str) -> str:
        """A machine without a database, and the address that its database will have."""
        place = self._folder / name
        place.mkdir()
        (place / "config.toml").write_text('campaign = "nhon-trach-2025"\n[channels.web]\nplatform = "web"\n')
        self._monkeypatch.chdir(place)
        self._monkeypatch.setenv("TROLYSO_CONFIG", str(place / "config.toml"))
        self.url = self._blank()
        self._monkeypatch.setenv("TROLYSO_DATABASE", self.url)
        return self.url

    def command(self, *words: str) -> dict[str, Any]:
        self._capsys.readouterr()
        assert run([*words, "--json"], build) == 0
        found: dict[str, Any] = json.loads(self._capsys.readouterr().out.splitlines()[-1])
        return found


@pytest.fixture
def machines(
    blank_urls: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Machines:
    return Machines(blank_urls, tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("onto", ["blank", "the old place"])
def test_a_restored_bot_posts_nothing_a_second_time(machines: Machines, tmp_path: Path, onto: str) -> None:
    url = machines.another("old")

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
    made = machines.command("backup", "--out", str(tmp_path / "kept.backup"))
    asyncio.run(over_the_deadline())
    if onto == "blank":
        url = machines.another("new")
    done = machines.command("restore", made["file"], *(["--replace"] if onto != "blank" else []))
    assert done["checksum"] == made["checksum"] == machines.command("backup", "totals")["checksum"]

    async def afterwards() -> None:
        house = await furnished(url, DEADLINE + timedelta(minutes=20))
        house._events = itertools.count(1000)
        await house.app.scheduler.tick()
        await house.app.settle()
        assert "doi-1" not in heard(house, "Đã đến hạn")
        assert heard(house, "bản sao cũ", "Đã đến hạn").get("c-officer") == 1
        async with begin(house.app.database) as tx:
            planned = [row for row in await tx.tasks.between(SATURDAY, FAR) if row.name == "alarm"]
        assert [row.values["kind"] for row in planned] == ["restored"]
        await house.close()

    asyncio.run(afterwards())


CANARIES = ("u-canary-7", "Lò Thị Mẩy", "xyzzycanary")


def holding(folder: Path) -> list[str]:
    """The files of a machine that hold something of who was erased; what stands on PostgreSQL is asked in SQL."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".backup"]
    return [path.name for path in found if any(word.encode() in path.read_bytes() for word in CANARIES)]


@pytest.mark.parametrize("onto", ["blank", "the old place"])
def test_who_was_erased_after_the_backup_does_not_come_back_with_it(
    machines: Machines, tmp_path: Path, onto: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    url = machines.another("old")

    async def comes() -> None:
        house = await House.open(url)
        await house.phone("u-canary-7", "Lò Thị Mẩy").says("chẳng ai hiểu xyzzycanary")
        await house.leader("ap-cho", author="l-canary-8")
        await house.phone("u2", "Bác Hai").says("chẳng ai hiểu chuyện ruộng lúa")
        await house.close()

    async def is_erased() -> None:
        house = await House.open(url, start=datetime.fromisoformat("2025-10-19T09:00:00+07:00"))
        house._events = itertools.count(1000)
        for phone in (house.phone("u-canary-7", "Lò Thị Mẩy"), house.phone("l-canary-8", "Chị Hoa")):
            await phone.says("/xoadulieu")
            await phone.presses("Đồng ý")
        await house.until("2025-10-19T09:05:00+07:00")
        await house.close()

    async def lives_on() -> str:
        house = await House.open(url, start=datetime.fromisoformat("2025-10-20T09:00:00+07:00"))
        house._events = itertools.count(2000)
        await house.until("2025-10-20T09:30:00+07:00")
        async with begin(house.app.database) as tx:
            alarms = [row for row in await tx.tasks.between(SATURDAY, FAR) if row.name == "alarm"]
        (detail,) = [row.values["detail"] for row in alarms]
        assert "2 người từng yêu cầu xoá" in detail and "1 người trong số đó có nhiệm vụ" in detail
        async with house.app.database.reading() as connection:
            rows = [str(tuple(row)) for t in metadata.sorted_tables for row in await connection.execute(select(t))]
        await house.close()
        return "\n".join(rows)

    asyncio.run(comes())
    made = machines.command("backup")
    backup = Path(made["file"]).absolute()
    asyncio.run(is_erased())
    if onto == "blank":  # another disk holds the folder of backups, and so the journal beside them
        shutil.copytree(backup.parent, tmp_path / "usb")
        backup = tmp_path / "usb" / backup.name
        url = machines.another("new")

    done = machines.command("restore", str(backup), *(["--replace"] if onto != "blank" else []))

    assert (done["checksum"], len(done["erased_again"]), done["erasures_known"]) == (made["checksum"], 2, True)
    held = asyncio.run(lives_on())
    assert [word for word in (*CANARIES, "l-canary-8") if word in held] == [] and "ruộng lúa" in held
    places = [Path.cwd(), *([Path(url.removeprefix("sqlite:///")).parent] if url.startswith("sqlite") else [])]
    assert [name for place in places for name in holding(place)] == []
    assert [r for r in caplog.records for word in CANARIES if word in f"{r.getMessage()} {vars(r)}"] == []


def test_a_backup_without_its_journal_says_what_that_means(lived: Shell, tmp_path: Path) -> None:
    (made,) = lived.json("backup", "--json")
    alone = tmp_path / "alone" / "x.backup"
    alone.parent.mkdir()
    shutil.copy(made["file"], alone)
    for place in tmp_path.rglob("erased"):
        shutil.rmtree(place)

    code, out = lived.run("restore", str(alone), "--replace")

    assert code == 0 and "không có sổ xoá" in out and "trolyso privacy erase" in out
    assert lived.json("restore", str(alone), "--replace", "--json")[0]["erasures_known"] is False


def test_the_journal_may_lie_anywhere(lived: Shell, tmp_path: Path) -> None:
    (made,) = lived.json("backup", "--json")
    assert lived.run("privacy", "erase", "1")[0] == 0
    for place in list(tmp_path.rglob("erased")):
        place.replace(tmp_path / "carried") if not (tmp_path / "carried").exists() else shutil.rmtree(place)

    (done,) = lived.json("restore", made["file"], "--replace", "--erased", str(tmp_path / "carried"), "--json")

    assert (done["erased_again"], done["erasures_known"]) == ([1], True)
    assert lived.json("restore", made["file"], "--replace", "--json")[0]["erased_again"] == [1], (
        "and is known from now on"
    )
