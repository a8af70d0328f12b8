"""«cksnăm», «mườivneid», «sốsổ», «nămcòn»: two words that were typed without the blank between them."""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.counts import words as w
from handlers.counts.atoms import Atom
from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import Token, Words, is_syllable, spell

_DIGITS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NUMBERS = frozenset(_DIGITS) | frozenset(spell(word)[1] for word in _DIGITS)
_ENDING = _NUMBERS | {"mươi", "chục", "chuc", "trăm", "tram", "nghìn", "nghin"}
"""«hai mươicài VNeID» as «hai muoicai …», «hai chụclượt»."""
_ENDINGS = frozenset(("lam", "tu", "mot", "nham", "linh", "le"))
_WORD = re.compile(r"[^\W\d_]{4,14}")
_LEAST = 2
"""Shorter beginnings of a word are no label."""
_LONG = 5
"""Shorter words are too often a word of their own («bacu», «hako»)."""
_COMMON = Words("""
    hôm, qua, nay, mai, lại, con, còn, cách, rồi, chứ, chớ, theo, gọi, gửi, tối, thứ, báo, cáo, baocao, báocáo,
    hdbank, agribank, vietinbank, vietcombank, viettinbank, mobifone, vinaphone, kaka, haha, hihi
    """)
_VOWEL = re.compile("[aeiouy]")


def unglued(text: str, lexicon: Lexicon) -> str:
    """The text with a blank inside such words, where both halves are known words."""
    return _WORD.sub(lambda found: found.group() if _runs_on(found) else _parted(lexicon, found.group()), text)


def _runs_on(found: re.Match[str]) -> bool:
    """«nămạ0912345678»: digits go on behind what would be cut to a number and politeness."""
    return found.group()[-1] in "ạa" and found.string[found.end() : found.end() + 1].isdigit()


def stuck(atoms: list[Atom], tokens: tuple[Token, ...], lexicon: Lexicon) -> str | None:
    """A word that begins or ends like a number, or like a label, and that nobody can cut surely; None without one.

    What it hides may be a figure of its own, or the label of the figure beside it.
    """
    for atom in atoms:
        for token in tokens[atom.start : atom.end] if atom.sort == "word" else ():
            if _hides(lexicon, token.text):
                return token.text
    return None


@lru_cache(maxsize=4096)
def _parted(lexicon: Lexicon, word: str) -> str:
    low, plain = spell(word)
    if _whole(lexicon, low, plain) or len(low) != len(word):
        return word
    if len(word) >= _LONG:
        for at in range(_LEAST, len(low) - 1):
            left, right = low[:at], low[at:]
            if right in _NUMBERS and _ends_label(lexicon, left):
                return f"{word[:at]} {word[at:]}"
            if left in _ENDING and _begins_label(lexicon, right):
                return f"{word[:at]} {word[at:]}"
    if is_syllable(plain) or _known(low):
        return word
    if low[-1] in "ạa" and (low[:-1] in _ENDING or (len(low) >= _LONG and _named(lexicon, low[:-1]))):
        return f"{word[:-1]} {word[-1]}"  # «nămạ», «gia đìnhạ»
    cuts = [at for at in range(_LEAST, len(low) - 1) if _both_known(lexicon, low[:at], low[at:])]
    return f"{word[: cuts[0]]} {word[cuts[0] :]}" if len(cuts) == 1 else word


@lru_cache(maxsize=4096)
def _hides(lexicon: Lexicon, word: str) -> bool:
    low, plain = spell(word)
    if len(plain) < _LONG - 1 or _whole(lexicon, low, plain) or is_syllable(plain) or _known(low):
        return False
    if len(plain) < _LONG:  # «6 người điký số»
        left, right = plain[:_LEAST], plain[_LEAST:]
        begun = any(entry.sort == "indicator" for entry in lexicon.entries.get(right, ()))
        return begun and right != "so" and bool(_VOWEL.search(left)) and _known(left)  # but «baso caso»
    for at in range(_LEAST, len(plain) - 1):
        if _both_known(lexicon, low[:at], low[at:]):
            return True  # in more than one place
        for half in (plain[:at], plain[at:]):
            if half in _ENDING or (len(half) > _LEAST and _ends_label(lexicon, half) and not is_syllable(half)):
                return True
    return False


def _whole(lexicon: Lexicon, low: str, plain: str) -> bool:
    """It is a label, or a word of one, as it stands."""
    return low in lexicon.spelt or plain in lexicon.entries


def _both_known(lexicon: Lexicon, left: str, right: str) -> bool:
    if not _VOWEL.search(spell(right)[1]) or not (_VOWEL.search(spell(left)[1]) or _begins_label(lexicon, left)):
        return False
    if _numeral(left) and _numeral(right):
        return left in _DIGITS and right in ("mươi", "chục")  # «chuclam»: «chục làm», or twenty-five
    named = [_named(lexicon, half) for half in (left, right)]
    if len(left) + len(right) < _LONG:
        return all(spell(half)[1] in lexicon.plain_spelt for half in (left, right))  # «hộđi» like «hodi»
    return all(own or half in _ENDING or _known(half) for own, half in zip(named, (left, right), strict=True))


def _named(lexicon: Lexicon, half: str) -> bool:
    return half in lexicon.spelt or half in lexicon.plain_spelt


def _numeral(half: str) -> bool:
    return half in _ENDING or spell(half)[1] in _ENDINGS


@lru_cache(maxsize=4096)
def _known(low: str) -> bool:
    """A word of the lists that are no campaign's own."""
    token = Token("word", low, low, spell(low)[1], 0, len(low), True)
    return any(token in words for words in (w.FILLERS, w.POLITE, w.JOIN, w.STORY, w.NEGATING, w.TEAMS, _COMMON))


def _ends_label(lexicon: Lexicon, word: str) -> bool:
    return spell(word)[1] in lexicon.plain_label_words  # the same with marks as without


def _begins_label(lexicon: Lexicon, word: str) -> bool:
    entries = lexicon.entries.get(spell(word)[1], ())
    return len(word) >= _LEAST and any(entry.sort == "indicator" and len(entry.parts) == 1 for entry in entries)
