"""How pages are rendered: the templates, what they may call, the static files, and the headers of every answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.clock import VIETNAM
from handlers.phrases import words
from handlers.templates import templates

BASE = "/bangdieukhien"
HERE = Path(__file__).parent
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # «no-referrer» would make browsers send «Origin: null» with our own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
PRIVATE = {**HEADERS, "Cache-Control": "no-store"}
A_YEAR = 365 * 24 * 3600


class Dress:
    """Templates and static files, read once."""

    def __init__(self) -> None:
        self.assets = {path.name: path.read_bytes() for path in sorted((HERE / "static").iterdir())}
        edition = hashlib.sha256(b"".join(self.assets.values())).hexdigest()[:10]
        self._templates = templates(HERE / "templates")
        self._templates.globals |= {"BASE": BASE, "edition": edition, "link": link}
        self._templates.filters |= {
            "number": words.number,
            "percent": words.percent,
            "day": _day,
            "clock": _clock,
            "when": words.moment,
            "first": first_up,
            "bold": bold,
        }

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        return self._templates.get_template(template).render(values)

    def asset(self, name: str) -> web.Response:
        """A static file; its address changes with its content, so it may be kept."""
        if name not in self.assets:
            raise web.HTTPNotFound
        answer = web.Response(
            body=self.assets[name],
            content_type=KINDS[Path(name).suffix],
            charset="utf-8",
            headers={**HEADERS, "Cache-Control": f"public, max-age={A_YEAR}, immutable"},
        )
        answer.enable_compression()
        return answer


def html(text: str, status: int = 200, headers: Mapping[str, str] = PRIVATE) -> web.Response:
    answer = web.Response(text=text, status=status, content_type="text/html", headers=dict(headers))
    answer.enable_compression()
    return answer


def link(path: str, **query: Any) -> str:
    """An address of the dashboard; empty values are left out."""
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in query.items() if value}
    return f"{BASE}/{path}" + (f"?{urlencode(told)}" if told else "")


def first_up(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def bold(text: str) -> list[tuple[str, bool]]:
    """«**words**» apart, as (text, bold)."""
    return [(part, at % 2 == 1) for at, part in enumerate(text.split("**"))]


def _day(when: date | datetime) -> str:
    local = when.astimezone(VIETNAM).date() if isinstance(when, datetime) else when
    return f"{local:%d/%m/%Y}"


def _clock(when: datetime) -> str:
    return f"{when.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
