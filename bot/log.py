"""One line per thing that happened, as JSON; secrets, ours and people's, are masked on the way out, also in faults."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from bot.shield import mask

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}|(?<=/bot)[^/\s]+")

_OUR_OWN = frozenset(("at", "level", "log", "action", "channel", "chat", "author", "row", "ticket", "task", "key"))
"""Fields that hold our own words and platforms' ids: long numbers that are nobody's secret."""

NOISY = ("httpx", "httpcore", "aiohttp.access", "telegram", "asyncio", "alembic", "sqlalchemy")
"""Loggers of libraries that are kept to warnings: some log whole addresses, with the token in them."""


class _Line(logging.Formatter):
    """JSON lines: time, level, message, then whatever `extra` holds."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        # As it is, and as a repr and JSON write it: each of them escapes quotes and backslashes.
        known = {secret for secret in secrets if len(secret) >= 6}
        known |= {repr(secret)[1:-1] for secret in known}
        known |= {json.dumps(secret, ensure_ascii=False)[1:-1] for secret in known}
        self._secrets = sorted(known, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "log": record.name,
            "message": _message(record),
        }
        line |= {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        for key in line.keys() - _OUR_OWN:
            if isinstance(value := line[key], str):
                line[key] = mask(value).text
        return self._mask(json.dumps(line, ensure_ascii=False, default=str))

    def _mask(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "•••")
        return _TOKEN.sub("•••", text)


def _message(record: logging.LogRecord) -> str:
    """What is to be said, each word put into it masked by itself: a bare code is known only when it stands alone."""
    if not isinstance(record.args, tuple) or not record.args:
        return record.getMessage()
    return str(record.msg) % tuple(mask(one).text if isinstance(one, str) else one for one in record.args)


def set_up(level: str, secrets: Iterable[str]) -> None:
    """Log to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)
