"""Paragraphs, tables and rules of a Word document, written as the elements that Word itself writes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape

FONT = "Times New Roman"
MM = 56.6929
"""Twentieths of a point in a millimetre."""
POINT = 20
Align = Literal["left", "center", "right", "both"]
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look."""

    text: str
    size: float = 14
    bold: bool = False
    italic: bool = False


def mm(length: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(length * MM)


def paragraph(
    *runs: Run,
    align: Align = "both",
    first: float = 0,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    left: int = 0,
    right: int = 0,
    keep: bool = False,
    outline: int | None = None,
) -> str:
    """One paragraph; `first` is its first line's indent in millimetres, `before` and `after` are points."""
    stay = "<w:keepNext/>" if keep else ""
    indent = f'<w:ind w:left="{left}" w:right="{right}" w:firstLine="{mm(first)}"/>' if left or right or first else ""
    level = f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else ""
    spacing = (
        f'<w:spacing w:before="{round(before * POINT)}" w:after="{round(after * POINT)}" '
        f'w:line="{round(240 * line)}" w:lineRule="auto"/>'
    )
    return (
        f'<w:p {_W}><w:pPr>{stay}{spacing}{indent}<w:jc w:val="{align}"/>{level}</w:pPr>'
        f"{''.join(map(_run, runs))}</w:p>"
    )


def rule(length: int, room: int) -> str:
    """A solid line of that length in the middle of that room, close below the words before it."""
    aside = max((room - length) // 2, 0)
    return (
        f'<w:p {_W}><w:pPr><w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        '<w:spacing w:before="60" w:after="0" w:line="60" w:lineRule="exact"/>'
        f'<w:ind w:left="{aside}" w:right="{aside}"/><w:jc w:val="center"/>'
        '<w:rPr><w:sz w:val="4"/></w:rPr></w:pPr></w:p>'
    )


def _run(run: Run) -> str:
    look = "<w:b/>" if run.bold else ""
    look += "<w:i/>" if run.italic else ""
    size = round(run.size * 2)
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    lines = run.text.split("\n")
    inside = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f'<w:r><w:rPr>{fonts}{look}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>{inside}</w:r>'


def table(
    rows: Iterable[Sequence[str]],
    widths: Sequence[int],
    *,
    borders: bool = True,
    heads: int = 0,
    whole: bool = False,
) -> str:
    """A table of ready cells (paragraphs as XML); the first `heads` rows repeat on every page.

    `whole`: its rows stay on one page each.
    """
    line = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edges = f"<w:tblBorders>{''.join(line.format(side) for side in sides)}</w:tblBorders>" if borders else ""
    inset = mm(1.2) if borders else 0
    body = []
    for at, row in enumerate(rows):
        stay = "<w:cantSplit/>" if whole or borders else ""
        repeat = "<w:tblHeader/>" if at < heads else ""
        middle = '<w:vAlign w:val="center"/>' if borders else ""
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{middle}</w:tcPr>{cell}</w:tc>'
            for cell, width in zip(row, widths, strict=True)
        )
        body.append(f"<w:tr><w:trPr>{stay}{repeat}</w:trPr>{cells}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>{edges}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{inset}" w:type="dxa"/>'
        f'<w:right w:w="{inset}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(body)}</w:tbl>"
    )


def element(xml: str) -> Any:
    """The XML as an element of python-docx."""
    from docx.oxml import parse_xml

    return parse_xml(xml)


def width_of(text: str, size: float, *, bold: bool = False) -> int:
    """How wide the words are in Times, in twentieths of a point; marks of Vietnamese letters add nothing."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    plain = "".join(ch for ch in unicodedata.normalize("NFD", text) if not unicodedata.combining(ch))
    plain = plain.replace("đ", "d").replace("Đ", "D").encode("latin-1", "replace").decode("latin-1")
    return round(stringWidth(plain, "Times-Bold" if bold else "Times-Roman", size) * POINT)
