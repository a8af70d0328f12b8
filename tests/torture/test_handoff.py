"""No word between a citizen and a helper is lost or doubled, wherever the bot is killed.

HANDOFF_KILLS kills on each kind of database (default 14: every named point once).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from bot.crash import POINTS

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = int(os.environ.get("HANDOFF_KILLS", str(len(POINTS))))
AT_ONCE = 28
"""Kills on one database; more are spread over several, so that no helper is thought silent."""


async def lives(url: str, folder: Path, kills: int, seed: int) -> tuple[dict[str, int], list[str]]:
    """Play it in a process of its own, since forking is not for one with threads."""
    folder.mkdir()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-W", "ignore", "-m", "tests.torture.handoff_lives", url, str(folder), str(kills), str(seed)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(120 + 10 * kills):
        told, _ = await process.communicate()
    result = json.loads(told.decode().splitlines()[-1])
    return result["kills"], result["findings"]


async def test_no_word_is_lost_or_doubled_wherever_the_bot_is_killed(database_url: str, tmp_path: Path) -> None:
    kills, findings = await lives(database_url, tmp_path / "first", min(KILLS, AT_ONCE), seed=0)

    assert findings == []
    assert sum(times for point, times in kills.items() if point != "missed") >= min(KILLS, AT_ONCE) * 3 // 4
    if min(KILLS, AT_ONCE) >= len(POINTS):
        assert len([point for point in POINTS if kills.get(point)]) >= len(POINTS) - 3


async def test_the_same_over_many_more_lives(tmp_path: Path) -> None:
    for seed, done in enumerate(range(AT_ONCE, KILLS, AT_ONCE), start=1):
        url = f"sqlite:///{tmp_path / f'{seed}.sqlite3'}"
        _, findings = await lives(url, tmp_path / str(seed), min(AT_ONCE, KILLS - done), seed)
        assert findings == [], f"seed {seed}"
