"""Quick registration and check-in: events, tickets, scanning devices, and who was where – each once for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Connection
from storage.tables import checkin_devices, checkin_flows, checkin_repeats, checkins, events, tickets

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """One opening for which people register. `secret` signs its tickets."""

    id: int
    campaign: str
    opening: str
    name: str
    begins: datetime
    ends: datetime
    capacity: int
    secret: str
    public: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A place at an event: what is needed and from which hamlet, and nothing else about the person."""

    event: int
    serial: int
    code: str | None
    """The four digits that are said aloud; None: somebody who came without registering."""
    need: str
    area: str | None
    unit: str
    state: str
    """booked, waiting, cancelled."""
    channel: str | None
    chat: str | None
    made_by: str


@dataclass(frozen=True, slots=True)
class Device:
    """An ordinary phone that scans at one event."""

    id: int
    event: int
    name: str
    block: int
    """The first serial that it gives by itself to who came without registering."""
    person: int
    update: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody arrived, or something was done: once for ever, whoever saw it first."""

    serial: int
    step: str
    station: str
    device: int
    at: datetime


_E, _T, _D, _C, _F = events.c, tickets.c, checkin_devices.c, checkins.c, checkin_flows.c
_EVENT = (_E.id, _E.campaign, _E.opening, _E.name, _E.begins, _E.ends, _E.capacity, _E.secret, _E.public)
_BY_OPENING = select(*_EVENT).where(_E.campaign == bindparam("of"), _E.opening == bindparam("which"))
_BY_ID = select(*_EVENT).where(_E.id == bindparam("which"))
_ALL = select(*_EVENT).where(_E.campaign == bindparam("of")).order_by(_E.begins, _E.id)
_MAKE = {
    "sqlite": sqlite.insert(events).on_conflict_do_nothing(index_elements=["campaign", "opening"]),
    "postgresql": postgresql.insert(events).on_conflict_do_nothing(index_elements=["campaign", "opening"]),
}
_KEEP = (
    update(events)
    .where(_E.id == bindparam("which"))
    .values(name=bindparam("called"), begins=bindparam("since"), ends=bindparam("til"), capacity=bindparam("room"))
)
_MOVE = update(events).where(_E.id == bindparam("which")).values(begins=bindparam("since"), ends=bindparam("til"))
_NUMBER = (
    update(events).where(_E.id == bindparam("which")).values(serial=_E.serial + 1).returning(_E.serial, _E.capacity)
)
_TICKET = (
    _T.event,
    _T.serial,
    _T.code,
    _T.need,
    _T.area,
    _T.unit,
    _T.state,
    _T.channel,
    _T.chat,
    _T.made_by,
)
_OF_EVENT = select(*_TICKET).where(_T.event == bindparam("which")).order_by(_T.serial)
_ONE = select(*_TICKET).where(_T.event == bindparam("which"), _T.serial == bindparam("number"))
_MINE = (
    select(*_TICKET)
    .join(events, _E.id == _T.event)
    .where(
        _E.campaign == bindparam("of"),
        _T.channel == bindparam("on"),
        _T.chat == bindparam("where"),
        _T.state != "cancelled",
        _E.ends > bindparam("now"),
    )
    .order_by(_E.begins, _T.serial)
)
_BOOKED = select(func.count()).where(_T.event == bindparam("which"), _T.state == "booked", _T.code.is_not(None))
_WAITING = select(func.count()).where(
    _T.event == bindparam("which"), _T.state == "waiting", _T.serial <= bindparam("number")
)
_CODES = select(_T.code).where(_T.event == bindparam("which"), _T.code.is_not(None))
_ISSUE = {
    "sqlite": sqlite.insert(tickets).on_conflict_do_nothing(index_elements=["event", "serial"]),
    "postgresql": postgresql.insert(tickets).on_conflict_do_nothing(index_elements=["event", "serial"]),
}
_CANCEL = (
    update(tickets)
    .where(_T.event == bindparam("which"), _T.serial == bindparam("number"), _T.state != "cancelled")
    .values(state="cancelled", cancelled_at=bindparam("at"))
)
_FIRST = select(*_TICKET).where(_T.event == bindparam("which"), _T.state == "waiting").order_by(_T.serial).limit(1)
_PROMOTE = (
    update(tickets)
    .where(_T.event == bindparam("which"), _T.serial == bindparam("number"), _T.state == "waiting")
    .values(state="booked")
)
_DEVICE = (_D.id, _D.event, _D.name, _D.block, _D.person, _D.update, _D.expires_at)
_BY_DIGEST = select(*_DEVICE).where(_D.digest == bindparam("sum"), _D.ended_at.is_(None))
_DEVICES = select(*_DEVICE).where(_D.event == bindparam("which")).order_by(_D.id)
_BLOCK = select(func.count()).where(_D.event == bindparam("which"))
_END = (
    update(checkin_devices).where(_D.id == bindparam("which"), _D.ended_at.is_(None)).values(ended_at=bindparam("at"))
)
_STEP = {
    "sqlite": sqlite.insert(checkins).on_conflict_do_nothing(index_elements=["event", "serial", "step"]),
    "postgresql": postgresql.insert(checkins).on_conflict_do_nothing(index_elements=["event", "serial", "step"]),
}
_SAME = select(_C.record).where(
    _C.event == bindparam("which"), _C.serial == bindparam("number"), _C.step == bindparam("what")
)
_REPEAT = {
    "sqlite": sqlite.insert(checkin_repeats).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(checkin_repeats).on_conflict_do_nothing(),
}
_STEPS = (
    select(_C.serial, _C.step, _C.station, _C.device, _C.at)
    .where(_C.event == bindparam("which"))
    .order_by(_C.at, _C.serial)
)
_REPEATS = select(func.count()).where(checkin_repeats.c.event == bindparam("which"))
_FLOWED = select(_F.area, _F.day, _F.key, _F.value).where(_F.event == bindparam("which"))
_FLOW = {
    "sqlite": sqlite.insert(checkin_flows).on_conflict_do_update(
        index_elements=["event", "area", "day", "key"], set_={"value": bindparam("total")}
    ),
    "postgresql": postgresql.insert(checkin_flows).on_conflict_do_update(
        index_elements=["event", "area", "day", "key"], set_={"value": bindparam("total")}
    ),
}
_LOCK = update(events).where(_E.id == bindparam("which")).values(serial=_E.serial)
FIRST_BLOCK, BLOCK = 10_000, 1_000


class Checkin:
    """Events, tickets, devices, steps."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- events --------------------------------------------------------------------------------------------------------

    async def event(self, campaign: str, opening: str) -> Event | None:
        row = (await self._connection.execute(_BY_OPENING, {"of": campaign, "which": opening})).first()
        return Event(*row) if row else None

    async def event_by_id(self, id_: int) -> Event | None:
        row = (await self._connection.execute(_BY_ID, {"which": id_})).first()
        return Event(*row) if row else None

    async def events(self, campaign: str) -> list[Event]:
        """All of a campaign, in the order of time."""
        return [Event(*row) for row in await self._connection.execute(_ALL, {"of": campaign})]

    async def make(
        self,
        campaign: str,
        opening: str,
        name: str,
        begins: datetime,
        ends: datetime,
        capacity: int,
        keys: tuple[str, str],
    ) -> Event:
        """The event of that opening; a new one gets these keys, one that is there the newest hours and capacity."""
        values = {"campaign": campaign, "opening": opening, "name": name[:200], "begins": begins, "ends": ends}
        values |= {"capacity": capacity, "secret": keys[0], "public": keys[1], "serial": 0}
        await self._connection.execute(_MAKE[self._connection.dialect], values)
        found = await self.event(campaign, opening)
        assert found is not None
        if (found.name, found.begins, found.ends, found.capacity) != (name[:200], begins, ends, capacity):
            kept = {"which": found.id, "called": name[:200], "since": begins, "til": ends, "room": capacity}
            await self._connection.execute(_KEEP, kept)
            found = await self.event(campaign, opening)
            assert found is not None
        return found

    async def reschedule(self, event: int, begins: datetime, ends: datetime) -> None:
        """The opening was moved; tickets made from now on hold for its new hours."""
        await self._connection.execute(_MOVE, {"which": event, "since": begins, "til": ends})

    # -- tickets -------------------------------------------------------------------------------------------------------

    async def book(
        self,
        event: int,
        code: str,
        *,
        need: str,
        area: str | None,
        unit: str = "",
        place: Place | None = None,
        made_by: str,
        at: datetime,
    ) -> Ticket:
        """The next serial: booked while there is room, else on the waiting list. Two at once wait for each other."""
        serial, capacity = (await self._connection.execute(_NUMBER, {"which": event})).one()
        booked = int((await self._connection.execute(_BOOKED, {"which": event})).scalar_one())
        ticket = Ticket(
            event,
            serial,
            code,
            need[:80],
            area,
            unit[:120],
            "booked" if booked < capacity else "waiting",
            place[0] if place else None,
            place[1] if place else None,
            made_by[:200],
        )
        await self._connection.execute(_ISSUE[self._connection.dialect], _values(ticket, at))
        return ticket

    async def walk_in(
        self, event: int, serial: int, *, need: str, area: str | None, made_by: str, at: datetime
    ) -> Ticket:
        """Somebody who came without registering, with a serial of the device's own block."""
        ticket = Ticket(event, serial, None, need[:80], area, "", "booked", None, None, made_by)
        await self._connection.execute(_ISSUE[self._connection.dialect], _values(ticket, at))
        return ticket

    async def codes(self, event: int) -> set[str]:
        """The codes that are taken."""
        return {row[0] for row in await self._connection.execute(_CODES, {"which": event})}

    async def tickets(self, event: int) -> list[Ticket]:
        return [Ticket(*row) for row in await self._connection.execute(_OF_EVENT, {"which": event})]

    async def ticket(self, event: int, serial: int) -> Ticket | None:
        row = (await self._connection.execute(_ONE, {"which": event, "number": serial})).first()
        return Ticket(*row) if row else None

    async def mine(self, campaign: str, place: Place, now: datetime) -> list[Ticket]:
        """What a chat holds for events that are not over."""
        values = {"of": campaign, "on": place[0], "where": place[1], "now": now}
        return [Ticket(*row) for row in await self._connection.execute(_MINE, values)]

    async def turn(self, event: int, serial: int) -> int:
        """The place on the waiting list, from 1."""
        values = {"which": event, "number": serial}
        return int((await self._connection.execute(_WAITING, values)).scalar_one())

    async def cancel(self, event: int, serial: int, at: datetime) -> Ticket | None:
        """Give the place back; returns who moves up from the waiting list, now booked."""
        await self.hold(event)
        before = await self.ticket(event, serial)
        done = await self._connection.execute(_CANCEL, {"which": event, "number": serial, "at": at})
        if done.rowcount != 1 or before is None or before.state != "booked":
            return None
        first = (await self._connection.execute(_FIRST, {"which": event})).first()
        if first is None:
            return None
        await self._connection.execute(_PROMOTE, {"which": event, "number": first[1]})
        return await self.ticket(event, first[1])

    async def hold(self, event: int) -> None:
        """Keep others from changing this event until the commit."""
        await self._connection.execute(_LOCK, {"which": event})

    # -- devices -------------------------------------------------------------------------------------------------------

    async def add_device(
        self, event: int, digest: str, name: str, *, person: int, update: int, at: datetime, expires_at: datetime
    ) -> None:
        """A phone that may scan; its secret is kept as a digest only."""
        await self.hold(event)
        count = int((await self._connection.execute(_BLOCK, {"which": event})).scalar_one())
        values = {"event": event, "digest": digest, "name": name[:60], "block": FIRST_BLOCK + BLOCK * count}
        values |= {"person": person, "update": update, "made_at": at, "expires_at": expires_at}
        await self._connection.execute(insert(checkin_devices), values)

    async def device(self, digest: str) -> Device | None:
        row = (await self._connection.execute(_BY_DIGEST, {"sum": digest})).first()
        return Device(*row) if row else None

    async def devices(self, event: int) -> list[Device]:
        return [Device(*row) for row in await self._connection.execute(_DEVICES, {"which": event})]

    async def end_device(self, id_: int, at: datetime) -> bool:
        """It may scan no more."""
        return (await self._connection.execute(_END, {"which": id_, "at": at})).rowcount == 1

    # -- steps ---------------------------------------------------------------------------------------------------------

    async def step(
        self, event: int, serial: int, step: str, *, station: str, device: int, record: str, at: datetime, now: datetime
    ) -> bool:
        """Keep it; False when another scan was first. The same record sent again is no second scan."""
        values = {"event": event, "serial": serial, "step": step, "station": station, "device": device}
        values |= {"record": record, "at": at, "received_at": now}
        done = await self._connection.execute(_STEP[self._connection.dialect], values)
        if done.rowcount == 1:
            return True
        same = (
            await self._connection.execute(_SAME, {"which": event, "number": serial, "what": step})
        ).scalar_one_or_none()
        if same == record:
            return True
        await self._connection.execute(_REPEAT[self._connection.dialect], values)
        return False

    async def steps(self, event: int) -> list[Step]:
        """Everything that was seen, in the order of time."""
        return [Step(*row) for row in await self._connection.execute(_STEPS, {"which": event})]

    async def repeats(self, event: int) -> int:
        """How many scans came second."""
        return int((await self._connection.execute(_REPEATS, {"which": event})).scalar_one())

    async def flowed(self, event: int) -> dict[tuple[str, date, str], int]:
        """What was written into the counts so far, by area, day and figure."""
        rows = await self._connection.execute(_FLOWED, {"which": event})
        return {(row[0], row[1], row[2]): row[3] for row in rows}

    async def flow(self, event: int, area: str, day: date, key: str, value: int) -> None:
        """So much is written now."""
        values = {"event": event, "area": area, "day": day, "key": key, "value": value, "total": value}
        await self._connection.execute(_FLOW[self._connection.dialect], values)


def _values(ticket: Ticket, at: datetime) -> dict[str, object]:
    names = ("event", "serial", "code", "need", "area", "unit", "state", "channel", "chat", "made_by")
    return {name: getattr(ticket, name) for name in names} | {"created_at": at}
