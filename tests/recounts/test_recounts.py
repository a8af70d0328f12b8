"""Every total, rate, chart value, chat line, cell and dashboard figure equals a reckoning from the raw messages alone.

RECOUNTS=20000 says how many histories of each preset, RECOUNTS_FROM where the seeds begin; of every RECOUNTS_FILES-th
one the real workbook and document are drawn and read back, too.
"""

from __future__ import annotations

import os

import pytest

from handlers.presets import names
from tests.recounts.compare import differences

FILES = int(os.environ.get("RECOUNTS_FILES", "20"))
COUNT = int(os.environ.get("RECOUNTS", "60"))
FROM = int(os.environ.get("RECOUNTS_FROM", "0"))


@pytest.mark.parametrize("name", names())
def test_everything_shown_equals_the_reckoning_by_hand(name: str) -> None:
    wrong = [one for seed in range(FROM, FROM + COUNT) for one in differences(name, seed, real_files=not seed % FILES)]

    assert wrong[:5] == []
