"""Sheets of labels: 3 × 7 on A4, a code, the four digits to be said aloud, two lines; to be cut and given out."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from handlers.paper import Label, look, qr

COLUMNS, ROWS = 3, 7
MARGIN = 8 * look.MM
PAD = 2.5 * look.MM
CODE = 33 * look.MM
"""The side of a code with its quiet zone: its modules stay above half a millimetre."""
LINES = 5


def draw(labels: Sequence[Label]) -> bytes:
    """As many sheets as are needed, as PDF; the same labels give the same bytes."""
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.pdfgen.canvas import Canvas

    look.register()
    width, height = look.PAPER["a4"]
    wide, high = (width - 2 * MARGIN) / COLUMNS, (height - 2 * MARGIN) / ROWS
    out = BytesIO()
    first: Any = look.REGULAR
    canvas = Canvas(out, pagesize=(width, height), invariant=1, lang="vi", initialFontName=first)
    for number, label in enumerate(labels):
        at = number % (COLUMNS * ROWS)
        if number and at == 0:
            canvas.showPage()
        x, y = MARGIN + (at % COLUMNS) * wide, height - MARGIN - (at // COLUMNS + 1) * high
        canvas.setStrokeColor(look.EDGE)
        canvas.setDash(1, 3)
        canvas.rect(x, y, wide, high)
        canvas.setDash()
        qr.draw(canvas, label.link, x + PAD, y + (high - CODE) / 2, CODE)
        left, room = x + PAD + CODE + PAD / 2, wide - CODE - 2 * PAD
        canvas.setFillColor(look.INK)
        for text, font, size, down in ((label.head, look.BOLD, 9.0, 6), (label.digits, look.BOLD, 19.0, 17)):
            known = look.known(text)
            while stringWidth(known, font, size) > room and size > 5:
                size -= 0.5
            canvas.setFont(font, size)
            canvas.drawString(left, y + high - down * look.MM, known)
        canvas.setFillColor(look.SOFT)
        lines, size = _told(label.line, room)
        canvas.setFont(look.REGULAR, size)
        for below, line in enumerate(lines):
            # Beside the code, never below it: nothing may stand in its white.
            canvas.drawString(left, y + high - 23 * look.MM - below * size * 1.25, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _told(text: str, room: float) -> tuple[list[str], float]:
    """A short line large, a long one in small letters; either way it ends above the label's edge."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    def width(piece: str, size: float) -> float:
        return float(stringWidth(piece, look.REGULAR, size))

    text = look.known(text)
    for most, largest, smallest in ((3, 10.0, 9.0), (4, 8.5, 7.5)):
        lines, size = look.fit(text, width, room, lines=most, largest=largest, smallest=smallest)
        if lines and not lines[-1].endswith("…"):
            return lines, size
    return look.fit(text, width, room, lines=LINES, largest=7.5, smallest=5.5)
