"""Chromium for the tests that look at a page as people do."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 90_000
"""Milliseconds for anything a page does: it is tested that it comes, on a machine with much else to do."""

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no program named chromium on the PATH")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser of its own, closed at the end."""
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        yield browser
        await browser.close()


async def visit(browser: Browser, **options: Any) -> BrowserContext:
    """A reader who was never here, with nothing kept: pages are opened in it."""
    context = await browser.new_context(**{"locale": "vi-VN", **options})
    context.set_default_timeout(PATIENCE)
    return context
