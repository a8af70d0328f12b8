"""An operator is told in words what stops a command; no traceback, no secret."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.errors import Misconfigured
from cli.failures import told
from cli.main import HERE, UNREAD
from tests.cli.conftest import Shell


def test_a_campaign_that_does_not_exist_is_answered_with_those_that_do(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROLYSO_CAMPAIGN", "khong-co")

    assert shell.run("run") == (1, "")
    assert "Không có chiến dịch «khong-co»" in shell.errors
    assert "Problem(" not in shell.errors


def test_a_database_that_is_not_there_is_told_without_its_password(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROLYSO_DATABASE", "postgresql://u:bi-mat@127.0.0.1:1/x")

    assert shell.run("invite", "--role", "officer")[0] == 1
    assert "database: không dùng được cơ sở dữ liệu" in shell.errors
    assert "bi-mat" not in shell.errors


def test_a_port_that_somebody_holds_is_named_with_a_way_out(shell: Shell) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert shell.run("demo", "--port", str(other.getsockname()[1]))[0] == 1

    assert "server.port: cổng này đang có chương trình khác dùng" in shell.errors


def test_a_database_of_a_newer_version_is_refused_by_every_command(shell: Shell) -> None:
    assert shell.run("migrate")[0] == 0
    engine = create_engine(shell.database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    for command in ("figures", "run"):
        assert shell.run(command)[0] == 1
        assert "mới hơn chương trình này" in shell.errors


def test_a_refused_token_is_told_in_words() -> None:
    problems = told(Misconfigured("Telegram does not know this token"))

    assert problems is not None
    assert "trolyso check" in problems[0]


def test_our_own_mistakes_are_not_explained_away() -> None:
    assert told(KeyError("x")) is None


def test_a_batch_has_one_answer_a_line_whatever_its_bytes(shell: Shell, tmp_path: Path) -> None:
    batch = tmp_path / "lines.txt"
    batch.write_bytes(b"\xef\xbb\xbfbc cks 5\n\nbc \xff\xfe cks 6\rx\r\nbc cks 7")

    code, out = shell.run("read-report", "--at", "2025-10-18T15:00:00+07:00", "--batch", str(batch))

    lines = [json.loads(line)["line"] for line in out.split("\n")[:-1]]
    assert code == 0
    assert lines == ["bc cks 5", "", "bc \ufffd\ufffd cks 6\rx", "bc cks 7"]


def test_a_batch_that_is_not_there_is_named(shell: Shell) -> None:
    assert shell.run("ask", "--batch", "/khong/co")[0] == 1
    assert "/khong/co: không mở được" in shell.errors


def test_a_reader_that_goes_away_is_no_trouble_of_the_database(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.write_text("cks 5\n" * 2000, encoding="utf-8")
    command = [sys.executable, "app.py", "read-report", "--campaign", "nhon-trach-2025", "--batch", str(lines)]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()

    assert (process.wait(), errors) == (UNREAD, b"")
