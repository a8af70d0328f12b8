"""Whole tables as lines of JSON, the same on SQLite and PostgreSQL, with a sum by which two copies are compared.

The tables are taken as they stand in the database, not as the code knows them: a database of an older version is
copied, and put back, all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, DateTime, MetaData, Table, Text, bindparam, cast, insert, select
from sqlalchemy import text as sql

NOT_KEPT = frozenset({"alembic_version", "downloads", "leases", "sessions", "sign_in_links"})
"""What belongs to one life of the bot: who is at work, who is signed in, links that end. People sign in anew."""
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class TableSum:
    """What a table held: its columns in the order of each line, how many rows, and the sum of all of them."""

    columns: tuple[str, ...]
    rows: int
    sum: str


class Adder:
    """Adds lines up, in whatever order they come: two databases sort names differently."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest(), "big")) % (1 << 256)

    def result(self, columns: Sequence[str]) -> TableSum:
        return TableSum(tuple(columns), self.rows, f"{self._sum:064x}")


def standing(connection: Connection) -> dict[str, Table]:
    """The tables of this database that are copied, each behind those to which it refers."""
    metadata = MetaData()
    metadata.reflect(connection)
    return {table.name: table for table in metadata.sorted_tables if table.name not in NOT_KEPT}


def columns_of(table: Table) -> tuple[str, ...]:
    """In an order that does not depend on how the table grew."""
    return tuple(sorted(column.name for column in table.columns))


def read(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row as one line, in the order of the primary key."""
    wanted = [
        cast(table.c[name], Text).label(name) if isinstance(table.c[name].type, JSON) else table.c[name]
        for name in columns_of(table)
    ]
    statement = select(*wanted).order_by(*table.primary_key.columns)
    for row in connection.execute(statement.execution_options(yield_per=AT_ONCE)):
        yield json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def added_up(connection: Connection, table: Table) -> TableSum:
    """What the table holds now."""
    adder = Adder()
    for line in read(connection, table):
        adder.add(line)
    return adder.result(columns_of(table))


def write(connection: Connection, table: Table, columns: Sequence[str], lines: Iterable[bytes]) -> None:
    """Put these rows into the table, which is empty; on PostgreSQL new numbers go on behind them."""
    taken = {name: f"v{number}" for number, name in enumerate(columns)}
    values = {name: _bound(table.c[name], taken[name], connection.dialect.name) for name in columns}
    readers = [_reader(table.c[name], connection.dialect.name) for name in columns]
    statement = insert(table).values(values)
    source = iter(lines)
    while batch := list(islice(source, AT_ONCE)):
        rows = [
            {taken[name]: reader(value) for name, reader, value in zip(columns, readers, json.loads(line), strict=True)}
            for line in batch
        ]
        connection.execute(statement, rows)
    if connection.dialect.name == "postgresql" and "id" in table.c:
        _go_on(connection, table)


def _bound(column: Column[Any], name: str, dialect: str) -> Any:
    if isinstance(column.type, JSON):  # as the text that it is: nothing is read into it, nothing is lost
        words = bindparam(name, type_=Text())
        return cast(words, column.type) if dialect == "postgresql" else words
    return bindparam(name, type_=column.type)


def _reader(column: Column[Any], dialect: str) -> Any:
    if isinstance(column.type, DateTime) and dialect == "postgresql":
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value


def _go_on(connection: Connection, table: Table) -> None:
    name = connection.dialect.identifier_preparer.quote(table.name)
    owned = connection.execute(sql("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name}).scalar()
    if owned is not None:
        newest = f"SELECT setval(:owned, (SELECT COALESCE(MAX(id), 0) + 1 FROM {name}), false)"  # noqa: S608
        connection.execute(sql(newest), {"owned": owned})


# -- the figures, which nobody may lose --------------------------------------------------------------------------------

_FIGURES: Mapping[str, str] = {
    "counts": "SELECT campaign, area, key, SUM(value), COUNT(*) FROM counts GROUP BY campaign, area, key",
    "adjustments": "SELECT campaign, area, key, SUM(delta), COUNT(*) FROM adjustments GROUP BY campaign, area, key",
    "reports": "SELECT campaign, area, operation, MAX(id), COUNT(*) FROM reports GROUP BY campaign, area, operation",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """What was counted in all, by campaign and indicator, and one checksum of every place's sums."""

    checksum: str
    reports: int
    figures: dict[str, dict[str, int]]


def totals(connection: Connection) -> Totals:
    """The totals as they stand now. The checksum is the same on both databases, and in every version."""
    standing_here = {table.name for table in standing(connection).values()}
    found: dict[str, list[list[Any]]] = {}
    for name, statement in _FIGURES.items():
        rows: Iterable[Any] = connection.execute(sql(statement)) if name in standing_here else ()
        found[name] = sorted([*map(str, row[:3]), int(row[3]), int(row[4])] for row in rows)
    figures: dict[str, dict[str, int]] = {}
    for campaign, _area, key, value, _rows in (*found["counts"], *found["adjustments"]):
        sums = figures.setdefault(campaign, {})
        sums[key] = sums.get(key, 0) + value
    told = json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    reports = sum(row[4] for row in found["reports"])
    return Totals(hashlib.sha256(told.encode()).hexdigest(), reports, figures)
