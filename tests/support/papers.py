"""A press for dialogs: draws at once in this process something small that tells what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bot.press import Press, PressFailed
from tests.support.gathering import gathered

P = ParamSpec("P")
T = TypeVar("T")


class QuickPress(Press):
    """`made` are the functions called; with `broken` each fails."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []
        self.broken = False

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self.made.append(function.__qualname__)
        if self.broken:
            raise PressFailed("broken")
        told = f"{function.__qualname__} {args}"
        return await gathered(function, args, lambda kind: f"{told} {kind}".encode()) or told.encode()
