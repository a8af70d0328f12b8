"""Fetch what a person sent from where its platform keeps it: from nowhere else, and not more than wanted."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp
from yarl import URL

from bot.errors import Unreachable
from bot.http import Http

SECONDS = 30.0
ZALO_HOSTS = ("zdn.vn", "zadn.vn", "zalo.me", "zalo.vn", "zaloapp.com", "zaloplatforms.com")
"""Where Zalo keeps what was sent: links into any other place are not followed."""


async def download(http: Http, address: str, most: int, *, hosts: Sequence[str], plain: bool = False) -> bytes | None:
    """The content at that address of one of these hosts (or below it); None: not there (any more), or too much.

    Only https, except `plain` for a platform's own API on this machine; redirects are not followed. Unreachable: try
    again later. No error carries the address, in which a token may stand.
    """
    try:
        url = URL(address)
    except ValueError:
        return None
    host = url.host or ""
    if url.scheme != "https" and not (plain and url.scheme == "http"):
        return None
    if not any(host == one or host.endswith(f".{one}") for one in hosts):
        return None
    try:
        async with http.session.get(
            url, timeout=aiohttp.ClientTimeout(total=SECONDS, connect=10), allow_redirects=False
        ) as response:
            if response.status >= 500 or response.status == 429:
                raise Unreachable(f"answered {response.status}")
            if response.status != 200:
                return None
            content = bytearray()
            async for piece in response.content.iter_chunked(64 * 1024):
                content += piece
                if len(content) > most:
                    return None
    except (aiohttp.ClientError, TimeoutError) as fault:
        raise Unreachable(type(fault).__name__) from None
    return bytes(content)
