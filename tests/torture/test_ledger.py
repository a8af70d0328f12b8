"""Nothing is lost and nothing counted twice, wherever the bot is killed: the whole test, on both databases.

On Telegram TORTURE_KILLS kills over both databases together (default 200), TORTURE_REPORTS lines on each (default
5,000); on every other platform of the table its share of them.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from bot.crash import POINTS
from tests.torture.platforms import PLATFORMS

ROOT = Path(__file__).resolve().parent.parent.parent
BACKENDS = ("sqlite", "postgresql")
KILLS = int(os.environ.get("TORTURE_KILLS", "200"))
REPORTS = int(os.environ.get("TORTURE_REPORTS", "5000"))
PATIENCE = 600 + 20 * KILLS
"""Seconds for all of it, on a machine with much else to do."""


@pytest.mark.slow
@pytest.mark.parametrize("platform", sorted(PLATFORMS))
async def test_killed_again_and_again_the_bot_loses_doubles_and_invents_nothing(platform: str, tmp_path: Path) -> None:
    share = PLATFORMS[platform].share
    kills, reports = ceil(KILLS * share), int(REPORTS * share)
    told = await asyncio.gather(*(_play(backend, platform, tmp_path, kills, reports) for backend in BACKENDS))

    for backend, (code, words) in zip(BACKENDS, told, strict=True):
        sys.stdout.write(words)
        assert code == 0, f"{backend}: {words}"
        result = json.loads((tmp_path / f"{backend}.json").read_text(encoding="utf-8"))
        _is_full_size(result, kills, reports)


def _is_full_size(result: dict[str, Any], wanted: int, reports: int) -> None:
    """The run was what it claims to be: it killed as often, and people said as much."""
    kills = result["kills"]
    assert result["findings"] == []
    assert sum(kills.values()) >= wanted // 2
    assert result["lines"] >= reports
    assert result["redeliveries"] >= result["updates"] / 5
    if 2 * len(POINTS) <= wanted // 4:
        assert [point for point in POINTS if not kills.get(point)] == []


async def _play(backend: str, platform: str, folder: Path, kills: int, reports: int) -> tuple[int, str]:
    """One kind of database, in a process of its own: the exit code, and what it told."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "ignore", "-m", "tests.torture", "--backend", backend, "--platform", platform),
        *("--kills", str(-(-kills // 2)), "--reports", str(reports), "--houses", "2" if kills >= KILLS else "1"),
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
