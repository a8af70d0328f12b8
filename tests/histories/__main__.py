"""The full number: `python -m tests.histories 100000 [processes]`; prints what differed, and 1 if anything did."""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ProcessPoolExecutor

from tests.histories.stage import opened

AT_ONCE = 1000
"""Histories on one database before it is thrown away."""


async def _some(first: int) -> list[str]:
    async with opened() as stage:
        found = [(seed, await stage.differences(seed)) for seed in range(first, first + AT_ONCE)]
    return [f"{seed}: {one}" for seed, wrong in found for one in wrong]


def some(first: int) -> list[str]:
    """The differences in a thousand histories."""
    return asyncio.run(_some(first))


def main(count: int, processes: int) -> int:
    wrong: list[str] = []
    with ProcessPoolExecutor(processes) as pool:
        for done, found in enumerate(pool.map(some, range(0, count, AT_ONCE)), start=1):
            wrong += found
            sys.stdout.write(f"{done * AT_ONCE} histories, {len(wrong)} differences\n")
    sys.stdout.write("\n".join(wrong[:20]) + "\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2))
