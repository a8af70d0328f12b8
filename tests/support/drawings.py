"""Functions for the press to run."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


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


@dataclass(frozen=True)
class Locked:
    """A value with something that nobody should read."""

    password: str

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.password,)


def blabs(what: Locked) -> bytes:
    try:
        raise KeyError(what.password)
    except KeyError:
        raise ValueError(f"cannot open {what.password}")  # noqa: B904 - with both in the traceback


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
