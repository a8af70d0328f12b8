"""Codes, posters and cards: as a phone and a printer would find them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdf
import pytest
from PIL import Image

from handlers import paper
from handlers.paper import look, qr, sheet

LINK = "https://troly.nhontrach.example.vn/l/k7m2xab"
POSTER = paper.Poster(
    commune="Xã Nhơn Trạch · tỉnh Đồng Nai",
    audience="Phụ huynh lớp 5A1 trường TH Phú Đông",
    headline="Quét mã, hỏi Trợ lý số",
    line="Cài VNeID, làm chữ ký số. Miễn phí.",
    link=LINK,
    shown_link="troly.nhontrach.example.vn/l/k7m2xab",
    scan="Mở Zalo hoặc máy ảnh, quét mã này",
    help_head="Cần người giúp trực tiếp",
    help_lines=("Trung tâm Phục vụ hành chính công xã", "7:30–11:30, 13:30–17:00"),
    care="Trợ lý trả lời tự động. Không bao giờ hỏi mật khẩu, mã OTP.",
)


def modules(picture: bytes, count: int) -> tuple[tuple[bool, ...], ...]:
    """The code's modules as they stand in the picture, each looked at over its whole square."""
    image = Image.open(BytesIO(picture)).convert("L")
    pixel = image.width // (count + 2 * qr.QUIET)
    assert image.width == pixel * (count + 2 * qr.QUIET)
    found = []
    for y in range(-qr.QUIET, count + qr.QUIET):
        row = []
        for x in range(-qr.QUIET, count + qr.QUIET):
            left, top = (x + qr.QUIET) * pixel, (y + qr.QUIET) * pixel
            low, high = image.crop((left, top, left + pixel, top + pixel)).getextrema()
            assert low == high, f"module {x},{y} has both colours"
            row.append(low == 0)
        found.append(tuple(row))
    return tuple(found)


@pytest.mark.parametrize("caption", ["", "Phụ huynh lớp 5A1", "rất dài " * 40])
def test_the_picture_is_the_code_with_four_modules_of_quiet_around(caption: str) -> None:
    code = qr.matrix(LINK)
    seen = modules(paper.qr_png(LINK, caption), len(code))

    inner = tuple(row[qr.QUIET : -qr.QUIET] for row in seen[qr.QUIET : -qr.QUIET])
    rim = [cell for at, row in enumerate(seen) for cell in row if at < qr.QUIET or at >= len(seen) - qr.QUIET]
    rim += [cell for row in seen for cell in (*row[: qr.QUIET], *row[-qr.QUIET :])]
    assert inner == code
    assert not any(rim)


def test_the_code_says_by_its_format_bits_that_a_quarter_may_be_damaged() -> None:
    code = qr.matrix(LINK)

    masked = [code[8][0], code[8][1]]
    assert [bit ^ mask for bit, mask in zip(masked, (True, False), strict=True)] == [True, True]  # 0b11 is Q


def test_too_long_a_link_is_told() -> None:
    with pytest.raises(ValueError, match="version"):
        qr.matrix("x" * 5000)


@pytest.mark.parametrize(("size", "wide", "high"), [("a4", 210, 297), ("a5", 148, 210), ("a6", 105, 148)])
def test_a_poster_is_one_page_with_its_words_and_embedded_fonts(size: paper.Size, wide: int, high: int) -> None:
    document = pypdf.PdfReader(BytesIO(paper.poster(POSTER, size)))

    assert len(document.pages) == 1
    page = document.pages[0]
    assert (round(page.mediabox.width / look.MM), round(page.mediabox.height / look.MM)) == (wide, high)
    text = " ".join(page.extract_text().split())
    for words in (POSTER.commune, POSTER.audience, POSTER.headline, POSTER.line, POSTER.shown_link, POSTER.care):
        assert words in text
    assert_embedded(document)


def assert_embedded(document: pypdf.PdfReader) -> None:
    """Every font that is listed anywhere is in the file."""
    for page in document.pages:
        resources: Any = page["/Resources"]
        fonts = [font.get_object() for font in resources["/Font"].get_object().values()]
        assert fonts
        for font in fonts:
            assert "BeVietnam" in font["/BaseFont"]
            assert "/FontFile2" in font["/FontDescriptor"].get_object()


def test_the_same_words_give_the_same_bytes() -> None:
    assert paper.poster(POSTER, "a6") == paper.poster(POSTER, "a6")


@pytest.mark.parametrize("audience", ["W" * 120, "lớp " * 60, "", "‮مدرسة 学校 <b>&", "một"])
def test_words_of_any_kind_leave_the_code_large(audience: str) -> None:
    words = replace(POSTER, audience=audience, help_lines=("dài " * 50, "dài " * 50))
    _, side = sheet._drawn(words, "a6", 0.72)

    assert len(pypdf.PdfReader(BytesIO(paper.poster(words, "a6"))).pages) == 1
    assert side >= 30  # hundredths of 105 mm: more than 3 cm even then


def test_the_card_has_the_size_that_messengers_want() -> None:
    card = paper.card(paper.Card(POSTER.commune, POSTER.audience, "Trợ lý số chỉ từng bước", "Miễn phí"))
    image = Image.open(BytesIO(card))

    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(card) < 60_000


def test_every_text_stands_out_from_what_it_stands_on() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for text, ground in look.TEXT_ON:
        light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)
