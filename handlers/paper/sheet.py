"""Posters: one sheet, one idea, a code to scan. The same drawing at every size, measured in hundredths of its width."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from handlers.paper import Poster, Size, look, qr

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


LARGE_ENOUGH = 44
"""A code at least so wide, in hundredths of the sheet: words give way before the code does."""
SAFE = 6 * look.MM
"""No word stands nearer to the edge: printers leave up to 5 mm white."""


def draw(words: Poster, size: Size) -> bytes:
    """The poster as PDF; the same words give the same bytes."""
    look.register()
    for scale in (1.0, 0.96, 0.92, 0.88, 0.85, 0.78, 0.72):
        made, side = _drawn(words, size, scale)
        if side >= LARGE_ENOUGH:
            break
    return made


def _drawn(words: Poster, size: Size, scale: float) -> tuple[bytes, float]:
    """The sheet with its words at that scale, and how wide its code became."""
    from reportlab.pdfgen.canvas import Canvas

    width, height = look.PAPER[size]
    out = BytesIO()
    # Without it reportlab lists Helvetica, which it does not embed; its stub takes the name for a number.
    first: Any = look.REGULAR
    canvas = Canvas(out, pagesize=(width, height), invariant=1, lang="vi", initialFontName=first)
    canvas.setTitle(look.known(f"{words.headline} – {words.audience}"))
    canvas.setAuthor(look.known(words.commune))
    page = _Page(canvas, width, height, scale)
    side = page.draw(words)
    canvas.showPage()
    canvas.save()
    return out.getvalue(), side / page.u


class _Page:
    """One page being filled from the top; `u` is a hundredth of its width."""

    def __init__(self, canvas: Canvas, width: float, height: float, scale: float) -> None:
        self.canvas, self.width, self.height, self.scale = canvas, width, height, scale
        self.u = width / 100
        self.y = height

    def draw(self, words: Poster) -> float:
        """Draw it all; returns the width of the code."""
        u = self.u
        foot = self._foot(words)
        self._band(words)
        self.y -= 3 * u
        self._text(words.headline, look.BOLD, look.INK, largest=7.6, smallest=5, lines=2, leading=1.2)
        self.y -= u
        self._text(words.line, look.REGULAR, look.SOFT, largest=3.9, smallest=3, lines=2, leading=1.35)
        self.y -= 2 * u
        return self._code(words, foot)

    def _band(self, words: Poster) -> None:
        """Who speaks and to whom, light on dark."""
        u = self.u
        lines, size = self._fitted(words.audience, look.BOLD, largest=5.8, smallest=3.4, lines=3)
        commune, small = self._fitted(words.commune, look.REGULAR, largest=3.4, smallest=2.6, lines=2)
        top = max(3.5 * u, SAFE)
        deep = top + len(commune) * small * 1.3 + 1.5 * u + len(lines) * size * 1.2 + 3.5 * u
        self.canvas.setFillColor(look.BAR)
        self.canvas.rect(0, self.height - deep, self.width, deep, stroke=0, fill=1)
        self.canvas.setFillColor(look.GOLD)
        self.canvas.rect(0, self.height - deep - 1.2 * u, self.width, 1.2 * u, stroke=0, fill=1)
        self.y = self.height - top
        self._lines(commune, look.REGULAR, look.SOFT_ON_BAR, small, 1.3)
        self.y -= 1.5 * u
        self._lines(lines, look.BOLD, look.ON_BAR, size, 1.2)
        self.y = self.height - deep - 1.2 * u

    def _code(self, words: Poster, foot: float) -> float:
        """The code as large as the room between here and the foot allows, with how to scan it below."""
        u = self.u
        scan, scan_size = self._fitted(words.scan, look.BOLD, largest=4, smallest=3, lines=2)
        link, link_size = self._fitted(words.shown_link, look.REGULAR, largest=2.9, smallest=2.2, lines=2)
        below = 2.5 * u + len(scan) * scan_size * 1.3 + len(link) * link_size * 1.35 + 2 * u
        side = min(66 * u, self.y - foot - below)
        spare = self.y - foot - below - side
        self.y -= spare / 2
        left = (self.width - side) / 2
        self.canvas.setStrokeColor(look.GOLD)
        self.canvas.setLineWidth(0.7 * u)
        self.canvas.roundRect(left, self.y - side, side, side, 3 * u, stroke=1, fill=0)
        qr.draw(self.canvas, words.link, left + u, self.y - side + u, side - 2 * u)
        self.y -= side + 2.5 * u
        self._lines(scan, look.BOLD, look.BAR, scan_size, 1.3)
        self._lines(link, look.REGULAR, look.INK, link_size, 1.35)
        return side

    def _foot(self, words: Poster) -> float:
        """Where a person helps, and the warning; returns how high it reaches."""
        u = self.u
        care, care_size = self._fitted(words.care, look.BOLD, largest=3, smallest=2.4, lines=2)
        bottom = max(2.4 * u, SAFE)
        strip = bottom + (len(care) - 1) * care_size * 1.3 + care_size * 1.25 + 1.1 * u
        rows = [
            (text, size)
            for line in words.help_lines
            for lines, size in [self._fitted(line, look.REGULAR, largest=3.6, smallest=3, lines=2)]
            for text in lines
        ]
        head = 3.6 * u * self.scale if words.help_head and rows else 0.0
        box = head * 1.4 + sum(size * 1.35 for _, size in rows) + 4 * u if rows else 0.0
        self.canvas.setFillColor(look.TINT)
        self.canvas.rect(0, strip, self.width, box, stroke=0, fill=1)
        self.canvas.setFillColor(look.WARN_FILL)
        self.canvas.rect(0, 0, self.width, strip, stroke=0, fill=1)
        self.y = strip + box - 1.6 * u
        if head:
            self._lines([look.known(words.help_head)], look.BOLD, look.ACCENT, head, 1.4)
        for text, size in rows:
            self._lines([text], look.REGULAR, look.INK, size, 1.35)
        self.y = strip - 1.1 * u
        self._lines(care, look.BOLD, look.WARN, care_size, 1.3)
        return strip + box

    def _text(
        self, text: str, font: str, colour: str, *, largest: float, smallest: float, lines: int, leading: float
    ) -> None:
        found, size = self._fitted(text, font, largest=largest, smallest=smallest, lines=lines)
        self._lines(found, font, colour, size, leading)

    def _fitted(self, text: str, font: str, *, largest: float, smallest: float, lines: int) -> tuple[list[str], float]:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return look.fit(
            look.known(text),
            lambda piece, size: float(stringWidth(piece, font, size)),
            self.width - 12 * self.u,
            lines=lines,
            largest=largest * self.u * self.scale,
            smallest=smallest * self.u * self.scale,
        )

    def _lines(self, lines: list[str], font: str, colour: str, size: float, leading: float) -> None:
        """Centred lines from here downwards."""
        self.canvas.setFillColor(colour)
        self.canvas.setFont(font, size)
        for line in lines:
            self.canvas.drawCentredString(self.width / 2, self.y - size, line)
            self.y -= size * leading
