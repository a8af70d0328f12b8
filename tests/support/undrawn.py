"""A press that draws nothing: for journeys that look at what is said and not at how it is drawn."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

from PIL import Image

from bot.press import Press
from handlers.paper.drawn import Drawn
from tests.support.gathering import gathered

P = ParamSpec("P")
T = TypeVar("T")


def _pixel() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return out.getvalue()


PIXEL = _pixel()


class BlankPress(Press):
    """Gives back one pixel at once; what is said with a period's files is true."""

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await gathered(function, args, lambda _: PIXEL) or PIXEL


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """This process's own: another's clock may be years ahead, and would throw our files away as old."""
    return tempfile.TemporaryDirectory(prefix="trolyso-undrawn-")


def undrawn(folder: Path | None = None) -> Drawn:
    """Files that are only one pixel each; in a folder of this process unless told where."""
    return Drawn(folder or Path(_folder().name), BlankPress())
