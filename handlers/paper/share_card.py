"""The preview card of a forwarded link: large words, readable as a thumbnail, safe when its sides are cut off."""

from __future__ import annotations

from io import BytesIO

from handlers.paper import Card, look

WIDTH, HEIGHT = 1200, 630
SAFE = 90
"""Messengers cut the sides to a square or to rounded corners: nothing important is nearer to an edge."""

FOOT = 130


def draw(words: Card) -> bytes:
    """The card as PNG; few colours, so that it stays small."""
    from PIL import Image, ImageDraw, ImageFont

    bold, regular = (ImageFont.truetype(str(path), 10) for path in (look.BOLD_FILE, look.REGULAR_FILE))
    image = Image.new("RGB", (WIDTH, HEIGHT), look.BAR)
    pen = ImageDraw.Draw(image)

    def text(
        words_: str, font: ImageFont.FreeTypeFont, top: float, colour: str, largest: float, smallest: float, lines: int
    ) -> float:
        found, size = look.fit(
            look.known(words_),
            lambda piece, at: font.font_variant(size=at).getlength(piece),
            WIDTH - 2 * SAFE,
            lines=lines,
            largest=largest,
            smallest=smallest,
        )
        for line in found:
            pen.text((SAFE, top), line, font=font.font_variant(size=size), fill=colour)
            top += size * 1.25
        return top

    pen.rectangle((0, HEIGHT - FOOT, WIDTH, HEIGHT), fill=look.PAGE)
    pen.rectangle((0, HEIGHT - FOOT - 8, WIDTH, HEIGHT - FOOT), fill=look.GOLD)
    top = text(words.commune, regular, 60, look.SOFT_ON_BAR, 40, 28, 1) + 24
    top = text(words.headline, bold, top, look.ON_BAR, 88, 60, 2) + 24
    text(words.audience, bold, top, look.SOFT_ON_BAR, 56, 36, 2)
    text(words.line, bold, HEIGHT - FOOT + 36, look.BAR, 46, 30, 1)
    out = BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()
