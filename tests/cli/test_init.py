"""`trolyso init`, asked on a terminal and from flags: settings that work, secrets of their own, nothing lost."""

from __future__ import annotations

import os
import pty
import select
import shutil
import stat
import sys
import time
from pathlib import Path

import pytest

import cli.init
from app import build
from bot.config import load
from bot.env_file import environment, read, written
from cli.main import HERE, run
from handlers.presets import load as load_preset

TOKEN = "7123456789:AAExampleExampleExampleExample_12345"
FLAGS = ("--yes", "--commune", "xã Hoà Bình", "--province", "tỉnh Đồng Nai", "--campaign", "nhon-trach-2025")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A blank folder, and presets that may be added to."""
    shutil.copytree(HERE / "campaigns", tmp_path / "house" / "campaigns")
    monkeypatch.setattr(cli.init, "HERE", tmp_path / "house")
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("TROLYSO_")]:
        monkeypatch.delenv(name)
    return folder


def test_from_flags_to_settings_that_work(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TROLYSO_CHANNELS__TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("TROLYSO_BACKUP__KEY", "khoá của xã, đủ dài")

    assert run(["init", *FLAGS, "--public-url", "https://troly.example/", "--officer"], build) == 0

    out = capsys.readouterr().out
    assert "Mã mời cán bộ đầu tiên: " in out and TOKEN not in out and "đủ dài" not in out
    monkeypatch.delenv("TROLYSO_CHANNELS__TELEGRAM__TOKEN")
    monkeypatch.delenv("TROLYSO_BACKUP__KEY")
    settings = load(place / "config.toml", environment(place / "config.toml"))
    assert [(one.name, one.on) for one in settings.channels] == [("web", True), ("telegram", True)]
    assert (settings.campaign, settings.server.public_url) == ("xa-hoa-binh-2025", "https://troly.example")
    assert settings.backup.key == "khoá của xã, đủ dài"
    assert TOKEN not in (place / "config.toml").read_text(encoding="utf-8")
    assert stat.S_IMODE((place / "trolyso.env").stat().st_mode) == 0o600
    campaign = load_preset(place.parent / "house" / "campaigns" / "xa-hoa-binh-2025.toml")
    assert (campaign.place.commune, campaign.place.province) == ("xã Hoà Bình", "tỉnh Đồng Nai")
    assert (place / "data" / "trolyso.sqlite3").is_file()


def test_a_commune_with_a_preset_of_its_own_uses_that(place: Path) -> None:
    assert run(["init", *FLAGS, "--commune", "Xã Nhơn Trạch"], build) == 0

    assert load(place / "config.toml", {}).campaign == "nhon-trach-2025"
    assert "xa-nhon-trach-2025.toml" not in {one.name for one in (place.parent / "house" / "campaigns").iterdir()}


def test_nothing_is_written_over_without_a_word_and_nothing_is_lost(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "config.toml").write_text("# mine\n", encoding="utf-8")

    assert run(["init", *FLAGS], build) == 1
    assert "--force" in capsys.readouterr().err
    assert [one.name for one in place.iterdir()] == ["config.toml"]
    assert run(["init", *FLAGS, "--force"], build) == 0
    (kept,) = place.glob("config.toml.before-init-*")
    assert kept.read_text(encoding="utf-8") == "# mine\n"


def test_all_that_flags_lack_is_told_at_once(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--yes", "--campaign", "no-such", "--public-url", "troly.example"], build) == 1

    told = capsys.readouterr().err
    assert all(flag in told for flag in ("--commune", "--province", "--campaign", "nhon-trach-2025", "--public-url"))
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", ['xã "Hoà" \\ Bình', "xã Hoà Bình\n[server]\nport = 1"])
def test_odd_names_stay_words(place: Path, name: str) -> None:
    run(["init", *FLAGS, "--commune", name], build)

    if (place / "config.toml").exists():
        assert load(place / "config.toml", {}).server.port == 8080


# -- on a terminal -----------------------------------------------------------------------------------------------------


class Terminal:
    """The command in a terminal of its own; what is typed is answered to the question that is shown."""

    def __init__(self, place: Path) -> None:
        self.shown = self._unread = ""
        code = "import sys, pathlib, cli.init; cli.init.HERE = pathlib.Path(sys.argv[1]); from app import main; "
        code += "sys.exit(main(['init']))"
        environ = {name: value for name, value in os.environ.items() if not name.startswith("TROLYSO_")}
        environ |= {"PYTHONPATH": str(HERE), "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
        self.pid, self._wire = pty.fork()
        if self.pid == 0:
            os.chdir(place)
            os.execve(sys.executable, [sys.executable, "-c", code, str(place.parent / "house")], environ)

    def until(self, words: str) -> None:
        """Read on until that is shown, behind what was looked for before."""
        end = time.monotonic() + 60
        while words not in self._unread:
            assert time.monotonic() < end, f"{words!r} was not shown: {self._unread}"
            if select.select([self._wire], [], [], 1)[0]:
                try:
                    data = os.read(self._wire, 65536).decode("utf-8", "replace")
                except OSError:
                    raise AssertionError(f"ended without {words!r}: {self._unread}") from None
                self.shown += data
                self._unread += data
        self._unread = self._unread.partition(words)[2]

    def types(self, question: str, answer: str) -> None:
        self.until(question)
        os.write(self._wire, f"{answer}\n".encode())

    def ended(self) -> int:
        while True:
            try:
                data = os.read(self._wire, 65536)
            except OSError:
                break
            if not data:
                break
            self.shown += data.decode("utf-8", "replace")
        os.close(self._wire)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def answered(terminal: Terminal) -> None:
    for question, answer in (  # the ends of questions: what is typed before a hidden one is thrown away
        ("Tên xã, phường", ""),
        ("không để trống được", "xã Hoà Bình"),
        ("Tỉnh, thành phố", "tỉnh Đồng Nai"),
        ("Chọn số", "9"),
        ("từ 1 đến 5", "4"),
        ("bỏ trống nếu chưa có): ", "123"),
        ("bỏ trống nếu chưa có): ", TOKEN),
        ("Zalo Bot Creator cho; khi gõ không hiện ra; bỏ trống nếu chưa có): ", ""),
        ("Địa chỉ https", ""),
        ("postgresql://… (khi gõ không hiện ra): ", ""),
        ("Thư mục sao lưu", ""),
        ("Mã hoá bản sao lưu", "c"),
    ):
        terminal.types(question, answer)


def test_the_wizard_asks_and_writes(place: Path) -> None:
    (place / "config.toml").write_text("# mine\n", encoding="utf-8")
    terminal = Terminal(place)

    answered(terminal)
    assert "không đúng dạng" in terminal.shown
    terminal.types("ĐÃ CÓ", "c")
    terminal.types("Tạo luôn mã mời", "c")
    assert terminal.ended() == 0, terminal.shown

    settings = load(place / "config.toml", read((place / "trolyso.env").read_text(encoding="utf-8")))
    assert settings.campaign == "xa-hoa-binh-2025"
    assert "telegram" in [one.name for one in settings.channels if one.on]
    assert len(settings.backup.key) == 29 and settings.backup.key in terminal.shown
    assert TOKEN not in terminal.shown, "a token is not shown while it is typed"
    assert "Mã mời cán bộ đầu tiên" in terminal.shown
    assert len(list(place.glob("config.toml.before-init-*"))) == 1


@pytest.mark.parametrize("how", ["no", "interrupt"])
def test_whoever_stops_has_changed_nothing(place: Path, how: str) -> None:
    terminal = Terminal(place)

    answered(terminal)
    terminal.types("Ghi các tệp này", "k" if how == "no" else "\x03")

    assert terminal.ended() == 1
    assert "chưa ghi gì" in terminal.shown and list(place.iterdir()) == []


# -- the file of secrets -----------------------------------------------------------------------------------------------


def test_what_is_written_is_read_again_and_the_process_has_the_last_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"TROLYSO_A": TOKEN, "TROLYSO_B": "khoá có dấu cách", "TROLYSO_C": "a=b#c"}

    assert read("# words\n\n" + written(values) + "nonsense\nexport X=1\n") == {**values, "X": "1"}
    for wrong in ("it's", "two\nlines", "$HOME", "a`b"):
        with pytest.raises(ValueError, match="TROLYSO_A"):
            written({"TROLYSO_A": wrong})
    (tmp_path / "trolyso.env").write_text(written(values), encoding="utf-8")
    monkeypatch.setenv("TROLYSO_A", "of the process")
    found = environment(tmp_path / "config.toml")
    assert (found["TROLYSO_A"], found["TROLYSO_B"]) == ("of the process", "khoá có dấu cách")
