"""A period's Word, Excel and picture for one person: gathered, drawn elsewhere, and fetched by a link that ends.

Gathering is a reading transaction, drawing a process of its own, keeping the link a short transaction: no answer waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.types import File
from handlers.bundling import bundle_of
from handlers.dashboard.entrance import digest, new_token
from handlers.dashboard.look import Forbidden, Look, NotFound
from handlers.dashboard.viewer import Viewer
from handlers.summaries.bundle import Bundle
from handlers.summaries.documents import DRAWERS
from storage.downloads import Download
from storage.tx import Tx

LIFE = timedelta(minutes=15)
OFFICERS_ONLY = frozenset({"docx"})
"""What is written in the commune's name is for who answers for it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn for somebody."""

    made: Bundle
    kind: str
    areas: tuple[str, ...]
    part: str
    """Which part of the campaign it is about, as file names say it; "": all of it."""


async def gathered(look: Look, form: Mapping[str, str]) -> Order:
    """What the form asks for, as it stands now. Raises Forbidden, NotFound."""
    kind = form.get("loai", "")
    if kind not in DRAWERS:
        raise NotFound
    if kind in OFFICERS_ONLY:
        look.officer_only()
    leaves, period = look.areas(), look.period()
    if period.start > look.today:
        raise NotFound
    whole = len(leaves) == len(look.campaign.leaves)
    made = await bundle_of(look.tx, look.campaign, period, look.now, None if whole else leaves)
    part = "" if whole else f"-{leaves[0].id if len(leaves) == 1 else 'mot-phan'}"
    return Order(made, kind, tuple(leaf.id for leaf in leaves), part)


async def published(tx: Tx, viewer: Viewer, order: Order, file: File, now: datetime) -> str:
    """The token of a new link to that file, and a line in the audit."""
    token = new_token()
    alone = order.kind in OFFICERS_ONLY
    kept = Download(viewer.person.id, file.path, file.name, file.mime, order.areas, alone, now + LIFE)
    await tx.downloads.keep(digest(token), kept, now)
    await tx.audit.add(viewer.who, "file-made", {"label": file.name}, now)
    return token


async def fetched(tx: Tx, viewer: Viewer, token: str, now: datetime) -> Download:
    """The file behind a link, if it is this viewer's and may still be seen. Raises NotFound, Forbidden."""
    found = await tx.downloads.of(digest(token)) if len(token) <= 64 else None
    if found is None or found.person != viewer.person.id or found.expires_at <= now:
        raise NotFound
    if (found.officers_only and not viewer.officer) or not all(viewer.sees(area) for area in found.areas):
        raise Forbidden
    return found
