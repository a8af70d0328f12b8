"""The least that a bot can do: a loop over one aiohttp session that echoes every text."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import aiohttp
import uvloop

BASE = f"{os.environ['BENCH_API']}/bot{os.environ['BENCH_TOKEN']}/"


async def main() -> None:
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **fields: Any) -> Any:
            async with session.post(BASE + method, json=fields) as response:
                return (await response.json())["result"]

        tasks: set[asyncio.Task[Any]] = set()
        offset = 0
        while True:
            for update in await call("getUpdates", offset=offset, timeout=25, limit=100):
                offset = update["update_id"] + 1
                message = update["message"]
                task = asyncio.create_task(call("sendMessage", chat_id=message["chat"]["id"], text=message["text"]))
                tasks.add(task)
                task.add_done_callback(tasks.discard)


uvloop.run(main())
