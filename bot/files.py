"""Short-lived public addresses for files, for channels that cannot upload: unguessable, one file each, soon gone."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.clock import Clock
from bot.types import File, Route

LIFE = timedelta(hours=24)


class Files:
    """Publish a file, serve it for a while."""

    def __init__(self, clock: Clock, public_url: str = "") -> None:
        self._clock = clock
        self._public_url = public_url.rstrip("/")
        self._published: dict[str, tuple[File, datetime]] = {}

    def publish(self, file: File) -> str:
        """An address under which this file can be fetched until `LIFE` is over."""
        now = self._clock.now()
        self._published = {key: kept for key, kept in self._published.items() if kept[1] > now}
        key = secrets.token_urlsafe(24)
        self._published[key] = file, now + LIFE
        return f"{self._public_url}/files/{key}"

    def routes(self) -> list[Route]:
        return [Route("GET", "/files/{key}", self._serve)]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        file, until = self._published.get(request.match_info["key"], (None, None))
        if file is None or until is None or until <= self._clock.now():
            raise web.HTTPNotFound
        headers = {"Content-Type": file.mime, "Content-Disposition": f'inline; filename="{Path(file.path).name}"'}
        return web.FileResponse(file.path, headers=headers)
