"""Text as platforms count it and as people type it: NFC, UTF-16 lengths, cutting, folding of commands."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_MARKS = {"đ": "d", "Đ": "D"}
_SHORT = 300


def nfc(text: str) -> str:
    """The composed form, in which all our text is kept and compared."""
    return unicodedata.normalize("NFC", text)


def storable(text: str) -> str:
    """Without what no database takes: NUL, and halves of surrogate pairs. Keeps UTF-16 offsets as they are."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", " ")


def without(text: str, start: int, end: int) -> str:
    """The text without that piece of it, which was a name: no double space, no lonely comma is left."""
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    if not before:
        return after.lstrip(" ,:;")  # «@Bot, báo cáo»
    if not after or before[-1] == "\n" or after[0] in "\n,.;:!?":
        return before + after
    return f"{before} {after}"


def fold(text: str) -> str:
    """Lower case without marks, full-width forms made plain, white space made single: «Báo  Cáo» → «bao cao».

    Every handler that looks at a message folds it again, and the names of the campaign beside it: the newest are kept.
    """
    return _kept(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join([_MARKS.get(ch, ch) for ch in plain if ch.isascii() or not unicodedata.combining(ch)])
    return " ".join(kept.split())


_kept = lru_cache(maxsize=2048)(_folded)


def units(text: str) -> int:
    """The length in UTF-16 code units, as Telegram and Zalo count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` UTF-16 units: at blank lines where it can, else lines, sentences, words, then anywhere.

    No piece is empty, and nothing but white space at the seams is lost.
    """
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        end = _seam(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    if rest:
        pieces.append(rest)
    return pieces


def shorten(text: str, limit: int) -> str:
    """The text, or its beginning with an ellipsis, within `limit` UTF-16 units."""
    if units(text) <= limit:
        return text
    return text[: _fitting(text, limit - 1)].rstrip() + "…"


def _fitting(text: str, limit: int) -> int:
    used = 0
    for at, ch in enumerate(text):
        used += 2 if ord(ch) > 0xFFFF else 1
        if used > limit:
            return at
    return len(text)


def _seam(text: str, limit: int) -> int:
    """Where to cut so that the head fits: the last good seam in its second half, or the very end of what fits."""
    fits = _fitting(text, limit)
    for mark in ("\n\n", "\n", ". ", " "):
        at = text.rfind(mark, fits // 2, fits)
        if at > 0:
            return at + len(mark)
    return max(fits, 1)
