"""The pages behind shared links: the chat with a preview card in its head, and the drawings as files."""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.clock import VIETNAM
from bot.press import PressFailed
from bot.types import Route
from handlers.papers import Drawing, link, of_guide, of_mark
from handlers.phrases import share as say
from handlers.tools import Tools
from storage.database import Database
from storage.tx import reading

log = logging.getLogger("trolyso.share")

Show = Callable[..., web.Response]
"""The chat page: `show(mark=…, day=…, head=…, status=…)`."""

AN_HOUR = 3600


@dataclass(frozen=True, slots=True)
class _Found:
    """What a link stands for."""

    id: str
    audience: str
    drawings: Mapping[str, Drawing]


class SharePages:
    """`/l/<mark>` and `/l/<guide>`. Whoever fetches a page is not counted: robots do; saying hello counts."""

    def __init__(self, tools: Tools, database: Database, show: Show) -> None:
        self._tools, self._database, self._show = tools, database, show

    def routes(self) -> Sequence[Route]:
        return tuple(
            Route(method, path, view)
            for path, view in (("/l/{mark}", self._page), ("/l/{mark}/", self._page), ("/l/{mark}/{file}", self._file))
            for method in ("GET", "HEAD")
        )

    async def _page(self, request: web.Request) -> web.Response:
        """The chat, opened for that class, hamlet or guide. An unknown mark opens it too, and hears a kind word."""
        found = await self._find(request.match_info["mark"])
        day = self._tools.clock.now().astimezone(VIETNAM).strftime("%Y%m%d")
        if found is None:
            return self._show(mark="l-unknown", day=day, head=self._head(None), status=404)
        return self._show(mark=f"l-{found.id}", day=day, head=self._head(found))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """One of the drawings, drawn now if it never was."""
        found = await self._find(request.match_info["mark"])
        drawing = found.drawings.get(request.match_info["file"]) if found else None
        if drawing is None:
            raise web.HTTPNotFound
        try:
            file = await drawing.drawn(self._tools, self._tools.clock.now())
        except PressFailed:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "60"}) from None
        headers = {
            "Content-Type": file.mime,
            "Content-Disposition": f'inline; filename="{file.name}"',
            "Cache-Control": f"public, max-age={AN_HOUR}",
            "X-Content-Type-Options": "nosniff",
        }
        return web.FileResponse(file.path, headers=headers)

    async def _find(self, id_: str) -> _Found | None:
        tools = self._tools
        guide = tools.book.guides.get(id_)
        if guide is not None:
            today = tools.clock.now().astimezone(VIETNAM).date()
            return _Found(guide.id, guide.title, of_guide(tools, guide, today))
        if not (id_.isascii() and id_.isalnum() and len(id_) <= 16):
            return None
        async with reading(self._database) as tx:
            mark = await tx.marks.get(tools.campaign.id, id_.lower())
        if mark is None:
            return None
        return _Found(mark.id, say.audience(mark.kind, mark.label), of_mark(tools, mark))

    def _head(self, found: _Found | None) -> str:
        """Open Graph for the messenger's preview; every word in it is escaped."""
        tools = self._tools
        audience = found.audience if found else say.CARD_UNKNOWN
        about = {
            "og:type": "website",
            "og:locale": "vi_VN",
            "og:site_name": "Trợ lý số",
            "og:title": say.CARD_TITLE.format(commune=tools.campaign.place.commune, audience=audience),
            "og:description": say.CARD_ABOUT,
        }
        if found and (where := link(tools, found.id)):
            about |= {
                "og:url": where,
                "og:image": f"{where}/card.png",
                "og:image:type": "image/png",
                "og:image:width": "1200",
                "og:image:height": "630",
                "og:image:alt": about["og:title"],
            }
        lines = [f'<meta property="{name}" content="{html.escape(value)}">' for name, value in about.items()]
        lines.append(f'<meta name="description" content="{html.escape(say.CARD_ABOUT)}">')
        lines.append('<meta name="twitter:card" content="summary_large_image">')
        return "\n".join(lines)
