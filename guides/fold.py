"""Vietnamese as people type it, made plain: lower case, no marks, telex slips undone, short forms written out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

LONGEST = 1500
"""Characters of a question that are looked at; of a longer one its beginning and its end, where the wish stands."""

WORDS = Path(__file__).with_name("words.txt")

_TOKEN = re.compile(r"[^\W_]+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_VNI = re.compile(r"(?<![^\W\d_])[a-zđ]{1,5}(?:[6789][a-zđ]{0,4}[1-5]?\b|[1-9][a-zđ])")
_DIGITS = re.compile(r"[1-9]")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|uyu|uoi|uou|ieu|yeu|oai|oay|oeo|uay|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|ua|ue|ui|uo|uu|uy|ye|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_TELEX = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("w", ""), ("ww", ""))
_TONE = re.compile(r"[sfrxj]")
_KEPT = (
    "vneid vssid vnpt viettel smartca mysign etax pdf app otp pin nfc qr sim wifi web zalo usb csgt mst sms ios box"
    " fix fax taxi max mix tax form for of if is as us user users test best fast first bus gas plus x s f r j w"
)
_KEEP = frozenset(_KEPT.split())
"""Words that look like slips of telex keys and are none."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words.txt says: short forms by the typed word, and sayings by their plain words."""

    short: Mapping[str, tuple[str, ...]]
    same: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]
    """How many words the sayings have that begin with this word."""


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon, read once."""
    return read_lexicon(WORDS.read_text(encoding="utf-8"))


def read_lexicon(text: str) -> Lexicon:
    """The lexicon that a text in the form of words.txt describes. Raises ValueError at a line of another form."""
    short: dict[str, tuple[str, ...]] = {}
    same: dict[str, str] = {}
    part = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = unicodedata.normalize("NFC", raw.partition("#")[0].strip().lower())
        if not line:
            continue
        if line in ("[short]", "[same]"):
            part = line
            continue
        forms, equals, meaning = (piece.strip() for piece in line.partition("="))
        if not (part and equals and forms and meaning):
            raise ValueError(f"words.txt:{number}: not of the form «forms = meaning»")
        if part == "[short]":
            short.update((form, tuple(meaning.split())) for form in forms.split())
        else:
            for form in forms.split("|"):
                same[" ".join(plain for word in _typed(form) for plain in _meant(*word, short))] = f"@{meaning}"
    lengths: dict[str, set[int]] = {}
    for saying in same:
        first, *more = saying.split(" ")
        lengths.setdefault(first, set()).add(1 + len(more))
    return Lexicon(short, same, {first: tuple(sorted(found)) for first, found in lengths.items()})


def unmark(text: str) -> str:
    """The text in small letters without Vietnamese marks."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join("d" if ch == "đ" else ch for ch in plain if not unicodedata.combining(ch))


def shorten(text: str) -> str:
    """The part of a text that is looked at: all of it, or its first two thirds of LONGEST and its last third."""
    if len(text) <= LONGEST:
        return text
    head = LONGEST * 2 // 3
    return f"{text[:head]} {text[head - LONGEST :]}"


def words(text: str) -> list[str]:
    """The plain words of a text, as they are compared: «Hổng nhận đc mã OTP» → khong nhan duoc ma otp."""
    return heard(text)[0]


def heard(text: str) -> tuple[list[str], list[str]]:
    """The plain words of a text, and its words with marks as they were typed («mất» and «mật» are one plain word)."""
    plain: list[str] = []
    marked: list[str] = []
    for word, vni in _typed(shorten(text)):
        # A long word is nobody's usual one, and not worth the memory.
        meant, marks = (_shipped if len(word) <= 24 else _told)(word, vni)
        plain.extend(meant)
        if marks:
            marked.append(word)
    return plain, marked


def fold(text: str) -> str:
    """The plain words with single spaces between."""
    return " ".join(words(text))


def sayings(plain: Sequence[str]) -> list[str]:
    """The meanings of the known sayings among plain words; where one stands within another, the longer one too."""
    known = lexicon()
    same, lengths = known.same, known.lengths
    found: dict[str, None] = {}
    for start, word in enumerate(plain):
        for length in lengths.get(word, ()):
            if (meaning := same.get(" ".join(plain[start : start + length]))) is not None:
                found[meaning] = None
    return list(found)


def _typed(text: str) -> list[tuple[str, bool]]:
    """The words as typed, in small letters, each with whether the text has the digits of a VNI keyboard."""
    typed = unicodedata.normalize("NFKC", text).lower()
    vni = _DIGITS.search(typed) is not None and _VNI.search(typed) is not None
    return [(word, vni) for word in _TOKEN.findall(typed)]


def _told(word: str, vni: bool) -> tuple[tuple[str, ...], bool]:
    """The plain words that one typed word stands for, and whether its marks tell something: it is no short form."""
    short = lexicon().short
    return _meant(word, vni, short), word not in short and unmark(word) != word


_shipped = lru_cache(maxsize=8192)(_told)


def _meant(word: str, vni: bool, short: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The plain words that one typed word stands for by these short forms."""
    meaning = short.get(word)
    if meaning is not None:
        return meaning
    bare = _bare(word, vni)
    # The word itself was unmarked by its telex or stretched letters: «mkkkk», «ddk».
    return short.get(bare, (bare,)) if bare != unmark(word) else (bare,)


def _bare(word: str, vni: bool) -> str:
    """One typed word without marks, stretched letters and the keys of an input method that was switched off."""
    bare = unmark(word)
    if _STRETCHED.search(bare):
        bare = _STRETCHED.sub(r"\1", bare)
    if bare.isdigit() or not bare.isascii() or len(bare) > 12 or bare in _KEEP:
        return bare[:40]
    if vni and not bare[0].isdigit() and _SYLLABLE.fullmatch(stripped := _DIGITS.sub("", bare)):
        return stripped
    if _SYLLABLE.fullmatch(bare):
        return bare
    for candidate in (bare, _TONE.sub("", bare[1:], count=1)):
        slip = candidate if candidate is bare else bare[0] + candidate
        for keys, letter in _TELEX:
            slip = slip.replace(keys, letter)
        if len(slip) > 1 and _SYLLABLE.fullmatch(slip):
            return slip
    return bare
