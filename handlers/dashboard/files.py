"""A period's Word, Excel and picture for one person: asked for, made elsewhere, and fetched by a link that ends.

Asking is a short look at what they may see, making a process of its own, keeping the link a short transaction: no
answer waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.types import File
from handlers.campaign import Area, Campaign, Period
from handlers.dashboard.entrance import digest, new_token
from handlers.dashboard.look import Forbidden, Look, NotFound
from handlers.dashboard.viewer import Viewer
from handlers.presswork import Files
from handlers.summaries.documents import DRAWERS
from storage.downloads import Download
from storage.tx import Tx

LIFE = timedelta(minutes=15)
OFFICERS_ONLY = frozenset({"docx"})
"""What is written in the commune's name is for who answers for it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be made for somebody who may have it."""

    kind: str
    period: Period
    leaves: tuple[Area, ...]
    whole: bool
    """Whether that is the whole campaign."""

    @property
    def areas(self) -> tuple[str, ...]:
        return tuple(leaf.id for leaf in self.leaves)

    @property
    def part(self) -> str:
        """Which part of the campaign it is about, as file names say it; "": all of it."""
        return "" if self.whole else f"-{self.areas[0] if len(self.areas) == 1 else 'mot-phan'}"

    def order(self, database: str, campaign: Campaign, now: datetime) -> Files:
        """The same for the press."""
        return Files(
            database=database,
            campaign=campaign,
            period=self.period,
            now=now,
            areas=None if self.whole else self.areas,
            kinds=(self.kind,),
            part=self.part,
        )


def wished(look: Look, form: Mapping[str, str]) -> Wish:
    """What the form asks for. Raises Forbidden, NotFound."""
    kind = form.get("loai", "")
    if kind not in DRAWERS:
        raise NotFound
    if kind in OFFICERS_ONLY:
        look.officer_only()
    leaves, period = look.areas(), look.period()
    if period.start > look.today:
        raise NotFound
    return Wish(kind, period, leaves, len(leaves) == len(look.campaign.leaves))


async def published(tx: Tx, viewer: Viewer, wish: Wish, file: File, now: datetime) -> str:
    """The token of a new link to that file, and a line in the audit."""
    token = new_token()
    alone = wish.kind in OFFICERS_ONLY
    kept = Download(viewer.person.id, file.path, file.name, file.mime, wish.areas, alone, now + LIFE)
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
