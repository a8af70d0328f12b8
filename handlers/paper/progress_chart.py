"""The picture under a summary: drawn in pixels of a phone's screen, three to one, so that 360 of them can be read."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, Rectangle
from PIL import Image, ImageFont

from handlers.paper import Bar, Chart, State, look

WIDTH, DPI, MARGIN = 1080, 100, 48
TITLE, HEAD, TEXT, SMALL = 50, 40, 35, 31
"""Heights of letters; a third of it on a screen of 360 pixels."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours that the colour-blind tell apart (Okabe and Ito's), with text that stands out on them."""

    page: str
    ink: str
    soft: str
    track: str
    good: str
    behind: str
    mark: str


LIGHT = Palette("#ffffff", "#14232b", "#4b5f69", "#e3eaee", "#0072b2", "#d98200", "#14232b")
DARK = Palette("#10181d", "#f2f6f8", "#b3c2ca", "#2b3a43", "#56b4e9", "#f0a830", "#f2f6f8")


def draw(words: Chart, *, dark: bool = False) -> bytes:
    """Title, bars, trend, strip, legend, foot; as high as it needs to be."""
    sheet = Sheet(DARK if dark else LIGHT)
    sheet.title(words)
    if words.bars:
        sheet.bars(words)
    if words.trend:
        sheet.trend(words)
    if words.strip:
        sheet.strip(words)
    sheet.text(words.foot, SMALL, color=sheet.palette.soft, lines=2)
    return sheet.png()


class Sheet:
    """One long axis in pixels, filled from the top; the height is known at the end."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._y = float(MARGIN)
        self._patches: list[Any] = []
        self._texts: list[tuple[float, float, str, float, dict[str, Any]]] = []
        self._lines: list[tuple[list[float], list[float], str, float, Any]] = []

    # -- parts --------------------------------------------------------------------------------------------------------

    def title(self, words: Chart) -> None:
        self.text(words.title, TITLE, bold=True, lines=3)
        for line in words.subtitle.split("\n"):
            self.text(line, TEXT, color=self.palette.soft, lines=2)
        self._y += 14

    def bars(self, words: Chart) -> None:
        """A name with its figures over each bar; the line across all of them is the time that has passed."""
        self.text(words.bars_title, HEAD, bold=True, lines=2)
        top = self._y
        largest = max((bar.value for bar in words.bars), default=0) or 1
        for bar in words.bars:
            self._bar(bar, largest)
        if words.elapsed is not None:
            x = MARGIN + (WIDTH - 2 * MARGIN) * words.elapsed
            for at in range(len(words.bars)):
                y = top + at * 104 + 52
                self._lines.append(([x, x], [y, y + 40], self.palette.page, 11, "solid"))
                self._lines.append(([x, x], [y, y + 40], self.palette.mark, 5, "solid"))
            self._key([("line", words.elapsed_told)])
            self._key([("good", words.keys[0]), ("behind", words.keys[1])])
        if words.more:
            self.text(words.more, SMALL, color=self.palette.soft)
        self._y += 26

    def _bar(self, bar: Bar, largest: int) -> None:
        whole, y = WIDTH - 2 * MARGIN, self._y
        told = width(bar.told, TEXT)
        self._put(MARGIN, y + 36, self._fit(bar.name, TEXT, whole - told - 24), TEXT, bold=True)
        self._put(WIDTH - MARGIN, y + 36, bar.told, TEXT, right=True)
        reach = min(bar.share if bar.share is not None else bar.value / largest, 1.0)
        self._box(MARGIN, y + 50, whole, 36, self.palette.track)
        color = self.palette.behind if bar.behind else self.palette.good
        if reach > 0:
            self._box(MARGIN, y + 50, max(whole * reach, 8), 36, color, hatch="//" if bar.behind else None)
        self._y += 104

    def trend(self, words: Chart) -> None:
        """Columns, the newest on the right."""
        self.text(words.trend_title, HEAD, bold=True, lines=2)
        height, base = 230, self._y + 44 + 230
        step = (WIDTH - 2 * MARGIN) / len(words.trend)
        largest = max((value for _, value, _ in words.trend), default=0) or 1
        widest = max(width(said, SMALL) for _, _, said in words.trend)
        every = 1 if widest < step - 4 else 2
        label_every = max(1, -(-int(max(width(label, SMALL) for label, _, _ in words.trend) + 12) // int(step)))
        newest = len(words.trend) - 1
        for at, (label, value, said) in enumerate(words.trend):
            x = MARGIN + at * step
            high = max(height * max(value, 0) / largest, 3)
            self._box(x + step * 0.14, base - high, step * 0.72, high, self.palette.good, radius=5)
            if (newest - at) % every == 0:
                self._put(x + step / 2, base - high - 10, said, SMALL, middle=True)
            if (newest - at) % label_every == 0:
                self._put(x + step / 2, base + 40, label, SMALL, middle=True, color=self.palette.soft)
        self._lines.append(([MARGIN, WIDTH - MARGIN], [base, base], self.palette.soft, 2, "solid"))
        self._y = base + 78

    def strip(self, words: Chart) -> None:
        """A row per hamlet, a sign per period."""
        self.text(words.strip_title, HEAD, bold=True, lines=2)
        columns = len(words.strip_heads)
        names = min(max(width(name, SMALL) for name, _ in words.strip) + 20, 430)
        cell = min((WIDTH - 2 * MARGIN - names) / columns, 96)
        left = WIDTH - MARGIN - cell * columns
        label_every = max(1, -(-int(max(width(head, SMALL) for head in words.strip_heads) + 10) // int(cell)))
        for at, head in enumerate(words.strip_heads):
            if (columns - 1 - at) % label_every == 0:
                self._put(left + (at + 0.5) * cell, self._y + 30, head, SMALL, middle=True, color=self.palette.soft)
        self._y += 46
        for name, states in words.strip:
            self._put(MARGIN, self._y + 38, self._fit(name, SMALL, left - MARGIN - 16), SMALL)
            for at, state in enumerate(states):
                if state is not None:
                    self._sign(state, left + (at + 0.5) * cell, self._y + 27, min(cell * 0.72, 42))
            self._y += 56
        self._y += 10
        self._key([*words.legend])

    def _sign(self, state: State | str, x: float, y: float, size: float) -> None:
        """Told apart by shape first and colour second."""
        ink, half = self.palette, size / 2
        match state:
            case "timely" | "good":
                self._box(x - half, y - half, size, size, ink.good, radius=6)
            case "late":
                self._box(x - half, y - half, size, size, ink.track, radius=6)
                self._box(x - half, y, size, half, ink.good, radius=3)
            case "behind":
                self._box(x - half, y - half, size, size, ink.behind, hatch="//", radius=6)
            case "part":
                self._box(x - half, y - half, size, size, ink.track, radius=6)
                self._box(x - half * 0.4, y - half * 0.4, size * 0.4, size * 0.4, ink.good, radius=3)
            case "missing":
                self._box(x - half, y - half, size, size, ink.behind, radius=6)
                arm = half * 0.5
                for sign in (1, -1):
                    self._lines.append(([x - arm, x + arm], [y - sign * arm, y + sign * arm], ink.page, 5, "solid"))
            case "excused":
                self._lines.append(([x - half * 0.6, x + half * 0.6], [y, y], ink.soft, 5, "solid"))
            case "open":
                self._box(x - half + 2, y - half + 2, size - 4, size - 4, ink.page, edge=ink.soft, radius=6)
            case _:  # the line of the time that has passed
                self._lines.append(([x, x], [y - half, y + half], ink.mark, 5, "solid"))

    def _key(self, signs: list[tuple[Any, str]]) -> None:
        """Signs with their meaning, side by side as far as they fit."""
        x = float(MARGIN)
        for state, label in signs:
            wide = 44 + width(label, SMALL) + 30
            if x > MARGIN and x + wide - 30 > WIDTH - MARGIN:
                x = float(MARGIN)
                self._y += 50
            self._sign(state, x + 17, self._y + 26, 32)
            self._put(x + 46, self._y + 37, self._fit(label, SMALL, WIDTH - MARGIN - x - 46), SMALL)
            x += wide
        self._y += 58

    # -- drawing ------------------------------------------------------------------------------------------------------

    def text(self, text: str, size: float, *, bold: bool = False, color: str = "", lines: int = 1) -> None:
        """A paragraph over the whole width; too long at the smallest size it ends with «…»."""
        if not text:
            return
        rows, fitted = look.fit(
            look.known(text),
            lambda part, at: width(part, at, bold=bold),
            WIDTH - 2 * MARGIN,
            lines=lines,
            largest=size,
            smallest=size * 0.8,
        )
        for row in rows:
            self._put(MARGIN, self._y + fitted, row, fitted, bold=bold, color=color)
            self._y += fitted * 1.32
        self._y += size * 0.22

    def _fit(self, text: str, size: float, room: float) -> str:
        text = look.known(text)
        if width(text, size) <= room:
            return text
        while text and width(text + "…", size) > room:
            text = text[:-1]
        return text.rstrip() + "…"

    def _put(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: str = "",
        right: bool = False,
        middle: bool = False,
    ) -> None:
        how = {
            "color": color or self.palette.ink,
            "ha": "right" if right else "center" if middle else "left",
            "fontproperties": _font(size, bold),
        }
        self._texts.append((x, y, look.known(text), size, how))

    def _box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        color: str,
        *,
        hatch: str | None = None,
        radius: float = 9,
        edge: str = "",
    ) -> None:
        radius = min(radius, wide / 2, high / 2)
        box: Any
        if radius > 1:
            box = FancyBboxPatch(
                (x + radius, y + radius),
                max(wide - 2 * radius, 0.01),
                max(high - 2 * radius, 0.01),
                boxstyle=f"round,pad={radius},rounding_size={radius}",
            )
        else:
            box = Rectangle((x, y), wide, high)
        box.set(facecolor=color, edgecolor=edge or (self.palette.page if hatch else "none"), linewidth=3 if edge else 0)
        if hatch:
            box.set(hatch=hatch)
        self._patches.append(box)

    def png(self) -> bytes:
        """The finished picture."""
        height = self._y + MARGIN * 0.6
        figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=self.palette.page)
        canvas: Any = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        axes.axis("off")
        for patch in self._patches:
            axes.add_patch(patch)
        for xs, ys, color, thick, style in self._lines:
            axes.plot(
                xs, ys, color=color, linewidth=thick * 72 / DPI, linestyle=style, solid_capstyle="round", zorder=5
            )
        for x, y, text, _, how in self._texts:
            axes.text(x, y, text, va="baseline", zorder=6, parse_math=False, **how)
        canvas.draw()
        return _smaller(Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How many pixels wide it is."""
    return float(_measure(round(size * 4), bold).getlength(look.known(text))) / 4


@cache
def _measure(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    # matplotlib measures by drawing, a thousand times slower.
    return ImageFont.truetype(look.BOLD_FILE if bold else look.REGULAR_FILE, size)


def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(fname=str(look.BOLD_FILE if bold else look.REGULAR_FILE), size=size * 72 / DPI)


def _smaller(picture: Image.Image) -> bytes:
    """A PNG with a palette: a fifth of the bytes for who pays for them."""
    out = io.BytesIO()
    # Five times as fast as the default way, smaller, and no colour is off by more than one where it fills a surface.
    picture.convert("RGB").quantize(96, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()
