"""The loopback Zalo Bot Platform as a process of its own; prints its address as a line of JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from tests.support.zalo_bot.server import NAME, LoopbackZaloBot


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A Zalo Bot Platform on the loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--token", action="append", help="token, or token=name; more than once for more bots")
    parser.add_argument("--limits", action="store_true", help="3,000 messages, 50 people, 3 groups")
    parser.add_argument("--redeliver", type=float, default=0.0, help="the share of deliveries that come twice")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shape", choices=["wrapped", "flat", "both"], default="both")
    parser.add_argument("--poll-seconds", type=float, help="how long a poll waits at most")
    parser.add_argument("--silence", choices=["408", "empty"], default="408")
    parser.add_argument("--open-chats", action="store_true", help="any chat may be written to")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    server = LoopbackZaloBot(
        limits=options.limits,
        redeliver=options.redeliver,
        seed=options.seed,
        ledger=options.ledger,
        shape=options.shape,
        poll_seconds=options.poll_seconds,
        silence=options.silence,
        open_chats=options.open_chats,
    )
    for entry in options.token or ():
        token, _, name = entry.partition("=")
        server.registers(token, name or NAME)
    await server.start(options.port)
    print(json.dumps({"url": server.url}), flush=True)  # noqa: T201 - whoever started us waits for this line
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(_options()))
