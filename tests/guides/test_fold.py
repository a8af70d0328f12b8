"""Every way of typing a thing gives the same plain words."""

from __future__ import annotations

import random

import pytest

from guides.fold import LONGEST, fold, read_lexicon, sayings, shorten, unmark, words


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Đăng ký chữ ký số", "dang ky chu ky so"),
        ("Đăng ký chữ ký số", "dang ky chu ky so"),
        ("DANG KY CHU KY SO", "dang ky chu ky so"),
        ("ddawng kys chuwx kys soos", "dang ky chu ky so"),
        ("ddawngs kys", "dang ky"),
        ("d9a8ng ky1 ca6n cu7o7c1", "dang ky can cuoc"),
        ("quên mk", "quen mat khau"),
        ("hổng nhận đc otp", "khong nhan duoc otp"),
        ("ko vào đc vneid", "khong vao duoc vneid"),
        ("vnied bị lỗi", "vneid bi loi"),
        ("làm cccd ở đâu", "lam can cuoc o dau"),
        ("mần răng chừ", "lam sao bay gio"),
        ("cks trên vssit", "chu ky so tren vssid"),
        ("mấttttt điện thoạiiiii", "mat dien thoai"),
        ("lên mức2", "len muc 2"),
        ("mua 4g, 5g", "mua 4g 5g"),
        ("ＶＮｅＩＤ", "vneid"),
        ("nộp phạt 1.500.000đ?!", "nop phat 1 500 000d"),
        ("", ""),
        ("😀🎉", ""),
    ],
)
def test_folding(typed: str, plain: str) -> None:
    assert fold(typed) == plain


@pytest.mark.parametrize("name", ["vneid", "vssid", "smartca", "etax", "fax", "test", "box", "user"])
def test_names_are_not_taken_for_slips(name: str) -> None:
    assert fold(name) == name


def test_every_mark_of_the_alphabet_goes() -> None:
    marked = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"

    assert set(unmark(marked)) == set("aeiouyd")


def test_sayings_are_found_in_the_words() -> None:
    assert sayings(words("quên mật khẩu trên máy mới")) == ["@quenmk", "@matkhau", "@doimay"]
    assert sayings(words("trời hôm nay đẹp")) == []


def test_a_long_text_keeps_its_beginning_and_end() -> None:
    kept = shorten("đầu " + "x" * 10_000 + " cuối")

    assert kept.startswith("đầu") and kept.endswith("cuối")
    assert len(kept) <= LONGEST + 1


def test_folding_twice_changes_nothing() -> None:
    once = fold("Hổng nhận đc mã OTP, quene maatj khaaur mần răng chừ")

    assert fold(once) == once


def test_any_text_can_be_folded() -> None:
    chance = random.Random(7)
    for _ in range(2_000):
        text = "".join(
            chr(
                chance.choice(
                    (chance.randrange(32, 127), chance.randrange(0x1EA0, 0x1EFA), chance.randrange(1, 0xD7FF))
                )
            )
            for _ in range(40)
        )
        assert fold(text) == " ".join(words(text))


def test_a_lexicon_line_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match=r"words\.txt:2"):
        read_lexicon("[short]\nko khong\n")
