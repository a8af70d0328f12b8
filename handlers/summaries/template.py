"""A commune's own Word template: find its blanks, say what is wrong with them, fill them. No template can run anything.

A blank is a name in double braces, «{{ky}}». Word likes to cut what is typed into several runs; blanks are found across
them, and take the look of their first letter. What is put in is never looked through for blanks again.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.clock import VIETNAM
from handlers.campaign import Campaign
from handlers.phrases import template as say
from handlers.summaries import blanks
from handlers.summaries._word import MM, element
from handlers.summaries.bundle import Bundle
from handlers.summaries.letter_words import Words

LARGEST = 10
"""Megabytes of a template; unpacked ten times as many."""
_MEGABYTE = 1 << 20
_BLANK = re.compile(r"\{\{([^{}\n]*)\}\}")
_LONE = re.compile(r"\{\{|\}\}")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FILLED = ("/header", "/footer")
_NOT_FILLED = ("/footnotes", "/endnotes", "/comments")


class TemplateError(Exception):
    """The template cannot be used; `problems` says why, in Vietnamese."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a template found."""

    blanks: tuple[str, ...]
    problems: tuple[str, ...]
    advice: tuple[str, ...]


def check(path: str, campaign: Campaign) -> Checked:
    """Everything that is wrong with the template for that campaign, at once."""
    try:
        document = _opened(path)
    except TemplateError as fault:
        return Checked((), fault.problems, ())
    found: list[str] = []
    problems: dict[str, None] = {}
    for story in _stories(document):
        for paragraph in story.iter(f"{_W}p"):
            text = "".join(piece for _, piece in _pieces(paragraph))
            found += _BLANK.findall(text)
            problems |= dict.fromkeys(_problems(paragraph, text, campaign))
    if any(b"{{" in part.blob for part in _related(document, _NOT_FILLED)):
        problems[say.ELSEWHERE] = None
    names = {blanks.name_of(one) for one in found}
    advice = [say.NO_GAPS] if found and not all(names & told for told in blanks.GAPS_AND_DOUBTS) else []
    return Checked(tuple(found), tuple(problems), tuple(advice if found else [say.EMPTY]))


def fill(bundle: Bundle, path: str) -> bytes:
    """The commune's own document. Raises TemplateError."""
    wrong = check(path, bundle.campaign).problems
    if wrong:
        raise TemplateError(*wrong)
    document, said = _opened(path), Words(bundle)
    paragraphs = [one for story in _stories(document) for one in story.iter(f"{_W}p")]
    for paragraph in paragraphs:
        _fill(paragraph, said)
    core = document.core_properties
    core.title = said.title
    core.created = core.modified = said.made_at.astimezone(VIETNAM).replace(tzinfo=None)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


# -- reading ---------------------------------------------------------------------------------------------------------


def _opened(path: str) -> Any:
    """The document of a file. Raises TemplateError."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        size = Path(path).stat().st_size
        body = Path(path).read_bytes() if size <= LARGEST * _MEGABYTE else b""
    except OSError:
        raise TemplateError(say.NO_FILE) from None
    if not body and size:
        raise TemplateError(say.TOO_LARGE.format(size=size // _MEGABYTE, limit=LARGEST))
    try:
        with zipfile.ZipFile(BytesIO(body)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > 10 * LARGEST * _MEGABYTE:
            raise TemplateError(say.TOO_LARGE.format(size=unpacked // _MEGABYTE, limit=LARGEST))
        return docx.Document(BytesIO(body))
    # Of broken XML lxml says a kind of SyntaxError.
    except (zipfile.BadZipFile, PackageNotFoundError, SyntaxError, KeyError, ValueError, OSError):
        raise TemplateError(say.NOT_WORD) from None


def _stories(document: Any) -> Iterator[Any]:
    """The parts that are filled: the body, and every header and footer."""
    yield document.element
    for part in _related(document, _FILLED):
        yield part.element


def _related(document: Any, kinds: tuple[str, ...]) -> list[Any]:
    """The parts of these kinds, each once."""
    found = [
        one.target_part for one in document.part.rels.values() if not one.is_external and one.reltype.endswith(kinds)
    ]
    return list(dict.fromkeys(found))


def _pieces(paragraph: Any) -> list[tuple[Any | None, str]]:
    """The texts of the paragraph itself in their order; None with a line break for whatever stands between words."""
    found: list[tuple[Any | None, str]] = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}drawing", f"{_W}pict"):
        if (
            next(node.iterancestors(f"{_W}p")) is not paragraph
            or next(node.iterancestors(f"{_W}pPr"), None) is not None
        ):
            continue  # of a text box within it, or a tab stop
        found.append((node, node.text or "") if node.tag == f"{_W}t" else (None, "\n"))
    return found


def _problems(paragraph: Any, text: str, campaign: Campaign) -> Iterator[str]:
    shown = " ".join(text.split())[:60]
    if _LONE.search(_BLANK.sub("", text)):
        yield say.OPEN.format(text=shown)
    for match in _BLANK.finditer(text):
        typed = match[1].strip()
        name = blanks.name_of(typed)
        if wrong := blanks.problem_of(typed, campaign):
            yield wrong
        elif name not in blanks.LINES and name not in blanks.TABLES:
            continue
        elif text.strip() != match[0]:
            yield say.NOT_ALONE.format(blank=typed, text=shown)
        elif name in blanks.TABLES and paragraph.getparent().tag != f"{_W}body":
            yield say.TABLE_ELSEWHERE.format(blank=typed)


# -- filling ---------------------------------------------------------------------------------------------------------


def _fill(paragraph: Any, said: Words) -> None:
    pieces = _pieces(paragraph)
    text = "".join(piece for _, piece in pieces)
    matches = list(_BLANK.finditer(text))
    if not matches:
        return
    typed = matches[0][1].strip()
    name = blanks.name_of(typed)
    if name in blanks.LINES:
        _put_lines(paragraph, pieces, blanks.lines_of(typed, said))
    elif name in blanks.TABLES:
        _put_tables(paragraph, blanks.TABLES[name](said, _room(paragraph)))
    else:
        for match in reversed(matches):
            _replace(pieces, match.start(), match.end(), blanks.value_of(match[1].strip(), said))


def _replace(pieces: list[tuple[Any | None, str]], start: int, end: int, value: str) -> None:
    """Put the value where these letters are; from the back to the front, so that earlier places stay right."""
    at, rest = 0, value
    for node, piece in pieces:
        first, last = max(start - at, 0), end - at
        if node is not None and first < len(piece) and last > 0:
            now = node.text or ""
            _write(node, now[:first] + rest + now[last:])
            rest = ""
        at += len(piece)


def _write(node: Any, text: str) -> None:
    """The text in a run's text, its lines apart."""
    first, *more = text.split("\n")
    node.text = first
    node.set(_SPACE, "preserve")
    for line in reversed(more):
        further = node.makeelement(f"{_W}t", {_SPACE: "preserve"})
        further.text = line
        node.addnext(further)
        node.addnext(node.makeelement(f"{_W}br"))


def _put_lines(paragraph: Any, pieces: list[tuple[Any | None, str]], lines: list[str]) -> None:
    """A paragraph for each line in the look of this one, which takes the last: what belongs to its end stays there."""
    run = next(node for node, piece in pieces if node is not None and "{" in piece).getparent()
    look, plain = run.find(f"{_W}rPr"), paragraph.find(f"{_W}pPr")
    for line in lines[:-1]:
        fresh = paragraph.makeelement(f"{_W}p")
        if plain is not None:
            kept = deepcopy(plain)
            for section in kept.findall(f"{_W}sectPr"):
                kept.remove(section)
            fresh.append(kept)
        words = fresh.makeelement(f"{_W}r")
        if look is not None:
            words.append(deepcopy(look))
        text = words.makeelement(f"{_W}t")
        words.append(text)
        _write(text, line)
        fresh.append(words)
        paragraph.addprevious(fresh)
    _replace(pieces, 0, sum(len(piece) for _, piece in pieces), lines[-1] if lines else "")


def _put_tables(paragraph: Any, tables: list[str]) -> None:
    """Our tables before the paragraph, which goes, unless it keeps two tables or two sections apart."""
    for xml in tables:
        paragraph.addprevious(element(xml))
    following = paragraph.getnext()
    apart = following is None or following.tag != f"{_W}p" or paragraph.find(f"{_W}pPr/{_W}sectPr") is not None
    if not apart:
        paragraph.getparent().remove(paragraph)
        return
    for node, _ in _pieces(paragraph):
        if node is not None:
            node.text = ""


def _room(paragraph: Any) -> float:
    """The width between the margins of the paragraph's section, in millimetres."""
    section = paragraph.find(f"{_W}pPr/{_W}sectPr")
    for following in paragraph.itersiblings() if section is None else ():
        section = following if following.tag == f"{_W}sectPr" else following.find(f"{_W}pPr/{_W}sectPr")
        if section is not None:
            break
    size = section.find(f"{_W}pgSz") if section is not None else None
    margins = section.find(f"{_W}pgMar") if section is not None else None
    if size is None or margins is None:
        return 165.0
    width = int(size.get(f"{_W}w")) - int(margins.get(f"{_W}left")) - int(margins.get(f"{_W}right"))
    return max(width / MM, 80.0)
