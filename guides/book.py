"""The guides as values: a folder of Markdown files with front matter, read once and checked once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from guides.front import Problem, front_matter
from guides.page import Line, parse_body

VARIABLES = ("don_vi", "tinh", "diem_ho_tro", "gio_lam_viec", "so_dien_thoai", "app_tinh", "tong_dai_tinh")
"""What a guide may leave to the campaign, as `{don_vi}`."""

AUDIENCES = ("citizen", "parent", "leader")

_VARIABLE = re.compile(r"\{([a-z_]+)\}")


class BookError(Exception):
    """Some guides cannot be read. `problems` names every fault of every file at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Step:
    """One action, what one should see after it, and (fault, what to do) for its usual errors."""

    number: int
    text: str
    sees: str = ""
    troubles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; `kind` tells what carries it: steps, bullets, or its intro alone."""

    title: str
    anchor: str | None
    kind: Literal["steps", "list", "text"]
    intro: str = ""
    steps: tuple[Step, ...] = ()
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from and of which day."""

    name: str
    url: str
    date: date


@dataclass(frozen=True, slots=True)
class Guide:
    """One thing that people ask, answered. The summary's lines stay lines; no text carries front matter or headings."""

    id: str
    title: str
    intents: tuple[tuple[str, str | None], ...]
    audience: tuple[str, ...]
    asked_as: tuple[str, ...]
    summary: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    checked: date
    review_by: date
    uncertain: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    path: Path | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the main section: the first that has any. Empty for a guide that only explains."""
        return next((section.steps for section in self.sections if section.steps), ())

    def section(self, anchor: str) -> Section | None:
        """The section of that anchor."""
        return next((section for section in self.sections if section.anchor == anchor), None)

    def stale(self, today: date) -> bool:
        """Whether the day by which it should have been read again has passed."""
        return today > self.review_by

    def fill(self, variables: Mapping[str, str]) -> Guide:
        """The guide for one place: variables put in, lines dropped whose variable is empty, steps numbered anew.

        A section that loses all its lines is dropped. A variable that is not given counts as empty.
        """
        sections = (_fill_section(section, variables) for section in self.sections)
        return replace(
            self,
            title=_fill(self.title, variables),
            summary=_fill(self.summary, variables),
            sections=tuple(s for s in sections if s.intro or s.steps or s.bullets),
        )


@dataclass(frozen=True)
class Book:
    """All guides by id, and which of them answers an intent."""

    guides: Mapping[str, Guide]
    _by_intent: Mapping[str, tuple[str, str | None]]

    @classmethod
    def of(cls, guides: Iterable[Guide]) -> Book:
        """A book of these guides. Raises BookError where two claim one id or intent, or an anchor is missing."""
        kept: dict[str, Guide] = {}
        by_intent: dict[str, tuple[str, str | None]] = {}
        problems: list[Problem] = []
        for guide in guides:
            file = guide.path.name if guide.path else guide.id
            if guide.id in kept:
                problems.append(Problem(file, 1, "id", f"two guides are called «{guide.id}»"))
            kept[guide.id] = guide
            for intent, anchor in guide.intents:
                if intent in by_intent:
                    other = by_intent[intent][0]
                    problems.append(Problem(file, 1, "intents", f"«{intent}» is answered by «{other}» already"))
                elif anchor is not None and guide.section(anchor) is None:
                    problems.append(Problem(file, 1, "anchor", f"no section has the anchor «{anchor}»"))
                by_intent[intent] = (guide.id, anchor)
        if problems:
            raise BookError(problems)
        return cls(MappingProxyType(kept), MappingProxyType(by_intent))

    @classmethod
    def load(cls, folder: Path) -> Book:
        """The guides of a folder's `*.md`. Raises BookError with all problems of all files."""
        guides: list[Guide] = []
        problems: list[Problem] = []
        for path in sorted(folder.glob("*.md")):
            try:
                guides.append(read(path.read_text(encoding="utf-8"), path))
            except BookError as error:
                problems.extend(error.problems)
            except UnicodeDecodeError:
                problems.append(Problem(path.name, 1, "encoding", "the file is not UTF-8"))
        try:
            book = cls.of(guides)
        except BookError as error:
            problems.extend(error.problems)
        if problems:
            raise BookError(problems)
        return book

    def for_intent(self, intent: str) -> tuple[Guide, Section | None] | None:
        """The guide that answers an intent, and its section when the intent is answered by one section."""
        found = self._by_intent.get(intent)
        if found is None:
            return None
        guide = self.guides[found[0]]
        return guide, guide.section(found[1]) if found[1] is not None else None

    @cached_property
    def intents(self) -> Mapping[str, str]:
        """Each answered intent with its guide's id."""
        return {intent: guide for intent, (guide, _) in self._by_intent.items()}

    def filled(self, values: Mapping[str, str]) -> Book:
        """This book as it is read in one place: see Guide.fill."""
        return Book.of(guide.fill(values) for guide in self.guides.values())

    def adding(self, guide: Guide) -> Book:
        """This book with one guide more or replaced: how a local guide joins without a restart."""
        return Book.of([*(kept for kept in self.guides.values() if kept.id != guide.id), guide])


def read(text: str, path: Path) -> Guide:
    """One guide from its file's text. Raises BookError with all its problems, each with its line."""
    file = path.name
    lines = unicodedata.normalize("NFC", text.removeprefix("\ufeff")).splitlines()
    problems: list[Problem] = []
    front, first = front_matter(lines, file, problems)
    summary, parsed = parse_body([Line(n, s) for n, s in enumerate(lines[first:], first + 1)], file, problems)
    if front is None:
        raise BookError(problems)
    if front.id != path.stem:
        problems.append(Problem(file, front.line("id"), "id", f"the id «{front.id}» is not the file's name"))
    if problems:
        raise BookError(problems)
    return Guide(
        id=front.id,
        title=front.title,
        intents=tuple((intent, anchor or None) for intent, _, anchor in (i.partition("#") for i in front.intents)),
        audience=front.audience,
        asked_as=front.asked_as,
        summary=summary,
        sections=tuple(
            Section(
                title=section.title,
                anchor=section.anchor,
                kind="steps" if section.steps else "list" if section.bullets else "text",
                intro=section.intro,
                steps=tuple(
                    Step(number, step.text, step.sees, tuple(step.troubles))
                    for number, step in enumerate(section.steps, 1)
                ),
                bullets=tuple(section.bullets),
            )
            for section in parsed
        ),
        sources=tuple(Source(name, url, day) for name, url, day in front.sources),
        checked=front.checked,
        review_by=front.review_by,
        uncertain=front.uncertain,
        related=front.related,
        path=path,
    )


def variables_in(text: str) -> tuple[str, ...]:
    """The names in braces, in order."""
    return tuple(_VARIABLE.findall(text))


def _fill(text: str, variables: Mapping[str, str]) -> str:
    """The text's lines with their variables put in, without the lines that would show an empty one."""
    if "{" not in text:
        return text
    kept = (line for line in text.split("\n") if all(variables.get(name, "").strip() for name in variables_in(line)))
    return "\n".join(_VARIABLE.sub(lambda found: variables[found[1]].strip(), line) for line in kept)


def _fill_section(section: Section, variables: Mapping[str, str]) -> Section:
    steps: list[Step] = []
    for step in section.steps:
        if not (text := _fill(step.text, variables)):
            continue
        troubles = ((_fill(fault, variables), _fill(remedy, variables)) for fault, remedy in step.troubles)
        shown = tuple((fault, remedy) for fault, remedy in troubles if fault and remedy)
        steps.append(Step(len(steps) + 1, text, _fill(step.sees, variables), shown))
    bullets = tuple(filled for bullet in section.bullets if (filled := _fill(bullet, variables)))
    return replace(section, intro=_fill(section.intro, variables), steps=tuple(steps), bullets=bullets)
