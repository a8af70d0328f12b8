"""Functions for the press to run."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import ParamSpec, TypeVar

from PIL import Image

from bot.press import Press
from handlers.paper.drawn import Drawn

P = ParamSpec("P")
T = TypeVar("T")


def twice(what: bytes, times: int = 2) -> bytes:
    return what * times


def process() -> int:
    return os.getpid()


def talkative() -> str:
    sys.stdout.write("noise")
    os.write(1, b"more noise")
    return "fine"


def broken() -> bytes:
    raise ValueError("no such colour")


def dies() -> bytes:
    os._exit(3)


def forever() -> bytes:
    while True:
        pass


def notes_itself_and_goes_on(path: str) -> bytes:
    Path(path).write_text(str(os.getpid()))
    return forever()


def environment() -> list[str]:
    return [key for key in os.environ if key.startswith("TROLYSO_")]


def light_imports() -> list[str]:
    """Which drawing libraries come along with the whole bot."""
    import_module("app")
    return [name for name in ("reportlab", "PIL", "qrcode", "matplotlib") if name in sys.modules]


def _pixel() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return out.getvalue()


PIXEL = _pixel()


class BlankPress(Press):
    """Gives back one pixel at once: for journeys that look at what is said and not at how it is drawn."""

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return PIXEL  # type: ignore[return-value]


def undrawn(folder: Path) -> Drawn:
    """Files that are only one pixel each."""
    return Drawn(folder, BlankPress())
