"""What a child would have gathered, gathered in this process, and handed back without being drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handlers.presswork import Files, Picture, bundled, charted, pictured, print_files, print_picture, printed
from handlers.summaries.documents import DRAWERS


async def gathered(function: Callable[..., Any], args: tuple[Any, ...], made: Callable[[str], bytes]) -> Any:
    """What the press answers to this order when each file of a kind is `made`; None for any other function."""
    match function, args:
        case (found, (Files() as order,)) if found is print_files:
            drawers = {kind: lambda _, kind=kind: made(kind) for kind in DRAWERS}
            return printed(await bundled(order), order, drawers)
        case (found, (Picture() as order,)) if found is print_picture:
            return pictured(await charted(order), order, lambda _: made("png"))
    return None
