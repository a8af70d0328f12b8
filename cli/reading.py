"""`trolyso ask` and `trolyso read-report`: how words are understood, as JSON lines in the order of the input."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.text import nfc
from cli.main import HERE, Call
from cli.serve import read_moment


async def ask(call: Call) -> int:
    """Which guide answers a question: JSON lines."""
    from guides.book import Book
    from guides.match import Ear

    book = Book.load(HERE / "guides" / "content")
    ear = Ear.load(book)
    for question in messages(call.arguments.batch, call.arguments.question):
        heard = ear.hear(question)
        _print({"question": question, "decision": heard.decision, "ranked": [hit._asdict() for hit in heard.ranked]})
    return 0


async def read_report(call: Call) -> int:
    """How report lines are understood, as if no report existed yet: JSON lines."""
    from handlers.counts import read
    from handlers.presets import load_named

    campaign = load_named(call.arguments.campaign or call.settings().campaign, HERE / "campaigns")
    at = read_moment(call.arguments.at) if call.arguments.at else SystemClock().now()
    for line in messages(call.arguments.batch, call.arguments.line):
        reading = read(line, campaign, sent_at=at, form=call.arguments.form)
        _print(
            {
                "line": line,
                "decision": reading.decision,
                "values": dict(reading.values),
                "area": reading.area,
                "date": reading.day.isoformat() if reading.day else None,
                "question": reading.question,
                "reason": reading.reason,
                "operation": reading.operation,
                "obstacle": reading.obstacle,
                "options": [asdict(option) for option in reading.options],
            }
        )
    return 0


def messages(batch: str | None, words: Sequence[str]) -> Iterator[str]:
    """One message a line; the two characters \\n inside a line stand for a new line. Without a batch: the words."""
    if batch is None:
        if words:
            yield nfc(" ".join(words))
        return
    if batch == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace", newline="\n")
        yield from _lines(sys.stdin)
        return
    with Path(batch).open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        yield from _lines(file)


def _lines(stream: Iterable[str]) -> Iterator[str]:
    for line in stream:
        yield nfc(line.rstrip("\r\n").replace("\\n", "\n"))


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
