"""What was done at the desks flows into the day's counts, once, with its source; leaders need not report it again."""

from __future__ import annotations

from bot.clock import VIETNAM
from bot.types import Reply
from handlers.checkin.base import point_of
from handlers.checkin.status import done_by_area
from handlers.phrases import checkin as say
from handlers.phrases import words
from handlers.reach import officers, responsible
from handlers.tools import Job
from storage.reports import Entry


async def flow_counts(work: Job) -> None:
    """Write the difference between what was done and what was written; both in one transaction."""
    campaign = work.tools.campaign
    async with work.begin() as desk:
        tx = desk.tx
        event = await tx.checkin.event_by_id(work.row.values["event"])
        if event is None:
            return
        await tx.checkin.hold(event.id)
        devices = await tx.checkin.devices(event.id)
        point = await point_of(tx, campaign, event)
        keys = {one.counts for one in point.desks if one.counts} if point is not None else set()
        if not devices or not keys:
            return
        tickets, steps = await tx.checkin.tickets(event.id), await tx.checkin.steps(event.id)
        flowed = await tx.checkin.flowed(event.id)
        new: dict[tuple[str, str], dict[str, int]] = {}
        days = {}
        for (area, day, key), total in done_by_area(tickets, steps, keys).items():
            if area is None or not campaign.has_area(area) or not campaign.start <= day <= campaign.end:
                continue
            more = total - flowed.get((area, day, key), 0)
            if more > 0:
                new.setdefault((area, str(day)), {})[key] = more
                days[str(day)] = day
                await tx.checkin.flow(event.id, area, day, key, total)
        by = devices[0]
        for (area, day_text), values in sorted(new.items()):
            day = days[day_text]
            told = words.values(campaign, values)
            name = campaign.area(area).full_name
            if work.now > campaign.period_of(day).locks:
                text = say.FLOW_LOCKED.format(name=event.name, values=told, area=name, day=words.day(day))
                for reader in await officers(tx):
                    key_ = f"{work.row.key}:{area}:{day}:{reader.name}"
                    desk.tell(reader.address, Reply(text), private=reader.private, key=key_)
                continue
            await tx.reports.write(
                Entry(
                    campaign=campaign.id,
                    area=area,
                    day=day,
                    operation="add",
                    values=values,
                    person=by.person,
                    update=by.update,
                    line=say.FLOW_LINE.format(name=event.name, values=told),
                    obstacle="",
                    sent_at=min(work.now, max(step.at for step in steps)).astimezone(VIETNAM),
                    stored_at=work.now,
                )
            )
            text = say.FLOWED.format(name=event.name, area=name, values=told, day=words.day(day))
            for reader in await responsible(tx, campaign, area):
                key_ = f"{work.row.key}:{area}:{day}:{reader.name}"
                desk.tell(reader.address, Reply(text), private=True, bulk=True, key=key_)
