"""Small processes that only keep a token fresh, to be killed again and again; see test_oa_tokens.py."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess

from sqlalchemy.exc import DBAPIError

from bot.channels import zalo_oa_token
from bot.channels.zalo_oa_token import TokenKeeper
from bot.clock import SystemClock
from bot.oa_tokens import BUSY, Order, Renewal, StoredVault, carried_out
from storage.database import Database

CHANNEL = "oa"


def forks() -> ForkServerContext:
    """Processes are forked from one that has everything imported: starting one takes milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def keep(order: Order, *, real: bool) -> None:
    """What the bot does about its token, and nothing else, until killed."""
    logging.disable(logging.CRITICAL)
    zalo_oa_token.SHORTEST = zalo_oa_token.UNDER_WAY = 0.02  # so that much happens in little time
    asyncio.run(_keep(order, real))


async def _keep(order: Order, real: bool) -> None:
    clock = SystemClock()
    database = await Database.open(order.database)
    vault = StoredVault(database, CHANNEL, clock)

    def ordered(seen: int) -> Order:
        return Order(order.database, CHANNEL, order.app_id, order.app_secret, order.oauth_url, seen, 0.0, "CRITICAL")

    renew = Renewal(ordered, vault, clock) if real else Forked(ordered, vault, clock)
    await TokenKeeper(CHANNEL, vault, renew, clock).run()


class Forked(Renewal):
    """The same renewal, in a process that is forked instead of started: it, too, outlives who began it."""

    async def __call__(self, seen: int) -> None:
        process = forks().Process(target=renewing, args=(self._order(seen),))
        process.start()
        while process.is_alive():
            await self._clock.wait(0.01)
        if process.exitcode == BUSY:
            await self._clock.wait(0.05)


def renewing(order: Order) -> None:
    """What `bot.oa_tokens.main` does; quietly where it outlives the test and its database."""
    logging.disable(logging.CRITICAL)
    try:
        raise SystemExit(asyncio.run(carried_out(order)))
    except DBAPIError:
        raise SystemExit(1) from None


def started(order: Order, *, real: bool) -> BaseProcess:
    process = forks().Process(target=keep, args=(order,), kwargs={"real": real})
    process.start()
    return process
