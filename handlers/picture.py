"""The picture under a summary: drawn by a task, outside every answer; the text never waits for it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from bot.clock import VIETNAM
from bot.press import PressFailed
from bot.types import Address, File, Reply
from handlers import paper
from handlers.campaign import Area, Campaign, Period
from handlers.gathering import source_of
from handlers.phrases import summary as say
from handlers.reach import Reader
from handlers.summaries.chart import chart_of
from handlers.summaries.figures import Figures
from handlers.summaries.source import Source
from handlers.tools import Job
from storage.tasks import Planned

log = logging.getLogger("trolyso.picture")

ATTEMPTS = 3


def order(
    key: str,
    due: datetime,
    readers: Iterable[Reader],
    *,
    period: Period | None = None,
    days: tuple[date, date] | None = None,
    area: str | None = None,
) -> Planned:
    """The task that draws the picture of a period or of some days, and sends it to these readers."""
    to = [[reader.address.channel, reader.address.chat, reader.private] for reader in readers]
    values: dict[str, Any] = {"to": to, "area": area}
    if period is not None:
        values["period"] = period.id
    elif days is not None:
        values |= {"first": days[0].isoformat(), "last": days[1].isoformat()}
    return Planned("chart", due, values, key)


async def send_picture(work: Job) -> None:
    """Draw it once, and say it where pictures can be seen; each reader once, however often the task runs."""
    values, campaign = work.row.values, work.tools.campaign
    readers = [(Address(channel, chat), bool(private)) for channel, chat, private in values["to"]]
    readers = [(to, private) for to, private in readers if _sees(work, to)]
    if not readers or (values["area"] is not None and not campaign.has_area(values["area"])):
        return
    leaves = campaign.below(values["area"]) if values["area"] is not None else None
    now = work.row.due_at  # a picture that comes late still shows the moment of its text
    async with work.reading() as tx:
        source = await source_of(tx, campaign, now.astimezone(VIETNAM).date(), leaves)
    figures = figures_for(source, values)
    try:
        path = await work.tools.drawn.file("bieu-do.png", work.now, paper.chart, chart_of(source, figures, now))
    except PressFailed:
        if work.row.attempts < ATTEMPTS:
            raise
        log.exception("no picture", extra={"action": "picture-failed", "task": work.row.id})
        return
    file = File(str(path), file_name(campaign, figures, leaves), "image/png", photo=True)
    async with work.begin() as desk:
        for to, private in readers:
            text = say.caption(campaign, figures)
            desk.tell(to, Reply(text, file=file), private=private, key=f"{work.row.key}:{to.channel}:{to.chat}")


def figures_for(source: Source, values: Mapping[str, Any]) -> Figures:
    """The figures of the period or of the days that a task names."""
    if "period" in values:
        return source.period(source.campaign.period(values["period"]))
    return source.between(date.fromisoformat(values["first"]), date.fromisoformat(values["last"]))


def file_name(campaign: Campaign, figures: Figures, leaves: Iterable[Area] | None) -> str:
    """«nhon-trach-2025-2025-W42.png»."""
    part = "-mot-phan" if leaves is not None else ""
    return f"{campaign.id}-{figures.period.id.replace('..', '-den-')}{part}.png"


def _sees(work: Job, to: Address) -> bool:
    capabilities = work.capabilities.get(to.channel)
    return capabilities is not None and capabilities.photo
