"""Read the body of one guide line by line: the few Markdown forms that a guide may use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from guides.front import Problem

_HEADING = re.compile(r"^##\s+(?P<title>.*?)\s*(?:\{#(?P<anchor>[a-z0-9-]+)\})?\s*$")
_STEP = re.compile(r"^(?P<number>\d+)[.)]\s+(?P<text>\S.*)$")
_BULLET = re.compile(r"^(?P<indent>\s*)[-*]\s+(?P<text>\S.*)$")
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
