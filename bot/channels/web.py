"""The web chat: our own page on the reader's phone, lines posted one by one, answers fetched by long polling.

Long polling rather than a socket: in-app browsers and weak networks drop sockets without a word, while a request that
failed is simply asked again from the last line seen.
"""

from __future__ import annotations

import asyncio
import hashlib
import html
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels.base import Receive
from bot.channels.web_lines import BOT, Line, Mailbox, shown
from bot.channels.web_pass import PassBook, Visitor, new_token, visitor_of
from bot.channels.web_read import BODY_LIMIT, Refused, Said, malformed, mentions, read, without_mention
from bot.channels.web_wait import WaitingRoom
from bot.clock import Clock
from bot.errors import Rejected
from bot.shield import mask
from bot.types import Address, Capabilities, File, Incoming, Menu, Pace, Part, Route

TOKEN_HEADER = "X-Trolyso-Token"  # noqa: S105 - a header's name
PAGE_HEADER = "X-Trolyso"
"""Sent by our page with every request: another site's page cannot send it without asking us first."""
COOKIE = "trolyso_chat"

SECURE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
STATIC = Path(__file__).parent / "static"

_LINES_AT_ONCE = 200
_LONGEST_WAIT = 25.0
_BURST, _BURST_TIME = 20, timedelta(seconds=10)
_WATCHED_AUTHORS = 10_000
_TURNS = 64
_YEAR = 365 * 24 * 3600

View = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebChannel:
    """The web chat of one server. Lines live in the mailbox; this keeps only who is waiting for one right now."""

    capabilities = Capabilities(text_limit=3000, button_limit=10, label_limit=40, photo=True, file=True, edits=True)

    def __init__(
        self,
        name: str,
        mailbox: Mailbox,
        clock: Clock,
        *,
        publish: Callable[[File], str] | None = None,
        passes: PassBook | None = None,
        origin: str = "",
        reread: float | None = None,
    ) -> None:
        """`publish` gives a file a short-lived address; `origin` is our public one («https://troly.xa.vn»).

        With `passes` there are rooms. `reread`: with several processes, after how many seconds to look for lines that
        another one wrote.
        """
        self.name = name
        if publish is None:
            self.capabilities = replace(self.capabilities, photo=False, file=False)
        self.pace = Pace(per_second=200, per_chat_per_second=20, chat_burst=20, per_group_per_minute=600)
        self._mailbox, self._clock, self._publish, self._passes = mailbox, clock, publish, passes
        self._origin = origin
        self._https = origin.startswith("https://")
        self._receive: Receive | None = None
        self._waiting = WaitingRoom(clock, reread)
        self._turns = [asyncio.Lock() for _ in range(_TURNS)]
        self._recent: dict[str, deque[datetime]] = {}
        self._assets = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir())}
        edition = hashlib.sha256(b"".join(self._assets.values())).hexdigest()[:10]
        self._page = self._assets.pop("chat.html").decode().replace("{edition}", edition)

    def routes(self) -> Sequence[Route]:
        return (
            Route("GET", "/chat/", self._show_page),
            Route("GET", "/chat", self._to_page),
            Route("GET", "/c/{mark:[A-Za-z0-9_-]{1,48}}", self._show_page),
            Route("GET", "/chat/static/{name}", self._show_asset),
            Route("POST", "/chat/api/hello", self._guarded(self._hello)),
            Route("POST", "/chat/api/say", self._guarded(self._say)),
            Route("GET", "/chat/api/lines", self._guarded(self._lines)),
        )

    async def open(self, receive: Receive) -> None:
        self._receive = receive
        self._waiting.open()

    async def close(self) -> None:
        """Take nothing more, and let go of the pages that wait."""
        self._receive = None
        self._waiting.close()

    async def send(self, to: Address, part: Part) -> str:
        """Put it into the mailbox; the pages that wait for it get it at once."""
        try:
            edited = int(part.edit) if part.edit else None
        except ValueError:
            raise Rejected("no such line to edit") from None
        line = Line(
            author=BOT,
            at=self._clock.now(),
            text=part.text,
            buttons=part.buttons,
            edit_of=edited,
            client_id=part.key,  # a send that is repeated after a crash is the same line
        )
        if part.file is not None:
            if self._publish is None:
                raise Rejected("files have no address here")
            line = replace(line, file_url=self._publish(part.file), file_name=part.file.name)
        kept = await self._append(to.chat, line)
        self._waiting.wake(to.chat)
        return part.edit if part.edit else str(kept)

    async def acknowledge(self, update: Incoming) -> None:
        """The page shows a pressed button by itself."""

    async def publish_menu(self, commands: Sequence[Menu]) -> None:
        """The page has no command menu."""

    async def _append(self, chat: str, line: Line) -> int:
        # One at a time within a chat: were a greater id to be seen first, a page would ask for lines after it and miss
        # the smaller one for good (PostgreSQL gives ids before the commit).
        async with self._turns[hash(chat) % _TURNS]:
            return await self._mailbox.append(chat, line)

    # What the page asks for

    async def _hello(self, request: web.Request) -> web.Response:
        """Who am I? A newcomer gets a token, in the answer and as a cookie for browsers that keep nothing else."""
        given = request.headers.get(TOKEN_HEADER) or request.cookies.get(COOKIE, "")
        visitor, fresh = self._visitor(given), given
        if visitor is None and "." not in given:  # a pass that is no good never turns into another person
            fresh = new_token()
            visitor = visitor_of(fresh)
        if visitor is None:
            raise _unknown()
        answer = _json({"token": fresh, "name": visitor.name, "title": visitor.title, "private": visitor.private})
        if "." not in fresh:
            answer.set_cookie(
                COOKIE, fresh, max_age=_YEAR, path="/chat/", httponly=True, samesite="Lax", secure=self._https
            )
        return answer

    async def _say(self, request: web.Request) -> web.Response:
        """Take one line; 200 only when it is kept. The same id again: the same answer, and nothing happens twice."""
        visitor = self._required_visitor(request)
        said = read(await _body(request))
        clean = mask(said.text)  # secrets are hidden before anything is kept
        said = replace(said, text=clean.text)
        self._not_too_fast(visitor)
        receive = self._receive
        if receive is None:
            raise Refused(503, "closing", "Máy chủ đang khởi động lại. Tin sẽ tự gửi lại sau ít giây.", after=3)
        now = self._clock.now()
        line = Line(
            author=visitor.author,
            at=said.when(now),
            text=said.text,
            name=visitor.name,
            client_id=f"{visitor.author}:{said.id}",
        )
        # First the bubble, then the update: the answer may come at once and must stand below the question. Whatever
        # dies between the two, the page has not heard «200» and says it again, and both know the id.
        await self._append(visitor.chat, line)
        update = await self._incoming(visitor, said, line.at)
        await receive([replace(update, masked=clean.kinds)])
        self._waiting.wake(visitor.chat)
        return _json({"ok": True})

    async def _lines(self, request: web.Request) -> web.Response:
        """The lines after the last one seen, as soon as there is any, or none after a while."""
        visitor = self._required_visitor(request)
        try:
            after = int(request.query.get("after", "0"))
            wait = float(request.query.get("wait", "0"))
        except ValueError:
            raise malformed("number") from None
        if not (0 <= after < 2**53 and 0 <= wait <= 3600):
            raise malformed("number")
        again = 0

        async def look() -> list[Line]:
            return await self._mailbox.since(visitor.chat, after, _LINES_AT_ONCE)

        lines = await look()
        if not lines and wait:
            if self._waiting.has_place(visitor.chat):
                lines = await self._waiting.until_found(visitor.chat, look, min(wait, _LONGEST_WAIT))
            else:
                again = 5
        return _json({"lines": [shown(line, visitor.author) for line in lines], "again": again})

    async def _show_page(self, request: web.Request) -> web.Response:
        return self.page(mark=request.match_info.get("mark", ""))

    def page(self, *, mark: str = "", day: str = "", head: str = "", status: int = 200) -> web.Response:
        """The chat page. It greets us with the mark once for ever, or once that day; `head` is HTML for its head."""
        page = self._page.replace("{mark}", html.escape(mark)).replace("{day}", html.escape(day))
        page = page.replace("{head}", f"{head}\n" if head else "")  # last: it may hold anything
        answer = web.Response(
            text=page,
            status=status,
            content_type="text/html",
            headers={**SECURE_HEADERS, "Cache-Control": "no-cache"},
        )
        answer.enable_compression()
        return answer

    async def _to_page(self, request: web.Request) -> web.Response:
        raise web.HTTPPermanentRedirect("/chat/")

    async def _show_asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._assets:
            raise web.HTTPNotFound
        kind = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}[Path(name).suffix]
        answer = web.Response(
            body=self._assets[name],
            content_type=kind,
            charset="utf-8",
            headers={**SECURE_HEADERS, "Cache-Control": f"public, max-age={_YEAR}, immutable"},
        )
        answer.enable_compression()
        return answer

    # Who may, and how often

    def _guarded(self, view: View) -> View:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                if request.headers.get(PAGE_HEADER) != "1" or not self._from_our_page(request):
                    raise Refused(403, "not-our-page", "Xin mở lại trang trò chuyện.")
                return await view(request)
            except Refused as refused:
                answer = _json({"error": refused.error, "say": refused.sentence}, status=refused.status)
                if refused.after:
                    answer.headers["Retry-After"] = str(refused.after)
                return answer

        return guarded

    def _from_our_page(self, request: web.Request) -> bool:
        """Whether a browser says that one of our pages asks; a proxy may have changed the host, hence `origin`."""
        origin = request.headers.get("Origin")
        return origin is None or origin in (f"http://{request.host}", f"https://{request.host}", self._origin)

    def _visitor(self, given: str) -> Visitor | None:
        if "." in given:
            return self._passes.read(given) if self._passes is not None else None
        return visitor_of(given)

    def _required_visitor(self, request: web.Request) -> Visitor:
        visitor = self._visitor(request.headers.get(TOKEN_HEADER) or request.cookies.get(COOKIE, ""))
        if visitor is None:
            raise _unknown()
        return visitor

    def _not_too_fast(self, visitor: Visitor) -> None:
        now = self._clock.now()
        who = f"{visitor.chat}:{visitor.author}"
        if who not in self._recent and len(self._recent) >= _WATCHED_AUTHORS:
            self._recent = {key: times for key, times in self._recent.items() if times[-1] > now - _BURST_TIME}
        times = self._recent.setdefault(who, deque(maxlen=_BURST))
        if len(times) == _BURST and times[0] > now - _BURST_TIME:
            raise Refused(429, "too-fast", "Bà con gửi hơi nhanh. Tin sẽ tự gửi lại sau ít giây.", after=5)
        times.append(now)

    async def _incoming(self, visitor: Visitor, said: Said, at: datetime) -> Incoming:
        return Incoming(
            address=Address(self.name, visitor.chat),
            author=visitor.author,
            event_id=f"{visitor.chat}:{visitor.author}:{said.id}",
            sent_at=at,
            private=visitor.private,
            text="" if said.choice is not None else without_mention(said.text),
            choice=said.choice,
            author_name=visitor.name,
            message_id=str(said.pressed) if said.pressed is not None else said.id,
            reply_to=str(said.reply_to) if said.reply_to is not None else None,
            mentioned=not visitor.private and await self._meant_for_us(visitor, said),
        )

    async def _meant_for_us(self, visitor: Visitor, said: Said) -> bool:
        if said.choice is not None or mentions(said.text):
            return True
        if said.reply_to is None:
            return False
        answered = await self._mailbox.since(visitor.chat, said.reply_to - 1, 1)
        return bool(answered) and answered[0].id == said.reply_to and answered[0].author == BOT


async def _body(request: web.Request) -> bytes:
    """The body, read no further than the limit."""
    body = bytearray()
    async for piece in request.content.iter_chunked(BODY_LIMIT):
        body += piece
        if len(body) > BODY_LIMIT:
            raise Refused(413, "too-big", "Tin dài quá. Xin chia thành nhiều tin ngắn hơn.")
    return bytes(body)


def _unknown() -> Refused:
    return Refused(401, "who", "Xin tải lại trang để tiếp tục trò chuyện.")


def _json(values: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(values, status=status, headers={**SECURE_HEADERS, "Cache-Control": "no-store"})
