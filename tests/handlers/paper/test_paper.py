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


@pytest.mark.parametrize("size", ["a4", "a5", "a6"])
@pytest.mark.parametrize("audience", [POSTER.audience, "lớp 12A10 Trường Phổ thông Dân tộc nội trú huyện Kon Rẫy " * 2])
def test_no_word_of_a_poster_stands_where_printers_leave_white(size: paper.Size, audience: str) -> None:
    page = pypdf.PdfReader(BytesIO(paper.poster(replace(POSTER, audience=audience), size))).pages[0]
    words: list[tuple[float, float]] = []

    def seen(text: str, _cm: Any, tm: Any, _font: Any, size: float) -> None:
        if text.strip():
            words.append((tm[5] - 0.25 * size, tm[5] + 0.95 * size))  # with «ạ» below and «Ẩ» above

    page.extract_text(visitor_text=seen)
    assert len(words) >= 9
    assert min(low for low, _ in words) >= 5 * look.MM
    assert max(high for _, high in words) <= page.mediabox.height - 5 * look.MM


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Kích hoạt tài khoản VNeID", ["Kích hoạt", "tài khoản VNeID"]),
        ("Phụ huynh lớp 5A1 trường Tiểu học Phú Đông", ["Phụ huynh lớp 5A1", "trường Tiểu học Phú Đông"]),
        ("Lễ ra quân: các bàn chữ ký số, ngân hàng, công an", ["Lễ ra quân: các bàn chữ ký số,", "ngân hàng, công an"]),
        ("Một câu.\nCâu sau dài hơn nhiều lắm.", ["Một câu.", "Câu sau dài hơn nhiều lắm."]),
        ("trực tuyến", ["trực", "tuyến"]),
        ("một", ["một"]),
    ],
)
def test_lines_are_broken_where_a_reader_takes_breath(text: str, lines: list[str]) -> None:
    widest = max(len(line) for line in lines)

    found, _ = look.fit(text, lambda piece, size: len(piece) * size, widest, lines=2, largest=1, smallest=0.9)

    assert found == lines


def test_a_line_shrinks_a_little_rather_than_tear_a_word() -> None:
    def fitted(smallest: float) -> tuple[list[str], float]:
        text = "Ba bốn chữ ký số nào"
        return look.fit(text, lambda piece, size: len(piece) * size, 12.5, lines=2, largest=1, smallest=smallest)

    assert fitted(0.99) == (["Ba bốn chữ", "ký số nào"], 1)
    assert fitted(0.5) == (["Ba bốn", "chữ ký số nào"], 0.96)


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
