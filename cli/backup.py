"""`trolyso backup`: make one now, look one through, try a restore, or tell the totals as they stand."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.backups import NoBackup, files_beside, folder_of, name_of, order_of, rehearse, too_old
from bot.clock import SystemClock
from bot.config import Problem, Settings, SettingsError
from bot.folders import erasures_of
from cli.main import HERE, Call
from handlers.phrases import backup as say
from handlers.phrases import words
from storage.backups import archive, rows
from storage.backups.archive import Manifest
from storage.backups.reach import at_one_moment, file_of
from storage.backups.rows import Totals


async def backup(call: Call) -> int:
    """Make a backup, check one, try a restore, or show the totals."""
    settings = call.settings()
    act = {"make": _make, "check": _check, "drill": _drill, "totals": _totals}[call.arguments.what]
    text, told = await asyncio.to_thread(act, call, settings)
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n" if call.arguments.json else text + "\n")
    return 0


Told = tuple[str, dict[str, Any]]


def _make(call: Call, settings: Settings) -> Told:
    now = SystemClock().now()
    target = _target(call.arguments.out, settings, name_of(now))
    _there(settings)
    files = files_beside(call.config, HERE / "campaigns", settings.report.template_path)
    erasures_of(settings).begin(now)
    manifest = archive.make(settings.database, target, now=now, secret=settings.backup.key, files=files)
    if call.arguments.out is None:
        for old in too_old(order_of(settings, now, {})):
            if old.is_file():
                old.unlink(missing_ok=True)
    size = f"{target.stat().st_size / (1 << 20):.1f} MB".replace(".", ",")
    head = say.MADE.format(path=target, size=size, sealed=say.SEALED if settings.backup.key else "")
    lines = [head, *describe(manifest), *([] if settings.backup.key else [say.NOT_SEALED])]
    return "\n".join(lines), as_json(manifest, target, sealed=bool(settings.backup.key))


def _target(out: str | None, settings: Settings, name: str) -> Path:
    if out is None:
        return folder_of(settings) / name
    path = Path(out)
    if path.is_dir() or out.endswith(("/", "\\")) or not path.suffix:
        return path / name
    if not path.parent.is_dir():
        raise SettingsError([Problem("--out", say.NO_FOLDER.format(path=path))])
    return path


def _check(call: Call, settings: Settings) -> Told:
    path = given(call.arguments.file)
    manifest = archive.examine(path, settings.backup.key)
    sealed = is_sealed(path)
    head = say.RIGHT.format(path=path, sealed=say.SEALED if sealed else "")
    return "\n".join([head, *describe(manifest)]), as_json(manifest, path, sealed=sealed)


def _drill(call: Call, settings: Settings) -> Told:
    path = given(call.arguments.file) if call.arguments.file else None
    try:
        done = rehearse(order_of(settings, SystemClock().now(), {}), path)
    except NoBackup:
        raise SettingsError([Problem("backup", say.NOTHING.format(folder=folder_of(settings)))]) from None
    manifest = archive.examine(done.path, settings.backup.key)
    head = say.REHEARSED_HERE.format(seconds=f"{done.seconds:.1f}".replace(".", ","))
    sealed = is_sealed(done.path)
    text = "\n".join([say.RIGHT.format(path=done.path, sealed=say.SEALED if sealed else ""), *describe(manifest), head])
    return text, as_json(manifest, done.path, sealed=sealed) | {"seconds": round(done.seconds, 2)}


def _totals(call: Call, settings: Settings) -> Told:
    _there(settings)
    file = file_of(settings.database)
    with TemporaryDirectory(prefix=".copy-", dir=file.parent if file is not None else None) as scratch:
        found = at_one_moment(settings.database, rows.totals, Path(scratch))
    return "\n".join(told_totals(found)), totals_json(found)


def _there(settings: Settings) -> None:
    file = file_of(settings.database)
    if file is not None and not file.is_file():
        raise SettingsError([Problem("database", say.NO_DATABASE.format(path=file))])


def given(file: str | None) -> Path:
    """The backup that was named, and is there."""
    if not file:
        raise SettingsError([Problem("file", say.FILE_NEEDED)])
    if not Path(file).is_file():
        raise SettingsError([Problem(file, say.NO_FILE)])
    return Path(file)


def is_sealed(path: Path) -> bool:
    from storage.backups.sealing import is_sealed as looked

    with path.open("rb") as file:
        return looked(file)


def describe(manifest: Manifest) -> list[str]:
    """What is in it, in a few lines."""
    head = say.MADE_AT.format(
        made_at=words.moment(manifest.made_at),
        revision=manifest.revision,
        rows=words.number(manifest.rows),
        reports=words.number(manifest.totals.reports),
    )
    files = [say.FILES.format(count=len(manifest.files))] if manifest.files else []
    return [head, *told_totals(manifest.totals), *files]


def told_totals(totals: Totals) -> list[str]:
    lines = [
        say.FIGURES.format(
            campaign=campaign, figures=", ".join(f"{k} {words.number(v)}" for k, v in sorted(sums.items()))
        )
        for campaign, sums in sorted(totals.figures.items())
    ]
    return [*lines, say.CHECKSUM.format(checksum=totals.checksum)]


def totals_json(totals: Totals) -> dict[str, Any]:
    return {"checksum": totals.checksum, "reports": totals.reports, "totals": totals.figures}


def as_json(manifest: Manifest, path: Path, *, sealed: bool) -> dict[str, Any]:
    """The shape that docs/cli.md promises."""
    return {
        "file": str(path),
        "bytes": path.stat().st_size,
        "sealed": sealed,
        "id": manifest.id,
        "made_at": manifest.made_at.isoformat(),
        "why": manifest.why,
        "revision": manifest.revision,
        "dialect": manifest.dialect,
        "rows": manifest.rows,
        "tables": {name: table.rows for name, table in manifest.tables.items()},
        "files": sorted(manifest.files),
        **totals_json(manifest.totals),
    }
