"""The paper toolkit: what is to be drawn, as values, and the functions that draw it.

Light to import. The functions import their libraries when called, which is meant to happen in a process of its own:
`await press.run(paper.poster, words, "a4")`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from guides.book import Guide

Size = Literal["a4", "a5", "a6"]


@dataclass(frozen=True, slots=True)
class Poster:
    """One idea on one sheet: who it is for, what to do, the code to scan, and where a person helps."""

    commune: str
    """Small above everything: «Xã Nhơn Trạch · tỉnh Đồng Nai»."""
    audience: str
    """«Phụ huynh lớp 5A1 trường TH Phú Đông»."""
    headline: str
    line: str
    link: str
    """What the code says."""
    shown_link: str
    """The same to be typed by hand."""
    scan: str
    """How to scan."""
    help_head: str
    help_lines: tuple[str, ...]
    care: str
    """A warning at the foot."""


@dataclass(frozen=True, slots=True)
class Label:
    """One ticket on a sheet of labels."""

    head: str
    digits: str
    line: str
    link: str


@dataclass(frozen=True, slots=True)
class Card:
    """The picture that a messenger shows beside a forwarded link."""

    commune: str
    audience: str
    headline: str
    line: str


@dataclass(frozen=True, slots=True)
class Handout:
    """A guide to be printed, and the words around it."""

    guide: Guide
    """Filled with the campaign's own words."""
    commune: str
    link: str
    """Where the guide opens on a phone; empty: no code is printed."""
    stale: bool
    """The guide is past its date: the sheet says so."""
    help_lines: tuple[str, ...]


State = Literal["timely", "late", "part", "missing", "excused", "open"]
"""A hamlet's report of one period: there in time, there late, not complete, not there, not owed, not due yet."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One hamlet's way to the target."""

    name: str
    share: float | None
    """Of the target, 1 is reached; None where there is none: the bar then stands for `value` beside the others'."""
    value: int
    told: str
    """What stands beside the name: «116/1.200 · 9,7 %»."""
    behind: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture for a chat: progress per hamlet, the trend, and who reported when. Every word comes ready."""

    title: str
    subtitle: str
    bars_title: str
    bars: tuple[Bar, ...]
    more: str
    """How many hamlets are not shown; empty: all are."""
    elapsed: float | None
    """How much of the time is over, 0–1: a line across the bars."""
    elapsed_told: str
    keys: tuple[str, str]
    """What the two colours of the bars mean: in time, behind."""
    trend_title: str
    trend: tuple[tuple[str, int, str], ...]
    """(label, value, value as said), oldest first."""
    strip_title: str
    strip_heads: tuple[str, ...]
    strip: tuple[tuple[str, tuple[State | None, ...]], ...]
    """A hamlet's name and its states, oldest first; None: before the campaign."""
    legend: tuple[tuple[State, str], ...]
    foot: str


def chart(words: Chart, *, dark: bool = False) -> bytes:
    """1080 pixels wide, PNG, to be read on a phone."""
    from handlers.paper import progress_chart

    return progress_chart.draw(words, dark=dark)


def qr_png(link: str, caption: str = "") -> bytes:
    """The code as a picture to forward, with its quiet zone; a caption stands below, never in it."""
    from handlers.paper import qr

    return qr.picture(link, caption)


def poster(words: Poster, size: Size) -> bytes:
    """A sheet to hang up, as PDF."""
    from handlers.paper import sheet

    return sheet.draw(words, size)


def card(words: Card) -> bytes:
    """1200 × 630 pixels, PNG."""
    from handlers.paper import share_card

    return share_card.draw(words)


def handout(words: Handout, size: Size) -> bytes:
    """A guide to take home, as PDF."""
    from handlers.paper import leaflet

    return leaflet.draw(words, size)
