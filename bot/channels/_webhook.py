"""What every platform's webhook needs before it looks at an update: whose it is, and a body of bounded size."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from typing import Any

from aiohttp import ClientError, web

BODY_LIMIT = 1 << 20
BODY_SECONDS = 30.0
"""A sender who has not finished by then has nothing to say."""
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""What we take as a secret of our own: long enough, and of letters that every platform lets pass."""


def has_secret(request: web.Request, header: str, secret: bytes) -> bool:
    """Exactly one such header, and our secret in it, compared in a time that tells nothing."""
    given = request.headers.getall(header, [])
    if len(given) != 1 or not secret:
        return False
    return hmac.compare_digest(given[0].encode("utf-8", "surrogateescape"), secret)


async def body_of(request: web.Request) -> bytes | None:
    """The body, or None when it is longer than any update; empty when the sender hung up half-way.

    Raises HTTPRequestTimeout for one who never finishes.
    """
    if (request.content_length or 0) > BODY_LIMIT:
        return None
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > BODY_LIMIT:
                    return None
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ConnectionError, ClientError):
        return b""
    return bytes(body)


def object_of(body: bytes) -> dict[str, Any] | None:
    """The JSON object, or None when this is none: not UTF-8, not JSON, nested without end, or something else."""
    try:
        found = json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
