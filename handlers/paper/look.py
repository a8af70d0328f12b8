"""How our paper looks: the fonts, the colours, the sizes, and fitting words into a width."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from handlers.paper import Size

FONTS = Path(__file__).parent / "fonts"
REGULAR_FILE, BOLD_FILE = FONTS / "BeVietnamPro-Regular.ttf", FONTS / "BeVietnamPro-Bold.ttf"
REGULAR, BOLD = "BeVietnamPro", "BeVietnamPro-Bold"

BAR, ON_BAR, SOFT_ON_BAR = "#0b4f6c", "#ffffff", "#d8ebf2"
INK, SOFT, PAGE, EDGE = "#14232b", "#4b5f69", "#ffffff", "#cddbe1"
ACCENT, GOLD, TINT = "#0f6b64", "#c8912b", "#eef5f6"
WARN, WARN_FILL = "#7a3b00", "#fff1d9"

TEXT_ON: tuple[tuple[str, str], ...] = (
    (ON_BAR, BAR),
    (SOFT_ON_BAR, BAR),
    (INK, PAGE),
    (SOFT, PAGE),
    (ACCENT, PAGE),
    (BAR, PAGE),
    (INK, TINT),
    (SOFT, TINT),
    (ACCENT, TINT),
    (WARN, WARN_FILL),
)
"""Every pair of a text's colour and what it stands on."""

MM = 72 / 25.4
PAPER: dict[Size, tuple[float, float]] = {
    "a4": (210 * MM, 297 * MM),
    "a5": (148 * MM, 210 * MM),
    "a6": (105 * MM, 148 * MM),
}
"""Width and height in points."""

Measure = Callable[[str], float]
"""How wide a text is."""


def known(text: str) -> str:
    """The text with what the fonts lack put otherwise; anything else that they lack is left out."""
    text = text.replace("→", "–").replace("\u00a0", " ")
    if text.isascii():
        return text
    letters = _letters()
    return "".join(ch for ch in text if ch == "\n" or ord(ch) in letters)


@cache
def _letters() -> frozenset[int]:
    from reportlab.pdfbase.ttfonts import TTFontFile

    shared: frozenset[int] | None = None
    for path in (REGULAR_FILE, BOLD_FILE):
        found = frozenset(TTFontFile(str(path)).charToGlyph)
        shared = found if shared is None else shared & found
    return shared or frozenset()


@cache
def register() -> None:
    """Let reportlab know the fonts; once is enough."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(REGULAR, str(REGULAR_FILE)))
    pdfmetrics.registerFont(TTFont(BOLD, str(BOLD_FILE)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def wrap(text: str, measure: Measure, width: float) -> list[str]:
    """Lines no wider than that; a word that alone is wider is broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if measure(longer) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            while measure(word) > width and len(word) > 1:
                cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or measure(word[:n]) <= width)
                lines.append(word[:cut])
                word = word[cut:]
            line = word
        if line:
            lines.append(line)
    return lines


def fit(
    text: str, measure: Callable[[str, float], float], width: float, *, lines: int, largest: float, smallest: float
) -> tuple[list[str], float]:
    """The largest size at which the text takes no more than so many lines; at the smallest it is cut with «…»."""
    size = largest
    while size > smallest:
        at_size = partial(_at, measure, size)
        found = wrap(text, at_size, width)
        if len(found) <= lines and not _broken(text, found):
            return _even(text, found, at_size, width), size
        size = max(size * 0.96, smallest)
    found = wrap(text, partial(_at, measure, smallest), width)
    if len(found) > lines:
        found = [*found[: lines - 1], found[lines - 1].rstrip(" ,.;:–-") + "…"]
    return found, smallest


def _at(measure: Callable[[str, float], float], size: float, text: str) -> float:
    return measure(text, size)


def _broken(text: str, lines: list[str]) -> bool:
    return " ".join(lines) != " ".join(text.split())


def _even(text: str, lines: list[str], measure: Measure, width: float) -> list[str]:
    """The same number of lines, as even as can be: no lonely last word."""
    narrow, wide = width / 2, width
    for _ in range(12):
        middle = (narrow + wide) / 2
        if len(wrap(text, measure, middle)) <= len(lines):
            wide = middle
        else:
            narrow = middle
    even = wrap(text, measure, wide)
    return even if len(even) == len(lines) and not _broken(text, even) else lines
