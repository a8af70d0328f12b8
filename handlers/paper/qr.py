"""QR codes that old phones read: error correction Q, four modules of quiet zone, nothing printed into them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from handlers.paper import look

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

QUIET = 4
"""Modules of white around the code."""
PICTURE = 1080
"""About so many pixels has a picture to forward."""

Matrix = tuple[tuple[bool, ...], ...]


def matrix(link: str) -> Matrix:
    """The code's modules without the quiet zone; True is dark. ValueError: too long for any code."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=0)
    code.add_data(link)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def picture(link: str, caption: str = "") -> bytes:
    """The code in black on white, as PNG: every module a whole number of pixels, from the corner at the quiet zone."""
    from PIL import Image, ImageDraw, ImageFont

    modules = matrix(link)
    side = len(modules) + 2 * QUIET
    pixel = max(PICTURE // side, 4)
    width = side * pixel
    lines: list[str] = []
    size = 0.0
    font = ImageFont.truetype(str(look.BOLD_FILE), 10)
    if caption:
        lines, size = look.fit(
            look.known(caption),
            lambda text, at: font.font_variant(size=at).getlength(text),
            width - 2 * QUIET * pixel,
            lines=3,
            largest=pixel * 2.6,
            smallest=pixel * 1.4,
        )
    below = round(len(lines) * size * 1.35 + QUIET * pixel * 0.5) if lines else 0
    image = Image.new("L", (width, width + below), 255)
    pen = ImageDraw.Draw(image)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                left, top = (x + QUIET) * pixel, (y + QUIET) * pixel
                pen.rectangle((left, top, left + pixel - 1, top + pixel - 1), fill=0)
    for at, line in enumerate(lines):
        pen.text((width / 2, width + at * size * 1.35), line, font=font.font_variant(size=size), fill=0, anchor="ma")
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def draw(canvas: Canvas, link: str, x: float, y: float, side: float) -> None:
    """The code with its quiet zone as vectors, its lower left corner at (x, y)."""
    modules = matrix(link)
    count = len(modules) + 2 * QUIET
    module = side / count
    canvas.saveState()
    canvas.setFillColor("#ffffff")
    canvas.rect(x, y, side, side, stroke=0, fill=1)
    canvas.setFillColor("#000000")
    path = canvas.beginPath()
    for down, row in enumerate(modules):
        top = y + side - (down + QUIET + 1) * module
        start = None
        for across, dark in enumerate((*row, False)):
            if dark and start is None:
                start = across
            elif not dark and start is not None:
                # Neighbours in one piece: no hairlines between them on any printer.
                path.rect(x + (start + QUIET) * module, top, (across - start) * module, module * 1.002)
                start = None
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
