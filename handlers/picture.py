"""The picture under a summary: drawn by a task, outside every answer; the text never waits for it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from bot.press import PressFailed
from bot.types import Address, File, Reply
from handlers.campaign import Campaign, Period
from handlers.phrases import summary as say
from handlers.presswork import Picture, print_picture
from handlers.reach import Reader
from handlers.summaries.source import span_of
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
    areas = tuple(leaf.id for leaf in campaign.below(values["area"])) if values["area"] is not None else None
    now = work.row.due_at  # a picture that comes late still shows the moment of its text
    period = period_of(campaign, values)
    drawn = work.tools.drawn
    order = Picture(
        database=work.database.url,
        campaign=campaign,
        period=period,
        now=now,
        areas=areas,
        folder=str(drawn.folder.absolute()),
    )
    try:
        path = await drawn.put(await drawn.press.run(print_picture, order), work.now)
    except PressFailed:
        if work.row.attempts < ATTEMPTS:
            raise
        log.exception("no picture", extra={"action": "picture-failed", "task": work.row.id})
        return
    file = File(str(path), file_name(campaign, period, whole=areas is None), "image/png", photo=True)
    async with work.begin() as desk:
        for to, private in readers:
            text = say.caption(campaign, period)
            desk.tell(to, Reply(text, file=file), private=private, key=f"{work.row.key}:{to.channel}:{to.chat}")


def period_of(campaign: Campaign, values: Mapping[str, Any]) -> Period:
    """The period or the days that a task names."""
    if "period" in values:
        return campaign.period(values["period"])
    return span_of(date.fromisoformat(values["first"]), date.fromisoformat(values["last"]))


def file_name(campaign: Campaign, period: Period, *, whole: bool) -> str:
    """«nhon-trach-2025-2025-W42.png»."""
    part = "" if whole else "-mot-phan"
    return f"{campaign.id}-{period.id.replace('..', '-den-')}{part}.png"


def _sees(work: Job, to: Address) -> bool:
    capabilities = work.capabilities.get(to.channel)
    return capabilities is not None and capabilities.photo
