"""The public page of a campaign's progress: totals and areas, no names, no words of anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import web

from bot.types import Route
from handlers.dashboard.dress import HEADERS, Dress, html
from handlers.dashboard.numbers import board, span_words, today_of, within
from handlers.gathering import source_of
from handlers.tools import Tools
from storage.database import Database
from storage.tx import reading


class PublicPages:
    """`/tiendo`: only served where the operator switched it on."""

    def __init__(self, tools: Tools, database: Database, dress: Dress) -> None:
        self._tools, self._database, self._dress = tools, database, dress

    def routes(self) -> Sequence[Route]:
        return [Route("GET", "/tiendo", self._page), Route("GET", "/tiendo/{campaign}", self._page)]

    async def _page(self, request: web.Request) -> web.Response:
        campaign = self._tools.campaign
        if request.match_info.get("campaign", campaign.id) != campaign.id:
            raise web.HTTPNotFound
        now = self._tools.clock.now()
        today = today_of(now)
        async with reading(self._database) as tx:
            source = await source_of(tx, campaign, today)
        found = await asyncio.to_thread(source.between, campaign.start, within(campaign, today))
        main = request.query.get("chi", "")
        shown = await asyncio.to_thread(board, source, found, main, kind="chien-dich", curve=True)
        values = {
            "campaign": campaign,
            "board": shown,
            "name": span_words(campaign, found, "chien-dich", today),
            "now": now,
            "title": "Tiến độ chiến dịch",
        }
        page = await asyncio.to_thread(self._dress.render, "public.html", values)
        headers = {key: value for key, value in HEADERS.items() if key != "X-Robots-Tag"}
        return html(page, headers={**headers, "Cache-Control": "public, max-age=60"})
