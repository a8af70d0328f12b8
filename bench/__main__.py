"""Measure ourselves beside bare bots in one run: `python -m bench [--rounds N] [--seconds S] [--only NAME …]`."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import report
from bench.contenders import CONTENDERS, Contender, Loopback, accepting, measure

WARM = 2.0


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured; medians are shown")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each is measured, after two of warming up")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--only", nargs="*", choices=[*(c.name for c in CONTENDERS), "accept"], help="only these")
    parser.add_argument("--json", type=Path, help="write every figure there")
    arguments = parser.parse_args()
    chosen = [c for c in CONTENDERS if not arguments.only or c.name in arguments.only]
    folder = Path(tempfile.mkdtemp(prefix="trolyso-bench-"))
    figures: dict[str, list[dict[str, Any]]] = {}
    try:
        async with Loopback() as loopback:
            for number in range(arguments.rounds):
                for contender in chosen:
                    figure = await _one(contender, loopback, folder, number, arguments)
                    figures.setdefault(contender.name, []).append(figure)
                    report.progress(f"round {number + 1}/{arguments.rounds}", contender.title, figure)
            accepted = None
            if not arguments.only or "accept" in arguments.only:
                accepted = await accepting(loopback, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report.table(figures, chosen, accepted, users=arguments.users)
    if arguments.json:
        arguments.json.write_text(json.dumps({"load": os.getloadavg(), "runs": figures, "accept": accepted}, indent=1))
    return 0


async def _one(
    contender: Contender, loopback: Loopback, folder: Path, number: int, arguments: argparse.Namespace
) -> dict[str, Any]:
    order = {"users": arguments.users, "warm": WARM, "seconds": arguments.seconds}
    return await measure(contender, loopback, folder / f"{contender.name}-{number}", order)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
