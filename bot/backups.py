"""The folder of backups: made in a process of their own, kept for a while, tried out once a month.

Nothing here runs in the bot's own loop: copying and encrypting would hold up answers. What a child is to do is a plain
function over an `Order`; only there the libraries for it are loaded.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.clock import VIETNAM
from bot.config import Settings
from bot.press import Press
from storage.address import secrets_of
from storage.backups.erasures import FOLDER, Journal
from storage.backups.reach import file_of

NAME = re.compile(r"trolyso-(\d{8}-\d{6})\.backup")
BEFORE_UPGRADE = re.compile(r"trolyso-before-\w+-from-\w+\.backup")
PUT_ASIDE = re.compile(r"\.before-restore-(\d{8}-\d{6})(?:-wal|-shm)?$")
LEFT_OVER = re.compile(r"\.(?:backup|copy|rehearsal)-\w+|\.trolyso-.*\.part")
LONGEST = 3600.0
"""Seconds that a child may take."""


@dataclass(frozen=True, slots=True)
class Order:
    """All that a child needs to know."""

    database: str = field(repr=False)
    folder: Path
    now: datetime
    keep: timedelta
    secret: str = field(default="", repr=False)
    files: Mapping[str, Path] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What the press cuts out of all that is said of this order."""
        return (*secrets_of(self.database), *([self.secret] if self.secret else []))


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A restore into a place of its own that was thrown away again."""

    path: Path
    made_at: datetime
    rows: int
    reports: int
    seconds: float


class NoBackup(Exception):
    """There is nothing in the folder that could be tried."""


def folder_of(settings: Settings) -> Path:
    """Where backups lie: as set, else beside the SQLite file, or in `data/backups`."""
    if settings.backup.folder:
        return Path(settings.backup.folder)
    file = file_of(settings.database)
    return (file.parent if file is not None else Path("data")) / "backups"


TEMPLATE = "template.docx"
"""The commune's own Word template, by its name in an archive."""


def files_beside(config: Path | None, campaigns: Path, template: str = "") -> dict[str, Path]:
    """Settings, presets and the Word template, by their names in an archive. Tokens stand in none of them."""
    single = {"config.toml": config, TEMPLATE: Path(template) if template else None}
    found = {name: path for name, path in single.items() if path is not None and path.is_file()}
    presets = sorted(campaigns.rglob("*.toml"))
    return found | {f"campaigns/{path.relative_to(campaigns).as_posix()}": path for path in presets}


def order_of(settings: Settings, now: datetime, files: Mapping[str, Path]) -> Order:
    keep = timedelta(days=settings.backup.keep_days)
    return Order(settings.database, folder_of(settings), now, keep, settings.backup.key, files)


def name_of(now: datetime) -> str:
    return f"trolyso-{now.astimezone(VIETNAM):%Y%m%d-%H%M%S}.backup"


def standing(folder: Path) -> list[tuple[datetime, Path]]:
    """The backups there with their moments, oldest first."""
    if not folder.is_dir():
        return []
    named = [(match[1], path) for path in folder.iterdir() if (match := NAME.fullmatch(path.name))]
    return sorted((_moment(stamp), path) for stamp, path in named)


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=VIETNAM)


# -- what a child does -------------------------------------------------------------------------------------------------


def make_one(order: Order, why: str = "daily") -> Path:
    """A new backup; when it is whole, those that are too old are thrown away."""
    from storage.backups.archive import make

    path = order.folder / name_of(order.now)
    Journal(order.folder / FOLDER).begin(order.now)
    make(order.database, path, now=order.now, why=why, secret=order.secret, files=order.files)
    for old in too_old(order):
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.unlink(missing_ok=True)
    return path


def too_old(order: Order) -> Iterator[Path]:
    """Backups of before `keep`, databases that a restore put aside before then, and what a killed child left."""
    since, yesterday = order.now - order.keep, order.now - timedelta(days=1)
    database = file_of(order.database)
    for place in {order.folder, *([database.parent] if database is not None else [])}:
        for path in sorted(place.iterdir()) if place.is_dir() else []:
            if match := NAME.fullmatch(path.name) or PUT_ASIDE.search(path.name):
                if _moment(match[1]) < since:
                    yield path
            elif BEFORE_UPGRADE.fullmatch(path.name):
                if path.stat().st_mtime < since.timestamp():
                    yield path
            elif LEFT_OVER.fullmatch(path.name) and path.stat().st_mtime < yesterday.timestamp():
                yield path


def rehearse(order: Order, path: Path | None = None) -> Rehearsed:
    """Restore the newest backup (or that one) into a place of its own, compare everything, throw it away.

    Raises NoBackup, or what is wrong with it.
    """
    from storage.backups.restore import restore

    if path is None:
        if not (found := standing(order.folder)):
            raise NoBackup
        path = found[-1][1]
    began = perf_counter()
    database = file_of(order.database)
    scratch = database.parent if database is not None and database.parent.is_dir() else path.parent
    with TemporaryDirectory(prefix=".rehearsal-", dir=scratch) as place:
        target = f"sqlite:///{Path(place) / 'rehearsal.sqlite3'}"
        restored = restore(path, target, now=order.now, secret=order.secret)
    told = restored.manifest
    return Rehearsed(path, told.made_at, told.rows, told.totals.reports, perf_counter() - began)


class Backups:
    """What tasks ask for."""

    def __init__(self, settings: Settings, files: Mapping[str, Path], press: Press | None = None) -> None:
        self._settings = settings
        self._files = files
        self._press = press or Press(longest=LONGEST)

    async def make(self, now: datetime) -> Path:
        """Raises PressFailed; the log has the reason."""
        return await self._press.run(make_one, order_of(self._settings, now, self._files))

    async def rehearse(self, now: datetime) -> Rehearsed:
        """Raises PressFailed."""
        return await self._press.run(rehearse, order_of(self._settings, now, self._files))
