"""The address of a database as settings write it: the same from every folder, and what in it nobody may read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, quote_plus

from sqlalchemy.engine import make_url


def from_anywhere(url: str) -> str:
    """The same address for a process that works in another folder."""
    known = make_url(url)
    if known.get_backend_name() != "sqlite" or not known.database or known.database == ":memory:":
        return url
    return known.set(database=str(Path(known.database).absolute())).render_as_string(hide_password=False)


def secrets_of(url: str) -> tuple[str, ...]:
    """The address with its password, and the password alone as it is read and as addresses write it; longest first."""
    known = make_url(url)
    told = [one for one in (known.password, known.query.get("password")) if isinstance(one, str) and one]
    whole = [url, known.render_as_string(hide_password=False)] if told else []
    alone = [form for one in told for form in (one, quote(one, safe=""), quote_plus(one))]
    return tuple(sorted({*whole, *alone}, key=len, reverse=True))
