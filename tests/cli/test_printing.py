"""`trolyso guides print`."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

import app
from cli.main import run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f'database = "sqlite:///{tmp_path}/x.sqlite3"\n[server]\npublic_url = "https://troly.example.vn"\n'
        '[channels.web]\nplatform = "web"\n',
        encoding="utf-8",
    )
    return path


def test_named_guides_are_written_into_the_folder(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ban-in" / "a5"
    order = ["guides", "print", "vneid-kich-hoat", "vneid-cai-dat", "--format", "a5", "--out", str(out)]

    assert run(["--config", str(config), *order], app.build) == 0

    paths = [out / "vneid-kich-hoat-a5.pdf", out / "vneid-cai-dat-a5.pdf"]
    assert capsys.readouterr().out.split() == [str(path) for path in paths]
    assert all("Quét để xem" in pypdf.PdfReader(path).pages[0].extract_text() for path in paths)


def test_a_mistyped_guide_and_a_missing_folder_are_named(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--config", str(config), "guides", "print", "vneid-kich-hoa", "--out", str(tmp_path)], app.build) == 1
    assert "vneid-kich-hoat" in capsys.readouterr().err
    assert run(["--config", str(config), "guides", "print", "vneid-kich-hoat"], app.build) == 1
    assert "--out" in capsys.readouterr().err


def test_without_an_address_the_handout_is_printed_and_the_missing_code_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROLYSO_SERVER__PUBLIC_URL", "")
    order = ["guides", "print", "vneid-kich-hoat", "--out", str(tmp_path)]

    assert run(order, app.build) == 0

    assert "không có mã QR" in capsys.readouterr().err
    assert (tmp_path / "vneid-kich-hoat-a4.pdf").is_file()
