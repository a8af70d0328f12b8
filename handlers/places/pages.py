"""The public schedule of a commune: a page for phones and for A4, and its calendar feed."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.clock import VIETNAM
from bot.types import Route
from handlers.campaign import Area, Campaign
from handlers.paper.qr import matrix
from handlers.papers import without_scheme
from handlers.phrases import places as say
from handlers.phrases.words import WEEKDAYS
from handlers.points.calendar import feed
from handlers.points.hours import Opening, Point, openings
from handlers.points.standing import standing
from handlers.points.told import desk_hours, hours_words, page_link, where_words
from handlers.templates import templates
from handlers.tools import Tools
from storage.database import Database
from storage.tx import reading

HERE = Path(__file__).parent
SHOWN = timedelta(days=13)
BACK, FEED_AHEAD = timedelta(days=14), timedelta(days=92)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=60",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One opening as the page shows it."""

    hours: str
    name: str
    where: str
    phone: str
    map: str
    note: str
    closed: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that stays, with its hours of these two weeks."""

    line: Line
    hours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the page."""

    name: str
    today: bool
    lines: tuple[Line, ...]


class SchedulePages:
    """`/lich`, `/lich?ap=<area>`, `/lich.ics`: for everybody, no names of citizens, nothing kept."""

    def __init__(self, tools: Tools, database: Database) -> None:
        self._tools, self._database = tools, database
        self._css = (HERE / "static" / "schedule.css").read_bytes()
        self._edition = hashlib.sha256(self._css).hexdigest()[:10]
        self._templates = templates(HERE / "templates")

    def routes(self) -> Sequence[Route]:
        paths = (("/lich", self._page), ("/lich.ics", self._feed), ("/lich/static/schedule.css", self._style))
        return [Route(method, path, view) for path, view in paths for method in ("GET", "HEAD")]

    async def _page(self, request: web.Request) -> web.Response:
        campaign, now = self._tools.campaign, self._tools.clock.now()
        area = self._area(request)
        async with reading(self._database) as tx:
            points = await standing(tx, campaign)
        values = {
            "campaign": campaign,
            "area": area,
            "desks": desks(campaign, points, now, area),
            "days": days(campaign, points, now, area),
            "now": now.astimezone(VIETNAM),
            "edition": self._edition,
            "page": page_link(self._tools),
            "shown_page": without_scheme(page_link(self._tools)),
            "feed": f"/lich.ics?ap={area.id}" if area else "/lich.ics",
            "code": svg(page_link(self._tools)) if page_link(self._tools) else None,
            "chat": f"{self._tools.public_url}/chat/" if self._tools.public_url and self._tools.web_chat else "",
            "last": (now.astimezone(VIETNAM).date() + SHOWN),
        }
        text = await asyncio.to_thread(self._drawn, values)
        answer = web.Response(text=text, content_type="text/html", headers=HEADERS)
        answer.enable_compression()
        return answer

    def _drawn(self, values: Mapping[str, Any]) -> str:
        return self._templates.get_template("schedule.html").render(values)

    async def _feed(self, request: web.Request) -> web.Response:
        campaign, now = self._tools.campaign, self._tools.clock.now()
        area, today = self._area(request), now.astimezone(VIETNAM).date()
        async with reading(self._database) as tx:
            points = await standing(tx, campaign)
        found = openings(points, today - BACK, today + FEED_AHEAD, campaign.days_off, closed=True)
        found = [one for one in found if area is None or one.near(area.id) or one.area is None]
        host = urlsplit(self._tools.public_url).hostname or ""
        text = feed(campaign, found, now, page=page_link(self._tools), host=host)
        headers = {**HEADERS, "Content-Disposition": 'inline; filename="lich-ho-tro.ics"'}
        answer = web.Response(text=text, content_type="text/calendar", charset="utf-8", headers=headers)
        answer.enable_compression()
        return answer

    async def _style(self, _request: web.Request) -> web.Response:
        headers = {**HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
        return web.Response(body=self._css, content_type="text/css", charset="utf-8", headers=headers)

    def _area(self, request: web.Request) -> Area | None:
        """The hamlet that was asked for; an unknown one is no page."""
        wanted = request.query.get("ap", "")
        if not wanted:
            return None
        found = next((leaf for leaf in self._tools.campaign.leaves if leaf.id == wanted), None)
        if found is None:
            raise web.HTTPNotFound
        return found


def days(campaign: Campaign, points: Sequence[Point], now: datetime, area: Area | None) -> list[Day]:
    """Outings, single days and changes of the next two weeks, day by day; days without any are left out."""
    found: dict[date, list[Line]] = {}
    for one in _coming(campaign, points, now, area):
        if not _stays(one):
            found.setdefault(one.begins.astimezone(VIETNAM).date(), []).append(_line(campaign, one, now))
    today = now.astimezone(VIETNAM).date()
    return [_day(day, today, lines) for day, lines in sorted(found.items())]


def desks(campaign: Campaign, points: Sequence[Point], now: datetime, area: Area | None) -> list[Desk]:
    """The desks that stay, each once; open if any of its hours runs now."""
    staying = [one for one in _coming(campaign, points, now, area) if _stays(one)]
    return [Desk(_line(campaign, one, now), tuple(map(_unbroken, hours))) for one, hours in desk_hours(staying)]


def _coming(campaign: Campaign, points: Sequence[Point], now: datetime, area: Area | None) -> list[Opening]:
    today = now.astimezone(VIETNAM).date()
    found = openings(points, today, today + SHOWN, campaign.days_off, closed=True)
    return [one for one in found if one.ends > now and (area is None or one.near(area.id) or one.area is None)]


def _stays(one: Opening) -> bool:
    return one.point.kind == "desk" and not one.moved and not one.closed


def _unbroken(hours: str) -> str:
    """The same, no line ending inside «7:30–11:30»."""
    return re.sub(r"(?<=\d)–(?=\d)", "\u2060–\u2060", hours)


def _day(day: date, today: date, lines: list[Line]) -> Day:
    name = f"{WEEKDAYS[day.weekday()]} {day:%d/%m}"
    return Day(name[:1].upper() + name[1:], day == today, tuple(lines))


def _line(campaign: Campaign, one: Opening, now: datetime) -> Line:
    own_place = not one.moved or one.where == one.point.where
    return Line(
        hours=hours_words(one),
        name=one.point.name,
        where=where_words(one, campaign) if where_words(one, campaign) != one.point.name else "",
        phone=one.point.phone,
        map=one.point.map if own_place else "",
        note=say.PAGE_CLOSED if one.closed else say.PAGE_MOVED if one.moved else "",
        closed=one.closed,
        open=one.at(now),
    )


def svg(link: str) -> tuple[int, str]:
    """A code as the side of a square and the path of its dark modules, four modules of white around it."""
    modules = matrix(link)
    path = "".join(f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(modules) for x, dark in enumerate(row) if dark)
    return len(modules) + 8, path
