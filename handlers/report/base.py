"""What the parts of the report feature share: its routes, and what is being reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.clock import VIETNAM
from bot.router import Routes
from handlers.campaign import Area
from handlers.tools import Ctx, Tools

routes: Routes[Tools] = Routes("report")

REPORTERS = frozenset({"leader", "deputy", "officer"})
OPEN_FOR = timedelta(hours=24)
"""How long a question or a form of ours waits for its answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """A report line with when it was typed: its day and its timeliness count by that, not by our question's answer."""

    line: str
    at: datetime

    @property
    def today(self) -> date:
        return self.at.astimezone(VIETNAM).date()

    def keep(self) -> dict[str, str]:
        """For the conversation."""
        return {"line": self.line, "at": self.at.isoformat()}


def said(ctx: Ctx, line: str) -> Said:
    """What this update says."""
    return Said(line, ctx.incoming.sent_at)


def kept(ctx: Ctx) -> Said | None:
    """What the open question of ours is about."""
    answers = ctx.conversation.answers
    if "line" not in answers:
        return None
    return Said(answers["line"], datetime.fromisoformat(answers["at"]))


def may_report(ctx: Ctx) -> bool:
    return bool(ctx.person.roles & REPORTERS)


def leaf(ctx: Ctx, id_: str) -> Area | None:
    """The leaf area of that id, if there is one."""
    campaign = ctx.tools.campaign
    return next((area for area in campaign.leaves if area.id == id_), None)


def open_question(ctx: Ctx, step: str, line: Said, **answers: object) -> None:
    """Leave a question of ours open."""
    ctx.conversation.start("report", step, until=ctx.now + OPEN_FOR, **line.keep(), **answers)
