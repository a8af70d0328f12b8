"""What somebody found wrong before it did harm: a platform that refuses us, a full disk, a clock that strays."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    `kind` is one of: token, unreachable, webhook, token-ends (a channel); not-member, muted (a group of it); quota,
    clock, disk, database. `detail` is shown to people and holds no secret.
    """

    kind: str
    channel: str = ""
    chat: str = ""
    detail: str = ""
