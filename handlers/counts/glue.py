"""«cksnăm», «chữ ký sốnăm», «mườivneid»: a number word and a label that were typed without the blank between them."""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import spell

_DIGITS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NUMBERS = frozenset(_DIGITS) | frozenset(spell(word)[1] for word in _DIGITS)
_ENDING = _NUMBERS | {"mươi"}
"""«hai mươicài VNeID» as «hai muoicai …»."""
_WORD = re.compile(r"[^\W\d_]{5,14}")
_LEAST = 2
"""Shorter beginnings of a word are no label."""


def unglued(text: str, lexicon: Lexicon) -> str:
    """The text with a blank inside such words; no other word of Vietnamese is a label and a number word in one."""
    return _WORD.sub(lambda found: _parted(lexicon, found.group()), text)


@lru_cache(maxsize=4096)
def _parted(lexicon: Lexicon, word: str) -> str:
    low, plain = spell(word)
    if low in lexicon.spelt or plain in lexicon.entries or len(low) != len(word):
        return word
    for at in range(_LEAST, len(low) - 1):
        left, right = low[:at], low[at:]
        if right in _NUMBERS and _ends_label(lexicon, left):
            return f"{word[:at]} {word[at:]}"
        if left in _ENDING and _begins_label(lexicon, right):
            return f"{word[:at]} {word[at:]}"
    return word


def _ends_label(lexicon: Lexicon, word: str) -> bool:
    return spell(word)[1] in lexicon.plain_label_words  # the same with marks as without


def _begins_label(lexicon: Lexicon, word: str) -> bool:
    entries = lexicon.entries.get(spell(word)[1], ())
    return len(word) >= _LEAST and any(entry.sort == "indicator" and len(entry.parts) == 1 for entry in entries)
