"""Take in what a scanning phone saw, offline or not, and give it what all saw: each step once, whoever sends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.campaign import Campaign
from handlers.checkin.base import AFTER, ARRIVED, GATE, point_of, stations
from storage.checkin import BLOCK, Device, Event, Ticket
from storage.tasks import Planned
from storage.tx import Tx

MOST = 500
"""Records in one message; more wait for the next."""
EARLY = timedelta(hours=12)
EVERY = timedelta(minutes=30)
"""How often at most what was done is written into the counts."""


@dataclass(frozen=True, slots=True)
class Record:
    """One scan as the phone tells it, checked."""

    id: str
    serial: int
    step: str
    station: str
    at: datetime
    area: str | None
    need: str


def read_records(raw: object, known: Mapping[str, tuple[str, str]], event: Event, now: datetime) -> list[Record]:
    """The records that can be true; the others are left out. A time that cannot be is now."""
    found = []
    for one in raw[:MOST] if isinstance(raw, list) else []:
        if not isinstance(one, dict):
            continue
        id_, serial, step, station = (one.get(key) for key in ("id", "serial", "step", "station"))
        at = one.get("at")
        if not isinstance(id_, str) or not 8 <= len(id_) <= 40 or not isinstance(station, str) or station not in known:
            continue
        if type(serial) is not int or not 0 < serial < 2**31 or step not in (ARRIVED, known[station][1]):
            continue
        moment = now
        if isinstance(at, int | float) and not isinstance(at, bool):
            try:
                told = datetime.fromtimestamp(at / 1000, UTC)
            except (OverflowError, OSError, ValueError):
                told = now
            if event.begins - EARLY <= told <= min(event.ends + AFTER, now + timedelta(minutes=5)):
                moment = told
        area, need = one.get("area"), one.get("need")
        found.append(
            Record(
                id_,
                serial,
                str(step),
                station,
                moment,
                area if isinstance(area, str) else None,
                need if isinstance(need, str) else "",
            )
        )
    return found


async def merge(
    tx: Tx, campaign: Campaign, device: Device, event: Event, raw: object, now: datetime
) -> tuple[dict[str, Any], list[Planned]]:
    """The answer to a phone, and what is to be done later. What it sent is kept when the transaction is."""
    known = stations(await point_of(tx, campaign, event))
    records = read_records(raw, known, event, now)
    await tx.checkin.hold(event.id)
    tickets = {ticket.serial: ticket for ticket in await tx.checkin.tickets(event.id)}
    leaves = {leaf.id for leaf in campaign.leaves}
    taken: list[str] = []
    repeated: list[str] = []
    refused: list[str] = []
    for record in records:
        if record.serial not in tickets and not device.block <= record.serial < device.block + BLOCK:
            refused.append(record.id)
            continue
        if record.serial not in tickets:
            area = record.area if record.area in leaves else None
            by = f"device:{device.id}"
            tickets[record.serial] = await tx.checkin.walk_in(
                event.id, record.serial, need=record.need, area=area, made_by=by, at=now
            )
        first = await tx.checkin.step(
            event.id,
            record.serial,
            record.step,
            station=record.station,
            device=device.id,
            record=record.id,
            at=record.at,
            now=now,
        )
        (taken if first else repeated).append(record.id)
    steps = await tx.checkin.steps(event.id)
    planned = []
    if any(record.step != ARRIVED and record.id in taken for record in records):
        slot = int((now + EVERY).timestamp() // EVERY.total_seconds())
        due = datetime.fromtimestamp(slot * EVERY.total_seconds(), UTC)
        planned.append(Planned("checkin-flow", due, {"event": event.id}, f"checkin-flow:{event.id}:{slot}"))
    answer = {
        "now": int(now.timestamp() * 1000),
        "event": about(campaign, event, known, device),
        "roster": roster(campaign, list(tickets.values())),
        "done": [[step.serial, step.step, int(step.at.timestamp() * 1000), step.station] for step in steps],
        "taken": taken,
        "repeated": repeated,
        "refused": refused,
    }
    return answer, planned


def about(campaign: Campaign, event: Event, known: Mapping[str, tuple[str, str]], device: Device) -> dict[str, Any]:
    """What a phone needs to scan without the network; the key only checks, it cannot sign."""
    return {
        "id": event.id,
        "name": event.name,
        "begins": int(event.begins.timestamp() * 1000),
        "until": int((event.ends + AFTER).timestamp() * 1000),
        "public": event.public,
        "device": device.name,
        "block": device.block,
        "gate": GATE,
        "stations": [[id_, name, step] for id_, (name, step) in known.items()],
        "areas": [[leaf.id, leaf.full_name] for leaf in campaign.leaves],
    }


def roster(campaign: Campaign, tickets: Sequence[Ticket]) -> list[list[Any]]:
    """Serial, code, hamlet, need, unit, state: no name, no number of anybody."""
    names = {leaf.id: leaf.full_name for leaf in campaign.leaves}
    return [[one.serial, one.code, names.get(one.area or "", ""), one.need, one.unit, one.state] for one in tickets]
