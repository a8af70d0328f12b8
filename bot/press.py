"""Run a pure function in a process of its own, short-lived, and get back what it made: drawings, PDFs, sheets.

Drawing libraries take tens of megabytes and hold the interpreter for hundreds of milliseconds. In here they cost the
serving process neither: a child imports them, makes one thing and ends. Give `run` a function whose module is light to
import and which imports its libraries itself:

    png = await press.run(poster, words, "a4")

A value may hold what nobody should read, as a database's address does: it travels by the child's standard input alone,
and what the value names as its `secrets` is cut out of all that the child says.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

log = logging.getLogger("trolyso.press")

P = ParamSpec("P")
T = TypeVar("T")

LONGEST = 300.0
"""Seconds after which a child is stopped: something is wrong with what it draws. It is nice, and may have to wait."""
HOME = Path(__file__).resolve().parent.parent
RAISED = 1
"""How a child ends whose function raised."""
SECRETS = "TROLYSO_"
"""Settings and tokens in the environment begin so; a child needs none of them."""


class PressFailed(Exception):
    """The function raised, or its process died; the log has the traceback."""


class PressDied(PressFailed):
    """The process did not get as far as raising anything: it took too long, or was killed."""


class Press:
    """Lets at most a few children draw at a time; the others wait their turn."""

    def __init__(self, *, at_once: int = 1, longest: float = LONGEST) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._longest = longest

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What the module-level function returns for these values; all of them must be picklable.

        Raises PressFailed. Leaves no process behind, also when it is cancelled.
        """
        order = pickle.dumps((function.__module__, function.__qualname__, args, kwargs))
        hidden = [one for value in (*args, *kwargs.values()) for one in getattr(value, "secrets", ())]
        async with self._turns:
            made: T = await self._made(order, f"{function.__module__}.{function.__qualname__}", hidden)
        return made

    async def _made(self, order: bytes, name: str, hidden: Sequence[str]) -> Any:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.press_child",
            cwd=HOME,
            env={key: value for key, value in os.environ.items() if not key.startswith(SECRETS)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(self._longest):
                made, said = await child.communicate(order)
        except TimeoutError:
            raise PressDied(f"{name} took longer than {self._longest:g} s") from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode != 0:
            told = without(said.decode(errors="replace").strip(), hidden)
            log.error("press failed", extra={"action": "press-failed", "what": name, "told": told[-2000:]})
            failed = PressFailed if child.returncode == RAISED else PressDied
            raise failed(f"{name}: {told.splitlines()[-1] if told else child.returncode}")
        return pickle.loads(made)


def without(text: str, hidden: Iterable[str]) -> str:
    """The text without these words, also as a traceback may write them."""
    for secret in sorted({form for one in hidden for form in (one, repr(one)[1:-1])}, key=len, reverse=True):
        text = text.replace(secret, "•••")
    return text
