"""The Vietnamese lunar calendar: which lunar day a day is. Computed for the meridian of Hà Nội (UTC+7).

New moons and the sun's longitude after Meeus, «Astronomical Algorithms», in their short form: good to a few minutes,
which is enough to tell days apart for the centuries around ours. China reckons at UTC+8, so that once in a while its
New Year is another day (1985, 2007, 2030): a library for the Chinese calendar would not do.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import floor, pi, radians, sin
from typing import NamedTuple

_TO_JULIAN = 1721425
"""The Julian day number of a day is its ordinal and this."""
_HANOI = 7 / 24
_MONTH = 29.530588853
_FIRST_MOON = 2415021.076998695
"""The new moon of 1900-01-01, number 0."""


class LunarDay(NamedTuple):
    """A day as the lunar calendar names it."""

    day: int
    month: int
    year: int
    leap: bool


@lru_cache(4096)
def lunar(day: date) -> LunarDay:
    """The lunar day of a day."""
    number = day.toordinal() + _TO_JULIAN
    moon = floor((number - _FIRST_MOON) / _MONTH)
    begins = next(first for step in (1, 0, -1) if (first := _new_moon(moon + step)) <= number)
    eleventh = _eleventh_month(day.year)
    if eleventh >= begins:
        last, following = _eleventh_month(day.year - 1), eleventh
        year = day.year
    else:
        last, following = eleventh, _eleventh_month(day.year + 1)
        year = day.year + 1
    step = (begins - last) // 29
    month, leap = step + 11, False
    if following - last > 365:
        extra = _leap_place(last)
        if step >= extra:
            month = step + 10
            leap = step == extra
    if month > 12:
        month -= 12
    if month >= 11 and step < 4:
        year -= 1
    return LunarDay(number - begins + 1, month, year, leap)


@lru_cache(4096)
def _new_moon(number: int) -> int:
    """The day in Hà Nội on which that new moon falls, as a Julian day number."""
    century = number / 1236.85
    square, cube = century**2, century**3
    mean = 2415020.75933 + 29.53058868 * number + 0.0001178 * square - 0.000000155 * cube
    mean += 0.00033 * sin(radians(166.56 + 132.87 * century - 0.009173 * square))
    sun = radians(359.2242 + 29.10535608 * number - 0.0000333 * square - 0.00000347 * cube)
    moon = radians(306.0253 + 385.81691806 * number + 0.0107306 * square + 0.00001236 * cube)
    node = radians(21.2964 + 390.67050646 * number - 0.0016528 * square - 0.00000239 * cube)
    shift = (0.1734 - 0.000393 * century) * sin(sun) + 0.0021 * sin(2 * sun)
    shift += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    shift += 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    shift += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    shift += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(sun + 2 * moon)
    slower = -0.000278 + 0.000265 * century + 0.000262 * square
    return floor(mean + shift - slower + 0.5 + _HANOI)


@lru_cache(4096)
def _sun(number: int) -> int:
    """In which twelfth of its way the sun stands when that day begins in Hà Nội; 0 from the spring equinox on."""
    century = (number - 0.5 - _HANOI - 2451545.0) / 36525
    square = century**2
    anomaly = radians(357.52910 + 35999.05030 * century - 0.0001559 * square - 0.00000048 * century**3)
    longitude = 280.46645 + 36000.76983 * century + 0.0003032 * square
    longitude += (1.914600 - 0.004817 * century - 0.000014 * square) * sin(anomaly)
    longitude += (0.019993 - 0.000101 * century) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return int((radians(longitude) % (2 * pi)) / pi * 6)


@lru_cache(512)
def _eleventh_month(year: int) -> int:
    """The first day of the month in which that year's winter solstice lies: always the eleventh."""
    moon = floor((date(year, 12, 31).toordinal() + _TO_JULIAN - 2415021) / _MONTH)
    begins = _new_moon(moon)
    return _new_moon(moon - 1) if _sun(begins) >= 9 else begins


@lru_cache(512)
def _leap_place(eleventh: int) -> int:
    """How many months after the eleventh the leap one comes: the first in which the sun enters no new twelfth."""
    moon = floor((eleventh - _FIRST_MOON) / _MONTH + 0.5)
    place = 1
    before, here = 0, _sun(_new_moon(moon + 1))
    while True:
        before, place = here, place + 1
        here = _sun(_new_moon(moon + place))
        if here == before or place >= 14:
            return place - 1
