"""Charts as shapes for SVG: pure numbers in, coordinates out; the templates draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 440, 220
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 16, 34


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at a place of an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A line of totals day by day, and the way to the target if there is one."""

    line: str
    area: str
    pace: str
    """The straight way to the target; "" without one."""
    ticks: tuple[Mark, ...]
    days: tuple[Mark, ...]
    last: tuple[float, float]
    total: int
    due: float | None
    """What the straight way asks for on the last day."""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def trend(
    since: date, last: date, totals: Sequence[int], *, wanted: int | None, until: date | None, baseline: int = 0
) -> Trend:
    """The coordinates of `totals`, one for each day from `since` to `last`; the height goes to whatever is highest."""
    days = max((last - since).days, 1)
    due = _due(since, last, wanted, until, baseline)
    highest = _round_up(max([*totals, due or 0, 1]))

    def x(step: float) -> float:
        return round(LEFT + step * (WIDTH - LEFT - RIGHT) / days, 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM) / highest, 1)

    points = [(x(step), y(total)) for step, total in enumerate(totals)] or [(x(0), y(0))]
    line = " ".join(f"{px},{py}" for px, py in points)
    return Trend(
        line=line,
        area=f"{points[0][0]},{y(0)} {line} {points[-1][0]},{y(0)}",
        pace=f"{x(0)},{y(baseline)} {x(days)},{y(due)}" if due is not None else "",
        ticks=tuple(Mark(y(value), _short(value)) for value in (0, highest // 2, highest)),
        days=tuple(Mark(x(step), f"{date.fromordinal(since.toordinal() + step):%d/%m}") for step in _spread(days)),
        last=points[-1],
        total=totals[-1] if totals else 0,
        due=due,
    )


def _due(since: date, last: date, wanted: int | None, until: date | None, baseline: int) -> float | None:
    """What an even pace from the first day to the target's day asks for on the last day shown."""
    if not wanted or until is None or until <= since or wanted <= baseline:
        return None
    return baseline + (wanted - baseline) * min((last - since).days / (until - since).days, 1)


def _spread(days: int) -> list[int]:
    steps = min(days, 4)
    return sorted({round(days * step / steps) for step in range(steps + 1)})


def _round_up(value: float) -> int:
    """The next of 2, 4, 6, 8, 10 times a power of ten, so that half of it is a whole number."""
    size = 1
    while True:
        for step in (2, 4, 6, 8, 10):
            if step * size >= value:
                return step * size
        size *= 10


def _short(value: int) -> str:
    return f"{value:,}".replace(",", ".")
