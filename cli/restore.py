"""`trolyso restore`: from a backup to a database that its bot can go on with, in one command."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from bot.alarm import Alarms
from bot.backups import TEMPLATE
from bot.clock import SystemClock, VirtualClock
from bot.config import PREFIX, Settings, SettingsError, load
from bot.env_file import environment
from bot.folders import erasures_of
from cli.backup import as_json, describe, given, is_sealed
from cli.main import HERE, Call
from cli.serve import noted_now
from handlers.phrases import backup as say
from handlers.phrases import words
from storage.backups.archive import Manifest, opened
from storage.backups.erasures import FOLDER
from storage.backups.restore import Restored
from storage.backups.restore import restore as put_back
from storage.database import Database
from storage.erasing import Again, erase_returned
from storage.tx import begin

PRESET = re.compile(r"campaigns/(?:calendar/)?[\w.-]+\.toml")


@dataclass(slots=True)
class Laid:
    """What became of the files in the archive."""

    written: list[Path] = field(default_factory=list)
    differs: list[Path] = field(default_factory=list)


async def restore(call: Call) -> int:
    """Put a backup back; its bot repeats nothing."""
    path, now = given(call.arguments.file), SystemClock().now()
    files = await asyncio.to_thread(_files, path, _secret(call))
    config = _config(call.config)
    settings = _settings(call, config, files)
    secret = settings.backup.key or _secret(call)
    done = await asyncio.to_thread(
        put_back, path, settings.database, now=now, secret=secret, replace=call.arguments.replace
    )
    again, known = await _erased_again(settings, path, done.manifest, call.arguments.erased)
    laid = _laid(files, config, settings, now, instead=call.arguments.files)
    await _word(settings, done.manifest, again)
    shown = make_url(settings.database).render_as_string(hide_password=True)
    if call.arguments.json:
        told = as_json(done.manifest, path, sealed=is_sealed(path))
        more = {
            "database": shown,
            "aside": done.aside,
            "written": laid.written,
            "differs": laid.differs,
            "erased_again": again.people,
            "erasures_known": known,
        }
        sys.stdout.write(json.dumps(told | more, ensure_ascii=False, default=str) + "\n")
        return 0
    sys.stdout.write("\n".join(_lines(done, shown, laid, settings, again, known)) + "\n")
    return 0


def _config(found: Path | None) -> Path:
    """Where the settings are, or belong: those that came with the program are nobody's own."""
    shipped = HERE / "config.toml"
    return Path("config.toml") if found is None or found.absolute() == shipped else found


def _lines(done: Restored, shown: str, laid: Laid, settings: Settings, again: Again, known: bool) -> list[str]:
    lines = [say.RESTORED.format(database=shown), *describe(done.manifest)]
    if done.aside:
        lines.append(say.ASIDE.format(aside=done.aside))
    lines += [say.WRITTEN.format(path=path) for path in laid.written]
    lines += [say.DIFFERS.format(path=path) for path in laid.differs]
    if again.people:
        lines.append(say.ERASED_AGAIN.format(again=_again(again)))
    if not known:
        lines.append(say.NO_ERASURES)
    lines.append(say.NEXT)
    if any(entry.platform == "zalo-oa" for entry in settings.channels):
        lines.append(say.OA_LOGIN)
    return lines


def _secret(call: Call) -> str:
    """The key from the environment, or from the settings as far as they can be used."""
    if key := environment(call.config).get(f"{PREFIX}BACKUP__KEY", "").strip():
        return key
    try:
        return call.settings().backup.key
    except SettingsError:
        return ""


def _files(path: Path, secret: str) -> dict[str, bytes]:
    """Read the whole archive before anything is touched; returns the files in it."""
    with opened(path, secret) as archive:
        for _, _, lines in archive.tables():
            for _ in lines:
                pass
        return dict(archive.files())


def _settings(call: Call, config: Path, files: Mapping[str, bytes]) -> Settings:
    """The settings to restore with; those of the archive where they are wanted, or there are no others."""
    if (call.arguments.files or not config.is_file()) and "config.toml" in files:
        with TemporaryDirectory(prefix="trolyso-") as folder:
            kept = Path(folder) / "config.toml"
            kept.write_bytes(files["config.toml"])
            return load(kept, environment(config))
    return call.settings()


def _laid(files: Mapping[str, bytes], config: Path, settings: Settings, now: datetime, *, instead: bool) -> Laid:
    """Write what is not there; what is there and differs only when that was asked for, and then it is kept aside."""
    laid = Laid()
    for name, data in files.items():
        path = _place(name, config, settings)
        if path is None:
            continue
        if path.is_file():
            if path.read_bytes() == data:
                continue
            if not instead:
                laid.differs.append(path)
                continue
            path.replace(path.with_name(f"{path.name}.before-restore-{now:%Y%m%d-%H%M%S}"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600 if name == "config.toml" else 0o644)  # it may hold the password of the database
        path.write_bytes(data)
        laid.written.append(path)
    return laid


def _place(name: str, config: Path, settings: Settings) -> Path | None:
    """Where that file belongs; None for what no backup of ours holds, or what the settings do not know."""
    if name == "config.toml":
        return config
    if name == TEMPLATE:
        return Path(settings.report.template_path) if settings.report.template else None
    return HERE / name if PRESET.fullmatch(name) else None


async def _erased_again(settings: Settings, path: Path, manifest: Manifest, more: str | None) -> tuple[Again, bool]:
    """Who was erased after that backup is erased again; and whether the journal tells of all of them."""
    beside = [path.parent / FOLDER, *([Path(more)] if more else [])]
    journal = erasures_of(settings, *beside)
    async with await Database.open(settings.database) as database:
        async with begin(database) as tx:
            now = await noted_now(tx)
        again = await erase_returned(database, journal, now)
    with suppress(OSError):  # a folder that cannot be written is told by `trolyso check`
        await asyncio.to_thread(erasures_of(settings).tidy, now, *beside)
    return again, journal.covers(manifest.made_at, now) and not again.blind


def _again(again: Again) -> str:
    duty = say.AGAIN_DUTY.format(count=again.with_duty) if again.with_duty else ""
    return say.AGAIN.format(count=len(again.people)) + duty


async def _word(settings: Settings, manifest: Manifest, again: Again) -> None:
    """Technicians and officers hear it from the bot when it starts."""
    detail = say.RESTORED_AT.format(made_at=words.moment(manifest.made_at))
    if again.people:
        detail = say.RESTORED_ERASED.format(detail=detail, again=_again(again))
    async with await Database.open(settings.database) as database, begin(database) as tx:
        now = await noted_now(tx)
        alarms = Alarms(database, VirtualClock(now))
        await alarms.within(tx, "restored", "", detail, once=f"{manifest.id}:{now:%Y-%m-%dT%H:%M:%S}")
