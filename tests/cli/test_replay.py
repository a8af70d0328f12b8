"""A failed update answered again: what would be said, or why it still fails; nothing is kept."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import pytest

from guides.match import Ear
from tests.cli.conftest import Shell
from tests.support.house import House

SECRET = "123456789:AAHsecretsecretsecretsecret"


def break_the_ear(patch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"no way to https://api.example.org/bot{SECRET}/getMe")

    patch.setattr(Ear, "hear", broken)


def fail_once(shell: Shell) -> str:
    """Let a question fail; the ticket that the person was told."""
    told: list[str] = []

    async def ask(house: House) -> None:
        told.extend(await house.phone().says("chữ ký số là gì"))

    with pytest.MonkeyPatch.context() as patch:
        break_the_ear(patch)
        shell.live(ask)
    found = re.search(r"\*\*([0-9A-F]{6})\*\*", told[0])
    assert found is not None
    return found[1]


def rows(shell: Shell) -> list[Any]:
    with sqlite3.connect(shell.database.removeprefix("sqlite:///")) as raw:
        return [
            raw.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            for table in ("inbox", "outbox", "questions", "people", "conversations", "tasks")
        ]


def test_what_would_be_said_now_is_shown_and_nothing_is_kept(shell: Shell) -> None:
    ticket = fail_once(shell)
    before = rows(shell)

    code, out = shell.run("replay", ticket.lower())

    assert code == 0
    assert "Tin: «chữ ký số là gì»" in out
    assert "→ phone c-u1" in out
    assert rows(shell) == before


def test_what_still_fails_shows_the_traceback_with_secrets_masked(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = fail_once(shell)
    before = rows(shell)
    break_the_ear(monkeypatch)

    code, out = shell.run("replay", ticket)

    assert code == 1
    assert "RuntimeError: no way to https://api.example.org/bot•••/getMe" in out
    assert SECRET not in out
    assert rows(shell) == before


def test_an_unknown_ticket_says_so(shell: Shell) -> None:
    assert shell.run("replay", "ABC123") == (1, "")
    assert "không có mã lỗi «ABC123»" in shell.errors
