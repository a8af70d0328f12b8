"""Openings in words: for an answer, a reminder, a preview, the list of a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.clock import VIETNAM
from handlers.campaign import Area, Campaign
from handlers.phrases import ask
from handlers.phrases import places as say
from handlers.phrases.words import WEEKDAYS
from handlers.points.hours import Opening, Point
from handlers.points.moment_words import Window
from handlers.points.standing import AHEAD, ahead
from handlers.tools import Tools

SHOWN = 3
SHOWN_OPEN = 5
WEEK_SHOWN = 14


def day_words(day: date, today: date) -> str:
    """«hôm nay», «ngày mai», «thứ Bảy 18/10»."""
    if day == today:
        return say.TODAY
    if day == today + timedelta(days=1):
        return say.TOMORROW
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m}"


def hours_words(opening: Opening) -> str:
    """«8:00–11:00»."""
    begins, ends = opening.begins.astimezone(VIETNAM), opening.ends.astimezone(VIETNAM)
    return f"{begins.hour}:{begins:%M}–{ends.hour}:{ends:%M}"


def when_words(opening: Opening, today: date) -> str:
    """«thứ Bảy 18/10, 8:00–11:00»."""
    return f"{day_words(opening.begins.astimezone(VIETNAM).date(), today)}, {hours_words(opening)}"


def where_words(opening: Opening, campaign: Campaign) -> str:
    """Its address; without one the hamlet, else the point's name."""
    if opening.where:
        return opening.where
    if opening.area and campaign.has_area(opening.area):
        return campaign.area(opening.area).full_name
    return opening.point.name


def full_words(opening: Opening, campaign: Campaign, today: date) -> str:
    """«thứ Bảy 18/10, 8:00–11:00, nhà văn hoá ấp Chợ»."""
    return f"{when_words(opening, today)}, {where_words(opening, campaign)}"


def bring_words(point: Point) -> str:
    bring = point.bring.strip().rstrip(".")
    return say.BRING.format(bring=bring[:1].lower() + bring[1:]) if bring else say.BRING_ANY


def item(opening: Opening, campaign: Campaign, now: datetime, *, full: bool = True, day: bool = True) -> str:
    """One line of an answer, with phone and way where there are such; without the day where the head names it."""
    today = now.astimezone(VIETNAM).date()
    ends = opening.ends.astimezone(VIETNAM)
    if opening.at(now):
        hours = say.NOW_UNTIL.format(until=f"{ends.hour}:{ends:%M}")
    else:
        hours = when_words(opening, today) if day else hours_words(opening)
        hours = hours[:1].upper() + hours[1:]
    point = opening.point
    text = say.ITEM.format(hours=hours, name=point.name, where=_behind(opening, campaign))
    if opening.moved:
        text += say.ITEM_MOVED
    if full and point.phone:
        text += say.ITEM_PHONE.format(phone=point.phone)
    if full and point.map and not (opening.moved and opening.where != point.where):
        text += say.ITEM_MAP.format(map=point.map)
    return text


def nearest(found: Sequence[Opening], area: str | None) -> list[Opening]:
    """The same, those near that leaf first, then the commune's own, each in the order of time."""

    def distance(one: Opening) -> int:
        if area is None:
            return 0
        return 0 if one.near(area) else 1 if one.area is None else 2

    return sorted(found, key=lambda one: (distance(one), one.begins))


def first_of_each(found: Sequence[Opening]) -> list[Opening]:
    """Of every point only what comes next."""
    seen: dict[str, Opening] = {}
    for one in found:
        seen.setdefault(one.point.id, one)
    return list(seen.values())


def choose(
    campaign: Campaign,
    points: Sequence[Point],
    now: datetime,
    *,
    window: Window | None = None,
    area: Area | None = None,
    only: Sequence[Point] = (),
) -> tuple[str, list[Opening]]:
    """The head of an answer and its openings: open now, within the window, or what comes next; the nearest first."""
    coming = ahead(campaign, points, now)
    if only:
        named = {point.id for point in only}
        coming = [one for one in coming if one.point.id in named]
    wanted = area.id if area else None
    local = now.astimezone(VIETNAM)
    clock = f"{local:%H:%M}"
    if window is not None and not window.now:
        met = [one for one in coming if one.meets(window.since, window.until)]
        label = _window_words(window, local.date())
        if met:
            return say.WINDOW.format(when=label[:1].upper() + label[1:]), nearest(met, wanted)[:SHOWN_OPEN]
        rest = nearest(first_of_each(coming), wanted)[:SHOWN]
        return say.NOTHING_THEN.format(when=label) + (say.NEXT_THERE if rest else ""), rest
    open_now = [one for one in coming if one.at(now)]
    later = [one for one in coming if not one.at(now)]
    if window is None and area is not None:
        near = [one for one in coming if one.area is not None and one.near(area.id)]
        if near:
            own = [one for one in near if one.area is not None][: SHOWN - 1]
            everyones = [one for one in nearest(open_now, wanted) + later if one.area is None][:1]
            return say.NEAR.format(area=area.full_name), list(dict.fromkeys([*own, *everyones]))
        rest = nearest(first_of_each(coming), wanted)[:SHOWN]
        return (say.NOTHING_NEAR.format(area=area.full_name) if rest else ""), rest
    if open_now:
        shown = nearest(open_now, wanted)[:SHOWN_OPEN]
        busy = {one.point.id for one in open_now}
        later = [one for one in later if one.point.id not in busy]
        return say.OPEN_NOW.format(now=clock), shown + nearest(first_of_each(later), wanted)[
            : max(SHOWN - len(shown), 1)
        ]
    rest = nearest(first_of_each(later), wanted)[:SHOWN]
    return say.NOTHING_NOW.format(now=clock) + (say.NEXT_THERE if rest else ""), rest


def answer_text(
    tools: Tools,
    points: Sequence[Point],
    now: datetime,
    *,
    window: Window | None = None,
    area: Area | None = None,
    only: Sequence[Point] = (),
    short: bool = False,
) -> tuple[str, list[Opening]]:
    """Where somebody helps, in words, and the openings that were named."""
    campaign = tools.campaign
    head, shown = choose(campaign, points, now, window=window, area=area, only=only)
    if not shown:
        return (f"{head}\n" if head else "") + nothing(tools), []
    lines = [head]
    if short:
        shown = shown[:2]
    was_open = any(one.at(now) for one in shown)
    told_next = False
    now_asked = (window is None and area is None) or (window is not None and window.now)
    told_day = (
        window is not None
        and window.one_day
        and not window.now
        and all(one.meets(window.since, window.until) for one in shown)
    )
    for one in shown:
        if was_open and now_asked and not one.at(now) and not told_next and not short:
            lines.append(say.NEXT)
            told_next = True
        lines.append(item(one, campaign, now, full=not short, day=not told_day))
    if not short:
        lines.append(bring_words(shown[0].point))
        link = page_link(tools)
        if link:
            lines.append(say.PAGE.format(link=link))
    return "\n".join(lines), shown


def week_text(
    tools: Tools,
    points: Sequence[Point],
    now: datetime,
    *,
    area: Area | None = None,
    days: int = 7,
    most: int = WEEK_SHOWN,
) -> tuple[str, list[Opening]]:
    """What is open in the coming days, day by day."""
    campaign = tools.campaign
    today = now.astimezone(VIETNAM).date()
    last = today + timedelta(days=days - 1)
    found = [
        one
        for one in ahead(campaign, points, now, min(timedelta(days=days - 1), AHEAD))
        if area is None or one.near(area.id) or one.area is None
    ]
    label = say.WEEK_AREA.format(area=area.full_name) if area else ""
    if not found:
        return say.WEEK_NONE.format(area=label) + "\n" + nothing(tools), []
    lines = [say.WEEK.format(first=f"{today:%d/%m}", last=f"{last:%d/%m}", area=label)]
    desks = [one for one in found if one.point.kind == "desk" and not one.moved]
    single = [one for one in found if one not in desks]
    lines += _desk_lines(campaign, desks)
    day: date | None = None
    for one in single[:most]:
        its = one.begins.astimezone(VIETNAM)
        if its.date() != day:
            day = its.date()
            name = f"{WEEKDAYS[day.weekday()]} {day:%d/%m}"
            lines.append(say.WEEK_DAY.format(day=name[:1].upper() + name[1:]))
        lines.append(
            say.WEEK_LINE.format(
                hours=hours_words(one),
                name=one.point.name,
                where=_behind(one, campaign),
                moved=say.ITEM_MOVED if one.moved else "",
            )
        )
    if len(single) > most:
        lines.append(say.WEEK_MORE.format(count=len(single) - most))
    link = page_link(tools)
    if link:
        lines.append(say.PAGE.format(link=link))
    return "\n".join(lines), [*desks[:1], *single[:most]]


def _desk_lines(campaign: Campaign, desks: Sequence[Opening]) -> list[str]:
    """A desk that stays in one line: its name, its place, and its hours."""
    return [
        say.WEEK_DESK.format(name=one.point.name, where=_behind(one, campaign), hours="; ".join(hours))
        for one, hours in desk_hours(desks)
    ]


def desk_hours(desks: Sequence[Opening]) -> list[tuple[Opening, list[str]]]:
    """Of every desk its first opening and its hours, days alike put together: «thứ Hai 20/10 – thứ Sáu 24/10: …»."""
    by_point: dict[tuple[str, str], dict[date, list[Opening]]] = {}
    for one in desks:
        days = by_point.setdefault((one.point.id, one.where), {})
        days.setdefault(one.begins.astimezone(VIETNAM).date(), []).append(one)
    found = []
    for days in by_point.values():
        runs: list[tuple[date, date, str]] = []
        for day, opened in sorted(days.items()):
            hours = ", ".join(hours_words(each) for each in opened)
            if runs and runs[-1][1] + timedelta(days=1) == day and runs[-1][2] == hours:
                runs[-1] = (runs[-1][0], day, hours)
            else:
                runs.append((day, day, hours))
        found.append((next(iter(days.values()))[0], [f"{_days_words(a, b)} {hours}" for a, b, hours in runs]))
    return found


def _days_words(first: date, last: date) -> str:
    if first == last:
        return f"{WEEKDAYS[first.weekday()]} {first:%d/%m}:"
    return f"{WEEKDAYS[first.weekday()]} {first:%d/%m} – {WEEKDAYS[last.weekday()]} {last:%d/%m}:"


def _behind(opening: Opening, campaign: Campaign) -> str:
    """« – nhà văn hoá ấp Chợ», or nothing where the name says it."""
    where = where_words(opening, campaign)
    return say.ITEM_WHERE.format(where=where) if where != opening.point.name else ""


def nothing(tools: Tools) -> str:
    """No opening is known: where a person can be met all the same."""
    place = tools.campaign.place
    contact = ""
    if place.desk:
        hours = ask.HOURS.format(hours=place.desk_hours) if place.desk_hours else ""
        phone = ask.PHONE.format(phone=place.phone) if place.phone else ""
        contact = " " + ask.CONTACT.format(desk=place.desk, hours=hours, phone=phone).strip()
    return say.NONE_AT_ALL.format(contact=contact)


def page_link(tools: Tools) -> str:
    """Where the whole schedule stands; empty when the world cannot reach it."""
    return f"{tools.public_url}/lich" if tools.public_url else ""


def _window_words(window: Window, today: date) -> str:
    since, until = window.since.astimezone(VIETNAM), window.until.astimezone(VIETNAM)
    if not window.one_day:
        return f"từ {since:%d/%m} đến {until:%d/%m}"
    day = day_words(since.date(), today)
    part = {(0, 12): "sáng", (11, 13): "trưa", (12, 18): "chiều", (17, 23): "tối"}.get((since.hour, until.hour))
    if part:
        if day == say.TODAY:
            return f"{part} nay"
        return f"{part} {day.removeprefix('ngày ')}"
    if (until - since) <= timedelta(hours=1):
        return f"{since.hour}:{since:%M} {day}"
    return day
