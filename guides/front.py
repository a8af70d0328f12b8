"""Read the front matter of one guide: what it answers, where its facts come from, until when it is trusted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml is slower, not wrong
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

REQUIRED = ("id", "title", "intents", "audience", "asked_as", "sources", "checked", "review_by")
OPTIONAL = ("uncertain", "related")

_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_INTENT = re.compile(r"^[a-z0-9-]+(#[a-z0-9-]+)?$")


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a file, where it stands, the rule it breaks, and what is wrong."""

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True)
class Front:
    """The front matter of one guide, checked."""

    id: str
    title: str
    intents: tuple[str, ...]
    audience: tuple[str, ...]
    asked_as: tuple[str, ...]
    sources: tuple[tuple[str, str, date], ...]
    checked: date
    review_by: date
    uncertain: tuple[str, ...]
    related: tuple[str, ...]
    lines: dict[str, int]

    def line(self, key: str) -> int:
        """The line on which a key stands."""
        return self.lines.get(key, 1)


def front_matter(lines: list[str], file: str, problems: list[Problem]) -> tuple[Front | None, int]:
    """The checked front matter, or None with the reasons in `problems`; and how many lines it takes."""
    if not lines or lines[0].strip() != "---":
        problems.append(Problem(file, 1, "front-matter", "the file does not start with «---»"))
        return None, 0
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        problems.append(Problem(file, 1, "front-matter", "the front matter is not closed by «---»"))
        return None, len(lines)
    try:
        raw = yaml.load("\n".join(lines[1:end]), Loader=_Loader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        problems.append(Problem(file, mark.line + 2 if mark else 1, "front-matter", f"not YAML: {what}"))
        return None, end + 1
    if not isinstance(raw, dict):
        problems.append(Problem(file, 2, "front-matter", "the front matter holds no keys"))
        return None, end + 1
    where = {line.split(":", 1)[0]: at for at, line in enumerate(lines[:end], 1) if re.match(r"[a-z_]+:", line)}
    return _checked_front(raw, where, file, problems), end + 1


def _checked_front(raw: dict[Any, Any], where: dict[str, int], file: str, problems: list[Problem]) -> Front | None:
    before = len(problems)

    def wrong(key: str, message: str) -> None:
        problems.append(Problem(file, where.get(key, 1), key, message))

    def text(key: str) -> str:
        value = raw.get(key)
        if not isinstance(value, str) or not value.strip():
            wrong(key, "must be a text")
            return ""
        return value.strip()

    def texts(key: str, *, some: bool) -> tuple[str, ...]:
        value = raw.get(key)
        if value is None and not some:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            wrong(key, "must be a list of texts (put one that looks like a number or holds «: » in quotes)")
            return ()
        if some and not value:
            wrong(key, "must not be empty")
        return tuple(item.strip() for item in value)

    def day(key: str) -> date:
        value = raw.get(key)
        if type(value) is not date:
            wrong(key, "must be a day like 2026-11-21")
            return date.min
        return value

    for key in REQUIRED:
        if key not in raw:
            wrong(key, "is missing")
    for key in raw:
        if key not in REQUIRED and key not in OPTIONAL:
            wrong(str(key), "is not a known key")
    if len(problems) > before:
        return None
    front = Front(
        id=text("id"),
        title=text("title"),
        intents=texts("intents", some=False),
        audience=texts("audience", some=True),
        asked_as=texts("asked_as", some=True),
        sources=_sources(raw.get("sources"), wrong_source=lambda message: wrong("sources", message)),
        checked=day("checked"),
        review_by=day("review_by"),
        uncertain=texts("uncertain", some=False),
        related=texts("related", some=False),
        lines=where,
    )
    if front.id and not _SLUG.match(front.id):
        wrong("id", "has small letters without marks, digits and «-» only")
    for intent in front.intents:
        if not _INTENT.match(intent):
            wrong("intents", f"«{intent}» is not «intent» or «intent#anchor»")
    return front if len(problems) == before else None


def _sources(value: Any, wrong_source: Callable[[str], None]) -> tuple[tuple[str, str, date], ...]:
    if not isinstance(value, list) or not value:
        wrong_source("must be a list of name, date and maybe url")
        return ()
    found: list[tuple[str, str, date]] = []
    for at, item in enumerate(value, 1):
        match item:
            case {"name": str(name), "date": date() as day, **rest} if set(rest) <= {"url"}:
                found.append((name.strip(), str(rest.get("url") or "").strip(), day))
            case _:
                wrong_source(f"number {at} needs a name and a date like 2026-01-31, and may have a url, nothing else")
    return tuple(found)
