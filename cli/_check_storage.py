"""The part of `trolyso check` that looks at the database and the disk under it. It changes nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from cli._check_findings import Section
from storage.database import Connection, Database
from storage.migrate import revisions
from storage.tables import metadata

ENOUGH, LITTLE = 1 << 30, 200 << 20
"""Bytes of free disk: below the first somebody should look, below the second we do not start."""


class _Undone(Exception):
    """Raised to undo what was only tried."""


async def stored(url: str) -> Section:
    """Whether the database can be reached and written, and whether its tables are ours."""
    section = Section("Cơ sở dữ liệu")
    try:
        shown = make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        section.stop("địa chỉ không đúng dạng; ví dụ sqlite:///data/trolyso.sqlite3")
        return section
    path = sqlite_file(url)
    if path is not None and not path.exists():
        folder = nearest(path.parent)
        if os.access(folder, os.W_OK):
            section.care(f"{shown}: chưa có, sẽ được tạo khi chạy «trolyso run»")
        else:
            section.stop(f"{shown}: không ghi được vào thư mục {folder}; xin cấp quyền ghi hoặc đổi «database»")
        return section
    try:
        async with await Database.open(url) as database:
            await _look(database, section, shown)
    except Exception as fault:
        section.stop(
            f"{shown}: không mở được ({_why(fault)}); xin xem địa chỉ, mật khẩu, quyền đọc và máy chủ có chạy không"
        )
    return section


async def _look(database: Database, section: Section, shown: str) -> None:
    try:
        async with database.begin() as connection:
            section.well(f"{shown}: mở được")
            await _revision(connection, section)
            if database.dialect == "sqlite":
                await _durable(connection, section)
            await connection.execute(text("CREATE TABLE trolyso_check (id INTEGER)"))
            raise _Undone
    except _Undone:
        section.well("ghi được")


async def _revision(connection: Connection, section: Section) -> None:
    known = revisions()
    names = (
        "sqlite_master WHERE type = 'table' AND name"
        if connection.dialect == "sqlite"
        else ("information_schema.tables WHERE table_schema = current_schema() AND table_name")
    )
    there = (await connection.execute(text(f"SELECT 1 FROM {names} = 'alembic_version'"))).first()  # noqa: S608
    current = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar() if there else None
    if current == known[-1]:
        section.well(f"bảng đúng bản {current} ({len(metadata.tables)} bảng)")
    elif current is None:
        section.care("chưa có bảng; «trolyso run» hoặc «trolyso migrate» sẽ tạo")
    elif current in known:
        section.care(f"bảng ở bản {current}, mới nhất là {known[-1]}; «trolyso run» hoặc «trolyso migrate» sẽ nâng lên")
    else:
        section.stop(f"dữ liệu do bản mới hơn ghi (bản {current}); xin cập nhật chương trình")


async def _durable(connection: Connection, section: Section) -> None:
    journal = (await connection.execute(text("PRAGMA journal_mode"))).scalar()
    synchronous = (await connection.execute(text("PRAGMA synchronous"))).scalar()
    if str(journal).lower() == "wal" and int(synchronous or 0) >= 2:
        section.well("nhật ký WAL, ghi chắc chắn xuống đĩa (synchronous=FULL)")
    else:
        section.stop(
            f"nhật ký {journal}, synchronous={synchronous}: ổ đĩa này không dùng được WAL; xin đổi sang ổ trong máy"
        )


def disk(url: str) -> Section:
    """How much room is left where the database lies."""
    section = Section("Ổ đĩa")
    folder = nearest((sqlite_file(url) or Path("data/x")).parent)
    free = shutil.disk_usage(folder).free
    words = f"còn {free / (1 << 30):.1f} GB ở {folder}"
    if free < LITTLE:
        section.stop(f"{words}; xin dọn bớt, cần ít nhất 200 MB")
    elif free < ENOUGH:
        section.care(f"{words}; nên có ít nhất 1 GB")
    else:
        section.well(words)
    return section


def sqlite_file(url: str) -> Path | None:
    try:
        found = make_url(url)
    except ArgumentError:
        return None
    if found.get_backend_name() != "sqlite" or not found.database or found.database == ":memory:":
        return None
    return Path(found.database)


def nearest(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    folder = folder.absolute()
    return next(one for one in (folder, *folder.parents) if one.is_dir())


def _why(fault: Exception) -> str:
    """The kind of a fault; its words may hold an address with a password."""
    return type(getattr(fault, "orig", None) or fault).__name__
