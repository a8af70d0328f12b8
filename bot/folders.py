"""Where this process keeps what is no row of the database."""

from __future__ import annotations

from pathlib import Path

from bot.backups import folder_of
from bot.config import Settings
from storage.backups.erasures import FOLDER, Journal
from storage.backups.reach import file_of


def database_folder(settings: Settings) -> Path:
    """Where the SQLite file lies, or what else we write."""
    file = file_of(settings.database)
    return file.parent if file is not None else Path("data")


def files_folder(settings: Settings) -> Path:
    """Where drawn files are kept: as set, else beside the SQLite file."""
    return Path(settings.files) if settings.files else database_folder(settings) / "files"


def passed_folder(settings: Settings) -> Path:
    """Where pictures and voices lie that are being passed on."""
    return files_folder(settings) / "passed"


def erasures_of(settings: Settings, *more: Path) -> Journal:
    """Who was erased: beside the backups, so that it is carried along with them, and beside the database."""
    return Journal(folder_of(settings) / FOLDER, database_folder(settings) / FOLDER, *more)
