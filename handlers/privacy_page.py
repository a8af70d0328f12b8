"""`/rieng-tu`: what is kept of people and how it goes, for everybody; one page, nothing from elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import web

from bot.types import Route
from handlers.dashboard.dress import HEADERS, Dress, html
from handlers.phrases import privacy_record as say
from handlers.privacy import PATH
from handlers.tools import Tools


class PrivacyPage:
    """The same words as the officer's record of processing."""

    def __init__(self, tools: Tools, dress: Dress) -> None:
        self._tools, self._dress = tools, dress

    def routes(self) -> Sequence[Route]:
        return (Route("GET", PATH, self._page), Route("GET", f"{PATH}/", self._page))

    async def _page(self, _request: web.Request) -> web.Response:
        campaign = self._tools.campaign
        values = {
            "title": "Dữ liệu của bà con",
            "campaign": campaign,
            "short": say.filled(say.SHORT, campaign),
            "kept": say.kept(self._tools.privacy),
            "never": say.NEVER,
            "rights": say.RIGHTS,
            "who": [line for line in say.who(campaign) if say.UNKNOWN not in line],
        }
        page = await asyncio.to_thread(self._dress.render, "privacy.html", values)
        return html(page, headers={**HEADERS, "Cache-Control": "public, max-age=3600"})
