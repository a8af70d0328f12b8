"""The command line as it is typed, on a database of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import build
from cli.main import run
from tests.support.house import House


@dataclass
class Shell:
    """Runs commands and keeps what they print."""

    database: str
    capsys: pytest.CaptureFixture[str]
    errors: str = ""

    def run(self, *words: str) -> tuple[int, str]:
        """The exit code and standard output."""
        self.capsys.readouterr()
        code = run(words, build)
        told = self.capsys.readouterr()
        self.errors = told.err
        return code, told.out

    def json(self, *words: str) -> list[Any]:
        """The output's lines as JSON; the command succeeded."""
        code, out = self.run(*words)
        assert code == 0, self.errors
        return [json.loads(line) for line in out.splitlines()]

    def live(self, play: Callable[[House], Awaitable[None]], **more: Any) -> None:
        """Let something happen in a house over the same database."""

        async def within() -> None:
            house = await House.open(self.database, **more)
            try:
                await play(house)
            finally:
                await house.close()

        asyncio.run(within())


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    database = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    config = tmp_path / "config.toml"
    config.write_text('campaign = "nhon-trach-2025"\n[channels.web]\nplatform = "web"\n', encoding="utf-8")
    monkeypatch.setenv("TROLYSO_CONFIG", str(config))
    monkeypatch.setenv("TROLYSO_DATABASE", database)
    return Shell(database, capsys)
