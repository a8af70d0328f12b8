"""What is shipped – guides, the ear, campaigns – is read from the disk once in a test process, not by every house.

Only under its own paths: what a test writes elsewhere is read as often as the bot reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

import app
from guides.book import Book
from guides.match import Ear
from guides.weights import SHIPPED
from handlers import presets
from handlers.campaign import Campaign


def read_once(patch: pytest.MonkeyPatch) -> None:
    """From now on, until the patch is undone."""
    load_book, load_ear, load_campaign, fill = Book.load, Ear.load, presets.load, Book.filled

    @cache
    def plain() -> Book:
        return load_book(app.CONTENT)

    @cache
    def filled(values: tuple[tuple[str, str], ...]) -> Book:
        return fill(plain(), dict(values))

    @cache
    def ear() -> Ear:
        return load_ear(plain())

    campaign = cache(load_campaign)

    def book_of(folder: Path) -> Book:
        return plain() if folder == app.CONTENT else load_book(folder)

    def book_filled(book: Book, values: Mapping[str, str]) -> Book:
        return filled(tuple(values.items())) if book is plain() else fill(book, values)

    def ear_of(book: Book | None = None, path: Path = SHIPPED) -> Ear:
        return ear() if book is plain() and path == SHIPPED else load_ear(book, path)

    def campaign_of(path: Path) -> Campaign:
        return campaign(path) if path.parent == presets.CAMPAIGNS else load_campaign(path)

    patch.setattr(Book, "load", book_of)
    patch.setattr(Book, "filled", book_filled)
    patch.setattr(Ear, "load", ear_of)
    patch.setattr(presets, "load", campaign_of)
