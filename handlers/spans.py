"""Which days and which area a person asks figures for: «tuần trước», «từ 13/10 đến 18/10 ấp Chợ». Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.text import fold
from handlers.campaign import Area, Campaign, Period

_DAY = r"(?:ngay )?(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?"
_SPAN = re.compile(rf"(?:tu )?{_DAY} ?(?:-|–|den|toi)(?: het)? ?{_DAY}")
_ONE = re.compile(_DAY)


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, or the days from `first` to `last`; over one area or all."""

    first: date
    last: date
    period: Period | None = None
    area: Area | None = None


def read_span(text: str, campaign: Campaign, today: date) -> Asked | None:
    """What is asked for; nothing said is the running period; None where the words are not understood."""
    words = fold(text).split()
    names = _names(campaign)
    for length in range(len(words), -1, -1):
        for head, tail in (
            ((words[:-length], words[-length:]), (words[length:], words[:length])) if length else ((words, []),)
        ):
            area = names.get(" ".join(tail))
            if tail and area is None:
                continue
            found = _days(" ".join(head), campaign, today)
            if found is not None:
                return Asked(found.first, found.last, found.period, area)
    return None


def _days(words: str, campaign: Campaign, today: date) -> Asked | None:
    day = min(max(today, campaign.start), campaign.end)
    running = campaign.period_of(day)
    every = campaign.rhythm_on(day).every
    match words:
        case "" | "nay" | "ky nay" | "ky":
            return _of(running)
        case "ky truoc":
            return _of(_before(campaign, running))
        case "hom nay":
            return _span(campaign, today, today)
        case "hom qua":
            return _span(campaign, today - timedelta(days=1), today - timedelta(days=1))
        case "tuan" | "tuan nay" | "tuan truoc":
            if every == "week":
                return _of(running if "truoc" not in words else _before(campaign, running))
            monday = day - timedelta(days=day.weekday() + (7 if "truoc" in words else 0))
            return _span(campaign, monday, monday + timedelta(days=6))
        case "thang" | "thang nay" | "thang truoc":
            if every == "month":
                return _of(running if "truoc" not in words else _before(campaign, running))
            first, last = month_of(campaign, day)
            if "truoc" in words:
                first, last = month_of(campaign, first - timedelta(days=1))
            return _span(campaign, first, last)
        case "chien dich" | "ca chien dich" | "tat ca" | "tu dau" | "toan bo":
            return _span(campaign, campaign.start, min(max(today, campaign.start), campaign.end))
    return _named(words, campaign, today)


def _named(words: str, campaign: Campaign, today: date) -> Asked | None:
    """Days written as numbers, a period by its id, a phase by its name."""
    phase = next((one for one in campaign.phases if words in (fold(one.name), one.id, one.id.replace("-", " "))), None)
    if phase is not None:
        return _span(campaign, phase.start, phase.end)
    if found := _SPAN.fullmatch(words):
        first, last = _day(found.groups()[:3], campaign), _day(found.groups()[3:], campaign)
        if first is not None and last is not None and first > last and found[3] is None:
            first = _earlier(first, last)
        return _span(campaign, first, last) if first is not None and last is not None and first <= last else None
    if found := _ONE.fullmatch(words):
        day = _day(found.groups(), campaign)
        return _span(campaign, day, day) if day is not None else None
    try:
        period = campaign.period(words.upper())
    except ValueError:
        return None
    return _of(period) if period.end >= campaign.start and period.start <= campaign.end else None


def month_of(campaign: Campaign, day: date) -> tuple[date, date]:
    """The month that holds a day: from the day after one compiling to the next, or the calendar's."""
    closes = campaign.monthly_report_day
    if closes is not None:
        last = day.replace(day=closes)
        if day.day > closes:
            last = (day.replace(day=1) + timedelta(days=32)).replace(day=closes)
        first = (last.replace(day=1) - timedelta(days=1)).replace(day=closes) + timedelta(days=1)
        return first, last
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day.replace(day=1), following - timedelta(days=1)


def _of(period: Period) -> Asked:
    return Asked(period.start, period.end, period)


def _span(campaign: Campaign, first: date, last: date) -> Asked | None:
    """Those of the days that belong to the campaign; a day outside is itself, and empty."""
    if first == last:
        return Asked(first, last)
    first, last = max(first, campaign.start), min(last, campaign.end)
    return Asked(first, last) if first <= last else None


def _before(campaign: Campaign, period: Period) -> Period:
    return campaign.period_of(max(period.start - timedelta(days=1), campaign.start))


def _day(parts: tuple[str | None, ...], campaign: Campaign) -> date | None:
    """Without a year: the one in which the day lies within the campaign, else the first that has such a day."""
    day, month, year = (int(part) if part else None for part in parts)
    years = [year] if year is not None else range(campaign.start.year, campaign.end.year + 1)
    found = []
    for one in years:
        try:
            found.append(date(one or 0, month or 0, day or 0))
        except (ValueError, OverflowError):
            continue
    return next((one for one in found if campaign.start <= one <= campaign.end), found[0] if found else None)


def _earlier(day: date, last: date) -> date | None:
    """The same day a year before, where it is near: «từ 20/12 đến 5/1»; None where the two are only turned round."""
    try:
        found = day.replace(year=day.year - 1)
    except ValueError:
        return None
    return found if (last - found).days <= 120 else None


def _names(campaign: Campaign) -> dict[str, Area]:
    """How an area may be written: with its unit word, by an alias, by its id; by a bare name that only it has."""
    found: dict[str, Area] = {}
    bare: dict[str, list[Area]] = {}
    for area in campaign.areas:
        for name in (area.full_name, area.id, area.id.replace("-", " "), *area.aliases):
            found.setdefault(fold(name), area)
        bare.setdefault(fold(area.name), []).append(area)
    for name, areas in bare.items():
        if len(areas) == 1 and not name.isdecimal():
            found.setdefault(name, areas[0])
    return found
