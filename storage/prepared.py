"""A writing statement made ready once for SQLite's driver: its SQL, and how a row becomes what the driver takes.

SQLAlchemy prepares a statement anew for every execution, which costs several times what SQLite takes for the rows. The
few statements through which every update passes are prepared here once per process instead; the types' own processors
(moments, JSON) still do the converting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any

from sqlalchemy import Dialect, Executable

Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The SQL with question marks and, for each of them, the row's key (None: always the same value)."""

    sql: str
    places: tuple[tuple[str | None, Any, Process | None], ...]

    def values(self, rows: Sequence[Mapping[str, Any]]) -> Iterable[tuple[Any, ...]]:
        """The rows as the driver takes them."""
        columns: list[Iterable[Any]] = []
        for key, fixed, process in self.places:
            if key is None:
                columns.append(repeat(fixed))
            elif process is None:
                columns.append([row[key] for row in rows])
            else:
                columns.append([process(row[key]) for row in rows])
        return zip(*columns, strict=False)  # what is always the same never ends


@lru_cache(maxsize=256)
def prepared(statement: Executable, keys: tuple[str, ...], dialect: Dialect) -> Prepared:
    """The statement for rows with these keys. ValueError: it has lists in it, which need SQLAlchemy itself."""
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(keys), for_executemany=True)  # type: ignore[attr-defined]
    if not compiled.positional or compiled.post_compile_params or compiled.effective_returning:
        raise ValueError(f"not a plain writing statement: {compiled}")
    processors: Mapping[str, Process] = compiled._bind_processors
    fixed: Mapping[str, Any] = compiled.params
    places: list[tuple[str | None, Any, Process | None]] = []
    for name in compiled.positiontup:
        process = processors.get(name)
        if name in keys:
            places.append((name, None, process))
        else:
            value = fixed[name]
            places.append((None, process(value) if process else value, None))
    return Prepared(str(compiled), tuple(places))
