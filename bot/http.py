"""The one outgoing HTTP client: every channel shares its connections."""

from __future__ import annotations

import aiohttp

KEEP_ALIVE_SECONDS = 15.0
"""Shorter than the platforms' own, so that we never write into a connection they are just closing."""


class Http:
    """One aiohttp session, opened at first use inside the running loop and closed with the application."""

    def __init__(self, *, connections: int = 100) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session, without cookies; needs a running event loop the first time."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=60, connect=10),
            )
        return self._session

    async def close(self) -> None:
        """Let go of all connections; may be called twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None
