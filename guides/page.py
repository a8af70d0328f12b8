"""Read one guide's file line by line: the front matter and the few Markdown forms that a guide may use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml is slower, not wrong
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

REQUIRED = ("id", "title", "intents", "audience", "asked_as", "sources", "checked", "review_by")
OPTIONAL = ("uncertain", "related")

_HEADING = re.compile(r"^##\s+(?P<title>.*?)\s*(?:\{#(?P<anchor>[a-z0-9-]+)\})?\s*$")
_STEP = re.compile(r"^(?P<number>\d+)[.)]\s+(?P<text>\S.*)$")
_BULLET = re.compile(r"^(?P<indent>\s*)[-*]\s+(?P<text>\S.*)$")
_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_INTENT = re.compile(r"^[a-z0-9-]+(#[a-z0-9-]+)?$")
_UNKNOWN = (
    (re.compile(r"^#(?!#\s)"), "only headings of the form «## …» are known"),
    (re.compile(r"^\s*\|"), "tables are not shown in a chat"),
    (re.compile(r"^\s*```"), "code blocks are not shown in a chat"),
    (re.compile(r"^\s*>"), "quotations are not known; write a paragraph"),
    (re.compile(r"^\s*(---|\*\*\*|___)\s*$"), "rules are not known; start a section"),
    (re.compile(r"!\[|\]\("), "Markdown links and pictures are not shown; write the address as words"),
    (re.compile(r"<[a-zA-Z/!]"), "HTML is not shown"),
)


class Line(NamedTuple):
    """A line of a file with its number, from 1."""

    number: int
    text: str


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


@dataclass(slots=True)
class ParsedStep:
    """A step while it is being read."""

    text: str
    sees: str = ""
    troubles: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class ParsedSection:
    """A section while it is being read."""

    title: str
    anchor: str | None
    line: int
    intro: str = ""
    steps: list[ParsedStep] = field(default_factory=list)
    bullets: list[str] = field(default_factory=list)


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


def _sources(value: Any, wrong_source: Any) -> tuple[tuple[str, str, date], ...]:
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


def parse_body(lines: list[Line], file: str, problems: list[Problem]) -> tuple[str, list[ParsedSection]]:
    """The first paragraph and the sections. What is not part of the format goes to `problems` with its line."""
    reader = _Body(file, problems)
    for line in lines:
        reader.take(line)
    reader.finish(lines[-1].number if lines else 1)
    return "\n".join(reader.summary), reader.sections


class _Body:
    """What has been read so far, and what an indented line would continue."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.summary: list[str] = []
        self.sections: list[ParsedSection] = []
        self._file = file
        self._problems = problems
        self._open: str | None = None
        """What a continuation line belongs to: paragraph, step, sees, trouble, bullet; None after a blank line."""

    def wrong(self, line: Line, message: str, rule: str = "format") -> None:
        self._problems.append(Problem(self._file, line.number, rule, message))

    def take(self, line: Line) -> None:
        text = line.text.rstrip().expandtabs(4)
        if not text.strip():
            if self._open == "paragraph":
                self._open = None
            return
        for form, message in _UNKNOWN:
            if form.search(text):
                self.wrong(line, message)
                return
        if heading := _HEADING.match(text):
            self._heading(line, heading["title"], heading["anchor"])
        elif text.startswith("##"):
            self.wrong(line, "only headings of the form «## …» are known")
        elif step := _STEP.match(text):
            self._step(line, int(step["number"]), step["text"])
        elif bullet := _BULLET.match(text):
            self._bullet(line, len(bullet["indent"]), bullet["text"])
        elif text.startswith(" "):
            self._continue(line, text.strip())
        else:
            self._paragraph(line, text)

    def finish(self, last: int) -> None:
        if not self.summary:
            self.wrong(Line(last, ""), "there is no first paragraph before the first heading", "summary")
        for section in self.sections:
            if not (section.intro or section.steps or section.bullets):
                self.wrong(Line(section.line, ""), f"the section «{section.title}» is empty")

    def _heading(self, line: Line, title: str, anchor: str | None) -> None:
        if not title:
            self.wrong(line, "the heading has no words")
        if anchor and any(section.anchor == anchor for section in self.sections):
            self.wrong(line, f"the anchor «{anchor}» stands twice", "anchor")
        self.sections.append(ParsedSection(title, anchor, line.number))
        self._open = None

    def _step(self, line: Line, number: int, text: str) -> None:
        if not self.sections:
            self.wrong(line, "a step stands before the first heading")
            return
        section = self.sections[-1]
        if section.bullets:
            self.wrong(line, "steps stand after bullets; start a new section")
        section.steps.append(ParsedStep(text))
        if number != len(section.steps):
            self.wrong(line, f"step {number} should be number {len(section.steps)}", "numbering")
        self._open = "step"

    def _bullet(self, line: Line, indent: int, text: str) -> None:
        if not self.sections:
            self.wrong(line, "a bullet stands before the first heading")
            return
        section = self.sections[-1]
        if not indent:
            section.bullets.append(text)
            self._open = "bullet"
        elif not section.steps or section.bullets:
            self.wrong(line, "a bullet under a bullet is not known")
        elif text.startswith("Thấy:"):
            if section.steps[-1].sees:
                self.wrong(line, "this step has two «Thấy:»")
            section.steps[-1].sees = text.removeprefix("Thấy:").strip()
            self._open = "sees"
        elif text.startswith("Nếu ") and (at := _colon(text)) > 0:
            section.steps[-1].troubles.append((text[4:at].strip(), text[at + 1 :].strip()))
            self._open = "trouble"
        else:
            self.wrong(line, "under a step stand only «Thấy: …» and «Nếu <fault>: <what to do>»")
            self._open = None

    def _paragraph(self, line: Line, text: str) -> None:
        if not self.sections:
            if self.summary and self._open != "paragraph":
                self.wrong(line, "only one paragraph stands before the first heading", "summary")
            self.summary.append(text)
        elif self.sections[-1].steps or self.sections[-1].bullets:
            self.wrong(line, "a paragraph stands after steps or bullets; indent it or start a section")
        else:
            section = self.sections[-1]
            section.intro = f"{section.intro}\n{text}" if section.intro else text
        self._open = "paragraph"

    def _continue(self, line: Line, text: str) -> None:
        section = self.sections[-1] if self.sections else None
        match self._open:
            case "step" if section:
                section.steps[-1].text += f" {text}"
            case "sees" if section:
                section.steps[-1].sees += f" {text}"
            case "trouble" if section:
                fault, remedy = section.steps[-1].troubles[-1]
                section.steps[-1].troubles[-1] = (fault, f"{remedy} {text}".strip())
            case "bullet" if section:
                section.bullets[-1] += f" {text}"
            case "paragraph":
                self._paragraph(line, text)
            case _:
                self.wrong(line, "this indented line continues nothing")


def _colon(text: str) -> int:
    """Where the colon stands that parts a fault from its remedy: the first one outside «…»; -1 without one."""
    depth = 0
    for at, ch in enumerate(text):
        depth += (ch == "«") - (ch == "»")
        if ch == ":" and depth <= 0 and not text[at + 1 : at + 2].isdigit():
            return at
    return -1
