"""The folder of backups: what is kept, what is thrown away, what a child does with an order."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.backups import Backups, NoBackup, Order, files_beside, folder_of, make_one, name_of, rehearse, standing
from bot.config import BackupSettings, Settings
from bot.press import PressFailed
from storage.backups import archive
from storage.backups.erasures import FOLDER
from storage.backups.faults import BackupFault
from storage.database import Database
from storage.migrate import migrate
from tests.storage.furnished import furnish

NOW = datetime.fromisoformat("2025-11-18T02:00:00+07:00")
KEY = "khoá của xã, đủ dài"


@pytest.fixture
async def order(tmp_path: Path) -> Order:
    url = f"sqlite:///{tmp_path / 'data' / 'one.sqlite3'}"
    await migrate(url)
    async with await Database.open(url) as database:
        await furnish(database, NOW)
    return Order(url, tmp_path / "kept", NOW, timedelta(days=35), KEY)


async def test_only_what_is_too_old_and_ours_is_thrown_away(order: Order, tmp_path: Path) -> None:
    order.folder.mkdir()
    old, young = (name_of(NOW - timedelta(days=days)) for days in (36, 34))
    aside = "one.sqlite3.before-restore-20251001-000000"
    upgrade = "trolyso-before-0012-from-0011.backup"
    for name in (old, young, upgrade, "so-sach-cu.backup", ".backup-left"):
        (order.folder / name).write_bytes(b"x")
        os.utime(order.folder / name, (0, 0))
    for name in (aside, f"{aside}-wal", "one.sqlite3.before-restore-20251117-000000"):
        (tmp_path / "data" / name).write_bytes(b"x")

    path = make_one(order)

    assert {one.name for one in order.folder.iterdir()} == {path.name, young, "so-sach-cu.backup", FOLDER}
    left = {one.name for one in (tmp_path / "data").iterdir()}
    assert not {aside, f"{aside}-wal"} & left and "one.sqlite3.before-restore-20251117-000000" in left


async def test_nothing_is_thrown_away_when_the_new_one_could_not_be_made(order: Order, tmp_path: Path) -> None:
    order.folder.mkdir()
    old = order.folder / name_of(NOW - timedelta(days=400))
    old.write_bytes(b"the only one")
    (tmp_path / "data" / "one.sqlite3").write_bytes(b"SQLite format 3\0 and then nonsense" * 100)

    with pytest.raises(BackupFault):
        make_one(order)

    assert old.exists()


async def test_the_newest_one_is_rehearsed_and_nothing_of_it_stays(order: Order, tmp_path: Path) -> None:
    with pytest.raises(NoBackup):
        rehearse(order)
    path = make_one(order)
    before = {one.name for one in (tmp_path / "data").iterdir()}

    done = rehearse(order)

    assert (done.path, done.made_at, done.reports) == (path, NOW, 3)
    assert {one.name for one in (tmp_path / "data").iterdir()} == before
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BackupFault):
        rehearse(order)


async def test_a_child_does_it_and_a_failing_one_is_told_without_the_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = tmp_path / "data" / "one.sqlite3"
    await migrate(f"sqlite:///{database}")
    kept = BackupSettings(str(tmp_path / "kept"), key=KEY)
    backups = Backups(Settings(database=f"sqlite:///{database}", backup=kept), {})

    path = await backups.make(NOW)
    assert archive.examine(path, KEY).why == "daily"
    assert (await backups.rehearse(NOW)).path == path
    database.write_bytes(b"nonsense" * 1000)
    with pytest.raises(PressFailed):
        await backups.make(NOW + timedelta(days=1))

    assert KEY not in caplog.text
    assert [one for _, one in standing(tmp_path / "kept")] == [path]


def test_where_backups_lie_and_what_goes_with_them(tmp_path: Path) -> None:
    assert folder_of(Settings(database="sqlite:///data/x.sqlite3")) == Path("data/backups")
    assert folder_of(Settings(database="postgresql://u:p@h/x")) == Path("data/backups")
    assert folder_of(Settings(backup=BackupSettings("/mnt/kept"))) == Path("/mnt/kept")
    (tmp_path / "calendar").mkdir()
    for name in ("one.toml", "calendar/holidays.toml", "notes.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")

    found = files_beside(tmp_path / "one.toml", tmp_path, str(tmp_path / "notes.txt"))

    presets = ["campaigns/calendar/holidays.toml", "campaigns/one.toml"]
    assert list(found) == ["config.toml", "template.docx", *presets]
    assert list(files_beside(None, tmp_path, str(tmp_path / "gone.docx"))) == presets


def test_an_order_shows_no_secret() -> None:
    order = Order("postgresql://u:secret@h/x", Path("kept"), NOW, timedelta(1), "secret key")

    assert "secret" not in repr(order)
