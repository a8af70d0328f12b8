"""What reading a line gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Decision = Literal["store", "ask", "error", "chat"]
Operation = Literal["set", "add", "correct", "undo"]


@dataclass(frozen=True, slots=True)
class Option:
    """One reading offered as a choice."""

    label: str
    """Vietnamese, at most 40 characters."""
    line: str
    """A line that, read again, is stored as exactly this reading."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line says, or what must be asked about it."""

    decision: Decision
    values: Mapping[str, int] = field(default_factory=dict)
    """Key → number to store now; with «ask» only what is beyond doubt."""
    operation: Operation = "set"
    area: str | None = None
    day: date | None = None
    question: str | None = None
    """The question; with «error» the refusal, which holds a line to copy."""
    reason: str | None = None
    options: tuple[Option, ...] = ()
    obstacle: str = ""
    """What the writer told after «vướng», as typed."""
