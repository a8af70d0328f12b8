"""Databases with the newest tables, copied: migrating each test's own from nothing would take longer than the test."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from storage.migrate import upgraded


@cache
def _template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="trolyso-ready-")) / "ready.sqlite3"
    upgraded(f"sqlite:///{path}")
    return path


def sqlite_copy(path: Path) -> str:
    """The address of a fresh SQLite database there, which `migrate` finds up to date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_template(), path)
    return f"sqlite:///{path}"
