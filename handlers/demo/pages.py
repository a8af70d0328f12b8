"""The demo page's views: the page itself, its state, and putting the clock forward."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol

import jinja2
from aiohttp import web

from bot.types import Route
from handlers.demo.phones import PHONES

HERE = Path(__file__).parent / "static"
PAGE_HEADER = "X-Trolyso"
LONGEST_STEP = timedelta(days=7)
BODY_LIMIT = 1024
SATURDAY = 5
JUMPS = (("Thứ Bảy 16:25", time(16, 25)), ("16:29:50", time(16, 29, 50)))
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
KINDS = {".css": "text/css", ".js": "text/javascript"}

State = Callable[[], Awaitable[Mapping[str, Any]]]
"""What the page tells about the campaign: {"campaign": name, "events": [{"at": ISO, "label": …}, …]}, soonest first."""


class Movable(Protocol):
    """A clock that can be put forward, never back."""

    def now(self) -> datetime: ...

    def move_to(self, moment: datetime) -> bool: ...


class DemoPages:
    """`passes` has one pass of the web chat for the key of each phone; `terminal` is the command to type instead."""

    def __init__(self, clock: Movable, state: State, passes: Mapping[str, str], *, terminal: str) -> None:
        missing = [phone.key for phone in PHONES if phone.key not in passes]
        if missing:
            raise ValueError(f"no pass for the phones {missing}")
        self._clock, self._state, self._passes, self._terminal = clock, state, passes, terminal
        self._assets = {path.name: path.read_bytes() for path in sorted(HERE.iterdir()) if path.suffix in KINDS}
        self._template = jinja2.Environment(autoescape=True).from_string((HERE / "demo.html").read_text("utf-8"))

    def routes(self) -> Sequence[Route]:
        return (
            Route("GET", "/", self._page),
            Route("GET", "/demo/static/{name}", self._asset),
            Route("GET", "/demo/api/state", self._show_state),
            Route("POST", "/demo/api/clock", self._move_clock),
        )

    async def _page(self, request: web.Request) -> web.Response:
        state = await self._state()
        page = self._template.render(
            phones=PHONES, passes=self._passes, terminal=self._terminal, campaign=state["campaign"]
        )
        return web.Response(text=page, content_type="text/html", headers=HEADERS)

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._assets:
            raise web.HTTPNotFound
        kind = KINDS[Path(name).suffix]
        return web.Response(body=self._assets[name], content_type=kind, charset="utf-8", headers=HEADERS)

    async def _show_state(self, request: web.Request) -> web.Response:
        return await self._told()

    async def _move_clock(self, request: web.Request) -> web.Response:
        """Put the clock forward to a moment, or on by some seconds; a week at most, so that nothing is skipped."""
        if request.headers.get(PAGE_HEADER) != "1":
            return _refused(403, "Xin mở lại trang chạy thử.")
        now = self._clock.now()
        moment = _moment(await request.read(), now)
        if moment is None or moment - now > LONGEST_STEP:
            return _refused(400, "Đồng hồ chỉ chỉnh được tới trước, mỗi lần nhiều nhất 7 ngày.")
        if not self._clock.move_to(moment):
            return _refused(409, "Đồng hồ không chạy lùi được: điều đã nói thì không rút lại.")
        return await self._told()

    async def _told(self) -> web.Response:
        state = await self._state()
        now = self._clock.now()
        jumps = [{"label": label, "to": next_saturday(now, at).isoformat()} for label, at in JUMPS]
        return web.json_response({"now": now.isoformat(), **state, "jumps": jumps}, headers=HEADERS)


def next_saturday(now: datetime, at: time) -> datetime:
    """The first Saturday at that time which lies ahead."""
    day = now.date() + timedelta(days=(SATURDAY - now.weekday()) % 7)
    moment = datetime.combine(day, at, now.tzinfo)
    return moment if moment > now else moment + timedelta(days=7)


def _moment(body: bytes, now: datetime) -> datetime | None:
    """The moment that the body asks for, or None when it makes no sense."""
    if len(body) > BODY_LIMIT:
        return None
    try:
        match json.loads(body.decode()):
            case {"to": str(to)}:
                moment = datetime.fromisoformat(to)
                return moment if moment.tzinfo is not None else None
            case {"advance": bool()}:
                return None
            case {"advance": int() | float() as seconds} if 0 < seconds <= LONGEST_STEP.total_seconds():
                return now + timedelta(seconds=seconds)
    except (ValueError, RecursionError):
        return None
    return None


def _refused(status: int, sentence: str) -> web.Response:
    return web.json_response({"say": sentence}, status=status, headers=HEADERS)
