"""Whatever a hamlet submits, adds, corrects, takes back, edits, sends late, practises, adjusts and is excused from."""

from __future__ import annotations

import os

from tests.histories.stage import opened

COUNT = int(os.environ.get("HISTORIES", "800"))
FROM = int(os.environ.get("HISTORIES_FROM", "0"))


async def test_totals_equal_a_reckoning_from_the_raw_messages() -> None:
    async with opened() as stage:
        wrong = {seed: found for seed in range(FROM, FROM + COUNT) if (found := await stage.differences(seed))}

    assert not wrong, f"{len(wrong)} of {COUNT}: {dict(list(wrong.items())[:3])}"
