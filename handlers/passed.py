"""Pictures and voices on our disk while they are passed on between a citizen and a helper: named after their line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def keep(folder: Path, line: int, at: object, turn: object, ending: str, content: bytes) -> Path:
    """Write one; the same line, file and turn have the same place."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{line}-{at}-{turn}.{ending}"
    path.write_bytes(content)
    return path


def remove(folder: Path, lines: Iterable[int]) -> None:
    """Whatever lies there of these lines."""
    wanted = {str(line) for line in lines}
    if wanted and folder.is_dir():
        for path in folder.iterdir():
            if path.name.partition("-")[0] in wanted:
                path.unlink(missing_ok=True)
