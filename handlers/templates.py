"""Jinja templates as all our pages are written: what is put in is escaped, and a name that is not there is an error."""

from __future__ import annotations

from pathlib import Path

import jinja2


def templates(folder: Path) -> jinja2.Environment:
    """The templates of a folder. Each is compiled for its first reader, which takes some tens of milliseconds."""
    return jinja2.Environment(
        autoescape=True,
        loader=jinja2.FileSystemLoader(folder),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
