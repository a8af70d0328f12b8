"""Play each preset for a while and write one period's Word, Excel and picture: `python tools/example_reports.py`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app import build
from cli.exporting import write
from cli.main import HERE
from cli.simulation.playing import bundle_so_far, playing
from handlers.presets import load_named, names
from handlers.summaries import letter
from handlers.summaries.bundle import Bundle
from handlers.summaries.documents import DRAWERS, file_name

BY_TEMPLATE = "nhon-trach-2025"
DAYS = {"nhon-trach-2025": 10, "ngok-bay-2025": 60, "quang-ngoc-2026": 17}


async def make(name: str, folder: Path, seed: int, days: int) -> list[Path]:
    """Play so many days of a preset, the same for the same seed, and write the last period that is over."""
    campaign = load_named(name, HERE / "campaigns")
    async with playing(campaign, seed, build) as play:
        await play.run(days)
        made = await bundle_so_far(play)
    paths = write(made, folder, DRAWERS)
    if name == BY_TEMPLATE:
        paths.append(_by_template(made, folder))
    return paths


def _by_template(made: Bundle, folder: Path) -> Path:
    """The same report by a commune's own template."""
    campaign = made.campaign.with_template(str(HERE / "docs" / "examples" / "mau-rieng.docx"))
    own = replace(made, source=replace(made.source, campaign=campaign))
    path = folder / file_name(made, "docx", "-mau-rieng")
    path.write_bytes(letter.draw(own))
    return path


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=str(HERE / "docs" / "examples"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--campaign", action="append")
    arguments = parser.parse_args()
    for name in arguments.campaign or names(HERE / "campaigns"):
        for path in await make(name, Path(arguments.out), arguments.seed, DAYS.get(name, 8)):
            print(path)


if __name__ == "__main__":
    asyncio.run(main())
