"""A piece of a line with one meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Sort = Literal[
    "label",
    "group",
    "area",
    "number",
    "day",
    "each",
    "total",
    "rest",
    "vague",
    "level",
    "masked",
    "told",
    "word",
    "mark",
]
"""«masked» are figures that count nothing (hours, ages); «told» is what a rule has explained as no figure of today."""


@dataclass(slots=True, eq=False)
class Atom:
    """A piece of the line with one meaning."""

    sort: Sort
    start: int
    end: int
    """Its tokens, as a half-open range."""
    ids: tuple[str, ...] = ()
    value: int | None = None
    doubt: str | None = None
    soft: bool = False
    """A label that may be a plain word, or a number («tổ 5») that may be a name."""
    loose: bool = False
    """A number word that may be another word; a masked figure with its measure («4 tiếng»); a day that is to come."""
    stem: bool = False
    """A label «vneid 2» that may be «vneid» and the figure two."""
    day: date | None = None
    full: bool = False
    zero: bool = False

    def copy(self) -> Atom:
        """The same atom again, to be changed by itself."""
        return Atom(
            self.sort, self.start, self.end, self.ids, self.value, self.doubt, self.soft, self.loose, self.stem,
            self.day, self.full, self.zero,
        )  # fmt: skip
