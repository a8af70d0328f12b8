"""What is told unasked: the afternoon before an outing, and at once when something changes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.types import Address, Reply, Values
from handlers.campaign import Campaign
from handlers.phrases import places as say
from handlers.points.hours import Opening, Point, openings
from handlers.points.standing import ahead, standing
from handlers.points.told import bring_words, when_words, where_words
from handlers.reach import Reader, each_once, groups, officers, responsible
from handlers.tools import Job
from storage.tasks import Planned
from storage.tx import Tx

AT = time(17, 0)
"""When followers are told, on the day before."""
TOO_LATE = timedelta(hours=14)
NAME = "outing"
ABSOLUTE = date.min
"""For words that may be read tomorrow: no «hôm nay», no «ngày mai»."""


async def plan(tx: Tx, campaign: Campaign, since: datetime, until: datetime) -> list[Planned]:
    """One row per outing that its followers hear of; of a run of days only the first is told."""
    first, last = since.astimezone(VIETNAM).date(), until.astimezone(VIETNAM).date() + timedelta(days=1)
    points = [point for point in await standing(tx, campaign) if point.kind == "outing"]
    found = []
    for one in first_of_runs(openings(points, first - timedelta(days=1), last, campaign.days_off)):
        due = datetime.combine(one.begins.date() - timedelta(days=1), AT, VIETNAM)
        if since < due <= until:
            values = {"point": one.point.id, "day": str(one.day), "start": f"{one.start:%H:%M}"}
            found.append(Planned("outing", due, values, f"{campaign.id}:{NAME}:{one.key}"))
    return found


def first_of_runs(found: list[Opening]) -> list[Opening]:
    """Without what follows upon another opening of the same point on the same day or the day before."""
    days: dict[str, date] = {}
    kept = []
    for one in found:
        day, before = one.begins.date(), days.get(one.point.id)
        days[one.point.id] = day
        if before is None or day - before > timedelta(days=1):
            kept.append(one)
    return kept


async def remind_followers(work: Job) -> None:
    """«Nhắc bác: ngày mai …»; nothing when it was called off, or when we come too late."""
    campaign, values = work.tools.campaign, work.row.values
    if work.now - work.row.due_at > TOO_LATE:
        return
    today = work.now.astimezone(VIETNAM).date()
    async with work.begin() as desk:
        await desk.tx.places.forget_askers(today - timedelta(days=1))
        points = [point for point in await standing(desk.tx, campaign) if point.id == values["point"]]
        one = planned_opening(campaign, points, date.fromisoformat(values["day"]), time.fromisoformat(values["start"]))
        if one is None or one.closed or one.ends <= work.now:
            return
        text = say.REMIND.format(
            when=when_words(one, ABSOLUTE),
            name=one.point.name,
            where=where_words(one, campaign),
            bring=bring_words(one.point),
        )
        areas = [leaf.id for leaf in campaign.leaves if one.near(leaf.id)]
        for channel, chat in await desk.tx.places.followers(campaign.id, areas):
            desk.tell(Address(channel, chat), Reply(text), bulk=True, key=f"{work.row.key}:{channel}:{chat}")


async def tell_change(work: Job) -> None:
    """Who asked for that opening, follows its hamlet or works there hears of it; the one who did it does not."""
    campaign, values = work.tools.campaign, work.row.values
    async with work.begin() as desk:
        everywhere = await standing(desk.tx, campaign)
        point = next((one for one in everywhere if one.id == values["point"]), None)
        if point is None:
            return
        now = planned_opening(campaign, [point], date.fromisoformat(values["day"]), time.fromisoformat(values["start"]))
        if now is None:
            return
        text = _text(campaign, everywhere, now, work.row.values, work.now)
        readers = await concerned(desk.tx, campaign, now, values["areas"])
        desk.planned += await _tickets_anew(desk.tx, campaign, now, work.now)
        for reader in readers:
            if reader.name != values["by"]:
                key = f"{work.row.key}:{reader.name}"
                desk.tell(reader.address, Reply(text), private=reader.private, bulk=True, key=key)
        if values["tell_officers"]:
            note = f"{text}\n{say.CHANGED_BY.format(who=values['who'])}"
            told = {reader.name for reader in readers}
            for reader in await officers(desk.tx):
                if reader.name not in told and reader.name != values["by"]:
                    key = f"{work.row.key}:officer:{reader.name}"
                    desk.tell(reader.address, Reply(note), private=reader.private, key=key)


def _text(campaign: Campaign, everywhere: list[Point], now: Opening, values: Values, moment: datetime) -> str:
    """The words of that change; two changes within a second are told one after the other."""
    old, new = values["old"], values["new"]
    match values["what"]:
        case "close":
            coming = [one for one in ahead(campaign, everywhere, moment) if now.area is None or one.near(now.area)]
            after = ""
            if coming:
                where = where_words(coming[0], campaign)
                after = say.CHANGED_NEXT.format(when=when_words(coming[0], ABSOLUTE), where=where)
            told = say.CHANGED_CLOSED.format(old=old, next=after)
        case "add":
            told = say.CHANGED_ADDED.format(new=new)
        case "back":
            told = say.CHANGED_BACK.format(new=new)
        case _:
            told = say.CHANGED_MOVED.format(old=old, new=new)
    return say.CHANGED.format(name=now.point.name, what=told)


async def _tickets_anew(tx: Tx, campaign: Campaign, now: Opening, moment: datetime) -> list[Planned]:
    """Who registered for a moved opening gets a code that holds for its new hours."""
    event = await tx.checkin.event(campaign.id, now.key)
    if event is None or now.closed or (event.begins, event.ends) == (now.begins, now.ends):
        return []
    await tx.checkin.reschedule(event.id, now.begins, now.ends)
    return [
        Planned(
            "ticket-code",
            moment,
            {"event": event.id, "serial": one.serial, "channel": one.channel, "chat": one.chat},
            f"ticket-code:{event.id}:{one.serial}:{now.point.sequence}",
        )
        for one in await tx.checkin.tickets(event.id)
        if one.state == "booked" and one.channel and one.chat
    ]


async def concerned(tx: Tx, campaign: Campaign, opening: Opening, areas: list[str]) -> list[Reader]:
    """Askers, followers, ticket holders, and whoever works in these hamlets; each once."""
    places = await tx.places.askers(campaign.id, opening.key)
    places += await tx.places.followers(campaign.id, areas)
    event = await tx.checkin.event(campaign.id, opening.key)
    if event is not None:
        held = [one for one in await tx.checkin.tickets(event.id) if one.state != "cancelled"]
        places += [(one.channel, one.chat) for one in held if one.channel and one.chat]
    found = [Reader(Address(*place), True) for place in places]
    for area in areas:
        squad = campaign.squad_of(area)
        found += await responsible(tx, campaign, area)
        found += [reader for reader in await groups(tx, "squad") if squad is not None and reader.area == squad.id]
    return each_once(found)


def planned_opening(campaign: Campaign, points: list[Point], day: date, start: time) -> Opening | None:
    """The opening that was planned for that day and hour, wherever it is now."""
    far = timedelta(days=62)
    found = openings(points, day - far, day + far, campaign.days_off, closed=True)
    return next((one for one in found if one.day == day and one.start == start), None)
