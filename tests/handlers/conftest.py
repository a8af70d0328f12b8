"""A whole bot for dialogs, once over each channel of the table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.handlers.channels import CHANNELS
from tests.support.house import House, sqlite


@pytest.fixture(params=CHANNELS)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """Saturday 18/10/2025, 09:00, in nhon-trach-2025."""
    opened = await House.open(sqlite(tmp_path), capabilities=CHANNELS[request.param])
    yield opened
    await opened.close()
