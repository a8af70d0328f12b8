"""Cut a typed line into tokens: words, runs of digits, punctuation, each with its place in the line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["word", "digits", "mark"]

_PIECE = re.compile(r"\d+|[^\W\d_]+|\n|\t|\.{2,}|={2,}|->|=>|[^\s]")
_ARROW = re.compile(r"[-=~]{1,4}>{2,4}|[-=~]{2,4}>|(?<![->])>{2,4}")
"""«==>», «-->», «>>»: long ways of writing «=>»."""
_SPELLINGS = str.maketrans({"đ": "d", "ð": "d", "Đ": "d"})
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE = re.compile("|".join(_TONES))


_HORN = "\u031b"
_HORNED = re.compile(r"(?<!q)([uúùủũụưứừửữự])([oóòỏõọơớờởỡợ])(?:([iíìỉĩị])|(?=[^\W\d_]))")

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx]|)"
    r"(?:uye|uyu|uya|uoi|uou|oai|oay|oao|oeo|uay|ieu|yeu|oa|oe|oo|uy|ue|ua|uo|ui|uu|ia|ie|ya|ye|iu|ai|ao|au|ay|eo|eu|oi"
    r"|[aeiouy])(?:ng|nh|ch|[cmnpt]|)"
)
"""How a word of Vietnamese is built, without its marks."""


class Token(NamedTuple):
    """One piece of the line. A tuple, because some hundred are made for every line."""

    kind: Kind
    text: str
    """As typed, composed; digits of any script as 0–9."""
    low: str
    """Lower case with its marks, tone marks in one agreed place."""
    plain: str
    """Lower case without marks."""
    start: int
    end: int
    spaced: bool
    """White space stands before it (or it begins the line)."""

    @property
    def marked(self) -> bool:
        return self.low != self.plain


def tidy(line: str) -> str:
    """The line composed, digits and full-width letters made plain, invisible characters gone; line breaks are kept."""
    out: list[str] = []
    for ch in unicodedata.normalize("NFC", line).replace("🔟", "10"):
        if ch.isascii():
            out.append("\n" if ch == "\r" else ch if ch >= " " or ch in "\n\t" else " ")
            continue
        if ch < "\u2000" and ch.isalpha():
            out.append(ch)
            continue
        category = unicodedata.category(ch)
        if category == "Nd":
            out.append(str(unicodedata.decimal(ch)))
        elif category in ("Cf", "Mn", "Me", "Cs", "Cn"):
            continue
        elif category in ("Zs", "Cc"):
            out.append(" ")
        elif category in ("Zl", "Zp"):
            out.append("\n")
        elif category == "No" and (0x2460 <= ord(ch) <= 0x2473 or 0x2776 <= ord(ch) <= 0x2793):
            out.append(str(int(unicodedata.numeric(ch))))
        elif 0xFF01 <= ord(ch) <= 0xFF5E:
            out.append(chr(ord(ch) - 0xFEE0))
        else:
            out.append(ch)
    return re.sub(r"[ ]*\n+", "\n", _ARROW.sub("=>", _parted("".join(out))))


def _parted(text: str) -> str:
    """Marks that were typed twice, once; «m1 ;; 4» as «m1: 4» where all such marks stand before figures."""
    if ";;" in text and len(_VALUED.findall(text)) == len(re.findall(";;+", text)):
        text = _VALUED.sub(r"\1: ", text)
    return _TWICE.sub(r"\1", text) if any(twice in text for twice in (",,", ";;", "::")) else text


_VALUED = re.compile(r"([^\W\d_]|\bm[12]) ?;;+ ?(?=\d)")
_TWICE = re.compile(r"([,;:])\1+")


@lru_cache(maxsize=8192)
def spell(word: str) -> tuple[str, str]:
    """A word in lower case: with its marks (tones in one agreed place), and without."""
    low = unicodedata.normalize("NFC", word.lower())
    low = _TONE.sub(lambda found: _TONES[found.group()], low)
    low = _HORNED.sub(_horned, low)
    apart = unicodedata.normalize("NFKD", low)
    plain = "".join(ch for ch in apart if not unicodedata.combining(ch)).translate(_SPELLINGS)
    return low, plain


def _horned(found: re.Match[str]) -> str:
    """«muơi», «mưoi», «mừơi», «mươì»: a horn was left out or the tone set on another letter; meant is «ươ»."""
    apart = unicodedata.normalize("NFD", found.group())
    if _HORN not in apart:
        return found.group()
    tones = "".join(ch for ch in apart if unicodedata.combining(ch) and ch != _HORN)
    return "ư" + unicodedata.normalize("NFC", f"o{_HORN}{tones}") + ("i" if found[3] else "")


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a tidy text, in order; white space other than line breaks and tabs is only remembered."""
    tokens: list[Token] = []
    last = 0
    for found in _PIECE.finditer(text):
        piece, start, end = found.group(), found.start(), found.end()
        spaced = start != last or not tokens
        first = piece[0]
        if first.isdigit() and first.isascii():
            tokens.append(Token("digits", piece, piece, piece, start, end, spaced))
        elif first.isalpha():
            low, plain = spell(piece)
            tokens.append(Token("word", piece, low, plain, start, end, spaced))
        else:
            tokens.append(Token("mark", piece, piece, piece, start, end, spaced))
        last = end
    return tuple(tokens)


class Words:
    """A set of words or phrases that is matched with marks where the writer typed marks, and without where not.

    An entry behind «!» is matched with its marks only: typed without them it is mostly another word («cỡ», «có»).
    """

    __slots__ = ("_low", "_phrases", "_plain")

    def __init__(self, *words: str) -> None:
        self._low: set[str] = set()
        self._plain: set[str] = set()
        self._phrases: dict[str, list[tuple[tuple[str, str], ...]]] = {}
        for entry in _split(words):
            exact = entry.startswith("!")
            parts = tuple(spell(part) for part in _PIECE.findall(entry.removeprefix("!")))
            if exact:
                parts = tuple((low, "") for low, _ in parts)
            if len(parts) == 1:
                self._low.add(parts[0][0])
                self._plain.add(parts[0][1])
            self._phrases.setdefault(spell(parts[0][0])[1], []).append(parts)
        for phrases in self._phrases.values():
            phrases.sort(key=len, reverse=True)

    def __contains__(self, token: object) -> bool:
        """Whether this one token is one of the single words."""
        if not isinstance(token, Token) or token.kind != "word":
            return False
        return token.low in self._low or (not token.marked and token.plain in self._plain)

    @property
    def firsts(self) -> frozenset[str]:
        """The first words of all phrases, without marks."""
        return frozenset(self._phrases)

    def within(self, tokens: tuple[Token, ...], start: int = 0, stop: int | None = None) -> bool:
        """Whether any phrase begins at one of these tokens; it may reach beyond `stop`."""
        phrases = self._phrases
        for index, token in enumerate(tokens[start:stop], start):
            if token.plain in phrases and self.at(tokens, index):
                return True
        return False

    def at(self, tokens: tuple[Token, ...], index: int) -> int:
        """How many tokens the longest phrase that begins here takes; 0 when none does."""
        if index >= len(tokens):
            return 0
        phrases = self._phrases.get(tokens[index].plain)
        if phrases is None:
            return 0
        last = len(tokens)
        for parts in phrases:
            at = index
            for low, plain in parts:
                if at >= last:
                    break
                token = tokens[at]
                if token.low != low and (token.plain != plain or token.low != token.plain):
                    break
                at += 1
            else:
                return len(parts)
        return 0


def same(token: Token, part: tuple[str, str]) -> bool:
    """Whether a token is this word: equal with its marks, or typed without any."""
    return token.low == part[0] or (not token.marked and token.plain == part[1])


def _split(words: Iterable[str]) -> Iterable[str]:
    """Entries are separated by commas; a line break is only a space, so that a table stays readable."""
    for block in words:
        for entry in block.split(","):
            if entry.strip():
                yield " ".join(entry.split())


def is_syllable(plain: str) -> bool:
    """Whether a word of Vietnamese could be written so, without its marks."""
    return _SYLLABLE.fullmatch(plain) is not None
