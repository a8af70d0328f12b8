"""The tables are brought up to date at every start, on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from storage.migrate import NewerDatabase, build_tables, migrate, revisions
from storage.tables import metadata


async def looked(url: str, look: Any) -> Any:
    """What a plain connection sees there."""
    if url.startswith("sqlite"):
        engine = create_engine(url)
        with engine.begin() as connection:
            seen = look(connection)
        engine.dispose()
        return seen
    pool = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"))
    async with pool.begin() as wire:
        seen = await wire.run_sync(look)
    await pool.dispose()
    return seen


async def test_from_nothing_to_the_newest_and_then_nothing_to_do(empty_url: str) -> None:
    assert await migrate(empty_url) == revisions()[-1]
    assert await migrate(empty_url) is None


async def test_the_migrated_tables_are_those_the_code_speaks_of(empty_url: str) -> None:
    await migrate(empty_url)

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    def tables(connection: Connection) -> set[str]:
        return set(inspect(connection).get_table_names())

    assert await looked(empty_url, differences) == []
    assert await looked(empty_url, tables) == set(metadata.tables) | {"alembic_version"}


def _options(index: Any) -> list[tuple[str, str]]:
    """Such as the condition of a partial index."""
    return [(name, str(value)) for name, value in index.get("dialect_options", {}).items()]


async def test_a_new_database_is_made_as_the_migrations_would_make_it(empty_url: str) -> None:
    """Tables made at one go and tables led on from the first revision: the same columns, keys and indexes."""

    def shape(connection: Connection) -> dict[str, Any]:
        seen = inspect(connection)
        return {
            table: (
                sorted((c["name"], str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(table)),
                seen.get_pk_constraint(table)["constrained_columns"],
                sorted((one["constrained_columns"], one["referred_table"]) for one in seen.get_foreign_keys(table)),
                sorted(one["column_names"] for one in seen.get_unique_constraints(table)),
                sorted(
                    (one["name"], one["column_names"], one["unique"], sorted(map(str, _options(one))))
                    for one in seen.get_indexes(table)
                ),
            )
            for table in seen.get_table_names()
        }

    def led_on(connection: Connection) -> dict[str, Any]:
        build_tables(connection)
        return shape(connection)

    def emptied(connection: Connection) -> None:
        found = MetaData()
        found.reflect(connection)
        found.drop_all(connection)

    await migrate(empty_url)
    at_once = await looked(empty_url, shape)
    await looked(empty_url, emptied)

    assert await looked(empty_url, led_on) == at_once
    assert set(at_once) == set(metadata.tables) | {"alembic_version"}


async def test_a_newer_database_is_refused(empty_url: str) -> None:
    await migrate(empty_url)
    await looked(
        empty_url, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num='9999'"))
    )

    with pytest.raises(NewerDatabase, match="9999"):
        await migrate(empty_url)


async def test_two_processes_that_start_at_once_migrate_once(empty_postgresql_url: str) -> None:
    done = await asyncio.gather(*(migrate(empty_postgresql_url) for _ in range(3)))

    assert sorted(map(str, done)) == sorted(["None", "None", revisions()[-1]])
