"""Words in which the keys of the Telex keyboard were left standing: «luwowtj», «lươtj», «soos», «muwowif»."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from handlers.counts.tokens import spell

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_SHAPES = (
    ("uow", "ươ"), ("uwow", "ươ"), ("ưow", "ươ"), ("uơw", "ươ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("aw", "ă"),
    ("ow", "ơ"), ("uw", "ư"), ("dd", "đ"), ("ươw", "ươ"), ("ôo", "ô"), ("êe", "ê"), ("âa", "â"),
)  # fmt: skip
_HATS = tuple(zip("áàảãạóòỏõọéèẻẽẹ", "ấầẩẫậốồổỗộếềểễệ", strict=True))
_LONG = 5
"""Shorter words have too many neighbours."""
_VOWELS = "aăâeêioôơuưy"
_WORD = re.compile(r"[^\W\d_]{3,9}")
_MARKS = "".join(_TONES.values())


def mended(text: str, known: frozenset[str]) -> str:
    """The text with such words as they were meant, where that is a word that is known; all others stay."""

    def one(found: re.Match[str]) -> str:
        word = found.group()
        meant = _decoded(word.lower())
        if meant is None or spell(word)[0] in known:
            return word
        if len(word) >= _LONG and spell(meant)[0] not in known:
            meant = next((other for other in _nearly(meant) if spell(other)[0] in known), meant)
        return meant if spell(meant)[0] in known else word

    return _WORD.sub(one, text)


def _nearly(word: str) -> Iterator[str]:
    """The word with the stroke or the hat that its keys forgot: «dawtj» for «đặt», «huans» for «huấn»."""
    if word.startswith("d"):
        yield "đ" + word[1:]
    for bare, hatted in _HATS:
        if bare in word:
            yield word.replace(bare, hatted, 1)


@lru_cache(maxsize=4096)
def _decoded(word: str) -> str | None:
    """The word that these keys make; None where they are no Telex keys."""
    letters, tone = word, ""
    apart = unicodedata.normalize("NFD", word)
    marked = any(ch in _MARKS for ch in apart)
    if letters[-1] in _TONES and not marked and len(letters) > 2:
        letters, tone = letters[:-1], _TONES[letters[-1]]
    elif not marked:
        inner = next(
            (i for i in range(1, len(letters) - 1) if letters[i] in _TONES and letters[i - 1] in _VOWELS + "w"), None
        )
        if inner is not None:
            tone, letters = _TONES[letters[inner]], letters[:inner] + letters[inner + 1 :]
    shaped = letters
    for keys, meant in _SHAPES:
        shaped = shaped.replace(keys, meant)
    if "w" in shaped[2:]:
        shaped = _late(shaped)
    if not tone and shaped == word:
        return None
    return _toned(shaped, tone) if tone else shaped


def _late(word: str) -> str:
    """The horn typed behind the end of its word: «vangw», «vanwg», «luotw»."""
    at = word.rindex("w")
    before, behind = word[:at], word[at + 1 :]
    for bare, horned in (("uo", "ươ"), ("a", "ă"), ("o", "ơ"), ("u", "ư")):
        if bare in before:
            return before.replace(bare, horned, 1) + behind
    return word


def _toned(word: str, tone: str) -> str | None:
    """The word with the tone on its main vowel."""
    places = [i for i, ch in enumerate(word) if ch in _VOWELS]
    if word[:2] in ("qu", "gi") and len(places) > 1:
        places = places[1:]
    if not places:
        return None
    shaped = [i for i in places if word[i] in "ăâêôơư"]
    if shaped:
        at = shaped[-1]
    elif len(places) == 1:
        at = places[0]
    else:
        at = places[-1] if places[-1] != len(word) - 1 else places[-2]
    return unicodedata.normalize("NFC", word[: at + 1] + tone + word[at + 1 :])
