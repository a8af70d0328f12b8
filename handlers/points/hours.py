"""When a support point is open: regular hours, single days, holidays, and what was changed for one day. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.clock import VIETNAM

Kind = Literal["desk", "outing"]


@dataclass(frozen=True, slots=True)
class Slot:
    """Hours that return on weekdays, or that hold from a first to a last day; both ends belong to it."""

    start: time
    end: time
    weekdays: tuple[int, ...] = ()
    """0 is Monday; none: every day of the stretch."""
    first: date | None = None
    last: date | None = None
    where: str = ""
    """Another address than the point's own."""

    @property
    def dated(self) -> bool:
        """Whether single days are named: they hold on public holidays, too."""
        return self.first is not None and not self.weekdays

    def on(self, day: date) -> bool:
        """Whether it falls on that day, holidays aside."""
        if (self.first is not None and day < self.first) or (self.last is not None and day > self.last):
            return False
        return day.weekday() in self.weekdays if self.weekdays else self.first is not None


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise with the one opening that would begin on that day at that hour."""

    day: date
    start: time
    closed: bool = False
    to_day: date | None = None
    to_start: time | None = None
    to_end: time | None = None
    where: str = ""
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A table at an event, with the guide that its code opens and the figure that it adds to."""

    id: str
    name: str
    guide: str = ""
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A desk that stays, or the outings of a squad to one hamlet."""

    id: str
    name: str
    kind: Kind = "desk"
    area: str | None = None
    """The leaf in which it stands; None: it is the whole commune's."""
    serves: tuple[str, ...] = ()
    """Other leaves for whose people it is the nearest."""
    where: str = ""
    landmarks: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    closed: tuple[date, ...] = ()
    holidays: bool = False
    """Whether regular hours hold on public holidays."""
    who: str = ""
    bring: str = ""
    phone: str = ""
    map: str = ""
    capacity: int = 0
    """So many may register for one opening; 0: nobody registers."""
    desks: tuple[Desk, ...] = ()
    changes: tuple[Change, ...] = ()
    sequence: int = 0
    """How often it was changed since the preset; calendars know the newest by it."""

    def near(self, area: str) -> bool:
        """Whether people of that leaf have it at hand."""
        return area == self.area or area in self.serves


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of time in which a point is open, or was to be."""

    point: Point
    day: date
    """With `start` its name for ever: the day on which it was planned."""
    start: time
    begins: datetime
    ends: datetime
    where: str
    area: str | None
    closed: bool = False
    moved: bool = False

    @property
    def key(self) -> str:
        """«nha-van-hoa-ap-cho:2025-10-18:0800»."""
        return f"{self.point.id}:{self.day}:{self.start:%H%M}"

    def at(self, moment: datetime) -> bool:
        """Whether it is open at that moment."""
        return not self.closed and self.begins <= moment < self.ends

    def meets(self, since: datetime, until: datetime) -> bool:
        """Whether any of it lies between these moments."""
        return not self.closed and self.begins < until and since < self.ends

    def near(self, area: str) -> bool:
        """Whether people of that leaf have it at hand, after all changes."""
        return area == self.area or (not self.moved and self.point.near(area)) or area in self.point.serves


FURTHEST = timedelta(days=62)
"""How far an opening may be moved."""


def openings(
    points: Iterable[Point], first: date, last: date, days_off: Collection[date] = (), *, closed: bool = False
) -> list[Opening]:
    """What begins on these days, in the order of time; with `closed` also what was called off."""
    found = [
        opening
        for point in points
        for opening in _of(point, first, last, days_off)
        if first <= opening.begins.date() <= last and (closed or not opening.closed)
    ]
    return sorted(found, key=lambda one: (one.begins, one.ends, one.point.id))


def _of(point: Point, first: date, last: date, days_off: Collection[date]) -> Iterable[Opening]:
    changes = {(one.day, one.start): one for one in point.changes}
    reach = FURTHEST if any(one.to_day for one in point.changes) else timedelta()
    day, until = first - reach, last + reach
    while day <= until:
        seen: set[time] = set()
        for slot in point.slots:
            if slot.start not in seen and slot.on(day) and _works(point, slot, day, days_off):
                seen.add(slot.start)
                yield _changed(_planned(point, slot, day), changes.get((day, slot.start)))
        day += timedelta(days=1)


def _works(point: Point, slot: Slot, day: date, days_off: Collection[date]) -> bool:
    return slot.dated or (day not in point.closed and (point.holidays or day not in days_off))


def _planned(point: Point, slot: Slot, day: date) -> Opening:
    begins = datetime.combine(day, slot.start, VIETNAM)
    ends = datetime.combine(day, slot.end, VIETNAM)
    return Opening(point, day, slot.start, begins, ends, slot.where or point.where, point.area)


def _changed(opening: Opening, change: Change | None) -> Opening:
    if change is None:
        return opening
    if change.closed:
        return replace(opening, closed=True)
    day = change.to_day or opening.day
    begins = datetime.combine(day, change.to_start or opening.start, VIETNAM)
    ends = begins + (opening.ends - opening.begins)
    if change.to_end is not None:
        ends = datetime.combine(day, change.to_end, VIETNAM)
    elif ends.date() > day:
        ends = datetime.combine(day, time(23, 59), VIETNAM)
    return replace(
        opening,
        begins=begins,
        ends=ends,
        where=change.where or opening.where,
        area=change.area or opening.area,
        moved=True,
    )


def with_change(point: Point, change: Change) -> Point:
    """The point with that change over the one that stood for the same opening."""
    others = tuple(one for one in point.changes if (one.day, one.start) != (change.day, change.start))
    return replace(point, changes=(*others, change))


def without_change(point: Point, day: date, start: time) -> Point:
    """The opening is as it was planned."""
    return replace(point, changes=tuple(one for one in point.changes if (one.day, one.start) != (day, start)))
