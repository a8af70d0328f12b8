"""`python -m tests.torture --backend sqlite`: kills, then one line of figures; exit 1 when the books do not balance."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.torture.platforms import PLATFORMS
from tests.torture.run import Result, play

SHOWN = 30


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill the bot again and again, then audit its books.")
    parser.add_argument("--backend", choices=["sqlite", "postgresql"], required=True)
    parser.add_argument("--platform", choices=sorted(PLATFORMS), default="telegram")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--reports", type=int, default=5000)
    parser.add_argument("--houses", type=int, default=2, help="bots side by side, each with its own database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--result", type=Path, help="write the figures here as JSON")
    parser.add_argument("--folder", type=Path, help="keep databases, ledgers and logs here")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="torture-") as temporary:
        result = asyncio.run(_play(options, options.folder or Path(temporary)))
    for finding in result.findings[:SHOWN]:
        sys.stdout.write(finding + "\n")
    sys.stdout.write(result.summary() + "\n")
    if options.result is not None:
        options.result.write_text(json.dumps(vars(result)), encoding="utf-8")
    return 1 if result.findings else 0


async def _play(options: argparse.Namespace, folder: Path) -> Result:
    return await play(
        options.backend,
        folder,
        houses=options.houses,
        kills=options.kills,
        reports=options.reports,
        seed=options.seed,
        platform=options.platform,
    )


if __name__ == "__main__":
    sys.exit(main())
