"""A whole bot for dialogs, once over each channel of the table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

import app
from guides.book import Book
from guides.match import Ear
from handlers.presets import load_named
from tests.handlers.channels import CHANNELS
from tests.support.house import House, sqlite

_book = cache(Book.load)
_campaign = cache(load_named)
_load_ear = Ear.load


@cache
def _ear() -> Ear:
    return _load_ear(_book(app.CONTENT))


@pytest.fixture(params=CHANNELS)
async def house(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """Saturday 18/10/2025, 09:00, in nhon-trach-2025. Guides, ear and preset are read from the disk only once."""
    monkeypatch.setattr(app.Book, "load", _book)
    monkeypatch.setattr(app.Ear, "load", lambda _book: _ear())
    monkeypatch.setattr(app, "load_named", _campaign)
    opened = await House.open(sqlite(tmp_path), capabilities=CHANNELS[request.param])
    yield opened
    await opened.close()
