"""Whoever types the bare address of the bot gets to the chat."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.config import load
from cli.main import HERE
from cli.serve import _front


async def test_the_bare_address_leads_to_the_chat() -> None:
    (route,) = _front(load(HERE / "config.toml", {}))

    with pytest.raises(web.HTTPFound) as there:
        await route.view(make_mocked_request("GET", route.path))

    assert (route.path, there.value.location) == ("/", "/chat/")
