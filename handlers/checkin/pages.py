"""The scanning page with its worker (it goes on without the network), its one door, and registering on the web."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.types import Route
from handlers.checkin.base import event_of, new_code, open_events, ticket_link
from handlers.checkin.merge import merge
from handlers.checkin.register import needs
from handlers.checkin.staff import digest
from handlers.paper.qr import matrix
from handlers.phrases import checkin as say
from handlers.points.told import when_words, where_words
from handlers.templates import templates
from handlers.tools import Tools
from storage.checkin import Event, Ticket
from storage.database import Database
from storage.tx import begin, reading

HERE = Path(__file__).parent
KINDS = {
    "app.js": "text/javascript",
    "worker.js": "text/javascript",
    "checkin.css": "text/css",
    "icon.svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "worker-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}
LARGEST = 256 * 1024
ELSEWHERE = "-"
"""Lives in none of the hamlets. The form chooses nothing by itself: whoever hurries would be counted in the first."""
PER_HOUR = 30
"""So many tickets in an hour for one address: a school's or an office's people share one."""


class CheckinPages:
    """`/quet/` for helpers' phones, `/dangky` for everybody."""

    def __init__(self, tools: Tools, database: Database) -> None:
        self._tools, self._database = tools, database
        files = {name: (HERE / "static" / name).read_bytes() for name in KINDS}
        shell = (HERE / "static" / "scan.html").read_text(encoding="utf-8")
        edition = hashlib.sha256(b"".join([*files.values(), shell.encode()])).hexdigest()[:10]
        files["worker.js"] = files["worker.js"].replace(b"EDITION", edition.encode())
        self._files = files
        self._shell = shell
        self._made: dict[str, deque[datetime]] = {}
        self._templates = templates(HERE / "templates")

    def routes(self) -> Sequence[Route]:
        gets = (("/quet/", self._scan), ("/quet/{file}", self._file), ("/dangky", self._form))
        return [
            *(Route(method, path, view) for path, view in gets for method in ("GET", "HEAD")),
            Route("GET", "/quet", self._to_scan),
            Route("POST", "/quet/api/sync", self._sync),
            Route("POST", "/dangky", self._register),
        ]

    # -- scanning ------------------------------------------------------------------------------------------------------

    async def _to_scan(self, _request: web.Request) -> web.Response:
        raise web.HTTPFound("/quet/")

    async def _scan(self, _request: web.Request) -> web.Response:
        headers = {**HEADERS, "Cache-Control": "no-cache"}
        return web.Response(text=self._shell, content_type="text/html", headers=headers)

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["file"]
        if name not in self._files:
            raise web.HTTPNotFound
        headers = {**HEADERS, "Cache-Control": "no-cache", "Service-Worker-Allowed": "/quet/"}
        return web.Response(body=self._files[name], content_type=KINDS[name], charset="utf-8", headers=headers)

    async def _sync(self, request: web.Request) -> web.Response:
        """What the phone saw comes in, what all saw goes out. Kept before it is acknowledged."""
        now = self._tools.clock.now()
        secret = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if (request.content_length or 0) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
        try:
            body: Any = json.loads(await request.read() or b"{}")
        except ValueError:
            return _json({"error": "form"}, 400)
        async with begin(self._database) as tx:
            device = await tx.checkin.device(digest(secret)) if secret else None
            event = await tx.checkin.event_by_id(device.event) if device is not None else None
            if device is None or event is None:
                return _json({"error": "unknown"}, 401)
            if now > device.expires_at:
                return _json({"error": "over"}, 403)
            records = body.get("records") if isinstance(body, dict) else None
            answer, planned = await merge(tx, self._tools.campaign, device, event, records, now)
            await tx.tasks.plan(planned)
        return _json(answer)

    # -- registering on the web ----------------------------------------------------------------------------------------

    async def _form(self, request: web.Request) -> web.Response:
        async with reading(self._database) as tx:
            found = await open_events(tx, self._tools.campaign, self._tools.clock.now())
        today = self._tools.clock.now().date()
        values = {
            "campaign": self._tools.campaign,
            "events": [
                (one.key, one.point.name, when_words(one, today), where_words(one, self._tools.campaign))
                for one in found
            ],
            "needs": needs(self._tools.campaign),
            "elsewhere": ELSEWHERE,
            "chosen": request.query.get("buoi", ""),
            "fault": "",
        }
        return self._page("register.html", values)

    async def _register(self, request: web.Request) -> web.Response:
        """One ticket: the page with its code is the only place where it stands."""
        campaign, now = self._tools.campaign, self._tools.clock.now()
        form = await request.post()
        wanted, need, area = (str(form.get(key, "")) for key in ("buoi", "viec", "noi"))
        if form.get("ten"):  # a field that nobody sees: robots fill it
            raise web.HTTPBadRequest
        area = "" if area == ELSEWHERE else area
        leaves = {leaf.id for leaf in campaign.leaves}
        if need not in needs(campaign) or (area and area not in leaves):
            raise web.HTTPBadRequest
        if self._too_often(_visitor(request), now):
            return self._page("refused.html", {"campaign": campaign, "why": say.WEB_SLOW}, status=429)
        async with begin(self._database) as tx:
            opening = {one.key: one for one in await open_events(tx, campaign, now)}.get(wanted)
            if opening is None:
                return self._page("refused.html", {"campaign": campaign, "why": say.WEB_GONE}, status=410)
            event = await event_of(tx, campaign, opening)
            code = await new_code(tx, event.id)
            ticket = await tx.checkin.book(event.id, code, need=need, area=area or None, made_by="web", at=now)
            turn = await tx.checkin.turn(event.id, ticket.serial) if ticket.state == "waiting" else 0
        values = {
            "campaign": campaign,
            "event": event,
            "ticket": ticket,
            "turn": turn,
            "when": when_words(opening, date.min),
            "where": where_words(opening, campaign),
            "area": campaign.area(area).full_name if area else say.ELSEWHERE,
            "code": _svg(self._link(request, event, ticket)),
        }
        return self._page("ticket.html", values)

    def _link(self, request: web.Request, event: Event, ticket: Ticket) -> str:
        base = self._tools.public_url or f"{request.scheme}://{request.host}"
        return ticket_link(base, event, ticket)

    def _too_often(self, address: str, now: datetime) -> bool:
        times = self._made.setdefault(address, deque())
        while times and times[0] <= now - timedelta(hours=1):
            times.popleft()
        if len(times) >= PER_HOUR:
            return True
        times.append(now)
        for other in [one for one, seen in self._made.items() if not seen or seen[-1] <= now - timedelta(hours=1)]:
            del self._made[other]
        return False

    def _page(self, template: str, values: dict[str, Any], status: int = 200) -> web.Response:
        text = self._templates.get_template(template).render(values)
        headers = {**HEADERS, "Cache-Control": "no-store"}
        return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def _visitor(request: web.Request) -> str:
    """Whose request it is: behind a proxy of this machine, whom that proxy names last."""
    remote = request.remote or ""
    if remote in ("127.0.0.1", "::1"):
        return request.headers.get("X-Forwarded-For", remote).rsplit(",", 1)[-1].strip()[:60]
    return remote


def _json(values: dict[str, Any], status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    answer = web.json_response(values, status=status, headers=headers)
    answer.enable_compression()
    return answer


def _svg(link: str) -> tuple[int, str]:
    """The side of the code with its four modules of white, and the path of its dark ones."""
    modules = matrix(link)
    path = "".join(f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(modules) for x, dark in enumerate(row) if dark)
    return len(modules) + 8, path
