"""How calls go wrong, as a test plans it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """How a call goes wrong; `accepted` ones are carried out first."""

    kind: str
    code: int = 200
    description: str = ""
    parameters: dict[str, int] = field(default_factory=dict)
    accepted: bool = False
    seconds: float = 0.0


def error(code: int, description: str, **parameters: int) -> Fault:
    return Fault("error", code, description, parameters)


def flood(after: int) -> Fault:
    return error(429, f"Too Many Requests: retry after {after}", retry_after=after)


def migrated(to: int) -> Fault:
    return error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=to)


def outage(code: int = 502) -> Fault:
    return Fault("html", code)


def reset(*, accepted: bool = False) -> Fault:
    return Fault("reset", accepted=accepted)


def hang(*, accepted: bool = True) -> Fault:
    """No answer until the server stops."""
    return Fault("hang", accepted=accepted)


def slow(seconds: float) -> Fault:
    return Fault("slow", accepted=True, seconds=seconds)


@dataclass
class Planned:
    """A fault that waits for its calls."""

    method: str
    fault: Fault
    times: float
    chat: int | str | None


class Faults:
    """All that are planned, in their order."""

    def __init__(self) -> None:
        self.planned: list[Planned] = []

    def due(self, method: str, fields: dict[str, Any]) -> Fault | None:
        """The fault that this call meets, used up by it."""
        for planned in self.planned:
            fits = planned.method in ("*", method)
            if fits and (planned.chat is None or str(fields.get("chat_id")) == str(planned.chat)):
                planned.times -= 1
                if planned.times <= 0:
                    self.planned.remove(planned)
                return planned.fault
        return None
