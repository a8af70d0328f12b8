"""How our paper looks: the fonts, the colours, the sizes, and fitting words into a width."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

from handlers.paper import Size
from handlers.phrases.paper import OPENERS, TOGETHER

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
_MARKS = " ,.;:!?«»()"


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
    size, first = largest, None
    while size > smallest and (first is None or size > first[1] * 0.85):
        at_size = partial(_at, measure, size)
        found = wrap(text, at_size, width)
        if len(found) <= lines and not _broken(text, found):
            shapely = _shapely(text, found, at_size, width)
            if not any(_torn(above, below) for above, below in pairwise(shapely)):
                return shapely, size
            first = first or (shapely, size)
        size = max(size * 0.96, smallest)
    if first is not None:
        return first
    found = wrap(text, partial(_at, measure, smallest), width)
    if len(found) > lines:
        found = [*found[: lines - 1], found[lines - 1].rstrip(" ,.;:–-") + "…"]
    return found, smallest


def _at(measure: Callable[[str, float], float], size: float, text: str) -> float:
    return measure(text, size)


def _broken(text: str, lines: list[str]) -> bool:
    return " ".join(lines) != " ".join(text.split())


def _shapely(text: str, lines: list[str], measure: Measure, width: float) -> list[str]:
    """The same number of lines, broken where a reader takes breath: after a comma, never inside «chữ ký số»."""
    if len(lines) < 2 or "\n" in text:
        return lines
    words = text.split()
    widths = {(a, b): measure(" ".join(words[a:b])) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    even = widths[0, len(words)] / len(lines)
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for left in range(len(lines), 0, -1):
        ends: dict[int, tuple[float, list[int]]] = {}
        for begin, (cost, cuts) in best.items():
            for end in range(begin + 1, len(words) - left + 2):
                if widths[begin, end] > width or (left == 1 and end < len(words)):
                    continue
                more = ((widths[begin, end] - even) / width) ** 2 + (_break_cost(words, end) if left > 1 else 0)
                if end not in ends or cost + more < ends[end][0]:
                    ends[end] = (cost + more, [*cuts, end])
        best = ends
    if len(words) not in best:
        return lines
    cuts = best[len(words)][1]
    return [" ".join(words[a:b]) for a, b in zip([0, *cuts], cuts, strict=False)]


def _break_cost(words: list[str], at: int) -> float:
    """What it costs the eye to break before that word; below nought: it helps."""
    before, after = words[at - 1 : at + 1]
    if words[at - 1][-1] in ".:;!?":
        return -0.12
    if words[at - 1][-1] in ",–·":
        return -0.08
    if words[at][0] in "–·&" or _torn(before, after):
        return 0.2
    return -0.03 if after.casefold() in OPENERS else 0.0


def _torn(above: str, below: str) -> bool:
    """Whether the end of one line and the beginning of the next are one word."""
    return f"{above.split()[-1]} {below.split()[0]}".casefold().strip(_MARKS) in TOGETHER
