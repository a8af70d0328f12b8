"""Short-lived public addresses for files, for channels that cannot upload: unguessable, one file each, soon gone.

The address itself says, encrypted, which file it is and until when, so that it holds over a restart and in every
process that has the same key and the same disk.
"""

from __future__ import annotations

import base64
import json
import os
from dataclasses import astuple
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.clock import Clock
from bot.types import File, Route

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

LIFE = timedelta(hours=24)
"""Platforms fetch at once, and perhaps once more."""
SHOWN = timedelta(days=30)
"""In a chat of our own that a person scrolls back in."""


class Files:
    """Publish a file, serve it for a while. Without a key its addresses end with this process."""

    def __init__(self, clock: Clock, public_url: str = "", key: str = "") -> None:
        self._clock = clock
        self._public_url = public_url.rstrip("/")
        self._key = key or self.new_key()

    @cached_property
    def _seal(self) -> Fernet:
        from cryptography.fernet import Fernet  # 7 MB, of no use to a bot whose channels all upload

        return Fernet(self._key)

    @staticmethod
    def new_key() -> str:
        """A key for all processes of one database."""
        return base64.urlsafe_b64encode(os.urandom(32)).decode()

    def publish(self, file: File, life: timedelta = LIFE) -> str:
        """An address under which this file can be fetched until its life is over."""
        now = self._clock.now()
        told = json.dumps([(now + life).timestamp(), *astuple(file)]).encode()
        return f"{self._public_url}/files/{self._seal.encrypt_at_time(told, int(now.timestamp())).decode()}"

    def routes(self) -> list[Route]:
        return [Route("GET", "/files/{key}", self._serve)]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        file = self._known(request.match_info["key"])
        if file is None:
            raise web.HTTPNotFound
        headers = {"Content-Type": file.mime, "Content-Disposition": f'inline; filename="{Path(file.path).name}"'}
        return web.FileResponse(file.path, headers=headers)

    def _known(self, key: str) -> File | None:
        from cryptography.fernet import InvalidToken

        try:
            until, *file = json.loads(self._seal.decrypt(key.encode()))
        except (InvalidToken, ValueError):
            return None
        return File(*file) if datetime.fromtimestamp(until, self._clock.now().tzinfo) > self._clock.now() else None
