"""Two processes keep one Official Account's token fresh and are killed −9 during renewals, again and again.

TORTURE_TOKENS kills (default 50; `make torture`: 300) over both databases together; with TORTURE_TOKENS_REAL=1 every
renewal is the process that the bot starts, else one that is forked, which is quicker.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from datetime import timedelta
from multiprocessing.process import BaseProcess
from types import ModuleType

import pytest

from bot.channels.zalo_oa_token import Pair
from bot.clock import SystemClock
from bot.oa_tokens import Order, StoredVault
from storage.database import Database
from storage.migrate import migrate
from tests.support.zalo_oa import APP_ID, APP_SECRET, LoopbackOA
from tests.torture.tokens import CHANNEL, started

KILLS = int(os.environ.get("TORTURE_TOKENS", "50"))
REAL = os.environ.get("TORTURE_TOKENS_REAL") == "1"
PATIENCE = 60.0
"""Real seconds in which a renewal must come about, on a machine with much else to do."""


@pytest.mark.slow
async def test_killed_during_renewals_two_bots_never_lose_a_pair_and_never_hand_one_in_twice(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))  # else each process would import pytest
    await migrate(database_url)
    async with LoopbackOA(life=timedelta(seconds=0.1)) as zalo:
        order = Order(database_url, CHANNEL, APP_ID, APP_SECRET, zalo.url, 0, 0.0)
        async with await Database.open(database_url) as database:
            vault = StoredVault(database, CHANNEL, SystemClock(), refresh=zalo.tokens.issue().refresh)
            assert await vault.load() is not None
            killed, alive = await _killed_again_and_again(zalo, order)
            await _after(zalo, zalo.tokens.handed_in.total() + 2)
            for one in alive:
                one.kill()
                one.join()
            last = await _quiet(zalo, vault)

    assert killed >= KILLS // 2
    assert zalo.tokens.twice == []
    assert sum(pair.used for pair in zalo.tokens.issued) == len(zalo.tokens.issued) - 1
    assert (last.access, last.refresh) == (zalo.tokens.newest.access, zalo.tokens.newest.refresh)
    assert last.refused == "" and last.serial == len(zalo.tokens.issued)


async def _killed_again_and_again(zalo: LoopbackOA, order: Order) -> tuple[int, list[BaseProcess]]:
    """Kill one or both as soon as a refresh token has come to Zalo – before, while or after it answers."""
    dice = random.Random(7)
    alive = [started(order, real=REAL) for _ in range(2)]
    killed = 0
    while killed < KILLS // 2:
        zalo.waits_at_oauth = asyncio.Event()
        await _after(zalo, zalo.tokens.handed_in.total() + 1)
        victims = dice.choice([[0], [1], [0, 1], [0, 1]])
        early = dice.random() < 0.7
        if not early:
            zalo.waits_at_oauth.set()
            await asyncio.sleep(dice.random() * 0.02)  # somewhere between their answer and our commit
        for number in victims:
            alive[number].kill()
            alive[number].join()
            alive[number] = started(order, real=REAL)
        killed += len(victims)
        zalo.waits_at_oauth.set()
    return killed, alive


async def _after(zalo: LoopbackOA, count: int) -> None:
    """Until refresh tokens came in so often."""
    until = time.monotonic() + PATIENCE
    while zalo.tokens.handed_in.total() < count:
        assert time.monotonic() < until, f"no renewal came about; twice: {zalo.tokens.twice}"
        await asyncio.sleep(0.002)


async def _quiet(zalo: LoopbackOA, vault: StoredVault) -> Pair:
    """The pair as it stays when nobody is at it any more."""
    until = time.monotonic() + PATIENCE
    while True:
        pair = await vault.load()
        assert pair is not None
        if pair.refresh == zalo.tokens.newest.refresh:
            return pair
        assert time.monotonic() < until, f"the newest pair was never stored; refused: {pair.refused}"
        await asyncio.sleep(0.01)
