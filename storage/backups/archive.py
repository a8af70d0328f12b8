"""The archive: one file with what stood in a database at one moment, and the settings that go with it.

A tar, perhaps sealed: `manifest.json` first, then `tables/*.jsonl.gz` in the order in which they can be put back, then
`files/…`. The manifest has the sum of each, so that a copy that was cut, changed or mixed up is known as such.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import secrets
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, BinaryIO, cast

from sqlalchemy import Connection
from sqlalchemy import text as sql

from storage.backups import rows
from storage.backups.faults import NotABackup, Spoilt
from storage.backups.reach import at_one_moment, file_of
from storage.backups.rows import TableSum, Totals
from storage.backups.sealing import Sealing, Unsealing, is_sealed

FORMAT = "trolyso-backup-1"
LONGEST_MANIFEST = 16 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an archive."""

    id: str
    made_at: datetime
    why: str
    """daily, by-hand, upgrade."""
    revision: str
    """Of the tables."""
    dialect: str
    tables: Mapping[str, TableSum]
    files: Mapping[str, str]
    """The SHA-256 of each, by its name."""
    totals: Totals

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def as_json(self) -> bytes:
        told = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(told | {"sum": _sum_of(told)}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def of_json(cls, text: bytes) -> Manifest:
        try:
            told: dict[str, Any] = json.loads(text)
            if told["format"] != FORMAT:
                raise NotABackup
            if told.pop("sum") != _sum_of(told):
                raise Spoilt("manifest")
            told.pop("format")
            tables = {
                name: TableSum(tuple(one["columns"]), int(one["rows"]), str(one["sum"]))
                for name, one in told.pop("tables").items()
            }
            made_at, totals = datetime.fromisoformat(told.pop("made_at")), Totals(**told.pop("totals"))
            return cls(**told, made_at=made_at, tables=tables, totals=totals)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotABackup from None


def _sum_of(told: Mapping[str, Any]) -> str:
    """Of the manifest itself, however it is laid out."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


class Archive:
    """An archive that is read from its beginning to its end. What was read to its end is what was written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._members = iter(tar)
        self._tar = tar
        name, content = next(self._entries(), ("", io.BytesIO()))
        if name != "manifest.json":
            raise NotABackup
        self.manifest = Manifest.of_json(content.read(LONGEST_MANIFEST))

    def _entries(self) -> Iterator[tuple[str, IO[bytes]]]:
        for member in self._members:
            content = self._tar.extractfile(member) if member.isfile() else None
            if content is None:
                raise Spoilt(member.name)
            yield member.name, content

    def tables(self) -> Iterator[tuple[str, TableSum, Iterator[bytes]]]:
        """Each table with its lines; Spoilt, behind its last line, when they are not those that were written.
        Files stand behind the tables: `files` goes on from there."""
        for name, told in self.manifest.tables.items():
            found, content = next(self._entries(), ("", io.BytesIO()))
            if found != f"tables/{name}.jsonl.gz":
                raise Spoilt(name)
            yield name, told, _lines(content, name, told)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each file, whole, once the tables were read."""
        for name, told in self.manifest.files.items():
            found, content = next(self._entries(), ("", io.BytesIO()))
            data = content.read()
            if found != f"files/{name}" or hashlib.sha256(data).hexdigest() != told:
                raise Spoilt(name)
            yield name, data


def _lines(content: IO[bytes], name: str, told: TableSum) -> Iterator[bytes]:
    adder = rows.Adder()
    try:
        with gzip.GzipFile(fileobj=content) as lines:
            for line in lines:
                adder.add(line.rstrip(b"\n"))
                yield line
    except (OSError, EOFError, zlib.error) as fault:
        raise Spoilt(name) from fault
    if adder.result(told.columns) != told:
        raise Spoilt(name)


@contextmanager
def opened(path: Path, secret: str = "") -> Iterator[Archive]:
    """The archive of that file. Raises NotABackup, NoKey, WrongKey or Spoilt, at once or while it is read."""
    with path.open("rb") as file:
        source = Unsealing(file, secret) if is_sealed(file) else file
        try:
            with tarfile.open(fileobj=cast(BinaryIO, source), mode="r|", bufsize=64 << 10) as tar:
                yield Archive(tar)
        except tarfile.ReadError as fault:
            raise (NotABackup if source is file and not fault.args[0].startswith("unexpected") else Spoilt) from None
        except tarfile.TarError:
            raise Spoilt("tar") from None


def examine(path: Path, secret: str = "") -> Manifest:
    """Read all of it and compare every sum. Raises what is wrong."""
    with opened(path, secret) as archive:
        for name, told, lines in archive.tables():
            for line in lines:
                if not line.startswith(b"[") or len(json.loads(line)) != len(told.columns):
                    raise Spoilt(name)
        for _ in archive.files():
            pass
        return archive.manifest


def make(
    url: str,
    target: Path,
    *,
    now: datetime | None = None,
    why: str = "by-hand",
    secret: str = "",
    files: Mapping[str, Path] | None = None,
) -> Manifest:
    """Copy the database into a new archive, read it back, and only then give it its name.

    With a `secret` it is sealed. What is not sealed is still readable by its owner alone.
    """
    path = file_of(url)
    scratch = path.parent if path is not None else target.parent
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".backup-", dir=scratch if scratch.is_dir() else target.parent) as folder:
        drawn = Path(folder)
        manifest = at_one_moment(url, lambda connection: _copied(connection, drawn, now, why, files or {}), drawn)
        beside = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            _packed(beside, manifest, drawn, secret, files or {})
            examine(beside, secret)
            beside.replace(target)
            _settled(target.parent)
        finally:
            beside.unlink(missing_ok=True)
    return manifest


def _copied(
    connection: Connection, folder: Path, now: datetime | None, why: str, files: Mapping[str, Path]
) -> Manifest:
    if now is None:
        told = connection.execute(sql("SELECT CURRENT_TIMESTAMP")).scalar()
        now = told if isinstance(told, datetime) else datetime.fromisoformat(f"{told}+00:00")
    tables = {}
    for name, table in rows.standing(connection).items():
        adder = rows.Adder()
        with gzip.open(folder / f"{name}.jsonl.gz", "wb", compresslevel=6) as out:
            for line in rows.read(connection, table):
                adder.add(line)
                out.write(line + b"\n")
        tables[name] = adder.result(rows.columns_of(table))
    revision = connection.execute(sql("SELECT version_num FROM alembic_version")).scalar()
    return Manifest(
        secrets.token_hex(8),
        now,
        why,
        str(revision),
        connection.dialect.name,
        tables,
        {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()},
        rows.totals(connection),
    )


def _packed(target: Path, manifest: Manifest, folder: Path, secret: str, files: Mapping[str, Path]) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        sealing = Sealing(file, secret) if secret else None
        with tarfile.open(fileobj=cast(BinaryIO, sealing or file), mode="w|", bufsize=64 << 10) as tar:
            _add(tar, "manifest.json", manifest.as_json(), manifest)
            for name in manifest.tables:
                part = folder / f"{name}.jsonl.gz"
                with part.open("rb") as content:
                    tar.addfile(_head(f"tables/{name}.jsonl.gz", part.stat().st_size, manifest), content)
            for name, path in files.items():
                _add(tar, f"files/{name}", path.read_bytes(), manifest)
        if sealing is not None:
            sealing.finish()
        file.flush()
        os.fsync(file.fileno())


def _add(tar: tarfile.TarFile, name: str, data: bytes, manifest: Manifest) -> None:
    tar.addfile(_head(name, len(data), manifest), io.BytesIO(data))


def _head(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    head = tarfile.TarInfo(name)
    head.size, head.mode, head.mtime = size, 0o600, int(manifest.made_at.timestamp())
    return head


def _settled(folder: Path) -> None:
    """The new name is on the disk, too; Windows does that by itself."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
