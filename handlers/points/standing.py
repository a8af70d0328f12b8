"""The support points as they stand now: the preset's, with what was added, changed or removed since."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.clock import VIETNAM
from bot.text import fold
from handlers.campaign import Area, Campaign
from handlers.points.hours import Opening, Point, openings
from handlers.points.kept import from_json, to_json
from handlers.points.slot_words import Unread, read_slots
from storage.tx import Tx

AHEAD = timedelta(days=30)
"""How far we look for the next opening."""
SHORTEST = 6
"""Letters of a name, with the spaces around it, by which a point may be called."""


async def standing(tx: Tx, campaign: Campaign) -> list[Point]:
    """All points that have not been removed, in the order of the preset, the added ones behind."""
    found = {point.id: point for point in own_points(campaign)}
    for row in await tx.places.changed(campaign.id):
        if row.removed:
            found.pop(row.id, None)
        else:
            found[row.id] = from_json(row.id, row.sequence, row.body)
    return list(found.values())


def own_points(campaign: Campaign) -> tuple[Point, ...]:
    """The preset's points; where it has none, its one desk, if the hours of that can be read."""
    place = campaign.place
    if campaign.points or not place.desk:
        return campaign.points
    try:
        slots = read_slots(place.desk_hours, campaign.start, campaign.start, campaign.end)
    except Unread:
        return ()
    return (Point("ban-ho-tro", place.desk, slots=slots, phone=place.phone),)


async def keep(tx: Tx, campaign: Campaign, point: Point, now: datetime, who: str) -> bool:
    """Keep a point as it is now, over the one of its sequence; False when somebody changed it meanwhile."""
    rows = {row.id: row for row in await tx.places.changed(campaign.id)}
    row = rows.get(point.id)
    if row is not None and not row.removed and row.sequence != point.sequence:
        return False
    if row is None and point.sequence != 0:
        return False
    today = now.astimezone(VIETNAM).date()
    slim = replace(point, changes=tuple(one for one in point.changes if (one.to_day or one.day) >= today - AHEAD))
    was = row.sequence if row is not None else None
    return await tx.places.put(campaign.id, point.id, to_json(slim), was=was, at=now, who=who)


async def remove(tx: Tx, campaign: Campaign, point: Point, now: datetime, who: str) -> bool:
    """Take a point away, a preset's own too; False when somebody changed it meanwhile."""
    was = point.sequence or None
    return await tx.places.put(campaign.id, point.id, to_json(point), was=was, removed=True, at=now, who=who)


def between(campaign: Campaign, points: Sequence[Point], first: date, last: date) -> list[Opening]:
    """What begins on these days, in the order of time."""
    return openings(points, first, last, campaign.days_off)


def ahead(campaign: Campaign, points: Sequence[Point], now: datetime, span: timedelta = AHEAD) -> list[Opening]:
    """What is open now or opens within that time, in the order of time."""
    day = now.astimezone(VIETNAM).date()
    return [one for one in openings(points, day, day + span, campaign.days_off) if now < one.ends]


def named_leaf(campaign: Campaign, text: str) -> Area | None:
    """The leaf that these words name anywhere in them, with its unit word or by another name; the longest wins."""
    plain = _words(text)
    return next((leaf for name, leaf in campaign.leaf_names if f" {name} " in plain), None)


def named_points(points: Sequence[Point], text: str) -> list[Point]:
    """The points that these words name: by a landmark, their name or address."""
    plain = _words(text)
    return [
        point
        for point in points
        if any(
            len(name) >= SHORTEST and name in plain for name in map(_words, (point.name, point.where, *point.landmarks))
        )
    ]


@lru_cache(maxsize=512)
def _words(text: str) -> str:
    """Folded words alone, one space before and behind each."""
    return f" {' '.join(re.sub(r'[^a-z0-9]+', ' ', fold(text)).split())} "
