"""The one HTTP server: the channels' webhooks, the web chat, files, and how we are."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from aiohttp import web

from bot.types import Route

log = logging.getLogger("trolyso.server")

LARGEST_BODY = 1024 * 1024


class Server:
    """Serves routes on one address."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._application = web.Application(client_max_size=LARGEST_BODY)
        for route in routes:
            self._application.router.add_route(route.method, route.path, route.view)
        self._runner = web.AppRunner(self._application, access_log=None, handle_signals=False)
        self.port = 0

    async def open(self, host: str, port: int) -> None:
        """Listen; with port 0 the system chooses one. Raises OSError when the address is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port, backlog=1024)
        await site.start()
        addresses = self._runner.addresses
        self.port = addresses[0][1] if addresses else port
        log.info("listening", extra={"action": "listening", "host": host, "port": self.port})

    async def close(self) -> None:
        await self._runner.cleanup()
