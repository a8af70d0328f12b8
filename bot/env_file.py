"""Secrets in a file beside the settings: `trolyso.env`, lines of NAME=value, as systemd and compose read them, too."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

NAME = "trolyso.env"
_LINE = re.compile(r"\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*")
_PLAIN = re.compile(r"[\w@%+=:,./-]+", re.ASCII)


def beside(config: Path | None) -> Path:
    """Where it lies."""
    return (config.parent if config is not None else Path()) / NAME


def environment(config: Path | None) -> dict[str, str]:
    """What the file says, and over it what the process was given."""
    try:
        told = read(beside(config).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        told = {}
    return {**told, **os.environ}


def read(text: str) -> dict[str, str]:
    """The values of the file; lines that are none are left out."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is not None:
            value = match[2]
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            found[match[1]] = value
    return found


def written(values: Mapping[str, str]) -> str:
    """Lines that every reader takes alike. ValueError for what they would not."""
    lines = []
    for name, value in values.items():
        if re.search(r"['\"\\$`\x00-\x1f]", value):
            raise ValueError(name)
        lines.append(f"{name}={value}\n" if _PLAIN.fullmatch(value) else f"{name}='{value}'\n")
    return "".join(lines)
