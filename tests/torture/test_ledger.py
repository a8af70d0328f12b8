"""Nothing is lost and nothing counted twice, wherever the bot is killed: the whole test, on both databases.

TORTURE_KILLS kills over both databases together (default 200), TORTURE_REPORTS lines on each (default 5,000).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.crash import POINTS

ROOT = Path(__file__).resolve().parent.parent.parent
BACKENDS = ("sqlite", "postgresql")
KILLS = int(os.environ.get("TORTURE_KILLS", "200"))
REPORTS = int(os.environ.get("TORTURE_REPORTS", "5000"))
PATIENCE = 600 + 20 * KILLS
"""Seconds for all of it, on a machine with much else to do."""


@pytest.mark.slow
async def test_killed_again_and_again_the_bot_loses_doubles_and_invents_nothing(tmp_path: Path) -> None:
    told = await asyncio.gather(*(_play(backend, tmp_path) for backend in BACKENDS))

    for backend, (code, words) in zip(BACKENDS, told, strict=True):
        sys.stdout.write(words)
        assert code == 0, f"{backend}: {words}"
        result = json.loads((tmp_path / f"{backend}.json").read_text(encoding="utf-8"))
        _is_full_size(result)


def _is_full_size(result: dict[str, Any]) -> None:
    """The run was what it claims to be: it killed as often, and people said as much."""
    kills = result["kills"]
    assert result["findings"] == []
    assert sum(kills.values()) >= KILLS // 2
    assert result["lines"] >= REPORTS
    assert result["redeliveries"] >= result["updates"] / 5
    if 2 * len(POINTS) <= KILLS // 4:
        assert [point for point in POINTS if not kills.get(point)] == []


async def _play(backend: str, folder: Path) -> tuple[int, str]:
    """One kind of database, in a process of its own: the exit code, and what it told."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "ignore", "-m", "tests.torture", "--backend", backend),
        *("--kills", str(-(-KILLS // 2)), "--reports", str(REPORTS)),
        *("--folder", str(folder / backend), "--result", str(folder / f"{backend}.json")),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            words, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    return process.returncode or 0, words.decode(errors="replace")
