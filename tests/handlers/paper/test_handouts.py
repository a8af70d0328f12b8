"""Every guide on paper: all of its words, all fonts inside, few pages, a code that opens it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pypdf
import pytest

import app
from guides.book import Book, Guide
from handlers import paper
from handlers.paper import leaflet, look
from handlers.papers import commune_of, handout_of, help_lines_of
from handlers.phrases import paper as say
from handlers.presets import load_named, names
from handlers.tools import variables
from tests.handlers.paper.test_paper import assert_embedded

TODAY = date(2025, 10, 18)
SIZES: tuple[paper.Size, ...] = ("a4", "a5")
BOOK = Book.load(app.CONTENT)
BAND = commune_of(load_named("nhon-trach-2025", app.CAMPAIGNS))
PRESETS = names(app.CAMPAIGNS)


@cache
def words(id_: str, preset: str = "nhon-trach-2025", *, link: bool = True, today: date = TODAY) -> paper.Handout:
    campaign = load_named(preset, app.CAMPAIGNS)
    return handout_of(
        BOOK.guides[id_].fill(variables(campaign)),
        commune=commune_of(campaign),
        link=f"https://troly.nhontrach.example.vn/l/{id_}" if link else "",
        help_lines=help_lines_of(campaign),
        today=today,
    )


def text_of(document: pypdf.PdfReader) -> str:
    """The words as one reads them, without the band and the foot of each page."""
    pages = []
    for number, page in enumerate(document.pages, 1):
        lines = page.extract_text().split("\n")
        foot = f"{number}/{len(document.pages)}"
        pages += [line for line in lines if line.strip() not in (foot, say.CARE, say.CARE + foot, BAND)]
    return squeezed(" ".join(pages))


def squeezed(text: str) -> str:
    return " ".join(look.known(text).split())


def spoken(guide: Guide) -> list[str]:
    """All that a guide tells, piece by piece in its order."""
    pieces = [guide.title, guide.summary]
    for section in guide.sections:
        pieces += [section.title, section.intro]
        for step in section.steps:
            pieces += [f"{step.number}.", step.text, f"{say.SEES} {step.sees}" if step.sees else ""]
            pieces += [f"{say.IF.format(fault=fault)} {remedy}" for fault, remedy in step.troubles]
        pieces += list(section.bullets)
    return [squeezed(piece) for piece in pieces if piece.strip()]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("id_", list(BOOK.guides))
def test_every_guide_is_printed_whole_and_in_order(id_: str, size: paper.Size) -> None:
    handout = words(id_)
    document = pypdf.PdfReader(BytesIO(paper.handout(handout, size)))
    text = text_of(document)

    at = 0
    for piece in spoken(handout.guide):
        found = text.find(piece, at)
        assert found >= 0, f"{piece!r} is not behind {text[max(at - 40, 0) : at]!r}"
        at = found + len(piece)
    for source in handout.guide.sources:
        assert squeezed(f"{source.name} ({source.date:%d/%m/%Y})") in text[at:]
    assert f"{handout.guide.checked:%d/%m/%Y}" in text
    assert len(document.pages) <= 4
    assert_embedded(document)


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
def test_the_longest_guides_stay_short_in_every_campaign(preset: str) -> None:
    longest = sorted(BOOK.guides, key=lambda id_: -len("".join(spoken(BOOK.guides[id_]))))[:5]
    for id_ in longest:
        pages = pypdf.PdfReader(BytesIO(paper.handout(words(id_, preset), "a5"))).pages
        assert len(pages) <= 4, id_


def test_what_one_must_read_is_at_least_thirteen_points() -> None:
    sizes: dict[str, float] = {}

    def seen(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes[squeezed(text)] = size * abs(tm[3])

    for page in pypdf.PdfReader(BytesIO(paper.handout(words("vneid-kich-hoat"), "a5"))).pages:
        page.extract_text(visitor_text=seen)

    small = " ".join(text for text, size in sizes.items() if size < 13)
    for step in words("vneid-kich-hoat").guide.steps:
        assert squeezed(step.text)[:25] not in small
    assert leaflet.BODY >= 13 and max(sizes.values()) >= 20


def test_without_an_address_no_code_is_printed() -> None:
    with_code = paper.handout(words("vneid-kich-hoat"), "a5")
    without = paper.handout(words("vneid-kich-hoat", link=False), "a5")

    assert say.SCAN in text_of(pypdf.PdfReader(BytesIO(with_code)))
    assert say.SCAN not in text_of(pypdf.PdfReader(BytesIO(without)))


def test_a_guide_past_its_date_says_so_on_paper() -> None:
    late = words("vneid-kich-hoat", today=date(2028, 1, 1))

    assert "quá hạn kiểm tra" in text_of(pypdf.PdfReader(BytesIO(paper.handout(late, "a4"))))


def test_markup_in_a_guide_stays_words() -> None:
    handout = words("vneid-kich-hoat")
    hostile = replace(handout, guide=replace(handout.guide, title="<b>1 < 2 & 3</b> → {x}"))

    assert "<b>1 < 2 & 3</b> – {x}" in text_of(pypdf.PdfReader(BytesIO(paper.handout(hostile, "a4"))))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("id_", ["can-cuoc-lam-the", "vneid-kich-hoat", "cks-mysign", "thanh-toan-qr"])
def test_no_page_ends_with_a_heading(id_: str, size: paper.Size) -> None:
    handout = words(id_)
    titles = {squeezed(section.title) for section in handout.guide.sections} | {say.HELP}

    for page in pypdf.PdfReader(BytesIO(paper.handout(handout, size))).pages:
        lines: list[tuple[float, str]] = []
        page.extract_text(visitor_text=lambda text, _cm, tm, _font, _size, to=lines: to.append((tm[5], squeezed(text))))
        body = [(y, text) for y, text in lines if text and y > leaflet.FOOT]
        assert min(body)[1] not in titles
