"""A support point as plain JSON and back: how it stands in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from handlers.points.hours import Change, Desk, Point, Slot

_TEXTS = ("name", "kind", "area", "where", "who", "bring", "phone", "map")


def to_json(point: Point) -> dict[str, Any]:
    """Everything but the id and the sequence, which have columns of their own."""
    return {
        **{name: getattr(point, name) for name in _TEXTS},
        "serves": list(point.serves),
        "landmarks": list(point.landmarks),
        "holidays": point.holidays,
        "slots": [_slot(one) for one in point.slots],
        "capacity": point.capacity,
        "desks": [[one.id, one.name, one.guide, one.counts] for one in point.desks],
        "closed": [str(day) for day in point.closed],
        "changes": [_change(one) for one in point.changes],
    }


def from_json(id_: str, sequence: int, plain: Mapping[str, Any]) -> Point:
    """The other way round."""
    return Point(
        id=id_,
        sequence=sequence,
        serves=tuple(plain["serves"]),
        landmarks=tuple(plain["landmarks"]),
        holidays=bool(plain["holidays"]),
        slots=tuple(_to_slot(one) for one in plain["slots"]),
        capacity=int(plain.get("capacity", 0)),
        desks=tuple(Desk(*one) for one in plain.get("desks", ())),
        closed=tuple(date.fromisoformat(day) for day in plain["closed"]),
        changes=tuple(_to_change(one) for one in plain["changes"]),
        **{name: plain[name] for name in _TEXTS},
    )


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "start": _hour(slot.start),
        "end": _hour(slot.end),
        "weekdays": list(slot.weekdays),
        "first": _text(slot.first),
        "last": _text(slot.last),
        "where": slot.where,
    }


def _to_slot(plain: Mapping[str, Any]) -> Slot:
    return Slot(
        time.fromisoformat(plain["start"]),
        time.fromisoformat(plain["end"]),
        tuple(plain["weekdays"]),
        _date(plain["first"]),
        _date(plain["last"]),
        plain["where"],
    )


def _change(change: Change) -> dict[str, Any]:
    return {
        "day": str(change.day),
        "start": _hour(change.start),
        "closed": change.closed,
        "to_day": _text(change.to_day),
        "to_start": _hour(change.to_start) if change.to_start is not None else None,
        "to_end": _hour(change.to_end) if change.to_end is not None else None,
        "where": change.where,
        "area": change.area,
    }


def _to_change(plain: Mapping[str, Any]) -> Change:
    return Change(
        date.fromisoformat(plain["day"]),
        time.fromisoformat(plain["start"]),
        bool(plain["closed"]),
        _date(plain["to_day"]),
        time.fromisoformat(plain["to_start"]) if plain["to_start"] is not None else None,
        time.fromisoformat(plain["to_end"]) if plain["to_end"] is not None else None,
        plain["where"],
        plain["area"],
    )


def _hour(hour: time) -> str:
    return f"{hour:%H:%M}"


def _text(day: date | None) -> str | None:
    return None if day is None else str(day)


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
