"""The webhook's other side: signs events as Zalo does, hands them over, and repeats what was not taken."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

DELAYS = (30, 300, 900, 1800, 3600)
"""Seconds after which a delivery that failed is repeated; then the webhook is switched off."""
ANSWER_SECONDS = 2.0


def mac(app_id: str, body: bytes, moment: str, secret: str) -> str:
    return hashlib.sha256(app_id.encode() + body + moment.encode() + secret.encode()).hexdigest()


@dataclass
class Waiting:
    """A delivery that was not taken."""

    event: dict[str, Any]
    due: datetime
    retry: int


class Sender:
    """Hands events to one address. `in_header` puts the moment into `X-ZEvent-Timestamp`, as newer ones do."""

    def __init__(self, app_id: str, secret: str, now: Callable[[], datetime], *, in_header: bool = False) -> None:
        self.app_id = app_id
        self.secret = secret
        self.now = now
        self.in_header = in_header
        self.webhook = ""
        self.off = False
        """Zalo gave up and switched the webhook off."""
        self.waiting: list[Waiting] = []
        self.answers: list[int] = []
        self._client: aiohttp.ClientSession | None = None

    async def stop(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None

    def encoded(self, event: dict[str, Any]) -> bytes:
        """With spaces and escapes, so that writing it anew would break the signature."""
        return json.dumps(
            event, ensure_ascii=len(event.get("event_name", "")) % 2 == 0, separators=(", ", " : ")
        ).encode()

    def headers(self, body: bytes, event: dict[str, Any]) -> dict[str, str]:
        moment = str(event.get("timestamp", ""))
        headers = {"Content-Type": "application/json"}
        if self.in_header:
            headers["X-ZEvent-Timestamp"] = moment
        headers["X-ZEvent-Signature"] = f"mac={mac(self.app_id, body, moment, self.secret)}"
        return headers

    async def hand_over(self, event: dict[str, Any], *, retry: int = 0) -> int:
        """Deliver once; what is not taken within two seconds waits for its next time. Returns the status, or 0."""
        body = self.encoded(event)
        more = {"num_retry": str(retry)} if retry else {}
        status = await self.post(body, {**self.headers(body, event), **more})
        if status != 200:
            if retry < len(DELAYS):
                self.waiting.append(Waiting(event, self.now() + timedelta(seconds=DELAYS[retry]), retry + 1))
            else:
                self.off = True
        return status

    async def post(self, body: bytes, headers: dict[str, str] | list[tuple[str, str]]) -> int:
        """Any bytes with any headers; returns the status, or 0 when nobody answered in time."""
        if self._client is None:
            self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                async with self._client.post(self.webhook, data=body, headers=headers) as answer:
                    await answer.read()
                    self.answers.append(answer.status)
                    return answer.status
        except (aiohttp.ClientError, OSError, TimeoutError):
            self.answers.append(0)
            return 0

    async def tick(self) -> int:
        """Repeat what is due by the clock; returns how many were handed over."""
        due = [one for one in self.waiting if one.due <= self.now()]
        self.waiting = [one for one in self.waiting if one.due > self.now()]
        for one in due:
            await self.hand_over(one.event, retry=one.retry)
        return len(due)
