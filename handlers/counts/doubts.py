"""What is doubtful about a line, and how one way of reading it was judged."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Doubt:
    """What must be asked: why, about which figures, with which numbers as readings, and what it makes doubtful."""

    reason: str
    keys: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    typed: str = ""
    all: bool = False
    """The whole line is in doubt, not only these figures."""
    readings: list[dict[str, int]] = field(default_factory=list)
    """Whole readings that contradict each other."""


@dataclass(slots=True)
class Verdict:
    """One way of reading the line, judged."""

    values: dict[str, int] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    corrected: bool = False
    pairs: int = 0
    numbers: int = 0
    headed: bool = False

    @property
    def clear(self) -> bool:
        return not self.doubts
