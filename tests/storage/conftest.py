"""A migrated database of either kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from storage.migrate import migrate


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Fresh, with all tables."""
    await migrate(database_url)
    async with await Database.open(database_url) as opened:
        yield opened
