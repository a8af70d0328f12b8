"""How far a talk is: which form is open, at which step, with which answers, and what may be typed now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Conversation:
    """One per chat and author. Handlers move it on; the receiver keeps it."""

    flow: str = ""
    step: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """What may be typed instead of pressing: «1» or a folded label → the payload of a choice."""
    expires_at: datetime | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    """What outlives a form: the guide last read, the area last reported for."""

    def start(self, flow: str, step: str, *, until: datetime | None = None, **answers: Any) -> None:
        """Open a form at its first step; another that was open is left."""
        self.flow, self.step, self.answers, self.expires_at = flow, step, dict(answers), until

    def advance(self, step: str, **answers: Any) -> None:
        """Go to another step of the open form and remember these answers."""
        self.step = step
        self.answers.update(answers)

    def end(self) -> None:
        """Close the form; what it remembered is forgotten."""
        self.flow, self.step, self.answers, self.expires_at = "", "", {}, None

    def expire(self, now: datetime) -> bool:
        """Close the form if its time is over; True when it was."""
        if self.expires_at is None or now < self.expires_at:
            return False
        self.end()
        return True
