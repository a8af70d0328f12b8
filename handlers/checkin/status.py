"""Who was expected and who came, what each desk did and how fast, what was done. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import VIETNAM
from handlers.checkin.base import ARRIVED, GATE
from storage.checkin import Step, Ticket

DONE = "xong:"


@dataclass(frozen=True, slots=True)
class Unit:
    """Delegates of one unit; «» are the people who registered by themselves."""

    name: str
    expected: int
    present: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What one desk did: people, and how many an hour between its first and its last."""

    id: str
    count: int
    per_hour: float | None


@dataclass(frozen=True, slots=True)
class Status:
    """An event as it stands."""

    expected: int
    present: int
    """Of those who registered."""
    walk_ins: int
    waiting: int
    units: tuple[Unit, ...]
    desks: tuple[Desk, ...]
    done: Mapping[str, int]
    """By figure, people with whom it was done."""


def status_of(tickets: Sequence[Ticket], steps: Sequence[Step], desks: Iterable[str]) -> Status:
    """The figures of an event; nobody is in any of them twice."""
    holders = {ticket.serial: ticket for ticket in tickets if ticket.state != "cancelled"}
    arrived = {step.serial for step in steps if step.step == ARRIVED}
    booked = [ticket for ticket in holders.values() if ticket.state == "booked" and ticket.code is not None]
    expected = Counter(ticket.unit for ticket in booked)
    present = Counter(
        ticket.unit for ticket in holders.values() if ticket.code is not None and ticket.serial in arrived
    )
    registered = {ticket.serial for ticket in tickets if ticket.code is not None}
    return Status(
        expected=len(booked),
        present=len(arrived & registered),
        walk_ins=len(arrived - registered),
        waiting=sum(ticket.state == "waiting" for ticket in holders.values()),
        units=tuple(Unit(name, expected[name], present[name]) for name in dict.fromkeys([*expected, *present])),
        desks=tuple(_desk(id_, [step.at for step in steps if step.station == id_]) for id_ in desks if id_ != GATE),
        done=Counter(step.step.removeprefix(DONE) for step in steps if step.step.startswith(DONE)),
    )


def _desk(id_: str, times: Sequence[datetime]) -> Desk:
    if len(times) < 2 or max(times) == min(times):
        return Desk(id_, len(times), None)
    hours = (max(times) - min(times)).total_seconds() / 3600
    return Desk(id_, len(times), (len(times) - 1) / hours)


def done_by_area(
    tickets: Sequence[Ticket], steps: Sequence[Step], keys: Iterable[str]
) -> dict[tuple[str | None, date, str], int]:
    """By hamlet (None: not known), day and figure: people with whom it was done."""
    areas = {ticket.serial: ticket.area for ticket in tickets}
    known = set(keys)
    found: Counter[tuple[str | None, date, str]] = Counter()
    for step in steps:
        key = step.step.removeprefix(DONE)
        if step.step.startswith(DONE) and key in known:
            found[areas.get(step.serial), step.at.astimezone(VIETNAM).date(), key] += 1
    return dict(found)
