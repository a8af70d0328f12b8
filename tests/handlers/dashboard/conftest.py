"""A house with its server open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.house import House, sqlite
from tests.support.office import open_office


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    opened = await House.open(sqlite(tmp_path), drawing=True)
    yield opened
    await opened.close()


@pytest.fixture
async def port(house: House) -> AsyncIterator[int]:
    async with open_office(house) as found:
        yield found
