"""Statements are compiled once in a test process, not once for every house: SQL is the same for all of a kind.

In service one engine lives as long as its process and compiles each statement once; thousands of short-lived engines
would spend much of the tests' time on compiling the same ones.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

ROOM = 5000
"""Statements of one kind of database that are kept."""


def compile_once(patch: pytest.MonkeyPatch) -> None:
    """From now on, until the patch is undone."""
    shared: dict[type, LRUCache[Any, Any]] = defaultdict(lambda: LRUCache(ROOM))
    initialise = Engine.__init__

    def initialised(engine: Engine, *args: Any, **kwargs: Any) -> None:
        initialise(engine, *args, **kwargs)
        engine._compiled_cache = shared[type(engine.dialect)]

    # What was compiled is found again by its dialect, among other things: all of one class are the same to us.
    patch.setattr(Engine, "__init__", initialised)
    patch.setattr(DefaultDialect, "__hash__", lambda self: hash(type(self)))
    patch.setattr(DefaultDialect, "__eq__", lambda self, other: type(self) is type(other))
