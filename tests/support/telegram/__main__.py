"""The loopback Telegram as a process of its own; prints its address as a line of JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from tests.support.telegram.people import USERNAME
from tests.support.telegram.server import LoopbackTelegram


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A Telegram Bot API on the loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--token", action="append", help="token, or token=username; more than once for more bots")
    parser.add_argument("--flood", action="store_true", help="answer 429 as Telegram does")
    parser.add_argument("--redeliver", type=float, default=0.0, help="the share of updates that come twice")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--open-chats", action="store_true", help="any chat may be written to")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    server = LoopbackTelegram(
        limits=options.flood,
        redeliver=options.redeliver,
        seed=options.seed,
        ledger=options.ledger,
        open_chats=options.open_chats,
    )
    for entry in options.token or ():
        token, _, username = entry.partition("=")
        server.registers(token, username or USERNAME)
    await server.start(options.port)
    print(json.dumps({"url": server.url}), flush=True)  # noqa: T201 - whoever started us waits for this line
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(_options()))
