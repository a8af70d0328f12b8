"""What people write: marks composed and not, emoji, huge numbers, quotes: all that a careless reader breaks on."""

from __future__ import annotations

import unicodedata
from random import Random

_SAID = (
    "bc cks 5 vneid 12",
    "Thủ tục đăng ký khai sinh?",
    "Đã hỗ trợ 35 hộ, vướng mắc mạng yếu 📶",
    "👨‍👩‍👧‍👦 cả nhà 🇻🇳 xong rồi ạ 🎉",
    'anh nói "xong" \\ rồi / chưa?',
    "dòng một\ndòng hai\tvà nữa",
    "<b>báo cáo</b> & {số} %s $1",
    "Ưu tiên người già, khuyết tật – ấp Phước Mỹ",
    "số 36893488147419103233 và 1e308",
    "\u200bchữ\u00a0có khoảng trắng lạ\u2060",
)


def said(random: Random, number: int) -> str:
    """Something new every time: it ends with its number."""
    text = f"{random.choice(_SAID)} #{number}"
    return unicodedata.normalize(random.choice(("NFC", "NFD")), text)


def huge(random: Random) -> int:
    """Above what a double holds exactly."""
    return random.randrange(2**53 + 1, 2**62) | 1


def hexes(random: Random, length: int) -> str:
    return "".join(random.choices("0123456789abcdef", k=length))
