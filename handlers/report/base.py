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


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What we asked about some figures, and what was answered; it is kept with them."""

    why: str
    """The stable name of the question: «implausible», «other-day», …"""
    question: str
    answer: str
    line: str
    """What had been typed before we asked."""

    def note(self, ctx: Ctx) -> dict[str, object]:
        """For the record: also who answered, and when."""
        return {
            "why": self.why,
            "question": self.question,
            "answer": self.answer,
            "line": self.line,
            "by": ctx.person.id,
            "at": ctx.incoming.sent_at.isoformat(),
        }


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
