"""A whole bot for dialogs, once with buttons and once with lists to answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from guides.book import Book
from tests.support.house import BUTTONS, LISTS, House, sqlite

_read = cache(Book.load)


@pytest.fixture(params=[BUTTONS, LISTS], ids=["buttons", "lists"])
async def house(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """Saturday 18/10/2025, 09:00, in nhon-trach-2025. The guides are read from the disk only once."""
    monkeypatch.setattr(Book, "load", _read)
    opened = await House.open(sqlite(tmp_path), capabilities=request.param)
    yield opened
    await opened.close()
