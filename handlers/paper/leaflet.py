"""Handouts: a guide on paper, readable at arm's length, with a code that opens it on a phone.

The same type on A4 and A5; the narrower sheet only has more pages.
"""

from __future__ import annotations

import html
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from guides.book import Guide, Section, Step
from handlers.paper import Handout, Size, look, qr
from handlers.phrases import paper as say

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

BODY = 13.0
"""Points; nothing that one must read to do the thing is smaller."""
TITLE, HEADING, SMALL = 21.0, 15.0, 8.5
CODE = 29 * look.MM
MARGIN: dict[Size, float] = {"a4": 17 * look.MM, "a5": 10 * look.MM, "a6": 7 * look.MM}
BAND = 11 * look.MM
FOOT = 9 * look.MM


def draw(words: Handout, size: Size) -> bytes:
    """The handout as PDF; the same words give the same bytes. A little tighter where that saves a page."""
    look.register()
    made, pages = _drawn(words, size, 1.0)
    if pages > 1:
        tighter, fewer = _drawn(words, size, 0.92)
        if fewer < pages:
            return tighter
    return made


def _drawn(words: Handout, size: Size, leading: float) -> tuple[bytes, int]:
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    width, height = look.PAPER[size]
    margin = MARGIN[size]
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=(width, height),
        title=look.known(words.guide.title),
        author=look.known(words.commune),
        lang="vi",
        invariant=1,
    )
    room = Frame(
        margin, FOOT + 3 * look.MM, width - 2 * margin, height - BAND - FOOT - 6 * look.MM, 0, 0, 0, 0, showBoundary=0
    )
    document.addPageTemplates([PageTemplate("page", [room], onPage=partial(_frame, words, margin))])
    document.build(_story(words, width - 2 * margin, leading), canvasmaker=_numbered(width))
    return out.getvalue(), document.page


def _frame(words: Handout, margin: float, canvas: Canvas, document: Any) -> None:
    """The band above and the line below every page."""
    width, height = document.pagesize
    canvas.saveState()
    canvas.setFillColor(look.BAR)
    canvas.rect(0, height - BAND, width, BAND, stroke=0, fill=1)
    canvas.setFillColor(look.GOLD)
    canvas.rect(0, height - BAND - 2, width, 2, stroke=0, fill=1)
    canvas.setFillColor(look.ON_BAR)
    canvas.setFont(look.BOLD, 11)
    canvas.drawString(margin, height - BAND + 11, look.known(words.commune))
    canvas.setFillColor(look.SOFT)
    canvas.setFont(look.REGULAR, SMALL)
    canvas.drawString(margin, FOOT - 4, look.known(say.CARE))
    canvas.restoreState()


def _numbered(width: float) -> type[Canvas]:
    """A canvas that knows, at the end, how many pages there are."""
    from reportlab.pdfgen.canvas import Canvas

    class Numbered(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            # Else reportlab lists Helvetica, which it does not embed.
            super().__init__(*args, **kwargs | {"initialFontName": look.REGULAR})
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                self.setFillColor(look.SOFT)
                self.setFont(look.BOLD, SMALL)
                self.drawRightString(width - 10 * look.MM, FOOT - 4, f"{number}/{len(self._pages)}")
                super().showPage()
            super().save()

    return Numbered


def _styles(leading: float) -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    plain = ParagraphStyle(
        "plain", fontName=look.REGULAR, fontSize=BODY, leading=BODY * 1.32 * leading, textColor=HexColor(look.INK)
    )
    indent = 25.0
    return {
        "title": ParagraphStyle(
            "title",
            plain,
            fontName=look.BOLD,
            fontSize=TITLE,
            leading=TITLE * 1.2,
            textColor=HexColor(look.BAR),
            spaceAfter=4,
        ),
        "plain": plain,
        "heading": ParagraphStyle(
            "heading",
            plain,
            fontName=look.BOLD,
            fontSize=HEADING,
            leading=HEADING * 1.25,
            textColor=HexColor(look.ACCENT),
            spaceBefore=9 * leading,
            spaceAfter=3,
            keepWithNext=1,
        ),
        "step": ParagraphStyle(
            "step", plain, leftIndent=indent, bulletFontName=look.BOLD, bulletFontSize=HEADING, spaceBefore=4
        ),
        "sees": ParagraphStyle("sees", plain, leftIndent=indent, textColor=HexColor(look.ACCENT)),
        "trouble": ParagraphStyle("trouble", plain, leftIndent=indent, textColor=HexColor(look.WARN)),
        "bullet": ParagraphStyle("bullet", plain, leftIndent=14, bulletFontName=look.BOLD, bulletFontSize=BODY),
        "small": ParagraphStyle("small", plain, fontSize=SMALL, leading=SMALL * 1.3, textColor=HexColor(look.SOFT)),
        "warn": ParagraphStyle(
            "warn",
            plain,
            textColor=HexColor(look.WARN),
            backColor=HexColor(look.WARN_FILL),
            borderPadding=4,
            spaceBefore=6,
            spaceAfter=8,
        ),
    }


def _story(words: Handout, width: float, leading: float) -> list[Any]:
    from reportlab.platypus import Paragraph, Spacer

    styles = _styles(leading)
    guide = words.guide
    story: list[Any] = [_head(words, styles, width), Spacer(0, 3)]
    if words.stale:
        story.append(Paragraph(_safe(say.STALE.format(day=f"{guide.review_by:%d/%m/%Y}")), styles["warn"]))
    for section in guide.sections:
        story += _section(section, styles)
    if words.help_lines and not _says(guide, words.help_lines[0]):
        story.append(Paragraph(_safe(say.HELP), styles["heading"]))
        story += [Paragraph(_safe(line), styles["plain"]) for line in words.help_lines]
    return [*story, Spacer(0, 8), *_sources(guide, styles)]


def _says(guide: Guide, line: str) -> bool:
    """Whether the guide names the desk itself."""
    told = [guide.summary, *(bullet for section in guide.sections for bullet in (section.intro, *section.bullets))]
    return any(line in text for text in told)


def _head(words: Handout, styles: dict[str, Any], width: float) -> Any:
    """Title and summary, with the code at their right."""
    from reportlab.platypus import Paragraph, Table

    guide = words.guide
    left = [Paragraph(_safe(guide.title), styles["title"])]
    left += [Paragraph(_safe(line), styles["plain"]) for line in guide.summary.split("\n")]
    if not words.link:
        return Table([[left]], colWidths=[width], style=_PLAIN)
    right = [_Code(words.link), Paragraph(_safe(say.SCAN), styles["small"])]
    table = Table([[left, right]], colWidths=[width - CODE - 10, CODE + 10], style=[*_PLAIN, ("VALIGN", *_ALL, "TOP")])
    table.setStyle([("LEFTPADDING", (1, 0), (1, 0), 10)])
    return table


_ALL = ((0, 0), (-1, -1))
_NO_PADDING = [(f"{side}PADDING", *_ALL, 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
_PLAIN = [*_NO_PADDING, ("FONTNAME", *_ALL, look.REGULAR)]


def _Code(link: str) -> Any:
    """A code among paragraphs."""
    from reportlab.platypus import Flowable

    class Code(Flowable):
        def wrap(self, _width: float, _height: float) -> tuple[float, float]:
            return CODE, CODE

        def draw(self) -> None:
            qr.draw(self.canv, link, 0, 0, CODE)

    return Code()


def _section(section: Section, styles: dict[str, Any]) -> list[Any]:
    """A heading and what stands under it; the heading never ends a page."""
    from reportlab.platypus import KeepTogether, Paragraph

    head: list[Any] = [Paragraph(_safe(section.title), styles["heading"])]
    if section.intro:
        head += [Paragraph(_safe(line), styles["plain"]) for line in section.intro.split("\n")]
    body: list[list[Any]] = [_step(step, styles) for step in section.steps]
    body += [[Paragraph(_safe(bullet), styles["bullet"], bulletText="•")] for bullet in section.bullets]
    # `keepWithNext` lets go of a heading whose next is kept together itself.
    first = [*head, *(body[0] if body else [])]
    return [KeepTogether(first), *(KeepTogether(parts) for parts in body[1:])]


def _step(step: Step, styles: dict[str, Any]) -> list[Any]:
    """One step with all that belongs to it, to be kept on one page."""
    from reportlab.platypus import Flowable, Paragraph

    parts: list[Flowable] = [Paragraph(_safe(step.text), styles["step"], bulletText=f"{step.number}.")]
    if step.sees:
        parts.append(Paragraph(f"<b>{_safe(say.SEES)}</b> {_safe(step.sees)}", styles["sees"]))
    for fault, remedy in step.troubles:
        parts.append(Paragraph(f"<b>{_safe(say.IF.format(fault=fault))}</b> {_safe(remedy)}", styles["trouble"]))
    return parts


def _sources(guide: Guide, styles: dict[str, Any]) -> list[Any]:
    from reportlab.platypus import Paragraph

    named = "; ".join(say.SOURCE.format(name=source.name, day=f"{source.date:%d/%m/%Y}") for source in guide.sources)
    checked = say.CHECKED.format(day=f"{guide.checked:%d/%m/%Y}", review=f"{guide.review_by:%d/%m/%Y}")
    lines = [checked, *([say.SOURCES.format(sources=named)] if named else [])]
    return [Paragraph(_safe(line), styles["small"]) for line in lines]


def _safe(text: str) -> str:
    """What stands in a paragraph: nothing of it is markup."""
    return html.escape(look.known(text), quote=False)
