"""What `trolyso check` finds: sections of good news, cares and stops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Mark = Literal["✓", "!", "✗"]


@dataclass
class Section:
    """One subject with its findings, in the order in which they were made."""

    title: str
    findings: list[tuple[Mark, str]] = field(default_factory=list)

    def well(self, text: str) -> None:
        """All right."""
        self.findings.append(("✓", text))

    def care(self, text: str) -> None:
        """Runs all the same, but somebody should look."""
        self.findings.append(("!", text))

    def stop(self, text: str) -> None:
        """Does not run like this."""
        self.findings.append(("✗", text))

    @property
    def stops(self) -> int:
        return sum(mark == "✗" for mark, _ in self.findings)

    @property
    def cares(self) -> int:
        return sum(mark == "!" for mark, _ in self.findings)

    def lines(self) -> Iterator[str]:
        yield f"\n{self.title}"
        for mark, text in self.findings:
            first, *more = text.splitlines() or [""]
            yield f"  {mark} {first}"
            yield from (f"    {row}" for row in more)

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {"title": self.title, "findings": [{"mark": mark, "text": text} for mark, text in self.findings]}
