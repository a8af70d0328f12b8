"""`trolyso export`."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

import app
from cli.main import run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f'database = "sqlite:///{tmp_path}/x.sqlite3"\n', encoding="utf-8")
    return path


def test_both_files_are_written_also_before_anybody_reported(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "bao-cao" / "tuan-42"

    assert run(["--config", str(config), "export", "--period", "2025-W42", "--out", str(out)], app.build) == 0

    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.name for path in written] == [
        "bao-cao-nhon-trach-2025-2025-W42.docx",
        "bao-cao-nhon-trach-2025-2025-W42.xlsx",
    ]
    assert docx.Document(str(written[0])).tables
    assert openpyxl.load_workbook(written[1])["Còn thiếu, cần xem"]["A2"].value == "Ấp Chợ"


def test_one_kind_alone_is_written_when_it_is_named(config: Path, tmp_path: Path) -> None:
    assert run(["--config", str(config), "export", "--xlsx", "--out", str(tmp_path / "a")], app.build) == 0

    assert [path.suffix for path in (tmp_path / "a").iterdir()] == [".xlsx"]


def test_the_picture_is_written_when_it_is_named(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "a"

    assert run(["--config", str(config), "export", "--png", "--period", "2025-W42", "--out", str(out)], app.build) == 0

    [picture] = out.iterdir()
    assert picture.name == "bao-cao-nhon-trach-2025-2025-W42.png"
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_wrong_period_or_no_folder_is_told(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--config", str(config), "export", "--period", "2025-W99", "--out", str(tmp_path)], app.build) == 1
    assert run(["--config", str(config), "export"], app.build) == 1

    told = capsys.readouterr().err
    assert "2025-W99" in told and "--out" in told


def own_template(config: Path, tmp_path: Path, blank: str) -> Path:
    """A template with one blank, set in the settings."""
    path = tmp_path / "mau.docx"
    document = docx.Document()
    document.add_paragraph("{{tinh_hinh_chung}}")
    document.add_paragraph(f"Báo cáo của xã {blank}")
    document.save(str(path))
    config.write_text(config.read_text("utf-8") + f'[report]\ntemplate = "{path}"\n', encoding="utf-8")
    return path


def test_the_report_follows_the_communes_own_template(config: Path, tmp_path: Path) -> None:
    own_template(config, tmp_path, "{{ky}}")
    out = tmp_path / "a"

    assert run(["--config", str(config), "export", "--docx", "--period", "2025-W42", "--out", str(out)], app.build) == 0

    [path] = out.iterdir()
    last = docx.Document(str(path)).paragraphs[-1].text
    assert last == "Báo cáo của xã tuần 42 (từ ngày 13/10/2025 đến ngày 19/10/2025)"


def test_a_wrong_blank_is_told_by_check_and_by_export(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_template(config, tmp_path, "{{ky_bao_cao}}")

    assert run(["--config", str(config), "check", "--offline"], app.build) == 1
    assert "✗ report.template" in (told := capsys.readouterr().out) and "không có chỗ điền «{{ky_bao_cao}}»" in told
    assert run(["--config", str(config), "export", "--docx", "--out", str(tmp_path / "a")], app.build) == 1
    assert "report.template: không có chỗ điền «{{ky_bao_cao}}»" in capsys.readouterr().err


def test_a_good_template_is_counted_by_check(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_template(config, tmp_path, "{{ky}}")

    run(["--config", str(config), "check", "--offline"], app.build)
    assert "2 chỗ điền" in capsys.readouterr().out
