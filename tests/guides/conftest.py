"""The shipped book and ear, read once for all tests."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from guides.book import Book
from guides.match import Ear
from tools.ear_texts import CONTENT


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the bot has at hand."""

    book: Book
    ear: Ear


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    book = Book.load(CONTENT)
    return Shelf(book, Ear.load(book))
