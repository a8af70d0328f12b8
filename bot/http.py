"""The one outgoing HTTP client: every channel shares its connections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

KEEP_ALIVE_SECONDS = 15.0
"""Shorter than the platforms' own, so that we never write into a connection they are just closing."""


class Http:
    """One aiohttp session, opened at first use inside the running loop and closed with the application."""

    def __init__(self, *, connections: int = 100, ahead_of: Callable[[datetime], timedelta] | None = None) -> None:
        """`ahead_of` tells how far our clock is ahead of a moment that is now for somebody else."""
        self._connections = connections
        self._ahead_of = ahead_of
        self.ahead: dict[str, timedelta] = {}
        """By host: how far our clock is ahead of theirs, as of their last answer."""
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

    def heard(self, response: aiohttp.ClientResponse) -> None:
        """Compare clocks with whoever has just answered; what a cache gives is older than now."""
        date = response.headers.get("Date")
        if self._ahead_of is None or date is None or "Age" in response.headers or not response.url.authority:
            return
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return
        if theirs.tzinfo is not None:
            self.ahead[response.url.authority] = self._ahead_of(theirs)

    async def close(self) -> None:
        """Let go of all connections; may be called twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None
