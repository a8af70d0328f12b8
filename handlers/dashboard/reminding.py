"""One-tap reminders: durable, and for each area at most once an hour, whoever presses in whichever process."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.campaign import Campaign, Period
from storage.tasks import Planned
from storage.tx import Tx

EVERY = timedelta(hours=1)


def _note(campaign: Campaign, area: str) -> str:
    return f"reminded:{campaign.id}:{area}"[:100]


async def last_reminded(tx: Tx, campaign: Campaign, area: str) -> datetime | None:
    """When an officer last reminded this area."""
    kept = await tx.notes.get(_note(campaign, area))
    return datetime.fromisoformat(kept) if kept else None


def open_from(last: datetime | None) -> datetime:
    """From when on it may be reminded again."""
    return last + EVERY if last is not None else datetime.fromisoformat("1970-01-01T00:00:00+00:00")


async def remind(tx: Tx, campaign: Campaign, period: Period, area: str, who: str, now: datetime) -> bool:
    """Put a reminder on its way; False when there was one within the hour."""
    last = await last_reminded(tx, campaign, area)
    if now < open_from(last):
        return False
    # The key is made from the reminder before: of two presses at once, both after the same one, only one is planned.
    key = f"{campaign.id}:desk-remind:{area}:{last.isoformat() if last else 'first'}"
    await tx.tasks.plan([Planned("desk-remind", now, {"period": period.id, "area": area}, key)])
    await tx.notes.put(_note(campaign, area), now.isoformat())
    await tx.audit.add(who, "reminded", {"area": area, "period": period.id}, now)
    return True
