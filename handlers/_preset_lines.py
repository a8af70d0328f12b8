"""Find the line of each key in a TOML text, which `tomllib` does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_KEY = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))*)\s*="""
)
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]#]+?)\s*\]")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_OPEN_STRING = ('"""', "'''")


class Lines:
    """Where the headers and keys of a text stand. Elements of arrays and inline tables share the line of their key."""

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self._lines = lines

    def at(self, path: Path) -> int:
        """The line of that key, counted from 1, or of the nearest thing around it that has one."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def locate(text: str) -> Lines:
    """The lines of a text that `tomllib` has read without complaint."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    open_value = _Value()
    for number, line in enumerate(text.splitlines(), start=1):
        if open_value.unfinished:
            open_value.read(line)
            continue
        if header := _HEADER.match(line):
            table = _table(_parts(header[2]), header[1] == "[[", counts)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            path = table
            for part in _parts(key[1]):
                path = (*path, part)
                found.setdefault(path, number)
            open_value.read(line[key.end() :])
    return Lines(found)


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _table(parts: list[str], repeated: bool, counts: dict[Path, int]) -> Path:
    """The path of a header: arrays of tables are counted, and `[areas.x]` belongs to the latest `[[areas]]`."""
    path: Path = ()
    for at, part in enumerate(parts):
        path = (*path, part)
        if repeated and at == len(parts) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


class _Value:
    """Tells whether a value goes on in the next line: an open bracket or an open multi-line string."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""

    @property
    def unfinished(self) -> bool:
        return self._depth > 0 or bool(self._quote)

    def read(self, line: str) -> None:
        at = 0
        while at < len(line):
            if self._quote:
                at = self._leave(line, at)
            elif line.startswith(_OPEN_STRING, at):
                self._quote, at = line[at : at + 3], at + 3
            elif line[at] in "\"'":
                self._quote, at = line[at], at + 1
            elif line[at] == "#":
                break
            else:
                self._depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(line[at], 0)
                at += 1

    def _leave(self, line: str, at: int) -> int:
        """Past the end of the open string, an escaped pair of characters, or one character."""
        if line.startswith(self._quote, at):
            width = len(self._quote)
            self._quote = ""
            return at + width
        return at + (2 if line[at] == "\\" and self._quote[0] == '"' else 1)
