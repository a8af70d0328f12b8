"""Text as platforms count it and as people type it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import cut, fold, nfc, shorten, units

TYPED = st.text(st.sampled_from("aàđ ếốABC.\n😀👍🏽.- "), max_size=200)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Báo  Cáo", "bao cao"),
        (unicodedata.normalize("NFD", "Báo Cáo"), "bao cao"),
        ("ĐÃ ĐĂNG KÝ", "da dang ky"),
        ("ｂｃ　ｃｋｓ　５", "bc cks 5"),
        (" huỷ\n\tbỏ ", "huy bo"),
        ("😀 ổn", "😀 on"),
        ("", ""),
    ],
)
def test_folding_makes_every_way_of_typing_the_same(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(TYPED)
def test_folding_twice_changes_nothing_and_both_forms_fold_alike(text: str) -> None:
    assert fold(fold(text)) == fold(text) == fold(unicodedata.normalize("NFD", text))


@given(st.text(max_size=80))
def test_units_are_what_utf16_says(text: str) -> None:
    kept = text.encode("utf-16-le", "surrogatepass")

    assert units(text) == len(kept) // 2


def test_a_decomposed_word_is_counted_and_kept_composed() -> None:
    typed = unicodedata.normalize("NFD", "ệ")

    assert (units(typed), units(nfc(typed))) == (3, 1)


@given(TYPED, st.integers(min_value=2, max_value=40))
def test_no_piece_is_empty_or_too_long_and_only_white_space_is_lost(text: str, limit: int) -> None:
    pieces = cut(text, limit)

    assert all(piece.strip() and units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("một hai", 20, ["một hai"]),
        ("  \n ", 20, []),
        ("đoạn một\n\nđoạn hai", 14, ["đoạn một", "đoạn hai"]),
        ("dòng một\ndòng hai", 12, ["dòng một", "dòng hai"]),
        ("Câu một. Câu hai.", 12, ["Câu một.", "Câu hai."]),
        ("từng từ một", 8, ["từng từ", "một"]),
        ("aaaaaaaaaa", 4, ["aaaa", "aaaa", "aa"]),
        ("😀😀😀", 4, ["😀😀", "😀"]),
    ],
)
def test_a_text_is_cut_at_the_best_seam_there_is(text: str, limit: int, pieces: list[str]) -> None:
    assert cut(text, limit) == pieces


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("vừa khít", 8, "vừa khít"),
        ("quá dài rồi", 8, "quá dài…"),
        ("😀😀😀", 5, "😀😀…"),
        ("😀😀😀", 6, "😀😀😀"),
    ],
)
def test_a_label_is_shortened_within_its_units(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short
